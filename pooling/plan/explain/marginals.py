"""Marginal values: what one more unit of capacity, material or budget would do to the mean delay of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from models.instance import Instance
from pooling.case.case import Case
from pooling.plan.explain.limits import NOT_TRIED, Limits, limits
from pooling.plan.explain.relaxed import MILLION, NOTHING, relax
from pooling.plan.plan import Plan
from pooling.plan.program.matrix import Floats, Matrix

Marginal = Mapping[tuple[str, int], float]

OF_PURSES = ("partner_budget", "budget_beside_gifts", "common_budget")
"""Rows whose right side is a purse of a year."""


@dataclass(frozen=True)
class Marginals:
    """Change of mean_delay [months] per extra unit, from the relaxation with the decisions fixed; negative gains.

    lines      (line, period) -> months per unit of capacity
    materials  (material, period) -> months per unit of supply
    budgets    (partner or COMMON, year) -> months per million EUR
    limits     what a little more saves [months], found by solving again: comparable, the largest first
    """

    lines: Marginal = field(default_factory=dict)
    materials: Marginal = field(default_factory=dict)
    budgets: Marginal = field(default_factory=dict)
    limits: Limits = NOT_TRIED


NO_MARGINALS = Marginals()


def marginals(case: Case, plan: Plan) -> Marginals:
    """The marginal values of `plan`: what is signed, joined, built, certified and claimed stays, call-offs are free and
    may be fractions of lots.

    Duals of a linear programme: right for small changes, one of several values where a limit has a kink there.
    """
    base = relax(case, plan)
    if base is None:
        return NO_MARGINALS
    values = by_row(base.instance, base.matrix, base.dual)
    return values if base.shop.vast else replace(values, limits=limits(base))


def by_row(i: Instance, matrix: Matrix, dual: Floats) -> Marginals:
    """The rows' duals (solver's units) in months per unit of their right side; 0 where a right side is no limit."""
    worth = dual * matrix.row_scale / matrix.cost_scale
    worth[np.abs(worth) < NOTHING] = 0.0
    rows: dict[str, dict[tuple[str, int], float]] = {name: {} for name in ("line_capacity", "material_balance")}
    budgets: dict[tuple[str, int], float] = {(p, y): 0.0 for p, limits in i.budget.items() for y in limits}
    for (name, index), value in zip(matrix.rows, worth, strict=True):
        if name in rows:
            rows[name][index] = float(value)
        elif name in OF_PURSES:
            key = ("COMMON", index) if name == "common_budget" else index[:2]
            budgets[key] += float(value) * MILLION
    return Marginals(rows["line_capacity"], rows["material_balance"], budgets)
