"""Tables: one sheet's cells as rows of its schema, every oddity reported with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from pooling.case.cells import closest, is_percentage, parse_cell
from pooling.case.findings import Collector
from pooling.case.layout import (
    DEEPEST_HEADER,
    Cell,
    Line,
    as_comment,
    is_blank,
    is_comment,
    no_record,
    normalised,
    split_at_header,
)
from pooling.case.rows import NOTHING, SETTING, SETTINGS_SHEET, Row, Table
from pooling.case.schema import BY_NAME, SOURCE, Column, Sheet
from pooling.case.sheetxml import SheetFacts

CHANGE_VALUE = BY_NAME["changes"]["value"]


def lines_of(worksheet: Any, facts: SheetFacts) -> Iterator[Line] | None:
    """The sheet's lines from the first that holds anything; None where none does."""
    lines: Iterator[Line] = enumerate(worksheet.iter_rows(), 1)
    if facts.uncalculated:
        return lines
    first = next((line for line in lines if any(not is_blank(cell.value) for cell in line[1])), None)
    return None if first is None else chain([first], lines)


class TableReader:
    """Reads one sheet; what it finds wrong goes to `findings`, what it can read into a Table."""

    def __init__(self, sheet: Sheet, title: str, facts: SheetFacts, findings: Collector) -> None:
        self.table = Table(sheet, title, formulas=facts.formulas)
        self.facts = facts
        self.findings = findings
        self.header = 1  # row number of the header
        self.columns: list[tuple[int, str, Column]] = []  # position, letter, column
        self.others: list[tuple[int, str]] = []  # position, header of unknown columns
        self.absent: list[str] = []  # required columns without header
        self.merged: list[CellRange] = []  # merged areas that touch the table
        self.strays: dict[int, list[tuple[int, Any]]] = {}  # position to row number and value outside the table

    def read(self, lines: Iterable[Line]) -> Table:
        """Parse the sheet's `lines`; the headers stand in one of the first ten."""
        known = {normalised(column.name): column for column in (*self.table.sheet.columns, SOURCE)}
        above, (self.header, header), rest = split_at_header(lines, known)
        self.table.comments += [
            (number, as_comment(cells)) for number, cells in above if any(not is_blank(cell.value) for cell in cells)
        ]
        self._read_header([cell.value for cell in header], known)
        if not self.columns:
            return self.table
        self.merged = self._merged()
        letters = {letter for _, letter, _ in self.columns}
        uncalculated = {cell for cell in self.facts.uncalculated if re.sub(r"\d", "", cell) in letters}
        self._read_rows(rest, {int(re.sub(r"\D", "", cell) or 0) for cell in uncalculated})
        self._report_merged()
        self._report_strays()
        return self.table

    def _read_rows(self, lines: Iterable[Line], uncalculated: set[int]) -> None:
        """Rows with a value in the table's columns, or a formula in `uncalculated`, are records or comments."""
        columns = [column for _, _, column in self.columns]
        for number, cells in lines:
            if cells and is_comment(cells[0].value):
                self.table.comments.append((number, tuple(cell.value for cell in cells)))
                continue
            values = [cells[at].value if at < len(cells) else None for at, _, _ in self.columns]
            if number not in uncalculated and all(map(is_blank, values)):
                self._find_strays(number, cells, beside_nothing=True)
            elif number not in uncalculated and (what := no_record(columns, values)):
                self._report_no_record(number, values, what)
            else:
                self.table.rows.append(self._read_row(number, cells))

    def _report_no_record(self, number: int, values: Sequence[Any], what: str) -> None:
        """One line for a row that would else lack value after value."""
        place = next(at for at, value in enumerate(values) if not is_blank(value))
        at = f"{self.table.title}!{self.columns[place][1]}{number}"
        needed = ", ".join(column.name for column in self.table.sheet.columns if column.required)
        advice = f"delete the row, begin it with # as a comment, or make it a record with {needed}"
        self.findings.error("no-record", at, values[place], f"row {number} {what}", advice)

    def _read_header(self, header: Sequence[Any], known: Mapping[str, Column]) -> None:
        table, sheet = self.table, self.table.sheet
        if not any(normalised(raw) in known for raw in header):
            self._report_no_header()
            return
        for position, raw in enumerate(header):
            letter = get_column_letter(position + 1)
            at = f"{table.title}!{letter}{self.header}"
            if is_blank(raw):
                continue
            column = known.get(normalised(raw))
            if column is None:
                self._unknown_column(position, letter, str(raw).strip(), list(known))
            elif column.name in table.letters:
                advice = "delete or rename one of the two"
                self.findings.error("duplicate-column", at, raw, f"{table.title} has two columns {column.name}", advice)
            else:
                table.letters[column.name] = letter
                self.columns.append((position, letter, column))
        self.absent = [c.name for c in sheet.columns if c.required and c.name not in table.letters]
        if self.absent:
            names, many = ", ".join(self.absent), "s" if len(self.absent) > 1 else ""
            message = f"{table.title} lacks the column{many} {names}"
            advice = f"add a column with the header {names}" if not many else f"add columns with the headers {names}"
            self.findings.error("missing-column", f"{table.title}!A{self.header}", None, message, advice)

    def _report_no_header(self) -> None:
        """One line for a sheet whose headers cannot be found: nothing of it can be read."""
        title, columns = self.table.title, self.table.sheet.columns
        message = f"none of the first {DEEPEST_HEADER} rows of {title} holds its headers"
        advice = "begin the table with a row of the headers " + ", ".join(c.name for c in columns if c.required)
        self.findings.error("missing-column", f"{title}!A{self.header}", None, message, advice)

    def _unknown_column(self, position: int, letter: str, header: str, known: list[str]) -> None:
        table = self.table
        advice = (
            closest(header, [name for name in known if name not in table.letters])
            or "it is not read; delete it if unneeded"
        )
        message = f"{table.title} has no column {header}"
        self.findings.warn("unknown-column", f"{table.title}!{letter}{self.header}", header, message, advice)
        table.extra.setdefault(header, letter)
        self.others.append((position, header))

    def _merged(self) -> list[CellRange]:
        """Merged areas that touch the table."""
        width = max((position for position, _, _ in self.columns), default=-1) + 1
        areas = map(CellRange, self.facts.merged)
        return [area for area in areas if area.min_col <= width and area.max_row >= self.header]

    def _is_covered(self, place: str) -> bool:
        """Does a merged area hide the cell `place`, so that its blank is no missing value?"""
        row, column = coordinate_to_tuple(place)
        return any(
            area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col for area in self.merged
        )

    def _report_merged(self) -> None:
        """Merged cells are an error, but in comments."""
        comments = {number for number, _ in self.table.comments}
        for area in self.merged:
            if area.min_row in comments and area.min_row == area.max_row:
                continue
            at = f"{self.table.title}!{get_column_letter(area.min_col)}{area.min_row}"
            advice = "unmerge the cells and give each its own value"
            self.findings.error("merged-cells", at, None, f"cells {area.coord} are merged", advice)

    def _read_row(self, number: int, cells: Sequence[Cell]) -> Row:
        title = self.table.title
        if number in self.facts.hidden_rows:
            advice = "unhide it, or delete it if it should not count"
            self.findings.warn("hidden", f"{title}!A{number}", None, f"row {number} is hidden and was read", advice)
        row = Row(self.table.sheet, number, {})
        unread = list(self.absent)
        for position, letter, column in self.columns:
            cell = cells[position] if position < len(cells) else EMPTY_CELL
            value = self._read_cell(row, column, f"{letter}{number}", cell)
            if value is not None:
                row.values[column.name] = value
            elif not is_blank(cell.value) or column.required or f"{letter}{number}" in self.facts.uncalculated:
                unread.append(column.name)
        row.unread = frozenset(unread) if unread else frozenset()
        extra = {header: cells[at].value for at, header in self.others if at < len(cells)}
        row.extra = {header: raw for header, raw in extra.items() if raw is not None} or NOTHING
        self._find_strays(number, cells)
        return row

    def _read_cell(self, row: Row, column: Column, place: str, cell: Cell) -> Any:
        """The cell's value; None where it is blank or unreadable, which is then reported."""
        at = f"{self.table.title}!{place}"
        raw = cell.value
        if raw is None and place in self.facts.uncalculated:
            advice = "open the workbook in Excel, let it calculate, and save it"
            self.findings.error(
                "not-calculated", at, None, f"{column.name} is a formula that was never calculated", advice
            )
            return None
        if column is CHANGE_VALUE:
            return raw.strip() or None if isinstance(raw, str) else raw
        wanted = row.column(column.name) if row.sheet is SETTINGS_SHEET else column
        if wanted is None:
            return None if is_blank(raw) else raw
        value, problem = parse_cell(wanted, raw, (cell.number_format or "") if is_percentage(wanted) else "")
        if problem:
            self.findings.add(problem.severity, problem.rule, at, raw, problem.message, problem.advice)
        elif value is None and wanted.required and not self._is_covered(place):
            self.findings.error("missing-value", at, None, f"{wanted.name} is blank", f"give {_article(wanted)}")
        return value

    def _find_strays(self, number: int, cells: Sequence[Cell], beside_nothing: bool = False) -> None:
        """Note values to the right of the headers, under a blank one, or beside a blank row: they belong to nothing."""
        if not beside_nothing and len(cells) <= len(self.columns) + len(self.others):
            return
        read = {position for position, _, _ in self.columns}
        if not beside_nothing:
            read |= {position for position, _ in self.others}
        for position, cell in enumerate(cells):
            if position not in read and not is_blank(cell.value):
                self.strays.setdefault(position, []).append((number, cell.value))

    def _report_strays(self) -> None:
        """One line for each column with such values, at the first."""
        for position, found in sorted(self.strays.items()):
            number, value = found[0]
            at = f"{self.table.title}!{get_column_letter(position + 1)}{number}"
            many = f"{len(found)} values, this the first, stand" if len(found) > 1 else "the value stands"
            message = f"{many} beside the table and {'are' if len(found) > 1 else 'is'} not read"
            advice = "give the column a header, or delete the value; a row that begins with # is a comment"
            self.findings.warn("no-header", at, value, message, advice)


def _article(column: Column) -> str:
    return f"one of {', '.join(column.choices)}" if column.choices else f"a {column.kind.value}"


def check_settings(table: Table, findings: Collector) -> None:
    """Report unknown and missing settings."""
    given = set()
    for row in table.rows:
        key = row["key"]
        if key is None:
            continue
        given.add(key)
        if key not in SETTING:
            advice = closest(key, list(SETTING)) or f"the settings are {', '.join(SETTING)}"
            findings.warn("unknown-setting", table.at(row, "key"), key, f"settings has no key {key}", advice)
    for name, column in SETTING.items():
        if column.required and name not in given:
            advice = f"add a row with the key {name}: {column.meaning}"
            findings.error("missing-value", f"{table.title}!A1", None, f"settings lacks the key {name}", advice)
