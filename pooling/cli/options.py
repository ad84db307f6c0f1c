"""Options that several commands share, and the session that some of them set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
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
        "--debug", is_flag=True, expose_value=False, callback=_set_debug, hidden=True, help="Show where a fault lies."
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


def solver_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--gap, --time-limit, --threads and --work, passed together as `given` (`Options`); None: as in the case."""

    @wraps(command)
    def with_options(
        *args: Any, gap: float | None, time_limit: float | None, threads: int | None, work: int | None, **others: Any
    ) -> Any:
        from pooling.plan.solve import Options

        return command(*args, given=Options(gap=gap, time_limit=time_limit, threads=threads, work=work), **others)

    for option in (
        click.option(
            "--work",
            type=Number("200 (steps)", 1, whole=True),
            metavar="STEPS",
            hidden=True,
            help="Steps of the search an objective.",
        ),
        click.option("--threads", type=Number("2", 1, whole=True), metavar="N", help="Cores the solver may use."),
        click.option(
            "--time-limit",
            type=Number("60 (seconds)", 0, above=True),
            metavar="SECONDS",
            help="Most time for an objective, or --work STEPS.",
        ),
        click.option(
            "--gap",
            type=Number("0.5 (percent)", 0, 100),
            metavar="PERCENT",
            callback=lambda _, __, value: None if value is None else value / 100,
            help="Stop an objective at this gap.",
        ),
    ):
        with_options = option(with_options)
    return with_options
