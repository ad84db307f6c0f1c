"""Parts of a matrix: what is left of it where columns are fixed, solved on its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from pooling.plan.program.highs import Answer, solve_matrix
from pooling.plan.program.matrix import Floats, Matrix


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
