"""Share: each partner's extract of a result, a workbook written from scratch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pooling.case.cells import closest
from pooling.case.findings import CaseError, Collector
from pooling.exchange.extract import Extract, extract, partners_in
from pooling.exchange.extract_charts import extract_charts
from pooling.output.charts import charts_sheets
from pooling.output.excel import write_tables
from pooling.output.files import check_free
from pooling.output.results import read_tables
from pooling.output.table import Table


def write_extracts(result_file: Path, wanted: Sequence[str], folder: Path, *, force: bool = False) -> list[Path]:
    """Write the extract of every partner `wanted` (none: of all) to `folder`; the files written.

    Raises `CaseError`, and `TargetExistsError` before anything is written.
    """
    result = read_tables(result_file)
    codes = _chosen(result, wanted, result_file.name)
    paths = [folder / f"{result_file.stem}-{code}.xlsx" for code in codes]
    for path in paths:
        check_free(path, force)
    for code, path in zip(codes, paths, strict=True):
        _write(path, extract(result, code), force)
    return paths


def _chosen(result: Mapping[str, Table], wanted: Sequence[str], file: str) -> list[str]:
    known = partners_in(result)
    findings = Collector(file)
    for code in wanted:
        if code not in known:
            advice = closest(code, known) or f"the partners are {', '.join(known)}"
            findings.error("unknown-code", "", code, "the result speaks of no such partner", advice)
    if findings.findings:
        raise CaseError(findings.findings)
    return list(dict.fromkeys(wanted)) or known


def _write(path: Path, part: Extract, force: bool) -> None:
    tables = {table.name: table for table in part.tables}
    write_tables(
        path,
        part.tables,
        title=f"{part.case} – {part.partner}",
        marking=part.marking,
        properties={"case": part.case, "scenario": part.scenario, "partner": part.partner},
        force=force,
        charts=charts_sheets(extract_charts(tables)),
    )
