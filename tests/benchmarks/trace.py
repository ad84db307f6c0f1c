"""What one run of one solver on one case leaves behind: sizes, timings and the course of plan and bound."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Trace:
    """One stage of one run. Seconds count from the start of solving; `timings` are what came before [s].

    `given` is the value of the plan that it began from. `events` are (seconds, best plan's value, proven bound) in the
    objective's unit; None where there is none yet.
    """

    objective: str = "mean_delay"
    columns: int = 0
    rows: int = 0
    integers: int = 0
    timings: dict[str, float] = field(default_factory=dict)
    events: list[tuple[float, float | None, float | None]] = field(default_factory=list)
    status: str = ""
    seconds: float = 0.0
    given: float | None = None

    def note(self, seconds: float, value: float | None, bound: float | None) -> None:
        """Keep an event; values beyond 1e20 mean that there is none."""

        def known(x: float | None) -> float | None:
            return None if x is None or abs(x) > 1e20 else float(x)

        self.events.append((seconds, known(value), known(bound)))

    @property
    def value(self) -> float | None:
        """The best plan's value."""
        return min((v for _, v, _ in self.events if v is not None), default=None)

    @property
    def bound(self) -> float | None:
        """The best bound proven."""
        return max((b for _, _, b in self.events if b is not None), default=None)

    @property
    def gap(self) -> float | None:
        """(value - bound) / value at the end."""
        if self.value is None or self.bound is None:
            return None
        return max(0.0, self.value - self.bound) / max(abs(self.value), 1e-9)

    def reached(self, limit: float) -> float | None:
        """Seconds until a plan was at `limit` or better."""
        return min((s for s, v, _ in self.events if v is not None and v <= limit), default=None)

    def first_plan(self) -> float | None:
        """Seconds until the first plan."""
        return self.reached(float("inf"))

    def first_bound(self) -> float | None:
        """Seconds until the first bound: the tool's is that of the linear relaxation."""
        return min((s for s, _, b in self.events if b is not None), default=None)

    def within(self, gap: float) -> float | None:
        """Seconds until the run's own gap was at most `gap`."""
        value, bound = None, None
        for seconds, v, b in sorted(self.events, key=lambda event: event[0]):
            value = v if value is None or (v is not None and v < value) else value
            bound = b if bound is None or (b is not None and b > bound) else bound
            if value is not None and bound is not None and value - bound <= gap * max(abs(value), 1e-9):
                return seconds
        return None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


class Clock:
    """Times consecutive steps: `clock("build")` stores the seconds since the step before."""

    def __init__(self) -> None:
        self.timings: dict[str, float] = {}
        self._last = time.perf_counter()

    def __call__(self, step: str) -> None:
        now = time.perf_counter()
        self.timings[step] = now - self._last
        self._last = now
