"""Parts of a programme: some columns free, all others as they are in a point, solved on their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, hstack

from pooling.plan.program.highs import Answer, solve_matrix
from pooling.plan.program.matrix import HELD, Floats, Matrix
from pooling.plan.program.weights import Weights

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Programme:
    """A matrix whose parts are solved; rows that a point breaks may stay broken, at a price.

    dear     price of a unit by which a row is broken (solver's units)
    weights  what earlier objectives cost beside the stage's own
    """

    matrix: Matrix
    dear: float
    weights: Weights

    @property
    def cost(self) -> Floats:
        """What a unit of each column costs."""
        return self.matrix.cost + self.weights.cost

    @cached_property
    def by_column(self) -> csc_array:
        """The coefficients, quick to take columns from."""
        return csc_array(self.matrix.a)

    def value(self, x: Floats) -> float:
        """Objective and what broken rows cost (solver's units)."""
        broken = self.matrix.broken(x)
        return float(self.cost @ x + self.matrix.offset + self.dear * broken[broken > HELD].sum())

    def holds(self, x: Floats) -> bool:
        """True where no row is broken by more than rounding."""
        return bool((self.matrix.broken(x) <= HELD).all())

    def solve(
        self,
        x: Floats,
        free: Mask,
        **settings: Any,
    ) -> Answer:
        """The best point that differs from `x` in `free` columns only; `settings` as of `solve_matrix`.

        Rows in which nothing is free are left out; the solver starts from `x`.
        """
        m, cost = self.matrix, self.cost
        lower, upper = m.lower, m.upper
        columns = np.flatnonzero(free & (lower < upper))
        base = x.copy()
        base[columns] = 0.0
        inner = self.by_column[:, columns].tocsr()
        rows = np.flatnonzero(np.diff(inner.indptr))
        inner, rest = inner[rows], (m.a @ base)[rows]
        start = x[columns]
        sides = np.asarray(inner @ start)
        low, high = m.row_lower[rows] - rest, m.row_upper[rows] - rest
        short, over = low - sides, sides - high
        low = np.where((short > 0) & (short <= HELD), sides, low)
        high = np.where((over > 0) & (over <= HELD), sides, high)
        slack = np.flatnonzero((short > HELD) | (over > HELD))
        signs = np.where(short[slack] > HELD, 1.0, -1.0)
        extra = len(slack)
        if extra:
            added = csr_array((signs, (slack, np.arange(extra))), shape=(len(rows), extra))
            inner = csr_array(hstack([inner, added]))
            start = np.concatenate([start, np.maximum(short, over)[slack]])
        part = replace(
            m,
            cost=np.concatenate([cost[columns], np.full(extra, self.dear)]),
            offset=m.offset + float(cost @ base),
            a=inner,
            row_lower=low,
            row_upper=high,
            lower=np.concatenate([lower[columns], np.zeros(extra)]),
            upper=np.concatenate([upper[columns], np.full(extra, np.inf)]),
            integer=np.concatenate([m.integer[columns], np.zeros(extra, dtype=bool)]),
            columns={},
            rows=(),
            column_scale=np.concatenate([m.column_scale[columns], np.ones(extra)]),
            row_scale=m.row_scale[rows],
        )
        inside = bool((start >= part.lower - HELD).all() and (start <= part.upper + HELD).all())
        answer = solve_matrix(part, start=start if inside else None, **settings)
        if answer.x is None:
            return answer
        found = np.where(part.integer, np.round(answer.x), answer.x)[: len(columns)]
        y = x.copy()
        y[columns] = found
        return replace(answer, x=y)


def solve_part(matrix: Matrix, lower: Floats, upper: Floats, start: Floats | None = None, **settings: Any) -> Answer:
    """Minimise `matrix` over the columns that `lower` and `upper` leave free; `settings` as of `solve_matrix`.

    Rows in which nothing is free are left out: they hold, but for rounding. The answer's point is one of the whole.
    """
    free = np.flatnonzero(lower < upper)
    base = np.where(lower < upper, 0.0, lower)
    inner = matrix.a[:, free]
    rows = np.flatnonzero(np.diff(inner.indptr))
    fixed = (matrix.a @ base)[rows]
    part = replace(
        matrix,
        cost=matrix.cost[free],
        offset=matrix.offset + float(matrix.cost @ base),
        a=inner[rows],
        row_lower=matrix.row_lower[rows] - fixed,
        row_upper=matrix.row_upper[rows] - fixed,
        lower=lower[free],
        upper=upper[free],
        integer=matrix.integer[free],
        columns={},
        rows=tuple(matrix.rows[n] for n in rows),
        column_scale=matrix.column_scale[free],
        row_scale=matrix.row_scale[rows],
    )
    answer = solve_matrix(part, start=None if start is None else start[free], **settings)
    if answer.x is None:
        return answer
    x = base
    x[free] = answer.x
    return replace(answer, x=x)
