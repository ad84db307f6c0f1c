"""Streams that nobody reads to the end, as behind `| head`, or that are closed from the start."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, TextIO, cast


class _Unread:
    """A stream: once nobody reads it any more, what is printed goes nowhere and raises nothing."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Print `text`."""
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            return self._give_up(len(text))

    def flush(self) -> None:
        """Print what was held back."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._give_up()

    def _give_up(self, printed: int = 0) -> int:
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
        return printed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def read_or_not() -> Iterator[None]:
    """A command does its work, and ends as it would, though nobody reads stdout or stderr, or not any more.

    What is closed gets a place of its own, so that no file that is written takes its number, and its lines.
    """
    with open(os.devnull, "w", encoding="utf-8") as one, open(os.devnull, "w", encoding="utf-8") as other:
        out, err = cast("TextIO", _Unread(sys.stdout or one)), cast("TextIO", _Unread(sys.stderr or other))
        with redirect_stdout(out), redirect_stderr(err):
            yield
