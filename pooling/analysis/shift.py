"""Order-shift options: what moving orders already placed brings, whom, at what cost, and who waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pooling.analysis.compare import REFUSED, RunAll, entry_of
from pooling.analysis.runs import Run, Task
from pooling.case.case import Case
from pooling.output.comparison import Entry, owing
from pooling.plan.conditions.as_ordered import pinned
from pooling.plan.conditions.ceilings import Ceilings, payments
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan
from pooling.plan.solve import Options

AS_ORDERED, FREE, NOBODY_LOSES = "as ordered", "free to shift", "nobody loses"
PREFIX = "shift"
"""Scenarios whose names begin so are options."""


@dataclass(frozen=True)
class Shift:
    """The baseline and the options, ranked by months of mean delay gained; those that failed come last."""

    baseline: Entry
    options: tuple[Entry, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The baseline, then the options."""
        return (self.baseline, *self.options)


def shift_options(case: Case, scenarios: Mapping[str, Case | str], options: Options, run_all: RunAll) -> Shift:
    """Solve `case` as ordered, then free to shift, in every scenario, and so that nobody is later or pays more.

    Every option begins from the plan as ordered, so that none is worse where that plan stays possible. A text in
    place of a scenario's case says why there is none.
    """
    fixed = replace(pinned(case), settings=case.settings)
    (baseline,) = run_all([Task(AS_ORDERED, fixed, options)])
    tasks = [Task(FREE, case, _from(options, baseline.plan))]
    tasks += [Task(n, c, _from(options, baseline.plan)) for n, c in scenarios.items() if not isinstance(c, str)]
    if baseline.figures:
        safe = replace(_from(options, baseline.plan), ceilings=no_worse_than(baseline.figures))
        tasks.append(Task(NOBODY_LOSES, case, safe))
    runs = run_all(tasks)
    refused = [Entry(n, status=REFUSED, message=c) for n, c in scenarios.items() if isinstance(c, str)]
    return Shift(entry_of(baseline), tuple(_ranked(runs)) + tuple(refused))


def no_worse_than(figures: Figures) -> Ceilings:
    """Nobody later, nobody pays more: every partner's every item and every purse as in `figures` at most."""
    return Ceilings(delays={pair: row.delay for pair, row in owing(figures).items()}, payments=payments(figures))


def _from(options: Options, plan: Plan | None) -> Options:
    return replace(options, start=plan)


def _ranked(runs: list[Run]) -> list[Entry]:
    """By mean delay, least first; cost decides between equals."""
    entries = [entry_of(run) for run in runs]
    return sorted(
        entries, key=lambda e: (e.figures.mean_delay, e.figures.cost.total) if e.figures else (float("inf"), 0.0)
    )
