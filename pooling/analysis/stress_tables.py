"""What futures make of a plan, as tables: distributions of delay, promise dates, probabilities, convergence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite

from pooling.analysis.spread import QUANTILES, mean, quantile, share, worst_mean
from pooling.analysis.stress import Stress
from pooling.analysis.targets import Target, reached, targets, times
from pooling.case.calendar import Calendar
from pooling.output.entry import owing
from pooling.output.names import Names
from pooling.output.table import Cell, Table, columns
from pooling.plan.figures import Figures

PROMISES = (50, 80, 95)
"""Probabilities of promise dates [%]."""

WORST = 10
"""Part of all futures that the mean of the worst is taken of [%]."""

FIRST = 10
"""Futures after which convergence is looked at first."""

SPREAD = (
    "planned_months:months undisturbed_months:months mean_months:months mean_low_months:months "
    "mean_high_months:months deviation_months:months "
    + " ".join(f"p{pct}_months:months" for pct in QUANTILES)
    + " worst_tenth_months:months futures:int"
)

MEASURES: Mapping[str, Callable[[Figures], float]] = {
    "mean delay": lambda figures: figures.mean_delay,
    "worst delay": lambda figures: figures.worst_delay,
}


def overall_table(found: Stress) -> Table:
    """The pool's delays: as planned, undisturbed, and over the futures."""
    rows = tuple((name, *_spread(found, measure)) for name, measure in MEASURES.items() if found.figures)
    return Table("stress", "Delays over all futures", columns("figure:code", SPREAD), rows)


def delays_table(found: Stress, names: Names) -> Table:
    """The delay of every partner's every item over the futures."""
    head = columns("partner:code item:code", SPREAD, "partner_name item_name")
    rows = tuple(
        (*pair, *_spread(found, _delay_of(pair)), names.partner[pair[0]], names.item[pair[1]])
        for pair in owing(found.planned)
        if found.figures
    )
    return Table("delays", "Delay of every partner's every item over all futures", head, rows)


def _delay_of(pair: tuple[str, str]) -> Callable[[Figures], float]:
    return lambda figures: figures.pairs[pair].delay if pair in figures.pairs else 0.0


def _spread(found: Stress, measure: Callable[[Figures], float]) -> tuple[Cell, ...]:
    """A figure as planned, undisturbed and over the futures."""
    values = [measure(figures) for figures in found.figures]
    middle, calm = mean(values), found.undisturbed.figures
    deviation = (sum((value - middle.value) ** 2 for value in values) / max(1, len(values) - 1)) ** 0.5
    return (
        measure(found.planned),
        measure(calm) if calm else None,
        middle.value,
        middle.low,
        middle.high,
        deviation,
        *(quantile(values, pct).value for pct in QUANTILES),
        worst_mean(values, WORST),
        len(values),
    )


def promises_table(found: Stress, names: Names) -> Table:
    """By when each norm, or need, is reached with which probability, and how probable the planned date is."""
    head = columns(
        "partner:code item:code target:code norm_from:period norm:quantity planned:period planned_pct:percent "
        "planned_low_pct:percent planned_high_pct:percent due_pct:percent due_low_pct:percent due_high_pct:percent",
        " ".join(f"promise_{pct}:period" for pct in PROMISES),
        "promise_80_latest:period within_horizon_pct:percent partner_name item_name",
    )
    rows: list[tuple[Cell, ...]] = []
    grid = Calendar(found.case.settings)
    came = times(targets(found.planned), found.figures) if found.figures else {}
    for target, when in came.items():
        planned = reached(target, found.planned)
        row = found.planned.pairs[target.partner, target.item]
        level = row.norm[target.due] if target.due is not None and row.norm else None
        rows.append(
            (
                target.partner,
                target.item,
                "need" if target.due is None else "norm",
                None if target.due is None else grid.first_day(target.due),
                level,
                _day(grid, planned),
                *(_probability(when, planned) if isfinite(planned) else (None, None, None)),
                *(_probability(when, target.due) if target.due is not None else (None, None, None)),
                *(_day(grid, quantile(when, pct).value) for pct in PROMISES),
                _day(grid, quantile(when, PROMISES[1]).high),
                100 * sum(map(isfinite, when)) / len(when),
                names.partner[target.partner],
                names.item[target.item],
            )
        )
    return Table("promises", "By when each norm, or need, is reached, and how surely", head, tuple(rows))


def _probability(when: list[float], period: float) -> tuple[float, float | None, float | None]:
    """How probable it is that a target is reached by the end of `period`, and between what that lies."""
    estimate = share(sum(t <= period for t in when), len(when))
    return estimate.value, estimate.low, estimate.high


def _day(grid: Calendar, period: float | None) -> Cell:
    """The first day of a period; blank where that is not within the horizon, or not known."""
    return grid.first_day(int(period)) if period is not None and isfinite(period) else None


def reached_table(found: Stress) -> Table:
    """How probable it is that each norm, or need, is reached for good by the end of each period."""
    head = columns(
        "partner:code item:code norm_from:period period:period reached_pct:percent reached_low_pct:percent "
        "reached_high_pct:percent"
    )
    grid = Calendar(found.case.settings)
    came: Mapping[Target, list[float]] = times(targets(found.planned), found.figures) if found.figures else {}
    rows = tuple(
        (
            target.partner,
            target.item,
            None if target.due is None else grid.first_day(target.due),
            grid.first_day(t),
            *_probability(when, t),
        )
        for target, when in came.items()
        for t in range(grid.periods)
    )
    return Table("reached", "How probable each norm, or need, is reached by each date", head, rows)


def convergence_table(found: Stress) -> Table:
    """The pool's mean delay after so many futures: what more of them would still change."""
    head = columns("futures:int mean_months:months mean_low_months:months mean_high_months:months p95_months:months")
    values = [figures.mean_delay for figures in found.figures]
    counts = [FIRST * 2**n for n in range(20) if FIRST * 2**n < len(values)]
    rows = []
    for count in [*counts, len(values)] if values else []:
        middle = mean(values[:count])
        rows.append((count, middle.value, middle.low, middle.high, quantile(values[:count], 95).value))
    return Table("convergence", "Mean delay after so many futures", head, tuple(rows))


def futures_table(found: Stress) -> Table:
    """A row a future: how it went, and what whole lots cost of it."""
    head = columns(
        "future:int status:code mean_delay_months:months worst_delay_months:months need_met_pct:percent "
        "whole_lots_months:months seconds:months message"
    )
    rows: list[tuple[Cell, ...]] = []
    for number, run in enumerate(found.runs, start=1):
        figures, stage = run.figures, run.outcome.stages[0] if run.outcome else None
        rows.append(
            (
                number,
                run.status,
                figures.mean_delay if figures else None,
                figures.worst_delay if figures else None,
                figures.need_met_pct if figures else None,
                stage.value - stage.bound if stage else None,
                stage.seconds if stage else None,
                run.message,
            )
        )
    return Table("futures", "Every future drawn", head, tuple(rows))
