"""The charts of a partner's extract, drawn from its own tables alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pooling.exchange.speech import Speech, spoken
from pooling.output.chart import BLUE, ORANGE, SKY, Chart
from pooling.output.charts_result import OTHER, deliveries_chart
from pooling.output.page_views import RESERVED, counted_as, spendable
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
    """What is paid in each year, and what may be; what is reserved beside it, where that is what budgets count."""
    words, records = speech.words["drawn"], table.records()
    names = {"paid": "paid"}
    if counted_as(records) == RESERVED:
        names = {"paid_reached_eur": "reached", "reserved_eur": "reserved"}
    amounts = ((row["year"], *(row[name] for name in names), spendable(row)) for row in records)
    rows = tuple((year, *(None if eur is None else eur / 1e6 for eur in row)) for year, *row in amounts)
    series = (Column(words[word], "quantity") for word in (*names.values(), "budget"))
    drawn = Table("payments", words["payments"], (Column(speech.header("budgets", "year"), "int"), *series), rows)
    colours = (BLUE, ORANGE, SKY) if len(names) > 1 else (BLUE, SKY)
    return Chart(drawn, "column", words["millions"], wide=True, colours=colours)
