"""The charts of a partner's extract, drawn from its own tables alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from pooling.output.charts import BLUE, SKY, Chart
from pooling.output.table import Cell, Column, Table, columns, unique_headers


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
    value: dict[tuple[int, str], float] = defaultdict(float)
    for row in table.records():
        value[row["period"].year, row["framework"]] += row["value_eur"] / 1e6
    years, codes = sorted({year for year, _ in value}), sorted({code for _, code in value})
    head = (Column("year", "int"), *(Column(name, "quantity") for name in unique_headers(codes, "year")))
    rows = tuple((year, *(value[year, code] for code in codes)) for year in years)
    return Chart(
        Table("deliveries", "Deliveries from frameworks, by year", head, rows), "stacked", "million EUR", wide=True
    )


def _payments(table: Table) -> Chart:
    """What is paid in each year, and what may be."""
    rows = tuple(
        (row["year"], row["paid"] / 1e6, None if row["limit"] is None else row["limit"] / 1e6)
        for row in table.records()
    )
    head = columns("year:int paid:quantity budget:quantity")
    drawn = Table("payments", "Payments against budget, by year", head, rows)
    return Chart(drawn, "column", "million EUR", wide=True, colours=(BLUE, SKY))
