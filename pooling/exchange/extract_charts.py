"""The charts of a partner's extract, drawn from its own tables alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pooling.exchange.speech import Speech, spoken
from pooling.output.charts import BLUE, SKY, Chart
from pooling.output.charts_result import OTHER, deliveries_chart
from pooling.output.table import Cell, Column, Table

ENGLISH = "en"


def extract_charts(tables: Mapping[str, Table], speech: Speech | None = None) -> list[Chart]:
    """Need met by item, deliveries by framework and year, payments against budget by year."""
    told = speech or spoken(ENGLISH)
    return [
        *_attainment(tables["attainment"], told),
        _deliveries(tables["call_offs"], told),
        _payments(tables["budgets"], told),
    ]


def _attainment(table: Table, speech: Speech) -> Iterator[Chart]:
    """One chart an item."""
    words = speech.words["drawn"]
    met: dict[str, list[tuple[Cell, ...]]] = defaultdict(list)
    for row in table.records():
        met[row["item_name"] or row["item"]].append((row["period"], row["attainment_pct"]))
    head = (Column(speech.header("attainment", "period"), "period"), Column(words["met_series"], "percent"))
    for number, (item, rows) in enumerate(met.items(), start=1):
        drawn = Table(f"attainment_{number}", words["met"].format(item=item), head, tuple(rows))
        yield Chart(drawn, "line", words["met_axis"], colours=(BLUE,), span=(0, 100))


def _deliveries(table: Table, speech: Speech) -> Chart:
    """Value of call-offs by year and framework."""
    words = speech.words["drawn"]
    called = [(row["framework"], row["period"].year, row["value_eur"]) for row in table.records()]
    years = [year for _, year, _ in called]
    chart = deliveries_chart(called, range(min(years, default=0), max(years, default=0) + 1))
    year, *series = chart.table.columns
    head = [replace(c, name=words["other"]) if c.name in chart.grey else c for c in series]
    drawn = replace(
        chart.table,
        title=words["deliveries"],
        columns=(replace(year, name=speech.header("budgets", "year")), *head),
    )
    grey = frozenset({words["other"]}) if OTHER in chart.grey else frozenset[str]()
    return replace(chart, table=drawn, value_axis=words["millions"], grey=grey)


def _payments(table: Table, speech: Speech) -> Chart:
    """What is paid in each year, and what may be."""
    words = speech.words["drawn"]
    rows = tuple(
        (row["year"], row["paid"] / 1e6, None if row["limit"] is None else row["limit"] / 1e6)
        for row in table.records()
    )
    head = (
        Column(speech.header("budgets", "year"), "int"),
        Column(words["paid"], "quantity"),
        Column(words["budget"], "quantity"),
    )
    drawn = Table("payments", words["payments"], head, rows)
    return Chart(drawn, "column", words["millions"], wide=True, colours=(BLUE, SKY))
