"""The command line as a whole: help, exit codes, what goes where."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from pooling.cli import main
from pooling.cli.exits import Exit, Failed

ROOT = Path(__file__).parents[2]
COMMANDS = list(main.COMMANDS)


def command(name: str) -> click.Command:
    found = main.group.get_command(click.Context(main.group), name)
    assert found is not None
    return found


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in COMMANDS)])
def test_help_fits_a_screen(pooling, arguments):
    """80 columns, 24 lines."""
    ended = pooling(*arguments)
    lines = ended.out.splitlines()
    assert ended.code == Exit.DONE
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does_with_an_example(name):
    """The group's line is the command's own first sentence; the help ends with an example of that command."""
    assert command(name).get_short_help_str(80) == main.COMMANDS[name][1]
    assert command(name).epilog.startswith(f"Example: pooling {name} ")
    assert command(name).name == name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_parses(name):
    """The example's options exist; the case or example it names is shipped, the result is what `make run` writes."""
    words = shlex.split(command(name).epilog.removeprefix("Example: pooling "))
    context = command(name).make_context(name, words[1:], obj=main.Session())
    given = context.params
    named = [given.get("case_file"), given.get("result_file"), *given.get("results", ())]
    known = {"inputs/european-pool.xlsx", "outputs/european-pool-base.xlsx"}
    assert {str(name) for name in named if name} <= known or given.get("example") == "european-pool"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name):
    """Nobody finds a command that the README keeps quiet about."""
    assert f"pooling {name}" in (ROOT / "README.md").read_text()


def test_help_is_quick():
    """Neither the reader nor the solver is loaded to print the help."""
    started = time.perf_counter()
    ended = python("-X", "importtime", "-m", "pooling", "--help")
    assert time.perf_counter() - started < 1.5
    for heavy in ("openpyxl", "xlsxwriter", "numpy", "pandas", "pyomo", "highspy"):
        assert not re.search(rf"\| +{heavy}$", ended.stderr, re.M), heavy


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        (Failed(Exit.INFEASIBLE, "clash"), 3, "clash"),
        (Failed(Exit.NO_PLAN, "no plan"), 4, "no plan"),
        (click.UsageError("what?"), 2, "what?"),
        (click.FileError("a.xlsx", "gone"), 2, "gone"),
        (click.Abort(), 130, "interrupted"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (FileExistsError("a.xlsx exists already; --force overwrites it"), 2, "--force"),
        (PermissionError(13, "Permission denied", "a.xlsx"), 2, "close it in Excel"),
        (OSError(28, "No space left on device", "a.xlsx"), 2, "a.xlsx: No space left on device"),
        (ZeroDivisionError("division by zero"), 1, "internal fault: ZeroDivisionError: division by zero"),
    ],
)
def test_every_ending_has_its_code_and_one_clear_line(pooling, monkeypatch, fault, code, message):
    """No traceback, nothing on stdout."""

    @click.command
    def fails() -> None:
        raise fault

    monkeypatch.setattr(main.group, "get_command", lambda *_: fails)
    ended = pooling("new")
    assert ended.code == code
    assert message in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""


def test_debug_shows_the_traceback(pooling, case_file, monkeypatch):
    """Only --debug shows where a fault lies; the exit code stays."""
    monkeypatch.setattr("pooling.output.case_book.write_case", lambda *_, **__: 1 / 0)
    assert "Traceback" not in pooling("new", "a.xlsx").err
    ended = pooling("new", "a.xlsx", "--debug")
    assert ended.code == Exit.FAULT
    assert "Traceback" in ended.err
    assert "ZeroDivisionError" in ended.err


@pytest.mark.parametrize("arguments", [["nonsense"], ["new"], ["new", "a.xlsx", "--nonsense"], ["new", "a.txt"]])
def test_wrong_usage_is_code_2(pooling, arguments):
    """Unknown commands, missing arguments, unknown options."""
    ended = pooling(*arguments)
    assert (ended.code, ended.out) == (Exit.INPUT, "")
    assert "--help" in ended.err


def test_a_closed_pipe_is_no_fault(tmp_path):
    """`pooling … | head` ends quietly."""
    shell = f"{shlex.quote(sys.executable)} -m pooling new {tmp_path}/a.xlsx -q | true"
    ended = subprocess.run(["sh", "-c", shell], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr
    assert "Broken" not in ended.stderr


def test_no_color_is_respected(pooling, monkeypatch):
    """With NO_COLOR set, styled text comes out plain even where colours would be shown."""

    @click.command
    def coloured() -> None:
        click.echo(click.style("red", fg="red"), color=click.get_current_context().color)

    monkeypatch.setattr(main.group, "get_command", lambda *_: coloured)
    monkeypatch.setenv("NO_COLOR", "1")
    assert pooling("new").out == "red\n"
