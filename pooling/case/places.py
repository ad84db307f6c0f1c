"""Where the records of a case stand in its workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pooling.case.rows import WHOLE_ROW, Rows
from pooling.case.schema import BY_NAME

Key = tuple[Any, ...]
"""Values of the columns that together name a record of its sheet."""


@dataclass(frozen=True)
class Places:
    """Cells of records; a case made in memory has none.

    titles   sheet → its title in the workbook
    letters  (sheet, column) → letter
    rows     (sheet, key) → row number
    changed  (sheet, key, column) → cell of `changes` that gave the value
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[tuple[str, str], str] = field(default_factory=dict)
    rows: Mapping[tuple[str, Key], int] = field(default_factory=dict)
    changed: Mapping[tuple[str, Key, str], str] = field(default_factory=dict)

    def at(self, sheet: str, key: Key, column: str) -> str:
        """`lots!F12`; the sheet alone where the record, or the case, has no workbook."""
        row = self.rows.get((sheet, key))
        if row is None:
            return sheet
        changed = self.changed.get((sheet, key, column)) or self.changed.get((sheet, key, WHOLE_ROW))
        return changed or f"{self.titles[sheet]}!{self.letters.get((sheet, column), 'A')}{row}"


NO_PLACES = Places()


def places_of(rows: Rows) -> Places:
    """Where the records that `rows` become stand."""
    titles: dict[str, str] = {}
    letters: dict[tuple[str, str], str] = {}
    numbers: dict[tuple[str, Key], int] = {}
    changed: dict[tuple[str, Key, str], str] = {}
    for name, table in rows.tables.items():
        if name not in BY_NAME:
            continue
        titles[name] = table.title
        letters.update({(name, column): letter for column, letter in table.letters.items()})
        for row in table.rows:
            key = tuple(row[column] for column in table.sheet.key)
            numbers[name, key] = row.number
            changed.update({(name, key, column): cell for column, cell in row.changed.items()})
    return Places(titles, letters, numbers, changed)


def key_of(sheet: str, record: Any) -> Key:
    """The key of a record of `sheet`."""
    table = BY_NAME[sheet]
    return tuple(getattr(record, table[column].attribute) for column in table.key)
