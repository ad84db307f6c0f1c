"""A demand sheet's cover, its page of corrections, and the look of cells to fill in."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pooling.output.book import LINE_HEIGHT, Book, set_heights
from pooling.output.look import DARK, LINE, MIDDLE, alignment, lines_of
from pooling.output.table import Cell, ColumnKind

COVER, CORRECTIONS = "cover", "corrections"
FONT = 11
CREAM, RED, GREY = "#FFF6DC", "#F8B4AE", "#F2F4F7"
CELL = re.compile("[A-Z]{1,3}[0-9]{1,7}")
FACTS_TO_FILL = ("revision", "contact")
"""Facts on the cover that the partner may change."""

_WIDTHS = (26, 44, 58)
_CORRECTION_WIDTHS = (12, 8, 26, 60, 60)


def entry_format(kind: ColumnKind, unit: str = "", wrong: bool = False) -> dict[str, Any]:
    """The look of a cell to fill in; codes stay text whatever is typed."""
    formats = {"code": "@", "date": "yyyy-mm-dd", "int": "0", "text": "@"}
    number = "#,##0.00" if "per" in unit else "#,##0"
    return {
        "bg_color": RED if wrong else CREAM,
        "border": 1,
        "border_color": LINE,
        "locked": False,
        "num_format": formats.get(kind, number),
        **alignment(kind),
    }


class _Page:
    """A page written from top to bottom."""

    def __init__(self, book: Book, sheet: Any) -> None:
        self.book, self.sheet, self.row = book, sheet, 0

    def heading(self, text: str) -> None:
        """A blank row and a heading."""
        self.row += 1
        self.sheet.set_row(self.row, 20)
        style = self.book.format(bold=True, font_size=13, font_color=DARK, bottom=1, bottom_color=DARK)
        self.sheet.write_string(self.row, 0, text, style)
        for column in (1, 2):
            self.sheet.write_blank(self.row, column, None, style)
        self.row += 1


def add_cover(
    book: Book,
    title: str,
    words: Mapping[str, Any],
    facts: Mapping[str, Cell],
    tables: Sequence[tuple[str, str, int]],
    first_row: int,
) -> None:
    """What to do in three steps, what this sheet is, and which sheets to fill in (name, title, rows filled in).

    Entries begin in `first_row` of those sheets, counted from 0.
    """
    sheet = book.add_sheet(COVER, words["title"], 0)
    sheet.freeze_panes(0, 0)
    sheet.fit_to_pages(1, 1)
    sheet.set_tab_color(DARK)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, title, book.format(bold=True, font_size=20, font_color=DARK))
    page = _Page(book, sheet)
    if book.marking:
        sheet.write_string(1, 0, book.marking, book.format(bold=True, font_size=12, font_color="#9C1C1C"))
        page.row = 2
    _add_steps(page, words)
    _add_facts(page, words, facts)
    _add_contents(page, words, tables, first_row)
    _add_legend(page, words)
    sheet.protect("", {"format_columns": True})


def _add_steps(page: _Page, words: Mapping[str, Any]) -> None:
    page.heading(words["steps_title"])
    text = page.book.format(font_size=FONT, text_wrap=True, align="left", indent=1, valign="vcenter")
    number = page.book.format(font_size=18, bold=True, font_color=MIDDLE, align="center", valign="vcenter")
    for count, step in enumerate(words["steps"], start=1):
        page.sheet.write_string(page.row, 0, str(count), number)
        page.sheet.merge_range(page.row, 1, page.row, 2, "", text)
        page.sheet.write_string(page.row, 1, step, text)
        page.sheet.set_row(page.row, max(26, (LINE_HEIGHT + 2) * lines_of(step, 84) + 4))
        page.row += 1


def _add_facts(page: _Page, words: Mapping[str, Any], facts: Mapping[str, Cell]) -> None:
    page.heading(words["about_title"])
    label = page.book.format(font_size=FONT, font_color=MIDDLE)
    key_format = page.book.format(font_size=8, font_color="#8A94A6", valign="vcenter", align="left", indent=1)
    for key, value in facts.items():
        page.sheet.set_row(page.row, 18)
        page.sheet.write_string(page.row, 0, words["facts"][key], label)
        entry = key in FACTS_TO_FILL
        shape = entry_format("text") if entry else {"align": "left", "indent": 1}
        shape = shape | {"font_size": FONT, "bold": not entry, "num_format": "0" if key != "contact" else "@"}
        page.book.put(page.sheet, page.row, 1, value, **shape)
        page.sheet.write_string(page.row, 2, key, key_format)
        if key == "revision":
            check = {"validate": "integer", "criteria": ">=", "value": 1, "input_title": words["facts"][key][:32]}
            page.sheet.data_validation(page.row, 1, page.row, 1, check | {"input_message": words["steps"][1][:250]})
        page.row += 1


def _add_contents(
    page: _Page, words: Mapping[str, Any], tables: Sequence[tuple[str, str, int]], first_row: int
) -> None:
    page.heading(words["sheets_title"])
    link = page.book.format(font_size=FONT, font_color="#1F4E9E", underline=1)
    text = page.book.format(font_size=FONT, align="left", indent=1)
    for name, title, rows in tables:
        page.sheet.set_row(page.row, 17)
        page.sheet.write_url(page.row, 0, f"internal:'{name}'!A{first_row + 1}", link, name)
        page.sheet.write_string(page.row, 1, title, text)
        page.sheet.write_string(page.row, 2, f"{words['rows']} {rows}", text)
        page.row += 1


def _add_legend(page: _Page, words: Mapping[str, Any]) -> None:
    page.heading(words["legend_title"])
    text = page.book.format(font_size=FONT, align="left", indent=1)
    for colour, key in ((CREAM, "legend_entry"), (GREY, "legend_fixed"), (RED, "legend_wrong")):
        page.sheet.set_row(page.row, 17)
        page.sheet.write_blank(page.row, 0, None, page.book.format(bg_color=colour, border=1, border_color=LINE))
        page.sheet.write_string(page.row, 1, words[key], text)
        page.row += 1


def add_corrections(
    book: Book, words: Mapping[str, Any], corrections: Sequence[Sequence[Cell]], sheets: Collection[str]
) -> None:
    """Everything to correct, one a row, with a link to its cell where that stands in one of `sheets`."""
    header = 3
    sheet = book.add_sheet(CORRECTIONS, words["corrections_title"], header)
    sheet.set_tab_color("#C0392B")
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, words["corrections_title"], book.format(bold=True, font_size=18, font_color=DARK))
    sheet.write_string(1, 0, words["corrections_hint"], book.format(font_size=FONT, font_color=MIDDLE))
    for position, (name, width) in enumerate(zip(words["corrections"], _CORRECTION_WIDTHS, strict=True)):
        sheet.set_column(position, position, width)
        sheet.write_string(header, position, name, book.header_format())
    for row, cells in enumerate(corrections, start=header + 1):
        for position, value in enumerate(cells):
            book.put(sheet, row, position, value, text_wrap=True, **alignment("text"))
        name, cell = str(cells[0]), str(cells[1])
        if name in sheets and CELL.fullmatch(cell):
            style = book.cell_format(font_color=DARK, underline=1, **alignment("text"))
            sheet.write_url(row, 1, f"internal:'{name}'!{cell}", style, cell)
    lines = [max(map(lines_of, cells, _CORRECTION_WIDTHS)) for cells in corrections]
    set_heights(sheet, lines, header + 1)
    sheet.activate()
    sheet.protect("", {"format_columns": True})
