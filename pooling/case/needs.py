"""Needs: what each partner needs of each item, cumulated over the periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate
from types import MappingProxyType

from pooling.case.calendar import Calendar
from pooling.case.case import Demand, Norm, Stock, Usage

Pair = tuple[str, str]
"""A partner and an item."""


def needs(
    calendar: Calendar,
    demand: Iterable[Demand],
    norms: Iterable[Norm],
    usage: Iterable[Usage],
    stock: Iterable[Stock],
    *,
    came: Mapping[Pair, float] = MappingProxyType({}),
) -> dict[Pair, list[float]]:
    """Units needed by the end of each period, per partner and item; never falls.

    Demand lines count from the period of `need_by` on (before the horizon: from the first); norms
    and usage count where they exceed the opening stock. What `came` before the horizon is no longer needed.
    """
    lines: dict[Pair, list[float]] = defaultdict(lambda: [0.0] * calendar.periods)
    for row in demand:
        t = max(0, calendar.index(row.need_by))
        if t < calendar.periods:
            lines[row.partner, row.item][t] += row.quantity
    steps: dict[Pair, list[tuple[date, float]]] = defaultdict(list)
    for norm in norms:
        steps[norm.partner, norm.item].append((norm.from_, norm.quantity))
    used: dict[Pair, list[float]] = defaultdict(lambda: [0.0] * calendar.periods)
    for rate in usage:
        for t in range(calendar.periods):
            if calendar.year(t) == rate.year:
                used[rate.partner, rate.item][t] += rate.quantity * calendar.months / 12
    opening = {(row.partner, row.item): row.quantity for row in stock}
    pairs = list(dict.fromkeys([*lines, *steps, *used]))
    return {
        pair: [
            max(0.0, line + gap - came.get(pair, 0.0))
            for line, gap in zip(
                accumulate(lines[pair]),
                _gaps(in_force(calendar, steps[pair]), used[pair], opening.get(pair, 0)),
                strict=True,
            )
        ]
        for pair in pairs
    }


def _gaps(norm: Sequence[float], used: Sequence[float], opening: float) -> Iterable[float]:
    """The largest shortfall of stock below norm so far, by period."""
    short = (max(0, level + total - opening) for level, total in zip(norm, accumulate(used), strict=True))
    return accumulate(short, max)


def in_force(calendar: Calendar, steps: Iterable[tuple[date, float]]) -> list[float]:
    """A step function's value on each period's first day; 0 before its first step."""
    ordered = sorted(steps)
    values = []
    at, value = 0, 0.0
    for t in range(calendar.periods):
        while at < len(ordered) and ordered[at][0] <= calendar.first_day(t):
            value = ordered[at][1]
            at += 1
        values.append(value)
    return values
