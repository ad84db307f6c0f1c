"""The verifier's own calendar, by hand."""

from datetime import date

import pytest

from pooling.case.case import Settings
from pooling.plan.verify.grid import Grid

QUARTERS = Grid(date(2027, 10, 1), 3, 6)


@pytest.mark.parametrize(
    ("months", "end", "count"), [(1, date(2028, 2, 29), 5), (3, date(2029, 9, 30), 8), (12, date(2030, 9, 30), 3)]
)
def test_periods_of_a_case(months: int, end: date, count: int) -> None:
    """The horizon ends with the last period."""
    assert Grid.of(Settings("c", date(2027, 10, 1), end, period_months=months)).count == count


def test_dates_and_periods() -> None:
    """A date falls in the period that contains it, also before the start and after the end."""
    days = (date(2026, 12, 31), date(2027, 9, 30), date(2027, 10, 1), date(2028, 3, 31), date(2029, 4, 1))
    assert [QUARTERS.period(day) for day in days] == [-4, -1, 0, 1, 6]
    assert [QUARTERS.first_day(t) for t in (-1, 0, 1, 6)] == [
        date(2027, 7, 1),
        date(2027, 10, 1),
        date(2028, 1, 1),
        date(2029, 4, 1),
    ]


def test_years() -> None:
    """A period belongs to the year of its first day; other years count as the nearest of the horizon."""
    assert list(QUARTERS.years) == [2027, 2028, 2029]
    assert QUARTERS.in_year == {2027: [0], 2028: [1, 2, 3, 4], 2029: [5]}
    assert [QUARTERS.horizon_year(year) for year in (2020, 2028, 2040)] == [2027, 2028, 2029]
    assert [QUARTERS.whole_years(t) for t in (0, 3, 4, 5)] == [0, 0, 1, 1]
    assert list(Grid(date(2027, 7, 1), 12, 2).years) == [2027, 2028]


def test_months_round_up_to_periods() -> None:
    """n months are ceil(n / 3) quarters."""
    assert [QUARTERS.periods(months) for months in (0, 1, 3, 4, 6)] == [0, 1, 1, 2, 2]


def test_windows_are_clipped() -> None:
    """From the period of the first date to that of the last, within the horizon; empty outside it."""
    assert list(QUARTERS.window(date(2020, 1, 1), date(2028, 1, 1))) == [0, 1]
    assert list(QUARTERS.window(date(2028, 12, 31), date(2040, 1, 1))) == [4, 5]
    assert list(QUARTERS.window(date(2020, 1, 1), date(2021, 1, 1))) == []


def test_steps() -> None:
    """The value in force on a period's first day holds for it; unsorted rows, rows before and after the horizon."""
    rows = [(date(2028, 1, 2), 5.0), (date(2020, 1, 1), 1.0), (date(2028, 1, 1), 3.0), (date(2030, 1, 1), 9.0)]
    assert QUARTERS.steps(rows) == [1, 3, 5, 5, 5, 5]
    assert QUARTERS.steps([(date(2028, 7, 15), 2.0)]) == [0, 0, 0, 0, 2, 2]
