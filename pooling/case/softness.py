"""Limits that may give way: which cells the sheet `rules` names, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pooling.case.cells import closest
from pooling.case.findings import Collector, Finding
from pooling.case.places import Key
from pooling.case.rows import Row, Rows
from pooling.case.schema import BY_NAME, LIMITS
from pooling.case.selection import ChangeError, select

Limit = tuple[str, Key, str]
"""A cell of the case that states a limit: its sheet, the key of its row, its column."""

NONE: Mapping[Limit, int] = MappingProxyType({})


def softness(rows: Rows) -> tuple[Mapping[Limit, int], tuple[Finding, ...]]:
    """Limit → priority, 1 to 4, for limits that may give way, and what is wrong with the sheet `rules`.

    Where several rows name a limit, the last counts: exceptions stand below what is general.
    """
    findings = Collector(rows.file)
    soft: dict[Limit, int] = {}
    for row in rows["rules"]:
        if row.unread or not all(row[column] for column in ("sheet", "column", "where", "priority")):
            continue
        try:
            soft.update(_limits(rows, row))
        except ChangeError as fault:
            at = rows.at(row, fault.column)
            findings.error("rule", at, row[fault.column], fault.message, fault.advice)
    return soft, tuple(findings.findings)


def _limits(rows: Rows, row: Row) -> dict[Limit, int]:
    """The limits that a row of `rules` names. Raises `ChangeError`."""
    sheet, column = row["sheet"], row["column"]
    if column not in LIMITS[sheet]:
        known = LIMITS[sheet]
        advice = closest(column, list(known)) or f"give one of {', '.join(known)}"
        raise ChangeError("column", f"{sheet} has no limit {column} that may give way", advice)
    table = rows.table(sheet)
    chosen = select(table, row["where"])
    if chosen.nothing:
        nothing = chosen.nothing[0]
        raise ChangeError("where", nothing.message, nothing.advice)
    key = BY_NAME[sheet].key
    named = [other for other in table.rows if id(other) in chosen.rows]
    return {(sheet, tuple(other[part] for part in key), column): row["priority"] for other in named}
