"""The model as one scaled sparse matrix: what a solver gets, in memory.

Every continuous column is scaled by its upper bound and every row by its largest coefficient, in powers of two,
so that ten missiles beside 10^8 rounds, and EUR beside months, reach the solver as numbers near 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyomo.common.errors import InfeasibleConstraintException
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy.sparse import csr_array, hstack, vstack

Floats = NDArray[np.float64]
COUNTED = "CallOff"
"""Call-offs stay unscaled, so that any of them may be asked to be whole."""

MISSED = "Excess"
"""How far an earlier objective is missed: 0 in every plan, but not at every point of the search."""

HELD = 1e-6
"""By how much a row may seem broken that is only rounded."""

Name = tuple[str, Any]
"""(component, index) of a column or row."""


@dataclass(frozen=True)
class Matrix:
    """min cost·x + offset subject to row_lower ≤ A x ≤ row_upper, lower ≤ x ≤ upper, x integer where `integer`.

    Everything is scaled: users' x = column_scale · x, users' row = row / row_scale, users' objective =
    (cost·x + offset) / cost_scale.
    """

    cost: Floats
    offset: float
    a: csr_array
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    columns: Mapping[Name, int]
    rows: tuple[Name, ...]
    column_scale: Floats
    row_scale: Floats
    cost_scale: float

    def to_users(self, x: Floats) -> Floats:
        """Column values in the units of the model."""
        return x * self.column_scale

    def to_solver(self, x: Floats) -> Floats:
        """Column values in the solver's units."""
        return x / self.column_scale

    def objective(self, x: Floats) -> float:
        """Objective, in its own unit, of column values in the solver's units."""
        return float(self.cost @ x + self.offset) / self.cost_scale

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """Lower and upper bounds of the columns."""
        return self.lower, self.upper

    @property
    def is_finite(self) -> bool:
        """True if every coefficient is a number, and no bound is none."""
        numbers = (self.cost, self.a.data, np.array([self.offset]))
        bounds = (self.lower, self.upper, self.row_lower, self.row_upper)
        return all(np.isfinite(x).all() for x in numbers) and not any(np.isnan(x).any() for x in bounds)

    @cached_property
    def by_component(self) -> dict[str, list[tuple[Any, int]]]:
        """Component → its (index, column) pairs."""
        groups: dict[str, list[tuple[Any, int]]] = {}
        for (component, index), column in self.columns.items():
            groups.setdefault(component, []).append((index, column))
        return groups

    def broken(self, x: Floats) -> Floats:
        """By how much each row is broken (solver's units); up to `HELD` may be rounding."""
        sides = np.asarray(self.a @ x)
        amount: Floats = np.maximum(0.0, np.maximum(sides - self.row_upper, self.row_lower - sides))
        return amount

    def least(self, prices: Floats) -> float:
        """A bound of the objective, in its own unit, by weak duality: at any prices of rows, columns within bounds.

        `prices` as a minimum's duals: ≥ 0 where a row's lower side holds, ≤ 0 where its upper one does; a price on a
        side that a row does not have counts as none.
        """
        sides = np.where(prices > 0, self.row_lower, self.row_upper)
        fair = np.where(np.isfinite(sides), prices, 0.0)
        left = self.cost - self.a.T @ fair
        ends = np.where(left > 0, self.lower, self.upper)
        priced, costly = np.flatnonzero(fair), np.flatnonzero(left)
        total = self.offset + fair[priced] @ sides[priced] + left[costly] @ ends[costly]
        return float(total) / self.cost_scale

    def values(self, x: Floats, component: str, at_least: float = 1e-9) -> dict[Any, float]:
        """Index → value (model units) of the columns of `component` that exceed `at_least`."""
        pairs = self.by_component.get(component, ())
        return {index: v for index, column in pairs if (v := float(x[column] * self.column_scale[column])) > at_least}

    def of(self, *components: str) -> NDArray[np.int64]:
        """Columns of `components`."""
        return np.array([c for name in components for _, c in self.by_component.get(name, ())], dtype=np.int64)


