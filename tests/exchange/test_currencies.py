"""A partner's budgets and orders in its own currency: template, collect, the merged case in EUR."""

from __future__ import annotations

import pytest
from helpers.sheets import FIRST, exchange_rows, sheet_for, write_exchange_case
from openpyxl import load_workbook

from pooling.case.currencies import budgets_in_eur
from pooling.case.reader import load
from pooling.case.schema import LANGUAGES
from pooling.exchange.collect import collect
from pooling.exchange.sending import write_case
from pooling.exchange.template import read_base

NOW = "2026-11-23T12:00:00+00:00"


@pytest.fixture
def kroner(tmp_path):
    """The small case with rates of the Danish krone."""
    rows = exchange_rows()
    rows["rates"] = [{"currency": "DKK", "year": year, "rate": rate} for year, rate in ((2027, 0.14), (2028, 0.13))]
    return write_exchange_case(tmp_path / "kroner.xlsx", rows)


def in_kroner(path, year, amount, currency="DKK"):
    """The budget of one year, entered in the columns of the sheet's own keys."""
    book = load_workbook(path)
    keys = {cell.value: cell.column for cell in book["budgets"][FIRST - 1] if cell.value}
    for key, value in {"year": year, "amount": amount, "currency": currency}.items():
        book["budgets"].cell(FIRST, keys[key]).value = value
    book.save(path)
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_budget_in_the_partners_currency(kroner, tmp_path, language):
    """Collected as it was entered, worth the rate of its year, and prefilled again in the next sheet."""
    path = in_kroner(sheet_for(kroner, "DNK", tmp_path, language=language), 2028, 1000)
    collected = collect(read_base(kroner), [path], NOW)
    write_case(tmp_path / "merged.xlsx", collected, False)
    merged = load(tmp_path / "merged.xlsx").case
    assert [(row.amount, row.currency) for row in merged.budgets if row.partner == "DNK"] == [(1000, "DKK")]
    assert [row.amount for row in budgets_in_eur(merged) if row.partner == "DNK"] == pytest.approx([130])
    assert merged.rates == load(kroner).case.rates
    (tmp_path / "next").mkdir()
    again = load_workbook(sheet_for(tmp_path / "merged.xlsx", "DNK", tmp_path / "next"))["budgets"]
    assert {1000, "DKK"} <= {cell.value for cell in again[FIRST]}


@pytest.mark.parametrize(
    ("year", "currency", "rule"), [(2028, "DDK", "unknown-code"), (2028, "NOK", "unknown-code"), (2027, "DKK", "")]
)
def test_a_currency_without_a_rate_is_sent_back(kroner, tmp_path, year, currency, rule):
    """One line, at the cell of the partner's own sheet."""
    path = in_kroner(sheet_for(kroner, "DNK", tmp_path), year, 1000, currency)
    (verdict,) = collect(read_base(kroner), [path], NOW).verdicts
    assert [finding.rule for finding in verdict.findings] == ([rule] if rule else [])
    assert all(finding.sheet == "budgets" and finding.value == currency for finding in verdict.findings)


def test_no_other_partners_currency_stands_in_a_sheet(kroner, tmp_path):
    """Rates are the planners': a sheet lists none."""
    book = load_workbook(sheet_for(kroner, "NOR", tmp_path))
    assert not any(cell.value == "DKK" for sheet in book for row in sheet.iter_rows() for cell in row)
