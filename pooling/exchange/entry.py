"""Entry: which sheets and columns of a case a partner fills in, derived from the case's schema."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pooling.case.rows import Row
from pooling.case.schema import BY_NAME, SOURCE, Column, Sheet

NAMES = ("demand", "stock", "norms", "usage", "budgets", "orders")
"""Sheets whose rows belong to one partner, in the order in which it fills them in."""

PARTNER = "partner"
SCHEMA_VERSION = 2
"""Raised whenever a demand sheet's columns or meaning change."""


def _entry_sheet(name: str) -> Sheet:
    """The sheet as a partner gives it: whose rows they are stands on the cover, so that column may be absent."""
    sheet = BY_NAME[name]
    columns = tuple(
        replace(column, required=False, refers="", also=()) if column.name == PARTNER else column
        for column in sheet.columns
    )
    return replace(sheet, columns=columns)


ENTRY_SHEETS: dict[str, Sheet] = {name: _entry_sheet(name) for name in NAMES}


def fields(name: str) -> tuple[Column, ...]:
    """The columns of a sheet that a partner fills in, `source` last."""
    return (*(column for column in BY_NAME[name].columns if column.name != PARTNER), SOURCE)


def owned(rows: Iterable[Row], partner: str) -> list[Row]:
    """The rows that belong to `partner`."""
    return [row for row in rows if row[PARTNER] == partner]
