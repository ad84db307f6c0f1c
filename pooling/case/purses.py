"""Purses: what each partner's needs would cost at least, against its budget, by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise

from pooling.case.calendar import Calendar
from pooling.case.came import counting
from pooling.case.checks_horizon import calendar_of
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
    spent, unpriced = _spent(rows, calendar)
    codes = [row["partner"] for row in rows["partners"] if row["partner"]]
    return [_purse(rows, calendar, code, spent, unpriced[code]) for code in dict.fromkeys([*codes, COMMON])]


def _purse(
    rows: Rows, calendar: Calendar, code: str, spent: dict[tuple[str, int], float], unpriced: Iterable[str]
) -> Purse:
    given = {row["year"]: row["amount"] or 0.0 for row in rows["budgets"] if row["partner"] == code}
    return Purse(
        code,
        tuple(spent[code, year] for year in calendar.years),
        tuple(given.get(year, 0.0) for year in calendar.years) if given else None,
        tuple(year for year in calendar.years if given and year not in given),
        tuple(unpriced),
    )


def _spent(rows: Rows, calendar: Calendar) -> tuple[dict[tuple[str, int], float], dict[str, list[str]]]:
    """EUR by partner and year, and the items of each partner that have no price."""
    spent: dict[tuple[str, int], float] = defaultdict(float)
    unpriced: dict[str, list[str]] = defaultdict(list)
    index = 1 + rows.settings().get("price_index_pct", 0) / 100
    prices = least_prices(rows)
    ordered = _orders(rows, calendar, spent)
    known = (readable(rows, sheet) for sheet in ("demand", "norms", "usage", "stock"))
    for (partner, item), curve in needs(calendar, *known, came=counting(rows)).items():
        open_need = [max(0.0, units - ordered[partner, item]) for units in curve]
        if open_need[-1] and (partner, item) not in prices:
            unpriced[partner].append(item)
            continue
        for t, (before, after) in enumerate(pairwise([0.0, *open_need])):
            if after > before:
                price = prices[partner, item] * index ** (t * calendar.months // 12)
                spent[partner, calendar.year(t)] += (after - before) * price
    return spent, unpriced


def _orders(rows: Rows, calendar: Calendar, spent: dict[tuple[str, int], float]) -> dict[Pair, float]:
    """Units ordered by partner and item; what they cost is added to `spent`."""
    item_of = {row["product"]: row["item"] for row in rows["products"]}
    ordered: dict[Pair, float] = defaultdict(float)
    for row in rows["orders"]:
        if not row.unread:
            ordered[row["partner"], item_of.get(row["product"], "")] += row["quantity"]
            t = calendar.index(row["planned"])
            if 0 <= t < calendar.periods:
                spent[row["partner"], calendar.year(t)] += row["quantity"] * row["unit_price"]
    return ordered


def least_prices(rows: Rows) -> dict[Pair, float]:
    """The least that a partner can pay for a unit of an item, fee included; nothing where no lot is open to it."""
    item_of = {row["product"]: row["item"] for row in rows["products"]}
    frameworks = {row["framework"]: row for row in rows["frameworks"]}
    members = {code: admitted(rows, row)[0] for code, row in frameworks.items()}
    least: dict[Pair, float] = {}
    for lot, price in lot_prices(rows):
        framework = frameworks.get(lot["framework"])
        if framework is None:
            continue
        price *= 1 + (framework["fee_pct"] or 0) / 100
        for partner in members[lot["framework"]]:
            pair = partner, item_of.get(lot["product"], "")
            least[pair] = min(price, least.get(pair, price))
    return least


def lot_prices(rows: Rows) -> list[tuple[Row, float]]:
    """Every lot with the price that counts against budgets at the least."""
    tiers: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows["prices"]:
        if row["lot"] and None not in (row["from_quantity"], row["unit_price"]):
            tiers[row["lot"]].append((row["from_quantity"], row["unit_price"]))
    reached = rows.settings().get("budget_price") == "reached"
    return [
        (lot, min(price for _, price in tiers[lot["lot"]]) if reached else min(tiers[lot["lot"]])[1])
        for lot in rows["lots"]
        if tiers.get(lot["lot"])
    ]
