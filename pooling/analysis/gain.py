"""What pooling gains: every partner alone against the pool, in months and in money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pooling.analysis.alone import alone, released
from pooling.analysis.compare import entry_of
from pooling.analysis.game import Split, shapley
from pooling.analysis.offers import exchanged
from pooling.analysis.runs import Run, RunAll, Task
from pooling.analysis.sharing import buyers, savings_game
from pooling.case.case import Case, Demand, Norm, Usage
from pooling.output.entry import Entry, owing
from pooling.plan.conditions.ceilings import Ceilings
from pooling.plan.figures import Figures
from pooling.plan.solve import Options

POOLED, GUARANTEED = "pooled", "guaranteed"
WITHOUT = "without the existing frameworks that oblige: alone it cannot keep them"


@dataclass(frozen=True)
class Gain:
    """The pool, every partner with need alone, and (if asked for) the pool in which nobody is later than alone.

    `alone` is partner to its entry; `split` shares what the pool's prices save, None without a pooled plan.
    """

    pooled: Entry
    alone: dict[str, Entry]
    guaranteed: Entry | None
    split: Split | None


def pooling_gain(case: Case, options: Options, run_all: RunAll, guarantee: bool = False, seed: int = 1) -> Gain:
    """Solve the pool and every partner alone; `seed` draws where there are too many partners to split exactly."""
    partners = [row.partner for row in case.partners]
    tasks = [Task(partner, alone(case, partner), options) for partner in partners if _needs(case, partner)]
    pooled, *runs = run_all([Task(POOLED, case, options), *tasks])
    entries = {run.task.label: entry_of(run) for run in _without_obligations(runs, run_all)}
    safe = [_guaranteed(case, options, run_all, entries)] if guarantee else []
    pooled, *safe = exchanged([pooled, *safe])
    best = pooled.figures
    split = shapley(buyers(best), savings_game(case, best), seed=seed) if best else None
    return Gain(entry_of(pooled), entries, entry_of(safe[0]) if safe else None, split)


def _needs(case: Case, partner: str) -> bool:
    """Does the partner ask for anything at all?"""
    rows: list[Demand | Norm | Usage] = [*case.demand, *case.norms, *case.usage]
    return any(row.partner == partner for row in rows)


def _without_obligations(runs: Sequence[Run], run_all: RunAll) -> list[Run]:
    """The runs; those that existing frameworks make impossible are solved again without them."""
    bound = [run for run in runs if run.status == "infeasible"]
    again = run_all([replace(run.task, case=released(run.task.case)) for run in bound]) if bound else []
    freed = {run.task.label: replace(run, message=run.message or WITHOUT) for run in again}
    return [freed.get(run.task.label, run) for run in runs]


def _guaranteed(case: Case, options: Options, run_all: RunAll, entries: dict[str, Entry]) -> Run:
    """The best pool in which no partner's delay is worse than alone."""
    priority = {row.item: row.priority for row in case.items}
    means = {
        p: (item_weights(priority, e.figures, p), delay_of(priority, e.figures, p))
        for p, e in entries.items()
        if e.figures
    }
    ceilings = Ceilings(means={p: ceiling for p, ceiling in means.items() if ceiling[0]})
    (run,) = run_all([Task(GUARANTEED, case, replace(options, ceilings=ceilings))])
    return run


def item_weights(priority: dict[str, float], figures: Figures, partner: str) -> dict[str, float]:
    """Item to its weight in the partner's delay; adds up to 1 over the items that it needs."""
    items = [item for p, item in owing(figures) if p == partner]
    total = sum(priority[item] for item in items)
    return {item: priority[item] / total if total else 1 / len(items) for item in items}


def delay_of(priority: dict[str, float], figures: Figures, partner: str) -> float:
    """Delay of a partner [months]: mean over its items, weighted by their priority."""
    weights = item_weights(priority, figures, partner)
    return sum(weight * figures.pairs[partner, item].delay for item, weight in weights.items())
