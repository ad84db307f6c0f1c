"""Solves in processes of their own: what comes back, and what does not stop the others."""

import os
import signal
from dataclasses import replace
from threading import Event

import pytest

from pooling.analysis.runs import Task, run_all
from pooling.plan.conditions.ceilings import Ceilings
from pooling.plan.solve import Options
from pooling.plan.verify import verify
from tests.oracle.hand import shared_line

IMPOSSIBLE = Options(ceilings=Ceilings(delays={("A", "I"): 0.0, ("B", "I"): 0.0}))


def test_plans_come_back_in_the_order_of_the_tasks_and_are_verified():
    """Three cases, two processes; figures are the verifier's, and every task is reported as ended."""
    cases = [shared_line(per_year=rate) for rate in (16, 32, 8)]
    standings = []
    runs = run_all([Task(str(n), case) for n, case in enumerate(cases)], jobs=2, report=standings.append)
    assert [run.status for run in runs] == ["done"] * 3
    assert [run.figures.mean_delay for run in runs] == pytest.approx([1.0, 0.0, 3.5])
    for case, run in zip(cases, runs, strict=True):
        assert verify(case, run.plan).figures == run.figures
    ended = [standing for standing in standings if standing.progress is None]
    assert {standing.label for standing in ended} == {"0", "1", "2"}
    assert [standing.done for standing in ended] == [1, 2, 3]


def test_a_failing_task_is_its_own_row():
    """Infeasible, and a case that is none: the third goes on."""
    case = shared_line()
    broken = replace(case, lots=(replace(case.lots[0], framework="NONE"),))
    runs = run_all([Task("a", case, IMPOSSIBLE), Task("b", broken), Task("c", case)], jobs=1)
    assert [run.status for run in runs] == ["infeasible", "failed", "done"]
    assert "hard rules" in runs[0].message
    assert runs[1].message.startswith("internal fault: KeyError")
    assert (runs[0].outcome, runs[0].figures, runs[0].plan) == (None, None, None)


def test_a_killed_process_costs_only_its_own_solve(monkeypatch):
    """The process of the first task is killed from outside; the second is solved by a new one."""
    from pooling.analysis import runs as module

    hired = []
    hire = module._Crew._hire

    def and_kill(crew):
        worker = hire(crew)
        hired.append(worker)
        if len(hired) == 1:
            os.kill(worker.process.pid, signal.SIGKILL)
            worker.process.join()
        return worker

    monkeypatch.setattr(module._Crew, "_hire", and_kill)
    first, second = run_all([Task("a", shared_line()), Task("b", shared_line())], jobs=1)
    assert (first.status, second.status) == ("failed", "done")
    assert "exit code -9" in first.message
    assert len(hired) == 2


def test_a_stop_begins_nothing_new():
    """Stopped after the first task: the others say that they were interrupted."""
    stop = Event()

    def stop_after_first(standing):
        if standing.progress is None:
            stop.set()

    runs = run_all([Task(str(n), shared_line()) for n in range(3)], jobs=1, report=stop_after_first, stop=stop)
    assert [run.status for run in runs] == ["done", "interrupted", "interrupted"]
