"""What each part of a sum of scenarios contributes: alone, together, and beyond what the parts add up to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite

from pooling.output.entry import Entry, Kpi, kpis, proven
from pooling.output.overview import CHANGE, LEAST, MOST, change, lessened, main_kpi
from pooling.output.proof import effect
from pooling.output.table import Cell, Column, Table, columns
from pooling.plan.proof import ROUNDING, Interval

Sums = Mapping[str, Sequence[str]]
"""Name of a sum of scenarios → its parts."""

ALONE, TOGETHER, INTERPLAY = "alone", "together", "interplay"
"""Rows of a sum: a part against base, the sum against base, the sum against its parts' changes added up."""


def contributions_tables(entries: Sequence[Entry], sums: Sums, base: str) -> list[Table]:
    """A row a part, one for the whole and one for what it is beyond its parts; no table where there is no sum."""
    head = columns("sum:code of:code part:code")
    shown = kpis(entry.case for entry in entries)
    for kpi in shown:
        head += (Column(kpi.name + CHANGE, kpi.kind),)
    for kpi in proven(shown):
        head += (Column(kpi.name + LEAST, kpi.kind), Column(kpi.name + MOST, kpi.kind))
    rows: list[tuple[Cell, ...]] = []
    for name, first, parts, whole in _solved(entries, sums, base):
        rows += [(name, ALONE, part.name, *_changes(shown, first, part)) for part in parts]
        rows += [
            (name, TOGETHER, None, *_changes(shown, first, whole)),
            (name, INTERPLAY, None, *_interplay(shown, first, parts, whole)),
        ]
    title = "What each part of a sum of scenarios changes: alone, together, and beyond the parts added up"
    return [Table("contributions", title, head, tuple(rows))] if sums else []


def contributions_sentences(entries: Sequence[Entry], sums: Sums, base: str) -> list[str]:
    """What each sum's parts do to the first objective, as far as is proven."""
    lines = []
    for name, first, parts, whole in _solved(entries, sums, base):
        kpi = main_kpi(first)
        alone = [f"{part.name} alone {effect(lessened(first, part, kpi), kpi.say)}" for part in parts]
        beyond = more_than_parts(first, parts, whole, kpi)
        lines.append(
            f"{kpi.title} in {name}, against {base}: {'; '.join(alone)}; "
            f"the sum {effect(lessened(first, whole, kpi), kpi.say)}; "
            f"beyond its parts added up it {effect(Interval(-beyond.high, -beyond.low), kpi.say)}."
        )
    return lines


def more_than_parts(first: Entry, parts: Sequence[Entry], whole: Entry, kpi: Kpi) -> Interval:
    """What the sum changes beyond its parts' changes added up: whole − Σ parts + (number of parts − 1) · base."""
    base, own, alone = kpi.interval(first), kpi.interval(whole), [kpi.interval(part) for part in parts]
    times = len(parts) - 1
    ends = (
        own.low - sum(part.high for part in alone) + times * base.low,
        own.high - sum(part.low for part in alone) + times * base.high,
    )
    sizes = [abs(end) for one in (base, own, *alone) for end in (one.low, one.high) if isfinite(end)]
    return Interval(*ends).beyond(ROUNDING * max(sizes, default=0.0))


def _solved(entries: Sequence[Entry], sums: Sums, base: str) -> Iterator[tuple[str, Entry, list[Entry], Entry]]:
    """Every sum that has a plan, and so do base and all its parts: name, base, parts, whole."""
    found = {entry.name: entry for entry in entries if entry.figures}
    for name, parts in sums.items():
        if {base, name, *parts} <= found.keys():
            yield name, found[base], [found[part] for part in parts], found[name]


def _changes(shown: Sequence[Kpi], first: Entry, entry: Entry) -> list[Cell]:
    assert first.figures is not None
    assert entry.figures is not None
    cells: list[Cell] = [kpi.of(entry.figures) - kpi.of(first.figures) + 0.0 for kpi in shown]
    for kpi in proven(shown):
        cells += _ends(change(first, entry, kpi))
    return cells


def _interplay(shown: Sequence[Kpi], first: Entry, parts: Sequence[Entry], whole: Entry) -> list[Cell]:
    cells: list[Cell] = []
    for kpi in shown:
        base, own, *alone = (kpi.of(entry.figures) for entry in (first, whole, *parts) if entry.figures)
        cells.append(own - sum(alone) + (len(alone) - 1) * base + 0.0)
    for kpi in proven(shown):
        cells += _ends(more_than_parts(first, parts, whole, kpi))
    return cells


def _ends(of: Interval) -> tuple[Cell, Cell]:
    """The least and the most, blank where nobody knows."""
    return (of.low + 0.0, of.high + 0.0) if of.known else (None, None)
