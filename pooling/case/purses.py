"""Purses: what each partner's needs would cost at least, against its budget, by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise

from pooling.case.calendar import Calendar
from pooling.case.came import counting
from pooling.case.checks_horizon import calendar_of
from pooling.case.currencies import Rates, rates_in
from pooling.case.membership import admitted
from pooling.case.needs import Pair, needs
from pooling.case.records import readable
from pooling.case.rows import Row, Rows
from pooling.case.schema import COMMON


@dataclass(frozen=True)
class Purse:
    """One partner's need and budget in EUR, by year of the horizon; what `COMMON` has to pay is open, so its need is 0.

    `need` is what is newly needed beyond all orders, at the least price open to the partner (the ceiling price, or the
    lowest tier's where budgets count the price reached) with its fee, and the orders as planned. `budget` is None
    without any row: no limit. `years_without_row` count as 0. `unpriced` are items needed that no lot sells to it.
    """

    partner: str
    need: tuple[float, ...]
    budget: tuple[float, ...] | None
    years_without_row: tuple[int, ...]
    unpriced: tuple[str, ...]

    @property
    def short(self) -> tuple[float, ...]:
        """EUR by which the need so far exceeds the budget so far, by year."""
        if self.budget is None:
            return (0.0,) * len(self.need)
        so_far = zip(accumulate(self.need), accumulate(self.budget), strict=True)
        return tuple(max(0.0, need - budget) for need, budget in so_far)


def purses(rows: Rows) -> list[Purse]:
    """Every partner's purse, and that of `COMMON`, as far as the rows can be read; none without a time grid."""
    calendar = calendar_of(rows)
    if calendar is None:
        return []
    rates = rates_in(rows, calendar.years[0])
    spent, unpriced = _spent(rows, calendar, rates)
    codes = [row["partner"] for row in rows["partners"] if row["partner"]]
    return [_purse(rows, calendar, rates, code, spent, unpriced[code]) for code in dict.fromkeys([*codes, COMMON])]


def _purse(
    rows: Rows,
    calendar: Calendar,
    rates: Rates,
    code: str,
    spent: dict[tuple[str, int], float],
    unpriced: Iterable[str],
) -> Purse:
    given = {
        row["year"]: (row["amount"] or 0.0) * rates.eur(row["currency"], row["year"])
        for row in rows["budgets"]
        if row["partner"] == code
    }
    moved = _donated(rows, rates, code)
    return Purse(
        code,
        tuple(spent[code, year] for year in calendar.years),
        tuple(given.get(year, 0.0) + moved[year] for year in calendar.years) if given else None,
        tuple(year for year in calendar.years if given and year not in given),
        tuple(unpriced),
    )


def _donated(rows: Rows, rates: Rates, code: str) -> dict[int, float]:
    """EUR that others give the partner less what it gives, by year."""
    moved: dict[int, float] = defaultdict(float)
    for row in rows["donations"]:
        for column, sign in (("donor", -1), ("recipient", 1)):
            if row[column] == code and row["year"] is not None:
                moved[row["year"]] += sign * (row["amount"] or 0.0) * rates.eur(row["currency"], row["year"])
    return moved


def _spent(rows: Rows, calendar: Calendar, rates: Rates) -> tuple[dict[tuple[str, int], float], dict[str, list[str]]]:
    """EUR by partner and year, and the items of each partner that have no price."""
    spent: dict[tuple[str, int], float] = defaultdict(float)
    unpriced: dict[str, list[str]] = defaultdict(list)
    prices, ordered = offers(rows), _orders(rows, calendar, rates, spent)
    known = (readable(rows, sheet) for sheet in ("demand", "norms", "usage", "stock"))
    for (partner, item), curve in needs(calendar, *known, came=counting(rows)).items():
        open_need = [max(0.0, units - ordered[partner, item]) for units in curve]
        if open_need[-1] and (partner, item) not in prices:
            unpriced[partner].append(item)
            continue
        for t, (before, after) in enumerate(pairwise([0.0, *open_need])):
            if after > before:
                years, year = t * calendar.months // 12, calendar.year(t)
                price = min(o.price * o.index**years * rates.eur(o.currency, year) for o in prices[partner, item])
                spent[partner, year] += (after - before) * price
    return spent, unpriced


def _orders(rows: Rows, calendar: Calendar, rates: Rates, spent: dict[tuple[str, int], float]) -> dict[Pair, float]:
    """Units ordered by partner and item; what they cost is added to `spent`."""
    item_of = {row["product"]: row["item"] for row in rows["products"]}
    ordered: dict[Pair, float] = defaultdict(float)
    for row in rows["orders"]:
        if not row.unread:
            ordered[row["partner"], item_of.get(row["product"], "")] += row["quantity"]
            t = calendar.index(row["planned"])
            if 0 <= t < calendar.periods:
                price = row["unit_price"] * rates.eur(row["currency"], calendar.year(t))
                spent[row["partner"], calendar.year(t)] += row["quantity"] * price
    return ordered


@dataclass(frozen=True)
class Offer:
    """What a unit of an item costs in a lot at the start, fee included, in its currency; `index` is that of a year."""

    price: float
    index: float
    currency: str | None


def offers(rows: Rows) -> dict[Pair, set[Offer]]:
    """(partner, item) to the offers of lots that are open to it; nothing where none is."""
    item_of = {row["product"]: row["item"] for row in rows["products"]}
    items = {row["item"]: row for row in rows["items"]}
    frameworks = {row["framework"]: row for row in rows["frameworks"]}
    members = {code: admitted(rows, row)[0] for code, row in frameworks.items()}
    found: dict[Pair, set[Offer]] = defaultdict(set)
    for lot, price, currency in lot_prices(rows):
        framework, item = frameworks.get(lot["framework"]), item_of.get(lot["product"], "")
        if framework is None:
            continue
        given = [row["price_index_pct"] for row in (framework, items.get(item)) if row is not None]
        pct = next((pct for pct in given if pct is not None), rows.settings().get("price_index_pct", 0))
        offer = Offer(price * (1 + (framework["fee_pct"] or 0) / 100), 1 + pct / 100, currency)
        for partner in members[lot["framework"]]:
            found[partner, item].add(offer)
    return found


def lot_prices(rows: Rows) -> list[tuple[Row, float, str | None]]:
    """Every lot with the price that counts against budgets at the least, and its currency."""
    tiers: dict[str, list[tuple[float, float, str | None]]] = defaultdict(list)
    for row in rows["prices"]:
        if row["lot"] and None not in (row["from_quantity"], row["unit_price"]):
            tiers[row["lot"]].append((row["from_quantity"], row["unit_price"], row["currency"]))
    reached = rows.settings().get("budget_price") == "reached"
    found = []
    for lot in rows["lots"]:
        given = tiers.get(lot["lot"])
        if given:
            _, price, currency = min(given, key=lambda tier: tier[1] if reached else tier[0])
            found.append((lot, price, currency))
    return found
