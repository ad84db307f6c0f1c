"""The charts of a comparison workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate

from pooling.output.chart import BLUE, PALETTE, Chart
from pooling.output.entry import Entry, owing, solved
from pooling.output.table import Column, ColumnKind, Table, columns, unique_headers
from pooling.plan.figures import Figures


def comparison_charts(entries: Sequence[Entry]) -> list[Chart]:
    """Delay and cost of every plan; need met and payments over time of the first eight."""
    return [
        bars(entries, "delay", "Mean delay", "months", lambda figures: figures.mean_delay),
        bars(entries, "cost", "Cost", "million EUR", lambda figures: figures.cost.total / 1e6),
        _need_met(entries[: len(PALETTE)]),
        _called_off(entries[: len(PALETTE)]),
        payments_chart(entries[: len(PALETTE)]),
    ]


def bars(
    entries: Sequence[Entry], name: str, title: str, unit: str, value: Callable[[Figures], float], colour: str = BLUE
) -> Chart:
    """A bar a plan."""
    rows = tuple((entry, value(figures)) for entry, figures in solved(entries))
    table = Table(name, title, columns(f"scenario:code {name}:quantity"), rows)
    return Chart(table, "bar", unit, colours=(colour,), labels=True)


def _need_met(entries: Sequence[Entry]) -> Chart:
    """Mean over partners' items of the share of need met, a line a plan; over the periods of the first."""
    plans = solved(entries)
    head = columns("period:period") + headers(plans, "percent", "period")
    days = plans[0][1].periods if plans else ()
    lines = [met(figures) for _, figures in plans]
    rows = tuple((day, *(line[t] if t < len(line) else None for line in lines)) for t, day in enumerate(days))
    table = Table("need_met", "Need met, mean over partners and items", head, rows)
    return Chart(table, "line", "% of need delivered", wide=True, span=(0, 100))


def _called_off(entries: Sequence[Entry]) -> Chart:
    """Value of what is called off by each period's end, a line a plan; over the periods of the first."""
    plans = solved(entries)
    head = columns("period:period") + headers(plans, "quantity", "period")
    days = plans[0][1].periods if plans else ()
    lines = [_cumulated(figures) for _, figures in plans]
    rows = tuple((day, *(line[t] if t < len(line) else None for line in lines)) for t, day in enumerate(days))
    return Chart(Table("called_off", "Called off, cumulated", head, rows), "line", "million EUR", wide=True)


def _cumulated(figures: Figures) -> list[float]:
    """Call-offs up to each period's end at ceiling prices, so that prices reached move no line [million EUR]."""
    value = [0.0] * len(figures.periods)
    for row in figures.call_offs:
        value[row.period] += row.ceiling_value / 1e6
    return list(accumulate(value))


def met(figures: Figures) -> list[float]:
    """Share of need met at each period's end [%], mean over partners' items that need anything."""
    rows = list(owing(figures).values())
    return [sum(row.attainment_pct(t) for row in rows) / max(1, len(rows)) for t in range(len(figures.periods))]


def payments_chart(entries: Sequence[Entry]) -> Chart:
    """What all purses pay in a year at the prices reached, a column a plan."""
    plans = solved(entries)
    years = sorted({row.year for _, figures in plans for row in figures.budgets})
    rows = tuple(
        (year, *(sum(row.reached for row in figures.budgets if row.year == year) / 1e6 for _, figures in plans))
        for year in years
    )
    table = Table(
        "paid",
        "Paid by all purses by year, at the prices reached",
        columns("year:int") + headers(plans, "quantity", "year"),
        rows,
    )
    return Chart(table, "column", "million EUR", wide=True, labels=True)


def headers(plans: Sequence[tuple[str, Figures]], kind: ColumnKind, first: str) -> tuple[Column, ...]:
    """A column a plan, beside the column `first`."""
    return tuple(Column(header, kind) for header in unique_headers((name for name, _ in plans), first))
