"""The time grid."""

from datetime import date

import pytest

from pooling.case.calendar import Calendar
from pooling.case.case import Settings


@pytest.fixture
def quarters():
    return Calendar(Settings("c", date(2026, 4, 1), date(2028, 3, 31)))


def test_horizon_counts_periods_and_years(quarters):
    """Two years from April by quarter are eight periods in three calendar years."""
    assert (quarters.periods, quarters.months, quarters.years) == (8, 3, (2026, 2027, 2028))
    assert quarters.is_whole


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2026, 4, 1), 0),
        (date(2026, 6, 30), 0),
        (date(2026, 7, 1), 1),
        (date(2026, 3, 31), -1),
        (date(2025, 12, 31), -2),
        (date(2028, 4, 1), 8),
    ],
)
def test_a_date_falls_in_the_period_that_holds_it(quarters, day, period):
    """Floor, also before the start and after the end."""
    assert quarters.index(day) == period


def test_first_day_and_year_are_those_of_the_period(quarters):
    """Periods outside the horizon have dates too."""
    assert quarters.first_day(0) == date(2026, 4, 1)
    assert quarters.first_day(3) == date(2027, 1, 1)
    assert quarters.first_day(-2) == date(2025, 10, 1)
    assert quarters.year(2) == 2026
    assert quarters.year(3) == 2027


@pytest.mark.parametrize(("months", "periods"), [(0, 0), (1, 1), (3, 1), (4, 2), (12, 4)])
def test_months_are_rounded_up_to_periods(quarters, months, periods):
    """Four months take two quarters."""
    assert quarters.n_periods(months) == periods


@pytest.mark.parametrize(
    ("start", "end", "whole"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), True),
        (date(2026, 1, 2), date(2026, 12, 31), False),
        (date(2026, 1, 1), date(2026, 12, 30), False),
        (date(2026, 1, 1), date(2026, 11, 30), False),
        (date(2026, 1, 1), date(2025, 12, 31), False),
    ],
)
def test_whole_horizon(start, end, whole):
    """The horizon starts on a first of the month and holds one or more whole periods."""
    assert Calendar(Settings("c", start, end)).is_whole is whole
