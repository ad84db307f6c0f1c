"""Two-stage instances in SMPS: a core (MPS), which column and row begin the second stage, and scenarios.

Birge, Dempster, Gassmann, Gunn, King and Wallace (1987), A standard input format for multiperiod stochastic linear
programs. Read is as much of it as the instances here have: discrete scenarios of right sides.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array

from pooling.plan.program.matrix import Matrix
from pooling.plan.program.two_stage import Block

FIRST, SECOND = "First", "Second"


def read_smps(path: Path) -> list[Block]:
    """The scenarios of the instance at `path`, less its suffixes (.mps, .tim, .sto); at first: columns `FIRST`."""
    solver = highspy.Highs()
    solver.silent()
    assert solver.readModel(str(path.with_suffix(".mps"))) == highspy.HighsStatus.kOk
    lp = solver.getLp()
    begins = [words[0] for words in _lines(path.with_suffix(".tim")) if len(words) == 3][-1]
    names = list(lp.col_names_)
    core = _matrix(lp, names.index(begins))
    rows, blocks = {name: n for n, name in enumerate(lp.row_names_)}, []
    for words in _lines(path.with_suffix(".sto")):
        if words[0] == "SC":
            blocks.append(Block(core, float(words[3])))
        elif words[0].upper().startswith("RHS") and len(words) == 3:
            blocks[-1] = replace(blocks[-1], matrix=_with_side(blocks[-1].matrix, rows[words[1]], float(words[2])))
    return blocks


def _lines(path: Path) -> list[list[str]]:
    return [words for line in path.read_text().splitlines() if (words := line.split()) and not line.startswith("*")]


def _with_side(m: Matrix, row: int, value: float) -> Matrix:
    lower, upper = m.row_lower.copy(), m.row_upper.copy()
    for side in (lower, upper):
        side[row] = value if np.isfinite(side[row]) else side[row]
    return replace(m, row_lower=lower, row_upper=upper)


def _matrix(lp: highspy.HighsLp, first: int) -> Matrix:
    shape = (lp.num_row_, lp.num_col_)
    entries = np.array(lp.a_matrix_.value_), np.array(lp.a_matrix_.index_), np.array(lp.a_matrix_.start_)
    stored = csc_array if lp.a_matrix_.format_ == highspy.MatrixFormat.kColwise else csr_array
    whole = np.array([kind == highspy.HighsVarType.kInteger for kind in lp.integrality_], dtype=bool)
    return programme(
        cost=np.array(lp.col_cost_),
        a=csr_array(stored(entries, shape=shape)),
        sides=(np.array(lp.row_lower_), np.array(lp.row_upper_)),
        bounds=(np.array(lp.col_lower_), np.array(lp.col_upper_)),
        whole=whole,
        first=first,
    )


def programme(cost, a, sides, bounds, first, whole=None) -> Matrix:
    """A programme as it is, unscaled, whose `first` columns are decided at first."""
    return Matrix(
        cost=np.asarray(cost, dtype=float),
        offset=0.0,
        a=csr_array(a),
        row_lower=np.asarray(sides[0], dtype=float),
        row_upper=np.asarray(sides[1], dtype=float),
        lower=np.asarray(bounds[0], dtype=float),
        upper=np.asarray(bounds[1], dtype=float),
        integer=np.zeros(len(cost), dtype=bool) if whole is None else whole,
        columns={(FIRST if n < first else SECOND, n): n for n in range(len(cost))},
        rows=tuple(("row", n) for n in range(len(sides[0]))),
        column_scale=np.ones(len(cost)),
        row_scale=np.ones(len(sides[0])),
        cost_scale=1.0,
    )
