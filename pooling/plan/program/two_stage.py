"""Two-stage programmes in extensive form: what is decided at first once, all else once a future.

Each future is a programme of its own; columns of the same name among those decided at first are one column. Minimised
is the mean of what the futures cost, or that of the worst part of them: the conditional value at risk, by the rows of
Rockafellar and Uryasev (2000).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack, vstack

from pooling.plan.program.matrix import Floats, Matrix, Name, with_columns, with_rows

Indices = NDArray[np.int64]

ALL = 1.0
"""The part of futures whose mean is the mean of all."""

TAIL, KEPT = "tail", "kept_mean"
"""Rows: what a future costs beyond the value at risk, and the most that an objective before may become."""


@dataclass(frozen=True)
class Block:
    """A future's programme, and its probability; 0: it has to be feasible, whatever it costs."""

    matrix: Matrix
    probability: float


@dataclass(frozen=True)
class TwoStage:
    """All `blocks` as one programme, `matrix`.

    Of each block: `places`, which column each of its own is there, and `scales`, its units in those.
    """

    blocks: tuple[Block, ...]
    matrix: Matrix
    places: tuple[Indices, ...]
    scales: tuple[Floats, ...]

    def of_block(self, n: int, x: Floats) -> Floats:
        """The point `x` as one of block `n`."""
        return x[self.places[n]] * self.scales[n]

    def joined(self, points: Sequence[Floats]) -> Floats:
        """A point of each block as one; what is decided at first is as in the last of them."""
        x = np.zeros(len(self.matrix.cost))
        for place, scale, point in zip(self.places, self.scales, points, strict=True):
            x[place] = point / scale
        return x

    def then(self, n: int, most: float, m: Matrix) -> Matrix:
        """`m`, this programme within some bounds, minimising what block `n` costs while its objective is ≤ `most`."""
        block, kept = self.blocks[n].matrix, csr_array(m.cost[np.newaxis, :])
        bounded = with_rows(m, kept, np.array([-np.inf]), np.array([most * m.cost_scale - m.offset]), KEPT)
        cost = np.zeros_like(m.cost)
        cost[self.places[n]] = block.cost * self.scales[n]
        return replace(bounded, cost=cost, offset=block.offset, cost_scale=block.cost_scale)


def two_stage(blocks: Sequence[Block], first: Collection[str], part: float = ALL) -> TwoStage:
    """`blocks` as one programme in which the columns of the components `first` are shared.

    Minimised is the mean of the worst `part` of all probability. What is shared keeps its bounds in every block.
    """
    units = _units(blocks, first)
    places = tuple(_places(blocks, units))
    scales = tuple(_scales(block.matrix, units) for block in blocks)
    width = 1 + max(int(place.max()) for place in places)
    lower, upper = np.full(width, -np.inf), np.full(width, np.inf)
    whole, own = np.zeros(width, dtype=bool), np.ones(width)
    for block, place, scale in zip(blocks, places, scales, strict=True):
        lower[place] = np.maximum(lower[place], block.matrix.lower / scale)
        upper[place] = np.minimum(upper[place], block.matrix.upper / scale)
        whole[place] |= block.matrix.integer
        own[place] = block.matrix.column_scale * scale
    unit = max(block.matrix.cost_scale for block in blocks if block.probability)
    rows = [_wide(blocks[n].matrix.a, places[n], scales[n], width) for n in range(len(blocks))]
    matrix = Matrix(
        cost=np.zeros(width),
        offset=0.0,
        a=csr_array(vstack(rows)),
        row_lower=np.concatenate([block.matrix.row_lower for block in blocks]),
        row_upper=np.concatenate([block.matrix.row_upper for block in blocks]),
        lower=lower,
        upper=upper,
        integer=whole,
        columns={name: column for column, name in enumerate(units)},
        rows=tuple((name, (n, index)) for n, block in enumerate(blocks) for name, index in block.matrix.rows),
        column_scale=own,
        row_scale=np.concatenate([block.matrix.row_scale for block in blocks]),
        cost_scale=unit,
    )
    counted = [n for n, block in enumerate(blocks) if block.probability]
    times = [unit / blocks[n].matrix.cost_scale for n in counted]
    costs = [
        _wide(csr_array(blocks[n].matrix.cost[np.newaxis, :] * by), places[n], scales[n], width)
        for n, by in zip(counted, times, strict=True)
    ]
    futures = _Futures(
        costs=csr_array(vstack(costs)),
        offsets=np.array([blocks[n].matrix.offset * by for n, by in zip(counted, times, strict=True)]),
        probabilities=np.array([blocks[n].probability for n in counted]),
    )
    return TwoStage(tuple(blocks), futures.mean(matrix) if part >= ALL else futures.worst(matrix, part), places, scales)


