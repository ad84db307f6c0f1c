"""Peers (c) and (d): the tool's own matrix for SCIP, OR-tools' CP-SAT, and HiGHS with defaults and no start."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import highspy
import numpy as np
from ortools.linear_solver.python import model_builder_helper
from pyscipopt import SCIP_EVENTTYPE, Eventhdlr, Model, quicksum
from scipy.sparse import csr_matrix

from models.build import build_model
from pooling.case.case import Case
from pooling.plan.prepare import prepare
from pooling.plan.program.matrix import Matrix, hand_over
from tests.benchmarks.peers import highs
from tests.benchmarks.trace import Clock, Trace

CP_SAT = "mip_var_scaling:1048576 mip_max_activity_exponent:60 log_search_progress:true log_to_stdout:true"
"""CP-SAT counts in whole numbers: columns in [0, 1] need fine steps, or the model is refused as invalid."""


def _built(case: Case, clock: Clock) -> tuple[Matrix, Trace]:
    objective = case.settings.objectives[0]
    model = build_model(prepare(case), objective)
    clock("build")
    matrix = hand_over(model)
    clock("hand_over")
    return matrix, Trace(objective, len(matrix.cost), len(matrix.rows), int(matrix.integer.sum()))


def _loaded(matrix: Matrix, relax: bool) -> highspy.Highs:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(matrix.cost), len(matrix.rows)
    lp.col_cost_, lp.offset_ = matrix.cost, matrix.offset
    lp.col_lower_, lp.col_upper_ = matrix.lower, matrix.upper
    lp.row_lower_, lp.row_upper_ = matrix.row_lower, matrix.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.a.indptr, matrix.a.indices, matrix.a.data
    if not relax:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(whole)] for whole in matrix.integer]
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.passModel(lp)
    return h


def own_highs(case: Case, limit: float, threads: int) -> Trace:
    """(d) HiGHS with defaults and no start; also times the root LP, by interior point."""
    clock = Clock()
    matrix, trace = _built(case, clock)
    root = _loaded(matrix, relax=True)
    root.setOptionValue("solver", "ipx")
    root.setOptionValue("threads", threads)
    root.setOptionValue("time_limit", limit)
    root.run()
    clock("root_lp")
    highs.run(_loaded(matrix, relax=False), trace, limit, threads, 1 / matrix.cost_scale)
    trace.timings = clock.timings
    return trace


class _Watcher(Eventhdlr):
    """Notes every better plan that SCIP finds: its own value, for the primal bound still is that of the one before."""

    def __init__(self, trace: Trace, unit: float) -> None:
        self.trace, self.unit = trace, unit

    def eventinit(self) -> None:
        self.model.catchEvent(SCIP_EVENTTYPE.BESTSOLFOUND, self)

    def eventexit(self) -> None:
        self.model.dropEvent(SCIP_EVENTTYPE.BESTSOLFOUND, self)

    def eventexec(self, event: Any) -> None:
        m = self.model
        self.trace.note(m.getSolvingTime(), m.getSolObjVal(m.getBestSol()) * self.unit, _bound(m, self.unit))


def _value(m: Model, unit: float) -> float:
    """The best plan's value in the objective's unit: what is infinite to SCIP is so in any unit."""
    value = m.getPrimalbound()
    return np.inf if m.isInfinity(value) else value * unit


def _bound(m: Model, unit: float) -> float:
    """The proven bound, likewise."""
    bound = m.getDualbound()
    return -np.inf if m.isInfinity(-bound) else bound * unit


def own_scip(case: Case, limit: float, threads: int) -> Trace:
    """(c) SCIP with defaults; it uses one thread whatever `threads` says."""
    clock = Clock()
    matrix, trace = _built(case, clock)
    m = Model()
    m.hideOutput()
    bounds = zip(matrix.lower.tolist(), matrix.upper.tolist(), matrix.integer.tolist(), strict=True)
    x = [
        m.addVar(vtype="I" if whole else "C", lb=low, ub=None if high == np.inf else high)
        for low, high, whole in bounds
    ]
    for n in range(len(matrix.rows)):
        span = slice(matrix.a.indptr[n], matrix.a.indptr[n + 1])
        row = quicksum(
            v * x[j] for j, v in zip(matrix.a.indices[span].tolist(), matrix.a.data[span].tolist(), strict=True)
        )
        low, high = matrix.row_lower[n], matrix.row_upper[n]
        if low == high:
            m.addCons(row == low)
        elif span.stop > span.start:
            m.addCons((row <= high) if low == -np.inf else (row >= low))
            if np.isfinite(low) and np.isfinite(high):
                m.addCons(row <= high)
    m.setObjective(quicksum(c * x[j] for j, c in enumerate(matrix.cost.tolist()) if c) + matrix.offset)
    clock("to_scip")
    unit = 1 / matrix.cost_scale
    m.includeEventhdlr(_Watcher(trace, unit), "watcher", "notes better plans")
    m.setParam("limits/time", limit)
    began = time.perf_counter()
    m.optimize()
    trace.seconds, trace.timings, trace.status = time.perf_counter() - began, clock.timings, m.getStatus()
    trace.note(trace.seconds, _value(m, unit), _bound(m, unit))
    return trace


def own_cp_sat(case: Case, limit: float, threads: int) -> Trace:
    """(c) OR-tools' CP-SAT through its MIP front, with defaults."""
    clock = Clock()
    matrix, trace = _built(case, clock)
    model = model_builder_helper.ModelBuilderHelper()
    model.fill_model_from_sparse_data(
        matrix.lower, matrix.upper, matrix.cost, matrix.row_lower, matrix.row_upper, csr_matrix(matrix.a)
    )
    for column in np.flatnonzero(matrix.integer).tolist():
        model.set_var_integrality(column, True)
    model.set_objective_offset(matrix.offset)
    clock("to_ortools")
    unit = 1 / matrix.cost_scale
    solver = model_builder_helper.ModelSolverHelper("sat")
    solver.set_time_limit_in_seconds(limit)
    solver.set_solver_specific_parameters(f"num_workers:{threads} {CP_SAT}")
    solver.enable_output(True)
    began = time.perf_counter()
    log = _printed(lambda: solver.solve(model))
    trace.seconds, trace.timings = time.perf_counter() - began, clock.timings
    trace.status = str(solver.status())
    for seconds, value, bound in re.findall(r"^#\w+\s+([\d.]+)s\s+best:(\S+)\s+next:\[([^,\]]*)", log, re.MULTILINE):
        trace.note(float(seconds), float(value) * unit, float(bound or "-inf") * unit)
    if solver.has_solution():
        trace.note(trace.seconds, solver.objective_value() * unit, solver.best_objective_bound() * unit)
    return trace


def _printed(work: Callable[[], object]) -> str:
    """What `work` prints below Python, on the process's own standard output."""
    with tempfile.TemporaryFile("w+") as file:
        sys.stdout.flush()
        kept = os.dup(1)
        os.dup2(file.fileno(), 1)
        try:
            work()
        finally:
            os.dup2(kept, 1)
            os.close(kept)
        file.seek(0)
        return file.read()
