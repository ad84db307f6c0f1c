"""What the commands of the exchange have in common: which partners, and how faults are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, TypeVar

import click

from pooling.cli.document import print_document
from pooling.cli.exits import Exit, Failed
from pooling.cli.options import Session

Command = TypeVar("Command", bound=Callable[..., Any])


def partner_options(command: Command) -> Command:
    """--partner, any number of times, and --all, passed as `wanted` and `everyone`."""
    command = click.option("--all", "everyone", is_flag=True, help="Every partner.")(command)
    return click.option("--partner", "wanted", multiple=True, metavar="CODE", help="One partner; repeatable.")(command)


def partners_wanted(wanted: tuple[str, ...], everyone: bool) -> tuple[str, ...]:
    """The partners named; none stands for all. Raises UsageError unless one of both options is given."""
    if bool(wanted) == everyone:
        raise click.UsageError("name partners with --partner CODE, or take --all")
    return wanted


@contextmanager
def reporting_findings(session: Session, as_json: bool) -> Iterator[None]:
    """Turn a `CaseError` into its findings, a line each or as JSON, and exit code 2."""
    from pooling.case.findings import CaseError

    try:
        yield
    except CaseError as fault:
        if as_json:
            findings = [asdict(finding) for finding in fault.findings]
            print_document({"schema_version": 1, "findings": findings})
        for finding in fault.findings:
            if finding.severity == "error" or session.verbosity >= 0:
                click.echo(finding.line, err=True)
        count = sum(finding.severity == "error" for finding in fault.findings)
        raise Failed(Exit.INPUT, f"{count} to correct; nothing is written") from fault
