"""The trade-off between objectives: the ε-constraint method, with starts from neighbour points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from pooling.analysis.compare import entry_of
from pooling.analysis.offers import exchanged, run_together
from pooling.analysis.runs import Run, RunAll, Task
from pooling.case.case import Case
from pooling.output.entry import Entry
from pooling.plan.conditions.ceilings import Ceilings
from pooling.plan.solve import Options, beginning_from

ROOM = 1e-6
"""What a bound leaves above the value it was taken from, as a part of it."""

Bounds = Mapping[str, float]
"""Objective to most that it may become."""


@dataclass(frozen=True)
class Point:
    """A point: `bounds` are those that it was solved under, `values` those of its plan, both by objective."""

    entry: Entry
    bounds: Bounds
    values: Mapping[str, float]


@dataclass(frozen=True)
class Frontier:
    """Points that no other dominates, best first; how many were dominated; runs that found no plan.

    `empty` are bounds that no plan keeps: points without values, and no failures.
    """

    objectives: tuple[str, ...]
    points: tuple[Point, ...]
    dominated: int
    failed: tuple[Entry, ...]
    empty: tuple[Point, ...] = ()


def frontier(case: Case, objectives: Sequence[str], count: int, options: Options, run_all: RunAll) -> Frontier:
    """About `count` points between the best values of each of two or three `objectives`.

    First each objective is optimised for itself, the others after it; then the first one under bounds on the others,
    evenly spaced between what that gave. A point starts from the best plan found so far that keeps its bounds.
    """
    tasks = [_task(case, [o, *(x for x in objectives if x != o)], {}, options) for o in objectives]
    ends = run_together(tasks, run_all)
    runs = list(ends)
    solved = [_point(run, {}, objectives) for run in ends]
    wanted = _grid([point for point in solved if point.entry.figures], objectives[1:], count)
    for wave in _waves(wanted) if all(run.figures for run in ends) else ():
        tasks = [_task(case, objectives, bounds, _beginning(options, solved, bounds)) for bounds in wave]
        runs += run_all(tasks)
        solved += [_point(run, bounds, objectives) for run, bounds in zip(runs[len(solved) :], wave, strict=True)]
    solved = [_point(run, point.bounds, objectives) for run, point in zip(exchanged(runs), solved, strict=True)]
    found = [point for point in solved if point.values]
    best = sorted(_undominated(found), key=lambda point: tuple(point.values.values()))
    named = tuple(replace(p, entry=replace(p.entry, name=f"point {n}")) for n, p in enumerate(best, start=1))
    without = [point for point in solved if not point.values]
    empty = [point for point in without if point.bounds and point.entry.status == "infeasible"]
    failed = tuple(point.entry for point in without if point not in empty)
    empty.sort(key=lambda point: tuple(point.bounds.values()))
    return Frontier(tuple(objectives), named, len(found) - len(best), failed, tuple(empty))


def _task(case: Case, objectives: Sequence[str], bounds: Bounds, options: Options) -> Task:
    label = ", ".join(f"{name} <= {most:.6g}" for name, most in bounds.items()) or f"best {objectives[0]}"
    settings = replace(case.settings, objectives=tuple(objectives), tolerance_pct=0)
    return Task(label, replace(case, settings=settings), replace(options, ceilings=Ceilings(objectives=bounds)))


def _point(run: Run, bounds: Bounds, objectives: Sequence[str]) -> Point:
    values = {name: run.figures.objective(name) for name in objectives} if run.figures else {}
    return Point(entry_of(run), bounds, values)


def _grid(ends: Sequence[Point], bounded: Sequence[str], count: int) -> list[Bounds]:
    """Bounds between the best and the worst value of each bounded objective; one axis in order, two as a square."""
    steps = count - 1 if len(bounded) == 1 else max(2, round(count**0.5))
    axes = []
    for name in bounded:
        values = [point.values[name] for point in ends]
        low, high = min(values, default=0.0), max(values, default=0.0)
        if high - low > ROOM * (1 + abs(high)):
            inner = range(1, steps) if len(bounded) == 1 else range(steps)
            axes.append([(name, low + (high - low) * step / steps + ROOM * abs(low)) for step in inner])
    return [dict(bounds) for bounds in product(*axes)] if axes else []


def _waves(bounds: Sequence[Bounds]) -> Iterable[list[Bounds]]:
    """The middle first, then the middles of what is left on either side: every point but the first has neighbours."""
    spans = [(0, len(bounds))] if bounds else []
    while spans:
        middles = [(low + high) // 2 for low, high in spans]
        yield [bounds[middle] for middle in middles]
        halves = [half for (low, high), m in zip(spans, middles, strict=True) for half in ((low, m), (m + 1, high))]
        spans = [(low, high) for low, high in halves if low < high]


def _beginning(options: Options, solved: Iterable[Point], bounds: Bounds) -> Options:
    """`options` with the plan found so far that keeps the bounds and is best in the first objective."""
    keeping = [p for p in solved if p.values and all(p.values[name] <= most for name, most in bounds.items())]
    best = min(keeping, key=lambda point: next(iter(point.values.values())), default=None)
    return beginning_from(best.entry.outcome, options) if best and best.entry.outcome else options


def _undominated(points: Sequence[Point]) -> list[Point]:
    """Points than which no other is as good in all objectives and better in one; of equals, the first."""
    best: list[Point] = []
    for point in points:
        if not any(_as_good(other, point) for other in best):
            best = [other for other in best if not _as_good(point, other)] + [point]
    return best


def _as_good(one: Point, other: Point) -> bool:
    """Is `one` as good as `other` in every objective, but for rounding?"""
    return all(value <= other.values[name] + ROOM * (1 + abs(value)) for name, value in one.values.items())
