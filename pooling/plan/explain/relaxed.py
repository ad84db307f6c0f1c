"""The linear programme of a plan's decisions: what is signed, joined, built, certified and claimed stays, call-offs are
free and may be fractions of lots.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models.constraints.need import beyond
from models.instance import Instance
from pooling.case.case import Case
from pooling.plan.plan import Plan
from pooling.plan.prepare import prepare
from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import Floats, Matrix
from pooling.plan.stage.workshop import CHOICES, INTERIOR, Workshop, fix, open_workshop

MILLION = 1e6
NOTHING = 1e-9
"""Months per unit that are a rounding of figures."""

GATES = ("call_offs_of_partner", "delivers_while_active", "delivers_after_signing", "taken_if_certified")
"""Rows by which nothing is called off before signing, joining or certifying."""

WHOLE_LOTS = ("late_or_ahead",)
"""Rows that follow from whole lots alone."""

Pair = tuple[str, str]
"""(partner, item)."""


@dataclass(frozen=True)
class Relaxed:
    """The programme and its optimum."""

    shop: Workshop
    plan: Plan
    matrix: Matrix
    lower: Floats
    upper: Floats
    x: Floats
    dual: Floats

    @property
    def instance(self) -> Instance:
        """What the programme is made of."""
        return self.shop.instance

    @property
    def value(self) -> float:
        """Least mean delay [months]."""
        return self.matrix.objective(self.x)

    @cached_property
    def delays(self) -> dict[Pair, float]:
        """Delays of the optimum [months]."""
        return delays(self.shop, self.matrix, self.x)


def relax(case: Case, plan: Plan) -> Relaxed | None:
    """The programme of `plan`, solved; None where it has no optimum."""
    shop = open_workshop(case, prepare(case), "mean_delay", {}, exact=False)
    lower, upper = fix(shop.matrix, shop.matrix.bounds, shop.encoded(plan), CHOICES)
    matrix = without_gates(in_fractions(shop.matrix), lower, upper)
    answer = solve_matrix(matrix, relax=True, lower=lower, upper=upper, options=INTERIOR)
    if answer.x is None or answer.row_dual is None:
        return None
    return Relaxed(shop, plan, matrix, lower, upper, answer.x, answer.row_dual)


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


def delays(shop: Workshop, matrix: Matrix, x: Floats) -> dict[Pair, float]:
    """(partner, item) to its delay [months] at a point of the matrix."""
    i = shop.instance
    late = {(p, item): beyond(i, shop.sets, p, item) for p, item in i.need}
    for (p, item, t), column in matrix.by_component.get("Backlog", ()):
        months = i.period_months + (i.after_months if t == i.periods - 1 else 0)
        late[p, item] += months * float(x[column] * matrix.column_scale[column])
    return late
