"""Sums of scenarios, such as `more-budget+surge`: their parts, and where the order of the parts matters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from math import isclose
from typing import Any

from pooling.case.findings import Collector
from pooling.case.operations import kind_in, outcome
from pooling.case.rows import WHOLE_ROW, Row, Rows
from pooling.case.schema import Column
from pooling.case.selection import ChangeError

BASE = "base"
PLUS = "+"
"""Between the parts of a sum."""


def parts_of(name: str, known: Collection[str]) -> tuple[str, ...]:
    """The scenarios that `name` adds up, in the order written; `base` adds nothing to others.

    What is a scenario's name stands for it, whatever signs it holds. Names that are not `known` are among the parts.
    """
    if name in known:
        return (name,)
    pieces, parts = [piece.strip() for piece in name.split(PLUS)], []
    while pieces:
        size = next((n for n in range(len(pieces), 1, -1) if PLUS.join(pieces[:n]) in known), 1)
        parts.append(PLUS.join(pieces[:size]))
        pieces = pieces[size:]
    return tuple(part for part in parts if part != BASE) or (BASE,)


def sum_of(parts: Sequence[str]) -> str:
    """What a sum of these scenarios is called."""
    return PLUS.join(parts)


@dataclass(frozen=True)
class Event:
    """What the `change` of a `part` did to a cell; without `column` to a whole row: `deed` says what."""

    part: str
    change: Row
    row: Row
    column: Column | None = None
    after: Any = None
    deed: str = ""


@dataclass
class Ledger:
    """What the parts of a sum have done to rows so far; `part` is the one at work."""

    base: Rows
    part: str = ""
    events: dict[tuple[str, int, bool], list[Event]] = field(default_factory=lambda: defaultdict(list))
    gone: dict[str, list[tuple[str, Row]]] = field(default_factory=lambda: defaultdict(list))
    new: list[tuple[str, Row]] = field(default_factory=list)

    def changed(self, change: Row, row: Row, column: Column, after: Row) -> None:
        """`change` has made `after` of `row`, under `column`."""
        self._of(row).append(Event(self.part, change, row, column, after[column.name]))

    def inserted(self, change: Row, row: Row) -> None:
        """`change` has inserted `row`."""
        self.new.append((self.part, row))
        self._of(row).append(Event(self.part, change, row, deed=f"{self.part} inserts it"))

    def removed(self, change: Row, row: Row) -> None:
        """`change` has removed `row`."""
        self.gone[row.sheet.name].append((self.part, row))
        self._of(row).append(Event(self.part, change, row, deed=f"{self.part} removes it"))

    def missed(self, change: Row, row: Row) -> None:
        """`change` means `row`, which another part has removed."""
        self._of(row).append(Event(self.part, change, row, deed="it stays removed"))

    def removed_by_others(self, sheet: str) -> list[Row]:
        """Rows of `sheet` that other parts have removed."""
        return [row for part, row in self.gone[sheet] if part != self.part]

    def is_inserted_by_others(self, row: Row) -> bool:
        """Has another part inserted a row of the same values?"""
        return any(
            part != self.part and other.sheet is row.sheet and other.values == row.values for part, other in self.new
        )

    def is_changed_by_others(self, row: Row, column: Column) -> bool:
        """Has another part done anything to the cell?"""
        return any(event.part != self.part and event.column in (None, column) for event in self._of(row))

    def _of(self, row: Row) -> list[Event]:
        return self.events[row.sheet.name, row.number, WHOLE_ROW in row.changed]

    def tell(self, findings: Collector) -> None:
        """Warn of every two changes of different parts whose order matters, with the first cell concerned."""
        pairs: dict[tuple[int, int], list[tuple[Event, Event, str]]] = defaultdict(list)
        for events in self.events.values():
            for first, second in combinations(events, 2):
                what = _clash(first, second) if first.part != second.part else ""
                if what:
                    pairs[second.change.number, first.change.number].append((first, second, what))
        for _, found in sorted(pairs.items()):
            first, second, what = found[0]
            more = f", as {len(found) - 1} more," if len(found) > 1 else ""
            message = (
                f"{self._place(first)}{more} is changed by {first.part} ({self._at(first)}), then by {second.part}"
            )
            advice = f"the later part counts last: {sum_of((second.part, first.part))} is the other order"
            findings.warn("clash", self._at(second), second.change["value"], f"{message}: {what}", advice)

    def _at(self, event: Event) -> str:
        return self.base.at(event.change, "where" if event.change["op"] == "remove" else "value")

    def _place(self, event: Event) -> str:
        """The cell, or row, in the workbook."""
        row, table = event.row, self.base.table(event.row.sheet.name)
        if WHOLE_ROW in row.changed:
            return "a new row"
        letter = table.letters.get(event.column.name, "") if event.column else ""
        return f"{table.title}!{letter}{row.number}" if letter else f"row {row.number} of {table.title}"


def _clash(first: Event, second: Event) -> str:
    """What comes of two events where their order matters; empty where it does not."""
    if first.column is None or second.column is None:
        return second.deed or first.deed
    if first.column.name != second.column.name:
        return ""
    kind, before = kind_in(first.row, first.column), first.row[first.column.name]
    now = f"{_shown(before)} becomes {_shown(first.after)}, then {_shown(second.after)}"
    try:
        swapped = outcome(kind, first.change, outcome(kind, second.change, before))
        straight = outcome(kind, second.change, outcome(kind, first.change, before))
    except ChangeError:
        return now
    return "" if _equal(straight, swapped) else f"{now}, the other way round {_shown(swapped)}"


def _equal(one: Any, other: Any) -> bool:
    """But for rounding."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return isclose(one, other, rel_tol=1e-9)
    return bool(one == other)


def _shown(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.10g}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "blank" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def unknown_parts(parts: Sequence[str], known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Parts of a sum that cannot be: each with what is wrong."""
    for position, part in enumerate(parts):
        if part in parts[:position]:
            yield part, "the sum names the scenario twice"
        elif not part:
            yield sum_of(parts), f"there is no scenario before or after a {PLUS}"
        elif part not in known:
            yield part, "the workbook has no such scenario"
