"""Tables written in Python: tuples under column names become the rows of a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from pooling.case.schema import BY_NAME, SOURCE, Kind

Record = dict[str, Any]
"""One row: column name to value."""

K, M = 1_000, 1_000_000
SYNTHETIC = "synthetic"


def table(sheet: str, columns: str, rows: Iterable[tuple[Any, ...]], **same: Any) -> list[Record]:
    """Rows of `sheet`: each tuple under the names in `columns`, `same` in every row.

    None is a blank cell; in columns of dates, ISO text becomes a date. Raises KeyError for a column
    that the sheet does not have and ValueError for a row of another length.
    """
    names = columns.split()
    return [_record(sheet, dict(zip(names, row, strict=True)) | same) for row in rows]


def _record(sheet: str, given: Record) -> Record:
    return {name: _value(sheet, name, value) for name, value in given.items() if value is not None}


def _value(sheet: str, name: str, value: Any) -> Any:
    column = SOURCE if name == SOURCE.name else BY_NAME[sheet][name]
    return date.fromisoformat(value) if column.kind is Kind.DATE else value
