"""The point that the search improves: shared by its threads, and offered as a plan whenever it is one."""

from __future__ import annotations

from threading import Lock

import numpy as np

from pooling.plan.program.matrix import HELD, Floats
from pooling.plan.program.part import Mask, Programme
from pooling.plan.stage.progress import Progress
from pooling.plan.stage.workshop import Workshop


class Point:
    """The best point so far as `programme` values it; it may break rows, at their price, until steps mend it.

    What a row lets pass as rounding a plan may not: from a point that is none, though it holds, no step would mend
    anything, so the search goes back to the last that was one.
    """

    def __init__(self, shop: Workshop, progress: Progress, programme: Programme, x: Floats) -> None:
        self.shop, self.progress, self.programme = shop, progress, programme
        self.x = x
        self.plan: Floats | None = None
        self.lock = Lock()
        self.offer(x)

    def take(self, before: Floats, found: Floats, free: Mask, least: float) -> bool:
        """Go on from `found`, or from its `free` columns in what others have found since `before`, where better."""
        with self.lock:
            tries = [found]
            if self.x is not before:
                both = self.x.copy()
                both[free] = found[free]
                tries.insert(0, both)
            values = [self.programme.value(x) for x in tries]
            best, value = int(np.argmin(values)), self.value
            if value - values[best] <= least * abs(value):
                return False
            x = self.x = tries[best]
        return self.offer(x)

    @property
    def value(self) -> float:
        """As the programme values it now."""
        return self.programme.value(self.x)

    @property
    def mended(self) -> bool:
        """True where no row is broken."""
        return self.programme.holds(self.x)

    def offer(self, x: Floats) -> bool:
        """Offer the point as a plan if it should be one; False where it is none after all."""
        if self.programme.holds(x) and not (x[self.shop.earlier.excess] > HELD).any():
            candidate = self.shop.as_is(x)
            with self.lock:
                if candidate is None and self.plan is not None:
                    self.x = self.plan
                    return False
                if candidate is not None:
                    self.plan = x
            self.progress.offer(candidate)
        return True
