"""Checks of currencies and indices: every year paid in has a rate, and no figure says two things."""

from __future__ import annotations

from collections import defaultdict

from pooling.case.checks_horizon import calendar_of
from pooling.case.currencies import EURO, is_euro
from pooling.case.findings import Collector
from pooling.case.rows import Row, Rows
from pooling.case.years import years_shown

SPREAD = 3
"""Rates of a currency that lie further apart than this are hardly all EUR per unit of it."""


def rates(rows: Rows, findings: Collector) -> None:
    """Every currency has a rate in each year of the horizon in which it may be paid; the euro has none but 1."""
    of: dict[str, dict[int, Row]] = defaultdict(dict)
    for row in rows["rates"]:
        if row["currency"] and row["year"] is not None:
            of[row["currency"]][row["year"]] = row
    _of_the_euro(rows, of.pop(EURO, {}), findings)
    _missing(rows, of, findings)
    for currency, given in of.items():
        known = [row for row in given.values() if row["rate"]]
        least = min(known, key=lambda row: row["rate"], default=None)
        most = max(known, key=lambda row: row["rate"], default=None)
        if least and most and most["rate"] > SPREAD * least["rate"]:
            message = f"it is far from that of {least['year']} ({least['rate']:,.10g})"
            advice = f"give the EUR that one {currency} costs, in every year"
            findings.warn("magnitude", rows.at(most, "rate"), most["rate"], message, advice)


def _of_the_euro(rows: Rows, given: dict[int, Row], findings: Collector) -> None:
    for row in given.values():
        if row["rate"] not in (None, 1):
            message, advice = "rates are in EUR: the euro itself is 1", "delete the row"
            findings.error("rates", rows.at(row, "rate"), row["rate"], message, advice)


def _missing(rows: Rows, of: dict[str, dict[int, Row]], findings: Collector) -> None:
    """A line for each currency and sheet that needs years without a rate."""
    calendar = calendar_of(rows)
    if calendar is None:
        return
    for sheet in ("prices", "budgets", "donations", "orders"):
        first: dict[str, Row] = {}
        years: dict[str, set[int]] = defaultdict(set)
        for row in rows[sheet]:
            currency = row["currency"]
            if is_euro(currency) or currency not in of:
                continue
            years_paid = {row["year"]} if "year" in row.sheet.by_column else set(calendar.years)
            paid = years_paid & set(calendar.years)
            if paid - of[currency].keys():
                first.setdefault(currency, row)
                years[currency] |= paid - of[currency].keys()
        for currency, row in first.items():
            missing = years_shown(tuple(sorted(years[currency])))
            message, advice = f"rates lacks {currency} in {missing}", "add a row to rates for each of these years"
            findings.error("rates", rows.at(row, "currency"), currency, message, advice)


def one_currency(rows: Rows, findings: Collector) -> None:
    """All tiers of a lot are in one currency."""
    first: dict[str, Row] = {}
    for row in rows["prices"]:
        if row["lot"] is None or "currency" in row.unread:
            continue
        other = first.setdefault(row["lot"], row)["currency"]
        if (row["currency"] or EURO) != (other or EURO):
            message = f"another tier of the lot is in {other or EURO}"
            advice = "give all tiers of a lot in one currency"
            findings.error("rates", rows.at(row, "currency"), row["currency"], message, advice)


def one_index(rows: Rows, findings: Collector) -> None:
    """Warn where a framework and the item of its lot both have an index of their own: the framework's counts."""
    items = {row["item"]: row["price_index_pct"] for row in rows["items"]}
    item_of = {row["product"]: row["item"] for row in rows["products"]}
    own = {row["framework"]: row for row in rows["frameworks"] if row["price_index_pct"] is not None}
    told = set()
    for lot in rows["lots"]:
        row, item = own.get(lot["framework"]), item_of.get(lot["product"])
        theirs = items.get(item)
        if row is None or theirs in (None, row["price_index_pct"]) or (lot["framework"], item) in told:
            continue
        told.add((lot["framework"], item))
        message = f"the index of item {item} ({theirs:g} %) does not count in a framework with one of its own"
        advice = "leave one of the two blank if that is not meant"
        findings.warn("two-indices", rows.at(row, "price_index_pct"), row["price_index_pct"], message, advice)
