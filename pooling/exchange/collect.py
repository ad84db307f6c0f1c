"""Collect: partners' sheets are validated completely, then merged into a case, or nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pooling.case.findings import NEW_CHECKS, Collector, Finding, Severity, has_errors
from pooling.case.rows import Rows
from pooling.exchange.apart import read_apart
from pooling.exchange.changes import Change, changes, rows_of
from pooling.exchange.entry import NAMES, owned
from pooling.exchange.intake import Submission, read_submission
from pooling.exchange.merge import Clash, clashes, merged
from pooling.exchange.provenance import LogEntry, last_entry, read_log
from pooling.exchange.validate import validated
from pooling.exchange.view import partners

MERGED, UNCHANGED, REJECTED, SUPERSEDED = "merged", "unchanged", "rejected", "superseded"


@dataclass
class Verdict:
    """What becomes of a sheet: its `status`, what it changes, and what the partner is to be told."""

    submission: Submission
    findings: list[Finding]
    status: str = MERGED
    changes: list[Change] = field(default_factory=list)
    for_partner: list[Finding] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """May the sheet be merged?"""
        return self.status in (MERGED, UNCHANGED)

    @property
    def belongs(self) -> bool:
        """Is it known whose sheet it is, so that it can be sent back?"""
        cover = self.submission.cover
        if cover is None or not self.submission.tables:
            return False
        doubted = {cover.places["case"], cover.places["partner"]}
        return not any(finding.cell in doubted for finding in self.submission.findings)


@dataclass(frozen=True)
class Collected:
    """The outcome: a verdict a sheet, findings that belong to none, and the merged case, None if it must not be.

    `unanswered` are the partners of whom neither a sheet is here nor one was merged before.
    """

    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    case: Rows | None
    log: tuple[LogEntry, ...]
    unanswered: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Is every sheet merged or superseded?"""
        return self.case is not None and all(verdict.status != REJECTED for verdict in self.verdicts)


def collect(
    base: Rows, paths: Sequence[Path], time: str, *, strict: bool = False, accept_clean: bool = False
) -> Collected:
    """Validate the sheets at `paths` against the case `base` and merge them.

    All must be clean, unless `accept_clean` leaves the others out; `strict` makes errors of warnings, of checks on
    trial too. `time` is logged for sheets that the case's log does not hold yet.
    """
    new_checks = frozenset[str]() if strict else NEW_CHECKS
    seen = replace(base, others={}, findings=())
    verdicts = [_verdict(read_apart(path, _validated, seen, new_checks), strict) for path in paths]
    log = read_log(base)
    _choose_revisions(verdicts, base, log)
    answered = {v.submission.cover.partner for v in verdicts if v.submission.cover} | {entry.partner for entry in log}
    unanswered = tuple(code for code in partners(base) if code not in answered)
    found, whole = _merge(verdicts, base, accept_clean, new_checks)
    if whole is None or not (accept_clean or all(verdict.status != REJECTED for verdict in verdicts)):
        return Collected(tuple(verdicts), tuple(found), None, log, unanswered)
    accepted = [verdict.submission for verdict in _accepted(verdicts, base)]
    return Collected(tuple(verdicts), tuple(found), whole, _logged(log, accepted, time), unanswered)


def _validated(path: Path, base: Rows, new_checks: frozenset[str]) -> Submission:
    return validated(read_submission(path, new_checks=new_checks), base, new_checks=new_checks)


def _verdict(submission: Submission, strict: bool) -> Verdict:
    findings = [replace(f, severity="error") if strict else f for f in submission.findings]
    status = REJECTED if has_errors(findings) else MERGED
    return Verdict(submission, findings, status, for_partner=list(findings))


def _choose_revisions(verdicts: Sequence[Verdict], base: Rows, log: Sequence[LogEntry]) -> None:
    """Of a partner's sheets the highest revision counts, here and in the log; each is compared with the one before."""
    by_partner: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.submission.cover and verdict.submission.tables:
            by_partner[verdict.submission.cover.partner].append(verdict)
    for partner, given in by_partner.items():
        rows = {name: owned(base[name], partner) for name in NAMES}
        ordered = sorted(given, key=_revision)
        last = last_entry(log, partner)
        before: Verdict | None = None
        for verdict in ordered:
            earlier = rows_of(before.submission.tables) if before else rows
            verdict.changes = [] if verdict.status == REJECTED else changes(earlier, rows_of(verdict.submission.tables))
            if verdict.status == MERGED and not changes(rows, rows_of(verdict.submission.tables)):
                verdict.status = UNCHANGED
            if before:
                _compare(before, verdict)
            elif last:
                _compare_with_log(verdict, last)
            before = verdict if verdict.status != SUPERSEDED else before


