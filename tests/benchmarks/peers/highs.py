"""HiGHS as anyone would run it, with every better plan written down."""

from __future__ import annotations

import time
from typing import Any

import highspy

from tests.benchmarks.trace import Trace

WATCHED = (highspy.cb.HighsCallbackType.kCallbackMipLogging, highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution)


def listener(trace: Trace, unit: float = 1.0, offset: float = 0.0) -> Any:
    """A HiGHS callback that notes plan and bound; the objective is (solver's + offset) · unit."""

    def listen(_kind: Any, _message: str, out: Any, _back: Any, _user: Any) -> None:
        trace.note(out.running_time, (out.mip_primal_bound + offset) * unit, (out.mip_dual_bound + offset) * unit)

    return listen


def run(h: highspy.Highs, trace: Trace, limit: float, threads: int, unit: float = 1.0) -> None:
    """Run a loaded model with defaults but time limit and threads."""
    h.setOptionValue("output_flag", False)
    h.setOptionValue("time_limit", limit)
    h.setOptionValue("threads", threads)
    h.setCallback(listener(trace, unit), None)
    for kind in WATCHED:
        h.startCallback(kind)
    began = time.perf_counter()
    h.run()
    finish(h, trace, time.perf_counter() - began, unit)


def finish(h: highspy.Highs, trace: Trace, seconds: float, unit: float = 1.0, offset: float = 0.0) -> None:
    """Note how a run ended."""
    info = h.getInfo()
    trace.seconds = seconds
    trace.status = h.modelStatusToString(h.getModelStatus())
    value = info.objective_function_value if info.primal_solution_status == 2 else float("inf")
    trace.note(seconds, (value + offset) * unit, (info.mip_dual_bound + offset) * unit)
