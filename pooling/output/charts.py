"""Native Excel charts: a sheet of charts in a grid, and a sheet with the figures that they draw.

Series colours are those of Okabe and Ito, which the colour-blind tell apart; a series is besides told by dash or order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from pooling.case.calendar import month_number, period_name
from pooling.output.book import Book
from pooling.output.look import DARK, LINE, MIDDLE, alignment, number_format, width
from pooling.output.table import Table

BLUE, VERMILION, GREEN, ORANGE, SKY, PURPLE, YELLOW, BLACK = PALETTE = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#E69F00",
    "#56B4E9",
    "#CC79A7",
    "#F0E442",
    "#000000",
)
GREY = "#A6A6A6"
"""For whatever is summed up as `other`."""

DASHES = ("solid", "dash", "round_dot", "long_dash", "dash_dot", "long_dash_dot")
"""Lines are told by these, too: in print, and where they lie upon each other."""

CHARTS, DATA = "charts", "chart_data"
"""The sheet of charts and the sheet of their figures."""

TITLES = ("Charts", "What the charts show")

BLOCK = 16
"""Rows that a chart takes: two charts above each other fill a page."""

_PAGE = 2 * BLOCK
_ACROSS = 15
_PIXELS_WIDE, _PIXELS_HIGH = 64, 20
_FONT = {"name": "Calibri", "size": 9, "color": "#404040"}

YEAR, LEAP = 365.25, 0.75
"""Days between the marks of a timeline, and how far the first mark lies after new year so that none lies before one."""

MARKERS = ("circle", "diamond", "triangle", "square")
PLACES = ("above", "right", "below", "left")
"""Dots are told by these shapes, too; the names of series that lie upon each other stand on different sides."""

AXIS = "[>=1000]#,##0;[<=-1000]-#,##0;General"
"""Numbers along an axis: as many decimals as its steps need."""

LABELS, MOST_LABELS = "[>=100]#,##0;[<=-100]-#,##0;0.0", 18
"""Figures at the ends of bars, and how many of them a chart has room for."""

MOST_MARKS = 8
"""Names of periods that half a page's width has room for."""

FROM_ZERO = ("column", "stacked", "bar", "balance")
"""Kinds whose lengths are compared by eye."""

Kind = Literal["line", "column", "stacked", "bar", "balance", "timeline", "scatter", "dots"]


@dataclass(frozen=True)
class Chart:
    """One chart of `table`: its first column are categories (x of a scatter), every other column is a series.

    `value_axis` and `category_axis` name what is shown, with its unit. In a `balance`, gains and losses lie on both
    sides of one line; in a `timeline` every row is a bar: series are its beginning (a date) and the lengths of its
    parts in days. `blocks` high; a `wide` chart takes the whole width. `grey` series are drawn in grey; `span` are the
    ends of the value axis. `labels`: few bars bear their figures; `points` are names for the rows of a scatter; `timed`
    charts have periods along their axis.
    """

    table: Table
    kind: Kind
    value_axis: str
    category_axis: str = ""
    wide: bool = False
    blocks: int = 1
    colours: Sequence[str] = PALETTE
    grey: frozenset[str] = frozenset()
    span: tuple[float | date | None, float | date | None] = (None, None)
    labels: bool = False
    points: Sequence[str] = ()
    timed: bool = False


