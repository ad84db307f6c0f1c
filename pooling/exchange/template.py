"""Template: one demand sheet per partner, holding what the case already knows of that partner only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pooling.case.cells import closest
from pooling.case.checks import check_rows
from pooling.case.findings import CaseError, Collector, has_errors
from pooling.case.reader import read_rows
from pooling.case.rows import Rows
from pooling.exchange.entry import PARTNER, SCHEMA_VERSION
from pooling.exchange.form import BLANK_ROWS, Version, form
from pooling.exchange.provenance import last_entry, read_log
from pooling.exchange.view import View, partners, view
from pooling.exchange.words import phrases
from pooling.output.files import check_target
from pooling.output.template_book import write_form

BEFORE_COLLECTING = frozenset({"no-need"})
"""What a case may lack while its partners' sheets are still to come."""


@dataclass(frozen=True)
class Options:
    """How the sheets are made: `language` None is each partner's own.

    `issue` None counts on from the case's log, `blank_rows` are left to fill in.
    """

    language: str | None = None
    issue: int | None = None
    return_to: str = ""
    blank_rows: int = BLANK_ROWS


def read_base(path: Path) -> Rows:
    """The rows of a case that sheets are made of or merged into. Raises `CaseError` where they hold errors."""
    rows = read_rows(path, trusted=True)
    findings = [*rows.findings, *(check_rows(rows) if not has_errors(rows.findings) else ())]
    errors = [f for f in findings if f.severity == "error" and f.rule not in BEFORE_COLLECTING]
    if errors:
        raise CaseError(errors)
    return rows


def chosen(rows: Rows, wanted: Sequence[str]) -> list[str]:
    """The partners `wanted`, all if none is. Raises `CaseError` for one that the case does not have."""
    known = partners(rows)
    findings = Collector(rows.file)
    for code in wanted:
        if code not in known:
            advice = closest(code, known) or f"the partners are {', '.join(known)}"
            findings.error("unknown-code", PARTNER + "s", code, "the case has no such partner", advice)
    if findings.findings:
        raise CaseError(findings.findings)
    return list(dict.fromkeys(wanted)) or known


def write_templates(
    case_file: Path, wanted: Sequence[str], folder: Path, options: Options, *, force: bool = False
) -> list[Path]:
    """Write the demand sheet of every partner `wanted` (none: of all) to `folder`; the files written.

    Raises `CaseError`, and `TargetExistsError` before anything is written.
    """
    rows = read_base(case_file)
    codes = chosen(rows, wanted)
    paths = [folder / f"{case_file.stem}-{code}.xlsx" for code in codes]
    for path in paths:
        check_target(path, force)
    log = read_log(rows)
    issue = options.issue or 1 + max((entry.issue for entry in log), default=0)
    languages = {row[PARTNER]: row["language"] for row in rows["partners"]}
    for code, path in zip(codes, paths, strict=True):
        last = last_entry(log, code)
        version = Version(issue, 1 + (last.revision if last else 0))
        seen = view(rows, code)
        language = options.language or languages[code]
        words = phrases(language, options.return_to)
        sheet = form(seen, words, version, blank_rows=options.blank_rows)
        write_form(path, sheet, properties(seen, version, language, options.return_to), force=force)
    return paths


def properties(seen: View, version: Version, language: str, return_to: str = "") -> dict[str, str]:
    """What a sheet's document properties say about it."""
    return {
        "case": seen.case,
        "partner": seen.partner,
        "issue": str(version.issue),
        "schema": str(SCHEMA_VERSION),
        "language": language,
        "return_to": return_to,
    }
