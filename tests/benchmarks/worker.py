"""One solver on one case workbook in a process of its own; prints what it left behind as JSON.

Usage: python -m tests.benchmarks.worker SOLVER CASE.xlsx SECONDS THREADS [STEP …]

STEP: one of its search that the tool does without. Its building and handing over are timed before the solve, which does
them again.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from models import build_model
from pooling.case.case import Case
from pooling.case.reader import load
from pooling.plan.plan import Outcome
from pooling.plan.prepare import prepare
from pooling.plan.program.matrix import hand_over
from pooling.plan.search.neighbourhoods import NEIGHBOURHOODS
from pooling.plan.solve import NoPlan, Options, Progress, solve
from pooling.plan.verify import verify
from tests.benchmarks.trace import Clock, Trace

PEERS = {
    "textbook, PuLP + CBC": "textbook:pulp_cbc",
    "textbook, PuLP + HiGHS": "textbook:pulp_highs",
    "textbook, linopy + HiGHS": "textbook:linopy_highs",
    "own matrix, SCIP": "matrix:own_scip",
    "own matrix, CP-SAT": "matrix:own_cp_sat",
    "own matrix, HiGHS defaults": "matrix:own_highs",
    "own matrix, HiGHS from the tool's plan": "onward:from_the_tools_plan",
}
"""Name in the report → module and function."""

TOOL = "pooling"

STEPS = tuple(kind.__name__ for kind in NEIGHBOURHOODS)
"""Steps of the tool's search that it can do without."""

GAP = 0.002
"""Relative gap at which the tool may stop a stage, unless the case asks for less."""


def traced(case: Case, options: Options) -> tuple[Outcome | None, list[Trace]]:
    """What the tool found, verified, and a trace per stage; None where it found no plan."""
    traces: list[Trace] = []
    began = time.perf_counter()

    def report(progress: Progress) -> None:
        nonlocal began
        if len(traces) < progress.stage:
            if traces:
                began = time.perf_counter() - progress.seconds
            traces.append(Trace(progress.objective))
        traces[-1].note(time.perf_counter() - began, progress.incumbent, progress.bound)

    try:
        outcome = solve(case, options, report)
    except NoPlan:
        return None, traces or [Trace(case.settings.objectives[0], status="no plan")]
    if not verify(case, outcome.plan).valid:
        raise AssertionError("the tool's plan is not valid")
    for trace, stage in zip(traces, outcome.stages, strict=True):
        trace.status, trace.seconds = stage.status, stage.seconds
        trace.note(stage.seconds, stage.value, stage.bound)
        first = trace.first_bound()
        trace.timings |= {} if first is None else {"root_lp": first}
    return outcome, traces


def run_tool(case: Case, limit: float, threads: int, without: Sequence[str] = ()) -> list[Trace]:
    """The tool itself through its public functions: one trace per stage."""
    clock = Clock()
    model = build_model(prepare(case), case.settings.objectives[0], {})
    clock("build")
    matrix = hand_over(model)
    clock("hand_over")
    gap = min(GAP, case.settings.mip_gap_pct / 100)
    _, traces = traced(case, Options(gap=gap, time_limit=limit, threads=threads, without=frozenset(without)))
    traces[0].timings |= clock.timings
    traces[0].columns, traces[0].rows, traces[0].integers = *matrix.a.shape[::-1], int(matrix.integer.sum())
    return traces


def run_peer(name: str, case: Case, limit: float, threads: int) -> list[Trace]:
    """A peer's traces: of the first objective, and of others where it has any. Its libraries are loaded only here."""
    module, function = PEERS[name].split(":")
    peer: Callable[[Case, float, int], Trace | list[Trace]]
    peer = getattr(import_module(f"tests.benchmarks.peers.{module}"), function)
    found = peer(case, limit, threads)
    return [found] if isinstance(found, Trace) else found


def peak_megabytes() -> float:
    """Largest resident memory of this process and of the largest of those it started [MB]."""
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def main(solver: str, path: str, seconds: str, threads: str, *without: str) -> None:
    began = time.perf_counter()
    case = load(Path(path)).case
    read = time.perf_counter() - began
    if case is None:
        raise ValueError(f"{path} has errors")
    limit, cores = float(seconds), int(threads)
    traces = run_tool(case, limit, cores, without) if solver == TOOL else run_peer(solver, case, limit, cores)
    result = {"read": read, "peak_mb": peak_megabytes(), "traces": [trace.as_dict() for trace in traces]}
    print("\n" + json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
