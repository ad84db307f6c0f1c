"""Cases written back: the rows read from a case workbook, with all that its planners added to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from pooling.case.reader import LOG
from pooling.case.rows import ALL_SHEETS, SETTING, Rows, Table
from pooling.case.schema import SOURCE
from pooling.output.book import Book, new_book
from pooling.output.case_book import README, complete_settings, write_readme, write_sheet
from pooling.output.excel import add_table_sheet
from pooling.output.look import alignment, width
from pooling.output.table import Table as OutTable

Record = Mapping[str, Any]


def write_rows(path: Path, rows: Rows, log: OutTable, *, force: bool = False) -> None:
    """Write the case in `rows` to `path`, its sheet `log` last.

    Comments, columns and sheets that no case has are kept; formulas become their values, and `read me` is written
    anew. Raises as `new_book`.
    """
    settings = rows.settings()
    with new_book(path, title=settings["case"], marking=settings.get("marking", ""), force=force) as book:
        write_readme(book)
        for name, sheet in ALL_SHEETS.items():
            table = rows.table(name)
            records = _settings(table) if name == "settings" else _records(table)
            write_sheet(book, sheet, records, list(table.extra))
        for title, lines in rows.others.items():
            if title.strip().casefold() not in (README, LOG):
                _write_grid(book, title, lines)
        add_table_sheet(book, log)


def _records(table: Table) -> list[Record]:
    """The table's rows by column, comments among them where they stood."""
    records: list[tuple[int, Record]] = [(row.number, {**row.values, **row.extra}) for row in table.rows]
    records += [(number, _comment(table, cells)) for number, cells in table.comments]
    return [record for _, record in sorted(records, key=lambda placed: placed[0])]


def _comment(table: Table, cells: Sequence[Any]) -> Record:
    columns = [*(column.name for column in table.sheet.columns), SOURCE.name, *table.extra]
    return dict(zip(columns, cells, strict=False))


def _settings(table: Table) -> list[Record]:
    """Settings in the schema's order, then keys that no case has, then comments."""
    records = [{**row.values, **row.extra} for row in table.rows if row.values.get("key")]
    known = [record for record in records if record["key"] in SETTING]
    others = [record for record in records if record["key"] not in SETTING]
    return [*complete_settings(known), *others, *(_comment(table, cells) for _, cells in table.comments)]


def _write_grid(book: Book, title: str, lines: Sequence[Sequence[Any]]) -> None:
    """A sheet that is no table, cell by cell."""
    sheet = book.add_sheet(title, title)
    for column in range(max(map(len, lines), default=0)):
        values = [line[column] if column < len(line) else None for line in lines]
        sheet.set_column(column, column, width("", "text", values))
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            shape = {"num_format": "yyyy-mm-dd"} if isinstance(value, date) else {}
            shown = str(value) if isinstance(value, time | timedelta) else value
            book.put(sheet, row, column, shown, **shape, **alignment("text"))
