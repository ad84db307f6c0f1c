"""Solves in processes of their own: what comes back, and what does not stop the others."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from pooling.analysis.runs import Task, run_all, shared_out
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


@pytest.mark.parametrize(
    ("tasks", "jobs", "threads", "at_once", "each"),
    [
        (5, None, None, 4, 1),
        (2, None, None, 2, 2),
        (5, 2, None, 2, 2),
        (5, None, 2, 2, 2),
        (5, None, 9, 1, 9),
        (1, 3, None, 1, 4),
    ],
)
def test_cores_are_shared_out(tasks, jobs, threads, at_once, each):
    """No more threads than cores, unless somebody asks for them."""
    todo = [Task(str(n), shared_line(per_year=8), Options(threads=threads)) for n in range(tasks)]
    found = shared_out(todo, jobs, cores=4)
    assert found[0] == at_once
    assert [task.options.threads for task in found[1]] == [each] * tasks


def test_a_failing_task_is_its_own_row():
    """Infeasible, and a case that is none: the third goes on."""
    case = shared_line()
    broken = replace(case, lots=(replace(case.lots[0], framework="NONE"),))
    runs = run_all([Task("a", case, IMPOSSIBLE), Task("b", broken), Task("c", case)], jobs=1)
    assert [run.status for run in runs] == ["infeasible", "failed", "done"]
    assert "hard rules" in runs[0].message
    assert runs[1].message.startswith("internal fault: KeyError")
    assert (runs[0].outcome, runs[0].figures, runs[0].plan) == (None, None, None)


@pytest.mark.parametrize(("deaths", "status"), [(1, "done"), (2, "failed")])
def test_a_task_whose_process_is_killed_gets_another(monkeypatch, deaths, status):
    """Killed from outside, once or with every process that it gets; the other task is solved all the same."""
    from pooling.analysis import runs as module

    hired = []
    hire = module._Crew._hire

    def and_kill(crew):
        worker = hire(crew)
        hired.append(worker)
        if len(hired) <= deaths:
            os.kill(worker.process.pid, signal.SIGKILL)
            worker.process.join()
        return worker

    monkeypatch.setattr(module._Crew, "_hire", and_kill)
    first, second = run_all([Task("a", shared_line()), Task("b", shared_line())], jobs=1)
    assert (first.status, second.status) == (status, "done")
    assert ("exit code -9" in first.message) == (status == "failed")
    assert len(hired) == deaths + 1


def test_a_stop_begins_nothing_new():
    """Stopped after the first task: the others say that they were interrupted."""
    stop = Event()

    def stop_after_first(standing):
        if standing.progress is None:
            stop.set()

    runs = run_all([Task(str(n), shared_line()) for n in range(3)], jobs=1, report=stop_after_first, stop=stop)
    assert [run.status for run in runs] == ["done", "interrupted", "interrupted"]


SOLVING = """
from pooling.analysis.runs import Task, run_all, shared_out
from pooling.plan.solve import Options
from tests.oracle.hand import shared_line
import multiprocessing, threading, time

def tell():
    while not multiprocessing.active_children():
        time.sleep(0.01)
    print(multiprocessing.active_children()[0].pid, flush=True)

if __name__ == "__main__":
    threading.Thread(target=tell, daemon=True).start()
    run_all([Task(str(n), shared_line()) for n in range(500)], jobs=1)
"""


@pytest.fixture
def solving(tmp_path):
    """A process that solves in a process of its own, in a group of both; and that one's number."""
    script = tmp_path / "solving.py"
    script.write_text(SOLVING)
    surroundings = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings,
        start_new_session=True,
    ) as parent:
        try:
            yield parent, int(parent.stdout.readline())
        finally:
            parent.kill()


def gone(pid, seconds):
    """Has the process ended within so many seconds? One that nobody has buried has ended too."""
    until, status = time.monotonic() + seconds, Path(f"/proc/{pid}/status")
    while time.monotonic() < until:
        if not status.exists() or "State:\tZ" in status.read_text():
            return True
        time.sleep(0.05)
    return False


def test_a_process_ends_with_its_parent_and_says_nothing(solving):
    """The parent is killed in the middle of it all: no traceback, nobody left."""
    parent, worker = solving
    time.sleep(3)
    parent.kill()
    assert gone(worker, 3)
    assert parent.stderr.read() == ""


def test_an_interrupt_while_processes_start_is_heard_by_the_parent_alone(solving):
    """Ctrl-C goes to the whole group: the child, still loading, says nothing."""
    parent, worker = solving
    os.killpg(parent.pid, signal.SIGINT)
    told = parent.stderr.read()
    assert gone(worker, 5)
    assert told.count("Traceback") <= 1
    assert "SpawnProcess" not in told


def test_the_first_process_is_deaf_to_interrupts_from_its_start(solving):
    """It hears none even while it loads: the signal is blocked, or ignored later on."""
    _, worker = solving
    masks = dict(line.split(":\t") for line in Path(f"/proc/{worker}/status").read_text().splitlines() if "Sig" in line)
    assert any(int(masks[name], 16) >> (signal.SIGINT - 1) & 1 for name in ("SigBlk", "SigIgn"))
