"""Lexicographic stages: each optimises one objective and keeps the earlier ones within tolerance."""

from __future__ import annotations

from threading import Thread
from typing import Any

from pooling.plan.bound.prices import named
from pooling.plan.bound.prover import prove
from pooling.plan.plan import Stage
from pooling.plan.program.highs import Answer, Watch, solve_matrix
from pooling.plan.program.matrix import Floats
from pooling.plan.search.loop import improve
from pooling.plan.search.tactics import EVERYTHING, Tactics
from pooling.plan.stage.progress import BRANCHING, Known, Limits, Progress, Report
from pooling.plan.stage.workshop import Candidate, Workshop

PROVEN = 1e-4
"""A gap (share) at which a stage counts as optimal."""

PATIENCE = 1.0
"""Seconds that the solver has a small case for itself; and again, to say it twice."""

ENDED = ("optimal", "infeasible")
"""Statuses of a run that has nothing left to look at."""

OTHERWISE = {"presolve": "off"}
"""How a small case is solved a second time."""


def run_stage(
    shop: Workshop,
    limits: Limits,
    start: Candidate | None,
    report: Report | None,
    tactics: Tactics = EVERYTHING,
    known: Known | None = None,
) -> tuple[Candidate | None, Stage, str]:
    """Optimise the workshop's objective from `start`, with what is `known` besides.

    Returns the best plan (None if there is none), the stage's record, and the status of the proof:
    `infeasible` if the solver showed that no plan exists.
    """
    progress = Progress(limits, start, report, tactics, known)
    answer = _at_once(shop, progress) if shop.exact and not progress.over else ""
    if not progress.over:
        answer = _search(shop, progress)
    status = "interrupted" if limits.stop.is_set() else "time_limit" if progress.left <= 0 else "ended"
    if progress.gap <= PROVEN:
        status = "optimal"
    elif progress.gap <= limits.gap:
        status = "gap"
    elif progress.value - progress.bound <= limits.enough:
        status = "rounding"
    prices = {} if progress.items is None else named(shop.matrix, shop.blocks, progress.items.duals)
    stage = Stage(
        shop.objective, progress.value, progress.bound, progress.gap, progress.seconds, status, prices, progress.note
    )
    return progress.best, stage, answer


def _at_once(shop: Workshop, progress: Progress) -> str:
    """A case whose model is the case and whose solver's plan is the plan: within moments, or not at all.

    What the solver has to say it says twice, once without presolve: the lower bound counts.
    """
    start = shop.encoded(progress.best.plan) if progress.best else None

    def improved(x: Floats) -> None:
        progress.offer(shop.as_is(x))

    def solved(gap: float, options: dict[str, Any]) -> Answer:
        watch, seconds = Watch(stop=progress.done, improved=improved), min(PATIENCE, progress.left)
        return solve_matrix(shop.matrix, gap=gap, time_limit=seconds, start=start, watch=watch, options=options)

    answers = [solved(progress.limits.gap, {})]
    if answers[0].status in ENDED and not progress.over:
        answers.append(solved(min(progress.limits.gap, answers[0].gap), OTHERWISE))
    for answer in answers:
        if answer.x is not None:
            progress.offer(shop.as_is(answer.x))
            progress.offer(shop.as_is(shop.dealt(answer.x)))
    told = [answer for answer in answers if answer.status in ENDED] or answers
    if all(answer.status == "infeasible" for answer in told):
        progress.take_clash(BRANCHING)
    progress.prove(min(answer.bound for answer in told), BRANCHING)
    return told[-1].status


def _search(shop: Workshop, progress: Progress) -> str:
    """A large case: one thread proves, the other finds; a third sees to it that both end in time."""
    answers: list[Answer] = []
    Thread(target=progress.wait_for, args=(progress.done,), daemon=True).start()
    prover = Thread(target=lambda: answers.extend(prove(shop, progress)), daemon=True)
    prover.start()
    improve(shop, progress)
    prover.join()
    return answers[-1].status if answers else "failed"
