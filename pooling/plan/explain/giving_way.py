"""Limits that give way where no plan keeps all: the least by which they do, the least important first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from models.instance import Instance
from pooling.case.case import Case
from pooling.case.places import Key, key_of
from pooling.case.softness import Limit, softness
from pooling.plan.explain.changes import new_value
from pooling.plan.explain.loosest import loosest
from pooling.plan.explain.rules import Rule, Rules
from pooling.plan.explain.smallest import Search
from pooling.plan.program.matrix import TrivialClash

SECONDS = 60.0
"""Time for the search."""

PRIORITIES = (1, 2, 3, 4)


@dataclass(frozen=True)
class GivenWay:
    """A limit that gives way: where it stands, its priority, what it is and what it becomes."""

    cell: str
    sheet: str
    key: Key
    column: str
    priority: int
    given: float | date | None
    suggested: float | date

    def __str__(self) -> str:
        """As a sentence."""
        before = "blank" if self.given is None else _text(self.given)
        return f"{self.cell}: {self.column} of {self.of} {_text(self.suggested)} instead of {before}"

    @property
    def of(self) -> str:
        """What the limit is about."""
        return of(self.key)


def of(key: Key) -> str:
    """What a limit with this key is about."""
    return ", ".join(map(str, key))


def giving_way(case: Case, stated: Instance, ceilings: Mapping[str, float]) -> tuple[GivenWay, ...]:
    """Limits that the sheet `rules` names, as little changed as lets the case have a plan; none where none helps.

    Goals in order of their priority: first those of priority 1 are broken as little as can be, then those of 2, and so
    on; each by its part of what its cell holds. Rounded so that they suffice. `stated`, `ceilings` as in `clashing`.
    """
    rules = Rules(case, stated, ceilings)
    try:
        loose = loosest(rules)
    except TrivialClash:
        return ()
    search, soft = Search(loose, stated.periods, SECONDS), softness(case)
    priority = {rule: soft.get(cell, 0) for rule in search.rules if (cell := rules.cell(rule)) is not None}
    broken = search.least_in_turn([[rule for rule in priority if priority[rule] == level] for level in PRIORITIES])
    if broken is None:
        return ()
    found: dict[Limit, list[Rule]] = defaultdict(list)
    for rule in broken.amounts:
        cell = rules.cell(rule)
        if cell is not None:
            found[cell].append(rule)
    return tuple(
        GivenWay(
            case.places.at(*cell),
            *cell,
            soft[cell],
            given_in(case, cell),
            _farthest(cell[2], [new_value(rules, rule, broken) for rule in about]),
        )
        for cell, about in sorted(found.items(), key=lambda item: (-soft[item[0]], str(item[0])))
    )


def softened(case: Case, changes: Sequence[GivenWay]) -> Case:
    """The case with limits as suggested."""
    for change in changes:
        new: dict[str, Any] = {change.column: change.suggested}
        tables: dict[str, Any] = {
            change.sheet: tuple(
                replace(row, **new) if key_of(change.sheet, row) == change.key else row
                for row in getattr(case, change.sheet)
            )
        }
        case = replace(case, **tables)
    return case


def _farthest(column: str, values: Sequence[Any]) -> Any:
    """Of what several rules that stand in one cell ask, what suffices for all."""
    return min(values) if column.startswith("min_") or column == "earliest" else max(values)


def given_in(case: Case, cell: Limit) -> Any:
    """What the case holds in a cell."""
    sheet, key, column = cell
    return getattr(next(row for row in getattr(case, sheet) if key_of(sheet, row) == key), column)


def _text(value: float | date) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else f"{value:,.10g}"
