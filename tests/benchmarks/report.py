"""The benchmark's report: how far from the best known, how well proven, how fast, and how much of it is noise."""

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

from tests.benchmarks.best import BestKnown, above
from tests.benchmarks.trace import Trace
from tests.benchmarks.worker import TOOL

if TYPE_CHECKING:
    from tests.benchmarks.run import Run

WITHOUT = ", without "
"""Between the tool's name and the step that it does without."""

NEAR = 0.01
"""Distance to the best known at which a plan counts as near."""

PROVEN = 1e-6
"""Relative difference to a published optimum, and of its bound, at which it counts as reached and proven."""

Stages = list[tuple["Run", Trace]]


def middle(values: Iterable[float | None]) -> float | None:
    """Median in which what was never reached counts as infinite; None if that is the median."""
    found = [math.inf if value is None else value for value in values]
    result = median(found) if found else math.inf
    return None if math.isinf(result) else result


def geometric_mean(shares: Iterable[float | None]) -> float | None:
    """Geometric mean of 1 + share, less 1; None where one share is not known, or there is none."""
    known = list(shares)
    if not known or any(share is None for share in known):
        return None
    return math.exp(sum(math.log1p(share) for share in known if share is not None) / len(known)) - 1


def spread(values: Sequence[float | None]) -> float | None:
    """Largest less smallest of one case's repeated runs; None with fewer than two."""
    known = [value for value in values if value is not None]
    return max(known) - min(known) if len(known) > 1 else None


def by_stage(runs: Iterable[Run], key: Callable[[Run], str]) -> dict[tuple[str, str], Stages]:
    """(key of a run, objective) → its stages, in the order in which they first come up."""
    groups: dict[tuple[str, str], Stages] = defaultdict(list)
    for run in runs:
        for trace in run.traces:
            groups[key(run), trace.objective].append((run, trace))
    return groups


def write_report(path: Path, runs: Sequence[Run], best: BestKnown, threads: int) -> None:
    """Write the report of `runs` as Markdown."""
    whole = [run for run in runs if WITHOUT not in run.solver]
    tool = [run for run in whole if run.solver == TOOL and run.group != "instances"]
    faults = [f"- {run.case}, {run.solver}: {run.fault}" for run in runs if run.fault]
    sections = [
        ("By group", "Geometric mean over cases of each case's median run; worst case beside.", _groups(tool, best)),
        ("By case", "Medians over repeated runs; spread: largest less smallest of these.", _cases(tool, best)),
        (
            "Published optima",
            "Public instances, last objective: reached and proven within one part in a million.",
            _optima([run for run in whole if run.group == "instances"]),
        ),
        (
            "Peers",
            "Same cases, same call. A peer's plan is what its solver calls one, in lots as it has them, but from the"
            " tool's plan on only verified ones count; better: how far it is below the tool's, or below what it began"
            " from.",
            _peers(whole, best),
        ),
        (
            "Without a step",
            "What the tool's value becomes without each step of its search: median over cases, beside the median spread"
            " of repeated runs of the whole tool. What lies within the spread is noise.",
            _ablation(runs),
        ),
    ]
    lines = [
        "# Benchmark",
        "",
        _machine(threads),
        "",
        "Distance: of the plan written, in whole lots and verified, to the best value of the case that any run ever",
        "found (`best.json`). Gap: to the bound that the run itself proved. – never reached in the time given, or not",
        "measured. Seconds count from the case on, building included.",
    ]
    for title, said, table in sections:
        if len(table) > 2:
            lines += ["", f"## {title}", "", said, "", *table]
    if faults:
        lines += ["", "## Runs that ended otherwise", "", *faults]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _machine(threads: int) -> str:
    solver = highspy.Highs()
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, HiGHS {solver.version()}"
    return f"{system}, {os.cpu_count()} cores, {threads} threads."


def _groups(runs: Sequence[Run], best: BestKnown) -> list[str]:
    header = ("group", "objective", "cases", "distance [%]", "worst [%]", "median gap [%]", "worst gap [%]")
    lines = _head(*header, "first plan, worst [s]")
    for (group, objective), stages in by_stage(runs, lambda run: run.group).items():
        cases = by_stage((run for run, _ in stages), lambda run: run.case)
        own = [found for (_, of), found in cases.items() if of == objective]
        distances = [middle(best.distance(run.case, trace) for run, trace in found) for found in own]
        gaps = [middle(trace.gap for _, trace in found) for found in own]
        firsts = [middle(trace.first_plan() for _, trace in found) for found in own]
        figures = (geometric_mean(distances), _worst(distances), middle(gaps), _worst(gaps))
        lines.append(_row(group, objective, str(len(own)), *map(_percent, figures), _shown(_worst(firsts))))
    return lines


