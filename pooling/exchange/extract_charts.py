"""The charts of a partner's extract, drawn from its own tables alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pooling.output.charts import BLUE, SKY, Chart
from pooling.output.charts_result import deliveries_chart
from pooling.output.table import Cell, Table, columns


def extract_charts(tables: Mapping[str, Table]) -> list[Chart]:
    """Need met by item, deliveries by framework and year, payments against budget by year."""
    return [*_attainment(tables["attainment"]), _deliveries(tables["call_offs"]), _payments(tables["budgets"])]


def _attainment(table: Table) -> Iterator[Chart]:
    """One chart an item."""
    met: dict[str, list[tuple[Cell, ...]]] = defaultdict(list)
    for row in table.records():
        met[row["item"]].append((row["period"], row["attainment_pct"]))
    for number, (item, rows) in enumerate(met.items(), start=1):
        head = columns("period:period met:percent")
        drawn = Table(f"attainment_{number}", f"Need met: {item}", head, tuple(rows))
        yield Chart(drawn, "line", "% of need delivered", colours=(BLUE,), span=(0, 100))


def _deliveries(table: Table) -> Chart:
    """Value of call-offs by year and framework."""
    called = [(row["framework"], row["period"].year, row["value_eur"]) for row in table.records()]
    years = [year for _, year, _ in called]
    return deliveries_chart(called, range(min(years, default=0), max(years, default=0) + 1))


def _payments(table: Table) -> Chart:
    """What is paid in each year, and what may be."""
    rows = tuple(
        (row["year"], row["paid"] / 1e6, None if row["limit"] is None else row["limit"] / 1e6)
        for row in table.records()
    )
    head = columns("year:int paid:quantity budget:quantity")
    drawn = Table("payments", "Payments against budget, by year", head, rows)
    return Chart(drawn, "column", "million EUR", wide=True, colours=(BLUE, SKY))
