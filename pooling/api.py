"""The Python interface: what the commands do, as data frames.

A case is a path to a workbook, or a `Case` that `read_case` gave. Problems of a case raise `CaseError`, clashing rules
`Infeasible`, no plan in time `NoPlan`; each says in its message what the command would say.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import pandas as pd

from pooling.analysis import analyses
from pooling.analysis.analyses import Analysis
from pooling.analysis.runs import run_all
from pooling.analysis.shift import PREFIX
from pooling.analysis.solving import Solved, solved
from pooling.case.case import Case
from pooling.case.examples import EXAMPLES
from pooling.case.findings import CaseError, Finding
from pooling.case.reader import load
from pooling.output.case_book import write_case
from pooling.output.files import check_target
from pooling.output.results import headlines, key_figures, read_tables
from pooling.output.results import read_result as read_planned
from pooling.output.table import Cell, Table
from pooling.plan.plan import Outcome
from pooling.plan.solve import Infeasible, NoPlan, Options, Progress
from pooling.plan.solve import solve as solve_case

__all__ = [
    "Case",
    "CaseError",
    "Found",
    "Infeasible",
    "NoPlan",
    "Result",
    "compare",
    "frontier",
    "gain",
    "read_case",
    "read_result",
    "rules",
    "shift",
    "solve",
    "stress",
    "write_example",
]

DAYS = ("date", "period")
"""Kinds of columns that become dates; a period is its first day."""


@dataclass(frozen=True)
class Found:
    """What was found: `headlines` in sentences, and one data frame a sheet: `found["call_offs"]`."""

    tables: Mapping[str, Table]
    headlines: tuple[str, ...]
    write: Callable[[Path, bool], None] | None = None

    def __getitem__(self, sheet: str) -> pd.DataFrame:
        if sheet not in self.tables:
            raise KeyError(f"there is no sheet {sheet}; there are {', '.join(self.tables)}")
        return frame(self.tables[sheet])

    def __iter__(self) -> Iterator[str]:
        """The names of the sheets."""
        return iter(self.tables)

    def save(self, path: str | Path, force: bool = False) -> Path:
        """Write the workbook that the command writes; raises FileExistsError where something is there."""
        if self.write is None:
            raise ValueError("this was read from a workbook: copy that")
        check_target(Path(path), force)
        self.write(Path(path), force)
        return Path(path)


@dataclass(frozen=True)
class Result(Found):
    """One plan: its key figures, how well each objective is proven, and every sheet of the result workbook."""

    @cached_property
    def figures(self) -> dict[str, Cell]:
        """Key figures by name, as on the sheet `summary`."""
        return key_figures(self.tables)

    @property
    def stages(self) -> pd.DataFrame:
        """Value, proven bound and gap of each objective, in order."""
        return self["stages"]

    @property
    def proven(self) -> bool:
        """Whether every objective ended within the gap that was asked for."""
        return self.figures["status"] in ("optimal", "gap")


def read_case(path: str | Path, scenario: str = "base") -> Case:
    """The case with `scenario` applied; raises `CaseError` with every finding where it cannot be used."""
    read = load(Path(path), scenario)
    if read.case is None:
        raise CaseError(_errors(read.findings))
    return read.case


def read_result(path: str | Path) -> Result:
    """A result workbook that `pooling solve` or `Result.save` wrote; raises `CaseError` where it is none."""
    tables = read_tables(Path(path))
    return Result(tables, tuple(headlines(tables)))


def write_example(name: str, path: str | Path, force: bool = False) -> Path:
    """Write the worked example `name` as a case workbook, as `pooling new --example` does."""
    if name not in EXAMPLES:
        raise KeyError(f"there is no example {name}; there are {', '.join(EXAMPLES)}")
    rows = EXAMPLES[name]()
    settings = {row["key"]: row["value"] for row in rows["settings"]}
    write_case(Path(path), rows, title=str(settings["case"]), marking=str(settings.get("marking", "")), force=force)
    return Path(path)


def solve(
    case: str | Path | Case,
    scenario: str = "base",
    *,
    gap_pct: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    work: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Solve a case, as `pooling solve` does. What is left out is as the case says.

    `time_limit` counts seconds an objective; `work` counts steps of the search instead, so that the same case gives the
    same plan on any machine; `progress` is called with each report.
    """
    stop = threading.Event()

    def shown(case: Case, options: Options, _: str) -> Outcome:
        return solve_case(case, options, progress, stop)

    options = _options(gap_pct, time_limit, threads, work)
    found = solved(_case(case, scenario), options, shown, stop)
    return _result(found)


