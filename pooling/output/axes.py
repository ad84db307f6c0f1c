"""Axes of native Excel charts: names and units, ends, and which marks are named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from pooling.output.chart import Chart
from pooling.output.look import LINE, MIDDLE

FONT = {"name": "Calibri", "size": 9, "color": "#404040"}
"""Of whatever is written on a chart."""

YEAR, LEAP = 365.25, 0.75
"""Days between the marks of a timeline, and how far the first mark lies after new year so that none lies before one."""

AXIS = "[>=1000]#,##0;[<=-1000]-#,##0;General"
"""Numbers along an axis: as many decimals as its steps need."""

MOST_MARKS = 8
"""Names of periods that half a page's width has room for."""

FROM_ZERO = ("column", "stacked", "bar", "balance")
"""Kinds whose lengths are compared by eye."""


def set_axes(drawn: Any, chart: Chart) -> None:
    """Axes with names and units; dates by year; bars begin at the top."""
    low, high = chart.span if chart.kind not in FROM_ZERO else _with_zero(chart)
    values: dict[str, Any] = {
        "name": chart.value_axis,
        "name_font": FONT | {"bold": False},
        "num_font": FONT,
        "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
        "line": {"none": True},
        "num_format": "yyyy" if chart.kind == "timeline" else AXIS,
    }
    values |= {name: bound for name, bound in (("min", _number(low)), ("max", _number(high))) if bound is not None}
    categories: dict[str, Any] = {
        "name": chart.category_axis,
        "name_font": FONT | {"bold": False},
        "num_font": FONT,
        "line": {"color": MIDDLE},
        "label_position": "low",
    }
    if chart.timed:
        step = _step([str(row[0]) for row in chart.table.rows], MOST_MARKS * (2 if chart.wide else 1))
        categories |= {"text_axis": True, "interval_unit": step, "interval_tick": step}
    if chart.kind in ("scatter", "dots"):
        categories |= {"num_format": AXIS, "major_gridlines": values["major_gridlines"]}
    if chart.kind == "timeline":
        values |= {"major_unit": YEAR, "min": values["min"] + LEAP, "max": values["max"] + LEAP}
    if chart.kind in ("bar", "balance", "timeline"):
        drawn.set_y_axis(categories | {"reverse": True})
        drawn.set_x_axis(values | {"label_position": "high"})
    else:
        drawn.set_x_axis(categories)
        drawn.set_y_axis(values)


def _step(names: Sequence[str], most: int) -> int:
    """Every how many periods one is named, so that there are no more marks: the same one of each year, where it can."""
    in_year = max(Counter(name[:4] for name in names).values())
    steps: list[int] = [step for step in range(1, in_year) if in_year % step == 0]
    steps += range(in_year, in_year * len(names) + 1, in_year)
    return next(step for step in steps if -(-len(names) // step) <= most)


def _with_zero(chart: Chart) -> tuple[float | date | None, float | date | None]:
    """The ends of the value axis, so that bars begin at 0."""
    numbers = [cell for row in chart.table.rows for cell in row[1:] if isinstance(cell, int | float)]
    low, high = chart.span
    return (
        0 if low is None and min(numbers, default=0) >= 0 else low,
        0 if high is None and max(numbers, default=0) <= 0 and min(numbers, default=0) < 0 else high,
    )


def _number(bound: float | date | None) -> float | None:
    """A bound of the value axis as Excel counts it: dates are days since 1899-12-30."""
    return float((bound - date(1899, 12, 30)).days) if isinstance(bound, date) else bound
