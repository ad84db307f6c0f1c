"""The baseline `alone`: the same case with one partner only, which gets its share of what everybody competes for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.instance import Pair
from pooling.case.calendar import Calendar
from pooling.case.case import Capacity, Case, Framework, Supply
from pooling.case.schema import COMMON
from pooling.plan.prepare import supply
from pooling.plan.prepare.contracts import admits
from pooling.plan.prepare.need import need_curves

OWN_SHEETS = ("partners", "demand", "stock", "norms", "usage", "certifications", "participants", "orders")
"""Sheets of which one partner keeps its own rows."""


def alone(case: Case, partner: str) -> Case:
    """`case` with `partner` as the only one.

    What everybody's orders at their planned dates leave of each line and material, and each expansion, is cut to the
    partner's share; its own orders keep theirs. Existing frameworks that it cannot be in are not there, and how
    long it may wait at most is the pool's to keep; all other terms stand as they are.
    """
    grid = Calendar(case.settings)
    share = shares(case, need_curves(case, grid), partner)
    kept = {f.framework for f in case.frameworks if f.status == "candidate" or _holds(case, f, partner)}
    own: dict[str, Any] = {
        sheet: tuple(row for row in getattr(case, sheet) if row.partner == partner) for sheet in OWN_SHEETS
    }
    own["partners"] = tuple(replace(row, max_delay_months=None) for row in own["partners"])
    return _without(
        replace(
            case,
            **own,
            budgets=tuple(row for row in case.budgets if row.partner in (partner, COMMON)),
            donations=tuple(row for row in case.donations if partner in (row.donor, row.recipient)),
            capacity=tuple(_capacity(case, grid, partner, share)),
            materials=tuple(replace(row, opening=0.0) for row in case.materials),
            supply=tuple(_supply(case, grid, partner, share)),
            expansions=tuple(replace(e, adds_per_year=e.adds_per_year * share[e.resource]) for e in case.expansions),
        ),
        {f.framework for f in case.frameworks} - kept,
    )


def released(case: Case) -> Case:
    """`case` without the existing frameworks that oblige: those with least volumes or values."""
    obliging = {lot.framework for lot in case.lots if lot.min_quantity > 0}
    return _without(
        case,
        {
            f.framework
            for f in case.frameworks
            if f.status == "existing" and (f.framework in obliging or f.min_partner_value)
        },
    )


def _without(case: Case, frameworks: set[str]) -> Case:
    """`case` without `frameworks`, their lots, prices and participants."""
    lots = tuple(lot for lot in case.lots if lot.framework not in frameworks)
    codes = {lot.lot for lot in lots}
    return replace(
        case,
        frameworks=tuple(f for f in case.frameworks if f.framework not in frameworks),
        participants=tuple(row for row in case.participants if row.framework not in frameworks),
        lots=lots,
        prices=tuple(row for row in case.prices if row.lot in codes),
    )


def _holds(case: Case, framework: Framework, partner: str) -> bool:
    """Can `partner` be in the framework? How many an existing one needed was settled when it was signed."""
    roles = {row.partner: row.role for row in case.participants if row.framework == framework.framework}
    role = roles.get(partner)
    (row,) = (p for p in case.partners if p.partner == partner)
    return role != "excluded" and (role is not None or admits(framework.open_to, row))


def shares(case: Case, need: Mapping[Pair, Sequence[float]], partner: str) -> dict[str, float]:
    """Line or material to the partner's share of it (0-1).

    Its need of every item that the line or material serves, as a fraction of all partners' need of that item,
    averaged over those items; 0 where nobody needs what it serves.
    """
    total: dict[str, float] = defaultdict(float)
    for (_, item), curve in need.items():
        total[item] += curve[-1]
    item_of = {row.product: row.item for row in case.products}
    served: dict[str, set[str]] = {
        code: set() for code in (*_codes(case.lines, "line"), *_codes(case.materials, "material"))
    }
    for lot in case.lots:
        served[lot.line].add(item_of[lot.product])
    for order in case.orders:
        served[order.line].add(item_of[order.product])
    for recipe in case.recipes:
        served[recipe.material].add(item_of[recipe.product])
    fraction = {item: need[partner, item][-1] / total[item] if (partner, item) in need else 0.0 for item in total}
    return {
        code: sum(fraction[item] for item in items if item in total) / max(1, sum(item in total for item in items))
        for code, items in served.items()
    }


def _codes(rows: Iterable[object], name: str) -> list[str]:
    return [getattr(row, name) for row in rows]


def _ordered(case: Case, grid: Calendar, partner: str | None = None) -> dict[tuple[str, str], list[float]]:
    """(line or material, its kind) to what orders use of it by period at their planned dates; of one partner or all."""
    recipe = supply.recipes(case)
    use: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * grid.periods)
    for order in case.orders:
        t = grid.index(order.planned)
        if 0 <= t < grid.periods and partner in (None, order.partner):
            use[order.line, "line"][t] += order.quantity
            for material, per_unit in recipe.get(order.product, {}).items():
                use[material, "material"][t] += order.quantity * per_unit
    return use


def _capacity(case: Case, grid: Calendar, partner: str, share: Mapping[str, float]) -> Iterable[Capacity]:
    """Capacity rows: the partner's share of what all orders leave, and what its own orders take."""
    everybody, own = _ordered(case, grid), _ordered(case, grid, partner)
    for line, capacity in supply.capacities(case, grid).items():
        left = [most - used for most, used in zip(capacity, everybody[line, "line"], strict=True)]
        for t in range(grid.periods - 1, 0, -1):  # work in progress: what a period lacks, the one before has made
            left[t - 1] += min(0.0, left[t])
            left[t] = max(0.0, left[t])
        for t, used in enumerate(own[line, "line"]):
            units = share[line] * max(0.0, left[t]) + used
            yield Capacity(line, grid.first_day(t), units * 12 / grid.months)


def _supply(case: Case, grid: Calendar, partner: str, share: Mapping[str, float]) -> Iterable[Supply]:
    """Supply rows: the partner's share of what all orders, also later ones, leave, and what its own orders use."""
    everybody, own = _ordered(case, grid), _ordered(case, grid, partner)
    opening = {row.material: row.opening for row in case.materials}
    for material, supplied in supply.supplies(case, grid).items():
        left, so_far = [], opening[material]
        for more, used in zip(supplied, everybody[material, "material"], strict=True):
            so_far += more - used
            left.append(so_far)
        for t in range(grid.periods - 1, 0, -1):
            left[t - 1] = min(left[t - 1], left[t])
        before = 0.0
        for t, used in enumerate(own[material, "material"]):
            units = share[material] * max(0.0, left[t] - before) + used
            before = max(before, left[t])
            yield Supply(material, grid.first_day(t), units * 12 / grid.months)
