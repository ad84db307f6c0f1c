"""Reading: a workbook becomes Rows, Rows become a Case; problems become findings, never exceptions."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from pooling.case.came import counting, remaining
from pooling.case.case import RECORDS, Case, Received, Scenario, Settings
from pooling.case.cells import closest
from pooling.case.checks import check_rows
from pooling.case.checks_horizon import calendar_of
from pooling.case.findings import NEW_CHECKS, Collector, Finding, file_name, has_errors
from pooling.case.kinds import CASE, NONE, kind_of
from pooling.case.layout import normalised
from pooling.case.places import places_of
from pooling.case.preflight import preflight
from pooling.case.records import to_record
from pooling.case.rows import ALL_SHEETS, Rows
from pooling.case.scenario import FIXED, Scenarios
from pooling.case.schema import IGNORED_SHEETS
from pooling.case.sheetxml import SheetFacts, sheet_facts
from pooling.case.sums import sum_of
from pooling.case.tables import TableReader, check_settings, lines_of

LOG = "log"
"""The sheet in which merging partners' sheets leaves its traces."""

OTHER_BOOKS = {
    "cover": "pooling collect CASE.xlsx merges it into its case",
    "summary": "name the case that it was solved from",
}
"""Sheets by which other workbooks of this tool are known, and what to do with them here."""


@dataclass(frozen=True)
class Loaded:
    """What reading a workbook gave: `case` is None exactly where `findings` hold an error.

    `rows` are those that the case was made of, changed by its scenario, less what came.
    """

    case: Case | None
    findings: tuple[Finding, ...]
    scenarios: tuple[Scenario, ...]
    rows: Rows


def load(
    path: Path,
    scenario: str = "base",
    *,
    trusted: bool = True,
    new_checks: frozenset[str] = NEW_CHECKS,
) -> Loaded:
    """Read, change by `scenario` and check the case workbook at `path`.

    `trusted` lifts the size limits to those of a planner's own case; rules of checks in `new_checks` only warn
    (what makes a cell unreadable always is an error).
    """
    return loaded(read_rows(path, trusted=trusted), scenario, new_checks=new_checks)


def loaded(base: Rows, scenario: str = "base", *, new_checks: frozenset[str] = NEW_CHECKS) -> Loaded:
    """Change the rows read from a workbook by `scenario`, or a sum of some, and check them; `base` stays as it is."""
    scenarios = tuple(to_record(row) for row in base["scenarios"] if not row.unread)
    if not base.tables:
        return Loaded(None, base.findings, scenarios, base)
    known = Scenarios(base)
    changed, applied, findings = known.apply(scenario)
    findings = (*base.findings, *findings, *check_rows(changed, new_checks=new_checks))
    if has_errors(findings):
        return Loaded(None, findings, scenarios, changed)
    left = remaining(changed, calendar_of(changed))
    case = to_case(left, sum_of(known.parts(scenario)), applied)
    if left is not changed:
        received = tuple(Received(*pair, units) for pair, units in counting(changed).items())
        case = replace(case, received=received, placed=tuple(to_record(row) for row in changed["orders"]))
    return Loaded(case, findings, scenarios, left)


def check_scenarios(base: Rows) -> Iterator[Finding]:
    """What is wrong with the case under any of its scenarios, which are checked one after the other.

    What is wrong with the case as it stands is told again.
    """
    scenarios = Scenarios(base)
    for name in scenarios.names:
        changed, _, findings = scenarios.apply(name)
        yield from findings
        tables = {sheet: table for sheet, table in changed.tables.items() if sheet not in FIXED}
        yield from check_rows(replace(changed, tables=tables))


def read_rows(path: Path, *, trusted: bool = False) -> Rows:
    """Read every table of the workbook at `path`; `findings` say what cannot be read."""
    findings = Collector(file_name(path))
    rows = Rows(file_name(path))
    preflight(path, findings, trusted=trusted)
    if not has_errors(findings.findings):
        try:
            rows.sha256 = _sha256(path)
            _read_workbook(path, rows, findings)
        except Exception as fault:  # openpyxl raises anything on a broken part; to the user it is one fault
            rows.tables.clear()
            advice = "open it in Excel and save it as an Excel Workbook (.xlsx)"
            findings.error("damaged", "", None, f"the workbook cannot be read ({type(fault).__name__})", advice)
    rows.findings = tuple(findings.findings)
    return rows


