"""What the commands of the exchange have in common: which partners, and how faults are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pooling.cli.exits import Exit, Failed
from pooling.cli.options import Session
from pooling.cli.say import say

if TYPE_CHECKING:
    from pooling.case.findings import Finding

MOST_OF_A_KIND = 10
"""Findings of one rule on one sheet that are shown on a terminal."""

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


def lines_of(findings: Iterable[Finding]) -> Iterator[str]:
    """A line a finding; of a kind that fills a sheet only the first, and how many more there are."""
    kinds: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.file, finding.sheet, finding.severity, finding.rule), []).append(finding)
    for (file, sheet, severity, rule), found in kinds.items():
        yield from (finding.line for finding in found[:MOST_OF_A_KIND])
        more = len(found) - MOST_OF_A_KIND
        if more > 0:
            place = " ".join(part for part in (file, sheet) if part)
            yield f"{severity}: {place}: {more:,} more of this kind; --json lists all of them [{rule}]"


@contextmanager
def reporting_findings(session: Session) -> Iterator[None]:
    """Turn a `CaseError` into its findings, a line each, and exit code 2."""
    from pooling.case.findings import CaseError

    try:
        yield
    except CaseError as fault:
        for line in lines_of(f for f in fault.findings if f.severity == "error" or session.verbosity >= 0):
            say(line)
        count = sum(finding.severity == "error" for finding in fault.findings)
        raise Failed(Exit.INPUT, f"{count} to correct; nothing is written", fault.findings) from fault
