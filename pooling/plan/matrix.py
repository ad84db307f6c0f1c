"""The model as one scaled sparse matrix: what a solver gets, in memory.

Every continuous column is scaled by its upper bound and every row by its largest coefficient, in powers of two,
so that ten missiles beside 10^8 rounds, and EUR beside months, reach the solver as numbers near 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyomo.common.errors import InfeasibleConstraintException
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
COUNTED, COUNTABLE = "CallOff", 16_384
"""Call-offs of at most so many lots stay unscaled, so that any of them may be asked to be whole."""

Name = tuple[str, Any]
"""(component, index) of a column or row."""


@dataclass(frozen=True)
class Matrix:
    """min cost·x + offset subject to row_lower ≤ A x ≤ row_upper, lower ≤ x ≤ upper, x integer where `integer`.

    Everything is scaled: x = column_scale · (users' x)⁻¹ …, see `to_users` and `to_solver`. The objective is
    scaled by `cost_scale` (users' objective = scaled / cost_scale).
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

    @cached_property
    def by_component(self) -> dict[str, list[tuple[Any, int]]]:
        """Component → its (index, column) pairs."""
        groups: dict[str, list[tuple[Any, int]]] = {}
        for (component, index), column in self.columns.items():
            groups.setdefault(component, []).append((index, column))
        return groups

    def least(self, prices: Floats, lower: Floats, upper: Floats) -> float:
        """A bound of the objective, in its own unit, by weak duality: at any prices of rows, columns within bounds.

        `prices` as a minimum's duals: ≥ 0 where a row's lower side holds, ≤ 0 where its upper one does; a price on a
        side that a row does not have counts as none.
        """
        sides = np.where(prices > 0, self.row_lower, self.row_upper)
        fair = np.where(np.isfinite(sides), prices, 0.0)
        left = self.cost - self.a.T @ fair
        ends = np.where(left > 0, lower, upper)
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
    return scaled(
        cost=np.asarray(form.c.todense(), dtype=float).ravel(),
        offset=float(form.c_offset[0]),
        a=csr_array(form.A),
        row_lower=np.where(kind <= 0, rhs, -np.inf),
        row_upper=np.where(kind >= 0, rhs, np.inf),
        lower=lower,
        upper=upper,
        integer=np.array([not v.is_continuous() for v in form.columns], dtype=bool),
        columns=[(v.parent_component().local_name, v.index()) for v in form.columns],
        rows=[(r.constraint.parent_component().local_name, r.constraint.index()) for r in form.rows],
    )


class TrivialClash(Exception):
    """A constraint without any variable cannot hold: the case is infeasible."""


def scaled(
    *,
    cost: Floats,
    offset: float,
    a: csr_array,
    row_lower: Floats,
    row_upper: Floats,
    lower: Floats,
    upper: Floats,
    integer: NDArray[np.bool_],
    columns: Iterable[Name],
    rows: Iterable[Name],
) -> Matrix:
    """Scale columns to [0, 1] and rows to a largest coefficient of 1, in powers of two."""
    columns = list(columns)
    countable = np.array([name == COUNTED for name, _ in columns], dtype=bool) & (upper <= COUNTABLE)
    bounded = np.isfinite(upper) & (upper > 0) & ~integer & ~countable
    column_scale = np.ones_like(upper)
    column_scale[bounded] = _power_of_two(upper[bounded])
    a = csr_array(a.multiply(column_scale[np.newaxis, :]))
    row_scale = _row_scale(a)
    a = csr_array(a.multiply(row_scale[:, np.newaxis]))
    cost = cost * column_scale
    cost_scale = 1 / float(_power_of_two(np.array([max(np.abs(cost).max(initial=0.0), 1e-300)]))[0])
    if not cost.any():
        cost_scale = 1.0
    return Matrix(
        cost=cost * cost_scale,
        offset=offset * cost_scale,
        a=a,
        row_lower=row_lower * row_scale,
        row_upper=row_upper * row_scale,
        lower=lower / column_scale,
        upper=upper / column_scale,
        integer=integer,
        columns={name: n for n, name in enumerate(columns)},
        rows=tuple(rows),
        column_scale=column_scale,
        row_scale=row_scale,
        cost_scale=cost_scale,
    )


def evened(m: Matrix) -> Matrix:
    """`m` as a linear programme with every bounded column in [0, 1], its scales relative to those of `m`.

    Interior point starts nearer to its end where no column is a thousand times as wide as others.
    """
    wide = np.isfinite(m.upper) & (m.upper > 1)
    column_scale = np.ones_like(m.upper)
    column_scale[wide] = _power_of_two(m.upper[wide])
    a = csr_array(m.a.multiply(column_scale[np.newaxis, :]))
    row_scale = _row_scale(a)
    return replace(
        m,
        cost=m.cost * column_scale,
        a=csr_array(a.multiply(row_scale[:, np.newaxis])),
        row_lower=m.row_lower * row_scale,
        row_upper=m.row_upper * row_scale,
        lower=m.lower / column_scale,
        upper=m.upper / column_scale,
        integer=np.zeros_like(m.integer),
        column_scale=column_scale,
        row_scale=row_scale,
    )


def _row_scale(a: csr_array) -> Floats:
    """What makes the largest coefficient of each row about 1."""
    largest = np.asarray(abs(a).max(axis=1).todense()).ravel() if a.nnz else np.zeros(len(a.indptr) - 1)
    scale: Floats = 1 / _power_of_two(np.where(largest > 0, largest, 1.0))
    return scale


def _power_of_two(x: Floats) -> Floats:
    return np.exp2(np.round(np.log2(x)))
