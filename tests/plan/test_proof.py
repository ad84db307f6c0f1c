"""Intervals: a difference is known only as far as both gaps carry it."""

from math import inf

import pytest

from pooling.output.proof import NOT_PROVEN, between, effect
from pooling.output.words import money
from pooling.plan.plan import Outcome, Stage
from pooling.plan.proof import Interval, difference, reached
from pooling.plan.verify import verify


def test_a_difference_has_the_gaps_of_both():
    """A plan at 10 that could be 9 against one at 8 that could be 7: 1 to 3 less."""
    assert difference(Interval(9, 10), Interval(7, 8)) == Interval(1, 3)
    assert difference(Interval(9, 10), Interval(7, 8)).sign == 1
    assert difference(Interval(7, 8), Interval(9, 10)).sign == -1
    assert difference(Interval(7, 10), Interval(8, 9)).sign == 0


def test_rounding_is_no_difference():
    """The same plan's figure computed twice."""
    assert difference(Interval(5e9, 5e9), Interval(5e9 + 1, 5e9 + 1)) == Interval(0, 0)


def test_a_figure_that_was_not_optimised_has_no_bound(rich_case, rich_plan):
    """The stage's bound for mean delay; none for cost; a bound above the plan's own figure is never used."""
    figures = verify(rich_case, rich_plan).figures
    outcome = Outcome(rich_plan, (Stage("mean_delay", 9.0, figures.mean_delay / 2, 0.5, 1.0, "gap"),), 1.0)
    assert reached(figures, outcome, "mean_delay") == Interval(figures.mean_delay / 2, figures.mean_delay)
    assert reached(figures, outcome, "cost") == Interval(-inf, figures.cost.total)
    assert reached(figures, None, "mean_delay").low == -inf
    above = Outcome(rich_plan, (Stage("mean_delay", 9.0, 1e9, 0.0, 1.0, "gap"),), 1.0)
    assert reached(figures, above, "mean_delay").low == figures.mean_delay


@pytest.mark.parametrize(
    ("less", "words"),
    [
        (Interval(2.31, 2.32), "saves 2.3 months"),
        (Interval(0.0, 0.3), "saves between 0.0 and 0.3 months"),
        (Interval(1.0, 2.0), "saves between 1.0 and 2.0 months"),
        (Interval(-2.0, -1.0), "adds between 1.0 and 2.0 months"),
        (Interval(0.0, 0.0), "neither saves nor adds anything"),
        (Interval(-0.001, 0.001), "saves or adds less than 0.1 months"),
        (Interval(0.0, 0.04), "saves less than 0.1 months"),
        (Interval(-0.02, -0.01), "adds less than 0.1 months"),
        (Interval(-0.1, 0.3), f"saves between -0.1 and 0.3 months ({NOT_PROVEN})"),
    ],
)
def test_a_difference_is_told_as_far_as_it_is_proven(less, words):
    """One figure where both ends look the same, else both; no sign that is not proven."""
    assert effect(less) == words


def test_units_are_said_once_and_unknown_ends_are_said():
    """Money has its unit in front; an end that nobody knows is no number."""
    assert between(Interval(1e6, 2e6), money) == "between EUR 1.0 million and EUR 2.0 million"
    assert between(Interval(1.0, inf)) == "at least 1.0 months"
    assert between(Interval(-inf, 1.0)) == "at most 1.0 months"
    assert between(Interval()) == "an unknown amount"
