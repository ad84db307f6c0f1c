"""The time grid: dates to periods and back."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from pooling.case.case import Settings

PARTS = {3: "Q", 6: "H", 12: ""}
"""Months of a period to the letter that its parts of a calendar year are numbered with."""


def month_number(day: date) -> int:
    """Months since year 0."""
    return 12 * day.year + day.month - 1


def later(day: date, months: int) -> date:
    """`months` after `day`; the last day of a month stays one, so that a horizon's end remains an end."""
    year, month = divmod(month_number(day) + months, 12)
    last = monthrange(year, month + 1)[1]
    is_last = (day + timedelta(days=1)).day == 1
    return date(year, month + 1, last if is_last else min(day.day, last))


def last_day(first: date, months: int) -> date:
    """The last day of the `months` months that begin on `first`, the first of a month."""
    return later(first, months) - timedelta(days=1)


def period_name(first: date, months: int) -> str:
    """What people call the `months` months that begin on `first`: `2032`, `2030 H1`, `2032 Q1`, `2031-05`.

    What lies across calendar years, half-years or quarters is called by its first and last month.
    """
    if months == 1:
        return f"{first:%Y-%m}"
    number, beyond = divmod(first.month - 1, months)
    if months in PARTS and beyond == 0:
        return f"{first.year} {PARTS[months]}{number + 1}" if PARTS[months] else f"{first.year}"
    return f"{first:%Y-%m} to {last_day(first, months):%Y-%m}"


@dataclass(frozen=True)
class Calendar:
    """Periods 0 … periods-1 of `months` months each, from `settings.start` (the first of a month)."""

    settings: Settings

    @property
    def months(self) -> int:
        """Length of one period, in months."""
        return self.settings.period_months

    @cached_property
    def periods(self) -> int:
        """Number of periods in the horizon."""
        after = self.settings.end + timedelta(days=1)
        return (month_number(after) - month_number(self.settings.start)) // self.months

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Calendar years that hold the first day of some period, ascending."""
        return tuple(sorted({self.year(t) for t in range(self.periods)}))

    def index(self, day: date) -> int:
        """The period that holds `day`; negative before the horizon, >= `periods` after it."""
        return (month_number(day) - month_number(self.settings.start)) // self.months

    def first_day(self, t: int) -> date:
        """First day of period `t`, which may lie outside the horizon."""
        year, month = divmod(month_number(self.settings.start) + t * self.months, 12)
        return date(year, month + 1, 1)

    def name(self, t: int) -> str:
        """What people call period `t`, such as `2032 Q1`."""
        return period_name(self.first_day(t), self.months)

    def last_day(self, t: int) -> date:
        """Last day of period `t`: what is delivered in it counts from then on."""
        return last_day(self.first_day(t), self.months)

    def year(self, t: int) -> int:
        """Calendar year that period `t` belongs to: that of its first day."""
        return self.first_day(t).year

    def n_periods(self, months: float) -> int:
        """Whole periods that cover `months` months (rounded up)."""
        return int(-(-months // self.months))

    @cached_property
    def is_whole(self) -> bool:
        """Does the horizon begin on the first of a month and hold a whole number (>= 1) of periods?"""
        after = self.settings.end + timedelta(days=1)
        months = month_number(after) - month_number(self.settings.start)
        return self.settings.start.day == 1 and after.day == 1 and months > 0 and months % self.months == 0
