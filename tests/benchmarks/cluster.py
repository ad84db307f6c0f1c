"""What a Dask cluster gives against processes here, and what it costs a solve: futures of the worked example.

`python -m tests.benchmarks.cluster` starts a real scheduler and workers of one thread as processes on loopback.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event

import psutil

from pooling.analysis.cluster import run_on_cluster
from pooling.analysis.runs import Run, RunAll, Task, run_all
from pooling.analysis.stress import REPLAN, in_future
from pooling.analysis.worker import Method, answer
from pooling.case.case import Case
from pooling.case.reader import load
from pooling.plan.futures.decided import decided
from pooling.plan.futures.draws import draw
from pooling.plan.plan import Outcome, Stage
from pooling.plan.solve import Options, solve
from pooling.plan.verify import verify
from tests.helpers.cluster import Cluster, cluster

CASE = Path("inputs/european-pool.xlsx")
ONE = Options(threads=1)


@dataclass(frozen=True)
class Measured:
    """Seconds a task: on the clock, and of the processors of the command, the scheduler and all workers."""

    wall: float
    command: float
    scheduler: float
    workers: float


def echo(case: Case, options: Options, report: object, stop: Event) -> Outcome:
    """What costs nothing to solve: the plan that is sent along, to be verified and sent back as any other."""
    assert options.start is not None
    return Outcome(options.start, (Stage("mean_delay", 0.0, 0.0, 0.0, 0.0, "rounding"),), 0.0)


def futures(samples: int, seconds: float) -> list[Task]:
    """Futures of the worked example, planned first with `seconds` an objective."""
    case = load(CASE).case
    assert case is not None
    plan = solve(case, Options(time_limit=seconds)).plan
    facts = decided(case, plan, verify(case, plan).figures)
    drawn = draw(facts, samples, 1).futures
    return [in_future(f"future {n}", facts, future, ONE) for n, future in enumerate(drawn, start=1)]


def in_process(tasks: Sequence[Task]) -> list[Run]:
    """One after the other, where the command runs."""
    answers = [answer(task.case, task.options, task.method, lambda _: None, Event()) for task in tasks]
    return [Run(task, a.status, a.message, a.outcome, a.figures) for task, a in zip(tasks, answers, strict=True)]


def echoes(solved: Sequence[Run], times: int) -> list[Task]:
    """The tasks of `solved` so many times over, their plans sent along."""
    method = Method(echo, REPLAN.may_miss)
    return [
        replace(run.task, label=f"{run.task.label} ({n})", options=replace(ONE, start=run.plan), method=method)
        for n in range(times)
        for run in solved
    ]


def measured(tasks: Sequence[Task], run: RunAll, there: Cluster | None) -> Measured:
    """What each task takes beyond the first two: connecting, starting processes and ending them is not counted."""
    first, whole = _taken(tasks[:2], run, there), _taken(tasks, run, there)
    return Measured(*((b - a) / (len(tasks) - 2) for a, b in zip(first, whole, strict=True)))


def _taken(tasks: Sequence[Task], run: RunAll, there: Cluster | None) -> tuple[float, ...]:
    """Seconds of all tasks, all of which must have a plan: on the clock, then of processors."""
    begun, before = time.perf_counter(), _spent(there)
    runs = run(tasks)
    wall, after = time.perf_counter() - begun, _spent(there)
    assert all(run.status == "done" for run in runs)
    return (wall, *(b - a for a, b in zip(before, after, strict=True)))


def _spent(there: Cluster | None) -> tuple[float, float, float]:
    """Processor time so far of this process (and of those that it has waited for), the scheduler and the workers."""
    own = psutil.Process().cpu_times()
    scheduler = _of(there.scheduler.pid) if there else 0.0
    workers = sum(_of(worker.pid) for worker in there.workers) if there else own.children_user + own.children_system
    return own.user + own.system, scheduler, workers


def _of(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


@contextmanager
def places() -> Iterator[dict[str, tuple[RunAll, Cluster | None]]]:
    """Name to how tasks are run there: all are up for as long as any is measured."""
    with cluster(1) as one, cluster(2) as two:
        yield {
            "within the command": (in_process, None),
            "1 process": (partial(run_all, jobs=1), None),
            "2 processes": (partial(run_all, jobs=2), None),
            "cluster, 1 worker": (partial(run_on_cluster, one.address), one),
            "cluster, 2 workers": (partial(run_on_cluster, two.address), two),
        }


def main() -> None:
    """Measure each place in turn, several times over, and print medians with the least and the most."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=60, help="futures that are planned")
    parser.add_argument("--times", type=int, default=5, help="times that each of their plans is sent to and fro")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each objective of the plan that is stressed")
    asked = parser.parse_args()
    planned = futures(asked.samples, asked.seconds)
    sent = echoes(in_process(planned), asked.times)
    with places() as known:
        for run, _ in known.values():  # whatever has to be loaded first
            run(sent[:2])
        for what, tasks in (("Futures planned", planned), ("Plans sent to and fro", sent)):
            found: dict[str, list[Measured]] = {name: [] for name in known}
            for _ in range(asked.repeats):
                for name, (run, there) in known.items():
                    found[name].append(measured(tasks, run, there))
            print(f"\n{what}: {len(tasks)} of {CASE.name}, each in ms, median of {asked.repeats} (least to most)\n")
            print("| where | on the clock | command | scheduler | workers |")
            print("|---|---|---|---|---|")
            for name, rows in found.items():
                parts = ("wall", "command", "scheduler", "workers")
                print(
                    f"| {name} | {' | '.join(_told([getattr(row, part) for row in rows]) for part in parts)} |",
                    flush=True,
                )


def _told(seconds: Sequence[float]) -> str:
    milliseconds = [1000 * value for value in seconds]
    return f"{statistics.median(milliseconds):.1f} ({min(milliseconds):.1f} to {max(milliseconds):.1f})"


if __name__ == "__main__":
    main()
