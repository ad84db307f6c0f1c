"""How findings are told on the terminal: one file's name once, a bounded number of lines, and how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pooling.case.findings import Finding, counted
from pooling.cli.say import say

if TYPE_CHECKING:
    from pooling.plan.explain.infeasibility import Clash

MOST_LINES = 60
"""Findings told one by one; of the rest the numbers are told, by rule and sheet."""
MOST_KINDS = 12


def tell_findings(findings: Sequence[Finding], verbosity: int, most: int = MOST_LINES) -> None:
    """Tell what was found in one file on stderr, errors first, then how much it was; a single finding is one line.

    At most `most` are told one by one unless `verbosity` is above 0.
    """
    if len(findings) < 2:
        for finding in findings:
            say(finding.line)
        return
    ordered = sorted(findings, key=lambda finding: finding.severity != "error")
    shown = ordered if verbosity > 0 else ordered[:most]
    for finding in shown:
        say(finding.brief)
    rest = ordered[len(shown) :]
    for line in _summed(rest):
        say(line)
    more = f"; the first {len(shown)} are told, -v tells all" if rest else ""
    say(f"{findings[0].file}: {counted(findings)}{more}")


def _summed(findings: Sequence[Finding]) -> Iterator[str]:
    """Findings by number, the most numerous first."""
    kinds = Counter((finding.severity, finding.sheet, finding.rule) for finding in findings).most_common()
    for (severity, sheet, rule), number in kinds[:MOST_KINDS]:
        yield f"… and {counted_as(number, severity)} [{rule}]" + (f" in {sheet}" if sheet else "")
    if len(kinds) > MOST_KINDS:
        yield f"… and {sum(number for _, number in kinds[MOST_KINDS:]):,} of other kinds"


def counted_as(number: int, word: str) -> str:
    """`1 error`, `2,000 errors`."""
    return f"{number:,} more {word}{'' if number == 1 else 's'}"


def in_words(clash: Clash) -> str:
    """Why there is no plan, a line each: the rules that clash, and what would do."""
    heading, changes = clash.advice
    told = [f"no plan can meet all hard rules; {clash.heading}:", *(f"  {rule}" for rule in clash.rules)]
    if changes:
        told += [f"{heading}:", *(f"  {change}" for change in changes)]
    return "\n".join(told)
