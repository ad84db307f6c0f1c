"""Scenarios: named sets of changes, applied to rows before they are checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from pooling.case.calendar import later
from pooling.case.case import AppliedChange
from pooling.case.cells import closest
from pooling.case.findings import Collector, Finding
from pooling.case.records import to_record
from pooling.case.rows import ALL_SHEETS, SETTING, SETTINGS_SHEET, WHOLE_ROW, Row, Rows
from pooling.case.schema import Column, Kind, Sheet
from pooling.case.selection import NUMERIC, ChangeError, column_of, select, value_of

BASE = "base"
FIXED = ("scenarios", "changes")
"""Sheets that no change may touch."""
AMOUNT = Column("value", Kind.NUMBER, "the number to add, scale or shift by", minimum=None)


class Scenarios:
    """The scenarios of the case in `base`, to be applied one at a time."""

    def __init__(self, base: Rows) -> None:
        self.base = base
        self.names: dict[str, None] = {row["scenario"]: None for row in base["scenarios"] if row["scenario"]}
        self.changes: dict[str, list[Row]] = defaultdict(list)
        for row in base["changes"]:
            self.changes[row["scenario"]].append(row)

    def apply(self, name: str) -> tuple[Rows, tuple[AppliedChange, ...], tuple[Finding, ...]]:
        """The rows with the changes of scenario `name` applied in order, what each touched, and what went wrong."""
        base, findings = self.base, Collector(self.base.file)
        for row in self.changes.get(BASE, ()):
            message = f"{BASE} is the case without changes"
            findings.error("change", base.at(row, "scenario"), BASE, message, "give the change's scenario another name")
        if name != BASE and name not in self.names:
            names = ", ".join([BASE, *self.names])
            advice = closest(name, [BASE, *self.names]) or f"the workbook has {names}"
            findings.error("unknown-scenario", "scenarios", name, "the workbook has no such scenario", advice)
            return base, (), tuple(findings.findings)
        rows = replace(base, tables=dict(base.tables))
        applied = []
        for row in self.changes.get(name, ()) if name != BASE else ():
            if row.unread:
                continue
            try:
                touched = _apply(rows, row, base, findings)
            except ChangeError as fault:
                at = base.at(row, fault.column)
                findings.error("change", at, row.values.get(fault.column), fault.message, fault.advice)
            else:
                applied.append(AppliedChange(to_record(row), touched))
        return rows, tuple(applied), tuple(findings.findings)


def _apply(rows: Rows, change: Row, base: Rows, findings: Collector) -> int:
    """Apply one change to `rows`; returns how many rows it changed."""
    sheet = _sheet(change["sheet"])
    table = rows.table(sheet.name)
    at = base.at(change, "value")
    operation = change["op"]
    if operation == "insert":
        rows.tables[sheet.name] = replace(table, rows=[*table.rows, _inserted(sheet, change, at)])
        return 1
    selection = select(table, change["where"] or "")
    for nothing in selection.nothing:
        findings.warn("change", base.at(change, "where"), nothing.value, nothing.message, nothing.advice)
    if operation == "remove":
        rows.tables[sheet.name] = replace(table, rows=[row for row in table.rows if id(row) not in selection.rows])
        return len(selection.rows)
    column = column_of(sheet, change["column"] or ("value" if sheet is SETTINGS_SHEET else ""), "column")
    touched = {id(row): _changed(row, column, change, at) for row in table.rows if id(row) in selection.rows}
    _require_effect(table.rows, touched, column)
    rows.tables[sheet.name] = replace(table, rows=[touched.get(id(row), row) for row in table.rows])
    return sum(touched.get(id(row), row)[column.name] != row[column.name] for row in table.rows)


def _require_effect(rows: Iterable[Row], touched: Mapping[int, Row], column: Column) -> None:
    """A change that changes no cell is a mistake; cells that cannot be read are told already."""
    selected = [row for row in rows if id(row) in touched]
    if any(column.name in row.unread or touched[id(row)][column.name] != row[column.name] for row in selected):
        return
    if all(row[column.name] is None for row in selected):
        message = f"the change changes nothing: {column.name} is blank in every row that it selects"
        raise ChangeError("value", message, "use set to give it a value")
    message = f"the change changes nothing: every {column.name} that it selects is so already"
    raise ChangeError("value", message, "correct the value or where, or delete the change")


def _sheet(name: str) -> Sheet:
    sheet = ALL_SHEETS.get(name.casefold())
    if sheet is None or sheet.name in FIXED:
        names = [sheet for sheet in ALL_SHEETS if sheet not in FIXED]
        raise ChangeError(
            "sheet", "no sheet that a change may touch", closest(name, names) or f"give one of {', '.join(names)}"
        )
    return sheet


def _inserted(sheet: Sheet, change: Row, at: str) -> Row:
    """The row that an `insert` describes."""
    given: dict[str, str] = {}
    for part in str(change["value"] or "").split(";"):
        name, equals, value = part.partition("=")
        if not equals:
            raise ChangeError("value", f"no = in {part.strip()}".strip(), "write column=value; column=value")
        given[column_of(sheet, name, "value").name] = value
    row = Row(sheet, change.number, {}, changed={WHOLE_ROW: at})
    for name, text in given.items():
        column = (
            _setting(given.get("key", ""), "value")
            if sheet is SETTINGS_SHEET and name == "value"
            else column_of(sheet, name, "value")
        )
        value = value_of(column, text, "value")
        if value is not None:
            row.values[name] = value
    _require(sheet.columns, row.values)
    return row


def _require(columns: Iterable[Column], values: Mapping[str, Any]) -> None:
    missing = [column.name for column in columns if column.required and column.name not in values]
    if missing:
        raise ChangeError("value", f"the new row lacks {', '.join(missing)}", "give every required column")


def _setting(key: str, at: str) -> Column:
    key = key.strip()
    if key not in SETTING:
        raise ChangeError(
            at, f"settings has no key {key}", closest(key, list(SETTING)) or f"give one of {', '.join(SETTING)}"
        )
    return SETTING[key]


def _changed(row: Row, column: Column, change: Row, at: str) -> Row:
    """A copy of `row` with `column` set, added to, scaled or shifted."""
    kind = row.column(column.name) if row.sheet is SETTINGS_SHEET else column
    if kind is None:
        raise ChangeError("where", "the setting is unknown", "correct the key in settings")
    changed = row.copy()
    if change["op"] == "set":
        value = value_of(kind, change["value"], "value")
        changed.unread -= {column.name}
    elif column.name in row.unread:
        return row
    else:
        value = OPERATIONS[change["op"]](kind, row[column.name], change["value"])
    changed.changed = {**row.changed, column.name: at}
    if value is None:
        if kind.required:
            raise ChangeError("value", f"{kind.name} must have a value", "give a value")
        changed.values.pop(column.name, None)
    else:
        changed.values[column.name] = value
    return changed


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
