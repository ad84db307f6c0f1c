"""Extract book: an extract as the workbook that leaves, in its partner's language down to sheets and columns."""

from __future__ import annotations

from pathlib import Path

from pooling.exchange.extract import Extract
from pooling.exchange.extract_charts import extract_charts
from pooling.exchange.sentences import told
from pooling.exchange.speech import Speech, spoken
from pooling.output.charts import charts_sheets
from pooling.output.excel import write_tables
from pooling.output.table import Cell, Column, ColumnKind, Table

PERIODS = {
    "period": "period_name",
    "first_delivery": "first_delivery_name",
    "need_met_by": "need_met_name",
    "all_delivered_by": "all_delivered_name",
    "norm_reached_by": "norm_reached_name",
    "due": "due_name",
    "comes": "comes_name",
    "start": "start_name",
    "effective": "effective_name",
}
"""Columns of periods, and those beside them that name the period: one of both is shown."""
NAMED = {code: f"{code}_name" for code in ("framework", "item", "product", "line", "recipient")}
"""Columns of codes, and those beside them that say what a code stands for: both are shown in one."""
LEFT_OUT = frozenset({*PERIODS.values(), *NAMED.values(), "months_moved", "end"})
ALWAYS = ("summary", "decisions")
"""Sheets that stand there without a row, too."""
CODE_AND_NAME = " – "


def write_extract(path: Path, part: Extract, language: str, *, force: bool = False) -> None:
    """Write the extract to `path`. Raises as `pooling.output.excel.new_book`."""
    speech = spoken(language)
    tables = {table.name: table for table in part.tables}
    shown = {**tables, "summary": told(tables, part.name, speech)}
    sheets = [_in(speech, table) for table in shown.values() if table.rows or table.name in ALWAYS]
    names = speech.words["charts"]
    write_tables(
        path,
        sheets,
        title=f"{part.case} – {part.name}",
        marking=part.marking,
        properties={"case": part.case, "scenario": part.scenario, "partner": part.partner, "language": language},
        force=force,
        charts=charts_sheets(extract_charts(tables, speech), (names[0], names[2]), (names[1], names[3])),
        pages=speech.words["pages"],
        summary=sheets[0].name,
    )


def _in(speech: Speech, table: Table) -> Table:
    """The table in the language: its name, title, columns and whatever a cell says in words."""
    name, title = speech.words["sheets"][table.name]
    shown = [column for column in table.columns if column.name not in LEFT_OUT]
    head = tuple(Column(speech.header(table.name, c.name), _kind(c)) for c in shown)
    rows = tuple(tuple(_cell(speech, column, row) for column in shown) for row in table.records())
    return Table(name, title, head, rows)


def _kind(column: Column) -> ColumnKind:
    return "code" if column.name in PERIODS or column.kind == "flag" else column.kind


def _cell(speech: Speech, column: Column, row: dict[str, Cell]) -> Cell:
    value, beside = row[column.name], row.get(PERIODS.get(column.name, ""))
    if column.name in PERIODS:
        shown = beside or (f"{value:%Y-%m}" if value else None)
        return speech.until(str(shown)) if shown else None
    name = row.get(NAMED.get(column.name, ""))
    if name and name != value:
        return f"{value}{CODE_AND_NAME}{name}"
    return speech.cell(column.name, value)