def compare(
    case: str | Path,
    scenarios: Iterable[str] | None = None,
    *,
    gap_pct: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    work: int | None = None,
    jobs: int | None = None,
) -> Found:
    """Solve several scenarios, None: base and all, and put them side by side, as `pooling compare` does.

    The first is what the others are held against; `jobs` are solved at a time, each in a process of its own.
    """
    names = ["base", *_scenarios(case)] if scenarios is None else list(scenarios)
    cases = {name: _case_or_why(case, name) for name in names}
    if all(isinstance(entry, str) for entry in cases.values()):
        raise ValueError("; ".join(map(str, cases.values())) or "name a scenario")
    return _found(analyses.compared(cases, _options(gap_pct, time_limit, threads, work), partial(run_all, jobs=jobs)))


def shift(
    case: str | Path,
    *,
    gap_pct: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    work: int | None = None,
    jobs: int | None = None,
) -> Found:
    """Rank the ways to shift orders already placed, as `pooling shift` does."""
    options = {name: _case_or_why(case, name) for name in _scenarios(case) if name.startswith(PREFIX)}
    given = _options(gap_pct, time_limit, threads, work)
    return _found(analyses.shifted(read_case(case), options, given, partial(run_all, jobs=jobs)))


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
) -> Found:
    """Hold every partner alone against the pool, as `pooling gain` does."""
    given = _options(gap_pct, time_limit, threads, work)
    return _found(analyses.gained(_case(case, scenario), given, partial(run_all, jobs=jobs), guarantee, seed))


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
) -> Found:
    """Draw the trade-off between two or three objectives, as `pooling frontier` does."""
    given = _options(gap_pct, time_limit, threads, work)
    return _found(analyses.traded(_case(case, scenario), between, points, given, partial(run_all, jobs=jobs)))


def rules(
    case: str | Path | Case,
    scenario: str = "base",
    *,
    gap_pct: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    work: int | None = None,
    jobs: int | None = None,
) -> Found:
    """Price each rule of a case, as `pooling rules` does."""
    given = _options(gap_pct, time_limit, threads, work)
    return _found(analyses.priced(_case(case, scenario), given, partial(run_all, jobs=jobs)))


def stress(
    case: str | Path | Case,
    result: str | Path | None = None,
    scenario: str = "base",
    *,
    samples: int = 200,
    seed: int = 1,
    gap_pct: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    work: int | None = None,
    jobs: int | None = None,
) -> Found:
    """Hold the plan of a result, None: the best one found, against futures, as `pooling stress` does."""
    given, case = _options(gap_pct, time_limit, threads, work), _case(case, scenario)
    plan = read_planned(Path(result), case).plan if result else solve_case(case, given).plan
    return _found(analyses.stressed(case, plan, given, partial(run_all, jobs=jobs), samples, seed))


def frame(table: Table) -> pd.DataFrame:
    """The rows of `table`; days and periods are dates, a period its first day."""
    made = pd.DataFrame(list(table.rows), columns=[column.name for column in table.columns])
    for column in table.columns:
        if column.kind in DAYS:
            made[column.name] = pd.to_datetime(made[column.name])
    return made


def _case(case: str | Path | Case, scenario: str) -> Case:
    if not isinstance(case, Case):
        return read_case(case, scenario)
    if scenario not in ("base", case.scenario):
        raise ValueError(f"this case was read with the scenario {case.scenario}: read it with {scenario}")
    return case


def _case_or_why(path: str | Path, scenario: str) -> Case | str:
    try:
        return read_case(path, scenario)
    except CaseError as fault:
        if scenario == "base":
            raise
        return str(fault).splitlines()[0]


def _scenarios(path: str | Path) -> list[str]:
    return [row.scenario for row in load(Path(path)).scenarios]


def _errors(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]


def _options(gap_pct: float | None, time_limit: float | None, threads: int | None, work: int | None) -> Options:
    return Options(None if gap_pct is None else gap_pct / 100, time_limit, threads, work=work)


def _result(found: Solved) -> Result:
    tables = found.tables()
    named = {table.name: table for table in tables}
    return Result(named, tuple(headlines(named)), lambda path, force: found.write(path, tables, force))


def _found(analysis: Analysis) -> Found:
    return Found({table.name: table for table in analysis.tables}, tuple(analysis.sentences), analysis.write)
