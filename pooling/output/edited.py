"""Reading a result that somebody may have changed by hand: its decisions with their cells, and what else is written.

Sheets and columns may stand in any order, others may stand beside them; what is not a decision may be wrong or missing.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.case.cells import text_of
from pooling.case.findings import CaseError, Collector, Finding, file_name, has_errors
from pooling.case.kinds import kind_of
from pooling.case.layout import normalised
from pooling.case.preflight import preflight
from pooling.case.rows import Row, Table
from pooling.case.schema import Column, Kind, Sheet
from pooling.case.sheetxml import SheetFacts, sheet_facts
from pooling.case.tables import TableReader, lines_of
from pooling.output.edited_checks import check_codes, check_days
from pooling.plan.plan import Claim, Plan


def _key(name: str, refers: str = "", kind: Kind = Kind.CODE) -> Column:
    return Column(name, kind, name, required=True, refers=refers)


FRAMEWORK, PARTNER, PERIOD = (
    _key("framework", "frameworks"),
    _key("partner", "partners"),
    _key("period", kind=Kind.DATE),
)
QUANTITY = _key("quantity", kind=Kind.NUMBER)

DECISIONS = {
    sheet.name: sheet
    for sheet in (
        Sheet(
            "frameworks",
            "what is signed",
            (FRAMEWORK, _key("signed", kind=Kind.DATE), Column("extended", Kind.YESNO, "extended", default="N")),
            key=("framework",),
        ),
        Sheet("members", "who is in", (FRAMEWORK, PARTNER), key=("framework", "partner")),
        Sheet("call_offs", "what is called off", (_key("lot", "lots"), PARTNER, PERIOD, QUANTITY)),
        Sheet("orders", "when orders come", (_key("order", "orders"), PERIOD, QUANTITY)),
        Sheet(
            "expansions",
            "what is built",
            (
                _key("expansion", "expansions"),
                Column("built", Kind.YESNO, "built"),
                Column("start", Kind.DATE, "start of building"),
            ),
            key=("expansion",),
        ),
        Sheet(
            "certifications",
            "what is certified",
            (PARTNER, _key("product", "products"), _key("start", kind=Kind.DATE)),
            key=("partner", "product"),
        ),
        Sheet(
            "instruments",
            "what is claimed",
            (_key("instrument", "instruments"), FRAMEWORK, _key("reimbursed_eur", kind=Kind.NUMBER)),
            key=("framework",),
        ),
    )
}
"""Sheets that a plan is read from, with the columns that decide; of the rows of one `key` there may be one."""

OTHERS = {
    "summary": ("key",),
    "stages": ("objective",),
    "lots": ("lot",),
    "attainment": ("partner", "item", "period"),
    "delays": ("partner", "item"),
    "capacity": ("line", "period"),
    "materials": ("material", "period"),
    "budgets": ("partner", "year"),
}
"""Sheets that hold figures only, with the columns that tell their rows apart."""

KINDS = {"period": Kind.DATE, "year": Kind.WHOLE}
"""Of those columns, where they hold no code."""

NOT_TOLD = ("unknown-column", "no-header", "hidden")
"""Findings that are none here: whoever works on a result may add columns and notes, and filters hide rows."""

ADVICE = "give a workbook that pooling solve wrote"


@dataclass(frozen=True)
class Twice:
    """Two rows that decide the same thing differently."""

    sheet: str
    first: Row
    second: Row


@dataclass(frozen=True)
class Edited:
    """A result as it stands: its plan in the periods of the case, rows with their cells, and what is doubtful.

    Of rows that decide one thing twice the first counts.
    """

    file: str
    plan: Plan
    sheets: Mapping[str, Table]
    twice: tuple[Twice, ...]
    findings: tuple[Finding, ...]

    def at(self, sheet: str, row: Row | None = None, column: str = "") -> str:
        """Where a value stands, such as `call_offs!H12`."""
        table = self.sheets[sheet]
        if row is None:
            return table.title
        letters = table.letters | {normalised(header): letter for header, letter in table.extra.items()}
        return (
            f"{table.title}!{letters.get(column) or min(table.letters.values(), key=lambda l: (len(l), l))}{row.number}"
        )

    @property
    def summary(self) -> dict[str, Any]:
        """The figures that the result says it has, by key."""
        rows = self.sheets["summary"].rows
        return {row["key"]: written(row).get("value") for row in rows if row["key"] != "headline"}


def read_edited(path: Path, case: Case) -> Edited:
    """The result at `path`, for `case`; raises `CaseError` where a decision in it cannot be one of the case."""
    return edited(*read_sheets(path), case)


def edited(sheets: Mapping[str, Table], findings: Collector, case: Case) -> Edited:
    """The result that has these sheets, with what was found in reading them; raises as `read_edited`."""
    for name in DECISIONS:
        check_codes(sheets[name], case, findings)
    check_days(sheets, case, findings)
    if has_errors(findings.findings):
        raise CaseError(findings.findings)
    kept, twice = _told_apart(sheets)
    existing = {row.framework for row in case.frameworks if row.status == "existing"}
    signed = [row for row in kept["frameworks"] if row["framework"] not in existing]
    return Edited(findings.file, _plan(kept, signed, case), sheets, tuple(twice), tuple(findings.findings))


def read_decisions(path: Path, case: Case) -> Plan:
    """The plan of the result at `path` in the periods of `case`, whatever of it the case does not have.

    Raises `CaseError` where it cannot be read.
    """
    sheets, findings = read_sheets(path)
    if has_errors(findings.findings):
        raise CaseError(findings.findings)
    kept, _ = _told_apart(sheets)
    return _plan(kept, [row for row in kept["frameworks"] if written(row).get("status") != "existing"], case)


def scenario_of(sheets: Mapping[str, Table]) -> str:
    """The scenario that a result says it is of."""
    rows = {row["key"]: row for row in sheets["summary"].rows}
    return text_of(written(rows["scenario"]).get("value") or "base") if "scenario" in rows else "base"


def written(row: Row) -> dict[str, Any]:
    """What stands in a row, as it stands there, by the column's name."""
    return row.values | {normalised(header): value for header, value in row.extra.items()}


