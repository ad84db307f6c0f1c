"""Sobol indices: closed forms, another implementation, intervals that hold as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import sobol_indices

from pooling.analysis.sensitivity import design, sensitivity

SLOPES = np.array([4.0, 2.0, 1.0, 0.0])

ADDITIVE = 100 * SLOPES**2 / sum(SLOPES**2)
"""First and total order alike: nothing acts together."""


def additive(points):
    return points @ SLOPES


def ishigami(points):
    """sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1, of x between -π and π."""
    x = (2 * points.T - 1) * np.pi
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


ALONE = (0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8, 0.0)
TOGETHER = 0.01 * np.pi**8 * (1 / 18 - 1 / 50)
"""What x1 and x3 make together."""
VARIANCE = sum(ALONE) + TOGETHER


def values(indices, name):
    return np.array([getattr(index, name).value for index in indices.of])


def test_an_additive_function():
    """By its slopes; drawn anew, a number between 0 and 1 changes by a third on average."""
    found = sensitivity(additive, 4, 2048, 1)
    assert values(found, "first") == pytest.approx(ADDITIVE, abs=5)
    assert values(found, "total") == pytest.approx(ADDITIVE, abs=3)
    assert values(found, "change") == pytest.approx(SLOPES / 3, rel=0.05)
    assert found.variance == pytest.approx(sum(SLOPES**2) / 12, rel=0.02)
    assert found.of[0].largest == 100
    assert found.of[3].total.value == found.of[3].total.high == 0


def test_the_ishigami_function():
    """The third number counts only together with the first."""
    found = sensitivity(ishigami, 3, 4096, 1)
    assert values(found, "first") == pytest.approx(100 * np.array(ALONE) / VARIANCE, abs=5)
    totals = np.array([ALONE[0] + TOGETHER, ALONE[1], TOGETHER])
    assert values(found, "total") == pytest.approx(100 * totals / VARIANCE, abs=3)
    assert found.of[2].first.low < 0 < found.of[2].first.high
    assert found.of[2].total.low > 0


def test_estimates_are_those_of_scipy():
    """Of the same points."""
    results = ishigami(design(3, 64, 1).reshape(-1, 3)).reshape(64, 5)
    func = {"f_A": results[:, 0], "f_B": results[:, 1], "f_AB": results[:, 2:].T[:, None, :]}
    expected, found = sobol_indices(func=func, n=64), sensitivity(ishigami, 3, 64, 1)
    assert values(found, "first") == pytest.approx(100 * expected.first_order)
    assert values(found, "total") == pytest.approx(100 * expected.total_order)


def test_intervals_hold_as_often_as_they_say(monkeypatch):
    """Of a hundred seeds at 32 points at least 88 for each of the numbers that count: two deviations below 95."""
    monkeypatch.setattr("pooling.analysis.sensitivity.RESAMPLES", 300)
    held = np.zeros((2, 3))
    for seed in range(100):
        of = sensitivity(additive, 4, 32, seed).of[:3]
        for row, name in enumerate(("first", "total")):
            intervals = [getattr(index, name) for index in of]
            held[row] += [e.low <= true <= e.high for e, true in zip(intervals, ADDITIVE, strict=False)]
    assert held.min() >= 88


def test_which_is_largest_is_no_surer_than_resamples():
    """Of two that count alike neither is."""
    found = sensitivity(lambda points: points @ np.array([1.0, 1.0]), 2, 32, 1)
    assert all(index.largest < 95 for index in found.of)
    assert sum(index.largest for index in found.of) == pytest.approx(100)


def test_points_without_a_result_are_left_out_whole():
    """One missing result costs its base point; none at all leaves nothing to say."""

    def holed(points):
        results = additive(points)
        results[7] = np.nan
        return results

    found, whole = sensitivity(holed, 4, 64, 1), sensitivity(additive, 4, 64, 1)
    assert (found.count, whole.count) == (63, 64)
    assert values(found, "total") == pytest.approx(values(whole, "total"), rel=0.2)
    assert sensitivity(lambda points: np.full(len(points), np.nan), 4, 16, 1).of == ()


def test_what_never_changes_owes_nothing_to_anything():
    found = sensitivity(lambda points: np.ones(len(points)), 2, 16, 1)
    assert [index.total.value for index in found.of] == [0, 0]


def test_the_same_seed_gives_the_same_indices():
    one, again, other = (sensitivity(additive, 4, 32, seed) for seed in (1, 1, 2))
    assert one == again != other
