"""A plan that holds whatever comes: what is signed for one future, judged in all of them.

Sample average: each future drawn proposes the first stage of its own best plan, every one of these is completed where
all comes as the case says, and call-offs are planned anew for it in every future, as under stress. A few futures
propose one together, too: the best over all of them as one programme (`pooling.plan.futures.extensive`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf

from pooling.analysis.alternatives import as_told
from pooling.analysis.runs import Run, RunAll, Task
from pooling.analysis.solving import Solved, judged
from pooling.analysis.spread import worst_count, worst_mean
from pooling.analysis.stress import in_future
from pooling.analysis.worker import Method
from pooling.case.case import Case
from pooling.plan.figures import Figures
from pooling.plan.futures.decided import decided
from pooling.plan.futures.draws import Draws, Future, draw
from pooling.plan.futures.extensive import Completing, Together
from pooling.plan.futures.first_stage import as_said, first_stage, foreseen, where_it_may
from pooling.plan.parameters import EXTENSIVE
from pooling.plan.plan import Plan, Stage
from pooling.plan.solve import Options

NOMINAL = "nominal"
"""The best plan where all comes as the case says."""

TOGETHER = "all futures"
"""The best plan over all of them as one programme."""

ALL = 100.0
"""Part of futures whose mean is the mean of all [%]."""

SLACK = 1e-6
"""Months that two plans may differ by and still be alike."""


@dataclass(frozen=True)
class Choice:
    """A plan to choose from: valid where all comes as the case says, `figures` are its own there.

    `also` are further futures that propose its first stage; `runs` are those of the futures drawn, in their order.
    """

    name: str
    plan: Plan
    figures: Figures
    also: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()

    @property
    def delays(self) -> tuple[float | None, ...]:
        """Mean delay in each future; None where there is no plan."""
        return delays(self.runs)


@dataclass(frozen=True)
class Programme:
    """All futures as one programme: which of the plans has its first stage, and its value and bound there.

    Without these, `message` says why it gave no plan.
    """

    choice: str = ""
    stage: Stage | None = None
    message: str = ""


@dataclass(frozen=True)
class Robust:
    """The plans that futures propose, the nominal one first, and the one chosen by the worst `part` [%] of futures.

    `programme` tells of all of them as one, None where nothing is uncertain. `nowhere` says why a future proposes
    none. `fresh` are the runs of the nominal and of the chosen plan in futures that had no part in choosing; empty
    where the nominal one is chosen.
    """

    best: Solved
    draws: Draws
    part: float
    choices: tuple[Choice, ...]
    chosen: Choice
    nowhere: tuple[tuple[str, str], ...]
    programme: Programme | None = None
    fresh: tuple[tuple[Run, ...], tuple[Run, ...]] = field(default=((), ()))

    @property
    def nominal(self) -> Choice:
        """The nominal plan."""
        return self.choices[0]

    @property
    def nominal_holds(self) -> bool:
        """Whether the nominal plan has one in every future in which any has."""
        return any(choice is self.nominal for choice in everywhere(self.choices))

    @property
    def runs(self) -> list[Run]:
        """Every run in which a plan is judged."""
        return [run for runs in (*(choice.runs for choice in self.choices), *self.fresh) for run in runs]

    def solved(self) -> Solved:
        """The chosen plan with all that is told of one."""
        if self.chosen is self.nominal:
            return self.best
        told = as_told(self.best.case, self.best.outcome.stages, self.chosen.figures)
        outcome = replace(self.best.outcome, plan=self.chosen.plan, stages=told)
        return replace(judged(self.best.case, outcome, self.best.as_ordered), given_way=self.best.given_way)


def robust(best: Solved, options: Options, run_all: RunAll, count: int, part: float, samples: int, seed: int) -> Robust:
    """Of the first stages that `count` futures propose the one that is least late over all of them, then cheapest.

    Held against the nominal plan `best` in `samples` fresh futures. Where nothing is uncertain there is one future.
    """
    case = best.case
    draws = draw(case, count, seed)
    if not draws.sources:
        draws = draw(case, 1, seed)
    proposed, nowhere = _proposed(best, draws.futures, options, run_all)
    choices = _judged(case, proposed, draws.futures, options, run_all)
    programme = None
    if draws.sources:
        choices, programme = _together(case, choices, draws.futures, part, options, run_all)
    chosen = _chosen(choices, part, case.settings.tolerance_pct / 100)
    found = Robust(best, draws, part, choices, chosen, nowhere, programme)
    if chosen is choices[0] or not draws.sources:
        return found
    fresh = _judged(case, (choices[0], chosen), draw(case, samples, seed + 1).futures, options, run_all, "fresh future")
    return replace(found, fresh=(fresh[0].runs, fresh[1].runs))


def delays(runs: Sequence[Run]) -> tuple[float | None, ...]:
    """Mean delay of each run; None where there is no plan."""
    return tuple(run.figures.mean_delay if run.figures else None for run in runs)


def known(values: Sequence[float | None]) -> list[float]:
    """Those that there are."""
    return [value for value in values if value is not None]


def _proposed(
    best: Solved, futures: Sequence[Future], options: Options, run_all: RunAll
) -> tuple[tuple[Choice, ...], tuple[tuple[str, str], ...]]:
    """The nominal plan and one for each other first stage that is best in a future; why a future has none."""
    case = best.case
    asked = [
        Task(f"future {n}", foreseen(case, future), options)
        for n, future in enumerate(futures, start=1)
        if not as_said(future)
    ]
    runs = run_all(asked) if asked else []
    nowhere = [(run.task.label, run.message) for run in runs if run.plan is None]
    firsts = [first_stage(best.outcome.plan)]
    named: list[list[str]] = [[NOMINAL]]
    tasks: list[Task] = []
    for run in runs:
        if run.plan is None:
            continue
        first = first_stage(run.plan)
        if first in firsts:
            named[firsts.index(first)].append(run.task.label)
            continue
        firsts.append(first)
        named.append([run.task.label])
        begun = replace(options, start=run.plan)
        tasks.append(Task(f"plan of {run.task.label}", case, begun, Method(Completing(first))))
    choices = [Choice(NOMINAL, best.outcome.plan, best.verdict.figures, tuple(named[0][1:]))]
    for (name, *also), run in zip(named[1:], run_all(tasks) if tasks else [], strict=True):
        if run.plan and run.figures:
            choices.append(Choice(name, run.plan, run.figures, tuple(also)))
        else:
            nowhere += [(label, run.message) for label in (name, *also)]
    return tuple(choices), tuple(nowhere)


def _judged(
    case: Case,
    choices: Sequence[Choice],
    futures: Sequence[Future],
    options: Options,
    run_all: RunAll,
    what: str = "future",
) -> tuple[Choice, ...]:
    """The choices with call-offs planned anew in every future."""
    facts = [decided(case, choice.plan, choice.figures) for choice in choices]
    tasks = [
        in_future(f"{choice.name} in {what} {n}", fact, where_it_may(fact, future), options)
        for choice, fact in zip(choices, facts, strict=True)
        for n, future in enumerate(futures, start=1)
    ]
    runs, size = run_all(tasks), len(futures)
    return tuple(replace(choice, runs=tuple(runs[n * size : (n + 1) * size])) for n, choice in enumerate(choices))


def _together(
    case: Case, choices: tuple[Choice, ...], futures: tuple[Future, ...], part: float, options: Options, run_all: RunAll
) -> tuple[tuple[Choice, ...], Programme]:
    """The choices with what all futures propose as one programme, begun from the best of them."""
    if len(futures) > EXTENSIVE.futures:
        return choices, Programme(message=f"that is done for up to {EXTENSIVE.futures}")
    begin = min(everywhere(choices) or choices[:1], key=lambda choice: _late(choice, part))
    plans = tuple(run.plan or begin.plan for run in begin.runs)
    method = Method(Together(futures, worst_count(len(futures), part) / len(futures), plans))
    (run,) = run_all([Task(TOGETHER, case, replace(options, start=begin.plan), method)])
    if run.outcome is None or run.figures is None:
        return choices, Programme(message=run.message)
    (stage,), plan = run.outcome.stages, run.outcome.plan
    for n, choice in enumerate(choices):
        if first_stage(choice.plan) == first_stage(plan):
            proposing = replace(choice, also=(*choice.also, TOGETHER))
            return (*choices[:n], proposing, *choices[n + 1 :]), Programme(choice.name, stage)
    (new,) = _judged(case, [Choice(TOGETHER, plan, run.figures)], futures, options, run_all)
    return (*choices, new), Programme(TOGETHER, stage)


def _late(choice: Choice, part: float) -> float:
    """Mean delay over the worst part of the futures in which the choice has a plan."""
    months = known(choice.delays)
    return worst_mean(months, part) if months else inf


def everywhere(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """Those that have a plan in every future in which any has; none where no future has any."""
    planned = [{n for n, months in enumerate(choice.delays) if months is not None} for choice in choices]
    every = set().union(*planned)
    return tuple(choice for choice, there in zip(choices, planned, strict=True) if every and there == every)


def _chosen(choices: Sequence[Choice], part: float, tolerance: float) -> Choice:
    """The cheapest of those that are least late over the futures in all of which they hold; else the nominal one."""
    whole = everywhere(choices)
    if not whole:
        return choices[0]
    late = [_late(choice, part) for choice in whole]
    enough = min(late) * (1 + tolerance) + SLACK
    return min(
        (choice for choice, months in zip(whole, late, strict=True) if months <= enough),
        key=lambda choice: choice.figures.cost.total,
    )
