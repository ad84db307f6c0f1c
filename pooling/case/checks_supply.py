"""Checks of supply: lines, expansions, orders, and whether they can meet what is needed."""

from __future__ import annotations

from collections import defaultdict

from pooling.case.calendar import Calendar
from pooling.case.came import by_code, counting
from pooling.case.checks_horizon import calendar_of
from pooling.case.findings import Collector
from pooling.case.membership import admitted
from pooling.case.needs import in_force, needs
from pooling.case.records import readable
from pooling.case.rows import Row, Rows

SLACK = 1e-6
"""Relative slack of comparisons between sums."""


def expansions(rows: Rows, findings: Collector) -> None:
    """An expansion's window is in order, meets the horizon, and its resource is one thing."""
    calendar = calendar_of(rows)
    both = {row["line"] for row in rows["lines"]} & {row["material"] for row in rows["materials"]}
    for row in rows["expansions"]:
        first, last = row["start_from"], row["start_to"]
        if first and last and last < first:
            advice = f"give a date from {first} on"
            findings.error("date-order", rows.at(row, "start_to"), last, "start_to is before start_from", advice)
        elif calendar and first and last and (first > calendar.settings.end or last < calendar.settings.start):
            message = "the expansion cannot start within the horizon"
            findings.warn(
                "outside-horizon", rows.at(row, "start_from"), first, message, "correct its dates, or delete it"
            )
        if row["resource"] in both:
            message = "a line and a material have this code"
            findings.error("similar-codes", rows.at(row, "resource"), row["resource"], message, "rename one of the two")


def producers(rows: Rows, findings: Collector) -> None:
    """Warn of lots and orders on a line that is not the product's producer's."""
    of_product = {row["product"]: row["producer"] for row in rows["products"]}
    of_line = {row["line"]: row["producer"] for row in rows["lines"]}
    for sheet in ("lots", "orders"):
        for row in rows[sheet]:
            product, line = of_product.get(row["product"]), of_line.get(row["line"])
            if product and line and product != line:
                message = f"the line belongs to {line}, the product to {product}"
                findings.warn(
                    "producer-mismatch", rows.at(row, "line"), row["line"], message, "correct the line, or ignore this"
                )


def orders(rows: Rows, findings: Collector) -> None:
    """Orders' dates are in order and reach into the horizon; quantities are whole lots."""
    calendar = calendar_of(rows)
    lot_sizes, came = _lot_sizes(rows), by_code(rows)
    for row in rows["orders"]:
        _order_dates(rows, row, calendar, findings)
        quantity, size = row["quantity"], lot_sizes.get(row["product"])
        if quantity == 0 and row["order"] not in came:
            message = "the order is for nothing and brings nothing"
            findings.warn("no-quantity", rows.at(row, "quantity"), 0, message, "give its quantity, or delete it")
        if quantity is not None and size and abs(quantity / size - round(quantity / size)) > SLACK:
            message = f"the quantity is not a whole multiple of the item's lot size {size:g}"
            findings.warn(
                "lot-size", rows.at(row, "quantity"), quantity, message, "correct the quantity or the lot size"
            )


def _lot_sizes(rows: Rows) -> dict[str, float | None]:
    """Lot size by product."""
    of_item = {row["item"]: row["lot_size"] for row in rows["items"]}
    return {row["product"]: of_item.get(row["item"]) for row in rows["products"]}


def _order_dates(rows: Rows, row: Row, calendar: Calendar | None, findings: Collector) -> None:
    earliest, planned, latest = (row[name] for name in ("earliest", "planned", "latest"))
    if earliest and latest and latest < earliest:
        advice = f"give a date from {earliest} on"
        findings.error("date-order", rows.at(row, "latest"), latest, "latest is before earliest", advice)
    elif planned and ((earliest and planned < earliest) or (latest and planned > latest)):
        message, advice = "planned is not between earliest and latest", "widen earliest or latest, or correct planned"
        findings.error("date-order", rows.at(row, "planned"), planned, message, advice)
    if calendar and latest and latest < calendar.settings.start:
        message = "the order was due before start"
        advice = "say in deliveries what of it came (0: nothing), or delete it and add its quantity to stock"
        findings.error("outside-horizon", rows.at(row, "planned"), planned, message, advice)


def fixed_orders(rows: Rows, findings: Collector) -> None:
    """In no period do orders that cannot shift exceed what their line can deliver at most."""
    calendar = calendar_of(rows)
    if calendar is None:
        return
    fixed: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows["orders"]:
        t = _only_period(calendar, row)
        if t is not None and row["quantity"]:
            fixed[row["line"]][t].append(row)
    for line, by_period in fixed.items():
        if all(not row.unread for row in rows["capacity"] if row["line"] == line):
            _fixed_orders(rows, calendar, line, by_period, findings)


def _only_period(calendar: Calendar, row: Row) -> int | None:
    """The one period in which an order can be delivered; None where it has room or lies outside."""
    if row["earliest"] is None or row["latest"] is None:
        return None
    first, last = max(0, calendar.index(row["earliest"])), calendar.index(row["latest"])
    return first if first == last < calendar.periods else None


