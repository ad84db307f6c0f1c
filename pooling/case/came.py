"""What came in truth before start: taken off orders and lots, where it is no longer to come, and off the need.

Every delivery counts once: towards the order or lot that it belongs to, and towards what its partner needs, unless the
stock of that partner's item is counted after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from pooling.case.calendar import Calendar
from pooling.case.needs import Pair
from pooling.case.records import readable
from pooling.case.rows import Row, Rows, Table

CODES = {"orders": "order", "lots": "lot"}
"""The sheets that a delivery may belong to, and the columns of their codes."""

SLACK = 1e-9
"""Relative slack of sums of deliveries."""


def counting(rows: Rows) -> dict[Pair, float]:
    """(partner, item) → units that came and are not in its stock; rows that cannot be read are passed over."""
    item = {row["product"]: row["item"] for row in rows["products"]}
    of_code = {row[code]: item.get(row["product"]) for sheet, code in CODES.items() for row in rows[sheet]}
    counted = {(row["partner"], row["item"]): row["counted"] for row in rows["stock"]}
    units: dict[Pair, float] = defaultdict(float)
    for row in readable(rows, "deliveries"):
        pair = row.partner, of_code.get(row.order_or_lot) or ""
        day = counted.get(pair)
        if day is None or row.date > day:
            units[pair] += row.quantity
    return dict(units)


def by_code(rows: Rows) -> dict[str, float]:
    """Order or lot → units that came; orders of which nothing came are in it where a row says so."""
    came: dict[str, float] = defaultdict(float)
    for row in rows["deliveries"]:
        if None not in (row["order_or_lot"], row["quantity"]):
            came[row["order_or_lot"]] += row["quantity"]
    return dict(came)


def remaining(rows: Rows, calendar: Calendar | None) -> Rows:
    """`rows` with what came taken off: quantities of orders, and volumes and tiers of lots.

    An order that was due before start comes from start on, by the horizon's end where its latest day has passed.
    """
    came = by_code(rows)
    if not came:
        return rows
    tables = dict(rows.tables)
    for name, left in (("orders", _order), ("lots", _lot)):
        if name in tables:
            code = CODES[name]
            kept = [left(row, came[row[code]], calendar) if row[code] in came else row for row in tables[name].rows]
            tables[name] = replace(tables[name], rows=kept)
    if "prices" in tables:
        tables["prices"] = _tiers(tables["prices"], came)
    return replace(rows, tables=tables)


def _order(row: Row, came: float, calendar: Calendar | None) -> Row:
    made = row.copy()
    if row["quantity"] is not None:
        made.values["quantity"] = _less(row["quantity"], came)
    days = row["earliest"], row["planned"], row["latest"]
    if calendar is None or None in days:
        return made
    start, end = calendar.settings.start, calendar.settings.end
    earliest, planned, latest = days
    made.values["earliest"] = max(earliest, start)
    made.values["planned"] = max(planned, start)
    made.values["latest"] = latest if latest >= start else end
    return made


def _lot(row: Row, came: float, calendar: Calendar | None) -> Row:
    made = row.copy()
    for name in ("min_quantity", "max_quantity"):
        if row[name] is not None:
            made.values[name] = _less(row[name], came)
    return made


def _less(quantity: float, came: float) -> float:
    """What is left of `quantity`; what rounding leaves is nothing."""
    left = quantity - came
    return left if left > SLACK * quantity else 0.0


def _tiers(table: Table, came: Mapping[str, float]) -> Table:
    """Tiers from the volume on that came: the one reached is the first, and its fixed cost is paid."""
    reached: dict[str, Row] = {}
    for row in table.rows:
        first, lot = row["from_quantity"], row["lot"]
        below = reached[lot]["from_quantity"] if lot in reached else -1.0
        if first is not None and below < first <= came.get(lot, -1.0) * (1 + SLACK):
            reached[lot] = row
    kept = []
    for row in table.rows:
        at = reached.get(row["lot"])
        if at is None or row["from_quantity"] is None:
            kept.append(row)
        elif row is at or row["from_quantity"] > at["from_quantity"]:
            made = row.copy()
            made.values["from_quantity"] = 0.0 if row is at else row["from_quantity"] - came[row["lot"]]
            if None not in (row["fixed_cost"], at["fixed_cost"]):
                made.values["fixed_cost"] = max(0.0, row["fixed_cost"] - at["fixed_cost"])
            kept.append(made)
    return replace(table, rows=kept)
