"""Holdings: what a case holds at a glance, need against capacity per item and year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate, pairwise

from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.case.needs import in_force, needs


@dataclass(frozen=True)
class Holding:
    """One item: per year the units newly needed and the units that its lines can make at most.

    A line counts in full for each item it serves, without expansions. `gap` is how far the need
    so far exceeds the capacity so far (0: not at all).
    """

    item: str
    unit: str
    need: tuple[float, ...]
    capacity: tuple[float, ...]
    gap: tuple[float, ...]
    shared: bool


@dataclass(frozen=True)
class Holdings:
    """A case at a glance; `holdings` has a row for every item with need."""

    calendar: Calendar
    years: tuple[int, ...]
    holdings: tuple[Holding, ...]


def holdings(case: Case) -> Holdings:
    """What the case needs and could make, per item and year."""
    calendar = Calendar(case.settings)
    need = _need_by_period(case, calendar)
    lines = _lines_by_item(case)
    rows = []
    for item in case.items:
        if item.item not in need:
            continue
        makes = _capacity(case, calendar, lines[item.item])
        wanted = need[item.item]
        gap = [max(0.0, late - made) for late, made in zip(accumulate(wanted), accumulate(makes), strict=True)]
        shared = any(set(lines[item.item]) & set(lines[other]) for other in lines if other != item.item)
        rows.append(
            Holding(
                item.item,
                item.unit,
                _by_year(calendar, wanted),
                _by_year(calendar, makes),
                _last_of_year(calendar, gap),
                shared,
            )
        )
    return Holdings(calendar, calendar.years, tuple(rows))


def _need_by_period(case: Case, calendar: Calendar) -> dict[str, list[float]]:
    """Units newly needed per item and period, over all partners."""
    total: dict[str, list[float]] = defaultdict(lambda: [0.0] * calendar.periods)
    for (_, item), curve in needs(calendar, case.demand, case.norms, case.usage, case.stock, came=case.came).items():
        for t, (before, after) in enumerate(pairwise([0.0, *curve])):
            total[item][t] += after - before
    return {item: curve for item, curve in total.items() if sum(curve) > 0}


def _lines_by_item(case: Case) -> dict[str, dict[str, float]]:
    """Per item the lines that serve it, each with the least capacity that one unit takes there."""
    item_of = {product.product: product.item for product in case.products}
    loads = [(item_of[lot.product], lot.line, lot.load) for lot in case.lots]
    loads += [(item_of[order.product], order.line, 1) for order in case.orders]
    lines: dict[str, dict[str, float]] = defaultdict(dict)
    for item, line, load in loads:
        lines[item][line] = min(load, lines[item].get(line, load))
    return lines


def _capacity(case: Case, calendar: Calendar, loads: dict[str, float]) -> list[float]:
    """Units of an item that its lines make per period if they make nothing else."""
    total = [0.0] * calendar.periods
    for line, load in loads.items():
        rates = in_force(calendar, [(row.from_, row.per_year) for row in case.capacity if row.line == line])
        total = [units + rate * calendar.months / 12 / load for units, rate in zip(total, rates, strict=True)]
    return total


def _by_year(calendar: Calendar, values: list[float]) -> tuple[float, ...]:
    sums = dict.fromkeys(calendar.years, 0.0)
    for t, value in enumerate(values):
        sums[calendar.year(t)] += value
    return tuple(sums.values())


def _last_of_year(calendar: Calendar, values: list[float]) -> tuple[float, ...]:
    return tuple({calendar.year(t): value for t, value in enumerate(values)}.values())
