"""How a command ends: one code for each kind of ending, and the exception that carries it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pooling.case.findings import Finding
    from pooling.plan.explain.infeasibility import Clash


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    FAULT = 1
    INPUT = 2
    INFEASIBLE = 3
    NO_PLAN = 4
    SOME_FAILED = 5
    INTERRUPTED = 130


MEANINGS = {
    Exit.DONE: "done, warnings included (--strict makes them 2)",
    Exit.FAULT: "internal fault (--debug shows where); doctor: something is amiss",
    Exit.INPUT: "bad input or usage; nothing is written",
    Exit.INFEASIBLE: "infeasible: what clashes is named; check: a plan breaks rules",
    Exit.NO_PLAN: "no usable plan in time: none, or none that calls anything off",
    Exit.SOME_FAILED: "some of several failed: scenarios, sheets, solves",
    Exit.INTERRUPTED: "interrupted; solve writes the best plan so far",
}
"""What each tells a script."""


class Failed(click.ClickException):
    """A command cannot do what was asked; `message` tells the user why, `code` how the process ends.

    `findings` are those that have been told already, `clash` the rules that leave a case without any plan.
    """

    def __init__(self, code: Exit, message: str, findings: Sequence[Finding] = (), clash: Clash | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.findings = tuple(findings)
        self.clash = clash
