"""Tables: one sheet's cells as rows of its schema, every oddity reported with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from pooling.case.cells import ERROR_VALUES, closest, is_percentage, parse_cell
from pooling.case.findings import Collector
from pooling.case.rows import NOTHING, SETTING, SETTINGS_SHEET, Row, Table
from pooling.case.schema import BY_NAME, SOURCE, Column, Sheet
from pooling.case.sheetxml import SheetFacts

CHANGE_VALUE = BY_NAME["changes"]["value"]


class Cell(Protocol):
    """What is read of a cell; openpyxl's cells are such."""

    @property
    def value(self) -> Any:
        """The value, as Excel last calculated it."""

    @property
    def number_format(self) -> str | None:
        """Excel's format code, such as `0%`."""


def normalised(header: object) -> str:
    """A header or sheet name as it is matched: case, spaces, `-`, `_` and a trailing `*` do not count."""
    return re.sub(r"[\s\-_]+", "_", str(header).strip().rstrip("*").strip().casefold())


def is_comment(raw: Any) -> bool:
    """Does a row whose first cell holds `raw` hold a comment?"""
    return isinstance(raw, str) and raw.lstrip().startswith("#") and raw.strip() not in ERROR_VALUES


def _is_blank(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


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
        self.covered: frozenset[str] = frozenset()  # cells under a merged range's first cell

    def read(self, lines: Iterable[tuple[int, Sequence[Cell]]]) -> Table:
        """Parse the sheet's `lines` (row number, cells); the first is the header."""
        iterator = iter(lines)
        self.header, header = next(iterator, (1, ()))
        self._read_header([cell.value for cell in header])
        self._cover()
        uncalculated_rows = {int(re.sub(r"\D", "", cell) or 0) for cell in self.facts.uncalculated}
        for number, cells in iterator:
            if number not in uncalculated_rows and all(_is_blank(cell.value) for cell in cells):
                continue
            if cells and is_comment(cells[0].value):
                self.table.comments.append((number, tuple(cell.value for cell in cells)))
                continue
            self.table.rows.append(self._read_row(number, cells))
        self._report_merged()
        return self.table

    def _read_header(self, header: Sequence[Any]) -> None:
        table, sheet = self.table, self.table.sheet
        known = {normalised(column.name): column for column in (*sheet.columns, SOURCE)}
        for position, raw in enumerate(header):
            letter = get_column_letter(position + 1)
            at = f"{table.title}!{letter}{self.header}"
            if _is_blank(raw):
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
        for column in sheet.columns:
            if column.required and column.name not in table.letters:
                self.absent.append(column.name)
                advice = f"add a column with the header {column.name}"
                self.findings.error(
                    "missing-column",
                    f"{table.title}!A{self.header}",
                    None,
                    f"{table.title} lacks the column {column.name}",
                    advice,
                )

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
        """Merged areas that touch the table's columns."""
        width = max((position for position, _, _ in self.columns), default=-1) + 1
        return [area for area in map(CellRange, self.facts.merged) if area.min_col <= width]

    def _cover(self) -> None:
        """Remember the cells of merged areas: their blanks are no missing values."""
        self.covered = frozenset(
            f"{get_column_letter(column)}{row}"
            for area in self._merged()
            for row in range(area.min_row, min(area.max_row, area.min_row + 10_000) + 1)
            for column in range(area.min_col, min(area.max_col, area.min_col + 100) + 1)
        )

    def _report_merged(self) -> None:
        """Merged cells are an error, but in comments."""
        comments = {number for number, _ in self.table.comments}
        for area in self._merged():
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
            elif not _is_blank(cell.value) or column.required or f"{letter}{number}" in self.facts.uncalculated:
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
            return None if _is_blank(raw) else raw
        value, problem = parse_cell(wanted, raw, (cell.number_format or "") if is_percentage(wanted) else "")
        if problem:
            self.findings.add(problem.severity, problem.rule, at, raw, problem.message, problem.advice)
        elif value is None and wanted.required and place not in self.covered:
            self.findings.error("missing-value", at, None, f"{wanted.name} is blank", f"give {_article(wanted)}")
        return value

    def _find_strays(self, number: int, cells: Sequence[Cell]) -> None:
        """Values to the right of the header or under a blank one belong to nothing."""
        if len(cells) <= len(self.columns) + len(self.others):
            return
        read = {position for position, _, _ in self.columns} | {position for position, _ in self.others}
        for position, cell in enumerate(cells):
            if position not in read and not _is_blank(cell.value):
                at = f"{self.table.title}!{get_column_letter(position + 1)}{number}"
                advice = "give the column a header, or delete the value"
                self.findings.warn("no-header", at, cell.value, "the value stands in a column that is not read", advice)


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
