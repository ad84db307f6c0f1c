"""Case workbooks out: rows per sheet, with notes, drop-down lists and checks on every column.

Everything said in the workbook about a column comes from `pooling.case.schema`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from pooling.case.cells import LONGEST_CODE, is_percentage
from pooling.case.rows import ALL_SHEETS, SETTINGS_SHEET
from pooling.case.schema import (
    BY_NAME,
    FILL_FIRST,
    IGNORED_SHEETS,
    SETTINGS,
    SHEETS,
    SOURCE,
    SUBJECTS,
    Column,
    Kind,
    Sheet,
)
from pooling.output.book import Book, new_book, set_heights
from pooling.output.excel import add_table_sheet
from pooling.output.look import DARK, MIDDLE, alignment, lines_of
from pooling.output.table import Cell, ColumnKind, Table
from pooling.output.table import Column as TableColumn

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Sheet name to its rows, each a value by column name; `settings` has rows of `key` and `value`."""

README = IGNORED_SHEETS[0]
LAST_ROW = 5000
"""Drop-down lists and checks reach down to this row."""

LOOKS: dict[Kind, ColumnKind] = {
    Kind.CODE: "code",
    Kind.TEXT: "text",
    Kind.NUMBER: "quantity",
    Kind.WHOLE: "int",
    Kind.PERCENT: "quantity",
    Kind.DATE: "date",
    Kind.YESNO: "flag",
    Kind.CHOICE: "text",
    Kind.CHOICES: "text",
}
SUBJECT_OF = {sheet: subject for subject, sheets in SUBJECTS.items() for sheet in sheets}
COLOURS = dict(
    zip(
        SUBJECTS,
        (DARK, "#2E75B6", "#C55A11", "#548235", "#7F6000", "#7030A0", "#757575", "#BF8F00", "#3B838B"),
        strict=True,
    )
)
"""Colour of the tabs, by subject."""
TO_FILL = "#FFF2CC"
"""Fill of a required setting that is still blank."""
ROOM: dict[str, float] = {"name": 24, "value": 34, "where": 40, "description": 46, SOURCE.name: 20}
ROOM_OF_KIND: dict[Kind, float] = {Kind.CODE: 12, Kind.TEXT: 16, Kind.DATE: 13, Kind.NUMBER: 14}
"""Least widths of columns, for what will be typed there."""
_README_HEADERS = ("sheet", "column", "meaning", "type and unit", "required", "default")
_README_WIDTHS = (15, 24, 70, 34, 10, 20)
_INTRODUCTION = (
    "Each sheet is one table: headers first, then one record a row. Sheets that the case does not need stay empty.",
    "Dark headers must be filled in; paler ones may stay blank and then take the default given below.",
    "Point at a header to see what the column means. Codes link the sheets: lists offer those of another sheet.",
    "Dates are Excel dates or text like 2027-04-01. Percentages are 0-100. Money is EUR, not thousands or millions.",
    "A row whose first cell begins with # is a comment.",
    "The column source, in every sheet, is for where a figure comes from. Check the case with: pooling check CASE.xlsx",
)


def write_case(path: Path, rows: Rows, *, marking: str = "", title: str = "Planning case", force: bool = False) -> None:
    """Write a case workbook: `read me`, then every sheet of the schema in its order, filled with `rows`.

    Settings absent from `rows` are listed with their defaults. Raises ValueError for a sheet or column that no case
    has, `pooling.output.files.TargetExistsError` where `path` is there and not `force`.
    """
    sheets = (SETTINGS_SHEET, *SHEETS)
    _check_names(rows, sheets)
    rows = {**rows, "settings": complete_settings(rows.get("settings", ()))}
    with new_book(path, title=title, marking=marking, force=force) as book:
        write_readme(book)
        for sheet in sheets:
            write_sheet(book, sheet, rows.get(sheet.name, ()))


def _check_names(rows: Rows, sheets: Sequence[Sheet]) -> None:
    allowed = {sheet.name: {SOURCE.name, *sheet.by_column} for sheet in sheets}
    for name, records in rows.items():
        if name not in allowed:
            raise ValueError(f"no case has a sheet {name}")
        unknown = {column for record in records for column in record} - allowed[name]
        if unknown:
            raise ValueError(f"{name} has no column {', '.join(sorted(unknown))}")