def _fixed_orders(
    rows: Rows, calendar: Calendar, line: str, by_period: dict[int, list[Row]], findings: Collector
) -> None:
    capacity = _most_capacity(rows, calendar, line)
    lot = _largest_lot(rows, line)
    carried = 0.0
    for t in range(calendar.periods):
        available = capacity[t] + carried
        wanted = sum(row["quantity"] for row in by_period.get(t, ()))
        if wanted > available * (1 + SLACK) + SLACK * min(1, wanted):
            at = rows.at(by_period[t][0], "quantity")
            message = (
                f"line {line} can deliver at most {available:g} in the period from {calendar.first_day(t)}, "
                f"but orders that cannot shift take {wanted:g}"
            )
            advice = "widen earliest and latest of an order, or raise the line's capacity"
            findings.error("over-capacity", at, by_period[t][0]["quantity"], message, advice)
        carried = min(lot, max(0.0, available - wanted))


def _most_capacity(rows: Rows, calendar: Calendar, line: str) -> list[float]:
    """A line's capacity per period if every expansion starts as early as it may."""
    steps = [(row["from"], row["per_year"]) for row in rows["capacity"] if row["line"] == line]
    per_year = in_force(calendar, steps)
    for row in rows["expansions"]:
        if row["resource"] == line and not row.unread:
            ready = max(0, calendar.index(row["start_from"])) + calendar.n_periods(row["build_months"])
            per_year = [rate + (row["adds_per_year"] if t >= ready else 0) for t, rate in enumerate(per_year)]
    return [rate * calendar.months / 12 for rate in per_year]


def _largest_lot(rows: Rows, line: str) -> float:
    """The most work in progress a line carries over: its largest lot, in units of capacity."""
    sizes = _lot_sizes(rows)
    loads = [(row["product"], row["load"]) for row in rows["lots"] if row["line"] == line]
    loads += [(row["product"], 1) for row in rows["orders"] if row["line"] == line]
    return max(((sizes.get(product) or 0) * (load or 0) for product, load in loads), default=0)


def meetable_needs(rows: Rows, findings: Collector) -> None:
    """Warn of needs that no lot and no order can ever meet."""
    calendar = calendar_of(rows)
    if calendar is None:
        return
    known = (readable(rows, sheet) for sheet in ("demand", "norms", "usage", "stock"))
    needed = needs(calendar, *known, came=counting(rows))
    if needed and not any(curve[-1] > 0 for curve in needed.values()):
        message = "nothing is needed within the horizon beyond what is in stock"
        advice = "correct the quantities or the horizon, if something is"
        findings.warn("no-need", _first_need(rows), None, message, advice)
    met = _by_lots(rows, calendar) | _by_orders(rows)
    places = _places(rows)
    for (partner, item), curve in needed.items():
        if curve[-1] > 0 and (partner, item) not in met:
            message = f"no lot and no order can ever bring {item} to {partner}"
            advice = "add a framework that admits the partner with a lot of the item, or a certification"
            findings.warn("unmeetable-need", places[partner, item], None, message, advice)


def _first_need(rows: Rows) -> str:
    """The first quantity that a need would come from."""
    return next(rows.at(rows[sheet][0], "quantity") for sheet in ("demand", "norms", "usage") if rows[sheet])


def _places(rows: Rows) -> dict[tuple[str, str], str]:
    """Partner and item to the first row that says the one needs the other."""
    places: dict[tuple[str, str], str] = {}
    for sheet in ("demand", "norms", "usage"):
        for row in rows[sheet]:
            places.setdefault((row["partner"], row["item"]), rows.at(row, "item"))
    return places


def _by_orders(rows: Rows) -> set[tuple[str, str]]:
    item_of = {row["product"]: row["item"] for row in rows["products"]}
    return {(row["partner"], item_of.get(row["product"], "")) for row in rows["orders"]}


def _by_lots(rows: Rows, calendar: Calendar) -> set[tuple[str, str]]:
    """Partner and item that some lot can serve within the horizon."""
    frameworks = {row["framework"]: row for row in rows["frameworks"]}
    item_of = {row["product"]: row["item"] for row in rows["products"]}
    guarded = {row["item"] for row in rows["items"] if row["certification"] == "Y"}
    certified = {(row["partner"], row["product"]) for row in rows["certifications"]}
    takers = {code: admitted(rows, row)[0] if _delivers(calendar, row) else set() for code, row in frameworks.items()}
    return {
        (partner, item_of.get(row["product"], ""))
        for row in rows["lots"]
        if row["max_quantity"] != 0
        for partner in takers.get(row["framework"], ())
        if item_of.get(row["product"]) not in guarded or (partner, row["product"]) in certified
    }


def _delivers(calendar: Calendar, framework: Row) -> bool:
    """Can the framework deliver within the horizon? Yes where its dates cannot be read."""
    lead, term, extension = (framework[name] for name in ("lead_months", "term_months", "extend_months"))
    first, last = framework["sign_from"], framework["sign_to"]
    if framework["status"] == "existing":
        first = last = framework["signed"]
        signed = (calendar.index(first),) * 2 if first else (0, 0)
    else:
        signed = (max(0, calendar.index(first)) if first else 0, calendar.index(last) if last else calendar.periods)
    if None in (lead, term, extension):
        return True
    ends = signed[1] + calendar.n_periods(term) + calendar.n_periods(extension)
    return signed[0] + calendar.n_periods(lead) < calendar.periods and ends > 0
