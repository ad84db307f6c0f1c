"""`pooling check CASE RESULT`: does a plan that may have been changed by hand keep every rule, and say what is so?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pooling.case.findings import CaseError, Collector, Finding
from pooling.case.reader import Loaded, loaded, read_rows
from pooling.cli.document import print_document
from pooling.cli.exits import Exit, Failed
from pooling.cli.options import Session
from pooling.cli.say import listed, say
from pooling.cli.telling import MOST_LINES, tell_findings
from pooling.output.words import counted, listing

if TYPE_CHECKING:
    from pooling.case.case import Case
    from pooling.output.breaks import Break
    from pooling.output.distance import Distance
    from pooling.output.edited import Edited
    from pooling.output.recomputed import Difference


def check_plan(
    case_file: Path, result_file: Path, scenarios: Sequence[str], session: Session, as_json: bool, strict: bool
) -> Exit:
    """Check the plan of `result_file` against the case, in the scenario that the result names, or the one given."""
    from pooling.output.breaks import Breaks
    from pooling.output.distance import distances
    from pooling.output.edited import edited as as_edited
    from pooling.output.edited import read_sheets
    from pooling.output.edited import scenario_of as named_in
    from pooling.output.recomputed import differences
    from pooling.output.tables import recomputed_tables
    from pooling.plan.verify import verify

    if len(scenarios) > 1:
        raise click.UsageError("a result is of one scenario: name one with -s")
    try:
        sheets, told = read_sheets(result_file)
        own = named_in(sheets)
        scenario = scenarios[0] if scenarios else own
        found = _loaded(case_file, scenario, session)
        case = found.case
        assert case is not None
        edited = as_edited(sheets, told, case)
    except CaseError as fault:
        tell_findings(fault.findings, session.verbosity)
        count = sum(finding.severity == "error" for finding in fault.findings)
        message = f"{result_file}: {counted(count, 'fault')} to correct before the plan can be checked"
        raise Failed(Exit.INPUT, message, fault.findings) from fault
    verdict = verify(case, edited.plan)
    broken = Breaks(edited, case, found.rows).of(verdict.violations)
    differing = differences(edited, recomputed_tables(case, verdict.figures), case)
    same = own == case.scenario and edited.summary.get("case_sha256") == case.sha256
    far = distances(edited, case, verdict.figures, valid=not broken, same_case=same)
    findings = [*edited.findings, *_other_case(edited, case, own)]
    code = Exit.INFEASIBLE if broken else Exit.INPUT if strict and (findings or differing) else Exit.DONE
    if as_json:
        print_document(_document(code, edited, case, findings, broken, differing, far, result_file))
    else:
        _print(case_file, session, findings, broken, differing)
        click.echo("\n".join(_sentences(edited, case, broken, differing, far)))
    return code


def _loaded(case_file: Path, scenario: str, session: Session) -> Loaded:
    """The case in the scenario; ends the command where it cannot be used."""
    found = loaded(read_rows(case_file, trusted=True), scenario)
    told = [finding for finding in found.findings if finding.severity == "error" or session.verbosity > 0]
    if found.case is None:
        tell_findings(told, session.verbosity)
        raise Failed(Exit.INPUT, f"{case_file}, scenario {scenario}: to correct before a plan is checked", told)
    return found


def _other_case(edited: Edited, case: Case, own: str) -> list[Finding]:
    """Warnings where the result was solved for something else than what it is held against."""
    findings = Collector(edited.file)
    row = {row["key"]: row for row in edited.sheets["summary"].rows}
    if own != case.scenario:
        at = edited.at("summary", row.get("scenario"), "value")
        message = f"the result is of scenario {own} and is held against {case.scenario}"
        findings.warn("other-case", at, own, message, "what it reached is not compared")
    elif edited.summary.get("case_sha256") != case.sha256:
        at = edited.at("summary", row.get("case_sha256"), "value")
        message = "the case has changed since the result was solved"
        findings.warn("other-case", at, None, message, "what it reached is not compared; solve again to know")
    return findings.findings


def _print(
    case_file: Path,
    session: Session,
    findings: Sequence[Finding],
    broken: Sequence[Break],
    differing: Sequence[Difference],
) -> None:
    """What is wrong, a line each, on stderr."""
    from pooling.output.recomputed import in_short

    if session.verbosity >= 0:
        tell_findings(findings, session.verbosity)
    shown = broken if session.verbosity > 0 else broken[:MOST_LINES]
    for one in shown:
        say(one.line(case_file.name))
    if len(shown) < len(broken):
        say(f"… and {len(broken) - len(shown):,} more; -v tells all")
    if session.verbosity >= 0:
        lines = [f"{d.cell or d.sheet}: {d.column} {d.message}" for d in differing]
        for line in lines if session.verbosity > 0 else in_short(differing):
            say(f"warning: {line}")


def _sentences(
    edited: Edited, case: Case, broken: Sequence[Break], differing: Sequence[Difference], far: Sequence[Distance]
) -> list[str]:
    """What was found, in lines of at most 80 characters."""
    verdict = "The plan is valid: no rule is broken"
    if broken:
        rules = [f"{rule} ({number})" for rule, number in Counter(one.rule for one in broken).most_common()]
        verdict = f"Rules are broken in {counted(len(broken), 'place')}: {listing(rules, 6)}"
    figures = "every figure in the result is that of its plan"
    if differing:
        figures = (
            f"{counted(len(differing), 'figure')} in the result {'is' if len(differing) == 1 else 'are'} not "
            "of this plan; its sentences and charts tell the plan as it was solved"
        )
    head = f"{edited.file}: {case.settings.case}, scenario {case.scenario}"
    note = ["Where rules break, its figures are those of its decisions as they stand."] if broken else []
    return [head, *listed([f"{verdict}.", f"{figures[0].upper()}{figures[1:]}.", *(d.sentence for d in far), *note])]


def _document(
    code: Exit,
    edited: Edited,
    case: Case,
    findings: Sequence[Finding],
    broken: Sequence[Break],
    differing: Sequence[Difference],
    far: Sequence[Distance],
    result_file: Path,
) -> dict[str, Any]:
    return {
        "command": "check",
        "exit_code": code,
        "valid": not broken,
        "file": str(result_file),
        "case": case.settings.case,
        "scenario": case.scenario,
        "findings": [asdict(finding) for finding in findings],
        "broken": [asdict(one) for one in broken],
        "differences": [asdict(one) for one in differing],
        "objectives": [asdict(one) for one in far],
    }
