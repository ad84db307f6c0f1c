"""Every plan is offered to every other solve: whoever may do more is then never worse by accident.

What a solve finds in its time is partly luck. Where another's plan is valid under its own case and ceilings, and better
in the order of its objectives, a run takes it; its own bounds still hold, as they are proven for its case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import inf

from pooling.analysis.runs import Run, RunAll, Task
from pooling.case.case import Settings
from pooling.plan.conditions.ceilings import NO_CEILINGS, above, keeps_ceilings, with_ceilings
from pooling.plan.figures import Figures
from pooling.plan.plan import Outcome, Plan, Stage
from pooling.plan.prepare import prepare
from pooling.plan.program.highs import relative_gap
from pooling.plan.stage.workshop import value_of
from pooling.plan.stages import PROVEN
from pooling.plan.verify import verify

FAULT = "internal fault: its bound is above the value of a valid plan, so it is left out"
"""What is said of a run whose bound another's plan refutes."""

LESS = 1e-6
"""Part of a value by which a plan has to be better to count as better."""


def run_together(tasks: Sequence[Task], run_all: RunAll) -> list[Run]:
    """The runs of `tasks`, none worse than another's plan that is valid for it too.

    Those that found no plan in their time are solved again from another's, if one fits. The order in which solves end
    has no influence.
    """
    runs = run_all(tasks)
    starts = {run.task.label: _best_for(run, runs) for run in runs if run.status == "no_plan"}
    again = [
        replace(run.task, options=replace(run.task.options, start=found[0]))
        for run in runs
        if (found := starts.get(run.task.label)) is not None
    ]
    solved = {run.task.label: replace(run, task=_task(run, tasks)) for run in (run_all(again) if again else [])}
    return exchanged([solved.get(run.task.label, run) for run in runs])


def _task(run: Run, tasks: Sequence[Task]) -> Task:
    return next(task for task in tasks if task.label == run.task.label)


def exchanged(runs: Sequence[Run]) -> list[Run]:
    """The runs, each with the best plan among them that is valid for it."""
    return [_with_best(run, runs) for run in runs]


def _with_best(run: Run, runs: Iterable[Run]) -> Run:
    if run.outcome is None or run.figures is None:
        return run
    found = _best_for(run, runs)
    if found is None:
        return run
    plan, figures = found
    stages = tuple(_stage(stage, figures) for stage in run.outcome.stages)
    fault = FAULT if stages and _above(run.outcome.stages[0], figures) else run.message
    return replace(run, message=fault, outcome=Outcome(plan, stages, run.outcome.seconds), figures=figures)


def _best_for(run: Run, runs: Iterable[Run]) -> tuple[Plan, Figures] | None:
    """The best plan of the others that is valid for `run` and better than its own, with its figures there."""
    best, found = run.figures, None
    for other in runs:
        if other.plan is None or other is run or other.plan == run.plan:
            continue
        figures = _fitting(run.task, other.plan)
        if figures is not None and (best is None or _better(figures, best, run.task.case.settings)):
            best, found = figures, (other.plan, figures)
    return found


def _fitting(task: Task, plan: Plan) -> Figures | None:
    """The plan's figures in the task's case; None where it breaks a rule or a ceiling there."""
    verdict = verify(task.case, plan)
    if not verdict.valid:
        return None
    ceilings, figures = task.options.ceilings, verdict.figures
    if ceilings == NO_CEILINGS:
        return figures
    if any(above(value_of(figures, name), most) for name, most in ceilings.objectives.items()):
        return None
    return figures if keeps_ceilings(with_ceilings(prepare(task.case), ceilings), figures) else None


def _better(one: Figures, other: Figures, settings: Settings) -> bool:
    """Is `one` better in the first objective in which they differ, by more than what later ones may give up?"""
    for position, name in enumerate(settings.objectives):
        a, b = value_of(one, name), value_of(other, name)
        last = position == len(settings.objectives) - 1
        equal = max(LESS, 0.0 if last else settings.tolerance_pct / 100) * max(abs(a), abs(b))
        if abs(a - b) > equal:
            return a < b
    return False


def _stage(stage: Stage, figures: Figures) -> Stage:
    """The stage's record for another plan; its bound stays, unless the plan is below it: that proves nothing."""
    value = value_of(figures, stage.objective)
    bound = -inf if _above(stage, figures) else stage.bound
    gap = relative_gap(value, bound)
    open_ = "time_limit" if stage.status == "optimal" else stage.status
    return replace(stage, value=value, bound=bound, gap=gap, status="optimal" if gap <= PROVEN else open_)


def _above(stage: Stage, figures: Figures) -> bool:
    """Is the stage's bound above the value of a valid plan?"""
    value = value_of(figures, stage.objective)
    return stage.bound > value + LESS * (1 + abs(value))
