"""Lexicographic stages: each optimises one objective and keeps the earlier ones within tolerance."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock, Thread

import numpy as np

from pooling.plan.crew import PAUSE, Core
from pooling.plan.highs import Answer, Watch, relative_gap, solve_matrix
from pooling.plan.item_bounds import ItemBounds
from pooling.plan.matrix import Floats
from pooling.plan.plan import Plan, Stage
from pooling.plan.prices import named
from pooling.plan.search import improve
from pooling.plan.tactics import EVERYTHING, Tactics
from pooling.plan.workshop import CHOICES, HEURISTICS, INTERIOR, ROUGHLY, STRUCTURE, WHOLE, Candidate, Workshop

PROVEN = 1e-4
"""A gap (share) at which a stage counts as optimal."""

PATIENCE = 1.0
"""Seconds that the solver has a small case for itself."""

AS_GOOD = 1e-3
"""Relative difference of bounds at which the prices that they were proven at count as equally good."""


@dataclass(frozen=True)
class Limits:
    """When a stage may stop: relative `gap` (share), `seconds`, or `stop` set from outside."""

    gap: float
    seconds: float
    stop: Event


Report = Callable[[float, float, float], None]
"""(incumbent value, bound, seconds)."""


@dataclass(frozen=True)
class Known:
    """What solving nearly the same case earlier tells a stage of a large one.

    prices   of rows (solver's units)
    plan     a plan that may miss earlier objectives of this stage
    """

    prices: Floats
    plan: Plan | None = None


class Progress:
    """The best plan and the best bound of a stage, shared between its threads."""

    def __init__(
        self,
        limits: Limits,
        start: Candidate | None,
        report: Report | None,
        tactics: Tactics = EVERYTHING,
        known: Known | None = None,
    ) -> None:
        self.limits, self.report, self.tactics, self.known = limits, report, tactics, known
        self.begun = time.perf_counter()
        self.best = start
        self.bound = -float("inf")
        self.done = Event()
        self.lock = Lock()
        self.points: list[Floats] = []
        self.begin: Floats | None = None
        self.suggested = Event()
        self.root: Answer | None = None
        self.rooted = Event()
        self.items: ItemBounds | None = None
        self.prices: Floats | None = None
        self.outlined = Event()
        self.core = Core()
        self.apart, self.bounded = Event(), Event()

    @property
    def value(self) -> float:
        """The best plan's value, inf without any."""
        return self.best.value if self.best else float("inf")

    @property
    def gap(self) -> float:
        """Relative gap between best plan and bound."""
        return relative_gap(self.value, self.bound)

    @property
    def seconds(self) -> float:
        """Since the stage began."""
        return time.perf_counter() - self.begun

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.limits.seconds - self.seconds

    @property
    def over(self) -> bool:
        """True when the stage should end."""
        self._notice_end()
        return self.done.is_set()

    def _notice_end(self) -> None:
        if self.gap <= self.limits.gap or self.left <= 0 or self.limits.stop.is_set():
            self.done.set()

    def wait_for(self, event: Event) -> None:
        """Wait until `event` is set or the stage is over."""
        while not event.wait(PAUSE) and not self.over:
            pass

    def take_root(self, root: Answer) -> None:
        """Take the linear relaxation: a bound, and where the search begins."""
        self.root = root
        self.prove(root.bound)
        if root.status == "infeasible":
            self.done.set()
        self.rooted.set()

    def notice(self, x: Floats) -> None:
        """Take a point that branch and bound has found; the one that it began with is none."""
        if self.begin is None or not np.array_equal(x, self.begin):
            self.points.append(x)

    def suggest(self, x: Floats | None) -> None:
        """Suggest a point with whole choices for branch and bound to begin with; None where none is found."""
        if not self.suggested.is_set():
            self.begin = x
            self.suggested.set()

    def take_prices(self, prices: Floats | None) -> None:
        """Take what rows are worth as an outline has it; None where there is no outline."""
        self.prices = prices
        self.outlined.set()

    def offer(self, candidate: Candidate | None) -> bool:
        """Take a plan if it is better than the best so far."""
        with self.lock:
            if candidate is None or candidate.value >= self.value - 1e-12 * abs(candidate.value):
                return False
            self.best = candidate
        self.tell()
        return True

    def prove(self, bound: float) -> None:
        """Take a bound if it is better."""
        with self.lock:
            self.bound = max(self.bound, bound)
        self.tell()

    def tell(self) -> None:
        """Report and notice the end."""
        if self.report:
            self.report(self.value, self.bound, self.seconds)
        self._notice_end()


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
    prover = Thread(target=lambda: answers.extend(_prove(shop, progress)), daemon=True)
    prover.start()
    improve(shop, progress)
    prover.join()
    return answers[-1].status if answers else "failed"


def _prove(shop: Workshop, progress: Progress) -> list[Answer]:
    """The linear relaxation, then branch and bound: the structure whole first, then every choice, then call-offs too.

    The points of the first are starts for the search; the next starts when the one before can tell no more. Where the
    programme is small, every choice is branched on at once, from what the search begins with. Where it is large,
    bounds item by item come first; where it is vast, they come instead of all. At prices known from an earlier solve
    they come even before the relaxation, which then shows whether these still are as good as any.
    """
    prices = _prices_at_hand(shop, progress)
    if prices is not None:
        _price_items(shop, progress, prices)
        if shop.vast:
            progress.rooted.set()
            _prove_items(progress)
            return []
        if progress.items is not None:
            progress.items.round(progress)
    with progress.core.spare(progress.done):
        root = solve_matrix(
            shop.matrix,
            relax=True,
            time_limit=progress.left,
            watch=Watch(stop=progress.done),
            options=INTERIOR | ROUGHLY if shop.large else INTERIOR,
        )
    progress.take_root(root)
    answers = [root]
    if shop.large:
        if progress.items is None or root.bound > progress.items.relaxed + AS_GOOD * abs(root.bound):
            _price_items(shop, progress, root.row_dual)
        _prove_items(progress)
    if shop.small:
        progress.wait_for(progress.suggested)
    for whole in (CHOICES, WHOLE) if shop.small else (STRUCTURE, CHOICES, WHOLE):
        if progress.over:
            break
        with progress.core.spare(progress.done):
            answers.append(_branch(shop, progress, whole))
        progress.prove(answers[-1].bound)
        if answers[-1].status == "infeasible":
            progress.done.set()
    return answers


def _branch(shop: Workshop, progress: Progress, whole: tuple[str, ...]) -> Answer:
    """Branch and bound with the components `whole`: its points are for the search, or plans where all is whole."""

    def improved(x: Floats) -> None:
        if whole is WHOLE:
            progress.offer(shop.as_is(x))
        else:
            progress.notice(x)

    return solve_matrix(
        shop.only_whole(*whole),
        gap=progress.limits.gap / 50,
        time_limit=progress.left,
        start=_start(shop, progress, whole) if shop.small else None,
        watch=Watch(
            report=lambda value, bound, _: progress.prove(bound),
            stop=progress.done,
            improved=improved,
            enough=lambda value, bound: progress.over,
        ),
        options=INTERIOR | HEURISTICS if shop.small and shop.reached else INTERIOR,
    )


def _start(shop: Workshop, progress: Progress, whole: tuple[str, ...]) -> Floats | None:
    """The better of the point suggested, unless its lots have to be whole, and the best plan's decisions."""
    point = None if whole is WHOLE else progress.begin
    if progress.best is None or (point is not None and shop.matrix.objective(point) < progress.value):
        return point
    return shop.encoded(progress.best.plan)


def _prices_at_hand(shop: Workshop, progress: Progress) -> Floats | None:
    """What rows are worth before any relaxation: as known, or where the case is vast as the outline has it."""
    if progress.known is not None:
        return progress.known.prices
    if shop.vast:
        progress.wait_for(progress.outlined)
    return progress.prices if shop.vast else None


def _price_items(shop: Workshop, progress: Progress, prices: Floats | None) -> None:
    """Take the items apart at `prices`."""
    if progress.tactics.item_bounds and prices is not None and not progress.over:
        with progress.core.spare(progress.done):
            progress.items = ItemBounds(shop, prices)
        progress.prove(progress.items.bound)
    progress.apart.set()


def _prove_items(progress: Progress) -> None:
    if progress.items is not None:
        progress.items.prove(progress)
    progress.bounded.set()
