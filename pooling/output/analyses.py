"""Reading an analysis workbook back: what was asked and found, its tables, and what its charts draw."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from pooling.case.findings import CaseError, Collector, has_errors
from pooling.case.preflight import preflight
from pooling.output.charts import CHARTS, DATA
from pooling.output.comparison_summary import READ_ME
from pooling.output.excel import HEADLINE
from pooling.output.table import Cell

Lines = Sequence[tuple[Cell, ...]]


@dataclass(frozen=True)
class Sheet:
    """A table as it stands: name, title, its columns with unit and note each, and its rows."""

    name: str
    title: str
    columns: tuple[tuple[str, str, str], ...]
    rows: Lines


@dataclass(frozen=True)
class Drawn:
    """What a chart draws: title, kind, what is on its axes, column names, rows (the first cell is a place)."""

    title: str
    kind: str
    value_axis: str
    category_axis: str
    columns: tuple[str, ...]
    rows: Lines


@dataclass(frozen=True)
class Analysis:
    """`asked` is the summary by key, without its sentences."""

    asked: Mapping[str, Cell]
    sentences: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    charts: tuple[Drawn, ...]


def read_analysis(path: Path) -> Analysis | None:
    """The analysis workbook at `path`; None where it is of another kind. Raises `CaseError` where it is unreadable."""
    findings = Collector(path.name)
    preflight(path, findings, trusted=True)
    if has_errors(findings.findings):
        raise CaseError(findings.findings)
    try:
        sheets = _sheets(path)
    except Exception as fault:  # openpyxl raises anything on a broken part; to the user it is one fault
        findings.error("damaged", "", None, f"the workbook cannot be read ({type(fault).__name__})", "write it again")
        raise CaseError(findings.findings) from fault
    summary = [(line[0], line[1]) for line in sheets.get("summary", ()) if len(line) > 1 and line[0] is not None]
    asked = {str(key): value for key, value in summary if key not in (HEADLINE, "key")}
    if "analysis" not in asked:
        return None
    notes = {(line[0], line[1]): (_text(line[2]), _text(line[3])) for line in sheets.get(READ_ME, ())}
    rest = {name: lines for name, lines in sheets.items() if name not in ("summary", READ_ME, CHARTS, DATA) and lines}
    return Analysis(
        asked,
        tuple(str(value) for key, value in summary if key == HEADLINE),
        tuple(_sheet(name, lines, notes) for name, lines in rest.items()),
        tuple(_charts(sheets.get(DATA, ()))),
    )


def _sheet(name: str, lines: Lines, notes: Mapping[tuple[Cell, Cell], tuple[str, str]]) -> Sheet:
    head = [_text(cell) for cell in lines[0]]
    columns = tuple((column, *notes.get((name, column), ("", ""))) for column in head)
    rows = [line for line in lines[1:] if any(cell is not None for cell in line)]
    return Sheet(name, notes.get((name, None), ("", name))[1], columns, rows)


def _charts(lines: Lines) -> list[Drawn]:
    """Blocks with a blank line between them: title, kind and axes, then column names, then rows."""
    blocks: list[list[tuple[Cell, ...]]] = [[]]
    for line in lines:
        if any(cell is not None for cell in line):
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    charts = []
    for block in blocks:
        if len(block) > 2:
            title, kind, value_axis, category_axis = (_text(cell) for cell in (*block[0], None, None, None)[:4])
            names = [_text(cell) for cell in block[1] if cell is not None]
            rows = [line[: len(names)] for line in block[2:]]
            charts.append(Drawn(title, kind, value_axis, category_axis, tuple(names), rows))
    return charts


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _sheets(path: Path) -> dict[str, list[tuple[Cell, ...]]]:
    """Name to the values of every sheet; days as dates."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about features of Excel that do not matter to a reader
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            sheets = {}
            for worksheet in book.worksheets:
                worksheet.reset_dimensions()
                sheets[worksheet.title] = [tuple(map(_plain, line)) for line in worksheet.iter_rows(values_only=True)]
            return sheets
        finally:
            book.close()


def _plain(value: Any) -> Cell:
    cell: Cell = value.date() if isinstance(value, datetime) else value
    return cell
