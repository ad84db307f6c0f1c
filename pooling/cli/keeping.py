"""Planning anew on an earlier result: what does not fit, and what it is a guess of, told on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pooling.cli.exits import Exit, Failed
from pooling.cli.say import say

if TYPE_CHECKING:
    from pooling.analysis.earlier import Earlier, Start
    from pooling.case.case import Case
    from pooling.cli.options import Session
    from pooling.output.results import Result


def earlier(result: Path, case: Case, until: date | None, session: Session) -> Earlier:
    """What `result` has decided, in the periods of `case`; ends the command where the case does not know it."""
    from pooling.analysis import earlier as planned

    with _fitting(result):
        found = planned.earlier(result, case, until)
    if session.verbosity >= 0:
        for note in found.notes:
            click.echo(f"{case.scenario}: {result}: {note}", err=True)
    return found


def first_plan(result: Path, case: Case, session: Session) -> Start:
    """The plan of `result` without what `case` does not have; what is missing or broken is told in one line."""
    from pooling.analysis import earlier as planned

    with _fitting(result):
        found = planned.first_plan(result, case)
    for note in found.notes if session.verbosity >= 0 else ():
        say(f"{case.scenario}: {result} {note}")
    return found


def read_planned(result: Path, case: Case) -> Result:
    """The workbook `result` in the periods of `case`; ends the command where it is no result."""
    from pooling.output.results import read_result

    with _fitting(result):
        return read_result(result, case)


@contextmanager
def _fitting(result: Path) -> Iterator[None]:
    """End the command where `result` is no result, or does not fit the case."""
    from pooling.analysis.solving import NotOfCase
    from pooling.case.findings import CaseError

    try:
        yield
    except CaseError as fault:
        for finding in fault.findings:
            say(finding.line)
        raise Failed(Exit.INPUT, f"{result} is no result of pooling solve", fault.findings) from fault
    except NotOfCase as other:
        for line in other.faults:
            click.echo(f"error: {result}: {line}", err=True)
        raise Failed(Exit.INPUT, other.message) from other


@contextmanager
def refusing_to_keep(kept: Earlier | None) -> Iterator[None]:
    """Where no plan is left, say that it may be for what is kept."""
    try:
        yield
    except Failed as failure:
        if kept and failure.code == Exit.INFEASIBLE:
            advice = "an earlier --until keeps less of it" if kept.kept.until else "--until DATE keeps less of it"
            message = f"{failure.message}\n  with what the earlier result has signed and joined; {advice}"
            raise Failed(failure.code, message, clash=failure.clash) from failure
        raise
