"""Why a candidate is not signed: the best plan in which it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from os import cpu_count

from models.instance import Kept
from pooling.analysis.compare import entry_of
from pooling.analysis.offers import run_together
from pooling.analysis.rule_prices import COST, DELAY
from pooling.analysis.runs import RunAll, Task
from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.output.entry import Entry
from pooling.output.names import Names
from pooling.output.overview import lessened, main_kpi
from pooling.output.proof import effect
from pooling.output.table import Cell, Table, columns
from pooling.output.words import money
from pooling.plan.conditions.ceilings import Ceilings
from pooling.plan.plan import Plan
from pooling.plan.prepare import prepare
from pooling.plan.proof import Interval
from pooling.plan.solve import Options

AS_PLANNED = "as planned"
LEAST_SECONDS = 1.0
"""Of an objective of one candidate."""


@dataclass(frozen=True)
class Forced:
    """The plan given, improved where there was time, and the best found with each candidate signed."""

    base: Entry
    candidates: Sequence[Entry]


def forced(case: Case, plan: Plan, seconds: float, run_all: RunAll, only: str = "") -> Forced:
    """Each candidate that `plan` does not sign, signed whenever that is best; all within about `seconds`."""
    unsigned = [
        k
        for k, f in prepare(case).frameworks.items()
        if f.signed is None and len(f.sign) and k not in plan.signed and only in ("", k)
    ]
    solves = (1 + len(unsigned)) * len(case.settings.objectives)
    each = Options(time_limit=max(LEAST_SECONDS, seconds * (cpu_count() or 1) / solves), threads=1)
    tasks = [Task(AS_PLANNED, case, replace(each, start=plan))]
    tasks += [Task(k, case, replace(each, ceilings=Ceilings(kept=Kept(forced=frozenset((k,)))))) for k in unsigned]
    base, *others = [entry_of(run) for run in run_together(tasks, run_all)]
    return Forced(base, others)


def forced_table(case: Case, found: Forced) -> Table:
    """A row a candidate, those that cost least months first."""
    names, grid = Names(case), Calendar(case.settings)
    head = columns(
        "framework:code signed:period months_added:months months_added_least:months months_added_most:months "
        "cost_added_eur:money cost_added_least_eur:money cost_added_most_eur:money status:code sentence framework_name"
    )
    rows: list[tuple[Cell, ...]] = []
    for entry in sorted(found.candidates, key=lambda entry: (_added(found.base, entry), entry.name)):
        k, when = entry.name, None if entry.outcome is None else entry.outcome.plan.signed.get(entry.name)
        figures: list[Cell] = [None] * 6
        if found.base.figures and entry.figures:
            delay, cost = _less(found.base, entry)
            figures = [
                entry.figures.mean_delay - found.base.figures.mean_delay,
                *_ends(delay),
                entry.figures.cost.total - found.base.figures.cost.total,
                *_ends(cost),
            ]
        period, name = (None, "") if when is None else (grid.first_day(when), f" in {grid.name(when)}")
        said = " ".join(_sentence(found.base, f"{k} signed{name}", entry))
        rows.append((k, period, *figures, entry.status, said, names.framework[k]))
    title = "Candidates that are not signed: the best plan found in which each is, and when it signs it"
    return Table("candidates", title, head, tuple(rows))


def _less(base: Entry, entry: Entry) -> tuple[Interval, Interval]:
    """Months and EUR that signing takes away; no months where delay comes first, as the plan could have signed it."""
    delay = lessened(base, entry, DELAY)
    if main_kpi(base) == DELAY:
        delay = Interval(min(delay.low, 0.0), min(delay.high, 0.0))
    return delay, lessened(base, entry, COST)


def _ends(less: Interval) -> tuple[Cell, Cell]:
    return (-less.high + 0.0, -less.low + 0.0) if less.known else (None, None)


def _added(base: Entry, entry: Entry) -> float:
    if base.figures is None or entry.figures is None:
        return float("inf")
    return entry.figures.mean_delay - base.figures.mean_delay


def _sentence(base: Entry, what: str, entry: Entry) -> Iterator[str]:
    if entry.figures is None or base.figures is None:
        yield f"{what}: {entry.message or 'no plan'}."
        return
    delay, cost = _less(base, entry)
    yield f"{what}, when that is best as far as was found, {effect(delay)} of mean delay"
    yield f"and {effect(cost, money)}, against the plan improved as far as time allowed."
