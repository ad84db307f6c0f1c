"""Marginal values: what one more unit of capacity, material or budget would do to the mean delay of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from models.instance import Instance
from pooling.case.case import Case
from pooling.plan.plan import Plan
from pooling.plan.prepare import prepare
from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import Floats, Matrix
from pooling.plan.stage.workshop import CHOICES, INTERIOR, fix, open_workshop

MILLION = 1e6
NOTHING = 1e-9
"""Months per unit that are a rounding of figures."""

GATES = ("call_offs_of_partner", "delivers_while_active", "delivers_after_signing", "taken_if_certified")
"""Rows by which nothing is called off before signing, joining or certifying."""

WHOLE_LOTS = ("late_or_ahead",)
"""Rows that follow from whole lots alone."""

Marginal = Mapping[tuple[str, int], float]


@dataclass(frozen=True)
class Marginals:
    """Change of mean_delay [months] per extra unit, from the relaxation with the decisions fixed; negative gains.

    lines      (line, period) -> months per unit of capacity
    materials  (material, period) -> months per unit of supply
    budgets    (partner or COMMON, year) -> months per million EUR
    """

    lines: Marginal = field(default_factory=dict)
    materials: Marginal = field(default_factory=dict)
    budgets: Marginal = field(default_factory=dict)


NO_MARGINALS = Marginals()


def marginals(case: Case, plan: Plan) -> Marginals:
    """The marginal values of `plan`: what is signed, joined, built, certified and claimed stays, call-offs are free and
    may be fractions of lots.

    Duals of a linear programme: right for small changes, one of several values where a limit has a kink there.
    """
    shop = open_workshop(case, prepare(case), "mean_delay", {}, exact=False)
    lower, upper = fix(shop.matrix, shop.frozen, shop.encoded(plan), CHOICES)
    matrix = without_gates(in_fractions(shop.matrix), lower, upper)
    dual = solve_matrix(matrix, relax=True, lower=lower, upper=upper, options=INTERIOR).row_dual
    return NO_MARGINALS if dual is None else by_row(shop.instance, matrix, dual)


def in_fractions(matrix: Matrix) -> Matrix:
    """`matrix` without the rows that only whole lots have to keep."""
    whole = np.array([name in WHOLE_LOTS for name, _ in matrix.rows], dtype=bool)
    return replace(matrix, row_lower=np.where(whole, -np.inf, matrix.row_lower))


def without_gates(matrix: Matrix, lower: Floats, upper: Floats) -> Matrix:
    """`matrix` without the limits of rows that only let call-offs through once something is decided, where it is.

    Their coefficients repeat what capacity allows, so they would take part of what capacity is worth.
    """
    decided = np.where(lower == upper, lower, 0.0)
    opened = np.asarray(matrix.a @ decided) < matrix.row_upper - NOTHING
    gates = np.array([name in GATES for name, _ in matrix.rows], dtype=bool)
    return replace(matrix, row_upper=np.where(gates & opened, np.inf, matrix.row_upper))


def by_row(i: Instance, matrix: Matrix, dual: Floats) -> Marginals:
    """The rows' duals (solver's units) in months per unit of their right side; 0 where a right side is no limit."""
    worth = dual * matrix.row_scale / matrix.cost_scale
    worth[np.abs(worth) < NOTHING] = 0.0
    rows: dict[str, dict[tuple[str, int], float]] = {name: {} for name in ("line_capacity", "material_balance")}
    budgets: dict[tuple[str, int], float] = {(p, y): 0.0 for p, limits in i.budget.items() for y in limits}
    for (name, index), value in zip(matrix.rows, worth, strict=True):
        if name in rows:
            rows[name][index] = float(value)
        elif name in ("partner_budget", "common_budget"):
            key = index if name == "partner_budget" else ("COMMON", index)
            budgets[key] = float(value) * MILLION
    return Marginals(rows["line_capacity"], rows["material_balance"], budgets)
