"""Checks of what came: it belongs to an order or a lot, to who may get it, and came before start."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pooling.case.calendar import Calendar
from pooling.case.checks_horizon import calendar_of
from pooling.case.findings import Collector
from pooling.case.membership import admitted
from pooling.case.rows import Row, Rows

SLACK = 1e-6
"""Relative slack of comparisons between sums."""


def deliveries(rows: Rows, findings: Collector) -> None:
    """What came fits what it belongs to."""
    calendar = calendar_of(rows)
    _counted(rows, calendar, findings)
    if not rows["deliveries"]:
        return
    orders = {row["order"]: row for row in rows["orders"] if row["order"]}
    lots = {row["lot"]: row for row in rows["lots"] if row["lot"]}
    frameworks = {row["framework"]: row for row in rows["frameworks"]}
    sizes = _lot_sizes(rows)
    for row in rows["deliveries"]:
        code, day = row["order_or_lot"], row["date"]
        if calendar and day and day >= calendar.settings.start:
            message = f"it came on or after start ({calendar.settings.start}), where the plan decides"
            advice = "move start to the first day after what came, or delete the row"
            findings.error("outside-horizon", rows.at(row, "date"), day, message, advice)
        if code in orders and code in lots:
            message = "an order and a lot have this code"
            findings.error("similar-codes", rows.at(row, "order_or_lot"), code, message, "rename one of the two")
        elif code in orders:
            _of_order(rows, row, orders[code], findings)
        elif code in lots:
            _of_lot(rows, row, frameworks.get(lots[code]["framework"]), findings)
            _whole_lots(rows, row, sizes.get(lots[code]["product"]), findings)
    _no_more_than(rows, {code: row["quantity"] for code, row in orders.items()}, "orders.quantity", findings)
    _no_more_than(rows, {code: row["max_quantity"] for code, row in lots.items()}, "lots.max_quantity", findings)


def _counted(rows: Rows, calendar: Calendar | None, findings: Collector) -> None:
    for row in rows["stock"]:
        day = row["counted"]
        if calendar and day and day > calendar.settings.start:
            message = f"counted is after start ({calendar.settings.start}), and stock is what is on hand at start"
            advice = f"give a day up to {calendar.settings.start}"
            findings.error("date-order", rows.at(row, "counted"), day, message, advice)


def _lot_sizes(rows: Rows) -> dict[str, float | None]:
    """Lot size by product."""
    of_item = {row["item"]: row["lot_size"] for row in rows["items"]}
    return {row["product"]: of_item.get(row["item"]) for row in rows["products"]}


def _of_order(rows: Rows, row: Row, order: Row, findings: Collector) -> None:
    if None not in (row["partner"], order["partner"]) and row["partner"] != order["partner"]:
        message = f"{order['order']} is an order of {order['partner']}"
        advice = f"give {order['partner']}, or the order that it belongs to"
        findings.error("delivery", rows.at(row, "partner"), row["partner"], message, advice)


def _of_lot(rows: Rows, row: Row, framework: Row | None, findings: Collector) -> None:
    """Its framework is signed, before it came, and admits who got it."""
    if framework is None:
        return
    code, signed = framework["framework"], framework["signed"]
    if framework["status"] == "candidate":
        message = f"{code}, which the lot is of, is still a candidate: nothing can have come of it"
        advice = "in frameworks, make its status existing, and give the day on which it was signed"
        findings.error("delivery", rows.at(row, "order_or_lot"), row["order_or_lot"], message, advice)
    elif signed and row["date"] and row["date"] < signed:
        message = f"it came before {code}, which the lot is of, was signed ({signed})"
        findings.error("delivery", rows.at(row, "date"), row["date"], message, "correct the date, or signed")
    known = {partner["partner"] for partner in rows["partners"]}
    if row["partner"] in known and row["partner"] not in admitted(rows, framework)[0]:
        message = f"{code}, which the lot is of, does not admit {row['partner']}"
        advice = "correct the partner or the lot, or list it in participants"
        findings.error("delivery", rows.at(row, "partner"), row["partner"], message, advice)


def _whole_lots(rows: Rows, row: Row, size: float | None, findings: Collector) -> None:
    quantity = row["quantity"]
    if quantity is not None and size and abs(quantity / size - round(quantity / size)) > SLACK:
        message = f"the quantity is not a whole multiple of the item's lot size {size:g}"
        advice = "correct it, or leave it: what is still to come is counted in whole lots"
        findings.warn("lot-size", rows.at(row, "quantity"), quantity, message, advice)


def _no_more_than(rows: Rows, most: dict[str, Any], limit: str, findings: Collector) -> None:
    """No more came than was ordered, or than the lot holds; told at the row that is too much."""
    sums: dict[str, float] = defaultdict(float)
    for row in rows["deliveries"]:
        code, quantity = row["order_or_lot"], row["quantity"]
        if quantity is None or most.get(code) is None:
            continue
        before = sums[code]
        sums[code] += quantity
        if sums[code] > most[code] * (1 + SLACK) >= before:
            message = f"with this row {sums[code]:,.10g} came of {code}, more than {limit} {most[code]:,.10g}"
            advice = f"correct the quantity, or {limit}"
            findings.error("delivery", rows.at(row, "quantity"), quantity, message, advice)
