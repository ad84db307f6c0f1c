"""What a Dask cluster gives against processes here, and what it costs a solve: futures of the worked example.

`python -m tests.benchmarks.cluster` starts a real scheduler and workers of one thread as processes on loopback.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

import psutil

from pooling.analysis.cluster import run_on_cluster
from pooling.analysis.runs import Run, Task, run_all
from pooling.analysis.stress import in_future
from pooling.analysis.worker import answer
from pooling.case.reader import load
from pooling.plan.futures.decided import decided
from pooling.plan.futures.draws import draw
from pooling.plan.solve import Options, solve
from pooling.plan.verify import verify
from tests.helpers.cluster import Cluster, cluster

CASE = Path("inputs/european-pool.xlsx")
ONE = Options(threads=1)
WORKERS = (1, 2)


@dataclass(frozen=True)
class Measured:
    """Seconds on the clock of a run, and of processor time a solve: of the command, the scheduler and all workers."""

    wall: float
    command: float
    scheduler: float
    workers: float


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


def measured(tasks: Sequence[Task], run: Callable[[Sequence[Task]], list[Run]], there: Cluster | None) -> Measured:
    """One run of all tasks, all of which must have a plan."""
    begun, before = time.perf_counter(), _spent(there)
    runs = run(tasks)
    wall, after = time.perf_counter() - begun, _spent(there)
    assert all(run.status == "done" for run in runs)
    return Measured(wall, *((b - a) / len(tasks) for a, b in zip(before, after, strict=True)))


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
def places() -> Iterator[dict[str, tuple[Callable[[Sequence[Task]], list[Run]], Cluster | None]]]:
    """Name to how tasks are run there: all are up for as long as any is measured."""
    with cluster(WORKERS[0]) as one, cluster(WORKERS[1]) as two:
        yield {
            "within the command": (in_process, None),
            **{f"{count} processes": (partial(run_all, jobs=count), None) for count in WORKERS},
            "cluster, 1 worker": (partial(run_on_cluster, one.address), one),
            "cluster, 2 workers": (partial(run_on_cluster, two.address), two),
        }


def main() -> None:
    """Measure each place in turn, several times over, and print medians with the least and the most."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=60)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each objective of the plan")
    asked = parser.parse_args()
    tasks = futures(asked.samples, asked.seconds)
    with places() as known:
        found: dict[str, list[Measured]] = {name: [] for name in known}
        for run, _ in known.values():  # whatever has to be loaded first
            run(tasks[:2])
        for _ in range(asked.repeats):
            for name, (run, there) in known.items():
                found[name].append(measured(tasks, run, there))
    print(f"{asked.samples} futures of {CASE.name}, median of {asked.repeats} runs (least to most)\n")
    print("| where | seconds | futures a minute | command [ms] | scheduler [ms] | workers [ms] |")
    print("|---|---|---|---|---|---|")
    for name, rows in found.items():
        rates = [60 * len(tasks) / row.wall for row in rows]
        parts = [[1000 * getattr(row, part) for row in rows] for part in ("command", "scheduler", "workers")]
        cells = [_told([row.wall for row in rows], 1), _told(rates, 0), *(_told(part, 1) for part in parts)]
        print(f"| {name} | {' | '.join(cells)} |")


def _told(values: Sequence[float], digits: int) -> str:
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


if __name__ == "__main__":
    main()
