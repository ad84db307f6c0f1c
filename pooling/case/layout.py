"""Layout: where a table begins on its sheet, and rows in it that are no records."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Protocol

from pooling.case.cells import ERROR_VALUES
from pooling.case.schema import Column

DEEPEST_HEADER = 10
"""The headers are looked for down to this row."""
TOTAL = re.compile(
    r"(grand|sub|sous|zwischen)?[\s-]*(totals?|totaal|total|sum|som|summe|gesamt|insgesamt|somme)\b.{0,20}",
    re.IGNORECASE,
)
"""What the first text of a row of totals says."""


class Cell(Protocol):
    """What is read of a cell; openpyxl's cells are such."""

    @property
    def value(self) -> Any:
        """The value, as Excel last calculated it."""

    @property
    def number_format(self) -> str | None:
        """Excel's format code, such as `0%`."""


Line = tuple[int, Sequence[Cell]]
"""A row's number and its cells."""


def normalised(header: object) -> str:
    """A header or sheet name as it is matched: case, spaces, `-`, `_` and a trailing `*` do not count."""
    text = unicodedata.normalize("NFC", str(header))
    return re.sub(r"[\s\-_]+", "_", text.strip().rstrip("*").strip().casefold())


def is_comment(raw: Any) -> bool:
    """Does a row whose first cell holds `raw` hold a comment?"""
    return isinstance(raw, str) and raw.lstrip().startswith("#") and raw.strip() not in ERROR_VALUES


def is_blank(raw: Any) -> bool:
    """Does a cell that holds `raw` show nothing?"""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def split_at_header(lines: Iterable[Line], known: Collection[str]) -> tuple[list[Line], Line, Iterator[Line]]:
    """What stands above the headers, their line, and the lines below.

    The headers are the line among the first ten with the most `known` names, the first of equals.
    """
    iterator = iter(lines)
    top = list(islice(iterator, DEEPEST_HEADER)) or [(1, ())]
    names = set(known)
    scores = [len(names & {normalised(cell.value) for cell in cells}) for _, cells in top]
    at = scores.index(max(scores))
    return top[:at], top[at], chain(top[at + 1 :], iterator)


def as_comment(cells: Sequence[Cell]) -> tuple[Any, ...]:
    """A line above the headers as the comment that it is."""
    values = [cell.value for cell in cells]
    if is_comment(values[0] if values else None):
        return tuple(values)
    first = "" if not values or is_blank(values[0]) else f" {values[0]}"
    return (f"#{first}", *values[1:])


def no_record(columns: Sequence[Column], values: Sequence[Any]) -> str:
    """What a row is that is no record, as far as `values` under `columns` tell; empty where it may be one."""
    filled = [(column, value) for column, value in zip(columns, values, strict=True) if not is_blank(value)]
    if sum(normalised(value) == normalised(column.name) for column, value in filled) > 1:
        return "repeats the headers"
    missing = sum(column.required for column in columns) - sum(column.required for column, _ in filled)
    text = next((value for _, value in filled if isinstance(value, str)), "").strip()
    if missing and TOTAL.fullmatch(text):
        return "is a row of totals"
    if missing > 1 and len(filled) == 1:
        return "holds one value only and is no record"
    return ""
