"""Earlier objectives: what a stage has to keep of them, what they are worth in it, and how far a point misses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from pooling.plan.program.matrix import HELD, Floats, Matrix

TINY = 1e-9

DEAR = 10.0
"""How many times its worth more it costs to miss an earlier objective, where that is let."""

SHAPED, SHAPED_LARGE = 0.6, 0.2
"""Part of earlier objectives' tolerance that a structure may use while all else is relaxed; and in a large case."""

AIM = 0.7
"""Part of earlier objectives' tolerance that a point may use before rounding uses some too."""

LITTLE = 0.1
"""Part of the room that an earlier objective leaves which may pass as rounding of its row."""

STEEP, HIGH = 1e4, 1e3
"""Largest coefficient of such a row, and its side: beyond them solvers calculate too coarsely."""


def resolved(matrix: Matrix, keep: Mapping[str, float], reached: Mapping[str, float]) -> Matrix:
    """`matrix` with the rows that keep earlier objectives scaled up where their room would else pass as rounding.

    A point that misses an earlier objective by what counts as rounding is no plan, yet the search would stay there.
    """
    factor = np.ones(len(matrix.rows))
    for n, (name, objective) in enumerate(matrix.rows):
        if name == "kept" and objective in reached:
            room = max(keep[objective] - reached[objective], TINY)
            wanted = HELD / (LITTLE * room * matrix.row_scale[n])
            most = min(STEEP, HIGH / max(abs(matrix.row_upper[n]), TINY))
            factor[n] = max(1.0, np.exp2(np.floor(np.log2(min(wanted, most)))))
    return replace(
        matrix,
        a=csr_array(matrix.a.multiply(factor[:, np.newaxis])),
        row_lower=matrix.row_lower * factor,
        row_upper=matrix.row_upper * factor,
        row_scale=matrix.row_scale * factor,
    )


@dataclass(frozen=True)
class Earlier:
    """Views of a stage's matrix in which earlier objectives count otherwise than in itself.

    `keep`: earlier objective → most that it may become; `reached`: what it is in the plan found so far.
    """

    matrix: Matrix
    keep: Mapping[str, float]
    reached: Mapping[str, float]

    def worth(self, row_dual: Floats) -> Floats:
        """What a unit of each earlier objective is worth where the rows have these duals (solver's units)."""
        return np.abs(row_dual[self.rows])

    def unkept(self, row_dual: Floats) -> Floats:
        """The duals of all rows but those of earlier objectives."""
        prices = row_dual.copy()
        prices[self.rows] = 0.0
        return prices

    @property
    def worthless(self) -> Floats:
        """A unit of each earlier objective where it is worth nothing."""
        return np.zeros(len(self.rows))

    def weighed(self, worth: Floats, dear: float | None = None) -> Matrix:
        """The matrix with earlier objectives weighed against its own.

        Their limits stay; with `dear` they may be exceeded, at so many times the worth.
        """
        rows = self.rows
        if not rows:
            return self.matrix
        cost, upper = self.matrix.cost + self.matrix.a[rows].T @ worth, self.matrix.upper
        cost[self.excess] = 0.0
        if dear is not None:
            cost[self.excess] = dear * worth * self.matrix.row_scale[rows]
            upper = upper.copy()
            upper[self.excess] = np.inf
        return replace(self.matrix, cost=cost, upper=upper)

    def sparing(self, matrix: Matrix, part: float) -> Matrix:
        """`matrix` where `part` of earlier objectives' tolerance is left unused."""
        row_upper = matrix.row_upper.copy()
        for n in self.rows:
            name = self.matrix.rows[n][1]
            row_upper[n] -= part * (self.keep[name] - self.reached[name]) * self.matrix.row_scale[n]
        return replace(matrix, row_upper=row_upper)

    def missed(self, x: Floats) -> float:
        """By what part of its tolerance the earlier objective missed most is missed (below 0: room is left)."""
        rows, x = self.rows, x.copy()
        x[self.excess] = 0.0
        over = np.asarray(self.matrix.a[rows] @ x - self.matrix.row_upper[rows]) / self.matrix.row_scale[rows]
        names = [self.matrix.rows[n][1] for n in rows]
        parts = [
            amount / max(self.keep[name] - self.reached[name], TINY) for amount, name in zip(over, names, strict=True)
        ]
        return max(parts, default=0.0)

    @cached_property
    def rows(self) -> list[int]:
        """The rows that keep them."""
        return [n for n, (name, index) in enumerate(self.matrix.rows) if name == "kept" and index in self.reached]

    @cached_property
    def excess(self) -> list[int]:
        """For each of the rows, the column that tells how far it is missed."""
        return [self.matrix.columns["Excess", self.matrix.rows[n][1]] for n in self.rows]
