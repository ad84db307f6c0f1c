"""Solves on a Dask cluster of one thread: the same answers as here, and what does not stop the others."""

from __future__ import annotations

import builtins
import json
import os
import pickle
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock

import dask.config
import pytest
from distributed import LocalCluster

import pooling
from pooling.analysis import cluster as module
from pooling.analysis.cluster import NoCluster, run_on_cluster, solve_there
from pooling.analysis.runs import Ledger, Task, run_all
from pooling.analysis.worker import answer
from pooling.case.reader import load
from pooling.cli.exits import Exit
from pooling.cli.main import run
from pooling.plan.conditions.ceilings import Ceilings
from pooling.plan.solve import Options
from pooling.plan.verify import verify
from tests.helpers.workbooks import tiny_rows, write_workbook
from tests.oracle.hand import shared_line

HERE = {
    "threads_per_worker": 1,
    "processes": False,
    "protocol": "tcp",
    "host": "127.0.0.1",
    "dashboard_address": "127.0.0.1:0",  # None would take a fixed port all the same
}
ELSEWHERE = """
from distributed import LocalCluster
with LocalCluster(n_workers=1, **{}) as cluster:
    print(cluster.scheduler_address, flush=True)
    input()
"""
IMPOSSIBLE = Options(ceilings=Ceilings(delays={("A", "I"): 0.0, ("B", "I"): 0.0}))


@pytest.fixture(scope="module")
def local():
    """A cluster within this process, reached by TCP."""
    with LocalCluster(n_workers=1, **HERE) as started:
        yield started


@pytest.fixture
def address(local):
    return local.scheduler_address


def test_results_are_those_of_here(address):
    """Three cases: same figures, in order, verified, with progress told and every task reported as ended."""
    tasks = [Task(str(rate), shared_line(per_year=rate)) for rate in (16, 32, 8)]
    standings = []
    there, here = run_on_cluster(address, tasks, report=standings.append), run_all(tasks, jobs=1)
    assert [run.task.label for run in there] == ["16", "32", "8"]
    assert [run.figures for run in there] == [run.figures for run in here]
    assert [run.figures for run in there] == [verify(run.task.case, run.plan).figures for run in there]
    assert [s.label for s in standings if s.progress is None] == ["16", "32", "8"]
    assert {s.progress.objective for s in standings if s.progress} == {"mean_delay", "cost"}


def test_a_failing_task_is_its_own_row(address):
    """Infeasible, a case that is none, and one that cannot be sent: the last goes on."""
    case = shared_line()
    broken = replace(case, lots=(replace(case.lots[0], framework="NONE"),))
    unsent = Task("u", case, Options(start=Lock()))
    runs = run_on_cluster(address, [Task("a", case, IMPOSSIBLE), Task("b", broken), unsent, Task("c", case)])
    assert [run.status for run in runs] == ["infeasible", "failed", "failed", "done"]
    assert runs[1].message.startswith("internal fault: KeyError")
    assert runs[2].message.startswith("the cluster could not solve it: ")


def test_a_lost_task_is_a_failed_one(address, monkeypatch):
    """The cluster forgets a task: that run says so and the next is solved."""
    submit = module._Farm._give

    def and_forget(farm, jobs):
        submit(farm, jobs)
        for number, future in farm.at_work.items():
            if number == 0:
                future.cancel()

    monkeypatch.setattr(module._Farm, "_give", and_forget)
    first, second = run_on_cluster(address, [Task("a", shared_line()), Task("b", shared_line())])
    assert (first.status, second.status) == ("failed", "done")
    assert "CancelledError" in first.message


