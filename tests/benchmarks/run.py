"""Measure the tool and its peers on families of cases and on public instances, and write a report.

Every run is a process of its own, one at a time. The tool runs `--repeats` times on each case: the spread of these is
what a difference has to exceed. A peer gets `--peer-times` as long, on the same case in the same call. `--ablation`
also runs the tool without each of its steps. The best value that any run ever found of a case is kept in `best.json`.

Usage: python -m tests.benchmarks.run [--families small coarse … S M] [--seeds 1 2 3] [--instances FOLDER]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pooling.output.case_book import write_case
from tests.benchmarks.best import BestKnown
from tests.benchmarks.families import FAMILIES, Sheets, draw
from tests.benchmarks.generate import SIZES, generate, rows
from tests.benchmarks.instances import instances
from tests.benchmarks.report import WITHOUT, proven, reached, write_report
from tests.benchmarks.trace import Trace
from tests.benchmarks.worker import PEERS, STEPS, TOOL

HERE = Path(__file__).parent

SECONDS = {"S": 10.0, "M": 30.0, "L": 150.0, "XL": 450.0, "medium": 45.0, "large": 150.0, "yearly": 45.0}
"""Family, or how its name begins → seconds per stage; `USUAL` for the others."""

USUAL = 20.0

REACHED = "-reached"
"""Ending of a size's name with which budgets count the prices reached."""

GRACE = 120
"""Seconds beyond its time limit after which a run is ended: reading and building count in none."""


@dataclass(frozen=True)
class Run:
    """One solver on one case: a trace per stage, or why there is none. `seed` 0: the case is the only one of its kind.

    group    what the report adds up: `small`, `medium`, `large`, `generator`, `instances`, `cases`
    optimum  published optimum of the last objective
    """

    solver: str
    group: str
    family: str
    seed: int
    limit: float
    repeat: int = 1
    optimum: float | None = None
    read: float = 0.0
    peak_mb: float = 0.0
    traces: tuple[Trace, ...] = ()
    fault: str = ""

    @property
    def case(self) -> str:
        """Name of the case."""
        return f"{self.family}-{self.seed}" if self.seed else self.family


def group_of(family: str) -> str:
    """What a family counts among in the report."""
    if family.removesuffix(REACHED) in SIZES:
        return "generator"
    return next((size for size in ("medium", "large") if family.startswith(size)), "small")


def seconds_of(family: str) -> float:
    """Seconds per stage that a family's cases get unless told otherwise."""
    begun = family.removesuffix(REACHED).split("-")[0]
    return SECONDS.get(begun, USUAL)


def sheets_of(family: str, seed: int) -> Sheets:
    """The case of a family, or of a size of the generator."""
    size = family.removesuffix(REACHED)
    if size in SIZES:
        return rows(generate(size, seed, "reached" if family.endswith(REACHED) else "ceiling"))
    return draw(family, seed)


def measure(run: Run, path: Path, threads: int, without: Sequence[str] = ()) -> Run:
    """`run` with what its solver found in a process of its own; a crash or an overrun is a result too."""
    command = [sys.executable, "-m", "tests.benchmarks.worker", run.solver, str(path), str(run.limit), str(threads)]
    named = replace(run, solver=WITHOUT.join((run.solver, *without)))
    try:
        done = subprocess.run([*command, *without], capture_output=True, text=True, timeout=4 * run.limit + GRACE)
    except subprocess.TimeoutExpired:
        return replace(named, fault="ended after its time limit")
    if done.returncode:
        return replace(named, fault=(done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1])
    found = json.loads(done.stdout.strip().splitlines()[-1])
    traces = tuple(Trace(**trace) for trace in found["traces"])
    return replace(named, read=found["read"], peak_mb=found["peak_mb"], traces=traces)


