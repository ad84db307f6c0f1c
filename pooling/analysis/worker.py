"""What a process of `pooling.analysis.runs` does: solve one case after the other until its connection is closed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Event, Lock, Thread

from pooling.case.case import Case
from pooling.plan.figures import Figures
from pooling.plan.plan import Outcome
from pooling.plan.solve import Infeasible, NoPlan, Options, Progress, solve
from pooling.plan.verify import verify

STOP = "stop"
"""The message that asks for the best plan so far."""


def whole(figures: Figures) -> Figures:
    """All of them."""
    return figures


def headline(figures: Figures) -> Figures:
    """Those of the plan as a whole: a hundredth of what all take, where many plans are held against each other."""
    return replace(
        figures,
        pairs={},
        frameworks={},
        members=(),
        lots={},
        call_offs=(),
        orders=(),
        lines=(),
        materials=(),
        budgets=(),
        donations=(),
        expansions=(),
        certifications=(),
        instruments=(),
    )


@dataclass(frozen=True)
class Method:
    """How a case gets its plan: by `solver`; `may_miss` are limits of the case (sheet.column) that the plan may break,
    as it keeps them where that can be; `told` is what of its verified figures comes back.
    """

    solver: Callable[[Case, Options, Callable[[Progress], None], Event], Outcome] = solve
    may_miss: frozenset[str] = frozenset()
    told: Callable[[Figures], Figures] = whole


SOLVE = Method()

Job = tuple[Case, Options, Method]
"""A case, and how to solve it."""


@dataclass(frozen=True)
class Answer:
    """How a solve ended, as in `pooling.analysis.runs.Run`."""

    status: str
    message: str = ""
    outcome: Outcome | None = None
    figures: Figures | None = None


def work(connection: Connection) -> None:
    """Solve what comes, report progress and answers, until nobody asks any more; Ctrl-C is the parent's to hear, stdout
    the parent's to write.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    jobs: SimpleQueue[Job] = SimpleQueue()
    stop, speaking = Event(), Lock()
    Thread(target=_listen, args=(connection, jobs, stop), daemon=True).start()

    def send(message: Progress | Answer) -> None:
        with speaking, suppress(OSError):  # nobody hears it any more: `_listen` ends the process
            connection.send(message)

    while True:
        send(answer(*jobs.get(), report=send, stop=stop))


def _listen(connection: Connection, jobs: SimpleQueue[Job], stop: Event) -> None:
    try:
        while True:
            message = connection.recv()
            if message == STOP:
                stop.set()
            else:
                jobs.put(message)
    except (EOFError, OSError):  # nobody asks any more: whatever is at work is of no use
        os._exit(0)


def answer(case: Case, options: Options, method: Method, report: Callable[[Progress], None], stop: Event) -> Answer:
    """Solve and verify; whatever goes wrong is an answer too."""
    try:
        outcome = method.solver(case, options, report, stop)
    except Infeasible as infeasible:
        return Answer("infeasible", f"no plan can meet all hard rules: {infeasible}")
    except NoPlan as none:
        return (
            Answer("interrupted", "interrupted before it had a plan") if stop.is_set() else Answer("no_plan", str(none))
        )
    except Exception as fault:  # the others go on
        return Answer("failed", f"internal fault: {type(fault).__name__}: {fault}")
    return judged(case, method, outcome)


def judged(case: Case, method: Method, outcome: Outcome) -> Answer:
    """The outcome with its verified figures; an internal fault where its plan breaks a rule that it may not miss."""
    verdict = verify(case, outcome.plan)
    broken = [row for row in verdict.violations if row.limit not in method.may_miss]
    if broken:
        return Answer("failed", f"internal fault: the plan breaks a rule: {broken[0].message}")
    return Answer("done", "", outcome, method.told(verdict.figures))
