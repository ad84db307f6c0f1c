"""Currencies: what prices and budgets in another currency than the euro are in EUR, year by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from pooling.case.calendar import Calendar
from pooling.case.case import Budget, Case, Donation
from pooling.case.rows import Rows

EURO = "EUR"
Amount = TypeVar("Amount", Budget, Donation)
"""A row whose amount is of a year."""


@dataclass(frozen=True)
class Rates:
    """`table` holds EUR per unit of a currency by (currency, year); `first` is the horizon's first year.

    Prices are told in EUR of the first year; from year to year the rate moves them, as escalation does.
    """

    table: Mapping[tuple[str, int], float]
    first: int

    def eur(self, currency: str | None, year: int) -> float:
        """EUR that a unit of the currency costs in the year."""
        return self.table[currency, year] if currency and not is_euro(currency) else 1.0

    def at_start(self, currency: str | None) -> float:
        """EUR that a unit of the currency costs in the first year."""
        return self.eur(currency, self.first)

    def level(self, currency: str, year: int) -> float:
        """What a unit of the currency costs in the year, against the first."""
        return self.eur(currency, year) / self.at_start(currency)


def is_euro(currency: str | None) -> bool:
    """Is it the euro, or blank, which means the same?"""
    return currency in (None, "", EURO)


def rates_of(case: Case) -> Rates:
    """The rates of a case."""
    return Rates({(row.currency, row.year): row.rate for row in case.rates}, case.settings.start.year)


def rates_in(rows: Rows, first: int) -> Rates:
    """The rates in the rows of a case, as far as they can be read; what is missing is reported, and counts as 1."""
    given = {(row["currency"], row["year"]): row["rate"] for row in rows["rates"] if row["rate"]}
    return Rates(defaultdict(lambda: 1.0, given), first)


def lot_currencies(case: Case) -> dict[str, str]:
    """Lot to the currency of its prices, where that is not the euro."""
    return {row.lot: row.currency for row in case.prices if not is_euro(row.currency)}


def order_currencies(case: Case) -> dict[str, str]:
    """Order to the currency of its prices, where that is not the euro."""
    return {row.order: row.currency for row in case.orders if not is_euro(row.currency)}


def budgets_in_eur(case: Case) -> tuple[Budget, ...]:
    """The budgets in EUR, each at the rate of its year; what has no year of the horizon pays for nothing."""
    return tuple(_in_eur(case, case.budgets))


def donations_in_eur(case: Case) -> tuple[Donation, ...]:
    """The donations in EUR, likewise."""
    return tuple(_in_eur(case, case.donations))


def pledged(case: Case) -> dict[tuple[str, int], float]:
    """(donor, year) to what it has set aside for others [EUR]."""
    aside: dict[tuple[str, int], float] = defaultdict(float)
    for row in donations_in_eur(case):
        aside[row.donor, row.year] += row.amount
    return aside


def _in_eur(case: Case, rows: Iterable[Amount]) -> Iterator[Amount]:
    rates, years = rates_of(case), Calendar(case.settings).years
    for row in rows:
        if is_euro(row.currency):
            yield row
        else:
            rate = rates.eur(row.currency, row.year) if row.year in years else 0.0
            yield replace(row, currency="", amount=row.amount * rate)