def charts_sheets(
    charts: Sequence[Chart], names: tuple[str, str] = (CHARTS, DATA), titles: tuple[str, str] = TITLES
) -> Callable[[Book], None]:
    """What adds `charts` to a book, as sheets of these `names` and `titles`; charts without rows are left out."""
    shown = [_by_name(chart) for chart in charts if chart.table.rows]

    def add(book: Book) -> None:
        if not shown:
            return
        sheet = _charts_sheet(book, names[0], titles[0])
        data = _data_sheet(book, [chart.table for chart in shown], names[1], titles[1])
        place = _Grid()
        row = 0
        for chart in shown:
            drawn = _draw(book, chart, names[1], row)
            top, left = place.take(chart)
            size = {"width": _PIXELS_WIDE * (_ACROSS if chart.wide else _ACROSS / 2) - 8}
            drawn.set_size(size | {"height": _PIXELS_HIGH * BLOCK * chart.blocks - 10})
            sheet.insert_chart(
                top, 0, drawn, {"x_offset": left, "y_offset": 4, "object_position": 3, "description": chart.table.title}
            )
            _write_data(book, data, chart.table, row)
            for position, words in enumerate((chart.kind, chart.value_axis, chart.category_axis), start=1):
                data.write_string(row, position, words, book.format(font_color=MIDDLE))
            row += len(chart.table.rows) + 3
        sheet.set_h_pagebreaks(range(1 + _PAGE, place.row, _PAGE))

    return add


def _by_name(chart: Chart) -> Chart:
    """The chart with its periods called as people call them."""
    table, (first, *series) = chart.table, chart.table.columns
    if first.kind != "period":
        return chart
    days = [row[0] for row in table.rows if isinstance(row[0], date)]
    months = month_number(days[1]) - month_number(days[0]) if len(days) > 1 else 1
    rows = tuple((period_name(day, months), *row[1:]) for day, row in zip(days, table.rows, strict=True))
    return replace(chart, table=replace(table, columns=(replace(first, kind="code"), *series), rows=rows), timed=True)


class _Grid:
    """Places charts from left to right, two beside each other, then below."""

    def __init__(self) -> None:
        self.row = 1
        self.right = False

    def take(self, chart: Chart) -> tuple[int, int]:
        """Row and pixels from the left of the next chart."""
        if chart.wide and self.right:
            self.row, self.right = self.row + BLOCK, False
        if chart.blocks > 1 and (self.row - 1) % _PAGE:
            self.row += BLOCK
        row, left = self.row, _PIXELS_WIDE * _ACROSS // 2 if self.right else 0
        if chart.wide or self.right:
            self.row += BLOCK * chart.blocks
        self.right = not chart.wide and not self.right
        return row, left


def _charts_sheet(book: Book, name: str, title: str) -> Any:
    sheet = book.add_sheet(name, title)
    sheet.set_tab_color(DARK)
    sheet.set_print_scale(84)
    sheet.set_row(0, 20)
    sheet.write_string(0, 0, book.title, book.format(bold=True, font_size=14, font_color=DARK))
    return sheet


def _data_sheet(book: Book, tables: Sequence[Table], name: str, title: str) -> Any:
    """The sheet of figures; its columns are as wide as the widest of each table's."""
    sheet = book.add_sheet(name, title)
    for position in range(max(len(table.columns) for table in tables)):
        sizes = [
            width(table.columns[position].name, table.columns[position].kind, [row[position] for row in table.rows])
            for table in tables
            if position < len(table.columns)
        ]
        sheet.set_column(position, position, max(sizes))
    return sheet


def _write_data(book: Book, sheet: Any, table: Table, row: int) -> None:
    """Title, header and rows of `table` from `row` on, as an Excel table."""
    sheet.write_string(row, 0, table.title, book.format(bold=True, font_color=MIDDLE))
    for position, column in enumerate(table.columns):
        values = [line[position] for line in table.rows]
        shape = {"num_format": number_format(column.kind, values), **alignment(column.kind)}
        for number, value in enumerate(values, start=row + 2):
            book.put(sheet, number, position, value, **shape)
    headers = [(column.name, book.header_format(column.kind)) for column in table.columns]
    book.add_table(sheet, f"chart_{table.name}", headers, len(table.rows), row + 1)


