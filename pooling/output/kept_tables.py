"""What became of an earlier plan that was kept: what slid, and what keeping costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.output.entry import Entry
from pooling.output.proof import effect
from pooling.output.result_sheets import result_table
from pooling.output.table import Cell, Table
from pooling.output.words import counted, listing, money
from pooling.plan.conditions.keeping import Came
from pooling.plan.proof import Interval, difference


def slid_table(case: Case, kept: Sequence[Came]) -> Table:
    """A row for every part of a kept call-off that comes later, or no more."""
    grid = Calendar(case.settings)
    lots = {row.lot: row for row in case.lots}
    item = {row.product: row.item for row in case.products}
    size = {row.item: row.lot_size for row in case.items}
    rows: list[tuple[Cell, ...]] = []
    for row in kept:
        if row.to == row.period:
            continue
        lot = lots[row.lot]
        what = item[lot.product]
        to = None if row.to is None else grid.first_day(row.to)
        later = None if row.to is None else (row.to - row.period) * grid.months
        quantity = row.lots * size[what]
        rows.append(
            (lot.framework, row.lot, row.partner, what, lot.line, grid.first_day(row.period), quantity, to, later)
        )
    return result_table("slid", rows)


def with_slid(
    summary: Table,
    case: Case,
    kept: Sequence[Came],
    left: Sequence[tuple[str, str]],
    slide: float,
    churn: float | None = None,
) -> Table:
    """`summary` with how many kept call-offs slid, by how many months (`slide`: on average), who `left` a framework,
    how much of the earlier plan's call-offs is changed (`churn` [%]), and sentences about it.
    """
    number = len({(row.lot, row.partner, row.period) for row in kept})
    slid = {(row.lot, row.partner, row.period) for row in kept if row.to not in (None, row.period)}
    dropped = {(row.lot, row.partner, row.period) for row in kept if row.to is None}
    rows: list[tuple[Cell, ...]] = [
        ("kept_call_offs", number),
        ("slid_call_offs", len(slid)),
        ("dropped_call_offs", len(dropped)),
        ("slide_months", slide),
        ("churn_pct", churn),
    ]
    rows += [("headline", sentence) for sentence in _sentences(case, kept, number, len(slid), len(dropped))]
    if churn is not None:
        rows.append(
            ("headline", f"Of the earlier result's call-offs from {case.settings.start} on {churn:.0f} % change.")
        )
    if left:
        who = listing([f"{partner} {framework}" for framework, partner in left])
        rows.append(("headline", f"With nothing to call off any more, these leave a framework: {who}."))
    return replace(summary, rows=(*summary.rows, *rows))


def _sentences(case: Case, kept: Sequence[Came], number: int, slid: int, dropped: int) -> list[str]:
    of = f"of {counted(number, 'kept call-off')}"
    if not slid and not dropped:
        return [f"Kept call-offs come when they were planned: {number} of {number}."] if number else []
    said = []
    if slid:
        month = case.settings.period_months
        later = [(row.to - row.period) * month for row in kept if row.to is not None and row.to > row.period]
        span = f"{min(later)} to {max(later)}" if min(later) < max(later) else f"{max(later)}"
        where = _lines(case, [row for row in kept if row.to is not None and row.to > row.period])
        said.append(f"{slid} {of} {'come' if slid > 1 else 'comes'} later, by {span} months ({where}); sheet slid.")
    if dropped:
        where = _lines(case, [row for row in kept if row.to is None])
        said.append(
            f"{dropped} {of} {'are' if dropped > 1 else 'is'} dropped, in whole or in part ({where}): "
            "no need for them is left, or they cannot be made or paid within the horizon; sheet slid."
        )
    return said


def _lines(case: Case, rows: Sequence[Came]) -> str:
    """The lines concerned, those of most call-offs first."""
    line = {row.lot: row.line for row in case.lots}
    count = Counter(code for code, _, _, _ in {(line[row.lot], row.lot, row.partner, row.period) for row in rows})
    return listing([f"{code}: {number}" for code, number in sorted(count.items(), key=lambda c: (-c[1], c[0]))])


def with_price(summary: Table, kept: Entry, free: Entry) -> Table:
    """`summary` with what keeping costs in months and EUR, and a sentence that says what is proven of it.

    A plan that is free may do all that one that keeps may do: what counts first is surely no better for keeping.
    """
    if kept.figures is None or free.figures is None or kept.case is None:
        return summary
    late = kept.figures.mean_delay - free.figures.mean_delay
    dear = kept.figures.cost.total - free.figures.cost.total
    less = {name: difference(free.interval(name), kept.interval(name)) for name in ("mean_delay", "cost")}
    first = kept.case.settings.objectives[0]
    if first in less:
        less[first] = Interval(min(0.0, less[first].low), min(0.0, less[first].high))
    sentence = (
        f"Keeping the earlier result {effect(less['mean_delay'], up='costs')} of mean delay and "
        f"{effect(less['cost'], money, up='costs')} against planning freely."
    )
    rows = (("keeping_costs_months", late), ("keeping_costs_eur", dear), ("headline", sentence))
    return replace(summary, rows=(*summary.rows, *rows))
