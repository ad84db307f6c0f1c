"""Donations in extracts: who pays sees the payment, who gets sees the deliveries, neither the other's figures."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from pooling.case import case as c
from pooling.case.schema import LANGUAGES
from pooling.exchange.extract import extract
from pooling.exchange.extract_book import write_extract
from pooling.output.tables import result_tables
from pooling.plan.solve import Options, solve
from pooling.plan.verify import verify
from tests.cases.pool import need, partners, pool, quarter


@pytest.fixture(scope="module")
def result():
    """A calls off ten units of 10 EUR, of which B pays 37 of the 45 EUR that it gives in 2027; B has 1234 in all."""
    case = pool(
        partners=partners("A", "B"),
        demand=(need("A", 3.7), need("B", 2)),
        capacity=c.Capacity("L", quarter(0), 400),
        budgets=(c.Budget("A", 2027, 0), c.Budget("B", 2027, 1234), c.Budget("A", 2028, 0)),
        donations=c.Donation("B", "A", 2027, 45, "I"),
    )
    outcome = solve(case, Options(gap=0, time_limit=20))
    return {table.name: table for table in result_tables(case, outcome, verify(case, outcome.plan))}


def of(result, partner):
    """The partner's tables by name, as records."""
    return {table.name: table.records() for table in extract(result, partner).tables}


def test_the_sheet_tells_what_is_set_aside_and_paid(result):
    """40 of 45 are called for."""
    (row,) = result["donations"].records()
    assert (row["donor"], row["recipient"], row["item"], row["framework"]) == ("B", "A", "I", None)
    assert (row["amount_eur"], row["counted_eur"], row["paid_reached_eur"]) == (45, 40, 40)


def test_payments_are_in_the_extract_of_the_one_who_pays(result):
    """B pays 20 for itself and 40 for A, and 5 lie idle."""
    donor = of(result, "B")
    assert [row["paid"] for row in donor["budgets"] if row["year"] == 2027] == [60]
    assert [row["left"] for row in donor["budgets"] if row["year"] == 2027] == [1234 - 60 - 5]
    assert [(row["recipient"], row["amount_eur"], row["paid_reached_eur"]) for row in donor["donations"]] == [
        ("A", 45, 40)
    ]
    assert sum(row["quantity"] for row in donor["call_offs"]) == 2


def test_deliveries_are_in_the_extract_of_the_one_who_gets(result):
    """A gets four units and pays nothing; nothing of B's stands there."""
    recipient = of(result, "A")
    assert sum(row["quantity"] for row in recipient["call_offs"]) == 4
    assert [row["paid"] for row in recipient["budgets"]] == [0, 0]
    assert recipient["donations"] == []
    figures = {cell for rows in recipient.values() for row in rows for cell in row.values()}
    assert not {"B", 1234, 60, 45, 1169} & figures


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_donors_sheet_in_every_language(result, tmp_path, language):
    """The donor's workbook has the sheet, the recipient's has not."""
    counts = {}
    for partner in "AB":
        path = tmp_path / f"{partner}.xlsx"
        write_extract(path, extract(result, partner), language)
        book = load_workbook(path)
        counts[partner] = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row].count(45)
        assert all(cell.value != 1234 for sheet in book for row in sheet.iter_rows() for cell in row if partner == "A")
    assert counts == {"A": 0, "B": 1}
