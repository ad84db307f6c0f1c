"""The baseline of a solve: the best plan with orders at their planned dates, or why there is none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from pooling.cli.exits import Exit, Failed

if TYPE_CHECKING:
    from pooling.case.case import Case
    from pooling.output.entry import Entry
    from pooling.plan.plan import Outcome
    from pooling.plan.solve import Options
    from pooling.plan.verify import Verdict

ROUGH, BASELINE = 0.02, 0.4
"""The baseline is told by one figure: it is solved to this gap, in this part of a stage's time."""
NOT_IN_TIME = "the baseline with orders as placed was not solved in time"
IMPOSSIBLE = "no plan keeps all orders at their planned dates"


def baseline(
    case: Case,
    outcome: Outcome,
    verdict: Verdict,
    options: Options,
    solve: Callable[[Case, Options, str], Outcome],
    stop: threading.Event,
) -> Entry:
    """The best plan with orders at their planned dates, or why there is none; the plan itself where none may move.

    Where orders as placed exceed a budget, the baseline pays that excess and says so. `solve` raises `Failed`.
    """
    from pooling.output.entry import Entry
    from pooling.plan.conditions.as_ordered import excess_in_words, excesses, may_shift, pinned, with_room
    from pooling.plan.verify import verify

    label = f"{case.scenario} as ordered"
    if not may_shift(case):
        return Entry(label, case, verdict.figures, outcome, looser=True)
    over = excesses(case)
    fixed = with_room(pinned(case), over)
    if stop.is_set():
        return Entry(label, fixed, message=NOT_IN_TIME)
    try:
        seconds = BASELINE * (options.time_limit or case.settings.time_limit_s)
        found = solve(fixed, replace(options, gap=max(ROUGH, options.gap or 0.0), time_limit=seconds), label)
    except Failed as failed:
        return Entry(label, fixed, message=IMPOSSIBLE if failed.code == Exit.INFEASIBLE else NOT_IN_TIME)
    looser = case.settings.objectives[0] == "mean_delay" and not over
    message = excess_in_words(over) if over else ""
    return Entry(label, fixed, verify(fixed, found.plan).figures, found, message=message, looser=looser)


def with_better(
    case: Case, outcome: Outcome, verdict: Verdict, before: Entry, options: Options
) -> tuple[Outcome, Entry]:
    """The plan and its baseline, each with the other's plan where that is valid and better for it."""
    from pooling.analysis.offers import exchanged
    from pooling.analysis.runs import Run, Task

    if before.case is None or before.figures is None or before.case is case:
        return outcome, before
    free = Run(Task("free", case, options), "done", "", outcome, verdict.figures)
    pinned = Run(Task("as ordered", before.case, options), "done", "", before.outcome, before.figures)
    free, pinned = exchanged([free, pinned])
    return free.outcome or outcome, replace(before, figures=pinned.figures, outcome=pinned.outcome)
