"""The benchmark's report: medians over seeds, per size, mode and stage, and how they grow."""

from __future__ import annotations

import math
import os
import platform
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import highspy

from tests.benchmarks.generate import SIZES
from tests.benchmarks.trace import Trace
from tests.benchmarks.worker import TOOL

if TYPE_CHECKING:
    from tests.benchmarks.run import Run

Figure = Callable[["Run", Trace], float | None]

FIGURES: dict[str, Figure] = {
    "read [s]": lambda run, trace: run.read,
    "build [s]": lambda run, trace: trace.timings.get("build"),
    "hand-over [s]": lambda run, trace: trace.timings.get("hand_over"),
    "root LP [s]": lambda run, trace: trace.timings.get("root_lp"),
    "first plan [s]": lambda run, trace: trace.first_plan(),
    "to 5 % [s]": lambda run, trace: trace.within(0.05),
    "to 1 % [s]": lambda run, trace: trace.within(0.01),
    "gap [%]": lambda run, trace: None if trace.gap is None else 100 * trace.gap,
    "seconds": lambda run, trace: trace.seconds,
    "peak [MB]": lambda run, trace: run.peak_mb,
    "columns": lambda run, trace: trace.columns or None,
    "integers": lambda run, trace: trace.integers or None,
}
"""Column of the report → figure of one stage; None where it was never reached or not measured."""

WITHOUT = ", without "
"""Between the tool's name and the tactic that it does without."""

Key = tuple[str, str, str, str]
"""(size, mode, solver, objective)."""


def middle(values: Sequence[float | None]) -> float | None:
    """Median in which what was never reached counts as infinite; None if that is the median."""
    found = median(math.inf if value is None else value for value in values) if values else math.inf
    return None if math.isinf(found) else found


def grouped(runs: Iterable[Run]) -> dict[Key, list[tuple[Run, Trace]]]:
    """Stages of runs over seeds; a run that failed counts as an empty first stage."""
    groups: dict[Key, list[tuple[Run, Trace]]] = defaultdict(list)
    for run in runs:
        for trace in run.traces or (Trace(),):
            groups[run.size, run.mode, run.solver, trace.objective].append((run, trace))
    return groups


def exponent(sizes: Sequence[float], values: Sequence[float | None]) -> float | None:
    """Slope of log(value) over log(size), least squares; None with fewer than two positive values."""
    points = [(math.log(n), math.log(v)) for n, v in zip(sizes, values, strict=True) if v and v > 0]
    if len({x for x, _ in points}) < 2:
        return None
    mean_x, mean_y = (sum(column) / len(points) for column in zip(*points, strict=True))
    above = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return above / sum((x - mean_x) ** 2 for x, _ in points)


def cells(size: str) -> float:
    """How large a size is: partners · frameworks · quarters."""
    shape = SIZES[size]
    return float(shape.partners * shape.frameworks * shape.quarters)


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _row(*entries: str) -> str:
    return "| " + " | ".join(entries) + " |"


def _machine(threads: int) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {threads} threads a run; Python {platform.python_version()}, "
        f"HiGHS {highspy.Highs().version()}. Every run in a process of its own, one at a time."
    )


def _medians(groups: dict[Key, list[tuple[Run, Trace]]]) -> list[str]:
    lines = [
        _row("size", "budgets", "solver", "objective", "seeds", *FIGURES),
        _row(*["---"] * (5 + len(FIGURES))),
    ]
    for (size, mode, solver, objective), stages in groups.items():
        figures = [_shown(middle([figure(run, trace) for run, trace in stages])) for figure in FIGURES.values()]
        lines.append(_row(size, mode, solver, objective, str(len(stages)), *figures))
    return lines


def to_near_best(run: Run, bound: float) -> float | None:
    """Seconds from the case in memory to a plan within 5 % of `bound` in the first stage; None if never."""
    if not run.traces:
        return None
    trace = run.traces[0]
    steps = {} if run.solver == TOOL else trace.timings  # the tool's seconds count from the case on
    before = sum(s for step, s in steps.items() if step not in ("solve", "root_lp"))
    reached = trace.reached(bound + 0.05 * abs(bound))
    return None if reached is None else before + reached


def best_bounds(runs: Sequence[Run]) -> dict[tuple[str, str, int], float]:
    """Best bound of the first stage per (size, mode, seed); CP-SAT's holds for its rounded columns only."""
    bounds: dict[tuple[str, str, int], float] = {}
    for run in runs:
        found = run.traces[0].bound if run.traces and "CP-SAT" not in run.solver else None
        if found is not None:
            case = (run.size, run.mode, run.seed)
            bounds[case] = max(found, bounds.get(case, found))
    return bounds


