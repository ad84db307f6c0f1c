"""Measure the tool and its peers on generated cases and write a short report.

Every run is a process of its own, one at a time. The tool goes first; a peer then gets ten times the time that
the tool took to a plan within 5 % of the bound, at least `--least` and at most `--peer-limit` seconds. `--no-…` leaves
out a tactic of the tool's search; `--ablation` one after the other, on the first of the modes and the peers' seeds.

Usage: python -m tests.benchmarks.run [--sizes S M L] [--seeds 1 2 3] [--modes ceiling reached] [--out report.md]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import product
from pathlib import Path
from typing import Any

from pooling.output.case_book import write_case
from pooling.plan.search.tactics import Tactics
from tests.benchmarks.generate import SIZES, generate, rows
from tests.benchmarks.report import WITHOUT, write_report
from tests.benchmarks.trace import Trace
from tests.benchmarks.worker import PEERS, TOOL

TACTICS = tuple(field.name for field in fields(Tactics))

LIMITS = {"S": 10.0, "M": 30.0, "L": 150.0, "XL": 450.0}
"""Seconds per stage."""

GRACE = 120
"""Seconds beyond its time limit after which a run is ended: reading and building count in none."""


@dataclass(frozen=True)
class Run:
    """One solver on one case: a trace per stage, or why there is none."""

    solver: str
    size: str
    mode: str
    seed: int
    limit: float
    read: float = 0.0
    peak_mb: float = 0.0
    traces: tuple[Trace, ...] = ()
    fault: str = ""


def measure(solver: str, path: Path, limit: float, threads: int, without: Sequence[str] = (), **case: Any) -> Run:
    """Run one solver in its own process; a crash or an overrun is a result too. `without`: tactics left out."""
    command = [sys.executable, "-m", "tests.benchmarks.worker", solver, str(path), str(limit), str(threads), *without]
    stages = 2 if solver == TOOL else 1
    solver = WITHOUT.join((solver, *without))
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=stages * limit + GRACE)
    except subprocess.TimeoutExpired:
        return Run(solver, limit=limit, fault="ended after its time limit", **case)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return Run(solver, limit=limit, fault=reason, **case)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    traces = tuple(Trace(**trace) for trace in found["traces"])
    return Run(solver, limit=limit, read=found["read"], peak_mb=found["peak_mb"], traces=traces, **case)


def allowance(tool: Run, least: float, limit: float) -> float:
    """What a peer gets [s]: ten times the tool's time to a gap of 5 % in its first stage."""
    reached = tool.traces[0].within(0.05) if tool.traces else None
    return limit if reached is None else min(limit, max(least, 10 * reached))


def kept(path: Path | None) -> list[Run]:
    """The runs that an earlier call left behind in a file; none without one."""
    if path is None or not path.exists():
        return []
    runs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Run(**{**run, "traces": tuple(Trace(**trace) for trace in run["traces"])}) for run in runs]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", default=list(LIMITS), choices=list(SIZES))
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--modes", nargs="+", default=["ceiling", "reached"], choices=["ceiling", "reached"])
    parser.add_argument("--solvers", nargs="*", default=list(PEERS), choices=list(PEERS), help="peers to run")
    parser.add_argument("--limit", nargs="+", type=float, help="seconds per stage, of all or each size")
    parser.add_argument("--peer-seeds", nargs="+", type=int, default=[1], help="seeds on which the peers run too")
    parser.add_argument("--peer-limit", type=float, default=600, help="seconds that a peer gets at most")
    parser.add_argument("--least", type=float, default=30, help="seconds that a peer gets at least")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--ablation", nargs="*", default=[], choices=list(SIZES), help="sizes for the ablation")
    for tactic in TACTICS:
        parser.add_argument(f"--no-{tactic.replace('_', '-')}", dest=tactic, action="store_true", help="do without it")
    parser.add_argument("--runs", type=Path, help="file of runs: those in it are reported too, new ones are added")
    parser.add_argument("--out", type=Path, default=Path("tests/benchmarks/report.md"))
    return parser.parse_args()


def wanted(options: argparse.Namespace) -> Iterator[Run]:
    """Run after run of what the options ask for."""
    limits = options.limit * len(options.sizes) if options.limit else [LIMITS[size] for size in options.sizes]
    without = [tactic for tactic in TACTICS if getattr(options, tactic)]
    with tempfile.TemporaryDirectory() as folder:
        for size, limit in zip(options.sizes, limits, strict=False):
            for mode, seed in product(options.modes, options.seeds):
                path = Path(folder, f"{size}-{mode}-{seed}.xlsx")
                write_case(path, rows(generate(size, seed, mode)))
                case = {"size": size, "mode": mode, "seed": seed}
                tool = measure(TOOL, path, limit, options.threads, without, **case)
                yield tool
                if seed not in options.peer_seeds:
                    continue
                for tactic in TACTICS if size in options.ablation and mode == options.modes[0] else ():
                    yield measure(TOOL, path, limit, options.threads, [tactic], **case)
                for solver in options.solvers:
                    most = allowance(tool, options.least, options.peer_limit)
                    yield measure(solver, path, most, options.threads, **case)


def main() -> None:
    options = arguments()
    runs = kept(options.runs)
    for run in wanted(options):
        print(f"{run.size} {run.mode} {run.seed}: {run.solver} {run.fault}", file=sys.stderr, flush=True)
        runs.append(run)
        write_report(options.out, runs, options.threads)
        if options.runs:
            options.runs.write_text("".join(json.dumps(asdict(run)) + "\n" for run in runs), encoding="utf-8")


if __name__ == "__main__":
    main()
