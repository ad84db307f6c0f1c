"""Peers (a) and (b): the textbook formulation, in PuLP for CBC and HiGHS, and in linopy for HiGHS."""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path

import linopy
import numpy as np
import pulp
import xarray as xr
from linopy.expressions import LinearExpression
from pulp.apis.coin_api import pulp_cbc_path

from pooling.case.case import Case
from tests.benchmarks.peers import highs
from tests.benchmarks.trace import Clock, Trace
from tests.oracle.money import Textbook


def _built(case: Case, clock: Clock) -> tuple[Textbook, Trace]:
    objective = case.settings.objectives[0]
    model = Textbook(case)
    model.problem.setObjective(model.objectives[objective])
    clock("build")
    variables = model.problem.variables()
    integers = sum(v.cat == pulp.LpInteger for v in variables)
    return model, Trace(objective, len(variables), model.problem.numConstraints(), integers)


def pulp_highs(case: Case, limit: float, threads: int) -> Trace:
    """(a) PuLP, HiGHS with its defaults."""
    clock = Clock()
    model, trace = _built(case, clock)
    problem, unit = model.problem, model.money if trace.objective == "cost" else 1.0
    solver = pulp.HiGHS(
        msg=False,
        timeLimit=limit,
        threads=threads,
        callbackTuple=(highs.listener(trace, unit, problem.objective.constant), None),
        callbacksToActivate=list(highs.WATCHED),
    )
    solver.createAndConfigureSolver(problem)
    solver.buildSolverModel(problem)
    clock("hand_over")
    solver.callSolver(problem)
    clock("solve")
    highs.finish(problem.solverModel, trace, clock.timings["solve"], unit, problem.objective.constant)
    trace.timings = clock.timings
    return trace


def pulp_cbc(case: Case, limit: float, threads: int) -> Trace:
    """(a) PuLP, CBC with its defaults; the hand-over is a file and counts as solving."""
    clock = Clock()
    model, trace = _built(case, clock)
    unit = model.money if trace.objective == "cost" else 1.0
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        solver = pulp.COIN_CMD(path=pulp_cbc_path, msg=False, timeLimit=limit, threads=threads, logPath=str(log))
        model.problem.solve(solver)
        text = log.read_text()
    clock("solve")
    trace.seconds, trace.timings = clock.timings["solve"], clock.timings
    trace.status = pulp.LpStatus[model.problem.status]
    constant = model.problem.objective.constant
    for value, seconds in re.findall(r"Integer solution of (\S+) found .*\(([\d.]+) seconds\)", text):
        trace.note(float(seconds), (float(value) + constant) * unit, None)
    for bound in re.findall(r"(?:Lower bound|best possible):?\s+(-?[\d.e+]+)", text):
        trace.note(trace.seconds, None, (float(bound) + constant) * unit)
    if model.problem.sol_status == pulp.LpSolutionOptimal:
        value = model.problem.objective.value() * unit
        trace.note(trace.seconds, value, value)
    return trace


def linopy_highs(case: Case, limit: float, threads: int) -> Trace:
    """(b) The same rows in linopy, HiGHS with its defaults."""
    clock = Clock()
    model, trace = _built(case, clock)
    unit = model.money if trace.objective == "cost" else 1.0
    began = time.perf_counter()
    m = to_linopy(model.problem)
    clock("linopy")
    h = linopy.io.to_highspy(m)
    clock("hand_over")
    highs.run(h, trace, limit, threads, unit)
    trace.timings = {**clock.timings, "solve": time.perf_counter() - began}
    return trace


def to_linopy(problem: pulp.LpProblem) -> linopy.Model:
    """A PuLP problem as a linopy model: one array of variables per kind, one array of constraints per row length."""
    m = linopy.Model()
    position: dict[pulp.LpVariable, int] = {}
    for integer in (False, True):
        chosen = [v for v in problem.variables() if (v.cat == pulp.LpInteger) == integer]
        lower = np.array([v.lowBound for v in chosen], dtype=float)
        upper = np.array([np.inf if v.upBound is None else v.upBound for v in chosen], dtype=float)
        name = "whole" if integer else "real"
        made = m.add_variables(lower, upper, coords=[np.arange(len(chosen))], name=name, integer=integer)
        position.update(zip(chosen, made.labels.values.tolist(), strict=True))
    lengths: dict[tuple[int, int], list[pulp.LpConstraint]] = {}
    for row in problem.constraints():
        if len(row):
            lengths.setdefault((row.sense, (len(row) - 1).bit_length()), []).append(row)
    for (sense, bits), rows in lengths.items():
        labels = np.full((len(rows), 2**bits), -1)
        factors = np.full(labels.shape, np.nan)
        for n, row in enumerate(rows):
            labels[n, : len(row)] = [position[v] for v in row]
            factors[n, : len(row)] = list(row.values())
        terms = xr.Dataset(
            {
                "coeffs": (("row", "_term"), factors),
                "vars": (("row", "_term"), labels),
                "const": (("row",), np.zeros(len(rows))),
            },
            coords={"row": np.arange(len(rows))},
        )
        sign = {pulp.LpConstraintLE: "<=", pulp.LpConstraintEQ: "=", pulp.LpConstraintGE: ">="}[sense]
        rhs = xr.DataArray([-row.constant for row in rows], dims=["row"])
        m.add_constraints(LinearExpression(terms, m), sign, rhs, name=f"rows{sense}_{bits}")
    objective = list(problem.objective.items())
    terms = xr.Dataset(
        {
            "coeffs": (("_term",), np.array([c for _, c in objective])),
            "vars": (("_term",), np.array([position[v] for v, _ in objective])),
            "const": ((), 0.0),
        }
    )
    m.add_objective(LinearExpression(terms, m))
    return m
