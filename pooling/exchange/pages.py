"""Results, or an analysis, as one page: of the pool, or what one partner may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from pooling.exchange.extract import extract, partners_in
from pooling.output.analyses import Analysis, read_analysis
from pooling.output.page_analysis import analysis_data
from pooling.output.page_book import write_page
from pooling.output.page_data import page_data
from pooling.output.results import key_figures, read_tables
from pooling.output.table import Table, unique_headers


class NotOnePage(Exception):
    """The workbooks cannot stand on one page; the message says why."""


def write_report(path: Path, results: Sequence[Path], partner: str = "", force: bool = False) -> None:
    """Write the page of `results` side by side, or of one analysis; with `partner` of that partner's extracts.

    Raises `CaseError` where one is neither, `NotOnePage`, and as `pooling.output.files.check_target`.
    """
    analyses = [read_analysis(file) for file in results]
    today = f"{date.today():%Y-%m-%d}"
    if any(analyses):
        analysis = _single(results, analyses, partner)
        data = analysis_data(analysis, today)
        write_page(path, data, str(analysis.asked["case"]), str(analysis.asked["marking"] or ""), force)
        return
    tables = [read_tables(file) for file in results]
    parts = [_part(part, partner, file) for part, file in zip(tables, results, strict=True)]
    keys = key_figures(tables[0])
    title = f"{keys['case']} – {partner}" if partner else str(keys["case"])
    data = page_data(list(zip(_names(results, tables), parts, strict=True)), partner, today)
    write_page(path, data, title, str(keys["marking"] or ""), force)


def _single(files: Sequence[Path], analyses: Sequence[Analysis | None], partner: str) -> Analysis:
    """The one analysis that a page shows."""
    file, analysis = next((file, found) for file, found in zip(files, analyses, strict=True) if found)
    if len(files) > 1:
        raise NotOnePage(f"{file.name} is an analysis: give it alone, it has a page of its own")
    if partner:
        raise NotOnePage(f"{file.name} is an analysis of all partners: only results of solve have extracts")
    return analysis


def _part(tables: Mapping[str, Table], partner: str, file: Path) -> Mapping[str, Table]:
    """What `partner` may see of a result, the whole where none is named."""
    if not partner:
        return tables
    known = partners_in(tables)
    if partner not in known:
        raise NotOnePage(f"{file.name} speaks of no partner {partner}, but of {', '.join(known)}")
    return {table.name: table for table in extract(tables, partner).tables}


def _names(files: Sequence[Path], tables: Sequence[Mapping[str, Table]]) -> list[str]:
    """The scenario of each result, or its file's name where scenarios are not told apart by that."""
    scenarios = [str(key_figures(table)["scenario"]) for table in tables]
    return scenarios if len(set(scenarios)) == len(scenarios) else unique_headers(file.stem for file in files)
