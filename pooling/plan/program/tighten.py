"""Bounds of columns by what money, and a plan at hand, leave them: so that a dummy number scales nothing.

A setup cost of 10^9, or a price that stands for "never", is dearer than any plan worth having. Where it stays in a
programme, every other cost is so small beside it that a solver takes it for rounding.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
from scipy.sparse import csr_array, vstack

from pooling.plan.program.matrix import Floats, Matrix, scaled, without

FAR = 0.01
"""A bound is worth taking where rows come to other numbers by it: their largest is smaller by this factor."""

ROOM = 1e-6
"""What rounding may make of a bound (relative), of a number of lots, and of the value of the plan at hand."""

DIGITS = 1e-12
"""What rounding may make of a sum (relative to all that is added up)."""

ROUNDS = 20
"""A bound makes others; each round passes it on from one row to the next."""

AMOUNTS = ("kept", "partner_budget", "budget_beside_gifts", "common_budget", "claimed_share")
"""Rows in which amounts of every size meet."""

IN_LOTS = ("CallOff", "TierVolume")
"""Columns that are whole numbers of lots in every plan, also where the programme lets them be fractions."""


def tightened(m: Matrix, most: float = inf) -> Matrix:
    """`m` where no column goes beyond what rows of amounts, and an objective of at most `most`, leave it.

    No plan that keeps the rows and is as good as `most` is lost. The same matrix where nothing is out of scale.
    (Activity-based bound tightening: Savelsbergh 1994.)
    """
    whole = m.integer.copy()
    whole[m.of(*IN_LOTS)] = True
    rows, sides = _at_most(m, most)
    upper = m.upper
    for _ in range(ROUNDS):
        left = _left(rows, sides, m.lower, upper) * m.column_scale
        left = np.where(whole, np.floor(left + ROOM), left * (1 + ROOM)) / m.column_scale
        left = np.clip(left, m.lower, upper)
        if not (left < upper).any():
            break
        upper = left
    if not _out_of_scale(m, rows, upper):
        return m
    return scaled(without(replace(m, upper=upper), (upper == 0) & (m.upper > 0)))


def _at_most(m: Matrix, most: float) -> tuple[csr_array, Floats]:
    """Rows of amounts, and the objective, as rows that must not exceed a number."""
    of_amounts = np.array([name in AMOUNTS for name, _ in m.rows], dtype=bool) & np.isfinite(m.row_upper)
    rows, sides = m.a[of_amounts], m.row_upper[of_amounts]
    if not np.isfinite(most):
        return csr_array(rows), sides
    limit = (most + ROOM * (1 + abs(most))) * m.cost_scale - m.offset
    objective = csr_array(np.vstack([m.cost, _net(m)]))
    return csr_array(vstack([rows, objective])), np.concatenate([sides, [limit, limit]])


def _net(m: Matrix) -> Floats:
    """The objective where each reimbursement is as much as its share of what is called off, which it never exceeds."""
    cost = m.cost.copy()
    for n, (name, index) in enumerate(m.rows):
        if name == "claimed_share":
            row, column = m.a[[n]], m.columns["Reimbursed", index]
            if m.upper[column] > 0:
                cost[row.indices] += max(0.0, -m.cost[column] / row[0, column]) * row.data
    return cost


def _left(rows: csr_array, sides: Floats, lower: Floats, upper: Floats) -> Floats:
    """By column the most that any row leaves it while all others use as little of the row as they can."""
    row, column, data = np.repeat(np.arange(len(sides)), np.diff(rows.indptr)), rows.indices, rows.data
    least = data * np.where(data > 0, lower[column], upper[column])
    used = np.bincount(row, weights=least, minlength=len(sides))
    added = np.bincount(row, weights=np.abs(least), minlength=len(sides))
    room = sides - used + DIGITS * (np.abs(sides) + added)
    up = np.flatnonzero(data > 0)
    most: Floats = upper.copy()
    np.minimum.at(most, column[up], lower[column[up]] + room[row[up]] / data[up])
    return most


def _out_of_scale(m: Matrix, rows: csr_array, upper: Floats) -> bool:
    """True if some row has nothing as large as before, by far, but still something."""
    before, after = (abs(rows.multiply(size[np.newaxis, :])).max(axis=1).todense() for size in (m.upper, upper))
    return bool(((after < FAR * before) & (after > 0)).any())
