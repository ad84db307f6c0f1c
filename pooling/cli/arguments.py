"""Numbers and dates in arguments, told as those in cells are."""

from __future__ import annotations

import re
from datetime import date

import click

ISO_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


class Number(click.ParamType[float]):
    """A number from `least` to `most`; `above`: more than `least`. `such_as` shows what is meant."""

    name = "number"

    def __init__(
        self,
        such_as: str,
        least: float = float("-inf"),
        most: float = float("inf"),
        *,
        above: bool = False,
        whole: bool = False,
    ) -> None:
        self.such_as, self.least, self.most, self.above, self.whole = such_as, least, most, above, whole

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number that `value` means; ends the command where it means none, or more than one."""
        from pooling.case.numerals import is_ambiguous, unambiguous_number

        text = str(value).strip()
        number = unambiguous_number(text)
        if number is None:
            why = "could be two numbers" if is_ambiguous(text) else "is no number"
            raise _wrong(param, value, f"{why}; write it as in {self.such_as}")
        if self.whole and not number.is_integer():
            raise _wrong(param, value, f"is no whole number; write it as in {self.such_as}")
        if number > self.most or number < self.least or (self.above and number <= self.least):
            raise _wrong(param, value, f"is out of range; give {self._range}")
        return int(number) if self.whole else number

    @property
    def _range(self) -> str:
        low = f"more than {self.least:g}" if self.above else f"{self.least:g} or more"
        return low if self.most == float("inf") else f"{self.least:g} to {self.most:g}"


class Day(click.ParamType[date]):
    """A date, written as in cells of text."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that `value` means; ends the command where it means none."""
        if isinstance(value, date):
            return value
        text = str(value).strip()
        if not ISO_DATE.fullmatch(text):
            raise _wrong(param, value, "is not a date of this form; write year-month-day, as in 2027-07-01")
        try:
            return date(*map(int, text.split("-")))
        except ValueError as fault:
            raise _wrong(param, value, "is a day that does not exist; write it as in 2027-07-01") from fault


def _wrong(param: click.Parameter | None, value: object, why: str) -> click.UsageError:
    name = param.opts[-1] if param else "argument"
    return click.UsageError(f"{name}: {value} {why}")