def _revision(verdict: Verdict) -> int:
    assert verdict.submission.cover is not None
    return verdict.submission.cover.revision


def _compare(before: Verdict, verdict: Verdict) -> None:
    """Two sheets of one partner: the higher revision wins, equal ones must hold the same."""
    if _revision(before) < _revision(verdict):
        _supersede(before, f"revision {_revision(verdict)} in {verdict.submission.path.name} takes its place")
    elif before.submission.sha256 == verdict.submission.sha256:
        _supersede(before, f"{verdict.submission.path.name} is the same file")
    elif verdict.changes or REJECTED in (before.status, verdict.status):
        for one, other in ((before, verdict), (verdict, before)):
            why = f"{other.submission.path.name} has the same revision and other content"
            _same_revision(one, why, "another sheet has the same revision and other content")
    else:
        _supersede(before, f"{verdict.submission.path.name} holds the same")


def _compare_with_log(verdict: Verdict, last: LogEntry) -> None:
    if _revision(verdict) < last.revision:
        _supersede(verdict, f"revision {last.revision} is merged already")
    elif _revision(verdict) == last.revision and verdict.status == MERGED:
        why = f"revision {last.revision} is merged already with other content"
        _same_revision(verdict, why, why)


def _supersede(verdict: Verdict, why: str) -> None:
    verdict.status = SUPERSEDED
    verdict.findings = [_about(verdict, "warning", "superseded", why, "nothing, unless it should count after all")]


def _same_revision(verdict: Verdict, why: str, for_partner: str) -> None:
    """What the partner is told names no file: it may not be its own."""
    advice = "raise the revision on the cover of the one that counts"
    verdict.status = REJECTED
    verdict.findings.append(_about(verdict, "error", "same-revision", why, advice))
    verdict.for_partner.append(_about(verdict, "error", "same-revision", for_partner, advice))


def _about(verdict: Verdict, severity: Severity, rule: str, message: str, advice: str) -> Finding:
    """A finding about the revision on the sheet's cover."""
    cover = verdict.submission.cover
    assert cover is not None
    findings = Collector(verdict.submission.path.name)
    findings.add(severity, rule, cover.places["revision"], cover.revision, message, advice)
    return findings.findings[0]


def _merge(
    verdicts: Sequence[Verdict], base: Rows, accept_clean: bool, new_checks: frozenset[str]
) -> tuple[list[Finding], Rows | None]:
    """The merged case with what clashes in it; sheets that clash are rejected until none does."""
    while True:
        changing = [verdict for verdict in _accepted(verdicts, base) if verdict.status == MERGED]
        submissions = [verdict.submission for verdict in changing]
        whole = merged(base, submissions)
        found = clashes(base, whole, submissions, new_checks)
        for clash in found:
            _blame(changing, clash)
        stray = [clash.finding for clash in found if not clash.cells]
        if not found:
            return [], whole
        if len(stray) == len(found) or not accept_clean:
            return stray, None


def _accepted(verdicts: Sequence[Verdict], base: Rows) -> list[Verdict]:
    """The clean sheets in the order of the case's partners, whatever the order they were given in."""
    by_partner = {v.submission.cover.partner: v for v in verdicts if v.is_clean and v.submission.cover}
    return [by_partner[partner] for partner in partners(base) if partner in by_partner]


def _blame(changing: Sequence[Verdict], clash: Clash) -> None:
    for number in clash.cells:
        verdict = changing[number]
        verdict.status = REJECTED
        verdict.findings.append(clash.finding)
        verdict.for_partner.append(clash.for_partner(number, verdict.submission.path.name))


def _logged(log: Sequence[LogEntry], accepted: Sequence[Submission], time: str) -> tuple[LogEntry, ...]:
    """The log with an entry for every accepted sheet that is not in it."""
    known = {(entry.sha256, entry.partner) for entry in log}
    new = []
    for submission in accepted:
        cover = submission.cover
        assert cover is not None
        if (submission.sha256, cover.partner) not in known:
            name, rows = submission.path.name, submission.rows
            new.append(LogEntry(time, name, submission.sha256, cover.partner, cover.issue, cover.revision, rows))
    return (*log, *new)
