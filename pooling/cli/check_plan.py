"""`pooling check CASE RESULT`: does a plan that may have been changed by hand keep every rule, and say what is so?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pooling.case.findings import CaseError
from pooling.cli.document import print_document
from pooling.cli.exits import Exit, Failed
from pooling.cli.options import Session
from pooling.cli.say import listed, say
from pooling.cli.telling import MOST_LINES, tell_findings
from pooling.output.words import counted

if TYPE_CHECKING:
    from pooling.output.checked import Checked


def check_plan(
    case_file: Path, result_file: Path, scenarios: Sequence[str], session: Session, as_json: bool, strict: bool
) -> Exit:
    """Check the plan of `result_file` against the case, in the scenario that the result names, or the one given."""
    from pooling.output.checked import checked

    if len(scenarios) > 1:
        raise click.UsageError("a result is of one scenario: name one with -s")
    try:
        found = checked(case_file, result_file, *scenarios)
    except CaseError as fault:
        tell_findings(fault.findings, session.verbosity)
        count = sum(finding.severity == "error" for finding in fault.findings)
        message = f"{counted(count, 'fault')} to correct before the plan of {result_file} can be checked"
        raise Failed(Exit.INPUT, message, fault.findings) from fault
    doubtful = strict and (found.findings or found.differing)
    code = Exit.INFEASIBLE if found.broken else Exit.INPUT if doubtful else Exit.DONE
    if as_json:
        print_document(_document(code, found, result_file))
    else:
        _print(case_file, session, found)
        click.echo("\n".join([found.heading, *listed(found.sentences)]))
    return code


def _print(case_file: Path, session: Session, found: Checked) -> None:
    """What is wrong, a line each, on stderr."""
    from pooling.output.recomputed import in_short

    if session.verbosity > 0:
        tell_findings(found.of_case, session.verbosity)
    if session.verbosity >= 0:
        tell_findings(found.findings, session.verbosity)
    shown = found.broken if session.verbosity > 0 else found.broken[:MOST_LINES]
    for one in shown:
        say(one.line(case_file.name))
    if len(shown) < len(found.broken):
        say(f"… and {len(found.broken) - len(shown):,} more; -v tells all")
    if session.verbosity >= 0:
        lines = [f"{d.cell or d.sheet}: {d.column} {d.message}" for d in found.differing]
        for line in lines if session.verbosity > 0 else in_short(found.differing):
            say(f"warning: {line}")


def _document(code: Exit, found: Checked, result_file: Path) -> dict[str, Any]:
    return {
        "command": "check",
        "exit_code": code,
        "valid": not found.broken,
        "file": str(result_file),
        "case": found.case.settings.case,
        "scenario": found.case.scenario,
        "findings": [asdict(finding) for finding in found.findings],
        "broken": [asdict(one) for one in found.broken],
        "differences": [asdict(one) for one in found.differing],
        "objectives": [asdict(one) for one in found.far],
    }