def _draw(book: Book, chart: Chart, data: str, row: int) -> Any:
    """The chart of the table whose title stands in `row` of the sheet `data`."""
    kind, subtype = {
        "line": ("line", None),
        "column": ("column", None),
        "stacked": ("column", "stacked"),
        "bar": ("bar", None),
        "balance": ("bar", "stacked"),
        "timeline": ("bar", "stacked"),
        "scatter": ("scatter", "straight_with_markers"),
        "dots": ("scatter", None),
    }[chart.kind]
    drawn = book.workbook.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})
    series = range(1, len(chart.table.columns))
    for position in series:
        drawn.add_series(_series(chart, data, row, position))
    drawn.set_title(
        {"name": [data, row, 0], "overlay": False, "name_font": {"name": "Calibri", "size": 12, "color": DARK}}
    )
    _set_axes(drawn, chart)
    if len(series) > 1 and chart.kind != "timeline":
        drawn.set_legend({"position": "right" if len(series) > 4 else "bottom", "font": _FONT})
    else:
        drawn.set_legend({"none": True})
    drawn.set_chartarea({"border": {"color": LINE}})
    drawn.show_blanks_as("gap")
    return drawn


def _series(chart: Chart, data: str, row: int, position: int) -> dict[str, Any]:
    name = chart.table.columns[position].name
    first, last = row + 2, row + 1 + len(chart.table.rows)
    colour = GREY if name in chart.grey else chart.colours[(position - 1) % len(chart.colours)]
    series: dict[str, Any] = {
        "name": [data, row + 1, position],
        "categories": [data, first, 0, last, 0],
        "values": [data, first, position, last, position],
    }
    if chart.kind in ("scatter", "dots"):
        series["marker"] = _marker(colour, MARKERS[(position - 1) % len(MARKERS)])
        if chart.points:
            series["data_labels"] = _names(chart, position)
    if chart.kind in ("line", "scatter"):
        dash = DASHES[(position - 1) % len(DASHES)]
        series["line"] = {"color": colour, "width": 2.25, "dash_type": dash}
    if chart.kind in ("line", "scatter", "dots"):
        return series
    if chart.kind == "timeline" and position == 1:
        return series | {"fill": {"none": True}, "border": {"none": True}, "gap": 40}
    series |= {"fill": {"color": colour}, "gap": 60}
    if chart.kind not in ("column", "bar"):
        return series | {"border": {"color": "white", "width": 0.5}}
    if chart.labels and len(chart.table.rows) * (len(chart.table.columns) - 1) <= MOST_LABELS:
        series["data_labels"] = {"value": True, "num_format": LABELS, "font": _FONT}
    return series | {"border": {"none": True}, "overlap": -10}


def _marker(colour: str, shape: str) -> dict[str, Any]:
    return {"type": shape, "size": 8, "fill": {"color": colour, "transparency": 25}, "border": {"color": "white"}}


def _names(chart: Chart, position: int) -> dict[str, Any]:
    """The names of the points of a series; rows that are blank in it have none."""
    names = [
        {"delete": True} if row[position] is None else {"value": name, "font": _FONT}
        for name, row in zip(chart.points, chart.table.rows, strict=True)
    ]
    return {"value": True, "custom": names, "position": PLACES[(position - 1) % len(PLACES)]}


def _set_axes(drawn: Any, chart: Chart) -> None:
    """Axes with names and units; dates by year; bars begin at the top."""
    low, high = chart.span if chart.kind not in FROM_ZERO else _with_zero(chart)
    values: dict[str, Any] = {
        "name": chart.value_axis,
        "name_font": _FONT | {"bold": False},
        "num_font": _FONT,
        "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
        "line": {"none": True},
        "num_format": "yyyy" if chart.kind == "timeline" else AXIS,
    }
    values |= {name: bound for name, bound in (("min", _number(low)), ("max", _number(high))) if bound is not None}
    categories: dict[str, Any] = {
        "name": chart.category_axis,
        "name_font": _FONT | {"bold": False},
        "num_font": _FONT,
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
