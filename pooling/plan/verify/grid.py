"""Grid: the periods of a case and what falls into them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from pooling.case.case import Settings


def _months(day: date) -> int:
    return 12 * day.year + day.month - 1


@dataclass(frozen=True)
class Grid:
    """`count` periods t = 0, 1, …, each `months` long, from `start` (the first of a month); t < 0 is before it."""

    start: date
    months: int
    count: int

    @classmethod
    def of(cls, settings: Settings) -> Grid:
        """The grid of a case; a last period that the horizon cuts off does not count."""
        length = _months(settings.end + timedelta(days=1)) - _months(settings.start)
        return cls(settings.start, settings.period_months, length // settings.period_months)

    @property
    def last(self) -> int:
        """The last period."""
        return self.count - 1

    @property
    def share(self) -> float:
        """The part of a rate per year that falls in one period."""
        return self.months / 12

    @cached_property
    def years(self) -> range:
        """The horizon's calendar years."""
        return range(self.year(0), self.year(self.last) + 1)

    def period(self, day: date) -> int:
        """The period that contains `day`."""
        return (_months(day) - _months(self.start)) // self.months

    def first_day(self, period: int) -> date:
        """The first day of `period`, which may lie outside the horizon."""
        year, month = divmod(_months(self.start) + period * self.months, 12)
        return date(year, month + 1, 1)

    def month(self, period: int) -> str:
        """The month that `period` begins with, as in `2027-04`."""
        return f"{self.first_day(period):%Y-%m}"

    def year(self, period: int) -> int:
        """The calendar year of the period's first day."""
        return self.first_day(period).year

    @cached_property
    def in_year(self) -> dict[int, list[int]]:
        """Calendar year to its periods."""
        years: dict[int, list[int]] = {year: [] for year in self.years}
        for period in range(self.count):
            years[self.year(period)].append(period)
        return years

    def horizon_year(self, year: int) -> int:
        """`year`, or the nearest year of the horizon."""
        return min(max(year, self.years[0]), self.years[-1])

    def periods(self, months: int) -> int:
        """So many months in whole periods, rounded up."""
        return -(-months // self.months)

    def window(self, first: date, last: date) -> range:
        """The periods of the horizon from the one that contains `first` to the one that contains `last`."""
        return range(max(0, self.period(first)), min(self.last, self.period(last)) + 1)

    def steps(self, rows: Iterable[tuple[date, float]]) -> list[float]:
        """A step function's value on each period's first day; 0 before its first row."""
        values = [0.0] * self.count
        for from_, value in sorted(rows):
            inside = self.period(from_)
            first = max(0, inside if self.first_day(inside) == from_ else inside + 1)
            values[first:] = [value] * max(0, self.count - first)
        return values

    def whole_years(self, period: int) -> int:
        """Whole years from the start to the period's first day."""
        return period * self.months // 12
