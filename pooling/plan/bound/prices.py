"""Prices: what rows that items share are worth, by name: solving nearly the same case again begins with them."""

from __future__ import annotations

import numpy as np

from pooling.plan.plan import Prices
from pooling.plan.program.blocks import Blocks
from pooling.plan.program.matrix import Floats, Matrix

NOTHING, MOST = 1e-9, 1e6
"""Duals (solver's units, in which coefficients are near 1) below and above which a price is a slip of figures."""


def named(matrix: Matrix, blocks: Blocks, duals: Floats) -> Prices:
    """The duals (solver's units) of coupling rows by name."""
    rows = [n for n in blocks.coupling if abs(duals[n]) > NOTHING]
    return {matrix.rows[n]: float(duals[n] * matrix.row_scale[n] / matrix.cost_scale) for n in rows}


def duals_of(matrix: Matrix, prices: Prices) -> Floats:
    """Prices as duals by row (solver's units); 0 for rows without one, and where one is beyond all measure."""
    users = np.array([prices.get(name, 0.0) for name in matrix.rows])
    duals: Floats = users * matrix.cost_scale / matrix.row_scale
    return np.where(np.abs(duals) <= MOST, duals, 0.0)
