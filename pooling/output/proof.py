"""Differences in words, as far as the proof behind both figures carries them."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from pooling.output.words import months, two_digits
from pooling.plan.proof import Interval

NOT_PROVEN = "not significant: the gaps of the two plans are larger"
"""What is said of a difference whose sign is not proven."""

LEAST_PCT = 0.01
"""The least gap that is named [%]: a smaller one would be rounded to nought."""

Say = Callable[[float], str]
"""A figure with its unit, such as `months` and `money` of `pooling.output.words`."""


def between(number: Interval, say: Say = months) -> str:
    """Such as `2.3 months`, `between 1.0 and 2.3 months`, `at least 1.0 months`, `an unknown amount`."""
    low, high = (say(end) if isfinite(end) else None for end in (number.low, number.high))
    if low is not None and high is not None:
        return high if low == high else f"between {_without_unit(low, high)} and {high}"
    if low is not None:
        return f"at least {low}"
    return "an unknown amount" if high is None else f"at most {high}"


def percent(gap_pct: float) -> str:
    """Such as `2.5 %`; what is too small to be named is `less than 0.01 %`."""
    return f"less than {LEAST_PCT} %" if 0 < gap_pct < LEAST_PCT else f"{two_digits(gap_pct)} %"


def lower_at_most(gap_pct: float) -> str:
    """How well a figure is proven that could be so many percent lower."""
    if gap_pct < LEAST_PCT:
        return f"is proven lowest to within {LEAST_PCT} %"
    return f"could be {gap_pct:.2f} % lower at most"


def unproven(gap_pct: float) -> str:
    """What is said of a figure before it was proven as closely as was asked for."""
    if not isfinite(gap_pct):
        return "may be far from the lowest: no bound was proven in the time given"
    return f"{lower_at_most(gap_pct)}: more was not proven in the time given"


def shown(say: Say) -> float:
    """The least power of ten that is not shown as nought."""
    return next(10.0**digit for digit in range(-6, 4) if say(10.0**digit) != say(0.0))


def at_most(number: float, say: Say = months) -> str:
    """Such as `at most 2.3 months`; what does not show is `less than 0.1 months`."""
    return f"at most {say(number)}" if say(number) != say(0.0) or number <= 0 else f"less than {say(shown(say))}"


def effect(less: Interval, say: Say = months, down: str = "saves", up: str = "adds") -> str:
    """What a step does, `less` being what it takes away: `saves 2.3 months`, `adds between 0.1 and 0.4 months`.

    What does not show is told as less than what does; where the sign is not proven, it is said so.
    """
    if less.low == less.high == 0:
        return f"neither {down} nor {up} anything"
    if say(less.low) == say(less.high) == say(0.0):
        way = down if less.low >= 0 else up if less.high <= 0 else f"{down} or {up}"
        return f"{way} less than {say(shown(say))}"
    if less.sign > 0 or less.low == 0:
        return f"{down} {between(less, say)}"
    if less.sign < 0 or less.high == 0:
        return f"{up} {between(Interval(-less.high, -less.low), say)}"
    return f"{down} {between(less, say)} ({NOT_PROVEN})"


def _without_unit(low: str, high: str) -> str:
    """`low` without a unit that `high` repeats after it."""
    number, _, unit = low.partition(" ")
    return number if unit and high.endswith(unit) and not number.isalpha() else low
