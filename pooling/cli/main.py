"""The command group, and the one place where endings become exit codes and messages."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from platform import machine, python_version, system

import click

from pooling.case.findings import printable
from pooling.cli.document import print_document
from pooling.cli.exits import Exit, Failed
from pooling.cli.options import Session
from pooling.cli.say import say
from pooling.cli.unread import read_or_not
from pooling.start import missing
from pooling.version import __version__

COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("pooling.cli.new:new_command", "Write a blank case, or a worked example."),
    "check": ("pooling.cli.check:check_command", "Validate a case and print what it holds."),
    "template": ("pooling.cli.template:template_command", "Write a demand sheet for each partner to fill in."),
    "collect": (
        "pooling.cli.collect:collect_command",
        "Check the sheets partners sent and merge them into the case.",
    ),
    "solve": ("pooling.cli.solve:solve_command", "Solve a case and write the plan as a workbook."),
    "compare": ("pooling.cli.compare:compare_command", "Solve several scenarios and put them side by side."),
    "shift": ("pooling.cli.shift:shift_command", "Rank the ways to shift orders already placed."),
    "frontier": ("pooling.cli.frontier:frontier_command", "Draw the trade-off between two or three objectives."),
    "gain": ("pooling.cli.gain:gain_command", "Hold every partner alone against the pool."),
    "stress": ("pooling.cli.stress:stress_command", "Hold a plan against futures drawn at random."),
    "robust": ("pooling.cli.robust:robust_command", "Choose what to sign by how it does in many futures."),
    "explain": ("pooling.cli.explain:explain_command", "Tell why needs are late, by when to sign, and what ends."),
    "rules": ("pooling.cli.rules:rules_command", "Price each rule: what the best plan saves without it."),
    "report": ("pooling.cli.report:report_command", "Show results, or an analysis, on one page that opens offline."),
    "share": ("pooling.cli.share:share_command", "Write each partner's extract of a result."),
    "doctor": ("pooling.cli.doctor:doctor_command", "Check that everything needed is here and works."),
    "help": ("pooling.cli.help:help_command", "Exit codes, files, environment, scenarios; or a command."),
}
"""Command to where it is and what the group's help says of it: a module is loaded only when its command is run."""


SOLVING = {"HiGHS": "highspy", "Pyomo": "pyomo"}
"""What solves, by the package it comes in."""


class LazyGroup(click.Group):
    """A group that knows its commands from `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which a planner needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the command `cmd_name`, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that `args` begin with; one that there is not ends with what may be meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            close = get_close_matches(args[0], COMMANDS, n=1)
            advice = f"did you mean {close[0]}?" if close else f"there are {', '.join(COMMANDS)}"
            raise click.UsageError(f"there is no command {args[0]}; {advice}", ctx)
        session = ctx.find_object(Session)
        if session and args:
            session.command = args[0]
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its two options stand in the usage: what a screen has room for are the commands."""
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def versions() -> str:
    """This tool, what solves, what it runs on: all that a plan may differ by."""
    packages = ", ".join(f"{name} {_version(package)}" for name, package in SOLVING.items())
    return f"pooling {__version__} ({packages}, Python {python_version()}, {system()} {machine()})"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _show_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(versions())
        context.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    options_metavar="[--version] [-h]",
    epilog="Example: pooling solve inputs/european-pool.xlsx -s shift-500m",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Versions.")
def group() -> None:
    """Pool multi-year ammunition needs of partners into framework contracts."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. A fault is one line on stderr, with a traceback only under --debug."""
    arguments = sys.argv[1:] if arguments is None else arguments
    with read_or_not():
        return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    session = Session()
    color = False if os.environ.get("NO_COLOR") else None
    try:
        result = group.main(arguments, prog_name="pooling", standalone_mode=False, obj=session, color=color)
        sys.stdout.flush()
    except Exception as fault:
        if session.debug:
            traceback.print_exc()
        return _report(fault, session, "--json" in arguments)
    return int(result or Exit.DONE)


def _report(fault: Exception, session: Session, as_json: bool) -> Exit:
    """Tell the user about `fault` on stderr, and programs on stdout; the exit code that it stands for."""
    code, message = _judge(fault)
    message = _harmless(message)
    say(message)
    if as_json and not session.documented:
        findings = [asdict(finding) for finding in fault.findings] if isinstance(fault, Failed) else []
        document = {"command": session.command, "exit_code": code, "error": message}
        print_document({**document, "findings": findings})
    return code


def _harmless(message: str) -> str:
    """`message` without what a terminal might obey: names of files may hold anything."""
    return "\n".join(map(printable, message.splitlines()))


def _judge(fault: Exception) -> tuple[Exit, str]:
    from pooling.output.files import TargetError, TargetExistsError, WrittenElsewhereError

    match fault:
        case Failed():
            return fault.code, fault.message
        case click.UsageError():
            path = fault.ctx.command_path if fault.ctx else "pooling"
            return Exit.INPUT, f"error: {fault.format_message()}\n{path} --help shows what it takes"
        case click.ClickException():
            return Exit.INPUT, f"error: {fault.format_message()}"
        case click.Abort():
            return Exit.INTERRUPTED, "interrupted"
        case TargetExistsError() | TargetError() | WrittenElsewhereError():
            return Exit.INPUT, f"error: {fault}"
        case PermissionError():
            return (
                Exit.INPUT,
                f"error: {fault.filename} cannot be written or read: close it in Excel if it is open there, "
                "or ask for the right to",
            )
        case ModuleNotFoundError():
            return Exit.FAULT, f"error: {missing(str(fault.name))}"
        case OSError():
            return Exit.INPUT, f"error: {fault.filename or 'a file'}: {fault.strerror or fault}"
        case _:
            return Exit.FAULT, f"internal fault: {type(fault).__name__}: {fault} (--debug shows where)"
