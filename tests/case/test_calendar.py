"""The time grid."""

from datetime import date

import pytest

from pooling.case.calendar import Calendar, period_name
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


@pytest.mark.parametrize(
    ("first", "months", "name"),
    [
        (date(2032, 1, 1), 3, "2032 Q1"),
        (date(2032, 10, 1), 3, "2032 Q4"),
        (date(2030, 1, 1), 6, "2030 H1"),
        (date(2030, 7, 1), 6, "2030 H2"),
        (date(2031, 5, 1), 1, "2031-05"),
        (date(2032, 1, 1), 12, "2032"),
        (date(2026, 4, 1), 12, "2026-04 to 2027-03"),
        (date(2026, 4, 1), 6, "2026-04 to 2026-09"),
        (date(2026, 12, 1), 3, "2026-12 to 2027-02"),
    ],
)
def test_periods_are_named_as_people_name_them(first, months, name):
    """By year, half-year, quarter or month; by first and last month where they lie across these."""
    assert period_name(first, months) == name


def test_a_calendar_names_its_periods_and_knows_their_last_days(quarters):
    """The fourth quarter from April 2026 is the first one of 2027, and ends in March."""
    assert quarters.name(3) == "2027 Q1"
    assert quarters.last_day(3) == date(2027, 3, 31)
    assert quarters.last_day(-1) == date(2026, 3, 31)
