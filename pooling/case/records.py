"""Records: rows as the typed records of a Case."""

from __future__ import annotations

from typing import Any

from pooling.case.case import RECORDS
from pooling.case.cells import text_of
from pooling.case.rows import Row, Rows
from pooling.case.schema import Kind


def to_record(row: Row) -> Any:
    """The row as the record of its sheet (see `case.RECORDS`)."""
    values = {column.attribute: plain(column.kind, row[column.name]) for column in row.sheet.columns}
    return RECORDS[row.sheet.name](**values, source=row.values.get("source", ""))


def readable(rows: Rows, sheet: str) -> list[Any]:
    """The records of the sheet's rows that have all their cells."""
    return [to_record(row) for row in rows[sheet] if not row.unread]


def plain(kind: Kind, value: Any) -> Any:
    """A row's value as a record holds it."""
    if kind is Kind.YESNO:
        return value == "Y"
    if kind in (Kind.TEXT, Kind.CODE, Kind.CHOICE):
        return "" if value is None else text_of(value)
    return value
