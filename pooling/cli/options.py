"""Options that several commands share, and the session that some of them set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from pooling.cli.arguments import Number

Command = TypeVar("Command", bound=Callable[..., Any])
Decorator = Callable[[Command], Command]


@dataclass
class Session:
    """What holds for the whole run: `verbosity` is -1 (quiet), 0 or more; `debug` shows tracebacks.

    `command` is the one that runs; `documented`: its JSON has been printed.
    """

    debug: bool = False
    verbosity: int = 0
    command: str = ""
    documented: bool = False


def _set_debug(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(Session).debug = True


def _set_quiet(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(Session).verbosity = -1


def _add_verbosity(context: click.Context, _: click.Parameter, value: int) -> None:
    context.ensure_object(Session).verbosity += value


def case_argument(command: Command) -> Command:
    """CASE.xlsx, passed as the path `case_file`; whether it can be read is the reader's to say."""
    return click.argument("case_file", metavar="CASE.xlsx", type=click.Path(path_type=Path))(command)


def scenario_option(command: Command) -> Command:
    """-s/--scenario, any number of times, passed as `scenarios`."""
    return click.option(
        "-s",
        "--scenario",
        "scenarios",
        multiple=True,
        metavar="NAME",
        help="Scenario of the case, or a sum: one+other; repeatable.",
    )(command)


def out_option(meaning: str) -> Decorator[Any]:
    """-o/--out, passed as `out`, as it was typed: a slash at its end says that it is a folder."""
    return click.option("-o", "--out", metavar="PATH", help=meaning)


def force_option(command: Command) -> Command:
    """--force, passed as `force`."""
    return click.option("--force", is_flag=True, help="Overwrite what is there.")(command)


def json_option(command: Command) -> Command:
    """--json, passed as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Results as JSON on stdout, nothing else there.")(
        command
    )


def strict_option(command: Command) -> Command:
    """--strict, passed as `strict`."""
    return click.option("--strict", is_flag=True, help="Treat warnings as errors.")(command)


def session_options(command: Command) -> Command:
    """-q, -v and --debug: they set the session, the command gets none of them."""
    command = click.option(
        "--debug", is_flag=True, expose_value=False, callback=_set_debug, help="Show where a fault lies."
    )(command)
    command = click.option(
        "-v", "--verbose", count=True, expose_value=False, callback=_add_verbosity, help="Tell more."
    )(command)
    return click.option(
        "-q",
        "--quiet",
        is_flag=True,
        expose_value=False,
        callback=_set_quiet,
        help="Just where results are.",
    )(command)


def solver_options(command: Command) -> Command:
    """--gap, --time-limit and --threads, passed as `gap` (0-1), `time_limit` (s), `threads`; None: as in the case."""
    command = click.option("--threads", type=Number("2", 1, whole=True), metavar="N", help="Cores the solver may use.")(
        command
    )
    command = click.option(
        "--time-limit",
        type=Number("60 (seconds)", 0, above=True),
        metavar="SECONDS",
        help="Most time for one objective.",
    )(command)
    return click.option(
        "--gap",
        type=Number("0.5 (percent)", 0, 100),
        metavar="PERCENT",
        callback=lambda _, __, value: None if value is None else value / 100,
        help="Stop an objective at this gap.",
    )(command)


def work_option(command: Command) -> Command:
    """--work, passed as `work`."""
    return click.option(
        "--work",
        type=Number("200 (steps)", 1, whole=True),
        metavar="STEPS",
        help="Steps instead of time: the same plan on any machine.",
    )(command)
