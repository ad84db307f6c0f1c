"""Checks of rows that name others by a `where`: those are there, and so is what is said of them."""

from __future__ import annotations

from pooling.case.cells import closest
from pooling.case.findings import Collector
from pooling.case.rows import Rows
from pooling.case.schema import LIMITS
from pooling.case.selection import EVERY_ROW, ChangeError, select

NAMING = {"uncertain": ("what", "uncertain"), "rules": ("sheet", "rule")}
"""Sheet to the column that says of which sheet its rows name rows, and the code of what is wrong with them."""


def named(rows: Rows, findings: Collector) -> None:
    """Each row names rows that there are."""
    for sheet, (of, rule) in NAMING.items():
        for row in rows[sheet]:
            if row[of] is None or "where" in row.unread:
                continue
            at, where = rows.at(row, "where"), row["where"] or EVERY_ROW
            try:
                selection = select(rows.table(row[of]), where)
            except ChangeError as fault:
                findings.error(rule, at, where, fault.message, fault.advice)
            else:
                for nothing in selection.nothing:
                    findings.warn(rule, at, nothing.value, nothing.message, nothing.advice)


def limits(rows: Rows, findings: Collector) -> None:
    """What may give way is a limit of its sheet."""
    for row in rows["rules"]:
        known = LIMITS.get(row["sheet"], ())
        if known and row["column"] is not None and row["column"] not in known:
            message = f"{row['sheet']} has no limit {row['column']} that may give way"
            advice = closest(row["column"], list(known)) or f"give one of {', '.join(known)}"
            findings.error("rule", rows.at(row, "column"), row["column"], message, advice)
