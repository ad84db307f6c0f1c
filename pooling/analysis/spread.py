"""How futures spread: means, quantiles and probabilities, each with the interval in which it lies with 95 % confidence.

Intervals are those of independent draws. Latin hypercubes scatter no more than n / (n - 1) times as much as these
(Owen 1997, Monte Carlo variance of scrambled net quadrature), so theirs are, if anything, narrower.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.stats import binom, binomtest, rankdata, t

CONFIDENCE = 0.95
QUANTILES = (5, 20, 50, 80, 95)


@dataclass(frozen=True)
class Estimate:
    """A figure estimated from futures, and between what it lies; None where that is not known."""

    value: float
    low: float | None
    high: float | None


def mean(values: Sequence[float]) -> Estimate:
    """The mean, by Student's t."""
    middle, count = float(np.mean(values)), len(values)
    if count < 2:
        return Estimate(middle, None, None)
    half = float(t.ppf((1 + CONFIDENCE) / 2, count - 1) * np.std(values, ddof=1) / sqrt(count - 1))
    return Estimate(middle, middle - half, middle + half)


def share(hits: int, count: int) -> Estimate:
    """The probability of what came true in so many of so many futures, by Clopper and Pearson [%]."""
    interval = binomtest(hits, count).proportion_ci(CONFIDENCE, method="exact")
    return Estimate(100 * hits / count, 100 * float(interval.low), 100 * float(interval.high))


def quantile(values: Sequence[float], pct: float) -> Estimate:
    """The value that `pct` % of all futures do not exceed, by order statistics; an end that is not known is None.

    It is a value that came true, so that it may be infinite.
    """
    ordered, count, q = sorted(values), len(values), pct / 100
    rank = max(1, int(np.ceil(q * count - ROUNDING)))
    low, high = int(binom.ppf((1 - CONFIDENCE) / 2, count, q)), int(binom.ppf((1 + CONFIDENCE) / 2, count, q)) + 1
    return Estimate(
        ordered[rank - 1], ordered[low - 1] if low >= 1 else None, ordered[high - 1] if high <= count else None
    )


ROUNDING = 1e-9


def worst_mean(values: Sequence[float], pct: float) -> float:
    """The mean of the worst `pct` % of futures: the conditional value at risk."""
    return float(np.mean(sorted(values)[-worst_count(len(values), pct) :]))


def worst_count(count: int, pct: float) -> int:
    """How many of `count` futures are the worst `pct` %."""
    return max(1, round(count * pct / 100))


def correlation(numbers: Sequence[float], values: Sequence[float]) -> float | None:
    """Spearman's rank correlation; None where one of the two never changes."""
    if len(values) < 3 or min(numbers) == max(numbers) or min(values) == max(values):
        return None
    return float(np.corrcoef(rankdata(numbers), rankdata(values))[0, 1])


def stands_out(correlated: float, count: int, among: int) -> bool:
    """Whether a rank correlation over `count` futures, one of `among`, is more than chance makes of any."""
    if count < 4 or abs(correlated) >= 1:
        return count >= 4
    statistic = abs(correlated) * sqrt((count - 2) / (1 - correlated**2))
    return bool(2 * t.sf(statistic, count - 2) * among <= 1 - CONFIDENCE)
