"""Table: rows of plain data with the kind of each column, ready for any writer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

ColumnKind = Literal[
    "text", "code", "plain", "int", "quantity", "money", "price", "percent", "months", "rate", "date", "flag", "period"
]
Cell = str | int | float | bool | date | None
"""What a row may hold; None is a blank cell."""


@dataclass(frozen=True)
class Column:
    """One column of a table and how its cells are to be shown.

    `text`, `code`: str · `plain`: str or number as it is · `int`: whole number · `quantity`: units · `money`: EUR ·
    `price`: EUR a unit · `percent`: 0-100 · `months` · `rate`: of any size · `date`: a day ·
    `period`: the first day of a period · `flag`: True or False.
    """

    name: str
    kind: ColumnKind = "text"


@dataclass(frozen=True)
class Table:
    """One sheet: `name` (its code, at most 31 characters), `title` (for readers), columns and rows of equal length.

    Cells fit their column's kind; in the two-column `summary` and in wide comparison tables a column of kind
    `text` may also hold numbers and dates, which stay numbers and dates.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.name}: a row of {len(row)} cells under {len(self.columns)} columns")

    def column(self, name: str) -> tuple[Cell, ...]:
        """All cells under the column `name`; KeyError if there is none."""
        return tuple(row[self._position(name)] for row in self.rows)

    def records(self) -> list[dict[str, Any]]:
        """The rows as dictionaries by column name; cells are of the type their column's kind says."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def _position(self, name: str) -> int:
        for position, column in enumerate(self.columns):
            if column.name == name:
                return position
        raise KeyError(f"{self.name} has no column {name}")


def columns(*specification: str) -> tuple[Column, ...]:
    """Columns from words like `partner:code need:quantity`; a bare name is `text`."""
    return tuple(_column(word) for part in specification for word in part.split())


def unique_headers(names: Iterable[str], *taken: str) -> list[str]:
    """`names` as headers of one table: those that differ only in case, or are taken, get a number behind."""
    seen: set[str] = {name.casefold() for name in taken}
    headers = []
    for name in names:
        header, number = name, 2
        while header.casefold() in seen:
            header, number = f"{name} ({number})", number + 1
        seen.add(header.casefold())
        headers.append(header)
    return headers


def _column(word: str) -> Column:
    name, _, kind = word.partition(":")
    return Column(name, KINDS[kind or "text"])


KINDS: dict[str, ColumnKind] = {kind: kind for kind in get_args(ColumnKind)}
"""Every kind by its name."""
