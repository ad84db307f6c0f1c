"""Peer (e): HiGHS on the tool's own matrix, from the tool's plan: what the tool left lying."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from pooling.case.case import Case
from pooling.plan.plan import Outcome
from pooling.plan.prepare import clipped, prepare, states_whole_lots
from pooling.plan.program.highs import Watch, solve_matrix
from pooling.plan.program.matrix import Floats
from pooling.plan.solve import MARGIN, Options, solve
from pooling.plan.stage.workshop import WHOLE, Workshop, open_workshop
from pooling.plan.verify import verify
from tests.benchmarks.trace import Trace

SHARE = 0.1
"""Part of the time that the tool has first, a stage; the solver then has all of it."""


def from_the_tools_plan(case: Case, limit: float, threads: int) -> list[Trace]:
    """(e) HiGHS as the tool runs it, on everything whole and in one thread, from the tool's plan.

    First objective and last, the plan's value first; only plans in whole lots that the verifier finds in order count.
    """
    objectives = case.settings.objectives
    return [_onward(case, objectives[:number], limit, threads) for number in sorted({1, len(objectives)})]


def _onward(case: Case, objectives: Sequence[str], limit: float, threads: int) -> Trace:
    part = replace(case, settings=replace(case.settings, objectives=tuple(objectives)))
    outcome = solve(part, Options(time_limit=SHARE * limit, threads=threads))
    shop = _last_stage(part, outcome)
    trace = Trace(shop.objective, len(shop.matrix.cost), len(shop.matrix.rows), int(shop.matrix.integer.sum()))
    trace.given = outcome.stages[-1].value
    trace.note(0.0, trace.given, outcome.stages[-1].bound)

    begun = time.perf_counter()

    def improved(x: Floats) -> None:
        for point in (x, shop.dealt(x)):
            found = shop.as_is(point)
            trace.note(time.perf_counter() - begun, found.value if found else None, None)

    answer = solve_matrix(
        shop.only_whole(*WHOLE),
        time_limit=limit,
        start=shop.encoded(outcome.plan),
        watch=Watch(report=lambda _, bound, seconds: trace.note(seconds, None, bound), improved=improved),
    )
    trace.status, trace.seconds = answer.status, answer.seconds
    if answer.x is not None:
        improved(answer.x)
    trace.note(answer.seconds, None, answer.bound)
    return trace


def _last_stage(case: Case, outcome: Outcome) -> Workshop:
    """The last stage of the case, what its earlier ones reached kept as the tool keeps it."""
    tolerance = case.settings.tolerance_pct / 100
    keep = {stage.objective: stage.value * (1 + tolerance) + MARGIN for stage in outcome.stages[:-1]}
    instance = clipped(prepare(case))
    exact, figures = states_whole_lots(instance), verify(case, outcome.plan).figures
    return open_workshop(case, instance, case.settings.objectives[-1], keep, exact, figures)
