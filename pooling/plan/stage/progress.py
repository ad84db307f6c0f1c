"""How a stage stands: its best plan and bound, shared between the threads that search and prove."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock

import numpy as np

from pooling.plan.plan import Plan
from pooling.plan.program.highs import Answer, relative_gap
from pooling.plan.program.matrix import Floats
from pooling.plan.stage.workshop import Candidate

PAUSE = 0.1
"""Seconds between two looks at whether a stage is over."""

FALSE = 1e-5
"""How far (relative) a bound may lie above a plan's value by rounding; beyond it the bound is false."""

SMALLEST = 1e-6
"""And how far at least, in the objective's unit."""

RELAXATION, ITEMS, BRANCHING = "the relaxation", "items apart", "branch and bound"
"""Who proves bounds."""


@dataclass(frozen=True)
class Limits:
    """When a stage may stop: relative `gap` (share), `seconds`, or `stop` set from outside; or at a difference to the
    bound of `enough`, in the objective's unit; or after `work` steps of the search.

    threads   how many may be at work at a time
    without   names of neighbourhoods left out
    """

    gap: float
    seconds: float
    stop: Event
    enough: float = 0.0
    threads: int = 2
    work: int | None = None
    without: frozenset[str] = frozenset()


def is_false(bound: float, value: float) -> bool:
    """True if a bound lies above the value of a plan, by more than rounding."""
    return bound > value + FALSE * abs(value) + SMALLEST


Report = Callable[[float, float, float], None]
"""(incumbent value, bound, seconds)."""


@dataclass(frozen=True)
class Known:
    """What solving nearly the same case earlier tells a stage.

    prices   of rows (solver's units)
    plan     a first guess: it may break rules here and miss earlier objectives
    """

    prices: Floats | None = None
    plan: Plan | None = None


UNKNOWN = Known()
"""Nothing is known."""


class Progress:
    """The best plan and the best bound of a stage, shared between its threads.

    bounds  prover → the best bound that it has proven
    faults  what was claimed and is false: whoever claimed it is not believed again in this stage
    """

    def __init__(
        self,
        limits: Limits,
        start: Candidate | None,
        report: Report | None,
        known: Known = UNKNOWN,
    ) -> None:
        self.limits, self.report, self.known = limits, report, known
        self.begun = time.perf_counter()
        self.best, self.given = start, start is not None
        self.steps = 0
        self.bounds: dict[str, float] = {}
        self.faults: dict[str, str] = {}
        self.done = Event()
        self.lock = Lock()
        self.root: Answer | None = None
        self.duals: Floats | None = None
        self.prices: Floats | None = None
        self.outlined = Event()

    @property
    def bound(self) -> float:
        """The best bound of those to be believed, at most the best plan's value."""
        return min(self.value, max(self.bounds.values(), default=-float("inf")))

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
        near = self.value - self.bound <= self.limits.enough
        worked = self.limits.work is not None and self.steps >= self.limits.work
        if worked or near or self.gap <= self.limits.gap or self.left <= 0 or self.limits.stop.is_set():
            self.done.set()

    def wait_for(self, event: Event) -> None:
        """Wait until `event` is set or the stage is over."""
        while not event.wait(PAUSE) and not self.over:
            pass

    def stepped(self) -> None:
        """A step of the search is done."""
        with self.lock:
            self.steps += 1

    def take_root(self, root: Answer) -> None:
        """Take the linear relaxation: a bound, and where the search begins."""
        self.root = root
        self.prove(root.bound, RELAXATION)
        if root.status == "infeasible":
            self.take_clash(RELAXATION)

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
            for prover, bound in list(self.bounds.items()):
                self._doubt(prover, bound)
        self.tell()
        return True

    def prove(self, bound: float, prover: str) -> None:
        """Take a bound if it is better, and not above the value of a plan that there is."""
        with self.lock:
            if prover not in self.faults and not np.isnan(bound):
                self.bounds[prover] = max(bound, self.bounds.get(prover, bound))
                self._doubt(prover, bound)
        self.tell()

    def take_clash(self, prover: str) -> None:
        """Take that there is no plan: the stage is over, unless there is one."""
        with self.lock:
            if self.best is None:
                self.done.set()
            else:
                self._distrust(prover, "says that there is no plan, yet there is one")

    @property
    def note(self) -> str:
        """The faults in a sentence, empty if there are none."""
        return "; ".join(f"internal fault: {prover} {what}, it is not used" for prover, what in self.faults.items())

    def _doubt(self, prover: str, bound: float) -> None:
        """A bound above a plan's value is an internal fault: it counts no more, nor does any other by its prover."""
        if is_false(bound, self.value):
            self._distrust(prover, f"gives a bound of {bound:.10g} above a plan's value of {self.value:.10g}")

    def _distrust(self, prover: str, what: str) -> None:
        self.bounds.pop(prover, None)
        self.faults.setdefault(prover, what)

    def tell(self) -> None:
        """Report and notice the end."""
        if self.report:
            self.report(self.value, self.bound, self.seconds)
        self._notice_end()
