"""Lines, materials, expansions and orders."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from models import instance as mi
from models.lots import NEAR, lots_within
from pooling.case.calendar import Calendar
from pooling.case.case import Case, Order
from pooling.case.currencies import is_euro, rates_of
from pooling.plan.prepare.need import step_values


def lot_sizes(case: Case) -> dict[str, float]:
    """Product → lot size of its item, units."""
    sizes = {i.item: i.lot_size for i in case.items}
    return {q.product: sizes[q.item] for q in case.products}


def capacities(case: Case, grid: Calendar) -> dict[str, tuple[float, ...]]:
    """Line → free capacity of each period, units."""
    steps: dict[str, list[tuple[date, float]]] = {r.line: [] for r in case.lines}
    for c in case.capacity:
        steps[c.line].append((c.from_, c.per_year * grid.months / 12))
    return {line: step_values(rows, grid) for line, rows in steps.items()}


def supplies(case: Case, grid: Calendar) -> dict[str, tuple[float, ...]]:
    """Material → supply of each period, units."""
    steps: dict[str, list[tuple[date, float]]] = {g.material: [] for g in case.materials}
    for s in case.supply:
        steps[s.material].append((s.from_, s.per_year * grid.months / 12))
    return {material: step_values(rows, grid) for material, rows in steps.items()}


def carries(case: Case) -> dict[str, float]:
    """Line → largest work in progress: the largest lot_size · load among its lots and orders."""
    size = lot_sizes(case)
    carry = {r.line: 0.0 for r in case.lines}
    for lot in case.lots:
        carry[lot.line] = max(carry[lot.line], size[lot.product] * lot.load)
    for order in case.orders:
        carry[order.line] = max(carry[order.line], size[order.product])
    return carry


def recipes(case: Case) -> dict[str, dict[str, float]]:
    """Product → material → units per unit."""
    out: dict[str, dict[str, float]] = defaultdict(dict)
    for r in case.recipes:
        if r.per_unit:
            out[r.product][r.material] = r.per_unit
    return dict(out)


def window(grid: Calendar, first: date, last: date) -> range:
    """Periods from one date to another, clipped to the horizon."""
    return range(max(0, grid.index(first)), min(grid.periods - 1, grid.index(last)) + 1)


def expansions(case: Case, grid: Calendar) -> dict[str, mi.Expansion]:
    """Expansions with what they add a period."""
    return {
        e.expansion: mi.Expansion(
            resource=e.resource,
            adds=e.adds_per_year * grid.months / 12,
            build=grid.n_periods(e.build_months),
            start=window(grid, e.start_from, e.start_to),
            investment=e.investment,
            min_commitment=e.min_commitment,
        )
        for e in case.expansions
    }


def orders(case: Case, grid: Calendar) -> dict[str, mi.Order]:
    """Orders in whole lots and an odd rest."""
    item = {q.product: q.item for q in case.products}
    size = lot_sizes(case)
    rates = rates_of(case)
    return {o.order: _order(o, item[o.product], size[o.product], grid, rates.at_start(o.currency)) for o in case.orders}


def _order(o: Order, item: str, size: float, grid: Calendar, rate: float) -> mi.Order:
    lots = lots_within(o.quantity, size)
    rest = o.quantity - lots * size
    return mi.Order(
        partner=o.partner,
        item=item,
        product=o.product,
        line=o.line,
        lots=lots,
        rest=rest if rest > NEAR * o.quantity else 0.0,
        window=window(grid, o.earliest, o.latest),
        planned=grid.index(o.planned),
        may_remain=grid.index(o.latest) >= grid.periods,
        unit_price=o.unit_price * rate,
        shift_cost=o.shift_cost * rate,
        currency="" if is_euro(o.currency) else o.currency,
    )
