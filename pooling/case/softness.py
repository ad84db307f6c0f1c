"""Limits that may give way: which cells the sheet `rules` names, and in which order."""

from __future__ import annotations

from collections.abc import Mapping

from pooling.case.case import Case
from pooling.case.places import Key, key_of
from pooling.case.selection import positions

Limit = tuple[str, Key, str]
"""A cell of the case that states a limit: its sheet, the key of its row, its column."""


def softness(case: Case) -> Mapping[Limit, int]:
    """Limit → priority, 1 to 4, for limits that may give way.

    Where several rows name a limit, the last counts: exceptions stand below what is general.
    """
    soft: dict[Limit, int] = {}
    for rule in case.rules:
        records = getattr(case, rule.sheet)
        for n in positions(rule.sheet, records, rule.where):
            soft[rule.sheet, key_of(rule.sheet, records[n]), rule.column] = rule.priority
    return soft
