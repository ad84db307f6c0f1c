"""Running several solves from the command line: options, progress, Ctrl-C, and taking up a run that was killed."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pooling.cli.arguments import Number
from pooling.cli.exits import Exit, Failed
from pooling.cli.options import Session
from pooling.cli.progress import PAUSE, WIDTH, progress_line, stop_on_interrupt
from pooling.cli.say import say

if TYPE_CHECKING:
    from pooling.analysis.runs import Run, Standing, Task
    from pooling.analysis.unfinished import Unfinished

QUICK = 60.0
"""Seconds that an objective of one of many solves gets, unless asked for otherwise."""

NO_MATTER = {"case_file", "result", "out", "force", "as_json", "jobs", "cluster", "resume"}
"""Arguments that change no solve, or whose content is looked at."""

OPEN = ("failed", "interrupted")
"""Endings of a solve that are worth another try."""


def running_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--jobs, --cluster and --resume, passed together as `runner` (`Runner`)."""

    @wraps(command)
    def with_runner(*args: Any, jobs: int | None, cluster: str | None, resume: bool, **others: Any) -> Any:
        session = click.get_current_context().find_object(Session) or Session()
        return command(*args, runner=Runner(jobs, session, cluster, resume), **others)

    for option in (
        click.option("--resume", is_flag=True, help="Go on with a run that was killed."),
        click.option("--cluster", metavar="ADDRESS", help="Solve on the Dask cluster of this scheduler."),
        click.option(
            "--jobs",
            type=Number("2", 1, whole=True),
            metavar="N",
            help="Solves at the same time [default: cores / --threads].",
        ),
    ):
        with_runner = option(with_runner)
    return with_runner


class Runner:
    """Runs tasks here or on a cluster, with progress shown; Ctrl-C keeps what is found so far."""

    def __init__(self, jobs: int | None, session: Session, cluster: str | None = None, resume: bool = False) -> None:
        self.jobs = jobs
        self.session = session
        self.cluster = cluster
        self.resume = resume
        self.reached = False
        self.display = _Display(session.verbosity)
        self.stop = threading.Event()
        self.notes: Unfinished | None = None
        self.left = 0

    def __call__(self, tasks: Sequence[Task]) -> list[Run]:
        """The runs of `tasks`; those that failed are named on stderr."""
        with stop_on_interrupt(self.stop):
            runs = self._solved([_limited(task) for task in tasks])
        self.display.close()
        self.left += sum(run.status in OPEN for run in runs)
        reasons = dict.fromkeys(run.message for run in runs if run.status != "done")
        for reason in reasons:
            labels = [run.task.label for run in runs if run.status != "done" and run.message == reason]
            say(f"{', '.join(labels)}: {reason}")
        return runs

    def _solved(self, tasks: list[Task]) -> list[Run]:
        """The runs; a cluster that never answered ends the command, one that is lost later fails its tasks."""
        from pooling.analysis.cluster import NoCluster, run_on_cluster
        from pooling.analysis.runs import Run, run_all

        if not self.cluster:
            return run_all(tasks, self.jobs, self.display, self.stop, self.notes)
        try:
            runs = run_on_cluster(self.cluster, tasks, self.jobs, self.display, self.stop, self.notes)
        except NoCluster as none:
            if not self.reached:
                raise Failed(Exit.INPUT, str(none)) from none
            return [Run(task, "failed", str(none)) for task in tasks]
        self.reached = True
        return runs

    @contextmanager
    def keeping(self, target: Path, force: bool, **contents: object) -> Iterator[None]:
        """What is solved within is kept beside `target` until all is done, and taken up with --resume.

        That asks for the same options and `contents`, such as the case and the plan; `force`: what is there may go.
        """
        from pooling.analysis.unfinished import ENDING, Unfinished, Unusable, request
        from pooling.output.files import WrittenElsewhereError

        path = target.with_suffix(ENDING)
        try:
            self.notes = Unfinished(path, request(_asked(), contents), resume=self.resume, force=force)
        except Unusable as fault:
            raise Failed(Exit.INPUT, f"error: {fault}") from fault
        self._tell_taken(self.notes)
        try:
            yield
        except BaseException as fault:
            if isinstance(fault, WrittenElsewhereError) or (isinstance(fault, Failed) and fault.code != Exit.INPUT):
                self.notes.remove()  # it has ended as it would again
            else:
                self._keep(self.notes)
            raise
        if self.left or self.stop.is_set():
            self._keep(self.notes)
        else:
            self.notes.remove()

    def _tell_taken(self, notes: Unfinished) -> None:
        from pooling.output.words import counted

        if notes.broken:
            lines = counted(notes.broken, "line is", "lines are")
            say(f"{notes.path}: {lines} damaged or half-written; what stood there is solved again")
        if self.resume and self.session.verbosity >= 0:
            say(f"{counted(notes.taken, 'finished solve is', 'finished solves are')} taken up from {notes.path}")

    def _keep(self, notes: Unfinished) -> None:
        """Leave finished solves where they are, if there are any, and say so."""
        from pooling.output.words import counted

        if not notes.kept:
            notes.remove()
        else:
            kept = counted(notes.kept, "finished solve is", "finished solves are")
            say(f"{kept} kept in {notes.path}: --resume --force takes them up and does the others")


def _asked() -> dict[str, str]:
    """The command that runs and its options, as they are written; those left out are empty."""
    context = click.get_current_context()
    names = {param.name: max(param.opts, key=len) for param in context.command.params if param.name not in NO_MATTER}
    given = {written: context.params.get(name) for name, written in names.items() if name in context.params}
    told = {written: "" if value is None else _written(value) for written, value in given.items()}
    return {"command": f"pooling {context.info_name}", **told}


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _limited(task: Task) -> Task:
    """`task` with a time limit: that asked for, else that of its case, but no more than `QUICK`."""
    limit = task.options.time_limit or min(QUICK, task.case.settings.time_limit_s)
    return replace(task, options=replace(task.options, time_limit=limit))


class _Display:
    """One line for all solves: how many are done, and where the one that reports stands."""

    def __init__(self, verbosity: int) -> None:
        self.silent = verbosity < 0
        self.pause = PAUSE if verbosity == 0 else 1.0
        self.rewrites = sys.stderr.isatty()
        self.last = float("-inf")

    def __call__(self, standing: Standing) -> None:
        where = f"{standing.done} of {standing.total} done  {standing.label}"
        line = f"{where}: {progress_line(standing.progress)}" if standing.progress else where
        now = time.monotonic()
        if self.silent:
            return
        if self.rewrites:
            click.echo("\r" + line[:WIDTH].ljust(WIDTH), nl=False, err=True)
        elif standing.progress is None or now - self.last >= self.pause:
            click.echo(line, err=True)
            self.last = now

    def close(self) -> None:
        """Leave the terminal's line clean."""
        if self.rewrites and not self.silent:
            click.echo("\r" + " " * WIDTH + "\r", nl=False, err=True)
