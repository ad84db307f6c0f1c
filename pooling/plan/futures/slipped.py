"""Orders already placed where lines and materials bring less: first come, first served, and paid when they come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from math import floor

from models.instance import Expansion
from pooling.case.calendar import Calendar
from pooling.case.case import Case, Order
from pooling.case.currencies import rates_of
from pooling.plan.futures.decided import NOTHING, fixed, moved, numbered
from pooling.plan.prepare import supply

HELD = 1e-6
"""Part of what an order needs that may be missing: rounding."""


def slipped(case: Case) -> Case:
    """`case`, whose orders are fixed and whose budgets are in EUR, with each as late as its line and materials make it.

    Orders come before call-offs, in the order in which they are due. What was reserved for them goes with them.
    """
    grid, rates = Calendar(case.settings), rates_of(case)
    came = _deliveries(case, grid)
    orders: list[Order] = []
    spent: dict[tuple[str, int], float] = defaultdict(float)
    for order in case.orders:
        pieces = came[order.order]
        left = order.quantity - sum(pieces.values())
        due = grid.index(order.planned)
        if left > NOTHING * order.quantity:
            pieces[grid.periods] = left
        orders += numbered([fixed(order, quantity, t, grid) for t, quantity in pieces.items()])
        for t, quantity in pieces.items():
            if t != due:
                for year, units in ((grid.year(due), quantity), (grid.year(t), -quantity)):
                    if year in grid.years:
                        spent[order.partner, year] += units * order.unit_price * rates.eur(order.currency, year)
    return replace(case, orders=tuple(orders), budgets=moved(case.budgets, spent))


def _deliveries(case: Case, grid: Calendar) -> dict[str, dict[int, float]]:
    """Order to what comes of it by period of the horizon."""
    recipe, carry = supply.recipes(case), supply.carries(case)
    size = supply.lot_sizes(case)
    made, supplied = _rates(case, grid)
    stock = {row.material: row.opening for row in case.materials}
    carried = dict.fromkeys(made, 0.0)
    left = {row.order: row.quantity for row in case.orders}
    came: dict[str, dict[int, float]] = defaultdict(dict)
    queue = sorted(case.orders, key=lambda row: grid.index(row.planned))
    for t in range(grid.periods):
        room = {line: rates[t] + carried[line] for line, rates in made.items()}
        for material, rates in supplied.items():
            stock[material] += rates[t]
        for order in (row for row in queue if grid.index(row.planned) <= t and left[row.order] > 0):
            uses = recipe.get(order.product, {})
            could = min([room[order.line], *(stock[g] / per_unit for g, per_unit in uses.items())])
            taken = _taken(left[order.order], could, size[order.product])
            if taken:
                came[order.order][t] = taken
                left[order.order] -= taken
                room[order.line] -= taken
                for g, per_unit in uses.items():
                    stock[g] -= taken * per_unit
        carried = {line: min(carry[line], max(0.0, units)) for line, units in room.items()}
    return came


def _taken(left: float, could: float, size: float) -> float:
    """All that is left of an order where it can come, else whole lots."""
    if could >= left * (1 - HELD):
        return left
    return min(left, floor(could / size + HELD) * size)


def _rates(case: Case, grid: Calendar) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Capacity of lines and supply of materials by period, with what is built."""
    built = supply.expansions(case, grid)
    return (
        {line: _with(series, line, built) for line, series in supply.capacities(case, grid).items()},
        {material: _with(series, material, built) for material, series in supply.supplies(case, grid).items()},
    )


def _with(series: tuple[float, ...], resource: str, built: Mapping[str, Expansion]) -> list[float]:
    added = [e for e in built.values() if e.resource == resource]
    return [units + sum(e.adds for e in added if t >= e.start[0] + e.build) for t, units in enumerate(series)]
