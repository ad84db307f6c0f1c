"""Limits that gave way, in a result: written, and read back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from pooling.case.case import Case
from pooling.case.softness import softness
from pooling.output.result_sheets import result_table
from pooling.output.table import Cell, Table
from pooling.plan.explain.giving_way import GivenWay, given_in, of


def with_given_way(tables: Sequence[Table], given_way: Sequence[GivenWay]) -> list[Table]:
    """The tables of a result with the sheet `given_way`, and a headline that says so before all others."""
    summary, *others = tables
    if not given_way:
        return [summary, *others]
    first = next(n for n, row in enumerate(summary.rows) if row[0] == "headline")
    rows = (*summary.rows[:first], ("headline", sentence(given_way)), *summary.rows[first:])
    return [replace(summary, rows=rows), *others, given_way_table(given_way)]


def sentence(given_way: Sequence[GivenWay]) -> str:
    """What gave way, in a sentence."""
    some = "one gives" if len(given_way) == 1 else f"{len(given_way)} give"
    return f"No plan keeps every limit of the case, so {some} way: {'; '.join(map(str, given_way))}."


def given_way_table(given_way: Sequence[GivenWay]) -> Table:
    """A row per limit."""
    return result_table("given_way", [_row(change) for change in given_way])


def _row(change: GivenWay) -> tuple[Cell, ...]:
    shown = _shown(change.given), _shown(change.suggested)
    return change.cell, change.sheet, change.of, change.column, change.priority, *shown


def _shown(value: float | date | None) -> Cell:
    return value.isoformat() if isinstance(value, date) else value


def gave_way(case: Case, table: Table) -> tuple[GivenWay, ...]:
    """What gave way by the sheet `given_way` of a result: limits that `case` still holds as then, and lets give way."""
    soft = softness(case)
    named = {(sheet, of(key), column): (sheet, key, column) for sheet, key, column in soft}
    found = []
    for row in table.records():
        limit = named.get((str(row["sheet"]), str(row["of"]), str(row["column"])))
        if limit is None:
            continue
        given, suggested = given_in(case, limit), _value(row["suggested"])
        if given == _value(row["given"]) and isinstance(suggested, date | float | int):
            found.append(GivenWay(case.places.at(*limit), *limit, soft[limit], given, suggested))
    return tuple(found)


def _value(cell: Cell) -> Cell:
    """A day as a day; whole numbers, which Excel may hand back as others, as whole ones."""
    if isinstance(cell, str):
        with suppress(ValueError):
            return date.fromisoformat(cell)
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
