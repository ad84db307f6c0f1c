"""The command group, and the one place where endings become exit codes and messages."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

import click

from pooling import __version__
from pooling.case.findings import printable
from pooling.cli.exits import Exit, Failed
from pooling.cli.options import Session

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
    "report": ("pooling.cli.report:report_command", "Show results on one page that opens offline."),
    "share": ("pooling.cli.share:share_command", "Write each partner's extract of a result."),
}
"""Command to where it is and what the group's help says of it: a module is loaded only when its command is run."""


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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="Example: pooling solve inputs/european-pool.xlsx -s shift-500m",
)
@click.version_option(__version__, prog_name="pooling")
def group() -> None:
    """Pool multi-year ammunition needs of partners into framework contracts."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. A fault is one line on stderr, with a traceback only under --debug."""
    session = Session()
    color = False if os.environ.get("NO_COLOR") else None
    try:
        result = group.main(arguments, prog_name="pooling", standalone_mode=False, obj=session, color=color)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except Exception as fault:
        if session.debug:
            traceback.print_exc()
        return _report(fault)
    return int(result or Exit.DONE)


def _report(fault: Exception) -> Exit:
    """Tell the user about `fault` on stderr; the exit code that it stands for."""
    if isinstance(fault, click.UsageError):
        click.UsageError(_harmless(fault.format_message()), fault.ctx).show()
        return Exit.INPUT
    code, message = _judge(fault)
    click.echo(_harmless(message), err=True)
    return code


def _harmless(message: str) -> str:
    """`message` without what a terminal might obey: names of files may hold anything."""
    return "\n".join(map(printable, message.splitlines()))


def _judge(fault: Exception) -> tuple[Exit, str]:
    match fault:
        case Failed():
            return fault.code, fault.message
        case click.ClickException():
            return Exit.INPUT, f"error: {fault.format_message()}"
        case click.Abort():
            return Exit.INTERRUPTED, "interrupted"
        case FileExistsError():
            return Exit.INPUT, f"error: {fault}"
        case PermissionError():
            return (
                Exit.INPUT,
                f"error: {fault.filename} cannot be written or read: close it in Excel if it is open there",
            )
        case OSError():
            return Exit.INPUT, f"error: {fault.filename or 'a file'}: {fault.strerror or fault}"
        case _:
            return Exit.FAULT, f"internal fault: {type(fault).__name__}: {fault} (--debug shows where)"
