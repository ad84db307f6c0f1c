"""Demand sheets out: a cover, one entry table per sheet that a partner fills in, and the codes they may use.

Everything is written from the `Form` alone, so nothing that is not in it can be in the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from pooling.case.schema import Column
from pooling.output.book import Book, new_book
from pooling.output.case_book import LOOKS, condition
from pooling.output.look import DARK, LINE, MIDDLE, alignment, number_format, width
from pooling.output.table import Cell, ColumnKind
from pooling.output.template_cover import FONT, add_corrections, add_cover, entry_format

CODES = "codes"
TITLE_ROW, HINT_ROW, MORE_ROW, LABEL_ROW, UNIT_ROW, EXAMPLE_ROW, KEY_ROW, FIRST_ROW = range(8)
"""Rows of an entry sheet, counted from 0; entries begin in FIRST_ROW."""

LIST_HEADER, LIST_FIRST = 3, 4
UNIT = "unit"
"""Key of the column that shows the unit beside a code; it is looked up, not filled in."""

WIDTHS: dict[ColumnKind, float] = {"code": 22, "text": 22, "date": 17, "quantity": 19, "money": 19, "int": 12}


@dataclass(frozen=True)
class Field:
    """A column to fill in: `column` of the case's schema; `label`, `unit` and `hint` are for the reader.

    `codes` names the list that it takes its codes from.
    """

    column: Column
    label: str
    unit: str
    hint: str
    example: Cell
    codes: str = ""

    @property
    def kind(self) -> ColumnKind:
        """How its cells are shown."""
        return LOOKS[self.column.kind]


@dataclass(frozen=True)
class EntryTable:
    """A sheet to fill in with `size` rows, of which `rows` are filled already, in the order of `fields`.

    `marks` are the notes on cells to correct, by row and field, counted from 0.
    """

    name: str
    title: str
    hint: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Cell, ...], ...]
    size: int
    marks: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class CodeList:
    """Codes with what they stand for: the first column holds the codes, the third the unit, if it has one."""

    name: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Form:
    """All that a demand sheet holds. `words` are phrases by key, `facts` go on the cover by key.

    `corrections` are listed on a page of their own: sheet, cell, found, what is wrong, what to do.
    """

    title: str
    marking: str
    words: Mapping[str, Any]
    facts: Mapping[str, Cell]
    tables: tuple[EntryTable, ...]
    lists: tuple[CodeList, ...]
    corrections: tuple[tuple[Cell, ...], ...] = ()


def write_form(path: Path, form: Form, properties: Mapping[str, str], *, force: bool = False) -> None:
    """Write `form` to `path`; `properties` become custom document properties. Raises as `new_book`."""
    places = _places(form.lists)
    with new_book(
        path,
        title=form.title,
        marking=form.marking,
        properties=properties,
        force=force,
        pages=form.words["pages"],
    ) as book:
        add_cover(
            book, form.title, form.words, form.facts, [(t.name, t.title, len(t.rows)) for t in form.tables], FIRST_ROW
        )
        if form.corrections:
            add_corrections(book, form.words, form.corrections, {table.name for table in form.tables})
        for table in form.tables:
            _add_entry_sheet(book, table, form, places)
        _add_codes(book, form)


def address(form: Form, name: str, mark: tuple[int, int]) -> str:
    """The cell, such as `E9`, in which row and field `mark` (counted from 0) of the table `name` stand."""
    table = next(table for table in form.tables if table.name == name)
    row, position = mark
    return f"{_letter(_column_of(table, _places(form.lists), position))}{FIRST_ROW + row + 1}"


def _places(lists: Sequence[CodeList]) -> dict[str, tuple[int, int, int]]:
    """First column, number of columns and last row of every list on the sheet of codes."""
    places, column = {}, 0
    for codes in lists:
        places[codes.name] = (column, len(codes.headers), LIST_FIRST + max(len(codes.rows), 1) - 1)
        column += len(codes.headers) + 1
    return places


def _add_entry_sheet(book: Book, table: EntryTable, form: Form, places: Mapping[str, tuple[int, int, int]]) -> None:
    sheet = book.add_sheet(table.name, table.title, KEY_ROW)
    sheet.repeat_rows(LABEL_ROW, KEY_ROW)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.set_row(TITLE_ROW, 28)
    sheet.set_row(HINT_ROW, 18)
    sheet.set_row(LABEL_ROW, 22)
    sheet.set_row(KEY_ROW, 14)
    sheet.write_string(TITLE_ROW, 0, table.title, book.format(bold=True, font_size=16, font_color=DARK))
    sheet.write_string(HINT_ROW, 0, table.hint, book.format(font_size=FONT, font_color=MIDDLE))
    more = book.format(font_size=9, italic=True, font_color=MIDDLE)
    sheet.write_string(MORE_ROW, 0, form.words["more_rows"], more)
    place = 0
    for position, entry in enumerate(table.fields):
        _add_field(book, sheet, table, position, place)
        place += 1
        if entry.codes and places[entry.codes][1] > 2:
            _add_units(book, sheet, table, form, position, place, places[entry.codes])
            place += 1
    for position, entry in enumerate(table.fields):
        _check(sheet, table, position, _column_of(table, places, position), _source(entry, places))
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_selection(FIRST_ROW, 0, FIRST_ROW, 0)


def _column_of(table: EntryTable, places: Mapping[str, tuple[int, int, int]], position: int) -> int:
    """The worksheet column of a field: unit columns stand between."""
    return position + sum(bool(f.codes) and places[f.codes][1] > 2 for f in table.fields[:position])


def _add_head(book: Book, sheet: Any, place: int, cells: Sequence[Cell], kind: ColumnKind, required: bool) -> None:
    """Label, unit, example and key of a column."""
    label, unit, example, key = cells
    sheet.write_string(LABEL_ROW, place, str(label), book.header_format(kind, required))
    shape = alignment(kind)
    small = {"font_color": MIDDLE, "font_size": 9, "bg_color": "#F2F4F7"}
    sheet.write_string(UNIT_ROW, place, str(unit), book.format(**small, **shape))
    sheet.write_string(EXAMPLE_ROW, place, str(example), book.format(italic=True, **small, **shape))
    tiny = {"font_color": "#8A94A6", "font_size": 8, "bg_color": "#F2F4F7", "bottom": 2, "bottom_color": DARK}
    sheet.write_string(KEY_ROW, place, str(key), book.format(**tiny, **shape))


def _add_field(book: Book, sheet: Any, table: EntryTable, position: int, place: int) -> None:
    """Head and cells of a column to fill in."""
    entry = table.fields[position]
    required = entry.column.required
    label = f"{entry.label} *" if required else entry.label
    _add_head(book, sheet, place, (label, entry.unit, entry.example, entry.column.name), entry.kind, required)
    sheet.set_column(place, place, max(WIDTHS[entry.kind], len(label) + 4, len(entry.unit) + 3))
    for number in range(table.size):
        value = table.rows[number][position] if number < len(table.rows) else None
        note = table.marks.get((number, position), "")
        shape = entry_format(entry.kind, entry.column.unit, wrong=bool(note))
        book.put(sheet, FIRST_ROW + number, place, value, **shape)
        if note:
            sheet.write_comment(FIRST_ROW + number, place, note, {"x_scale": 2, "y_scale": 1.2, "author": "pooling"})


def _add_units(
    book: Book, sheet: Any, table: EntryTable, form: Form, position: int, place: int, where: tuple[int, int, int]
) -> None:
    """A column that shows the unit of the code to its left."""
    column, _, last = where
    codes = next(c for c in form.lists if c.name == table.fields[position].codes)
    units = {row[0]: row[2] for row in codes.rows}
    label = form.words["columns"][UNIT][0]
    _add_head(book, sheet, place, (label, "", "", UNIT), "text", False)
    sheet.set_column(place, place, 12)
    shape = book.format(font_color=MIDDLE, bottom=1, bottom_color=LINE, bg_color="#F2F4F7", **alignment("text"))
    area = f"{CODES}!${_letter(column)}${LIST_FIRST + 1}:${_letter(column + 2)}${last + 1}"
    for number in range(table.size):
        code = table.rows[number][position] if number < len(table.rows) else None
        cell = f"{_letter(place - 1)}{FIRST_ROW + number + 1}"
        formula = f'=IFERROR(VLOOKUP({cell}&"",{area},3,FALSE),"")'
        sheet.write_formula(FIRST_ROW + number, place, formula, shape, units.get(code, ""))


def _source(entry: Field, places: Mapping[str, tuple[int, int, int]]) -> str:
    """The range of the sheet of codes that a field's codes stand in."""
    if not entry.codes:
        return ""
    column, _, last = places[entry.codes]
    return f"={CODES}!${_letter(column)}${LIST_FIRST + 1}:${_letter(column)}${last + 1}"


