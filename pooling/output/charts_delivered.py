"""The charts of what was planned, what came and what is planned now, an item each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate

from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.output.chart import BLUE, SKY, VERMILION, Chart
from pooling.output.table import Table, columns
from pooling.plan.figures import Figures
from pooling.plan.verify.arrivals import Promised

MOST_ITEMS = 6
"""Items that have a chart: those of which most call-offs and orders speak come first."""


def delivered_charts(case: Case, figures: Figures, promised: Promised) -> Iterator[Chart]:
    """Units cumulated over time: planned by orders and the earlier result, delivered, and replanned from there on."""
    grid = Calendar(case.settings)
    article = {row.product: row.item for row in case.products}
    of_lot = {row.lot: article[row.product] for row in case.lots}
    of_code = of_lot | {row.order: article[row.product] for row in case.placed}
    planned: dict[str, list[tuple[int, float]]] = defaultdict(list)
    came: dict[str, list[tuple[int, float]]] = defaultdict(list)
    again: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for (lot, _, t), units in promised.call_offs.items():
        planned[of_lot[lot]].append((t, units))
    for order in case.placed:
        planned[article[order.product]].append((grid.index(order.planned), order.quantity))
    for delivery in case.deliveries:
        came[of_code[delivery.order_or_lot]].append((grid.index(delivery.date), delivery.quantity))
    for call_off in figures.call_offs:
        again[call_off.item].append((call_off.period, call_off.quantity))
    for piece in figures.orders:
        again[piece.item].append((piece.period, piece.quantity))
    names = {row.item: f"{row.name or row.item} [{row.unit}]" for row in case.items}
    shown = sorted(came, key=lambda item: (-len(planned[item]), item))[:MOST_ITEMS]
    for number, item in enumerate(shown, start=1):
        first = min(t for t, _ in (*planned[item], *came[item], (0, 0.0)))
        periods = range(first, grid.periods)
        plan, got = _cumulated(planned[item], periods), _cumulated(came[item], periods)
        new = _cumulated([*came[item], *again[item]], periods)
        rows = tuple(
            (grid.first_day(t), plan[n], got[n] if t < 0 else None, new[n] if t >= -1 else None)
            for n, t in enumerate(periods)
        )
        yield Chart(
            Table(
                f"delivered_{number}",
                f"Planned, delivered, replanned: {names[item]}",
                columns("period:period planned:quantity delivered:quantity replanned:quantity"),
                rows,
            ),
            "line",
            "units, cumulated",
            colours=(SKY, VERMILION, BLUE),
        )


def _cumulated(entries: list[tuple[int, float]], periods: range) -> list[float]:
    """Units by the end of each period."""
    units = dict.fromkeys(periods, 0.0)
    for t, number in entries:
        if t in units:
            units[t] += number
    return list(accumulate(units.values()))
