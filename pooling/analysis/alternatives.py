"""Other plans nearly as good: each as different as can be from all before it in what it signs (max-min distance).

A plan counts where every objective of the case is within a part of what the best plan found reaches; among those that
differ most the best by the case's objectives is taken.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite

from pooling.analysis.solving import Solved, Solver, judged, verified
from pooling.analysis.wish import Wish
from pooling.case.case import Case
from pooling.plan.conditions.likeness import LIKENESS
from pooling.plan.figures import Figures
from pooling.plan.plan import Outcome, Stage
from pooling.plan.program.highs import relative_gap
from pooling.plan.solve import Infeasible, NoPlan, NothingElse, Options
from pooling.plan.stages import PROVEN

OTHER = "other"
"""How the stages of another plan end: they are those of the best, told of this one."""


@dataclass(frozen=True)
class Alternative:
    """Another plan: `distance` in candidates to the nearest plan before it, which is at most `most` for any plan."""

    solved: Solved
    distance: int
    most: int


@dataclass(frozen=True)
class Alternatives:
    """The plans found, in order; `ending` says why there are no more where fewer were found than asked for."""

    wish: Wish
    best: Solved
    others: tuple[Alternative, ...]
    ending: str

    @property
    def plans(self) -> tuple[Solved, ...]:
        """The best plan, then the others."""
        return (self.best, *(other.solved for other in self.others))


def alternatives(best: Solved, wish: Wish, options: Options, solve: Solver, stop: threading.Event) -> Alternatives:
    """Look for other plans one after the other, each begun from the best; raises `BrokenPlan`."""
    case, figures = best.case, best.verdict.figures
    limits = {
        name: _within(figures.objective(name), wish.within) for name in case.settings.objectives if name != "change"
    }
    found: list[Alternative] = []
    ending = ""
    while len(found) < wish.number and not ending:
        plans = [best, *(other.solved for other in found)]
        others = tuple(frozenset(plan.outcome.plan.signed) for plan in plans)
        ceilings = replace(options.ceilings, objectives=limits, others=others, apart=wish.apart)
        asked = replace(options, start=best.outcome.plan, prices={}, ceilings=ceilings)
        if stop.is_set():
            ending = "interrupted"
            break
        try:
            outcome = solve(case, asked, f"{case.scenario}, plan {len(plans) + 1}")
        except NothingElse as none:
            ending = "proven" if none.proven else "interrupted" if stop.is_set() else "time"
        except (Infeasible, NoPlan):
            ending = "interrupted" if stop.is_set() else "time"
        else:
            found.append(_alternative(best, outcome, others))
    return Alternatives(wish, best, tuple(found), ending)


def _within(value: float, part: float) -> float:
    return value + part * abs(value)


def _alternative(best: Solved, outcome: Outcome, others: Sequence[frozenset[str]]) -> Alternative:
    case, plan = best.case, outcome.plan
    figures = verified(case, plan).figures
    candidates = sum(row.status == "candidate" for row in case.frameworks)
    distance = min(len(plan.signed.keys() ^ other) for other in others)
    least = next((stage.bound for stage in outcome.stages if stage.objective == LIKENESS), -inf)
    most = candidates if not isfinite(least) else max(distance, int(candidates - least + 1e-6))
    told = Outcome(plan, as_told(case, best.outcome.stages, figures), outcome.seconds)
    return Alternative(judged(case, told, best.as_ordered), distance, most)


def as_told(case: Case, stages: Sequence[Stage], figures: Figures) -> tuple[Stage, ...]:
    """The stages of the best plan told of another: its values, and the bounds as far as they hold for it.

    The bound of a later stage holds for plans that give up no more of earlier objectives than that stage might.
    """
    told: list[Stage] = []
    holds = True
    for stage in stages:
        value = figures.objective(stage.objective)
        bound = min(stage.bound, value) if holds else -inf
        gap = relative_gap(value, bound)
        status = "optimal" if gap <= PROVEN else OTHER
        told.append(replace(stage, value=value, bound=bound, gap=gap, status=status, prices={}, seconds=0.0))
        most = stage.value + abs(stage.value) * case.settings.tolerance_pct / 100
        holds = holds and value <= most + 1e-6 * (1 + abs(most))
    return tuple(told)
