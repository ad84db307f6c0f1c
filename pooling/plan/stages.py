"""Lexicographic stages: each optimises one objective and keeps the earlier ones within tolerance."""

from __future__ import annotations

from threading import Thread

from pooling.plan.bound.prices import named
from pooling.plan.bound.prover import prove
from pooling.plan.plan import Stage
from pooling.plan.program.highs import Answer, Watch, solve_matrix
from pooling.plan.program.matrix import Floats
from pooling.plan.search.loop import improve
from pooling.plan.search.tactics import EVERYTHING, Tactics
from pooling.plan.stage.progress import Known, Limits, Progress, Report
from pooling.plan.stage.workshop import Candidate, Workshop

PROVEN = 1e-4
"""A gap (share) at which a stage counts as optimal."""

PATIENCE = 1.0
"""Seconds that the solver has a small case for itself."""


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
    answer = _at_once(shop, progress) if shop.exact else ""
    if not progress.over:
        answer = _search(shop, progress)
    status = "interrupted" if limits.stop.is_set() else "time_limit"
    if progress.gap <= PROVEN:
        status = "optimal"
    elif progress.gap <= limits.gap:
        status = "gap"
    prices = {} if progress.items is None else named(shop.matrix, shop.blocks, progress.items.duals)
    stage = Stage(shop.objective, progress.value, progress.bound, progress.gap, progress.seconds, status, prices)
    return progress.best, stage, answer


def _at_once(shop: Workshop, progress: Progress) -> str:
    """A case whose model is the case and whose solver's plan is the plan: within moments, or not at all."""
    start = shop.encoded(progress.best.plan) if progress.best else None

    def improved(x: Floats) -> None:
        progress.offer(shop.as_is(x))

    watch = Watch(report=lambda value, bound, _: progress.prove(bound), stop=progress.done, improved=improved)
    seconds = min(PATIENCE, progress.left)
    answer = solve_matrix(shop.matrix, gap=progress.limits.gap, time_limit=seconds, start=start, watch=watch)
    progress.prove(answer.bound)
    if answer.x is not None:
        progress.offer(shop.as_is(answer.x))
        if progress.best is None:
            progress.offer(shop.as_is(shop.dealt(answer.x)))
    if answer.status in ("optimal", "infeasible"):
        progress.done.set()
    return answer.status


def _search(shop: Workshop, progress: Progress) -> str:
    """A large case: one thread proves, the other finds; a third sees to it that both end in time."""
    answers: list[Answer] = []
    Thread(target=progress.wait_for, args=(progress.done,), daemon=True).start()
    prover = Thread(target=lambda: answers.extend(prove(shop, progress)), daemon=True)
    prover.start()
    improve(shop, progress)
    prover.join()
    return answers[-1].status if answers else "failed"
