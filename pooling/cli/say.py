"""Sentences for people, broken between words where they are longer than a line."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable

import click

WIDTH = 80
"""Of what is printed on stdout, whatever the terminal."""


def say(message: str) -> None:
    """Print `message` on stderr; on a terminal its lines break between words, elsewhere they stay whole."""
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns
        message = "\n".join(broken(line, width) for line in message.splitlines())
    click.echo(message, err=True)


def broken(line: str, width: int) -> str:
    """`line` in lines of `width`, those after the first indented by two more; names and places are not broken."""
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line.strip(),
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def listed(sentences: Iterable[str]) -> list[str]:
    """`sentences` as items of a list, each in lines of `WIDTH`."""
    return [broken(f"- {sentence}", WIDTH) for sentence in sentences]
