"""The comparison workbook: what was asked and found, tables side by side with what is proven marked, charts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from pooling.case.case import Case
from pooling.output.book import Book
from pooling.output.chart import Chart
from pooling.output.charts import charts_sheets
from pooling.output.comparison_summary import Asked, first_tables
from pooling.output.excel import write_tables
from pooling.output.overview import CHANGE, LEAST, MOST
from pooling.output.table import Table

BEST = {"bold": True, "bg_color": "#D9EAD3"}
"""A value that is proven best: green and bold, so that it is told on paper too."""
OPEN = {"italic": True, "font_color": "#8A8A8A"}
"""A change that is not significant, as the gaps are larger: grey and slanting."""


def write_comparison(
    path: Path, tables: Sequence[Table], charts: Sequence[Chart], case: Case, asked: Asked, force: bool
) -> None:
    """Write what was asked and found, `tables` with what is proven on the sheet `overview` marked, and `charts`.

    Raises as `write_tables`.
    """

    def finish(book: Book) -> None:
        for table in tables:
            if table.name == "overview":
                mark_proof(book, table)
        charts_sheets(charts)(book)

    settings = case.settings
    write_tables(
        path,
        [*first_tables(asked, tables, case), *tables],
        title=settings.case,
        marking=settings.marking,
        properties={"case_sha256": case.sha256},
        force=force,
        charts=finish,
        costly=True,
    )


def mark_proof(book: Book, table: Table) -> None:
    """Mark what is proven best, and grey the changes that are smaller than the gaps, on the sheet of `table`."""
    sheet = book.workbook.get_worksheet_by_name(table.name)
    best, unproven = book.workbook.add_format(BEST), book.workbook.add_format(OPEN)
    place = {column.name: position for position, column in enumerate(table.columns)}
    for name, position in place.items():
        if table.rows and f"{name}{LEAST}" in place:
            won = f'ISNUMBER(SEARCH(", {name},",", "&{_cell(place["best_in"])}&","))'
            _format(sheet, table, position, f"=AND(ISNUMBER({_cell(position)}),{won})", best)
            least, most, changed = (_cell(place[name + ending]) for ending in (LEAST, MOST, CHANGE))
            signed = f"AND(ISNUMBER({least}),OR({least}>0,{most}<0))"
            _format(sheet, table, place[name + CHANGE], f"=AND(ISNUMBER({changed}),NOT({signed}))", unproven)


def _cell(position: int) -> str:
    """The first cell under a column, in a formula that is the same in every row."""
    return str(xl_rowcol_to_cell(1, position, col_abs=True))


def _format(sheet: Any, table: Table, position: int, formula: str, style: Any) -> None:
    """Show the cells of a column in `style` where `formula` holds."""
    area = (1, position, len(table.rows), position)
    sheet.conditional_format(*area, {"type": "formula", "criteria": formula, "format": style})
