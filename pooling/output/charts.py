"""Native Excel charts: a sheet of charts in a grid, and a sheet with the figures that they draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pooling.case.calendar import month_number, period_name
from pooling.output.axes import FONT, set_axes
from pooling.output.book import Book
from pooling.output.chart import GREY, Chart
from pooling.output.look import DARK, LINE, MIDDLE, alignment, number_format, width
from pooling.output.table import Table

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

MARKERS = ("circle", "diamond", "triangle", "square")
PLACES = ("above", "right", "below", "left")
"""Dots are told by these shapes, too; the names of series that lie upon each other stand on different sides."""

LABELS, MOST_LABELS = "[>=100]#,##0;[<=-100]-#,##0;0.0", 18
"""Figures at the ends of bars, and how many of them a chart has room for."""


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
    set_axes(drawn, chart)
    if len(series) > 1 and chart.kind != "timeline":
        drawn.set_legend({"position": "right" if len(series) > 4 else "bottom", "font": FONT})
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
        series["data_labels"] = {"value": True, "num_format": LABELS, "font": FONT}
    return series | {"border": {"none": True}, "overlap": -10}


def _marker(colour: str, shape: str) -> dict[str, Any]:
    return {"type": shape, "size": 8, "fill": {"color": colour, "transparency": 25}, "border": {"color": "white"}}


def _names(chart: Chart, position: int) -> dict[str, Any]:
    """The names of the points of a series; rows that are blank in it have none."""
    names = [
        {"delete": True} if row[position] is None else {"value": name, "font": FONT}
        for name, row in zip(chart.points, chart.table.rows, strict=True)
    ]
    return {"value": True, "custom": names, "position": PLACES[(position - 1) % len(PLACES)]}
