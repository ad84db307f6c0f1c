"""Scenarios: named sets of changes, applied to rows before they are checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pooling.case.case import AppliedChange
from pooling.case.cells import closest
from pooling.case.findings import Collector, Finding
from pooling.case.operations import changed
from pooling.case.records import to_record
from pooling.case.rows import ALL_SHEETS, SETTING, SETTINGS_SHEET, WHOLE_ROW, Row, Rows
from pooling.case.schema import Column, Sheet
from pooling.case.selection import ChangeError, column_of, select, value_of
from pooling.case.sums import BASE, Ledger, parts_of, unknown_parts

FIXED = ("scenarios", "changes")
"""Sheets that no change may touch."""


class Scenarios:
    """The scenarios of the case in `base`, to be applied one at a time, or several in a sum."""

    def __init__(self, base: Rows) -> None:
        self.base = base
        self.names: dict[str, None] = {row["scenario"]: None for row in base["scenarios"] if row["scenario"]}
        self.changes: dict[str, list[Row]] = defaultdict(list)
        for row in base["changes"]:
            self.changes[row["scenario"]].append(row)

    def parts(self, name: str) -> tuple[str, ...]:
        """The scenarios that `name` adds up."""
        return parts_of(name, (BASE, *self.names))

    def apply(self, name: str) -> tuple[Rows, tuple[AppliedChange, ...], tuple[Finding, ...]]:
        """The rows with the changes of scenario `name` applied in order, what each touched, and what went wrong.

        Of a sum those of each part, one part after the other as written; where that order matters is warned of.
        """
        base, findings = self.base, Collector(self.base.file)
        for row in self.changes.get(BASE, ()):
            message = f"{BASE} is the case without changes"
            findings.error("change", base.at(row, "scenario"), BASE, message, "give the change's scenario another name")
        parts, known = self.parts(name), [BASE, *self.names]
        unknown = list(unknown_parts(parts, known))
        for part, message in unknown:
            advice = "name it once" if part in known else closest(part, known)
            findings.error("unknown-scenario", "scenarios", part, message, advice or f"there are {', '.join(known)}")
        if unknown:
            return base, (), tuple(findings.findings)
        rows, ledger = replace(base, tables=dict(base.tables)), Ledger(base)
        applied = []
        for part in parts if parts != (BASE,) else ():
            ledger.part = part
            for row in self.changes.get(part, ()):
                if row.unread:
                    continue
                try:
                    touched = _apply(rows, row, ledger, findings)
                except ChangeError as fault:
                    at = base.at(row, fault.column)
                    findings.error("change", at, row.values.get(fault.column), fault.message, fault.advice)
                else:
                    applied.append(AppliedChange(to_record(row), touched))
        if len(parts) > 1:
            ledger.tell(findings)
        return rows, tuple(applied), tuple(findings.findings)


def _apply(rows: Rows, change: Row, ledger: Ledger, findings: Collector) -> int:
    """Apply one change to `rows`; returns how many rows it changed."""
    sheet, base = _sheet(change["sheet"]), ledger.base
    table = rows.table(sheet.name)
    at = base.at(change, "value")
    operation = change["op"]
    if operation == "insert":
        new = _inserted(sheet, change, at)
        if ledger.is_inserted_by_others(new):
            return 0
        ledger.inserted(change, new)
        rows.tables[sheet.name] = replace(table, rows=[*table.rows, new])
        return 1
    gone = ledger.removed_by_others(sheet.name)
    selection = select(replace(table, rows=[*table.rows, *gone]), change["where"] or "")
    for nothing in selection.nothing:
        findings.warn("change", base.at(change, "where"), nothing.value, nothing.message, nothing.advice)
    chosen = [row for row in table.rows if id(row) in selection.rows]
    if operation == "remove":
        for row in chosen:
            ledger.removed(change, row)
        rows.tables[sheet.name] = replace(table, rows=[row for row in table.rows if id(row) not in selection.rows])
        return len(chosen)
    column = column_of(sheet, change["column"] or ("value" if sheet is SETTINGS_SHEET else ""), "column")
    missed = [row for row in gone if id(row) in selection.rows]
    touched = {id(row): changed(row, column, change, at) for row in chosen}
    if not any(ledger.is_changed_by_others(row, column) for row in (*chosen, *missed)):
        _require_effect(chosen, touched, column)
    for row in missed:
        ledger.missed(change, row)
    for row in chosen:
        ledger.changed(change, row, column, touched[id(row)])
    rows.tables[sheet.name] = replace(table, rows=[touched.get(id(row), row) for row in table.rows])
    return sum(touched[id(row)][column.name] != row[column.name] for row in chosen)


def _require_effect(selected: Iterable[Row], touched: Mapping[int, Row], column: Column) -> None:
    """A change that changes no cell is a mistake; cells that cannot be read are told already."""
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
