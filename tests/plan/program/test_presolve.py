"""Presolve's rule of parallel rows and columns is off in integer programmes: it makes false bounds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from pooling.plan.program.highs import DOMINATED_COLUMNS, solve_matrix
from pooling.plan.program.matrix import Matrix

DEAR, CHEAP = 7.58e-6, 7.54e-6
BEST = 4674
"""Units that have to come: (1/2 - 0.39614) / 2.222e-5, rounded up."""


def twins() -> Matrix:
    """Two offers a and b that differ in price alone, by less than what a solver takes for rounding.

    s = 2.222e-5 a,  2.222e-5 b + s + p/2 = 1/2,  q = 1/2 + p/2,  r = q,  0.1875 p + 0.375 q + 1.125 r ≤ 1.4928:
    so p/2 is at most 0.39614, and a + b at least (1/2 - 0.39614) / 2.222e-5.
    """
    k, inf = 2.222e-5, np.inf
    a = np.array(
        [
            [1, 1, 0, 0, 0, 0],
            [-k, 0, 1, 0, 0, 0],
            [0, -k, -1, -0.5, 0, 0],
            [0, 0, 0, 0.5, -1, 0],
            [0, 0, 0, 0, 1, -1],
            [0, 0, 0, 0.1875, 0.375, 1.125],
        ]
    )
    return Matrix(
        cost=np.array([DEAR, CHEAP, 0, 0, 0, 0]),
        offset=0.0,
        a=csr_array(a),
        row_lower=np.array([-inf, 0, -0.5, -0.5, 0, -inf]),
        row_upper=np.array([7700, 0, -0.5, -0.5, 0, 1.4928]),
        lower=np.zeros(6),
        upper=np.array([7700, 7700, 1, 1, 1, 1.0]),
        integer=np.array([True, True, False, False, False, False]),
        columns={("x", n): n for n in range(6)},
        rows=tuple(("row", n) for n in range(6)),
        column_scale=np.ones(6),
        row_scale=np.ones(6),
        cost_scale=1.0,
    )


def test_of_two_offers_alike_the_cheap_one_gives_the_bound() -> None:
    """As many as have to come, all from the cheap one."""
    answer = solve_matrix(twins(), gap=0)
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(BEST * CHEAP, rel=1e-7)
    assert answer.bound == pytest.approx(BEST * CHEAP, rel=1e-7)


def test_the_rule_is_still_needed_off() -> None:
    """With it the bound is what the dear one costs, above the plan's own value: once that is mended it may be on."""
    answer = solve_matrix(twins(), gap=0, options={"presolve_rule_off": DOMINATED_COLUMNS})
    assert answer.bound == pytest.approx(BEST * DEAR, rel=1e-5)
    assert answer.bound > answer.value * (1 + 1e-3)
