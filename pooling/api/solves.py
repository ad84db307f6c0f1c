"""Solves: one plan, or several side by side.

What solves several takes `resume`, a file that keeps finished solves until all is done: after a kill, the same call
takes them up.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

from pooling.analysis import analyses
from pooling.analysis.alternatives import alternatives as look_for_others
from pooling.analysis.alternatives_table import with_alternatives
from pooling.analysis.analyses import Analysis
from pooling.analysis.earlier import earlier, first_plan, promising, tables_of
from pooling.analysis.explained import Chosen
from pooling.analysis.runs import RunAll, run_all
from pooling.analysis.shift import PREFIX
from pooling.analysis.solving import Solved, Solver, solved
from pooling.analysis.unfinished import Unfinished, request
from pooling.analysis.wish import APART, WITHIN, Wish
from pooling.api.cases import case_or_why, given_case, read_case, scenarios_of
from pooling.api.found import Found, Result
from pooling.case.case import Case
from pooling.output.results import headlines
from pooling.output.results import read_result as read_planned
from pooling.output.table import Table
from pooling.plan.plan import Outcome
from pooling.plan.solve import Options, Progress
from pooling.plan.solve import solve as solve_case


def solve(
    case: str | Path | Case,
    scenario: str = "base",
    *,
    gap_pct: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    work: int | None = None,
    keep: str | Path | None = None,
    until: date | None = None,
    start: str | Path | None = None,
    alternatives: int = 0,
    within_pct: float = WITHIN,
    differ: int = APART,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Solve a case, as `pooling solve` does. What is left out is as the case says.

    `time_limit` counts seconds an objective; `work` counts steps of the search instead, so that the same case gives the
    same plan on any machine; `progress` is called with each report. What the result `keep` has signed and called off
    is kept, before `until` where that is given; the search begins with the plan of the result `start`. `alternatives`
    other plans are looked for that are `within_pct` of the best in every objective and sign `differ` frameworks
    otherwise or more. Raises `NotOfCase` where a result does not fit.
    """
    if (keep and (start or alternatives)) or (until and not keep):
        raise ValueError("keep begins from its own plan, and looks for no other: no start, no alternatives beside it")
    stop = threading.Event()
    shown = _solving(stop, progress)
    case, options = given_case(case, scenario), _options(gap_pct, time_limit, threads, work)
    kept = earlier(Path(keep), case, until) if keep else None
    if begun := kept or (first_plan(Path(start), case) if start else None):
        options = begun.asked(options)
        for note in begun.notes:
            warnings.warn(f"{keep or start}: {note}", stacklevel=2)
    best = promising(solved(case, options, shown, stop), kept)
    if not alternatives:
        return _result(best, tables_of(best, kept, options, shown, stop))
    found = look_for_others(best, Wish(alternatives, within_pct / 100, differ), options, shown, stop)
    names = [f"plan {number}" for number in range(1, len(found.plans) + 1)]
    others = tuple(_result(other.solved, other.solved.tables()) for other in found.others)
    return _result(best, with_alternatives(best.tables(), found, names), others)


def compare(
    case: str | Path,
    scenarios: Iterable[str] | None = None,
    *,
    gap_pct: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    work: int | None = None,
    jobs: int | None = None,
    resume: str | Path | None = None,
) -> Found:
    """Solve several scenarios, None: base and all, and put them side by side, as `pooling compare` does.

    The first is what the others are held against; `jobs` are solved at a time, each in a process of its own.
    """
    names = ["base", *scenarios_of(case)] if scenarios is None else list(scenarios)
    cases = {name: case_or_why(case, name) for name in names}
    if all(isinstance(entry, str) for entry in cases.values()):
        raise ValueError("; ".join(map(str, cases.values())) or "name a scenario")
    with _several(jobs, resume) as run:
        return _found(analyses.compared(cases, _options(gap_pct, time_limit, threads, work), run))


def shift(
    case: str | Path,
    *,
    gap_pct: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    work: int | None = None,
    jobs: int | None = None,
    resume: str | Path | None = None,
) -> Found:
    """Rank the ways to shift orders already placed, as `pooling shift` does."""
    options = {name: case_or_why(case, name) for name in scenarios_of(case) if name.startswith(PREFIX)}
    given = _options(gap_pct, time_limit, threads, work)
    with _several(jobs, resume) as run:
        return _found(analyses.shifted(read_case(case), options, given, run))


def gain(
    case: str | Path | Case,
    scenario: str = "base",
    *,
    guarantee: bool = False,
    seed: int = 1,
    gap_pct: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    work: int | None = None,
    jobs: int | None = None,
    resume: str | Path | None = None,
) -> Found:
    """Hold every partner alone against the pool, as `pooling gain` does."""
    given = _options(gap_pct, time_limit, threads, work)
    with _several(jobs, resume) as run:
        return _found(analyses.gained(given_case(case, scenario), given, run, guarantee, seed))