def read_sheets(path: Path) -> tuple[dict[str, Table], Collector]:
    """The sheets of the result at `path`, and what is wrong with their decisions.

    Raises `CaseError` where it is no result.
    """
    findings = Collector(file_name(path))
    preflight(path, findings, trusted=True)
    if has_errors(findings.findings):
        raise CaseError(findings.findings)
    try:
        sheets, names = _read(path, findings)
    except Exception as fault:  # openpyxl raises anything on a broken part; to the user it is one fault
        findings.error("damaged", "", None, f"the workbook cannot be read ({type(fault).__name__})", ADVICE)
        raise CaseError(findings.findings) from fault
    if not {"summary", "stages"} <= sheets.keys():
        findings.findings.clear()
        findings.error("other-kind", "", None, f"this is {kind_of(names)}, not a result of pooling solve", ADVICE)
        raise CaseError(findings.findings)
    for name in (*DECISIONS, *OTHERS):
        if name not in sheets and name in DECISIONS:
            findings.error("missing-sheet", name, None, f"a result has a sheet {name}", ADVICE)
        sheets.setdefault(name, Table(DECISIONS.get(name) or _figures(name), name))
    findings.findings[:] = [finding for finding in findings.findings if finding.rule not in NOT_TOLD]
    return sheets, findings


def _figures(name: str) -> Sheet:
    return Sheet(name, name, tuple(Column(c, KINDS.get(c, Kind.CODE), c) for c in OTHERS[name]), key=OTHERS[name])


def _read(path: Path, findings: Collector) -> tuple[dict[str, Table], list[str]]:
    """Every sheet that a result has, and the names of all; a wholly empty one has no rows."""
    sheets = {}
    with path.open("rb") as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about features of Excel that do not matter to a reader
        with ZipFile(stream) as archive:
            facts = sheet_facts(archive)
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        worksheets: list[Any] = list(book.worksheets)
        for worksheet in worksheets:
            name = normalised(worksheet.title)
            sheet = DECISIONS.get(name) or (_figures(name) if name in OTHERS else None)
            if sheet is not None and name not in sheets:
                worksheet.reset_dimensions()
                told = findings if name in DECISIONS else Collector(findings.file)
                of_sheet = facts.get(worksheet.title, SheetFacts())
                reader, lines = TableReader(sheet, worksheet.title, of_sheet, told), lines_of(worksheet, of_sheet)
                sheets[name] = Table(sheet, worksheet.title) if lines is None else reader.read(lines)
        return sheets, book.sheetnames


def _told_apart(sheets: Mapping[str, Table]) -> tuple[dict[str, list[Row]], list[Twice]]:
    """The rows of each sheet that decide, and those that say otherwise what a row above has said."""
    kept: dict[str, list[Row]] = {}
    twice = []
    for name, sheet in DECISIONS.items():
        first: dict[tuple[Any, ...], Row] = {}
        for row in sheets[name].rows:
            key = tuple(row[column] for column in sheet.key) or (row.number,)
            if key not in first:
                first[key] = row
            elif row.values != first[key].values:
                twice.append(Twice(name, first[key], row))
        kept[name] = list(first.values())
    return kept, twice


def _plan(rows: Mapping[str, list[Row]], signed: Iterable[Row], case: Case) -> Plan:
    """What `rows` decide; `signed` are those of candidates."""
    period = Calendar(case.settings).index
    joined: dict[str, set[str]] = defaultdict(set)
    for row in rows["members"]:
        joined[row["framework"]].add(row["partner"])
    return Plan(
        signed={r["framework"]: period(r["signed"]) for r in signed},
        joined={framework: frozenset(partners) for framework, partners in joined.items()},
        call_offs=_sums(((r["lot"], r["partner"], period(r["period"])), r["quantity"]) for r in rows["call_offs"]),
        extended=frozenset(r["framework"] for r in rows["frameworks"] if r["extended"] == "Y"),
        expansions={r["expansion"]: period(r["start"]) for r in rows["expansions"] if r["start"]},
        certified={(r["partner"], r["product"]): period(r["start"]) for r in rows["certifications"]},
        orders=_sums(((r["order"], period(r["period"])), r["quantity"]) for r in rows["orders"]),
        claims={r["framework"]: Claim(r["instrument"], r["reimbursed_eur"]) for r in rows["instruments"]},
    )


def _sums(entries: Iterable[tuple[Any, float]]) -> dict[Any, float]:
    sums: dict[Any, float] = defaultdict(float)
    for key, quantity in entries:
        if quantity:
            sums[key] += quantity
    return dict(sums)