def complete_settings(given: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Settings in the schema's order: those given, else their defaults."""
    known = {str(record["key"]): record for record in given}
    unknown = known.keys() - {setting.name for setting in SETTINGS}
    if unknown:
        raise ValueError(f"settings has no key {', '.join(sorted(unknown))}")
    return [known.get(setting.name, {"key": setting.name, "value": setting.default}) for setting in SETTINGS]


def write_sheet(book: Book, sheet: Sheet, records: Sequence[Mapping[str, Any]], unknown: Sequence[str] = ()) -> None:
    """A sheet of a case, with notes and checks; `unknown` are columns that no case has, to the right."""
    columns = (*sheet.columns, SOURCE, *(Column(name, Kind.TEXT, "not read") for name in unknown))
    rows = tuple(tuple(_cell(record.get(column.name)) for column in columns) for record in records)
    looks = tuple(  # where a figure comes from takes one line: long ones would make every row tall
        TableColumn(column.name, "code" if column is SOURCE else LOOKS[column.kind]) for column in columns
    )
    optional = [column.name for column in columns if not column.required]
    codes = [column.name for column in columns if column.kind is Kind.CODE]
    least = {column.name: ROOM.get(column.name, ROOM_OF_KIND.get(column.kind, 0)) for column in columns}
    table = Table(sheet.name, sheet.meaning, looks, rows)
    target = add_table_sheet(book, table, optional, as_text=codes, least=least)
    target.set_tab_color(COLOURS[SUBJECT_OF[sheet.name]])
    target.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(columns) - 1)}{LAST_ROW + 1}"})
    for position, column in enumerate(columns):
        _explain(target, 0, position, column)
        if sheet is not SETTINGS_SHEET:
            _check(target, (1, position, LAST_ROW, position), column)
    if sheet is SETTINGS_SHEET:
        for row, setting in enumerate(SETTINGS, start=1):  # each key is a column of its own kind
            target.write_string(row, 0, setting.name, book.header_format("code", setting.required))
            if setting.required and rows[row - 1][1] is None:
                target.write_blank(row, 1, None, book.cell_format(bg_color=TO_FILL, **alignment("text")))
            _explain(target, row, 0, setting)
            _check(target, (row, 1, row, 1), setting)


def _cell(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, tuple | list) else value


def _explain(target: Any, row: int, position: int, column: Column) -> None:
    target.write_comment(row, position, note(column), {"x_scale": 1.8, "y_scale": 1.1, "author": "pooling"})


def _check(target: Any, cells: tuple[int, int, int, int], column: Column) -> None:
    check = validation(column)
    if check:
        target.data_validation(*cells, check)


def note(column: Column) -> str:
    """What to know about a column: meaning, type, unit, default, whether it is required."""
    return f"{column.meaning}\n{_type(column)}\n{_need(column)}"


def _need(column: Column) -> str:
    return "required" if column.required else f"default: {_default(column)}"


def _type(column: Column) -> str:
    if column.refers:
        return " or ".join(("code from " + column.refers.replace("|", " or "), *column.also))
    if column.choices:
        return ", ".join(column.choices)
    measured = column.kind in (Kind.NUMBER, Kind.WHOLE) and column.unit
    return f"{column.kind.value}, {column.unit}" if measured else column.kind.value


def _default(column: Column) -> str:
    return "blank" if column.default in (None, "") else str(_cell(column.default))


def validation(column: Column) -> dict[str, Any] | None:
    """The check that Excel makes on a cell of `column`, None where any value may stand."""
    check = condition(column)
    if check is None:
        return None
    told = (
        f"{column.meaning}\n{instruction(column)}\n{'required' if column.required else f'default: {_default(column)}'}"
    )
    words = {"input_title": column.name, "input_message": told[:250], "error_title": column.name}
    return check | {"ignore_blank": True, **words, "error_message": instruction(column)[:250]}


def instruction(column: Column) -> str:
    """What to type in a cell of `column`, for one who has just typed something else."""
    if column.refers:
        places = " or ".join((column.refers.replace("|", " or "), *column.also))
        return f"Enter a code from {places}, or add it there first."
    match column.kind:
        case Kind.CODE:
            return f"Enter a code of at most {LONGEST_CODE} characters."
        case Kind.DATE:
            return "Enter a date such as 2027-04-01."
        case Kind.YESNO:
            return "Enter Y or N."
        case Kind.CHOICE | Kind.CHOICES:
            return f"Enter one of {', '.join(column.choices)}."
        case Kind.NUMBER | Kind.WHOLE | Kind.PERCENT:
            what = "a whole number" if column.kind is Kind.WHOLE else "a number"
            unit = "percent" if is_percentage(column) else column.unit
            return f"Enter {what}{f' ({unit})' if unit else ''}{_limits(column)}."
        case _:
            return "Enter a text."


