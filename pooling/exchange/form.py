"""Form: a demand sheet's contents, from a partner's view and the phrases of its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pooling.case.schema import SOURCE, Column, Kind
from pooling.exchange.entry import NAMES, SCHEMA_VERSION, fields
from pooling.exchange.view import View
from pooling.output.table import Cell
from pooling.output.template_book import CodeList, EntryTable, Field, Form

Marks = Mapping[tuple[int, int], str]

LISTS = {("orders", "line"): "lines", "item": "items", "product": "products"}
LIST_COLUMNS = {
    "items": ("item", "name", "unit", "lot_size"),
    "products": ("product", "name", "unit", "item"),
    "lines": ("line", "name"),
}
BLANK_ROWS = 40
"""Rows left to fill in below those filled in already, at least."""


@dataclass(frozen=True)
class Version:
    """Which of a partner's sheets it is: `issue` counts the planners' rounds, `revision` the partner's answers."""

    issue: int = 1
    revision: int = 1


@dataclass(frozen=True)
class Entries:
    """A table's rows as they are to be shown, in the order of its fields, with the notes on cells to correct."""

    rows: tuple[tuple[Cell, ...], ...]
    marks: Marks = field(default_factory=dict)


def form(
    view: View,
    words: Mapping[str, Any],
    version: Version,
    *,
    blank_rows: int = BLANK_ROWS,
    entries: Mapping[str, Entries] | None = None,
    contact: str = "",
    corrections: Sequence[tuple[Cell, ...]] = (),
) -> Form:
    """The demand sheet of the view's partner, filled with its rows, or with `entries` where it is sent back."""
    facts: dict[str, Cell] = {
        "case": view.case,
        "partner": view.partner,
        "name": view.name,
        "marking": view.marking,
        "period": f"{view.start} – {view.end}",
        "issue": version.issue,
        "revision": version.revision,
        "contact": contact,
        "schema": SCHEMA_VERSION,
    }
    shown = entries or {name: _entries(view, name) for name in NAMES}
    return Form(
        title=f"{words['title']} – {view.name} ({view.partner})",
        marking=view.marking,
        words=words,
        facts=facts,
        tables=tuple(_table(view, words, name, shown[name], blank_rows) for name in NAMES),
        lists=tuple(_list(words, name, getattr(view, name)) for name in LIST_COLUMNS),
        corrections=tuple(corrections),
    )


def _entries(view: View, name: str) -> Entries:
    return Entries(tuple(tuple(record.get(column.name) for column in fields(name)) for record in view.own[name]))


def _table(view: View, words: Mapping[str, Any], name: str, entries: Entries, blank_rows: int) -> EntryTable:
    about = words["sheets"][name]
    entry_fields = tuple(_field(view, words, name, column) for column in fields(name))
    size = len(entries.rows) + blank_rows
    return EntryTable(name, about["title"], about["hint"], entry_fields, entries.rows, size, entries.marks)


def _field(view: View, words: Mapping[str, Any], name: str, column: Column) -> Field:
    label, hint = words["columns"].get(f"{name}.{column.name}") or words["columns"][column.name]
    codes = LISTS.get((name, column.name)) or LISTS.get(column.name, "")
    unit = words["units"][_unit(column, bool(codes))]
    example = _example(view, name, column)
    return Field(column, label, unit, hint, f"{words['examples']} {example}" if example != "" else "", codes)


def _unit(column: Column, listed: bool) -> str:
    if listed or column.kind is Kind.CHOICE:
        return "list"
    if column.kind is Kind.CODE:
        return "code"
    return column.unit or "text"


def _example(view: View, name: str, column: Column) -> str:
    """What an entry could look like."""
    item, product, line = (next((row[0] for row in rows), "") for rows in (view.items, view.products, view.lines))
    year = view.start.year + 1
    examples = {
        "line": line if name == "orders" else f"{view.partner}-{item}-{year}",
        "order": f"{view.partner}-1",
        "item": item,
        "product": product,
        "purpose": "norm",
        "year": str(year),
        "quantity": "10000",
        "amount": "25000000",
        "shift_cost": "2.50",
        "unit_price": "3500.00",
        "currency": "EUR",
    }
    if column.name == "counted":
        return (view.start - timedelta(days=1)).isoformat()
    if column.kind is Kind.DATE:
        return f"{year}-{'01-01' if column.name == 'from' else '06-30'}"
    return "" if column is SOURCE else examples[column.name]


def _list(words: Mapping[str, Any], name: str, rows: tuple[tuple[Any, ...], ...]) -> CodeList:
    columns = words["columns"]
    headers = tuple((columns.get(key) or columns[f"orders.{key}"])[0] for key in LIST_COLUMNS[name])
    return CodeList(name, words["sheets"][name]["title"], headers, rows)