def _check(sheet: Any, table: EntryTable, position: int, place: int, source: str) -> None:
    """What Excel checks and says while a cell is filled in."""
    entry = table.fields[position]
    check = {"validate": "list", "source": source} if source else condition(entry.column) or {"validate": "any"}
    hint = entry.hint[:250]
    words = {"input_title": entry.label[:32], "input_message": hint}
    if check["validate"] != "any":
        words |= {"error_title": entry.label[:32], "error_message": hint}
    last = FIRST_ROW + table.size - 1
    sheet.data_validation(FIRST_ROW, place, last, place, {**check, "ignore_blank": True, **words})


def _add_codes(book: Book, form: Form) -> None:
    """The sheet of codes: every list beside the other."""
    words = form.words
    sheet = book.add_sheet(CODES, words["codes_title"], LIST_HEADER)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, words["codes_title"], book.format(bold=True, font_size=16, font_color=DARK))
    sheet.write_string(1, 0, words["codes_hint"], book.format(font_size=FONT, font_color=MIDDLE))
    column = 0
    for codes in form.lists:
        sheet.write_string(2, column, codes.title, book.format(bold=True, font_size=FONT, font_color=DARK))
        for position, header in enumerate(codes.headers):
            values = [row[position] for row in codes.rows]
            kind: ColumnKind = "quantity" if any(isinstance(v, int | float) for v in values) else "text"
            sheet.write_string(LIST_HEADER, column, header, book.header_format(kind))
            sheet.set_column(column, column, width(header, kind, values))
            for row, value in enumerate(values, start=LIST_FIRST):
                book.put(sheet, row, column, value, num_format=number_format(kind, values), **alignment(kind))
            column += 1
        sheet.set_column(column, column, 3)
        column += 1
    sheet.protect("", {"format_columns": True})


def _letter(column: int) -> str:
    """A column's letters, counted from 0."""
    return get_column_letter(column + 1)
