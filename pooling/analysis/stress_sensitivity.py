"""Which uncertain figure the delay of a plan depends on most: Sobol indices over futures, tables and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pooling.analysis.runs import Run, RunAll
from pooling.analysis.sensitivity import LEAST, Indices, sensitivity
from pooling.analysis.spread import CONFIDENCE, Estimate
from pooling.analysis.stress import REPLAN, Stress, in_future
from pooling.analysis.stress_causes import name_of
from pooling.analysis.worker import headline
from pooling.output.names import Names
from pooling.output.table import Cell, Table, columns
from pooling.output.words import counted, listing
from pooling.plan.futures.draws import futures_at
from pooling.plan.program.matrix import Floats
from pooling.plan.solve import Options

TOLD = replace(REPLAN, told=headline)
"""As `REPLAN`: there are many futures, of which only delays count."""

NAMED = 3


@dataclass(frozen=True)
class Sensitivity:
    """The `indices` of the mean delay, in the order of the sources drawn; `runs` are those they come of.

    `lots`: for each source the total index that there would be if only what whole lots cost depended on it [%].
    """

    indices: Indices
    lots: tuple[float, ...]
    runs: tuple[Run, ...]


def sensitivity_of(found: Stress, options: Options, run_all: RunAll, count: int, seed: int) -> Sensitivity | None:
    """How the mean delay depends on each source of `found`, from `count` base points; None where there is no source."""
    sources = found.draws.sources
    if not sources:
        return None
    runs: list[Run] = []

    def delays(points: Floats) -> Floats:
        futures = futures_at(found.case, sources, points)
        numbered = enumerate(futures, start=1)
        runs.extend(run_all([in_future(f"point {n}", found.case, future, options, TOLD) for n, future in numbered]))
        return np.array([run.figures.mean_delay if run.figures else np.nan for run in runs])

    indices = sensitivity(delays, len(sources), count, seed)
    rounding = sensitivity(lambda _: np.array(list(map(_lost, runs))), len(sources), count, seed)
    part = rounding.variance / (indices.variance or np.inf)
    return Sensitivity(indices, tuple(part * index.total.value for index in rounding.of), tuple(runs))


def _lost(run: Run) -> float:
    """What of the mean delay is due to whole lots: in fractions of lots there would be none of it."""
    return run.outcome.stages[0].value - run.outcome.stages[0].bound if run.outcome else np.nan


def sensitivity_table(found: Stress, sensitive: Sensitivity, names: Names) -> Table:
    """A row a source of uncertainty, what the variance owes most to first."""
    head = columns(
        "rank:int kind:code code:code name total_pct:percent total_low_pct:percent total_high_pct:percent "
        "first_pct:percent first_low_pct:percent first_high_pct:percent change_months:months "
        "change_low_months:months change_high_months:months largest_pct:percent lots_pct:percent shown:flag"
    )
    each = zip(found.draws.sources, sensitive.indices.of, sensitive.lots, strict=False)
    rows: list[tuple[Cell, ...]] = []
    for rank, (source, index, lots) in enumerate(sorted(each, key=lambda entry: -entry[1].total.value), start=1):
        name = name_of(names, source.kind, source.code)
        figures = (*_part(index.total), *_part(index.first), index.change.value, index.change.low, index.change.high)
        shown = index.total.low is not None and index.total.low > lots
        rows.append((rank, source.kind, source.code, name, *figures, index.largest, lots, shown))
    return Table("sensitivity", "What the variance of the mean delay is owed to", head, tuple(rows))


def _part(estimate: Estimate) -> tuple[float | None, ...]:
    """A part of the variance and its ends: none is less than nothing, or more than all."""
    ends = (estimate.value, estimate.low, estimate.high)
    return tuple(None if end is None else min(100.0, max(0.0, end)) for end in ends)


def sensitivity_sentences(sensitive: Sensitivity, table: Table) -> Iterator[str]:
    """What the mean delay depends on most, no surer than its intervals, and what it is not shown to depend on."""
    rows, count = table.records(), sensitive.indices.count
    if not rows:
        yield (
            f"What the mean delay depends on cannot be told: of {counted(count, 'base point')} all futures could be "
            f"planned, {LEAST} are needed."
        )
        return
    shown = [row for row in rows if row["shown"]]
    leading = _leading(rows)
    told = listing([_told(row) for row in leading], NAMED, "; ")
    if shown and len(leading) == 1:
        yield f"What the mean delay depends on most is {told} with 95 % confidence."
    elif shown:
        yield (
            f"What the mean delay depends on most is one of {len(leading)}, which {counted(count, 'base point')} do "
            f"not tell apart: {told}, each with 95 % confidence."
        )
    if len(shown) < len(rows):
        unshown = counted(len(rows) - len(shown), "uncertain figure")
        yield (
            f"That the mean delay depends on {unshown} of {len(rows)} is not shown: its variance may owe them nothing "
            "but what whole lots cost."
        )


def _leading(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The fewest of which one is the largest in so many resamples as confidence asks for."""
    leading: list[dict[str, Any]] = []
    for row in sorted(rows, key=lambda row: -row["largest_pct"]):
        if sum(other["largest_pct"] for other in leading) < 100 * CONFIDENCE:
            leading.append(row)
    return leading


def _told(row: dict[str, Any]) -> str:
    return (
        f"{row['name']}, which has part in {row['total_pct']:.0f} % of its variance (between "
        f"{row['total_low_pct']:.0f} and {row['total_high_pct']:.0f})"
    )
