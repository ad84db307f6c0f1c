"""Charts of a plan under stress."""

from __future__ import annotations

from collections.abc import Mapping

from pooling.analysis.spread import quantile
from pooling.analysis.stress import Stress
from pooling.output.chart import BLUE, GREY, ORANGE, SKY, VERMILION, Chart
from pooling.output.charts_comparison import met
from pooling.output.table import Cell, Column, Table, columns

FAN = (5, 20, 50, 80, 95)
BARS = 12
MOST = 12
"""Failures that are shown."""


def stress_charts(found: Stress, tables: Mapping[str, Table]) -> list[Chart]:
    """Need met as a fan, how mean delays are distributed, what hurts most, and convergence."""
    if not found.figures:
        return []
    return [_fan(found), _histogram(found), _failures(tables["failures"]), _convergence(tables["convergence"])]


def _fan(found: Stress) -> Chart:
    """Need met over time: as planned, and what so many per cent of futures do not exceed."""
    lines = [met(figures) for figures in found.figures]
    planned = met(found.planned)
    head = columns("period:period") + tuple(
        Column(name, "percent") for name in ("planned", *(f"{pct} % of futures" for pct in FAN))
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (day, planned[t], *(quantile([line[t] for line in lines], pct).value for pct in FAN))
        for t, day in enumerate(found.planned.periods)
    )
    table = Table("fan", "Need met: as planned, and what so many futures do not exceed", head, rows)
    colours = (VERMILION, GREY, SKY, BLUE, SKY, GREY)
    return Chart(table, "line", "% of need delivered", wide=True, span=(0, 100), colours=colours)


def _histogram(found: Stress) -> Chart:
    values = [figures.mean_delay for figures in found.figures]
    low, width = min(values), max((max(values) - min(values)) / BARS, 1e-9)
    counts = [0] * BARS
    for value in values:
        counts[min(BARS - 1, int((value - low) / width))] += 1
    rows = tuple((f"{low + n * width:.2f} to {low + (n + 1) * width:.2f}", count) for n, count in enumerate(counts))
    table = Table("histogram", "Futures by their mean delay", columns("months:code futures:int"), rows)
    return Chart(table, "column", "futures", "months", colours=(BLUE,))


def _failures(table: Table) -> Chart:
    rows = [row for row in table.records() if row["months_added"] is not None and row["months_added"] > 0][:MOST]
    drawn = tuple((f"{row['kind']} {row['code']}", row["months_added"]) for row in rows)
    shown = Table("failing", "Months of mean delay added by a failure", columns("failure:code months:months"), drawn)
    return Chart(shown, "bar", "months", colours=(ORANGE,), labels=True)


def _convergence(table: Table) -> Chart:
    names = ("futures", "mean_months", "mean_low_months", "mean_high_months")
    rows = tuple(tuple(row[name] for name in names) for row in table.records())
    head = columns("futures:int mean:months low:months high:months")
    shown = Table("converging", "Mean delay after so many futures, and its 95 % interval", head, rows)
    return Chart(shown, "line", "months", "futures", wide=True, colours=(BLUE, GREY, GREY))