def to_case(rows: Rows, scenario: str = "base", applied: Sequence[Any] = ()) -> Case:
    """The case that error-free `rows` describe."""
    known = Settings.__dataclass_fields__
    values = {key: value for key, value in rows.settings().items() if key in known}
    values["period_months"] = int(values["period_months"])
    tables = {name: tuple(to_record(row) for row in rows[name]) for name in RECORDS}
    return Case(
        Settings(**values),
        **tables,
        scenario=scenario,
        applied=tuple(applied),
        sha256=rows.sha256,
        places=places_of(rows),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_workbook(path: Path, rows: Rows, findings: Collector) -> None:
    with path.open("rb") as stream, warnings.catch_warnings(), redirect_stdout(StringIO()):
        warnings.simplefilter("ignore")  # about features of Excel that do not matter to a reader; openpyxl prints, too
        with ZipFile(stream) as archive:
            facts = sheet_facts(archive)
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        blank: set[str] = set()
        for worksheet in book.worksheets:
            worksheet.reset_dimensions()
            _read_sheet(worksheet, facts.get(worksheet.title, SheetFacts()), rows, blank, findings)
    kind = kind_of(book.sheetnames)
    required = any(sheet.required and name in {*rows.tables, *blank} for name, sheet in ALL_SHEETS.items())
    if kind not in (CASE, NONE) or not required:
        _refuse(rows, findings, kind)
        return
    _find_missing_sheets(rows, blank, findings)
    if "settings" in rows.tables:
        check_settings(rows.tables["settings"], findings)


def _read_sheet(worksheet: Any, facts: SheetFacts, rows: Rows, blank: set[str], findings: Collector) -> None:
    """Read one sheet into `rows`; a wholly empty one counts as absent, and its table is put in `blank`."""
    title = worksheet.title
    sheet = ALL_SHEETS.get(normalised(title))
    if sheet is None:
        rows.others[title] = [tuple(cell.value for cell in line) for line in worksheet.iter_rows()]
        if normalised(title) not in map(normalised, (*IGNORED_SHEETS, LOG)):
            names = [name for name in ALL_SHEETS if name not in rows.tables]
            advice = closest(title, names) or "it is not read; delete it if unneeded"
            findings.warn("unknown-sheet", title, None, f"a case has no sheet {title}", advice)
        return
    lines = lines_of(worksheet, facts)
    if lines is None:
        blank.add(sheet.name)
        return
    if sheet.name in rows.tables:
        advice = "keep one of the two"
        findings.error("duplicate-sheet", title, None, f"a second sheet stands for {sheet.name}", advice)
        return
    if facts.hidden:
        findings.warn("hidden", title, None, f"the sheet {title} is hidden and was read", "unhide it")
    rows.tables[sheet.name] = TableReader(sheet, title, facts, findings).read(lines)


def _refuse(rows: Rows, findings: Collector, kind: str) -> None:
    """One line for a workbook that is no case at all, in the place of all that a case would lack."""
    titles = set() if kind == NONE else set(map(normalised, rows.others))
    advice = next((advice for title, advice in OTHER_BOOKS.items() if title in titles), "name the case workbook")
    rows.tables.clear()
    findings.findings.clear()
    findings.error("not-a-case", "", None, f"this is {kind}, not a case", advice)


def _find_missing_sheets(rows: Rows, blank: set[str], findings: Collector) -> None:
    for name, sheet in ALL_SHEETS.items():
        if sheet.required and name not in rows.tables:
            found = f"the sheet {name} is empty" if name in blank else f"the case has no sheet {name}"
            advice = "fill it in" if name in blank else f"add the sheet {name}, or rename the one meant"
            findings.error("missing-sheet", name, None, f"{found}: {sheet.meaning}", advice)