def _limits(column: Column) -> str:
    low = " above 0" if column.positive else "" if column.minimum is None else f" from {column.minimum:,.10g}"
    return low + ("" if column.maximum is None else f" to {column.maximum:,.10g}")


def condition(column: Column) -> dict[str, Any] | None:
    """What must hold for a value of `column`, without any words; None where any value may stand."""
    match column.kind:
        case Kind.YESNO:
            return {"validate": "list", "source": ["Y", "N"]}
        case Kind.CHOICE:
            return {"validate": "list", "source": list(column.choices)}
        case Kind.CODE:
            return (
                _listed(column)
                if column.refers in BY_NAME
                else {"validate": "length", "criteria": "<=", "value": LONGEST_CODE}
            )
        case Kind.DATE:
            return {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
        case Kind.NUMBER | Kind.WHOLE | Kind.PERCENT:
            return {"validate": "integer" if column.kind is Kind.WHOLE else "decimal"} | _bounds(column)
        case _:
            return None


def _listed(column: Column) -> dict[str, Any]:
    """A drop-down list of the codes in the sheet referred to; another code only warns, as its row may come later."""
    first = f"{column.refers}!$A$2"
    codes = f"=OFFSET({first},0,0,MAX(1,COUNTA({first}:$A${LAST_ROW})),1)"
    return {"validate": "list", "source": codes, "error_type": "information" if column.also else "warning"}


def _bounds(column: Column) -> dict[str, Any]:
    least = -1e15 if column.minimum is None else column.minimum
    if column.maximum is not None:
        return {"criteria": "between", "minimum": least, "maximum": column.maximum}
    return {"criteria": ">" if column.positive else ">=", "value": least}


def write_readme(book: Book) -> None:
    """The sheet `read me`: how to fill the case in, which sheets first, and every column of every sheet."""
    others = [sheet.name for sheet in SHEETS if sheet.name not in FILL_FIRST]
    first_list = len(_INTRODUCTION) + 2
    second_list = first_list + len(FILL_FIRST) + 2
    header_row = second_list + len(others) + 2
    target = book.add_sheet(README, "how to fill in this case", header_row)
    target.freeze_panes(0, 0)
    target.set_tab_color(DARK)
    target.set_row(0, 30)
    target.write_string(0, 0, book.title, book.format(bold=True, font_size=18, font_color=DARK))
    for row, line in enumerate(_INTRODUCTION, start=1):
        target.write_string(row, 0, line, book.format(font_size=11, font_color=MIDDLE))
    for position, size in enumerate(_README_WIDTHS):
        target.set_column(position, position, size)
    _list_sheets(book, target, first_list, "Fill these first, in this order", FILL_FIRST)
    _list_sheets(book, target, second_list, "Then those that the case needs", others)
    rows = [_row(sheet, column) for sheet, columns in _described() for column in columns]
    for row, cells in enumerate(rows, start=header_row + 1):
        for position, value in enumerate(cells):
            book.put(target, row, position, value, text_wrap=True, **alignment("text"))
    lines = [max(map(lines_of, cells, _README_WIDTHS)) for cells in rows]
    set_heights(target, lines, header_row + 1)
    headers = [(header, book.header_format()) for header in _README_HEADERS]
    book.add_table(target, README.replace(" ", "_"), headers, len(rows), header_row)


def _list_sheets(book: Book, target: Any, row: int, title: str, names: Sequence[str]) -> None:
    """Sheets by name, which leads there, subject in the colour of the tab, and meaning."""
    target.write_string(row, 0, title, book.format(bold=True, font_size=12, font_color=DARK))
    for place, name in enumerate(names, start=row + 1):
        look = {"bold": True, "font_color": DARK, "underline": 1, **alignment("text")}
        target.write_url(place, 0, f"internal:'{name}'!A1", book.cell_format(**look), name)
        colour = {"font_color": "white", "bg_color": COLOURS[SUBJECT_OF[name]], **alignment("text")}
        book.put(target, place, 1, SUBJECT_OF[name], **colour)
        book.put(target, place, 2, ALL_SHEETS[name].meaning, **alignment("text"))


def _described() -> list[tuple[Sheet, tuple[Column, ...]]]:
    return [(SETTINGS_SHEET, SETTINGS), *((sheet, sheet.columns) for sheet in SHEETS)]


def _row(sheet: Sheet, column: Column) -> tuple[Cell, ...]:
    default = "" if column.required else _default(column)
    return sheet.name, column.name, column.meaning, _type(column), column.required, default
