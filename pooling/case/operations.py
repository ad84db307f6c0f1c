"""Operations: what a change makes of one value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pooling.case.calendar import later
from pooling.case.rows import SETTINGS_SHEET, Row
from pooling.case.schema import Column, Kind
from pooling.case.selection import NUMERIC, ChangeError, value_of

AMOUNT = Column("value", Kind.NUMBER, "the number to add, scale or shift by", minimum=None)


def changed(row: Row, column: Column, change: Row, at: str) -> Row:
    """A copy of `row` with `column` set, added to, scaled or shifted by `change`, whose cell is `at`."""
    kind = kind_in(row, column)
    made = row.copy()
    if change["op"] == "set":
        made.unread -= {column.name}
    elif column.name in row.unread:
        return row
    value = outcome(kind, change, row[column.name])
    made.changed = {**row.changed, column.name: at}
    if value is None:
        if kind.required:
            raise ChangeError("value", f"{kind.name} must have a value", "give a value")
        made.values.pop(column.name, None)
    else:
        made.values[column.name] = value
    return made


def kind_in(row: Row, column: Column) -> Column:
    """What the cell of `row` under `column` may hold; of a setting that depends on its key."""
    kind = row.column(column.name) if row.sheet is SETTINGS_SHEET else column
    if kind is None:
        raise ChangeError("where", "the setting is unknown", "correct the key in settings")
    return kind


def outcome(kind: Column, change: Row, value: Any) -> Any:
    """What `change` makes of `value`."""
    if change["op"] == "set":
        return value_of(kind, change["value"], "value")
    return OPERATIONS[change["op"]](kind, value, change["value"])


def _amount(raw: Any) -> float:
    value = value_of(AMOUNT, raw, "value")
    if value is None:
        raise ChangeError("value", "value is blank", "give a number")
    return float(value)


def _add(column: Column, value: Any, raw: Any) -> Any:
    return _result(column, value, lambda number: number + _amount(raw))


def _scale(column: Column, value: Any, raw: Any) -> Any:
    return _result(column, value, lambda number: number * _amount(raw))


def _result(column: Column, value: Any, operation: Callable[[float], float]) -> Any:
    """The number after `operation`, still a value of its column; blank stays blank."""
    if column.kind not in NUMERIC:
        raise ChangeError("op", f"{column.name} holds no numbers", "use set")
    return None if value is None else value_of(column, operation(value), "value")


def _shift_months(column: Column, value: Any, raw: Any) -> Any:
    """A date so many months later, or a year so many whole years."""
    months = _amount(raw)
    if months != int(months):
        raise ChangeError("value", "months are not a whole number", "give a whole number of months")
    if column.name == "year" and months % 12 == 0:
        return None if value is None else value_of(column, value + int(months) // 12, "value")
    if column.kind is not Kind.DATE:
        raise ChangeError(
            "op", f"{column.name} holds no dates", "use add, or a column of dates (years shift by 12, 24 …)"
        )
    return None if value is None else value_of(column, later(value, int(months)), "value")


OPERATIONS: dict[str, Callable[[Column, Any, Any], Any]] = {"add": _add, "scale": _scale, "shift_months": _shift_months}