def kept(path: Path | None) -> list[Run]:
    """The runs that an earlier call left behind in a file; none without one."""
    if path is None or not path.exists():
        return []
    runs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Run(**{**run, "traces": tuple(Trace(**trace) for trace in run["traces"])}) for run in runs]


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What the command line asks for."""
    names = (*FAMILIES, *SIZES, *(size + REACHED for size in SIZES))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", nargs="*", default=list(FAMILIES), choices=names, metavar="FAMILY")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--instances", type=Path, help="folder of public instances")
    parser.add_argument("--only", nargs="*", default=[], help="names of the instances to take; all without any")
    parser.add_argument("--cases", type=Path, help="folder of case workbooks")
    parser.add_argument("--limit", type=float, help="seconds per stage instead of each family's own")
    parser.add_argument("--repeats", type=int, default=1, help="runs of the tool on each case")
    parser.add_argument("--solvers", nargs="*", default=[], choices=list(PEERS), help="peers to run")
    parser.add_argument("--peer-times", type=float, default=10, help="how many times as long a peer gets")
    parser.add_argument("--ablation", nargs="*", default=[], choices=STEPS, help="steps to do without, one at a time")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--check", action="store_true", help="exit with 1 unless every published optimum is proven")
    parser.add_argument("--runs", type=Path, help="file of runs: those in it are reported too, new ones are added")
    parser.add_argument("--best", type=Path, default=HERE / "best.json", help="file of best known values")
    parser.add_argument("--out", type=Path, default=HERE / "report.md")
    return parser.parse_args(words)


def asked_for(options: argparse.Namespace, folder: Path) -> Iterator[tuple[Run, Path]]:
    """Case after case: an empty run of the tool, and the workbook, written into `folder` where there is none yet."""
    for family in options.families:
        for seed in options.seeds:
            run = Run(TOOL, group_of(family), family, seed, options.limit or seconds_of(family))
            path = folder / f"{run.case}.xlsx"
            write_case(path, sheets_of(family, seed))
            yield run, path
    for instance in instances(options.instances) if options.instances else ():
        if not options.only or instance.name in options.only:
            optimum = None if instance.optimum is None else instance.optimum - instance.constant
            path = folder / f"{instance.name}.xlsx"
            write_case(path, instance.sheets)
            yield Run(TOOL, "instances", instance.name, 0, options.limit or USUAL, optimum=optimum), path
    for path in sorted(options.cases.glob("*.xlsx")) if options.cases else ():
        yield Run(TOOL, "cases", path.stem, 0, options.limit or USUAL), path


def wanted(options: argparse.Namespace) -> Iterator[Run]:
    """Run after run of what the options ask for."""
    with tempfile.TemporaryDirectory() as folder:
        for run, path in asked_for(options, Path(folder)):
            for repeat in range(1, options.repeats + 1):
                yield measure(replace(run, repeat=repeat), path, options.threads)
            for step in options.ablation:
                yield measure(run, path, options.threads, [step])
            for solver in options.solvers:
                peer = replace(run, solver=solver, limit=options.peer_times * run.limit)
                yield measure(peer, path, options.threads)


def main() -> None:
    """Run, report and keep the best values after every run, so that nothing is lost when it is stopped."""
    options = arguments()
    runs, best = kept(options.runs), BestKnown.read(options.best)
    for run in wanted(options):
        values = ", ".join(f"{t.objective} {t.value} ({t.bound})" for t in run.traces)
        print(f"{run.case}: {run.solver} {run.fault or values}", file=sys.stderr, flush=True)
        runs.append(run)
        best.learn(run.case, run.traces, verified=run.solver.startswith(TOOL))
        best.write(options.best)
        write_report(options.out, runs, best, options.threads)
        if options.runs:
            options.runs.write_text("".join(json.dumps(asdict(run)) + "\n" for run in runs), encoding="utf-8")
    missed = [run.case for run in runs if run.optimum is not None and not (reached(run) and proven(run))]
    if options.check and missed:
        sys.exit(f"published optima not proven: {', '.join(missed)}")


if __name__ == "__main__":
    main()
