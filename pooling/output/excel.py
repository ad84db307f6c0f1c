"""Tables to `.xlsx`, one sheet each: the same bytes for the same tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pooling.output.book import PAGES, Book, fitting, new_book, set_heights
from pooling.output.look import (
    DARK,
    MIDDLE,
    OBJECTIVE_FORMATS,
    alignment,
    kind_of,
    lines_of,
    number_format,
    pages_across,
    width,
)
from pooling.output.table import Cell, Column, Table

SUMMARY_HEADER = 4
"""Row of the summary's table header, counted from 0: title, scenario and marking stand above it."""

SUMMARY_LINES = 60
"""Lines of a summary that still fit one readable page."""

HEADLINE = "headline"
"""Key of the summary's sentences."""


def write_tables(
    path: Path,
    tables: Sequence[Table],
    *,
    title: str,
    marking: str = "",
    properties: Mapping[str, str] | None = None,
    force: bool = False,
    charts: Callable[[Book], None] | None = None,
    costly: bool = False,
    pages: str = PAGES,
    summary: str = "summary",
) -> None:
    """Write `tables` to `path`, one sheet each in this order; `charts` may add sheets after them.

    Every sheet is an Excel table in A1, but the one called `summary`, where it stands below a title; `pages` is the
    foot of every page. Raises as `new_book`.
    """
    with new_book(
        path, title=title, marking=marking, properties=properties, force=force, costly=costly, pages=pages
    ) as book:
        for table in tables:
            if table.name == summary:
                _write_summary(book, table)
            elif table.name == "stages":
                _write_stages(book, table)
            else:
                add_table_sheet(book, table)
        if charts:
            charts(book)


def add_table_sheet(
    book: Book,
    table: Table,
    optional: Collection[str] = (),
    *,
    as_text: Collection[str] = (),
    least: Mapping[str, float] = MappingProxyType({}),
) -> Any:
    """A sheet that holds `table` from A1 on; the headers of `optional` columns are paler. Gives XlsxWriter's sheet.

    In columns `as_text` whatever is typed stays text; columns are at least as wide as `least` says.
    """
    sheet = book.add_sheet(table.name, table.title)
    lines = [1] * len(table.rows)
    sizes = []
    for position, column in enumerate(table.columns):
        values = [row[position] for row in table.rows]
        sizes.append(size := max(width(column.name, column.kind, values), least.get(column.name, 0)))
        _write_column(book, sheet, position, column, values, size, column.name in as_text)
        if column.kind == "text":
            lines = [max(most, lines_of(value, size)) for most, value in zip(lines, values, strict=True)]
    set_heights(sheet, lines, 1)
    _spread(sheet, pages_across(sizes))
    book.add_table(sheet, table.name, _headers(book, table, optional), len(table.rows))
    return sheet


def _write_stages(book: Book, table: Table) -> None:
    """The table of stages; values and bounds are shown in the unit of their objective."""
    sheet = add_table_sheet(book, table)
    for row, record in enumerate(table.records(), start=1):
        for position, column in enumerate(table.columns):
            if column.name in ("value", "bound"):
                shape = {"num_format": OBJECTIVE_FORMATS.get(record["objective"], "General"), **alignment(column.kind)}
                book.put(sheet, row, position, record[column.name], **shape)


def _spread(sheet: Any, pages: int) -> None:
    """Print a wide table on `pages` beside each other; its first column stays in view there and on the screen."""
    if pages > 1:
        sheet.fit_to_pages(pages, 0)
        sheet.repeat_columns(0)
        sheet.print_across()
        sheet.freeze_panes(1, 1)


def _write_column(
    book: Book, sheet: Any, position: int, column: Column, values: Sequence[Cell], size: float, as_text: bool = False
) -> None:
    shape = {
        "num_format": "@" if as_text else number_format(column.kind, values),
        **alignment(column.kind),
        "text_wrap": column.kind == "text",
    }
    sheet.set_column(position, position, size, book.format(**shape))
    for row, value in enumerate(values, start=1):
        mixed = column.kind == "text" and not isinstance(value, str)
        book.put(sheet, row, position, value, **(_single_shape(column.name, value) if mixed else shape))


def _single_shape(key: str, value: Cell) -> dict[str, Any]:
    """The look of a number or date in a column of text; the `value` beside a `key` stands left whatever it is."""
    kind = kind_of(key, value)
    return {"num_format": number_format(kind, [value]), **alignment("text" if key == "value" else kind)}


def _headers(book: Book, table: Table, optional: Collection[str] = ()) -> list[tuple[str, Any]]:
    return [(c.name, book.header_format(c.kind, c.name not in optional)) for c in table.columns]


def _write_summary(book: Book, table: Table) -> None:
    """Keys, values and whatever stands beside them, below a title; headlines come first."""
    rows = sorted(table.rows, key=lambda row: row[0] != HEADLINE)
    sheet = book.add_sheet(table.name, table.title, SUMMARY_HEADER)
    sheet.set_tab_color(DARK)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, fitting(book.title), book.format(bold=True, font_size=18, font_color=DARK))
    sheet.write_string(1, 0, table.title, book.format(font_size=11, font_color=MIDDLE))
    sheet.write_string(2, 0, fitting(book.marking), book.format(bold=True, font_size=11))
    sizes = (32, 88, *[30] * len(table.columns))[: len(table.columns)]
    for position, size in enumerate(sizes):
        sheet.set_column(position, position, size)
    first = SUMMARY_HEADER + 1
    for row, (key, value, *others) in enumerate(rows, start=first):
        book.put(sheet, row, 0, key, font_color=MIDDLE, **alignment("text"))
        shape = _single_shape(str(key), value) | alignment("text") | {"text_wrap": True}
        book.put(sheet, row, 1, value, bold=key == HEADLINE, **shape)
        for position, other in enumerate(others, start=2):
            book.put(sheet, row, position, other, text_wrap=True, **alignment("text"))
    lines = [max(lines_of(cell, size) for cell, size in zip(row, sizes, strict=True)) for row in rows]
    set_heights(sheet, lines, first)
    if sum(lines) <= SUMMARY_LINES:
        sheet.fit_to_pages(1, 1)
    book.add_table(sheet, table.name, _headers(book, table), len(table.rows), SUMMARY_HEADER)
