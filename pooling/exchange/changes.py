"""Changes: what a partner's new rows change against its rows so far, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pooling.case.rows import Row, Table
from pooling.exchange.entry import NAMES, PARTNER, fields


@dataclass(frozen=True)
class Change:
    """One cell that changed; `column` is empty, and `old` or `new` the row's cells, where a row is new or gone."""

    sheet: str
    key: str
    column: str
    old: str
    new: str

    @property
    def line(self) -> str:
        """The change as one line for a terminal."""
        if self.column:
            return f"{self.sheet} {self.key}: {self.column} {self.old or 'blank'} -> {self.new or 'blank'}"
        return f"{self.sheet} {self.key}: {'new, ' + self.new if self.new else 'gone, ' + self.old}"


def changes(old: Mapping[str, Iterable[Row]], new: Mapping[str, Iterable[Row]]) -> list[Change]:
    """What changed from one partner's rows `old`, by sheet, to its rows `new`."""
    return [change for name in NAMES for change in _of_sheet(name, old.get(name, ()), new.get(name, ()))]


def _of_sheet(name: str, old: Iterable[Row], new: Iterable[Row]) -> Iterable[Change]:
    before, after = _by_key(old), _by_key(new)
    for key, row in after.items():
        if key not in before:
            yield Change(name, _named(key), "", "", _cells(name, row))
            continue
        for column in fields(name):
            was, now = before[key].values.get(column.name), row.values.get(column.name)
            if was != now:
                yield Change(name, _named(key), column.name, _shown(was), _shown(now))
    for key, row in before.items():
        if key not in after:
            yield Change(name, _named(key), "", _cells(name, row), "")


def _by_key(rows: Iterable[Row]) -> dict[tuple[Any, ...], Row]:
    return {tuple(row[column] for column in row.sheet.key if column != PARTNER): row for row in rows}


def _named(key: tuple[Any, ...]) -> str:
    return " ".join(map(_shown, key))


def _cells(name: str, row: Row) -> str:
    rest = [c.name for c in fields(name) if c.name not in row.sheet.key and c.name in row.values]
    return ", ".join(f"{column} {_shown(row.values[column])}" for column in rest)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def rows_of(tables: Mapping[str, Table]) -> dict[str, list[Row]]:
    """Rows by sheet."""
    return {name: table.rows for name, table in tables.items()}
