"""Progress of a solve, on stderr: one line rewritten on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import click

from pooling.output.words import money

if TYPE_CHECKING:
    from pooling.plan.solve import Progress

PAUSE = 10.0
"""Seconds between two plain lines of one stage."""

WIDTH = 79


class ProgressDisplay:
    """Shows each report of a solve; `label` says which solve, `verbosity` below 0 shows nothing."""

    def __init__(self, label: str, verbosity: int = 0) -> None:
        self.label = label
        self.silent = verbosity < 0
        self.pause = PAUSE if verbosity == 0 else 1.0
        self.rewrites = sys.stderr.isatty()
        self._stage = 0
        self._last = float("-inf")

    def __call__(self, progress: Progress) -> None:
        """Show `progress`."""
        if self.silent:
            return
        line = f"{self.label}: {progress_line(progress)}"
        if self.rewrites:
            click.echo("\r" + line[:WIDTH].ljust(WIDTH), nl=False, err=True)
        elif progress.stage != self._stage or time.monotonic() - self._last >= self.pause:
            click.echo(line, err=True)
            self._last = time.monotonic()
        self._stage = progress.stage

    def close(self) -> None:
        """Leave the terminal's line clean."""
        if self.rewrites and self._stage:
            click.echo("\r" + " " * WIDTH + "\r", nl=False, err=True)


def progress_line(progress: Progress) -> str:
    """Stage, objective, best plan, proven bound, gap and seconds, as far as they are known."""
    parts = [f"{progress.stage}/{progress.stages} {progress.objective}"]
    if progress.incumbent is None:
        parts.append("no usable plan yet")
    else:
        parts.append(f"plan {figure(progress.objective, progress.incumbent)}")
    if progress.bound is not None:
        parts.append(f"bound {figure(progress.objective, progress.bound)}")
    if progress.gap is not None:
        parts.append(f"gap {100 * progress.gap:.2f} %")
    of = "" if progress.limit is None else f" of {progress.limit:.0f}"
    parts.append(f"{progress.seconds:.0f}{of} s")
    return "  ".join(parts)


def figure(objective: str, value: float) -> str:
    """An objective's value with its unit."""
    match objective:
        case "mean_delay" | "worst_delay" | "fair_shares" | "slide":
            return f"{value:,.2f} months"
        case "cost":
            return money(value)
        case "change":
            return f"{value:,.1f}"
        case "non_eu_share":
            return f"{100 * value:.2f} %"
        case _:
            return f"{value:,.0f}"


@contextmanager
def no_native_output() -> Iterator[None]:
    """Drop what libraries print on stdout by themselves, such as the solver's banner: stdout is for results."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


@contextmanager
def stop_on_interrupt(stop: threading.Event) -> Iterator[None]:
    """Ctrl-C sets `stop`, so that the best plan so far is kept; a second one ends at once."""

    def handle(_: int, __: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        click.echo("\nstopping with the best plan so far; Ctrl-C again ends at once", err=True)

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