def _cases(runs: Sequence[Run], best: BestKnown) -> list[str]:
    header = ("case", "objective", "limit [s]", "runs", "value", "best known", "distance [%]", "spread [%]", "gap [%]")
    lines = _head(*header, "first plan [s]", "to 1 % of best known [s]")
    for (case, objective), stages in by_stage(runs, lambda run: run.case).items():
        known = best.values.get(case, {}).get(objective)
        distances = [best.distance(case, trace) for _, trace in stages]
        near = None if known is None else middle(trace.reached(known + NEAR * abs(known)) for _, trace in stages)
        lines.append(
            _row(
                case,
                objective,
                _shown(stages[0][0].limit),
                str(len(stages)),
                _value(middle(trace.value for _, trace in stages)),
                _value(known),
                *map(_percent, (middle(distances), spread(distances), middle(trace.gap for _, trace in stages))),
                _shown(middle(trace.first_plan() for _, trace in stages)),
                _shown(near),
            )
        )
    return lines


def reached(run: Run) -> bool:
    """True where the run found the published optimum of its last objective."""
    last = run.traces[-1].value if run.traces else None
    return last is not None and run.optimum is not None and abs(last - run.optimum) <= PROVEN * abs(run.optimum)


def proven(run: Run) -> bool:
    """True where the run proved its last objective's value to be the best."""
    last = run.traces[-1] if run.traces else Trace()
    return last.value is not None and last.bound is not None and above(last.value, last.bound) <= PROVEN


def _optima(runs: Sequence[Run]) -> list[str]:
    lines = _head("instance", "solver", "published", "found", "reached", "proven", "seconds")
    for run in runs:
        found = run.traces[-1].value if run.traces else None
        said = ("yes" if reached(run) else "no", "yes" if proven(run) else "no")
        seconds = sum(trace.seconds for trace in run.traces)
        lines.append(_row(run.case, run.solver, _value(run.optimum), _value(found), *said, _shown(seconds)))
    return lines


def _peers(runs: Sequence[Run], best: BestKnown) -> list[str]:
    lines = _head("case", "objective", "solver", "seconds", "value", "distance [%]", "gap [%]", "better by [%]")
    own = by_stage((run for run in runs if run.solver == TOOL), lambda run: run.case)
    for run in (run for run in runs if run.solver != TOOL and run.group != "instances"):
        for trace in run.traces or (Trace(),):
            tool = middle(other.value for _, other in own.get((run.case, trace.objective), []))
            before = tool if trace.given is None else trace.given
            better = None if before is None or trace.value is None else above(before, trace.value)
            figures = (best.distance(run.case, trace), trace.gap, better)
            seconds, value = _shown(run.limit), _value(trace.value)
            lines.append(_row(run.case, trace.objective, run.solver, seconds, value, *map(_percent, figures)))
    return lines


def _ablation(runs: Sequence[Run]) -> list[str]:
    lines = _head("step", "objective", "cases", "worse by [%]", "spread [%]")
    own = by_stage((run for run in runs if run.solver == TOOL), lambda run: run.case)
    partial = by_stage((run for run in runs if WITHOUT in run.solver), lambda run: run.solver.split(WITHOUT)[1])
    for (step, objective), stages in partial.items():
        changes: list[float | None] = []
        spreads: list[float | None] = []
        for run, trace in stages:
            values = [other.value for _, other in own.get((run.case, objective), [])]
            tool, noise = middle(values), spread(values)
            if tool is not None and trace.value is not None:
                changes.append((trace.value - tool) / max(abs(tool), 1e-9))
                spreads.append(None if noise is None else noise / max(abs(tool), 1e-9))
        figures = (middle(changes), middle(value for value in spreads if value is not None))
        lines.append(_row(step, objective, str(len(changes)), *map(_percent, figures)))
    return lines


def _worst(values: Iterable[float | None]) -> float | None:
    """The largest; None where one is not known."""
    known = list(values)
    return None if not known or None in known else max(value for value in known if value is not None)


def _head(*cells: str) -> list[str]:
    return [_row(*cells), _row(*["---"] * len(cells))]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.2g}" if value < 10 else f"{value:,.0f}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.2f}"


def _value(value: float | None) -> str:
    return "–" if value is None else f"{value:,.2f}" if abs(value) < 1e4 else f"{value:,.0f}"
