"""One solve as every user gets it: the verified plan, what it is held against, and what its limits are worth."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pooling.analysis.offers import exchanged
from pooling.analysis.runs import Run, RunAll, Task
from pooling.case.case import Case
from pooling.output.charts import charts_sheets
from pooling.output.charts_delivered import delivered_charts
from pooling.output.charts_result import result_charts
from pooling.output.deliveries_table import with_deliveries
from pooling.output.entry import Entry
from pooling.output.excel import write_tables
from pooling.output.given_way import with_given_way
from pooling.output.result_notes import with_read_me
from pooling.output.table import Table
from pooling.output.tables import result_tables
from pooling.plan.conditions.as_ordered import excess_in_words, excesses, may_shift, pinned, put_back, with_room
from pooling.plan.explain.causes import Share, causes
from pooling.plan.explain.giving_way import GivenWay, softened
from pooling.plan.explain.marginals import Marginals, marginals
from pooling.plan.explain.relaxed import Pair
from pooling.plan.plan import Outcome, Plan
from pooling.plan.prepare import prepare
from pooling.plan.solve import Infeasible, NoPlan, Options
from pooling.plan.verify import Verdict, verify
from pooling.plan.verify.arrivals import Promised

ROUGH, BASELINE = 0.02, 0.4
"""The baseline is told by one figure: it is solved to this gap, in this part of a stage's time."""
NOT_IN_TIME = "the baseline with orders as placed was not solved in time"
IMPOSSIBLE = "no plan keeps all orders at their planned dates"

Solver = Callable[[Case, Options, str], Outcome]
"""Solves a case under a label, as `pooling.plan.solve.solve` does."""


class NotSolved(NoPlan):
    """A solve among others, `run`, that gave no plan."""

    def __init__(self, run: Run) -> None:
        super().__init__(run.message)
        self.run = run


def solving_by(run_all: RunAll) -> Solver:
    """Solves by `run_all`; raises `NotSolved`."""

    def solve(case: Case, options: Options, label: str) -> Outcome:
        (run,) = run_all([Task(label, case, options)])
        if run.outcome is None:
            raise NotSolved(run)
        return run.outcome

    return solve


class NotOfCase(ValueError):
    """A plan that does not fit a case or breaks a rule of it, or a code that the case does not have.

    `faults`: what does not fit, where that is more than the message says.
    """

    def __init__(self, message: str, faults: Sequence[str] = ()) -> None:
        self.message, self.faults = message, tuple(faults)
        super().__init__("; ".join([message, *faults]))


class BrokenPlan(Exception):
    """The plan found breaks a rule of its case: a fault of the tool."""

    def __init__(self, verdict: Verdict) -> None:
        first, count = verdict.violations[0], len(verdict.violations)
        super().__init__(f"the plan found breaks {count} rules, first {first.rule}: {first.message}; not written")


@dataclass(frozen=True)
class Solved:
    """A case and its verified plan; `as_ordered` is the best plan with orders at their planned dates.

    `given_way`: limits that are otherwise in `case` than as it was given, since no plan keeps them all. `promised`:
    what an earlier plan has called off, against which what came is held.
    """

    case: Case
    outcome: Outcome
    verdict: Verdict
    as_ordered: Entry
    marginals: Marginals
    reasons: Mapping[Pair, Sequence[Share]]
    given_way: tuple[GivenWay, ...] = ()
    promised: Promised = field(default_factory=Promised)

    def tables(self) -> list[Table]:
        """Every sheet of the result workbook but what explains and draws it."""
        found = self.outcome, self.verdict, self.as_ordered, self.marginals, self.reasons
        tables = with_given_way(result_tables(self.case, *found), self.given_way)
        return with_deliveries(tables, self.case, self.verdict.figures, self.promised)

    def write(self, path: Path, tables: Sequence[Table], force: bool = False) -> None:
        """The result workbook: `tables`, a sheet that explains them, and charts."""
        settings, figures = self.case.settings, self.verdict.figures
        delivered = delivered_charts(self.case, figures, self.promised)
        write_tables(
            path,
            with_read_me(tables, self.case, self.outcome, figures),
            title=settings.case,
            marking=settings.marking,
            properties={"case_sha256": self.case.sha256, "scenario": self.case.scenario},
            force=force,
            charts=charts_sheets([*result_charts(self.case, figures, self.as_ordered.figures), *delivered]),
            costly=True,
        )


