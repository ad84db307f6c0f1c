"""The baseline with orders at their planned dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pooling.case.case import Case, Order, Settings
from pooling.plan.conditions.as_ordered import may_shift, pinned

DAY, EARLY = date(2027, 4, 1), date(2026, 4, 1)
ORDER = Order("o1", "NLD", "155", "L1", 8, planned=DAY, earliest=EARLY, latest=DAY)
CASE = Case(Settings("Small", date(2026, 1, 1), date(2027, 12, 31)), orders=(ORDER,))


def test_pinned_orders_cannot_shift():
    """Earliest and latest become the planned date, nothing else of the order changes."""
    assert may_shift(CASE)
    assert may_shift(replace(CASE, orders=(replace(ORDER, earliest=DAY, latest=date(2027, 5, 1)),)))
    assert pinned(CASE).orders == (replace(ORDER, earliest=DAY),)
    assert not may_shift(pinned(CASE))


def test_the_baseline_is_optimised_as_far_as_a_delay_depends_on_it():
    """Objectives after the last delay are left out; without a delay among them all stay."""
    for given, kept in (
        (("mean_delay", "cost"), ("mean_delay",)),
        (("cost", "mean_delay", "frameworks", "worst_delay"), ("cost", "mean_delay", "frameworks", "worst_delay")),
        (("cost", "frameworks"), ("cost", "frameworks")),
    ):
        case = replace(CASE, settings=replace(CASE.settings, objectives=given))
        assert pinned(case).settings.objectives == kept