@dataclass(frozen=True)
class _Futures:
    """What each future costs (a row of coefficients and an offset each), and how probable it is."""

    costs: csr_array
    offsets: Floats
    probabilities: Floats

    def mean(self, m: Matrix) -> Matrix:
        """Minimise Σ_n p_n · v_n, v_n what future n costs."""
        cost: Floats = self.costs.T @ self.probabilities
        return replace(m, cost=cost, offset=float(self.probabilities @ self.offsets))

    def worst(self, m: Matrix, part: float) -> Matrix:
        """Minimise η + Σ_n p_n · s_n / part, where s_n ≥ v_n − η and s_n ≥ 0: η is the value at risk."""
        count, width = len(self.offsets), len(m.cost)
        low, high = self.ends(m)
        least, most = low.min(), high.max()
        price, upper = np.concatenate([[1.0], self.probabilities / part]), np.concatenate([[most], high - least])
        m = with_columns(m, csr_array((len(m.rows), 1 + count)), price, upper)
        beyond = hstack([-self.costs, csr_array(np.ones((count, 1))), csr_array(np.eye(count))])
        m = with_rows(m, csr_array(beyond), self.offsets, np.full(count, np.inf), TAIL)
        lower, units = m.lower.copy(), m.column_scale.copy()
        lower[width], units[width:] = least, 1 / m.cost_scale
        return replace(m, lower=lower, column_scale=units)

    def ends(self, m: Matrix) -> tuple[Floats, Floats]:
        """Between what each v_n lies, whatever is decided within bounds: a bound by duality needs bounded columns."""
        costs = self.costs.tocoo()
        sides = costs.data * m.lower[costs.col], costs.data * m.upper[costs.col]
        low, high = (np.bincount(costs.row, end(*sides), len(self.offsets)) for end in (np.minimum, np.maximum))
        return low + self.offsets, high + self.offsets


def _units(blocks: Sequence[Block], first: Collection[str]) -> dict[Name, float]:
    """Every column decided at first, and its unit."""
    units: dict[Name, float] = {}
    for block in blocks:
        for name, column in block.matrix.columns.items():
            if name[0] in first:
                units.setdefault(name, float(block.matrix.column_scale[column]))
    return units


def _places(blocks: Sequence[Block], units: Mapping[Name, float]) -> Iterator[Indices]:
    """Where the columns of each block are: what is decided at first, then each block's own."""
    numbers, width = {name: n for n, name in enumerate(units)}, len(units)
    for block in blocks:
        place = np.full(len(block.matrix.cost), -1, dtype=np.int64)
        for name, column in block.matrix.columns.items():
            place[column] = numbers.get(name, -1)
        own = np.flatnonzero(place < 0)
        place[own] = width + np.arange(len(own))
        width += len(own)
        yield place


def _scales(matrix: Matrix, units: Mapping[Name, float]) -> Floats:
    """What one unit of the column there is of each column of a block."""
    scale = np.ones(len(matrix.cost))
    for name, column in matrix.columns.items():
        scale[column] = units.get(name, matrix.column_scale[column]) / matrix.column_scale[column]
    return scale


def _wide(rows: csr_array, place: Indices, scale: Floats, width: int) -> csr_array:
    """Rows of a block as rows of the whole."""
    spread = csr_array((scale, (np.arange(len(place)), place)), shape=(len(place), width))
    return csr_array(rows @ spread)
