"""What earlier objectives cost in a later stage's search, so that its steps trade one for the other at a fair price."""

from __future__ import annotations

from math import exp

import numpy as np

from pooling.plan.parameters import PRICES
from pooling.plan.program.earlier import Earlier
from pooling.plan.program.matrix import HELD, Floats


class Weights:
    """A unit of an earlier objective costs what it is worth, one beyond what must be kept several times as much.

    Where it cost nothing up to the limit, the first steps would spend all that may be given up, for little. The price
    follows the point: it rises while an earlier objective is missed and falls while room is left, by more and more as
    long as it goes one way (the steps of Rprop: Riedmiller and Braun 1993), but never below what the relaxation says:
    a single step would then give up far more than the next ones can win back.
    """

    def __init__(self, earlier: Earlier) -> None:
        self.earlier = earlier
        self._unit = np.zeros_like(earlier.matrix.cost)
        self._unit[earlier.excess] = PRICES.dear * earlier.matrix.row_scale[earlier.rows]
        self._times, self._known = 1.0, False
        self._pace = 0.0

    @property
    def cost(self) -> Floats:
        """What a unit of each column costs for the sake of earlier objectives (solver's units)."""
        return self._times * self._unit

    def know(self, row_dual: Floats) -> None:
        """Take what a unit of each is worth from the linear relaxation's duals, if each is worth something."""
        worth = self.earlier.worth(row_dual)
        self._known = bool(len(worth)) and bool((worth > 0).all())
        if self._known:
            self._unit = self.earlier.weighed(worth, PRICES.missed).cost - self.earlier.matrix.cost

    def follow(self, x: Floats) -> None:
        """Change the price a little towards what makes the point keep what it must, and no more."""
        if not self._known:
            return
        if (x[self.earlier.excess] > HELD).any():
            self._move(1.0)
        elif self.earlier.missed(x) < -PRICES.room:
            self._move(-1.0)

    def _move(self, way: float) -> None:
        pace = abs(self._pace) * (PRICES.faster if way * self._pace > 0 else PRICES.slower)
        self._pace = way * float(np.clip(pace, PRICES.slowest, PRICES.fastest))
        self._times = max(1.0, self._times * exp(self._pace))
