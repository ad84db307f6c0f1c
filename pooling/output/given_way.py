"""Limits that gave way, in a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pooling.output.result_sheets import result_table
from pooling.output.table import Cell, Table
from pooling.plan.explain.giving_way import GivenWay


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
    shown = (value.isoformat() if isinstance(value, date) else value for value in (change.given, change.suggested))
    return change.cell, change.sheet, change.of, change.column, change.priority, *shown