def frontier(
    case: str | Path | Case,
    between: Sequence[str] = ("mean_delay", "cost"),
    scenario: str = "base",
    *,
    points: int = 9,
    gap_pct: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    work: int | None = None,
    jobs: int | None = None,
    resume: str | Path | None = None,
) -> Found:
    """Draw the trade-off between two or three objectives, as `pooling frontier` does."""
    given = _options(gap_pct, time_limit, threads, work)
    with _several(jobs, resume) as run:
        return _found(analyses.traded(given_case(case, scenario), between, points, given, run))


def rules(
    case: str | Path | Case,
    scenario: str = "base",
    *,
    gap_pct: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    work: int | None = None,
    jobs: int | None = None,
    resume: str | Path | None = None,
) -> Found:
    """Price each rule of a case, as `pooling rules` does."""
    given = _options(gap_pct, time_limit, threads, work)
    with _several(jobs, resume) as run:
        return _found(analyses.priced(given_case(case, scenario), given, run))


def stress(
    case: str | Path | Case,
    result: str | Path | None = None,
    scenario: str = "base",
    *,
    samples: int = 200,
    seed: int = 1,
    sensitivity: int = 0,
    gap_pct: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    work: int | None = None,
    jobs: int | None = None,
    resume: str | Path | None = None,
) -> Found:
    """Hold the plan of a result, None: the best one found, against futures, as `pooling stress` does.

    `sensitivity`: base points of Sobol indices, 0 for none.
    """
    given, case = _options(gap_pct, time_limit, threads, work), given_case(case, scenario)
    planned = read_planned(Path(result), case) if result else None
    plan, given_way = (planned.plan, planned.given_way) if planned else (solve_case(case, given).plan, ())
    with _several(jobs, resume) as run:
        return _found(analyses.stressed(case, plan, given, run, samples, seed, given_way, sensitivity))


def robust(
    case: str | Path | Case,
    scenario: str = "base",
    *,
    futures: int = 10,
    cvar_pct: float | None = None,
    samples: int = 50,
    seed: int = 1,
    gap_pct: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    work: int | None = None,
    jobs: int | None = None,
    resume: str | Path | None = None,
) -> tuple[Found, Result]:
    """Choose what to sign by how it does in many futures, as `pooling robust` does: what was found, and the plan."""
    if futures < 1 or samples < 2 or not (cvar_pct is None or 0 < cvar_pct <= 100):
        raise ValueError("futures: 1 or more; samples: 2 or more; cvar_pct: more than 0, 100 at most")
    given, case = _options(gap_pct, time_limit, threads, work), given_case(case, scenario)
    stop = threading.Event()
    best = solved(case, given, _solving(stop), stop)
    with _several(jobs, resume) as run:
        found, chosen = analyses.hedged(best, given, run, futures, cvar_pct, samples, seed)
    return _found(found), _result(chosen, chosen.tables())


def explain(
    case: str | Path | Case,
    result: str | Path,
    scenario: str = "base",
    *,
    partner: str = "",
    item: str = "",
    framework: str = "",
    candidates: float | None = None,
    jobs: int | None = None,
    resume: str | Path | None = None,
) -> Found:
    """Why needs of a result are late, by when to sign and what ends, as `pooling explain` does.

    `candidates`: seconds in which each candidate not signed is forced, too.
    """
    case, chosen = given_case(case, scenario), Chosen(partner, item, framework)
    found = read_planned(Path(result), case)
    with _several(jobs, resume) as run:
        return _found(analyses.explained(case, found.plan, chosen, candidates, run, found.given_way))


@contextmanager
def _several(jobs: int | None, resume: str | Path | None) -> Iterator[RunAll]:
    """Solves `jobs` at a time; until all is done those that end are kept in the file `resume` and taken up from it."""
    if resume is None:
        yield partial(run_all, jobs=jobs)
        return
    notes = Unfinished(Path(resume), request({}, {}), resume=True)
    yield partial(run_all, jobs=jobs, notes=notes)
    notes.remove()


def _solving(stop: threading.Event, progress: Callable[[Progress], None] | None = None) -> Solver:
    def solve(case: Case, options: Options, _: str) -> Outcome:
        return solve_case(case, options, progress, stop)

    return solve


def _options(gap_pct: float | None, time_limit: float | None, threads: int | None, work: int | None) -> Options:
    return Options(None if gap_pct is None else gap_pct / 100, time_limit, threads, work=work)


def _result(found: Solved, tables: Sequence[Table], others: tuple[Result, ...] = ()) -> Result:
    named = {table.name: table for table in tables}
    return Result(named, tuple(headlines(named)), lambda path, force: found.write(path, tables, force), others)


def _found(analysis: Analysis) -> Found:
    return Found({table.name: table for table in analysis.tables}, tuple(analysis.sentences), analysis.write)
