"""Several plans side by side, as tables: overview, delays, frameworks, payments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from pooling.output.entry import Entry, owing, solved
from pooling.output.overview import CHANGE, overview_table
from pooling.output.table import Cell, Column, ColumnKind, Table, columns, unique_headers
from pooling.plan.conditions.ceilings import payments

Key = TypeVar("Key", bound=tuple[Cell, ...])


def comparison_tables(entries: Sequence[Entry]) -> list[Table]:
    """The four sheets; the first entry is what the others are held against."""
    return [overview_table(entries), delays_table(entries), frameworks_table(entries), payments_table(entries)]


def delays_table(entries: Sequence[Entry]) -> Table:
    """Delay of every partner's every item [months], a column an entry, and the change against the first."""
    title = "Mean delay of every partner's every item"
    late = {name: {key: row.delay for key, row in owing(figures).items()} for name, figures in solved(entries)}
    return wide_table(("delays", title), columns("partner:code item:code"), "months", late)


def payments_table(entries: Sequence[Entry]) -> Table:
    """Paid by every purse in every year at the prices reached [EUR], a column an entry, and its change."""
    paid = {name: {(row.partner, row.year): row.reached for row in f.budgets} for name, f in solved(entries)}
    return wide_table(
        ("payments", "Paid by purse and year, at the prices reached"), columns("partner:code year:int"), "money", paid
    )


def totals_table(entries: Sequence[Entry]) -> Table:
    """Paid by every purse over the horizon at the prices reached [EUR], a column an entry, and its change."""
    paid = {name: {(purse,): sum_ for purse, sum_ in payments(f).items()} for name, f in solved(entries)}
    return wide_table(
        ("totals", "Paid over the horizon by purse, at the prices reached"), columns("partner:code"), "money", paid
    )


def frameworks_table(entries: Sequence[Entry]) -> Table:
    """When every framework is signed, and by whom, two columns an entry; blank where it is not signed."""
    plans = solved(entries)
    names = {row.framework: row.name for entry in entries if entry.case for row in entry.case.frameworks}
    headers = unique_headers(
        [header for name, _ in plans for header in (name, f"partners {name}")], "framework", "name"
    )
    kinds: tuple[ColumnKind, ...] = ("date", "text")
    head = columns("framework:code name") + tuple(
        Column(header, kinds[position % 2]) for position, header in enumerate(headers)
    )
    rows = []
    for code in dict.fromkeys(code for _, figures in plans for code in figures.frameworks):
        cells: list[Cell] = [code, names.get(code)]
        for _, figures in plans:
            row = figures.frameworks.get(code)
            cells += [row.signed, ", ".join(row.partners)] if row else [None, None]
        rows.append(tuple(cells))
    return Table("frameworks", "Who signs which framework when", head, tuple(rows))


def wide_table(
    name: tuple[str, str], keys: tuple[Column, ...], kind: ColumnKind, values: Mapping[str, Mapping[Key, float]]
) -> Table:
    """A row a key, a column an entry, and beside each but the first its change against the first.

    `name` is code and title, `values` entry to key to figure; a figure that an entry lacks is blank.
    """
    wanted = [header for n, entry in enumerate(values) for header in (entry, *[f"{entry}{CHANGE}"] * (n > 0))]
    headers = unique_headers(wanted, *(column.name for column in keys))
    rows = []
    for key in dict.fromkeys(key for column in values.values() for key in column):
        first, *others = [column.get(key) for column in values.values()]
        cells: list[Cell] = [*key, first]
        for value in others:
            cells += [value, None if value is None or first is None else value - first]
        rows.append(tuple(cells))
    return Table(*name, keys + tuple(Column(header, kind) for header in headers), tuple(rows))
