"""Order-shift options: what moving orders already placed brings, whom, at what cost, and who waits for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from pooling.analysis.compare import REFUSED, entry_of
from pooling.analysis.offers import exchanged, run_together
from pooling.analysis.runs import Run, RunAll, Task
from pooling.case.case import Case
from pooling.output.entry import Entry, owing
from pooling.plan.conditions.as_ordered import excess_in_words, excesses, pinned, with_room
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

    Every option begins from the plan as ordered, and each takes another's plan where that is better for it, so that
    none is worse where more is allowed. Where orders as placed cost more than a budget holds, the baseline pays that
    excess and says so. A text in place of a scenario's case says why there is none.
    """
    over = excesses(case)
    fixed = replace(with_room(pinned(case), over), settings=case.settings)
    (ordered,) = run_all([Task(AS_ORDERED, fixed, options)])
    free = [Task(FREE, case, _from(options, ordered.plan))]
    free += [Task(n, c, _from(options, ordered.plan)) for n, c in scenarios.items() if not isinstance(c, str)]
    runs = run_together([*free, *_safe(case, options, ordered)], run_all)
    ordered, *runs = exchanged([ordered, *runs])
    if ordered.figures and any(_is_refuted(run, ordered.figures) for run in runs):
        safe = run_all(_safe(case, options, ordered))
        runs = exchanged([*(run for run in runs if run.task.label != NOBODY_LOSES), *safe])
    refused = [Entry(n, status=REFUSED, message=c) for n, c in scenarios.items() if isinstance(c, str)]
    baseline = entry_of(ordered)
    if over and baseline.figures:
        baseline = replace(baseline, message=excess_in_words(over))
    return Shift(baseline, tuple(_ranked(runs, looser=() if over else (FREE,))) + tuple(refused))


def _safe(case: Case, options: Options, ordered: Run) -> list[Task]:
    """The task by which nobody is later and nobody pays more; none without a baseline."""
    if ordered.figures is None:
        return []
    return [Task(NOBODY_LOSES, case, replace(_from(options, ordered.plan), ceilings=no_worse_than(ordered.figures)))]


def _is_refuted(run: Run, figures: Figures) -> bool:
    """Was nobody to lose against a baseline that is not the one any more?"""
    return run.task.label == NOBODY_LOSES and run.task.options.ceilings != no_worse_than(figures)


def no_worse_than(figures: Figures) -> Ceilings:
    """Nobody later, nobody pays more: every partner's every item and every purse as in `figures` at most."""
    return Ceilings(delays={pair: row.delay for pair, row in owing(figures).items()}, payments=payments(figures))


def _from(options: Options, plan: Plan | None) -> Options:
    return replace(options, start=plan)


def _ranked(runs: Iterable[Run], looser: Collection[str]) -> list[Entry]:
    """By mean delay, least first; cost decides between equals; those without a plan come last."""
    entries = [replace(entry_of(run), looser=run.task.label in looser) for run in runs]
    return sorted(
        entries, key=lambda e: (e.figures.mean_delay, e.figures.cost.total) if e.figures else (float("inf"), 0.0)
    )
