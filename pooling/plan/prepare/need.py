"""Need curves and their weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from models.instance import Pair
from pooling.case.calendar import Calendar
from pooling.case.case import Case


def need_curves(case: Case, grid: Calendar) -> dict[Pair, tuple[float, ...]]:
    """N[t] = max(0, Σ demand due + max_τ≤t max(0, norm + usage − stock) − what came), units, of pairs in need."""
    due = _due(case, grid)
    norms: dict[Pair, list[tuple[date, float]]] = defaultdict(list)
    for n in case.norms:
        norms[n.partner, n.item].append((n.from_, n.quantity))
    usage = {(u.partner, u.item, u.year): u.quantity for u in case.usage}
    stock = {(s.partner, s.item): s.quantity for s in case.stock}
    came = case.came
    curves: dict[Pair, tuple[float, ...]] = {}
    for pair in sorted({*due, *norms, *((p, i) for p, i, _ in usage)}):
        norm = step_values(norms.get(pair, ()), grid)
        curve, used, peak, total = [], 0.0, 0.0, 0.0
        for t in range(grid.periods):
            total += due.get(pair, {}).get(t, 0.0)
            used += usage.get((*pair, grid.year(t)), 0.0) * grid.months / 12
            peak = max(peak, norm[t] + used - stock.get(pair, 0.0))
            curve.append(max(0.0, total + peak - came.get(pair, 0.0)))
        if curve[-1] > 0:
            curves[pair] = tuple(curve)
    return curves


def step_values(steps: Iterable[tuple[date, float]], grid: Calendar) -> tuple[float, ...]:
    """The value of a step function in force on each period's first day; 0 before the first step."""
    ordered = sorted(steps)
    return tuple(
        next((value for start, value in reversed(ordered) if start <= grid.first_day(t)), 0.0)
        for t in range(grid.periods)
    )


def weights(case: Case, pairs: Iterable[Pair]) -> dict[Pair, float]:
    """w ∝ priority(p) · priority(i), Σ = 1 (alike where all priorities are 0)."""
    partner = {p.partner: p.priority for p in case.partners}
    item = {i.item: i.priority for i in case.items}
    raw = {(p, i): partner[p] * item[i] for p, i in pairs}
    total = sum(raw.values())
    return {pair: w / total if total else 1 / len(raw) for pair, w in raw.items()}


def longest_waits(case: Case, pairs: Iterable[Pair]) -> dict[str, tuple[dict[str, float], float]]:
    """p → (i → weight by priority, Σ = 1, months) of partners with need and a limit on their mean delay."""
    priority = {i.item: i.priority for i in case.items}
    needed: dict[str, list[str]] = defaultdict(list)
    for p, i in pairs:
        needed[p].append(i)
    limits: dict[str, tuple[dict[str, float], float]] = {}
    for row in case.partners:
        items = needed[row.partner]
        if row.max_delay_months is not None and items:
            total = sum(priority[i] for i in items)
            weights_ = {i: priority[i] / total if total else 1 / len(items) for i in items}
            limits[row.partner] = weights_, row.max_delay_months
    return limits


def _due(case: Case, grid: Calendar) -> dict[Pair, dict[int, float]]:
    """Demand lines by the period they are due; before start: period 0, after the horizon: not at all."""
    due: dict[Pair, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for d in case.demand:
        t = max(0, grid.index(d.need_by))
        if t < grid.periods and d.quantity > 0:
            due[d.partner, d.item][t] += d.quantity
    return due