def solved(case: Case, options: Options, solve: Solver, stop: threading.Event) -> Solved:
    """Solve `case` and its baseline, each beginning with the other's plan where that is better for it.

    Where no plan keeps every limit and the sheet `rules` lets some give way, they do. Raises what `solve` raises, and
    `BrokenPlan`.
    """
    try:
        return _solved(case, options, solve, stop)
    except Infeasible as infeasible:
        given_way = infeasible.clash.given_way
        if not given_way or stop.is_set():
            raise
    return replace(_solved(softened(case, given_way), options, solve, stop), given_way=given_way)


def _solved(case: Case, options: Options, solve: Solver, stop: threading.Event) -> Solved:
    outcome = solve(case, options, case.scenario)
    before = _baseline(case, outcome, verified(case, outcome.plan), options, solve, stop)
    outcome, before = _with_better(case, outcome, verified(case, outcome.plan), before, options)
    return judged(case, outcome, before)


def judged(case: Case, outcome: Outcome, as_ordered: Entry) -> Solved:
    """The outcome with all that is told of its plan; raises `BrokenPlan`."""
    verdict = verified(case, outcome.plan)
    reasons = causes(prepare(case), outcome.plan, verdict.figures)
    return Solved(case, outcome, verdict, as_ordered, marginals(case, outcome.plan), reasons)


def verified(case: Case, plan: Plan) -> Verdict:
    """The verdict on `plan`; raises `BrokenPlan`."""
    verdict = verify(case, plan)
    if verdict.violations:
        raise BrokenPlan(verdict)
    return verdict


def _baseline(
    case: Case, outcome: Outcome, verdict: Verdict, options: Options, solve: Solver, stop: threading.Event
) -> Entry:
    """The best plan with orders at their planned dates, or why there is none; the plan itself where none may move.

    Where no orders are placed there is nothing to tell.

    Where orders as placed exceed a budget, the baseline pays that excess and says so.
    """
    label = f"{case.scenario} as ordered"
    if not case.orders:
        return Entry(label, case)
    if not may_shift(case):
        return Entry(label, case, verdict.figures, outcome, looser=True)
    over = excesses(case)
    fixed = with_room(pinned(case), over)
    if stop.is_set():
        return Entry(label, fixed, message=NOT_IN_TIME)
    try:
        seconds = BASELINE * (options.time_limit or case.settings.time_limit_s)
        gap, start = max(ROUGH, options.gap or 0.0), put_back(case, outcome.plan)
        found = solve(fixed, replace(options, gap=gap, time_limit=seconds, start=start), label)
    except (Infeasible, NoPlan) as none:
        return Entry(label, fixed, message=IMPOSSIBLE if isinstance(none, Infeasible) else NOT_IN_TIME)
    looser = case.settings.objectives[0] == "mean_delay" and not over
    message = excess_in_words(over) if over else ""
    return Entry(label, fixed, verify(fixed, found.plan).figures, found, message=message, looser=looser)


def _with_better(
    case: Case, outcome: Outcome, verdict: Verdict, before: Entry, options: Options
) -> tuple[Outcome, Entry]:
    """The plan and its baseline, each with the other's plan where that is valid and better for it."""
    if before.case is None or before.figures is None or before.case is case:
        return outcome, before
    free = Run(Task("free", case, options), "done", "", outcome, verdict.figures)
    fixed = Run(Task("as ordered", before.case, options), "done", "", before.outcome, before.figures)
    free, fixed = exchanged([free, fixed])
    return free.outcome or outcome, replace(before, figures=fixed.figures, outcome=fixed.outcome)
