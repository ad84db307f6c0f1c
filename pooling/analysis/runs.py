"""Many independent solves at once, each in a process of its own.

Cases are shipped to the processes, plans and their verified figures come back. A task whose process dies gets another
one; if that dies, too, its run says so, and the others go on.
"""

from __future__ import annotations

import os
import signal
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from threading import Event
from typing import Any, Protocol

from pooling.analysis.worker import SOLVE, STOP, Answer, Job, Method, work
from pooling.case.case import Case
from pooling.plan.figures import Figures
from pooling.plan.plan import Outcome, Plan
from pooling.plan.solve import Options, Progress
from pooling.processes import quick_processes

TICK = 0.2
"""Seconds between two looks at whether to stop."""

TRIES = 2
"""Processes that a task gets, one after the other, if they die."""

ENDED = 5.0
"""Seconds that a process gets to end by itself."""

LIBRARIES = ["pooling.analysis.worker"]
"""What every process needs and takes long to load."""


@dataclass(frozen=True)
class Task:
    """One solve: `label` is unique among those run together."""

    label: str
    case: Case
    options: Options = field(default_factory=Options)
    method: Method = SOLVE


@dataclass(frozen=True)
class Run:
    """How a task ended: `status` is `done`, or `infeasible`, `no_plan`, `failed` or `interrupted` with a `message`.

    A run that is done has an outcome and the verified figures of its plan; the others have neither.
    """

    task: Task
    status: str
    message: str = ""
    outcome: Outcome | None = None
    figures: Figures | None = None

    @property
    def plan(self) -> Plan | None:
        """The plan found, if any."""
        return self.outcome.plan if self.outcome else None


def run_of(task: Task, answer: Answer) -> Run:
    """How `task` ended, by its answer."""
    return Run(task, answer.status, answer.message, answer.outcome, answer.figures)


class Notes(Protocol):
    """Finished solves that outlast the process."""

    def run_of(self, task: Task) -> Run | None:
        """How `task` ended before; None where it is still to be solved."""

    def note(self, run: Run) -> None:
        """Keep how a solve ended."""


RunAll = Callable[[Sequence[Task]], list[Run]]
"""Solves tasks, such as `run_all`."""


@dataclass(frozen=True)
class Standing:
    """Where all solves stand: the one that reports, `progress` None when it ended; how many of `total` are done."""

    label: str
    progress: Progress | None
    done: int
    total: int


Reporter = Callable[[Standing], None]


def run_all(
    tasks: Sequence[Task],
    jobs: int | None = None,
    report: Reporter | None = None,
    stop: Event | None = None,
    notes: Notes | None = None,
) -> list[Run]:
    """Solve every task, `jobs` at a time; the runs in the order of the tasks.

    The processor's cores are shared out: without `jobs` as many at a time as have their threads, and tasks that ask for
    no threads get what is left for each. When `stop` is set, solves at work end with their best plan and no further one
    begins. What `notes` know is not solved again; they are told of what ends.
    """
    at_once, shared = shared_out(tasks, jobs, os.cpu_count() or 1)
    return _Crew(shared, report, stop or Event(), notes).run(at_once)


