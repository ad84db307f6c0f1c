"""Scenarios: named sets of changes, applied to rows before they are checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from pooling.case.calendar import later
from pooling.case.case import AppliedChange
from pooling.case.cells import closest, parse_cell
from pooling.case.findings import Collector, Finding
from pooling.case.numerals import PLAIN
from pooling.case.records import to_record
from pooling.case.rows import ALL_SHEETS, SETTING, SETTINGS_SHEET, WHOLE_ROW, Row, Rows, Table
from pooling.case.schema import SOURCE, Column, Kind, Sheet

BASE = "base"
FIXED = ("scenarios", "changes")
"""Sheets that no change may touch."""
AMOUNT = Column("value", Kind.NUMBER, "the number to add, scale or shift by", minimum=None)
NUMERIC = (Kind.NUMBER, Kind.WHOLE, Kind.PERCENT)


class ChangeError(Exception):
    """A change that cannot be applied: the column of `changes` at fault, what is wrong, what to do."""

    def __init__(self, column: str, message: str, advice: str) -> None:
        super().__init__(message)
        self.column, self.message, self.advice = column, message, advice


def apply_scenario(base: Rows, name: str) -> tuple[Rows, tuple[AppliedChange, ...], tuple[Finding, ...]]:
    """The rows with the changes of scenario `name` applied in order, what each touched, and what went wrong."""
    findings = Collector(base.file)
    names = [row["scenario"] for row in base["scenarios"] if row["scenario"]]
    for row in base["changes"]:
        if row["scenario"] == BASE:
            message = f"{BASE} is the case without changes"
            findings.error("change", base.at(row, "scenario"), BASE, message, "give the change's scenario another name")
    changes = [row for row in base["changes"] if row["scenario"] == name != BASE]
    if name != BASE and name not in names:
        advice = closest(name, [BASE, *names]) or f"the workbook has {', '.join([BASE, *names])}"
        findings.error("unknown-scenario", "scenarios", name, "the workbook has no such scenario", advice)
        return base, (), tuple(findings.findings)
    rows = replace(base, tables=dict(base.tables))
    applied = []
    for row in changes:
        if row.unread:
            continue
        try:
            touched = _apply(rows, row, base.at(row, "value"))
        except ChangeError as fault:
            at = base.at(row, fault.column)
            findings.error("change", at, row.values.get(fault.column), fault.message, fault.advice)
        else:
            applied.append(AppliedChange(to_record(row), touched))
    return rows, tuple(applied), tuple(findings.findings)


def _apply(rows: Rows, change: Row, at: str) -> int:
    """Apply one change to `rows`; returns how many rows it touched."""
    sheet = _sheet(change["sheet"])
    table = rows.table(sheet.name)
    operation = change["op"]
    if operation == "insert":
        rows.tables[sheet.name] = replace(table, rows=[*table.rows, _inserted(sheet, change, at)])
        return 1
    selected = select(table, change["where"] or "")
    if operation == "remove":
        remaining = [row for row in table.rows if id(row) not in selected]
    else:
        remaining = [_changed(row, change, at) if id(row) in selected else row for row in table.rows]
    rows.tables[sheet.name] = replace(table, rows=remaining)
    return len(selected)


def _sheet(name: str) -> Sheet:
    sheet = ALL_SHEETS.get(name.casefold())
    if sheet is None or sheet.name in FIXED:
        names = [sheet for sheet in ALL_SHEETS if sheet not in FIXED]
        raise ChangeError(
            "sheet", "no sheet that a change may touch", closest(name, names) or f"give one of {', '.join(names)}"
        )
    return sheet


def _column(sheet: Sheet, name: str, at: str) -> Column:
    columns = {**sheet.by_column, SOURCE.name: SOURCE}
    column = columns.get(name.strip().casefold())
    if column is None:
        advice = closest(name, list(columns)) or f"give one of {', '.join(columns)}"
        raise ChangeError(at, f"{sheet.name} has no column {name}".strip(), advice)
    return column


def select(table: Table, where: str) -> set[int]:
    """Identities of the rows that `where` selects: `a=b; c=d|e` (all must hold) or `*`."""
    if where.strip() == "*":
        conditions = []
    else:
        conditions = [_condition(table.sheet, part) for part in where.split(";") if part.strip()]
        if not conditions:
            raise ChangeError("where", "where is blank", "give column=value, or * for every row")
    selected = {id(row) for row in table.rows if all(holds(row) for holds in conditions)}
    if not selected:
        raise ChangeError("where", "the change selects no row", f"compare it with the values in {table.title}")
    return selected


def _condition(sheet: Sheet, part: str) -> Callable[[Row], bool]:
    name, equals, values = part.partition("=")
    if not equals:
        raise ChangeError("where", f"no = in {part.strip()}", "write column=value; column=value, or * for every row")
    column = _column(sheet, name, "where")
    wanted = [_value(column, value, "where") for value in values.split("|")]
    return lambda row: row[column.name] in wanted


def _value(column: Column, raw: Any, at: str) -> Any:
    """`raw` as a value of `column`; texts of changes write numbers with a decimal point."""
    if isinstance(raw, str) and column.kind in NUMERIC and PLAIN.fullmatch(raw.strip()):
        raw = float(raw)
    value, problem = parse_cell(column, raw)
    if problem and problem.severity == "error":
        raise ChangeError(at, f"{problem.message} ({raw})", problem.advice)
    return value


def _inserted(sheet: Sheet, change: Row, at: str) -> Row:
    """The row that an `insert` describes."""
    given: dict[str, str] = {}
    for part in str(change["value"] or "").split(";"):
        name, equals, value = part.partition("=")
        if not equals:
            raise ChangeError("value", f"no = in {part.strip()}".strip(), "write column=value; column=value")
        given[_column(sheet, name, "value").name] = value
    row = Row(sheet, change.number, {}, changed={WHOLE_ROW: at})
    for name, text in given.items():
        column = (
            _setting(given.get("key", ""), "value")
            if sheet is SETTINGS_SHEET and name == "value"
            else _column(sheet, name, "value")
        )
        value = _value(column, text, "value")
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


def _changed(row: Row, change: Row, at: str) -> Row:
    """A copy of `row` with one column set, added to, scaled or shifted."""
    column = _column(row.sheet, change["column"] or ("value" if row.sheet is SETTINGS_SHEET else ""), "column")
    kind = row.column(column.name) if row.sheet is SETTINGS_SHEET else column
    if kind is None:
        raise ChangeError("where", "the setting is unknown", "correct the key in settings")
    changed = row.copy()
    if change["op"] == "set":
        value = _value(kind, change["value"], "value")
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
    value = _value(AMOUNT, raw, "value")
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
    return None if value is None else _value(column, operation(value), "value")


def _shift_months(column: Column, value: Any, raw: Any) -> Any:
    """A date so many months later, or a year so many whole years."""
    months = _amount(raw)
    if months != int(months):
        raise ChangeError("value", "months are not a whole number", "give a whole number of months")
    if column.name == "year" and months % 12 == 0:
        return None if value is None else _value(column, value + int(months) // 12, "value")
    if column.kind is not Kind.DATE:
        raise ChangeError(
            "op", f"{column.name} holds no dates", "use add, or a column of dates (years shift by 12, 24 …)"
        )
    return None if value is None else _value(column, later(value, int(months)), "value")


OPERATIONS: dict[str, Callable[[Column, Any, Any], Any]] = {"add": _add, "scale": _scale, "shift_months": _shift_months}
