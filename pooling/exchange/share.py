"""Share: each partner's extract of a result, a workbook written from scratch."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pooling.case.cells import closest
from pooling.case.checks import NOT_IN_FILE_NAMES
from pooling.case.findings import CaseError, Collector
from pooling.case.schema import LANGUAGES
from pooling.exchange.extract import Extract, audits_of, extract, partners_in
from pooling.exchange.extract_book import write_extract
from pooling.exchange.sent import Sent, read_sent, write_sent
from pooling.output.files import check_target
from pooling.output.results import key_figures, read_tables
from pooling.output.table import Table


@dataclass(frozen=True)
class Shared:
    """The files written; `earlier` are frameworks to the partners that were told a total of another plan before."""

    paths: list[Path]
    earlier: Mapping[str, tuple[str, ...]]

    @property
    def notes(self) -> list[str]:
        """What is withheld for that, a line a framework."""
        return [
            f"{framework}: totals of another plan were sent before to {', '.join(told)}; none is told now, as the "
            "difference would tell another partner's part"
            for framework, told in self.earlier.items()
        ]


def write_extracts(
    result_file: Path, wanted: Sequence[str], folder: Path, *, language: str | None = None, force: bool = False
) -> Shared:
    """Write the extract of every partner `wanted` (none: of all) to `folder`, in `language` or each partner's own.

    Raises `CaseError`, and `TargetExistsError` before anything is written.
    """
    result = read_tables(result_file)
    codes = _chosen(result, wanted, result_file.name)
    paths = [folder / f"{result_file.stem}-{code}.xlsx" for code in codes]
    for path in paths:
        check_target(path, force)
    with result_file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    audits, sent, time = audits_of(result), read_sent(folder), datetime.now(UTC).isoformat(timespec="seconds")
    warned: dict[str, list[str]] = defaultdict(list)
    for code, path in zip(codes, paths, strict=True):
        case = str(key_figures(result)["case"])
        before = {e.framework for e in sent if (e.case, e.partner) == (case, code) and e.result_sha256 != sha256}
        part = extract(result, code, audits=audits, sent_before=before)
        for framework in sorted(before & part.shared):
            warned[framework].append(code)
        new = {Sent(time, part.case, part.scenario, sha256, code, told) for told in _totals_told(part)}
        known = {(e.result_sha256, e.partner, e.framework) for e in sent}
        sent += sorted(e for e in new if (sha256, code, e.framework) not in known)
        write_sent(folder, sent)  # first: what may have gone out is known even if the next step fails
        write_extract(path, part, language or part.language or LANGUAGES[0], force=force)
    return Shared(paths, {code: tuple(sorted(codes)) for code, codes in warned.items()})


def _totals_told(part: Extract) -> set[str]:
    """Frameworks of which the extract tells a total of several partners."""
    volumes = next(table for table in part.tables if table.name == "volumes").records()
    return part.shared & {row["framework"] for row in volumes if row["total_quantity"] is not None}


def _chosen(result: Mapping[str, Table], wanted: Sequence[str], file: str) -> list[str]:
    known = partners_in(result)
    findings = Collector(file)
    folded: dict[str, str] = {}
    for code in known:
        if set(code) & NOT_IN_FILE_NAMES or code.endswith(".") or not code.isprintable():
            advice = "write the result again with pooling solve"
            findings.error("bad-code", "", code, "a partner's code cannot be part of a file name", advice)
        elif folded.setdefault(code.casefold(), code) != code:
            advice = "tell them apart by more than capitals, and solve again"
            findings.error(
                "similar-codes", "", code, f"its extract would take the file of {folded[code.casefold()]}", advice
            )
    for code in wanted:
        if code not in known:
            advice = closest(code, known) or f"the partners are {', '.join(known)}"
            findings.error("unknown-code", "", code, "the result speaks of no such partner", advice)
    if findings.findings:
        raise CaseError(findings.findings)
    return list(dict.fromkeys(wanted)) or known
