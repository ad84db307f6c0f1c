"""Sobol indices: which of the numbers that a result depends on its variance is owed to, and between what that lies.

Estimators are those of Saltelli et al. (2010), Variance based sensitivity analysis of model output, Computer Physics
Communications 181:259-270, table 2 (b) and (f); intervals come of resampling base points (percentile bootstrap).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc

from pooling.analysis.spread import CONFIDENCE, Estimate
from pooling.plan.program.matrix import Floats

RESAMPLES = 2000

LEAST = 16
"""Base points below which there are no indices: resampling fewer of them would tell too narrow intervals."""

Evaluate = Callable[[Floats], Floats]
"""Points, a row each, to the result at each of them; not a number where there is none."""


@dataclass(frozen=True)
class Index:
    """What the variance of a result owes to one number, over all base points that have results.

    first    part of the variance that is gone, on average, once this number alone is known [%]
    total    part of the variance that is left, on average, once all others are known [%]
    change   how much the result changes, on average, when this number alone is drawn anew
    largest  part of resamples in which no other number has a larger total [%]
    """

    first: Estimate
    total: Estimate
    change: Estimate
    largest: float


@dataclass(frozen=True)
class Indices:
    """One index a number, from `count` base points; `variance` of the result over them."""

    of: tuple[Index, ...]
    count: int
    variance: float


def sensitivity(evaluate: Evaluate, numbers: int, count: int, seed: int) -> Indices:
    """The indices of `evaluate` over independent `numbers` between 0 and 1, from `count` (numbers + 2) points.

    Base points at which any result is missing are left out whole.
    """
    points = design(numbers, count, seed)
    results = evaluate(points.reshape(-1, numbers)).reshape(count, numbers + 2)
    known = results[np.isfinite(results).all(axis=1)]
    if len(known) < LEAST:
        return Indices((), len(known), 0.0)
    rng = np.random.default_rng(seed)
    found = _estimates(known)
    again = np.array([_estimates(known[rng.integers(len(known), size=len(known))]) for _ in range(RESAMPLES)])
    low, high = np.quantile(again, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=0)
    largest = 100 * (again[:, 1] == again[:, 1].max(axis=1, keepdims=True)).mean(axis=0)

    def estimate(row: int, n: int) -> Estimate:
        return Estimate(float(found[row, n]), float(low[row, n]), float(high[row, n]))

    of = (Index(estimate(0, n), estimate(1, n), estimate(2, n), float(largest[n])) for n in range(numbers))
    return Indices(tuple(of), len(known), _variance(known))


def design(numbers: int, count: int, seed: int) -> Floats:
    """Points of a sample A, of another B, and of A with each of its columns from B: `count` × (numbers + 2).

    A and B come of one Latin hypercube.
    """
    a, b = np.split(qmc.LatinHypercube(2 * numbers, rng=seed).random(count), 2, axis=1)
    points = np.repeat(a[:, None, :], numbers + 2, axis=1)
    points[:, 1] = b
    each = np.arange(numbers)
    points[:, 2 + each, each] = b
    return points


def _estimates(results: Floats) -> Floats:
    """First, total and change (rows) of every number, of results in A, in B and with each column from B."""
    a, b, mixed = results[:, :1], results[:, 1:2], results[:, 2:]
    part = 100 / (_variance(results) or np.inf)
    first = ((b - results[:, :2].mean()) * (mixed - a)).mean(axis=0) * part
    total = ((mixed - a) ** 2).mean(axis=0) / 2 * part
    return np.stack([first, total, np.abs(mixed - a).mean(axis=0)])


def _variance(results: Floats) -> float:
    """That of the two samples that are independent."""
    return float(results[:, :2].var())
