"""What a result says of its plan, held against what is recomputed from the decisions in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isclose
from typing import Any

from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.case.findings import clean
from pooling.case.rows import Row
from pooling.output.book import fitting
from pooling.output.edited import OTHERS, Edited, written
from pooling.output.table import Cell, Column, Table
from pooling.output.words import counted

KEYS = {
    "frameworks": ("framework",),
    "members": ("framework", "partner"),
    "call_offs": ("lot", "partner", "period"),
    "orders": ("order", "period"),
    "expansions": ("expansion",),
    "certifications": ("partner", "product"),
    "instruments": ("instrument", "framework"),
    **{sheet: key for sheet, key in OTHERS.items() if sheet != "stages"},
}
"""Sheets that are recomputed, with the columns that tell their rows apart."""

NOT_RECOMPUTED = ("months_per_unit", "months_per_million", "months_saved_by_1_pct", "as_ordered_delay_months", "unit")
"""Columns that a plan alone does not tell."""

LISTS = ("partners", "lots")
"""Columns of text that are recomputed."""

SAME = 1e-6
"""Part of a figure by which it may differ by rounding, and how much where it is nought."""


@dataclass(frozen=True)
class Difference:
    """A figure that is not what the plan says; without `column` a row missing, or one of which the plan has nothing."""

    sheet: str
    cell: str
    column: str
    written: Cell
    recomputed: Cell
    message: str


def differences(edited: Edited, tables: Sequence[Table], case: Case) -> list[Difference]:
    """Every figure of the result that differs from `tables`, which are recomputed from its plan; blanks say nothing."""
    found: list[Difference] = []
    for table in tables:
        if table.name in KEYS:
            found += _Sheet(edited, table, Calendar(case.settings)).differences()
    return found


def in_short(found: Sequence[Difference]) -> list[str]:
    """A line for each column of a sheet that differs, with its first cell."""
    groups: dict[tuple[str, str, str], list[Difference]] = defaultdict(list)
    for difference in found:
        groups[difference.sheet, difference.column, "" if difference.column else difference.message].append(difference)
    return [_line(column, group) for (_, column, _), group in groups.items()]


def _line(column: str, group: Sequence[Difference]) -> str:
    first = group[0]
    if not column:
        return f"{first.cell or first.sheet}: {first.message}" + (f", and {len(group) - 1} more" if group[1:] else "")
    more = f"; {counted(len(group) - 1, 'more cell')} of the column" if group[1:] else ""
    return f"{first.cell}: {column} {first.message}{more}"


class _Sheet:
    """One sheet of a result beside the table recomputed."""

    def __init__(self, edited: Edited, table: Table, grid: Calendar) -> None:
        self.edited, self.table, self.grid = edited, table, grid
        self.key = KEYS[table.name]
        self.rows = edited.sheets[table.name].rows
        self.counts = Counter(map(self._key, (row.values for row in self.rows)))

    def differences(self) -> Iterator[Difference]:
        """Cells that differ row by row, rows that the plan does not have, rows that are missing."""
        sheet, name = self.edited.at(self.table.name), self.table.name
        wanted = {self._key(record): record for record in self.table.records()}
        for row in self.rows:
            key = self._key(row.values)
            if None in key or (name == "summary" and key not in wanted):
                continue
            if key in wanted:
                yield from self._cells(sheet, row, wanted[key], self.counts[key] > 1)
            elif written(row).get("quantity") != 0:
                at = self.edited.at(name, row, self.key[0])
                yield Difference(sheet, at, "", None, None, f"the plan has nothing of {self._named(row.values)}")
        for key, record in wanted.items():
            if key not in self.counts:
                yield Difference(sheet, "", "", None, None, f"no row tells of {self._named(record)}")

    def _cells(self, sheet: str, row: Row, record: Mapping[str, Any], split: bool) -> Iterator[Difference]:
        """What differs in a row; where one figure is split over several rows, no row has all of it."""
        here = written(row)
        for column in self.table.columns:
            if not _is_compared(column, self.key) or (split and column.kind in ("quantity", "money")):
                continue
            there, now = here.get(column.name), record[column.name]
            if there is not None and not _same(there, now):
                at = self.edited.at(self.table.name, row, column.name)
                message = f"is {_shown(there)}, recomputed {_shown(now)}"
                name = str(record["key"]) if self.table.name == "summary" else column.name
                yield Difference(sheet, at, name, _plain(there), now, message)

    def _key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """What tells a row apart; a day stands for its period."""
        found = (values.get(column) for column in self.key)
        return tuple(self.grid.index(value) if isinstance(value, date) else value for value in found)

    def _named(self, values: Mapping[str, Any]) -> str:
        return ", ".join(str(values[column]) for column in self.key)


def _is_compared(column: Column, key: Sequence[str]) -> bool:
    if column.name in (*key, *NOT_RECOMPUTED) or column.name.endswith("_name"):
        return False
    return column.kind != "text" or column.name in (*LISTS, "value")


def _same(there: Any, now: Cell) -> bool:
    """But for rounding; a small figure below nought is written as 0 where it would be shown as -0."""
    there = _plain(there)
    if isinstance(now, bool):
        return bool(there == ("Y" if now else "N"))
    if isinstance(now, int | float) and isinstance(there, int | float):
        return isclose(there, now, rel_tol=SAME, abs_tol=SAME) or (there == 0 and -0.5 < now < 0)
    if isinstance(now, str):
        return str(there) == fitting(now)
    return bool(there == now)


def _plain(value: Any) -> Cell:
    """A cell's value as a table holds it."""
    return value.date() if isinstance(value, datetime) else value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, int | float):
        return f"{value:,.10g}"
    value = _plain(value)
    return "blank" if value is None else clean(str(value))