def test_a_cluster_that_is_lost_fails_what_is_left(monkeypatch):
    """The process of scheduler and worker is killed when the first task has ended: that plan stays, nothing hangs."""
    monkeypatch.setattr(module, "PATIENCE", 1.0)
    command = [sys.executable, "-c", ELSEWHERE.format(HERE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as elsewhere:

        def kill_after_first(standing):
            if standing.progress is None:
                elsewhere.kill()

        try:
            tasks = [Task(label, shared_line()) for label in "abc"]
            runs = run_on_cluster(elsewhere.stdout.readline().strip(), tasks, jobs=2, report=kill_after_first)
        finally:
            elsewhere.kill()
    assert [run.status for run in runs] == ["done", "failed", "failed"]
    assert all(run.message.startswith("the cluster could not solve it: ") for run in runs[1:])


def test_a_cluster_whose_workers_go_fails_what_is_left(monkeypatch, capfd, tmp_path):
    """The scheduler stays, the only worker leaves when the first has ended: the command ends, in one line."""
    monkeypatch.setattr(module, "PATIENCE", 1.0)
    with LocalCluster(n_workers=1, **HERE) as started:
        give = module._Farm._give

        def and_leave(farm, jobs):
            if farm.runs and started.workers:
                started.scale(0)
            give(farm, jobs)

        monkeypatch.setattr(module._Farm, "_give", and_leave)
        tasks = [Task(label, shared_line()) for label in "abc"]
        runs = run_on_cluster(started.scheduler_address, tasks, jobs=1)
    assert runs[0].status == "done"
    assert {run.message for run in runs[2:]} == {
        "the cluster could not solve it: ConnectionError: all its workers are gone"
    }


def test_a_solve_that_says_nothing_is_given_up(address, monkeypatch):
    """A worker that hangs: its task fails when its time limit and some are over, the others go on."""
    monkeypatch.setattr(module, "SILENCE", 0.5)
    monkeypatch.setattr("pooling.analysis.cluster.answer", lambda *_: time.sleep(4))
    (run_,) = run_on_cluster(address, [Task("a", shared_line(), Options(time_limit=0.5))])
    assert (run_.status, run_.message) == (
        "failed",
        "the cluster could not solve it: TimeoutError: it has not been heard of for longer than its time limit",
    )


@pytest.mark.parametrize(
    ("older", "said"),
    [
        ("from pooling import version; version.__version__ = '0.0.9'", "has pooling 0.0.9"),
        ("from pooling.analysis import cluster; cluster.installed = lambda _: '0.9'", "HiGHS 0.9)"),
    ],
)
def test_another_version_on_a_worker_is_refused_in_one_line(older, said, tmp_path, capfd):
    """Its plans would not be comparable: 2, before anything is solved."""
    other = ELSEWHERE.replace("from distributed", f"{older}\nfrom distributed", 1)
    case_path = write_workbook(tmp_path / "tiny.xlsx", tiny_rows())
    command = [sys.executable, "-c", other.format(HERE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as elsewhere:
        try:
            address = elsewhere.stdout.readline().strip()
            out = ("-o", str(tmp_path / "c.xlsx"), "-q")
            assert run(["compare", str(case_path), *out, "--cluster", address]) == Exit.INPUT
        finally:
            elsewhere.kill()
    (line,) = capfd.readouterr().err.splitlines()
    assert said in line
    assert f"here is {module.identity()}" in line
    assert not (tmp_path / "c.xlsx").exists()


def test_a_stop_reaches_the_solve_at_work_and_begins_no_other(address, monkeypatch):
    """The solve at work is asked to end; the next one never begins."""

    def until_stopped(case, options, method, report, stop):
        assert stop.wait(20)
        return answer(case, options, method, report, Event())

    monkeypatch.setattr("pooling.analysis.cluster.answer", until_stopped)
    stop = Event()
    tasks = [Task("a", shared_line()), Task("b", shared_line())]
    give = module._Farm._give

    def and_stop(farm, jobs):
        give(farm, jobs)
        stop.set()

    monkeypatch.setattr(module._Farm, "_give", and_stop)
    first, second = run_on_cluster(address, tasks, jobs=1, stop=stop)
    assert (first.status, second.status) == ("done", "interrupted")


def test_nothing_of_this_machine_is_sent(tmp_path):
    """A job of a case read from a file holds no path; what it calls is sent by name."""
    case = load(write_workbook(tmp_path / "tiny.xlsx", tiny_rows())).case
    sent = pickle.dumps((solve_there, Ledger([Task("t", case)], None, Event()).job(0)))
    assert b"pooling.analysis.cluster" in sent
    for path in (tmp_path, Path.cwd(), Path.home(), Path(pooling.__file__).parent, Path(sys.prefix)):
        assert os.fsencode(path) not in sent


@pytest.mark.parametrize("command", ["compare", "frontier --points 3", "gain", "shift", "stress --samples 3"])
def test_commands_give_what_they_give_here(command, address, tmp_path, capfd):
    """The same tables, but for the seconds that solves took."""
    case_path = write_workbook(tmp_path / "tiny.xlsx", tiny_rows())
    told = []
    for where in (("--jobs", "1"), ("--cluster", address)):
        out = ("-o", str(tmp_path / "result.xlsx"), "--force", "--json", "-q")
        assert run([*command.split(), str(case_path), *out, *where]) == Exit.DONE
        told_by = capfd.readouterr().out
        tables = json.loads(
            told_by[told_by.index("{") :]
        )  # here this process is the worker, in which HiGHS says its name
        told.append({name: without_seconds(table) for name, table in tables.items()})
    assert told[0] == told[1]


def without_seconds(table):
    """The records of a table of JSON without their seconds; anything else as it is."""
    if not isinstance(table, list) or not all(isinstance(row, dict) for row in table):
        return table
    return [{name: cell for name, cell in row.items() if name != "seconds"} for row in table]


def test_no_cluster_is_told_in_one_line(monkeypatch, tmp_path, capfd):
    """Nobody there, one that never says a word, no address, no package: 2, in a few seconds."""
    monkeypatch.setattr(module, "PATIENCE", 0.5)
    case_path = write_workbook(tmp_path / "tiny.xlsx", tiny_rows())

    def told(address):
        begun = time.monotonic()
        out = ("-o", str(tmp_path / "c.xlsx"), "-q")
        assert run(["compare", str(case_path), *out, "--cluster", address]) == Exit.INPUT
        assert time.monotonic() - begun < 5
        (line,) = capfd.readouterr().err.splitlines()
        return line

    with socket.create_server(("127.0.0.1", 0)) as silent:
        mute = f"127.0.0.1:{silent.getsockname()[1]}"
        assert told(mute).startswith(f"no Dask cluster answers at {mute}")
    assert told(mute).startswith(f"no Dask cluster answers at {mute}")
    assert told("here").startswith("here is no address of a Dask scheduler")
    tls = f"tls://{mute}"
    assert told(tls).startswith(f"{tls} does not fit the TLS settings of Dask here: ")
    with dask.config.set({"distributed.comm.require-encryption": True}):
        assert told(f"tcp://{mute}").startswith(f"tcp://{mute} does not fit the TLS settings of Dask here: ")
    files = dict.fromkeys(("ca-file", "client.cert", "client.key"), str(tmp_path / "nowhere.pem"))
    with dask.config.set({f"distributed.comm.tls.{name}": file for name, file in files.items()}):
        assert "cannot be read" in told(tls)
    load_module = builtins.__import__

    def without(name, *more):
        if name == "distributed":
            raise ModuleNotFoundError(name)
        return load_module(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    assert told(mute).endswith("pip install distributed")


def test_a_cluster_without_workers_is_none():
    """A scheduler alone would let every solve wait for ever."""
    with LocalCluster(n_workers=0, **HERE) as empty, pytest.raises(NoCluster, match="has no workers"):
        run_on_cluster(empty.scheduler_address, [Task("a", shared_line())])