def hand_over(model: Any) -> Matrix:
    """The scaled matrix of a Pyomo model. Raises `TrivialClash` if a row without variables cannot hold."""
    try:
        form = LinearStandardFormCompiler().write(model, mixed_form=True)
    except InfeasibleConstraintException as fault:
        raise TrivialClash(str(fault)) from fault
    kind = np.array([row.bound_type for row in form.rows])
    rhs = np.asarray(form.rhs, dtype=float)
    lower = np.array([-np.inf if v.lb is None else v.lb for v in form.columns], dtype=float)
    upper = np.array([np.inf if v.ub is None else v.ub for v in form.columns], dtype=float)
    raw = Matrix(
        cost=np.asarray(form.c.todense(), dtype=float).ravel(),
        offset=float(form.c_offset[0]),
        a=csr_array(form.A),
        row_lower=np.where(kind <= 0, rhs, -np.inf),
        row_upper=np.where(kind >= 0, rhs, np.inf),
        lower=lower,
        upper=upper,
        integer=np.array([not v.is_continuous() for v in form.columns], dtype=bool),
        columns={(v.parent_component().local_name, v.index()): n for n, v in enumerate(form.columns)},
        rows=tuple((r.constraint.parent_component().local_name, r.constraint.index()) for r in form.rows),
        column_scale=np.ones_like(upper),
        row_scale=np.ones_like(rhs),
        cost_scale=1.0,
    )
    nothing = (upper == 0) & (lower == 0)
    nothing[raw.of(MISSED)] = False
    return scaled(without(raw, nothing))


class TrivialClash(Exception):
    """A constraint without any variable cannot hold: the case is infeasible."""


def without(m: Matrix, nothing: NDArray[np.bool_]) -> Matrix:
    """`m` with nothing left of the columns that are 0 in every plan, so that their coefficients scale no row."""
    a = csr_array(m.a.multiply(np.where(nothing, 0.0, 1.0)[np.newaxis, :]))
    a.eliminate_zeros()
    return replace(m, a=a, cost=np.where(nothing, 0.0, m.cost))


def with_columns(m: Matrix, a: csr_array, cost: Floats, upper: Floats, whole: bool = False) -> Matrix:
    """`m` and columns from 0 to `upper` to the right of its own, with these coefficients (solver's units)."""
    new = len(cost)
    return replace(
        m,
        cost=np.concatenate([m.cost, cost]),
        a=csr_array(hstack([m.a, a])),
        lower=np.concatenate([m.lower, np.zeros(new)]),
        upper=np.concatenate([m.upper, upper]),
        integer=np.concatenate([m.integer, np.full(new, whole)]),
        column_scale=np.concatenate([m.column_scale, np.ones(new)]),
    )


def with_rows(m: Matrix, a: csr_array, lower: Floats, upper: Floats, name: str) -> Matrix:
    """`m` and rows called `name` below its own (solver's units)."""
    new = len(lower)
    return replace(
        m,
        a=csr_array(vstack([m.a, a])),
        row_lower=np.concatenate([m.row_lower, lower]),
        row_upper=np.concatenate([m.row_upper, upper]),
        rows=(*m.rows, *((name, n) for n in range(len(m.rows), len(m.rows) + new))),
        row_scale=np.concatenate([m.row_scale, np.ones(new)]),
    )


def scaled(raw: Matrix) -> Matrix:
    """Bounded columns in [0, 1] but whole ones and countable call-offs, the largest cost and coefficient of a row 1."""
    countable = np.zeros_like(raw.integer)
    countable[raw.of(COUNTED)] = True
    matrix = _rescaled(raw, np.isfinite(raw.upper) & (raw.upper > 0) & ~raw.integer & ~countable)
    if not matrix.cost.any():
        return matrix
    scale = 1 / float(_power_of_two(np.abs(matrix.cost).max()))
    return replace(matrix, cost=matrix.cost * scale, offset=raw.offset * scale, cost_scale=raw.cost_scale * scale)


def evened(m: Matrix) -> Matrix:
    """`m` as a linear programme with every bounded column in [0, 1].

    Interior point starts nearer to its end where no column is a thousand times as wide as others.
    """
    return replace(_rescaled(m, np.isfinite(m.upper) & (m.upper > 1)), integer=np.zeros_like(m.integer))


def _rescaled(m: Matrix, which: NDArray[np.bool_]) -> Matrix:
    """`m` with the columns of `which` scaled to [0, 1] and rows to a largest coefficient of 1, in powers of two."""
    columns = np.ones_like(m.upper)
    columns[which] = _power_of_two(m.upper[which])
    a = csr_array(m.a.multiply(columns[np.newaxis, :]))
    largest = np.asarray(abs(a).max(axis=1).todense()).ravel() if a.nnz else np.zeros(len(m.row_lower))
    rows = 1 / _power_of_two(np.where(largest > 0, largest, 1.0))
    return replace(
        m,
        cost=m.cost * columns,
        a=csr_array(a.multiply(rows[:, np.newaxis])),
        row_lower=m.row_lower * rows,
        row_upper=m.row_upper * rows,
        lower=m.lower / columns,
        upper=m.upper / columns,
        column_scale=m.column_scale * columns,
        row_scale=m.row_scale * rows,
    )


def _power_of_two(x: Floats) -> Floats:
    return np.exp2(np.round(np.log2(x)))
