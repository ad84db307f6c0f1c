"""Lexicographic stages: each optimises one objective and keeps the earlier ones within tolerance."""

from __future__ import annotations

from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from math import inf
from random import Random
from typing import Any

from pooling.plan.bound.prices import named
from pooling.plan.bound.prover import prices_at_hand, prove_beyond, relax
from pooling.plan.plan import Stage
from pooling.plan.program.highs import Answer, Watch, relative_gap, solve_matrix
from pooling.plan.program.matrix import Floats
from pooling.plan.search.loop import Search
from pooling.plan.stage.progress import BRANCHING, PAUSE, UNKNOWN, Known, Limits, Progress, Report, is_false
from pooling.plan.stage.workshop import Candidate, Workshop

PROVEN = 1e-4
"""A gap (share) at which a stage counts as optimal."""

SHARE = 0.5
"""Part of the time that is left for proving where there is one thread."""

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
    known: Known = UNKNOWN,
) -> tuple[Candidate | None, Stage, str]:
    """Optimise the workshop's objective from `start`, with what is `known` besides.

    Returns the best plan (None if there is none), the stage's record, and the status of the proof:
    `infeasible` if the solver showed that no plan exists.
    """
    progress = Progress(limits, start, report, known)
    answer = ""
    if shop.exact and not progress.over:
        answer = _at_once(shop, progress)
        shop = shop.beside(progress.value)
    if not progress.over:
        answer = _search(shop, progress)
    status = "interrupted" if limits.stop.is_set() else "time_limit" if progress.left <= 0 else "ended"
    if progress.gap <= PROVEN:
        status = "optimal"
    elif progress.gap <= limits.gap:
        status = "gap"
    elif progress.value - progress.bound <= limits.enough:
        status = "rounding"
    prices = {} if progress.duals is None else named(shop.matrix, shop.blocks, progress.duals)
    seconds = progress.seconds if limits.work is None else None
    stage = Stage(shop.objective, progress.value, progress.bound, progress.gap, seconds, status, prices, progress.note)
    return progress.best, stage, answer


def with_value(stage: Stage, value: float) -> Stage:
    """A stage whose plan has become as good as this afterwards: a bound above it was false, and so is none."""
    if is_false(stage.bound, value):
        fault = (
            f"internal fault: a bound of {stage.bound:.10g} was above a plan's value of {value:.10g}, it is not used"
        )
        note = "; ".join(filter(None, (stage.note, fault)))
        return replace(stage, value=value, bound=-inf, gap=inf, status="ended", note=note)
    bound = min(stage.bound, value)
    return replace(stage, value=value, bound=bound, gap=relative_gap(value, bound))


def _at_once(shop: Workshop, progress: Progress) -> str:
    """A case whose model is the case and whose solver's plan is the plan: within moments, or not at all.

    What the solver has to say it says twice, once without presolve: the lower bound counts.
    """
    start = shop.encoded(progress.best.plan) if progress.best else None

    def improved(x: Floats) -> None:
        progress.offer(shop.as_is(x))

    def solved(gap: float, options: dict[str, Any]) -> Answer:
        watch, seconds = Watch(stop=progress.done, improved=improved), min(PATIENCE, progress.left)
        return solve_matrix(
            shop.matrix,
            gap=gap,
            time_limit=seconds,
            start=start,
            watch=watch,
            options={**options, **shop.effort},
        )

    answers = [solved(progress.limits.gap, {})]
    if answers[0].status in ENDED and not progress.over:
        answers.append(solved(min(progress.limits.gap, answers[0].gap), OTHERWISE))
    for answer in answers:
        if answer.x is not None:
            progress.offer(shop.as_is(answer.x))
            progress.offer(shop.as_is(shop.dealt(answer.x)))
    closer = shop.beside(progress.value)
    if closer is not shop and not progress.over:
        return _at_once(closer, progress)
    told = [answer for answer in answers if answer.status in ENDED] or answers
    if all(answer.status == "infeasible" for answer in told):
        progress.take_clash(BRANCHING)
    progress.prove(min(answer.bound for answer in told), BRANCHING)
    return told[-1].status


def _search(shop: Workshop, progress: Progress) -> str:
    """Search and prove: side by side where threads allow, else the relaxation first and all proof after the search."""
    if progress.limits.work is not None or progress.limits.threads == 1:
        root = relax(shop, progress)
        if root.status == "infeasible":
            return root.status
        finder = Search(shop, progress)
        finder.begin()
        finder.structured()
        finder.improve(Random(0), lambda: progress.left < SHARE * progress.limits.seconds)
        proof = prove_beyond(shop, progress, root)
        finder.run(1)
        return proof
    with ThreadPoolExecutor(progress.limits.threads) as pool:
        searching = pool.submit(Search, shop, progress)

        def improve(seed: int) -> None:
            finder = searching.result()
            if seed == 0:
                finder.begin()
            finder.run(seed)

        def prove_and_help(seed: int) -> str:
            prices = prices_at_hand(shop, progress)
            root = relax(shop, progress)
            if root.status != "infeasible":
                searching.result().structured()
            status = prove_beyond(shop, progress, root, prices)
            improve(seed)
            return status

        proving = pool.submit(prove_and_help, 1)
        jobs: list[Future[Any]] = [searching, proving, pool.submit(improve, 0)]
        jobs += [pool.submit(improve, seed) for seed in range(2, progress.limits.threads)]
        try:
            while wait(jobs, timeout=PAUSE, return_when=FIRST_EXCEPTION).not_done and not _failed(jobs):
                _ = progress.over
        finally:
            progress.done.set()
    for job in jobs:
        job.result()
    return proving.result()


def _failed(jobs: list[Future[Any]]) -> bool:
    return any(job.done() and job.exception() is not None for job in jobs)
