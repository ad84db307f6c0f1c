"""What is proven about a figure, and so about a difference of two: intervals that hold the best value.

A plan shows that a value can be reached, its bound that nothing better can: the best lies between them. Of two such
figures the difference is known only to lie between the least and the most that both allow.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite

from pooling.plan.figures import Figures
from pooling.plan.plan import Outcome

ROUNDING = 1e-6
"""Part of a figure by which two plans of one value may differ."""


@dataclass(frozen=True)
class Interval:
    """All that is known of a number: it is no less than `low` and no more than `high`."""

    low: float = -inf
    high: float = inf

    def __sub__(self, other: Interval) -> Interval:
        """The difference of a number in this one and a number in `other`."""
        return Interval(self.low - other.high, self.high - other.low)

    @property
    def known(self) -> bool:
        """True where both ends are finite."""
        return isfinite(self.low) and isfinite(self.high)

    @property
    def sign(self) -> int:
        """1 where the number is surely above nought, -1 where it is surely below, 0 where that is not proven."""
        return 1 if self.low > 0 else -1 if self.high < 0 else 0

    def at_least(self, least: float) -> Interval:
        """The same where the number is known to be no less than `least`."""
        return Interval(max(self.low, least), max(self.high, least))

    def beyond(self, size: float) -> Interval:
        """The same where differences up to `size` are rounding: ends that small are nought."""
        return Interval(*(0.0 if abs(end) <= size else end for end in (self.low, self.high)))


NOTHING_KNOWN = Interval()


def reached(figures: Figures, outcome: Outcome | None, objective: str) -> Interval:
    """The best value of `objective`: no more than this plan has, no less than the bound of its stage.

    Where the plan was not optimised for `objective` there is no bound: nothing is said of what could be.
    """
    value = figures.objective(objective)
    stages = outcome.stages if outcome else ()
    bound = next((stage.bound for stage in stages if stage.objective == objective), -inf)
    return Interval(min(bound, value), value)


def difference(before: Interval, after: Interval) -> Interval:
    """`before` less `after`, with what is only rounding left out: above nought where after is surely less."""
    size = ROUNDING * max((abs(end) for end in (before.high, after.high) if isfinite(end)), default=0.0)
    return (before - after).beyond(size)
