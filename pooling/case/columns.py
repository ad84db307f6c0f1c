"""What describes a sheet of a case: its columns, and what their cells may hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Kind(Enum):
    """What a cell may hold."""

    CODE = "code"  # text of at most 40 characters, matched exactly after trimming
    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole number"
    PERCENT = "percentage (0-100)"
    DATE = "date"
    YESNO = "Y or N"
    CHOICE = "one of a list"
    CHOICES = "several of a list"


@dataclass(frozen=True)
class Column:
    """One column of a sheet, or one key of `settings`.

    `refers` names the sheet in whose key column a code must stand; `also` are codes allowed besides.
    `minimum` and `maximum` bound numbers (inclusive; `positive` excludes 0).
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    refers: str = ""
    also: tuple[str, ...] = ()
    minimum: float | None = 0
    maximum: float | None = None
    positive: bool = False

    @property
    def attribute(self) -> str:
        """The field of the sheet's record that holds this column (`from` is a Python keyword)."""
        return "from_" if self.name == "from" else self.name


@dataclass(frozen=True)
class Sheet:
    """One table of the workbook. `key` are the columns that together are unique."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False
    by_column: dict[str, Column] = field(init=False, compare=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_column.update({column.name: column for column in self.columns})

    def __getitem__(self, name: str) -> Column:
        return self.by_column[name]


SOURCE = Column("source", Kind.TEXT, "where the row's figures come from; carried along untouched")
"""Allowed in every sheet."""

MOST_MONTHS = 1200
"""A hundred years: no lead time, term or delay is longer."""

OBJECTIVES = ("mean_delay", "worst_delay", "fair_shares", "cost", "non_eu_share", "frameworks", "change")
FAIR_BY = ("need", "money", "months")
COMMON = "COMMON"
"""The purse in `budgets` that pays setup, extension, investment and fixed costs."""


def code(name: str, meaning: str, refers: str = "", **more: Any) -> Column:
    """A required code, of the key column of `refers` if given."""
    return Column(name, Kind.CODE, meaning, refers=refers, required=more.pop("required", True), **more)


def text(name: str, meaning: str, required: bool = False) -> Column:
    """Free text."""
    return Column(name, Kind.TEXT, meaning, required=required)


def number(name: str, meaning: str, unit: str = "", default: Any = None, **more: Any) -> Column:
    """A number; required unless it has a default."""
    required = more.pop("required", default is None)
    return Column(name, Kind.NUMBER, meaning, unit=unit, default=default, required=required, **more)


def months(name: str, meaning: str, default: Any = None) -> Column:
    """A number of months."""
    return Column(name, Kind.WHOLE, meaning, "months", default is None, default, maximum=MOST_MONTHS)


def percent(name: str, meaning: str, default: Any = None) -> Column:
    """A percentage."""
    return Column(name, Kind.PERCENT, meaning, unit="%", default=default, required=default is None, maximum=100)


def day(name: str, meaning: str, required: bool = True) -> Column:
    """A date."""
    return Column(name, Kind.DATE, meaning, unit="date", required=required)


def year(meaning: str = "calendar year") -> Column:
    """The column `year`."""
    return Column("year", Kind.WHOLE, meaning, unit="year", required=True, minimum=1990, maximum=2200)


def currency(meaning: str) -> Column:
    """The column `currency`, that of other columns."""
    return Column("currency", Kind.CODE, f"currency {meaning}; blank = EUR", refers="rates", also=("EUR",))


def index(meaning: str) -> Column:
    """The column `price_index_pct`: an index of its own."""
    return Column("price_index_pct", Kind.NUMBER, meaning, unit="% a year", minimum=-50, maximum=100)


def yesno(name: str, meaning: str, default: Any = None) -> Column:
    """Y or N."""
    return Column(name, Kind.YESNO, meaning, unit="Y/N", default=default, required=default is None)


LANGUAGES = ("en", "nl", "de", "fr")
"""Of what goes to partners."""


def choice(name: str, meaning: str, *choices: str, required: bool = True, default: Any = None) -> Column:
    """One of `choices`."""
    return Column(name, Kind.CHOICE, meaning, choices=choices, required=required, default=default)
