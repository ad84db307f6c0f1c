"""Which of the tool's workbooks a workbook is, by its sheets: so that a wrong one is told in one line."""

from __future__ import annotations

from collections.abc import Iterable

CASE, NONE = "a case", "no workbook of pooling"
EXTRACTS = (
    ("summary", "decisions"),
    ("samenvatting", "beslissingen"),
    ("übersicht", "entscheidungen"),
    ("synthèse", "décisions"),
    ("volumes", "call_offs"),
)
"""Sheets of an extract in each of its languages, and of one by an earlier version."""
KINDS = (
    (CASE, frozenset({"settings", "partners"})),
    ("a result of pooling solve", frozenset({"stages", "call_offs"})),
    *(("a partner's extract by pooling share", frozenset(sheets)) for sheets in EXTRACTS),
    ("a comparison by pooling frontier", frozenset({"frontier", "summary"})),
    ("a comparison by pooling shift", frozenset({"options", "ledger"})),
    ("an analysis by pooling stress", frozenset({"promises", "failures"})),
    ("a comparison by pooling gain", frozenset({"gain", "summary"})),
    ("a comparison by pooling compare", frozenset({"overview", "summary"})),
    ("a partner's demand sheet", frozenset({"cover", "demand"})),
)
"""What it is called, and sheets that all such workbooks have; the first that fits counts."""


def kind_of(sheets: Iterable[str]) -> str:
    """What the workbook with these sheets is called; `NONE` where it is none."""
    names = {name.strip().casefold() for name in sheets}
    return next((kind for kind, sure in KINDS if sure <= names), NONE)