def shared_out(tasks: Sequence[Task], jobs: int | None, cores: int) -> tuple[int, list[Task]]:
    """How many to solve at a time, and the tasks with the threads that each may use."""
    asked = [task.options.threads or task.case.settings.threads for task in tasks]
    at_once = min(jobs or max(1, cores // max(filter(None, asked), default=1)), max(1, len(tasks)))
    each = max(1, cores // at_once)
    shared = [
        replace(task, options=replace(task.options, threads=n or each)) for task, n in zip(tasks, asked, strict=True)
    ]
    return at_once, shared


class Ledger:
    """The tasks: those that wait, and how the others ended."""

    def __init__(self, tasks: Sequence[Task], report: Reporter | None, stop: Event, notes: Notes | None = None) -> None:
        self.tasks = tasks
        self.report = report
        self.stop = stop
        self.notes = notes
        known = {number: notes.run_of(task) for number, task in enumerate(tasks)} if notes else {}
        self.runs: dict[int, Run] = {number: run for number, run in known.items() if run}
        self.waiting = deque(number for number in range(len(tasks)) if number not in self.runs)
        self.died: Counter[int] = Counter()

    def next(self) -> int | None:
        """The number of the next task; None if there is none, or if no further one should begin."""
        return self.waiting.popleft() if self.waiting and not self.stop.is_set() else None

    def again(self, number: int) -> bool:
        """Put a task whose worker died back, to be next; False where it has had its tries, or none should begin."""
        self.died[number] += 1
        if self.died[number] >= TRIES or self.stop.is_set():
            return False
        self.waiting.appendleft(number)
        return True

    def job(self, number: int) -> Job:
        """What is sent to where the task is solved."""
        task = self.tasks[number]
        return task.case, task.options, task.method

    def ended(self, number: int, answer: Answer) -> None:
        """Note how a task ended."""
        run = self.runs[number] = run_of(self.tasks[number], answer)
        if self.notes and not self.stop.is_set():  # what is asked to end has not finished
            self.notes.note(run)
        self.tell(number, None)

    def tell(self, number: int, progress: Progress | None) -> None:
        """Report where a task stands."""
        if self.report:
            self.report(Standing(self.tasks[number].label, progress, len(self.runs), len(self.tasks)))

    def closed(self) -> list[Run]:
        """All runs in the order of the tasks; what still waits will not begin."""
        for number in self.waiting:
            self.runs[number] = Run(self.tasks[number], "interrupted", "interrupted before it began")
        return [self.runs[number] for number in range(len(self.tasks))]


@dataclass
class _Worker:
    """A process, the connection to it and the task that it works on."""

    process: Any
    connection: Connection
    number: int | None = None
    told: bool = False


class _Crew(Ledger):
    """The processes, and what is left to do."""

    def run(self, jobs: int) -> list[Run]:
        """All runs, with `jobs` processes."""
        workers = [self._hire() for _ in range(min(jobs, len(self.waiting)))]
        try:
            for worker in workers:
                self._give(worker)
            while any(worker.number is not None for worker in workers):
                self._pass_stop_on(workers)
                ready = wait([worker.connection for worker in workers], TICK)
                for position, worker in enumerate(workers):
                    if worker.connection in ready and not self._hear(worker):
                        workers[position] = self._hire()
                        self._give(workers[position])
        finally:
            for worker in workers:
                _dismiss(worker)
        return self.closed()

    def _hire(self) -> _Worker:
        context = quick_processes(LIBRARIES)
        here, there = context.Pipe()
        process = context.Process(target=work, args=(there,), daemon=True)
        with _deaf_to_interrupts():
            process.start()
        there.close()
        return _Worker(process, here)

    def _give(self, worker: _Worker) -> None:
        """The next task to `worker`, if any is left."""
        worker.number = self.next()
        if worker.number is not None:
            _send(worker, self.job(worker.number))

    def _pass_stop_on(self, workers: Sequence[_Worker]) -> None:
        for worker in workers:
            if self.stop.is_set() and worker.number is not None and not worker.told:
                _send(worker, STOP)
                worker.told = True

    def _hear(self, worker: _Worker) -> bool:
        """Take a message of `worker`; False if it is dead."""
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            worker.process.join()
            if worker.number is not None and not self.again(worker.number):
                why = f"its process ended unasked (exit code {worker.process.exitcode})"
                self.ended(worker.number, Answer("failed", why))
            worker.connection.close()
            return False
        if worker.number is None:
            return True
        if isinstance(message, Progress):
            self.tell(worker.number, message)
        else:
            self.ended(worker.number, message)
            self._give(worker)
        return True


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is started here never hears Ctrl-C, not even while it starts; this process hears it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # starting it, which the first process would do, lets interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _send(worker: _Worker, message: object) -> None:
    """Send `message`; that a process has died is noticed where its answers are heard."""
    with suppress(OSError):
        worker.connection.send(message)


def _dismiss(worker: _Worker) -> None:
    """Close the connection, at which a process ends; one that does not is killed."""
    worker.connection.close()
    worker.process.join(ENDED)
    if worker.process.is_alive():
        worker.process.kill()
