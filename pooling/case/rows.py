"""Rows: a workbook's tables after parsing, with the cells they came from; nothing of the workbook is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from pooling.case.findings import Finding
from pooling.case.schema import BY_NAME, SETTINGS, Column, Kind, Sheet

SETTINGS_SHEET = Sheet(
    "settings",
    "the case's settings",
    (
        Column("key", Kind.CODE, "the setting", required=True),
        Column("value", Kind.TEXT, "its value"),
    ),
    key=("key",),
    required=True,
)
SETTING: dict[str, Column] = {column.name: column for column in SETTINGS}
ALL_SHEETS: dict[str, Sheet] = {"settings": SETTINGS_SHEET, **BY_NAME}
NOTHING: Mapping[str, Any] = MappingProxyType({})
FALLBACK = {"earliest": "planned", "latest": "planned"}
"""Columns of `orders` that take another column's value where they are blank."""
WHOLE_ROW = "*"
"""Key in `Row.changed` of a row that a scenario inserted."""


def _nothing() -> Mapping[str, Any]:
    return NOTHING


@dataclass(slots=True)
class Row:
    """One record. `values` are the parsed cells that are not blank, by column.

    `unread` are columns whose cell holds something unreadable, `extra` the raw values of unknown
    columns by header, `changed` says which cell of `changes` gave a column its value.
    """

    sheet: Sheet
    number: int
    values: dict[str, Any]
    unread: frozenset[str] = frozenset()
    extra: Mapping[str, Any] = field(default_factory=_nothing)
    changed: Mapping[str, str] = field(default_factory=_nothing)

    def __getitem__(self, column: str) -> Any:
        """The column's value or default; None where it is blank without default or unreadable."""
        value = self.values.get(column)
        if value is not None or column in self.unread:
            return value
        if column in FALLBACK:
            return self[FALLBACK[column]]
        return self.sheet[column].default if column in self.sheet.by_column else None

    def column(self, name: str) -> Column | None:
        """What the cell under `name` may hold; for a setting that depends on its key."""
        if self.sheet.name == SETTINGS_SHEET.name and name == "value":
            return SETTING.get(self.values.get("key", ""))
        return self.sheet.by_column.get(name)

    def __reduce__(self) -> tuple[Any, ...]:
        """How a row goes to another process, where `NOTHING` cannot."""
        return Row, (self.sheet, self.number, self.values, self.unread, dict(self.extra), dict(self.changed))

    def copy(self) -> Row:
        """A row whose values may be changed without touching this one."""
        return Row(self.sheet, self.number, dict(self.values), self.unread, self.extra, self.changed)


@dataclass(slots=True)
class Table:
    """One sheet's rows. `letters` and `extra` give the column letter of known and unknown headers."""

    sheet: Sheet
    title: str
    letters: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    comments: list[tuple[int, Sequence[Any]]] = field(default_factory=list)
    formulas: frozenset[str] = frozenset()

    def lacks(self, column: str) -> bool:
        """Could the column not be read, for want of its header? (A sheet that is not there lacks nothing.)"""
        return column not in self.letters and (bool(self.letters) or not self.rows)

    def at(self, row: Row, column: str = "") -> str:
        """Where a value stands: `demand!E17`, or the cell of `changes` that gave it."""
        changed = row.changed.get(column) or row.changed.get(WHOLE_ROW)
        return changed or f"{self.title}!{self.letters.get(column, 'A')}{row.number}"


@dataclass(slots=True)
class Rows:
    """A workbook after parsing: `tables` by the schema's sheet name, `others` the unknown sheets as they stand."""

    file: str
    sha256: str = ""
    tables: dict[str, Table] = field(default_factory=dict)
    others: dict[str, list[Sequence[Any]]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def __getitem__(self, sheet: str) -> list[Row]:
        """The rows of a sheet; none where it is absent."""
        return self.tables[sheet].rows if sheet in self.tables else []

    def table(self, sheet: str) -> Table:
        """The sheet's table; an empty one where it is absent."""
        return self.tables.get(sheet) or Table(ALL_SHEETS[sheet], sheet)

    def at(self, row: Row, column: str = "") -> str:
        """Where a row's value stands."""
        return self.table(row.sheet.name).at(row, column)

    def all(self) -> Iterator[tuple[Table, Row]]:
        """Every row of every table."""
        for table in self.tables.values():
            for row in table.rows:
                yield table, row

    def settings(self) -> dict[str, Any]:
        """Settings given and readable, by key, filled with the defaults; unreadable ones are absent."""
        defaults = {name: column.default for name, column in SETTING.items() if column.default is not None}
        given = {row["key"]: row for row in self["settings"] if row["key"] in SETTING}
        unread = {key for key, row in given.items() if "value" in row.unread}
        values = {key: row.values["value"] for key, row in given.items() if "value" in row.values}
        return {key: value for key, value in {**defaults, **values}.items() if key not in unread}
