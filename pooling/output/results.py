"""Reading a result workbook back: its tables, and the plan in them."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from openpyxl import load_workbook

from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.case.findings import CaseError, Collector, has_errors
from pooling.case.kinds import kind_of
from pooling.case.preflight import preflight
from pooling.output.result_sheets import OPTIONAL, RESULT_SHEETS, head_of, result_table
from pooling.output.table import Cell, Column, Table
from pooling.plan.plan import Claim, Plan, Prices

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

Key = TypeVar("Key")
Records = Mapping[str, list[dict[str, Any]]]
"""Sheet to its rows by column name."""


@dataclass(frozen=True)
class Result:
    """A result workbook read back: the plan as far as it fits the case's periods, prices by objective, every table."""

    plan: Plan
    prices: Mapping[str, Prices]
    tables: Mapping[str, Table]


def read_result(path: Path, case: Case) -> Result:
    """The plan and the tables of the result workbook at `path`, in the periods of `case`.

    Codes that `case` does not know are kept: `pooling.plan.verify` names them. Raises `CaseError` where the file is
    no readable result.
    """
    tables = read_tables(path)
    return Result(plan_of(tables, case), prices_of(tables), tables)


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


def plan_of(tables: Mapping[str, Table], case: Case) -> Plan:
    """The decisions that the tables of a result hold, in the periods of `case`."""
    period = Calendar(case.settings).index
    rows: Records = {name: table.records() for name, table in tables.items()}
    joined: dict[str, set[str]] = defaultdict(set)
    for row in rows["members"]:
        joined[row["framework"]].add(row["partner"])
    return Plan(
        signed={r["framework"]: period(r["signed"]) for r in rows["frameworks"] if r["status"] == "candidate"},
        joined={framework: frozenset(partners) for framework, partners in joined.items()},
        call_offs=_sums(((r["lot"], r["partner"], period(r["period"])), r["quantity"]) for r in rows["call_offs"]),
        extended=frozenset(r["framework"] for r in rows["frameworks"] if r["extended"]),
        expansions={r["expansion"]: period(r["start"]) for r in rows["expansions"] if r["start"]},
        certified={(r["partner"], r["product"]): period(r["start"]) for r in rows["certifications"]},
        orders=_sums(((r["order"], period(r["period"])), r["quantity"]) for r in rows["orders"]),
        claims={r["framework"]: Claim(r["instrument"], r["reimbursed_eur"]) for r in rows["instruments"]},
    )


def prices_of(tables: Mapping[str, Table]) -> dict[str, Prices]:
    """Objective → what rows of the model were worth in its stage; where they no longer fit they only prove less."""
    prices: dict[str, dict[tuple[str, Any], float]] = defaultdict(dict)
    for row in tables["prices"].records():
        key = tuple(cell for cell in (row["of"], row["and"], row["then"]) if cell is not None)
        prices[row["objective"]][row["rule"], row["of"] if row["and"] is None else key] = row["price"]
    return dict(prices)


def _sums(entries: Iterable[tuple[Key, float]]) -> dict[Key, float]:
    sums: dict[Key, float] = defaultdict(float)
    for key, quantity in entries:
        sums[key] += quantity
    return dict(sums)


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
