"""A workbook being written: sheets with one print set-up, cells whose text stays text.

Text is only ever written as text: nothing that came in can become a formula or a link.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from numbers import Real
from pathlib import Path
from typing import Any

import xlsxwriter

from pooling.output.files import check_target, write_whole
from pooling.output.look import DARK, LINE, MIDDLE, alignment, settled
from pooling.output.table import Cell, ColumnKind

CREATED = datetime(2026, 1, 1)
"""Fixed, so that the same tables give the same bytes."""

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""Text that begins so could be taken for a formula: it is written as quoted text."""

LONGEST_TEXT, LONGEST_PROPERTY = 32_767, 255
"""Characters that a cell, and a document's property, can hold."""

LINE_HEIGHT = 13
"""Points, of a line of text in a cell."""

PAGES = "Page &P of &N"
"""Foot of every page, in the codes of Excel."""

_HEADER_PART = 100
_BASE = {"font_name": "Calibri", "font_size": 10, "valign": "top"}


class Book:
    """A workbook being written: sheets with one print set-up, formats made once, text that stays text.

    `workbook` is the XlsxWriter workbook, for charts.
    """

    def __init__(self, workbook: Any, title: str, marking: str, pages: str = PAGES) -> None:
        self.workbook = workbook
        self.title = title
        self.marking = marking
        self.pages = pages
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **properties: Any) -> Any:
        """The format with these properties; equal ones are shared."""
        properties = _BASE | properties
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def cell_format(self, **properties: Any) -> Any:
        """The format of a cell in a table: a thin rule below."""
        return self.format(bottom=1, bottom_color=LINE, **properties)

    def header_format(self, kind: ColumnKind = "text", required: bool = True) -> Any:
        """The header's format for a column of `kind`, clear of the filter button; paler if it may stay blank."""
        shape = alignment(kind)
        return self.format(
            bold=True,
            font_color="white",
            bg_color=DARK if required else MIDDLE,
            border=1,
            border_color="white",
            valign="vcenter",
            **shape | ({"indent": 2} if shape["align"] == "right" else {}),
        )

    def add_sheet(self, name: str, title: str, header_row: int = 0) -> Any:
        """A sheet for A4 landscape, one page wide, marked above and below; `header_row` stays in view on every page."""
        sheet = self.workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.freeze_panes(header_row + 1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.7)
        sheet.repeat_rows(header_row)
        marking = _header_text(self.marking)
        sheet.set_header(f"&L{_header_text(self.title, 50)}&C{marking}&R{_header_text(title, 50)}")
        sheet.set_footer(f"&L{_header_text(name)}&C{marking}&R{self.pages}")
        return sheet

    def add_table(
        self, sheet: Any, name: str, columns: Sequence[tuple[str, Any]], rows: int, first_row: int = 0
    ) -> None:
        """Make a range the Excel table `name`: `columns` are headers with their formats; if empty, one row is blank."""
        headers = [{"header": header, "header_format": style} for header, style in columns]
        last_row = first_row + max(rows, 1)
        sheet.add_table(
            first_row,
            0,
            last_row,
            len(columns) - 1,
            {"name": re.sub(r"\W", "_", name), "columns": headers, "style": None},
        )
        sheet.set_row(first_row, 20)

    def put(self, sheet: Any, row: int, column: int, value: Cell, **properties: Any) -> None:
        """Write one cell of a table; what has no value (None, NaN, infinity) is blank, flags are Y or N."""
        if isinstance(value, bool):
            value = "Y" if value else "N"
        if isinstance(value, str) and value:
            self._put_text(sheet, row, column, value, properties)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.cell_format(**properties))
        elif isinstance(value, Real) and math.isfinite(value):
            shown = settled(float(value), str(properties.get("num_format", "")))
            sheet.write_number(row, column, shown, self.cell_format(**properties))
        else:
            sheet.write_blank(row, column, None, self.cell_format(**properties))

    def _put_text(self, sheet: Any, row: int, column: int, text: str, properties: dict[str, Any]) -> None:
        if text.startswith(RISKY):
            properties = properties | {"quote_prefix": True}
        sheet.write_string(row, column, fitting(text), self.cell_format(**properties))


@contextmanager
def new_book(
    path: Path,
    *,
    title: str,
    marking: str = "",
    properties: Mapping[str, str] | None = None,
    force: bool = False,
    costly: bool = False,
    pages: str = PAGES,
) -> Iterator[Book]:
    """A workbook that is written to `path` when the block ends well; `properties` become custom document properties.

    Raises as `pooling.output.files.check_target` before the block, as `write_whole` after it.
    """
    if not costly:  # what took long is written in any case, if not there
        check_target(path, force)
    content = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # XlsxWriter only warns of what Excel would have to repair
        workbook = xlsxwriter.Workbook(content, {"in_memory": True})
        workbook.set_properties({"title": title, "author": "pooling", "status": marking, "created": CREATED})
        for name, value in (properties or {}).items():
            workbook.set_custom_property(name, value[:LONGEST_PROPERTY], "text")
        yield Book(workbook, title, marking, pages)
        workbook.close()
    write_whole(path, content.getvalue(), force, costly)


def set_heights(sheet: Any, lines: Sequence[int], first_row: int) -> None:
    """Give rows that hold wrapped text their height: not every reader does."""
    for row, count in enumerate(lines, start=first_row):
        if count > 1:
            sheet.set_row(row, LINE_HEIGHT * count + 2)


def fitting(text: str) -> str:
    """`text` as far as a cell holds it: a plan is not lost for a text that is too long."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def _header_text(text: str, longest: int = _HEADER_PART) -> str:
    """`text` for a page's header, where `&` begins a command and little fits."""
    shown = " ".join(text.split())
    room = max(0, longest - shown.count("&"))
    return (shown if len(shown) <= room else shown[:room] + "…").replace("&", "&&")
