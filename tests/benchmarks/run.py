"""Measure the tool and its peers on generated cases and write a short report.

Every run is a process of its own, one at a time. The tool goes first; a peer then gets ten times the time that
the tool took to a plan within 5 % of the bound, at least `--least` and at most `--limit` seconds.

Usage: python -m tests.benchmarks.run [--sizes S M L] [--seeds 1 2 3] [--modes ceiling reached] [--out report.md]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pooling.output.case_book import write_case
from tests.benchmarks.generate import SIZES, generate, rows
from tests.benchmarks.report import write_report
from tests.benchmarks.trace import Trace
from tests.benchmarks.worker import PEERS, TOOL

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


def measure(solver: str, path: Path, limit: float, threads: int, **case: Any) -> Run:
    """Run one solver in its own process; a crash or an overrun is a result too."""
    command = [sys.executable, "-m", "tests.benchmarks.worker", solver, str(path), str(limit), str(threads)]
    stages = 2 if solver == TOOL else 1
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


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", default=["S", "M", "L"], choices=list(SIZES))
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--modes", nargs="+", default=["ceiling", "reached"], choices=["ceiling", "reached"])
    parser.add_argument("--solvers", nargs="*", default=list(PEERS), choices=list(PEERS), help="peers to run")
    parser.add_argument("--limit", nargs="+", type=float, default=[300], help="seconds per stage, of all or each size")
    parser.add_argument("--peer-seeds", nargs="+", type=int, default=[1], help="seeds on which the peers run too")
    parser.add_argument("--least", type=float, default=30, help="seconds that a peer gets at least")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("tests/benchmarks/report.md"))
    return parser.parse_args()


def main() -> None:
    options = arguments()
    runs: list[Run] = []
    with tempfile.TemporaryDirectory() as folder:
        for size, limit in zip(options.sizes, options.limit * len(options.sizes), strict=False):
            for mode in options.modes:
                for seed in options.seeds:
                    path = Path(folder, f"{size}-{mode}-{seed}.xlsx")
                    write_case(path, rows(generate(size, seed, mode)))
                    case = {"size": size, "mode": mode, "seed": seed}
                    tool = measure(TOOL, path, limit, options.threads, **case)
                    runs.append(tool)
                    peers_limit = allowance(tool, options.least, limit)
                    for solver in options.solvers if seed in options.peer_seeds else ():
                        print(f"{path.stem}: {solver}, {peers_limit:.0f} s", file=sys.stderr, flush=True)
                        runs.append(measure(solver, path, peers_limit, options.threads, **case))
                    write_report(options.out, runs, options.threads)


if __name__ == "__main__":
    main()
