"""Checks of money: years without a budget, and figures that may have been meant in millions."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from pooling.case.checks_horizon import calendar_of
from pooling.case.currencies import rates_in
from pooling.case.findings import Collector
from pooling.case.purses import Purse, lot_prices, purses
from pooling.case.rows import Row, Rows
from pooling.case.schema import COMMON
from pooling.case.years import years_shown

FAR = 1000
"""Figures further apart than this are hardly in the same unit."""
TOO_MUCH = 10_000
"""A budget so many times what is needed is no limit, or the prices are in another unit."""
COSTS = (
    ("frameworks", "setup_cost"),
    ("frameworks", "join_cost"),
    ("frameworks", "extend_cost"),
    ("expansions", "investment"),
    ("certifications", "cost"),
    ("prices", "fixed_cost"),
)
UNIT = "give EUR, not thousands or millions"


def money(rows: Rows, findings: Collector) -> None:
    """Budgets cover every year of the horizon; budgets, prices and costs are of one magnitude."""
    if calendar_of(rows) is None:
        return
    found = purses(rows)
    _budget_years(rows, found, findings)
    _budgets_against_needs(rows, found, findings)
    _budgets_of_one_partner(rows, findings)
    _prices_of_one_item(rows, findings)
    _costs(rows, sum(sum(purse.need) for purse in found), findings)


def _first_budget(rows: Rows, partner: str) -> Row:
    return next(row for row in rows["budgets"] if row["partner"] == partner)


def _budget_years(rows: Rows, found: list[Purse], findings: Collector) -> None:
    for purse in found:
        if purse.years_without_row:
            at = rows.at(_first_budget(rows, purse.partner), "partner")
            message = f"it has no budget for {years_shown(purse.years_without_row)}: 0 there, as it has other years"
            advice = "add these years, or delete all its rows if there is no limit"
            findings.warn("budget-years", at, purse.partner, message, advice)


def _budgets_against_needs(rows: Rows, found: list[Purse], findings: Collector) -> None:
    """A budget far below need may be in millions; one far above need is none, or prices are in millions."""
    for purse in found:
        need, budget = sum(purse.need), sum(purse.budget or ())
        if purse.partner == COMMON or need <= 0 or budget <= 0:
            continue
        at = rows.at(_first_budget(rows, purse.partner), "amount")
        if budget * FAR < need:
            message = f"all budgets of {purse.partner} are EUR {budget:,.0f}, what it needs costs EUR {need:,.0f}"
            findings.warn("magnitude", at, f"{budget:,.0f}", f"{message}: are they in millions?", UNIT)
        elif budget > need * TOO_MUCH:
            message = f"all budgets of {purse.partner} are EUR {budget:,.0f}, what it needs costs EUR {need:,.0f}"
            advice = f"{UNIT}; delete the rows if there is no limit"
            findings.warn("magnitude", at, f"{budget:,.0f}", f"{message}: are prices in millions?", advice)


def _budgets_of_one_partner(rows: Rows, findings: Collector) -> None:
    largest: dict[tuple[str, str | None], float] = defaultdict(float)
    for row in rows["budgets"]:
        key = row["partner"], row["currency"]
        largest[key] = max(largest[key], row["amount"] or 0)
    for row in rows["budgets"]:
        amount, most = row["amount"], largest[row["partner"], row["currency"]]
        if amount and amount * FAR < most:
            message = f"the budget is far below another year's of {row['partner']} ({most:,.0f})"
            findings.warn("magnitude", rows.at(row, "amount"), f"{amount:,.10g}", message, UNIT)


def _prices_of_one_item(rows: Rows, findings: Collector) -> None:
    """Prices of one item, in lots and orders, that lie far apart: the fewer on one side are named."""
    for item, priced in _prices(rows).items():
        for number, (cheap, dear) in enumerate(pairwise(priced), 1):
            if cheap[0] * FAR < dear[0]:
                (price, name, at), other = (cheap, dear) if number <= len(priced) / 2 else (dear, cheap)
                message = f"the price of {item} in {name} is far from that in {other[1]} ({other[0]:,.10g})"
                advice = f"{UNIT}; delete a lot that nobody is to take instead of giving it a dummy price"
                findings.warn("magnitude", at, f"{price:,.10g}", message, advice)


def _prices(rows: Rows) -> dict[str, list[tuple[float, str, str]]]:
    """Price, name and place of every lot and order that has a price, by item, the cheapest first."""
    item_of = {row["product"]: row["item"] for row in rows["products"]}
    found: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    calendar = calendar_of(rows)
    rates = rates_in(rows, calendar.years[0] if calendar else 0)
    for lot, price, currency in lot_prices(rows):
        eur = price * rates.at_start(currency)
        found[item_of.get(lot["product"], "")].append((eur, f"lot {lot['lot']}", rows.at(lot, "lot")))
    for order in rows["orders"]:
        place = rows.at(order, "unit_price")
        eur = (order["unit_price"] or 0) * rates.at_start(order["currency"])
        found[item_of.get(order["product"], "")].append((eur, f"order {order['order']}", place))
    return {item: sorted(row for row in priced if row[0]) for item, priced in found.items() if item}


def _costs(rows: Rows, need: float, findings: Collector) -> None:
    """A cost far above all that is needed is hardly meant."""
    for sheet, column in COSTS:
        for row in rows[sheet]:
            if need and row[column] and row[column] > need * FAR:
                message = f"{column} is far above what all needs together cost (EUR {need:,.0f})"
                advice = f"{UNIT}; delete the row if it is not to be chosen"
                findings.warn("magnitude", rows.at(row, column), f"{row[column]:,.10g}", message, advice)
