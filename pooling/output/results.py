"""Reading a result workbook back: its tables, and the plan in them."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from pooling.case.case import Case
from pooling.case.findings import CaseError, Collector, has_errors
from pooling.case.kinds import kind_of
from pooling.case.preflight import preflight
from pooling.output.edited import read_decisions
from pooling.output.given_way import gave_way
from pooling.output.result_sheets import OPTIONAL, RESULT_SHEETS, head_of, result_table
from pooling.output.table import Cell, Column, Table
from pooling.plan.explain.giving_way import GivenWay
from pooling.plan.plan import Plan, Prices

DECISIONS = {
    "frameworks": ("framework", "status", "signed", "extended"),
    "members": ("framework", "partner"),
    "call_offs": ("lot", "partner", "period", "quantity"),
    "orders": ("order", "period", "quantity"),
    "expansions": ("expansion",),
    "certifications": ("partner", "product", "start"),
    "instruments": ("instrument", "framework", "reimbursed_eur"),
    "prices": ("objective", "rule", "of", "price"),
}
"""The columns that a plan, or what is known with it, is read from: none of their cells may be blank."""

SERIES = ("attainment", "capacity")
"""Sheets with a row for every period of the result's horizon."""


@dataclass(frozen=True)
class Result:
    """What a result workbook has decided, in the periods of the case, prices by objective, and its first period.

    `given_way`: limits of the case that it is held to otherwise.
    """

    plan: Plan
    prices: Mapping[str, Prices]
    start: date | None = None
    given_way: tuple[GivenWay, ...] = ()


def read_result(path: Path, case: Case) -> Result:
    """The plan of the result workbook at `path`, which may have been changed by hand, in the periods of `case`.

    Codes that `case` does not know are kept: `pooling.plan.verify` names them. Raises `CaseError` where a decision
    cannot be read; other cells may hold anything.
    """
    plan = read_decisions(path, case)
    findings = Collector(path.name)
    _, sheets = _sheets(path)
    rows, changes = (
        result_table(name, _rows(name, sheets[name], findings) if name in sheets else ())
        for name in ("prices", "given_way")
    )
    prices = {} if has_errors(findings.findings) else prices_of(rows)
    return Result(plan, prices, _start(sheets), gave_way(case, changes))


def _start(sheets: Mapping[str, Sequence[tuple[Any, ...]]]) -> date | None:
    """The first period that the result tells of; None where its series are gone."""
    days = [
        row[names.index("period")]
        for names, *rows in (sheets[name] for name in SERIES if sheets.get(name))
        if "period" in names
        for row in rows
    ]
    return min((day.date() for day in days if isinstance(day, datetime)), default=None)


def read_tables(path: Path) -> dict[str, Table]:
    """Every sheet of the result workbook at `path` with its columns of `RESULT_SHEETS`; raises `CaseError`."""
    findings = Collector(path.name)
    preflight(path, findings, trusted=True)
    _stop_at_errors(findings)
    tables = {}
    try:
        names, sheets = _sheets(path)
    except Exception as fault:  # openpyxl raises anything on a broken part; to the user it is one fault
        advice = "write the result again with pooling solve"
        findings.error("damaged", "", None, f"the workbook cannot be read ({type(fault).__name__})", advice)
        names, sheets = [], {}
    _stop_at_errors(findings)
    if not {"summary", "stages"} <= sheets.keys():
        advice = "give a workbook that pooling solve wrote"
        findings.error("other-kind", "", None, f"this is {kind_of(names)}, not a result of pooling solve", advice)
    _stop_at_errors(findings)
    for name in RESULT_SHEETS:
        if name in sheets:
            tables[name] = result_table(name, _rows(name, sheets[name], findings))
        elif name in OPTIONAL:
            tables[name] = result_table(name, ())
        else:
            advice = "give a workbook that pooling solve wrote"
            findings.error("missing-sheet", name, None, f"a result has a sheet {name}", advice)
    _stop_at_errors(findings)
    return tables


def headlines(tables: Mapping[str, Table]) -> list[str]:
    """The sentences on the summary sheet."""
    return [str(value) for key, value in tables["summary"].rows if key == "headline"]


def key_figures(tables: Mapping[str, Table]) -> dict[str, Cell]:
    """The summary sheet by key, without the sentences."""
    return {str(key): value for key, value in tables["summary"].rows if key != "headline"}


def prices_of(table: Table) -> dict[str, Prices]:
    """Objective → what rows of the model were worth in its stage; where they no longer fit they only prove less."""
    prices: dict[str, dict[tuple[str, Any], float]] = defaultdict(dict)
    for row in table.records():
        key = tuple(cell for cell in (row["of"], row["and"], row["then"]) if cell is not None)
        prices[row["objective"]][row["rule"], row["of"] if row["and"] is None else key] = row["price"]
    return dict(prices)


def _sheets(path: Path) -> tuple[list[str], dict[str, list[tuple[Any, ...]]]]:
    """The names of all sheets, and the values of those that a result has."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about features of Excel that do not matter to a reader
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            found = [worksheet for worksheet in book.worksheets if worksheet.title in RESULT_SHEETS]
            for worksheet in found:
                worksheet.reset_dimensions()
            values = {worksheet.title: list(worksheet.iter_rows(values_only=True)) for worksheet in found}
            return book.sheetnames, values
        finally:
            book.close()


def _rows(name: str, lines: list[tuple[Any, ...]], findings: Collector) -> Iterator[tuple[Cell, ...]]:
    """The cells of every row that is not blank, below the line that holds the names of the columns.

    What results of earlier versions lack is blank.
    """
    head, names = head_of(name), [column.name for column in RESULT_SHEETS[name][1]]
    start = next((n for n, line in enumerate(lines) if set(names) <= set(line)), None)
    if start is None:
        advice = "give a workbook that pooling solve wrote"
        findings.error("missing-column", name, None, f"the sheet needs the columns {', '.join(names)}", advice)
        return
    places = {value: place for place, value in enumerate(lines[start]) if value is not None}
    for number, line in enumerate(lines[start + 1 :], start + 2):
        cells = [_at(line, places.get(column.name)) for column in head]
        if any(cell is not None for cell in cells):
            yield tuple(_cell(name, number, c, value, findings) for c, value in zip(head, cells, strict=True))


def _at(line: tuple[Any, ...], place: int | None) -> Any:
    return line[place] if place is not None and place < len(line) else None


def _cell(sheet: str, number: int, column: Column, value: Any, findings: Collector) -> Cell:
    """The value as the column's kind wants it."""
    advice = "write the result again with pooling solve"
    if value is None and column.name in DECISIONS.get(sheet, ()):
        findings.error("missing-value", sheet, None, f"{column.name} is blank in row {number}", advice)
    if value is None or column.kind in ("text", "plain"):
        return value.date() if isinstance(value, datetime) else value
    match column.kind, value:
        case "code", _:
            return str(value)
        case "flag", "Y" | "N":
            return bool(value == "Y")
        case (("date" | "period"), datetime()):
            return value.date()
        case "int", float() | int():
            return int(value)
        case (("quantity" | "money" | "price" | "percent" | "months" | "rate"), float() | int()):
            return float(value)
    findings.error("wrong-type", sheet, value, f"{column.name} is no {column.kind} in row {number}", advice)
    return None


def _stop_at_errors(findings: Collector) -> None:
    if has_errors(findings.findings):
        raise CaseError(findings.findings)
