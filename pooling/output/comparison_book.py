"""The comparison workbook: what was asked and found, tables side by side with the best values marked, charts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.utility import xl_rowcol_to_cell

from pooling.case.case import Case
from pooling.output.charts import Chart, charts_sheets
from pooling.output.comparison import BETTER
from pooling.output.comparison_summary import Asked, first_tables
from pooling.output.excel import Book, write_tables
from pooling.output.table import Table

BEST = {"bold": True, "bg_color": "#D9EAD3"}
"""The best value of a key figure: green and bold, so that it is told on paper too."""


def write_comparison(
    path: Path, tables: Sequence[Table], charts: Sequence[Chart], case: Case, asked: Asked, force: bool
) -> None:
    """Write what was asked and found, `tables` with the best values of the sheet `overview` marked, and `charts`.

    Raises as `write_tables`.
    """

    def finish(book: Book) -> None:
        for table in tables:
            if table.name == "overview":
                mark_best(book, table)
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
    )


def mark_best(book: Book, table: Table) -> None:
    """Mark the best value of every key figure on the sheet of `table`; it stays marked when figures are edited."""
    sheet = book.workbook.get_worksheet_by_name(table.name)
    style = book.workbook.add_format(BEST)
    last = len(table.rows)
    for position, column in enumerate(table.columns):
        better = BETTER.get(column.name, 0)
        if better and table.rows:
            cell = xl_rowcol_to_cell(1, position)
            every = f"{xl_rowcol_to_cell(1, position, row_abs=True)}:{xl_rowcol_to_cell(last, position, row_abs=True)}"
            best = f"=AND(ISNUMBER({cell}),{cell}={'MAX' if better > 0 else 'MIN'}({every}))"
            area = (1, position, last, position)
            sheet.conditional_format(*area, {"type": "formula", "criteria": best, "format": style})
