"""Intake: one file from outside becomes a Submission; what is wrong with it becomes findings, never an exception."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import get_column_letter

from pooling.case.cells import closest
from pooling.case.findings import NEW_CHECKS, Collector, Finding, has_errors
from pooling.case.layout import Cell, normalised
from pooling.case.parts import DEMAND_SHEET
from pooling.case.preflight import preflight
from pooling.case.rows import Table
from pooling.case.schema import SOURCE
from pooling.case.sheetxml import SheetFacts, sheet_facts
from pooling.case.tables import TableReader
from pooling.exchange.cover import Cover, read_cover
from pooling.exchange.entry import ENTRY_SHEETS
from pooling.output.template_book import CODES, UNIT
from pooling.output.template_cover import CORRECTIONS, COVER

DEEPEST_HEADER = 30
"""The row of keys is looked for down to this row."""

RawRow = tuple[int, Mapping[str, Any]]
"""A row's number and what its cells hold, as it came, by column."""


@dataclass
class Submission:
    """A partner's sheet as far as it can be read: `cover` is None and `tables` are empty where nothing can.

    `raw` keeps the rows as they came, to be sent back; `rows` counts those read.
    """

    path: Path
    sha256: str = ""
    cover: Cover | None = None
    tables: dict[str, Table] = field(default_factory=dict)
    raw: dict[str, list[RawRow]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return sum(len(table.rows) for table in self.tables.values())


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The workbooks named, folders unfolded; files that Excel or this tool is just writing are passed over."""
    for path in paths:
        if path.is_dir():
            workbooks = (file for file in path.iterdir() if file.suffix.lower() == ".xlsx")
            yield from sorted(file for file in workbooks if not file.name.startswith(("~$", ".")))
        else:
            yield path


def read_submission(path: Path, *, new_checks: frozenset[str] = NEW_CHECKS) -> Submission:
    """Read the sheet that a partner sent; rules in `new_checks` only warn."""
    findings = Collector(path.name, new_checks)
    submission = Submission(path)
    preflight(path, findings, limits=DEMAND_SHEET)
    if not has_errors(findings.findings):
        try:
            with path.open("rb") as stream:
                submission.sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            _read(submission, findings)
        except MemoryError:
            raise
        except Exception as fault:  # openpyxl raises anything on a broken part; to the user it is one fault
            submission.tables.clear()
            advice = "open it in Excel and save it as an Excel Workbook (.xlsx)"
            findings.error("damaged", "", None, f"the workbook cannot be read ({type(fault).__name__})", advice)
    submission.findings = tuple(findings.findings)
    return submission


def _read(submission: Submission, findings: Collector) -> None:
    with submission.path.open("rb") as stream, warnings.catch_warnings(), redirect_stdout(StringIO()):
        warnings.simplefilter("ignore")  # about features of Excel that do not matter to a reader; openpyxl prints, too
        with ZipFile(stream) as archive:
            facts = sheet_facts(archive)
        book: Any = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheets = {worksheet.title: worksheet for worksheet in book.worksheets}
        for worksheet in sheets.values():
            worksheet.reset_dimensions()
        submission.cover = read_cover(sheets, book.custom_doc_props, findings)
        if submission.cover is None:
            return
        for title, worksheet in sheets.items():
            _read_sheet(submission, title, worksheet, facts.get(title, SheetFacts()), findings)
    for name, sheet in ENTRY_SHEETS.items():
        if name not in submission.tables:
            advice = f"put the sheet {name} back, or rename the one meant; leave it empty if you have nothing to give"
            findings.error("missing-sheet", name, None, f"the sheet {name} is gone: {sheet.meaning}", advice)


def _read_sheet(submission: Submission, title: str, worksheet: Any, facts: SheetFacts, findings: Collector) -> None:
    name = normalised(title)
    if name in (COVER, CODES, CORRECTIONS):
        return
    if name not in ENTRY_SHEETS:
        advice = closest(title, list(ENTRY_SHEETS)) or "it is not read; delete it if unneeded"
        findings.warn("unknown-sheet", title, None, f"a demand sheet has no sheet {title}", advice)
        return
    if name in submission.tables:
        findings.error("duplicate-sheet", title, None, f"a second sheet stands for {name}", "keep one of the two")
        return
    if facts.hidden:
        findings.warn("hidden", title, None, f"the sheet {title} is hidden and was read", "unhide it")
    _read_table(submission, name, title, worksheet, facts, findings)


def _read_table(
    submission: Submission, name: str, title: str, worksheet: Any, facts: SheetFacts, findings: Collector
) -> None:
    sheet = ENTRY_SHEETS[name]
    known = {normalised(column.name) for column in (*sheet.columns, SOURCE)}
    lines = list(worksheet.iter_rows())
    number, keys = _header(lines, known)
    if not keys:
        required = ", ".join(column.name for column in sheet.columns if column.required)
        advice = f"put back the row of column keys: {required}"
        findings.error("missing-column", title, None, f"the row of column keys is gone from {title}", advice)
    masked = frozenset(position for position, key in enumerate(keys) if key == UNIT)
    reader = TableReader(sheet, title, _without(facts, masked, number), findings)
    raw: list[RawRow] = []
    submission.raw[name] = raw
    shown = _shown(lines, number, keys, masked, raw) if keys else iter([(1, ())])
    submission.tables[name] = table = reader.read(shown)
    _warn(table, findings)


def _header(lines: Sequence[Sequence[Cell]], known: set[str]) -> tuple[int, list[str]]:
    """Number and normalised cells of the row of keys: the last near the top that holds two of them."""
    found: tuple[int, list[str]] = (0, [])
    for number, cells in enumerate(lines[:DEEPEST_HEADER], 1):
        keys = [normalised(cell.value) if isinstance(cell.value, str) else "" for cell in cells]
        if len(known & set(keys)) > 1:
            found = number, keys
    return found


def _without(facts: SheetFacts, masked: frozenset[int], header: int) -> SheetFacts:
    """The facts without those of masked columns and of what stands above the header."""
    letters = {get_column_letter(position + 1) for position in masked}

    def matters(cell: str) -> bool:
        letter = cell.rstrip("0123456789")
        return letter not in letters and int(cell[len(letter) :] or 0) > header

    return SheetFacts(
        facts.hidden,
        frozenset(filter(matters, facts.formulas)),
        frozenset(filter(matters, facts.uncalculated)),
        frozenset(row for row in facts.hidden_rows if row > header),
        tuple(area for area in facts.merged if matters(area.partition(":")[0])),
    )


def _shown(
    lines: Sequence[Sequence[Cell]], header: int, keys: Sequence[str], masked: frozenset[int], raw: list[RawRow]
) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Number and cells of the header and of every row below it, masked columns blank; keeps what came in `raw`."""
    for number, cells in enumerate(lines[header - 1 :], header):
        shown = [EMPTY_CELL if position in masked else cell for position, cell in enumerate(cells)]
        if number > header and any(cell.value is not None for cell in shown):
            values = zip(keys, (cell.value for cell in shown), strict=False)
            raw.append((number, {key: value for key, value in values if key and value is not None}))
        yield number, shown


def _warn(table: Table, findings: Collector) -> None:
    """Say what of a table was read otherwise than it looks."""
    for number, cells in table.comments:
        advice = "take the # away if the row should count"
        at = f"{table.title}!A{number}"
        findings.warn("comment-row", at, cells[0], "a row that begins with # is not read", advice)
    letters = {letter: name for name, letter in table.letters.items()}
    for cell in sorted(table.formulas):
        column = letters.get(cell.rstrip("0123456789"))
        if column:
            advice = "type the value itself"
            findings.warn(
                "formula", f"{table.title}!{cell}", None, f"{column} is a formula; its value was taken", advice
            )
