"""Decisions: what a plan asks one partner to decide, and by when, from its own rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pooling.output.table import Cell, Table, columns

SIGN, JOIN, CERTIFY, RESERVE, MOVE = "sign", "join", "certify", "reserve", "move"

DECISIONS = columns("by:date decision:code of:code name amount_eur:money months:int")

Records = Sequence[Mapping[str, Any]]
Decision = tuple[Cell, ...]


def decisions(frameworks: Records, first: Mapping[str, date], own: Mapping[str, Records]) -> Table:
    """A row a decision, the first one first: frameworks to sign or join, certifications to begin, budgets to reserve,
    orders to move.

    `first` is the period of the partner's first delivery from each framework, `own` are its rows by sheet.
    """
    rows = [
        *_frameworks(frameworks, first),
        *_certifications(own["certifications"]),
        *_budgets(own["budgets"]),
        *_orders(own["orders"]),
    ]
    rows.sort(key=lambda row: (row[0] is None, row[0], row[2]))
    return Table("decisions", "What you decide, and by when", DECISIONS, tuple(rows))


def _frameworks(frameworks: Records, first: Mapping[str, date]) -> Iterator[Decision]:
    """A framework that exists is joined before anything is delivered from it."""
    for row in frameworks:
        code, is_new = row["framework"], row["status"] == "candidate"
        by = row["signed"] if is_new else first.get(code)
        yield by, SIGN if is_new else JOIN, code, row["name"] or code, row["join_cost_eur"] or 0.0, None


def _certifications(rows: Iterable[Mapping[str, Any]]) -> Iterator[Decision]:
    for row in rows:
        yield row["start"], CERTIFY, row["product"], row["product_name"] or row["product"], row["cost_eur"], None


def _budgets(rows: Iterable[Mapping[str, Any]]) -> Iterator[Decision]:
    """What a year's budget has to hold; results of earlier versions tell only what budgets count."""
    for row in rows:
        amount = row["paid"] if row["reserved_eur"] is None else row["reserved_eur"]
        if amount:
            yield date(row["year"], 1, 1), RESERVE, str(row["year"]), str(row["year"]), amount, None


def _orders(rows: Iterable[Mapping[str, Any]]) -> Iterator[Decision]:
    """An order is moved before the earlier of its dates."""
    for row in rows:
        moved = row["months_signed"] if row["months_signed"] is not None else row["months_moved"]
        if moved:
            by = min(row["planned"], row["period"])
            yield by, MOVE, row["order"], row["product_name"] or row["product"], row["shift_cost_eur"], moved