def _ratios(runs: Sequence[Run]) -> list[str]:
    bounds = best_bounds(runs)
    times: dict[tuple[str, str, str], dict[int, float | None]] = defaultdict(dict)
    given: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for run in runs:
        bound = bounds.get((run.size, run.mode, run.seed))
        times[run.size, run.mode, run.solver][run.seed] = None if bound is None else to_near_best(run, bound)
        given[run.size, run.mode, run.solver].append(run.limit)
    lines = [_row("size", "budgets", "solver", "seeds", "seconds", "ratio"), _row(*["---"] * 6)]
    for (size, mode, solver), seconds in times.items():
        tools = times.get((size, mode, TOOL), {})
        tool, own = middle([tools.get(seed) for seed in seconds]), middle(list(seconds.values()))
        least = "" if own is not None else "> "
        shown = own if own is not None else median(given[size, mode, solver])
        ratio = least + _shown(shown / tool) if tool else "–"
        lines.append(_row(size, mode, solver, str(len(seconds)), least + _shown(shown), ratio))
    return lines


def _growth(groups: dict[Key, list[tuple[Run, Trace]]]) -> list[str]:
    lines = [_row("budgets", "solver", "objective", *FIGURES), _row(*["---"] * (3 + len(FIGURES)))]
    for mode, solver, objective in dict.fromkeys(key[1:] for key in groups):
        sizes = [size for size in SIZES if (size, mode, solver, objective) in groups]
        slopes = []
        for figure in FIGURES.values():
            values = [middle([figure(*stage) for stage in groups[size, mode, solver, objective]]) for size in sizes]
            slopes.append(_shown(exponent([cells(size) for size in sizes], values)))
        lines.append(_row(mode, solver, objective, *slopes))
    return lines


def _ablation(runs: Sequence[Run]) -> list[str]:
    """Final gap and value of the tool with all tactics and without each, stage by stage."""
    partial = [run for run in runs if WITHOUT in run.solver]
    cases = {(run.size, run.mode, run.seed) for run in partial}
    full = [run for run in runs if run.solver == TOOL and (run.size, run.mode, run.seed) in cases]
    lines = [_row("size", "budgets", "seed", "tactics", *["objective", "value", "gap [%]"] * 2), _row(*["---"] * 10)]
    for run in sorted(full + partial, key=lambda run: (run.size, run.mode, run.seed)):
        name = "all" if run.solver == TOOL else run.solver.removeprefix(TOOL + ", ").replace("_", " ")
        figures = [
            entry
            for trace in run.traces
            for entry in (
                trace.objective,
                "–" if trace.value is None else f"{trace.value:.5g}",
                _shown(None if trace.gap is None else 100 * trace.gap),
            )
        ]
        lines.append(_row(run.size, run.mode, str(run.seed), name, *figures))
    return lines if partial else ["None was run."]


def write_report(path: Path, runs: Sequence[Run], threads: int) -> None:
    """Write the report of `runs` as Markdown."""
    whole = [run for run in runs if WITHOUT not in run.solver]
    groups = grouped(whole)
    faults = [f"- {run.size} {run.mode} seed {run.seed}, {run.solver}: {run.fault}" for run in runs if run.fault]
    lines = [
        "# Benchmark",
        "",
        _machine(threads),
        "",
        "Medians over seeds; – means never reached within the time given (or not measured). A gap is a run's own:",
        "best plan against the bound it proved itself. The tool's plans are whole lots and verified; a peer's plan is",
        "what its solver calls one. Peers optimise the first objective only. The tool's times count from the case on,",
        "building included; a peer's from the start of its solver. First plan: also the one that decides nothing.",
        "",
        *_medians(groups),
        "",
        "## Time to a plan within 5 % of the best bound",
        "",
        "First objective, building and hand-over included; ratio to the tool's time on the same cases. The best bound",
        "is that of any run on the same case. A peer that never got there counts with the time it had (>).",
        "",
        *_ratios(whole),
        "",
        "## Growth",
        "",
        "Fitted exponents over partners · frameworks · quarters.",
        "",
        *_growth(groups),
        "",
        "## Ablation",
        "",
        "The tool without one tactic of its search at a time, same limits.",
        "",
        *_ablation(runs),
    ]
    if faults:
        lines += ["", "## Runs that ended otherwise", "", *faults]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
