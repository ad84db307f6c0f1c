"""Rules of supply: lines, materials, expansions, orders already placed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from pooling.case.case import Expansion, Order
from pooling.plan.figures import ExpansionFigures, LineFigures, MaterialFigures
from pooling.plan.verify.facts import Facts
from pooling.plan.verify.verdict import Violation, exceeds, whole

Use = dict[tuple[str, int], float]


def lines(facts: Facts) -> list[LineFigures]:
    """Every line in every period, carrying the largest work in progress that its use leaves."""
    orders, call_offs = _line_use(facts)
    capacity = _rates(facts, [(row.line, row.from_, row.per_year) for row in facts.case.capacity])
    largest = _largest_lot(facts)
    rows = []
    for line in (row.line for row in facts.case.lines):
        carried = 0.0
        for t in range(facts.grid.count):
            row = LineFigures(line, t, capacity[line, t], carried, orders[line, t], call_offs[line, t])
            rows.append(row)
            unused = row.carried_in + row.capacity - row.orders - row.call_offs
            carried = max(0.0, min(largest.get(line, 0.0), unused))
    return rows


def line_capacity(facts: Facts, rows: list[LineFigures]) -> Iterator[Violation]:
    """What a line delivers <= capacity and work in progress carried in."""
    for row in rows:
        used, available = row.orders + row.call_offs, row.capacity + row.carried_in
        if exceeds(used, available):
            when = facts.grid.month(row.period)
            message = f"{row.line} delivers {used:,.10g} in {when}, it can deliver {available:,.10g}"
            yield Violation(
                "line_capacity", message, (row.line,), row.period, None, used - available, "capacity.per_year"
            )


def _line_use(facts: Facts) -> tuple[Use, Use]:
    """Capacity that orders and call-offs take, by (line, period)."""
    load = {row.lot: row.load for row in facts.case.lots}
    orders: Use = defaultdict(float)
    call_offs: Use = defaultdict(float)
    for piece in facts.pieces:
        orders[piece.line, piece.period] += piece.quantity
    for row in facts.call_offs:
        call_offs[row.line, row.period] += row.quantity * load[row.lot]
    return orders, call_offs


def _largest_lot(facts: Facts) -> dict[str, float]:
    """Line to the most work in progress that it carries: its largest lot, in units of capacity."""
    loads = [(row.line, facts.item_of[row.product].lot_size * row.load) for row in facts.case.lots]
    loads += [(row.line, facts.item_of[row.product].lot_size) for row in facts.case.orders]
    largest: dict[str, float] = defaultdict(float)
    for line, load in loads:
        largest[line] = max(largest[line], load)
    return largest


def _rates(facts: Facts, steps: list[tuple[str, date, float]]) -> Use:
    """Capacity or supply by (resource, period): its step function and the expansions that are finished."""
    rows: dict[str, list[tuple[date, float]]] = defaultdict(list)
    for resource, from_, per_year in steps:
        rows[resource].append((from_, per_year))
    rates: Use = defaultdict(float)
    for resource, function in rows.items():
        for t, per_year in enumerate(facts.grid.steps(function)):
            rates[resource, t] = per_year * facts.grid.share
    for expansion in facts.case.expansions:
        for t in range(_available(facts, expansion), facts.grid.count):
            rates[expansion.resource, t] += expansion.adds_per_year * facts.grid.share
    return rates


def _available(facts: Facts, expansion: Expansion) -> int:
    """The first period with the expansion's capacity; after the horizon if it is not built."""
    start = facts.plan.expansions.get(expansion.expansion, facts.grid.count)
    return max(0, start + facts.grid.periods(expansion.build_months))


def materials(facts: Facts) -> list[MaterialFigures]:
    """Every material in every period."""
    supply = _rates(facts, [(row.material, row.from_, row.per_year) for row in facts.case.supply])
    recipes: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for recipe in facts.case.recipes:
        recipes[recipe.product].append((recipe.material, recipe.per_unit))
    used: Use = defaultdict(float)
    for row in facts.received:
        for code, per_unit in recipes[row.product]:
            used[code, row.period] += row.quantity * per_unit
    rows = []
    for material in facts.case.materials:
        left = material.opening
        for t in range(facts.grid.count):
            key = material.material, t
            left += supply[key] - used[key]
            rows.append(MaterialFigures(material.material, t, supply[key], used[key], left))
    return rows


def material_supply(facts: Facts, rows: list[MaterialFigures]) -> Iterator[Violation]:
    """Cumulated use <= opening and cumulated supply, in every period."""
    supplied = {row.material: row.opening for row in facts.case.materials}
    for row in rows:
        supplied[row.material] += row.supplied
        if exceeds(supplied[row.material] - row.left, supplied[row.material]):
            when = facts.grid.month(row.period)
            message = f"{row.material}: {-row.left:,.10g} more used by the end of {when} than supplied"
            yield Violation("material_supply", message, (row.material,), row.period, None, -row.left, "supply.per_year")


def expansions(facts: Facts) -> list[ExpansionFigures]:
    """Every expansion, built or not, with what call-offs commit to its resource."""
    committed: dict[str, float] = defaultdict(float)
    recipes: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for recipe in facts.case.recipes:
        recipes[recipe.product].append((recipe.material, recipe.per_unit))
    for row in facts.call_offs:
        committed[row.line] += row.quantity
        for code, per_unit in recipes[row.product]:
            committed[code] += row.quantity * per_unit
    rows = []
    for expansion in facts.case.expansions:
        start = facts.plan.expansions.get(expansion.expansion)
        rows.append(
            ExpansionFigures(
                expansion=expansion.expansion,
                resource=expansion.resource,
                start=None if start is None else facts.grid.first_day(start),
                available=None if start is None else facts.grid.first_day(_available(facts, expansion)),
                investment=0.0 if start is None else expansion.investment,
                committed=committed[expansion.resource],
            )
        )
    return rows


def expansion_allowed(facts: Facts, rows: list[ExpansionFigures]) -> Iterator[Violation]:
    """Built within its window, and only with the commitment it asks for."""
    for row, case in zip(rows, facts.case.expansions, strict=True):
        start = facts.plan.expansions.get(row.expansion)
        if start is None:
            continue
        if start not in facts.grid.window(case.start_from, case.start_to):
            limit = "start_from" if start < facts.grid.period(case.start_from) else "start_to"
            message = f"{row.expansion} starts on {row.start}, outside {case.start_from} to {case.start_to}"
            yield Violation("expansion_window", message, (row.expansion,), start, limit=f"expansions.{limit}")
        if exceeds(case.min_commitment, row.committed):
            message = (
                f"{row.expansion}: {row.committed:,.10g} called off on {row.resource}, "
                f"at least {case.min_commitment:,.10g}"
            )
            missing = case.min_commitment - row.committed
            yield Violation(
                "min_commitment", message, (row.expansion,), None, None, missing, "expansions.min_commitment"
            )


def orders(facts: Facts) -> Iterator[Violation]:
    """Every order is delivered within its window, completely if that ends in the horizon, in whole lots but one."""
    pieces: dict[str, dict[int, float]] = defaultdict(dict)
    for row in facts.pieces:
        pieces[row.order][row.period] = row.quantity
    for order in facts.case.orders:
        yield from _order_window(facts, order, pieces[order.order])
        yield from _order_complete(facts, order, sum(pieces[order.order].values()))
        yield from _order_pieces(order, facts.item_of[order.product].lot_size, list(pieces[order.order].values()))


def _order_window(facts: Facts, order: Order, pieces: dict[int, float]) -> Iterator[Violation]:
    window = facts.grid.window(order.earliest, order.latest)
    for period, quantity in pieces.items():
        if period not in window:
            limit = "earliest" if period < facts.grid.period(order.earliest) else "latest"
            when = facts.grid.month(period)
            message = f"{order.order}: {quantity:,.10g} in {when}, outside {order.earliest} to {order.latest}"
            yield Violation("order_window", message, (order.order,), period, None, quantity, f"orders.{limit}")


def _order_complete(facts: Facts, order: Order, delivered: float) -> Iterator[Violation]:
    missing = order.quantity - delivered
    within = facts.grid.period(order.latest) <= facts.grid.last
    if exceeds(delivered, order.quantity) or (within and exceeds(order.quantity, delivered)):
        message = f"{order.order}: {delivered:,.10g} delivered of {order.quantity:,.10g}"
        yield Violation("order_complete", message, (order.order,), None, None, abs(missing), "orders.quantity")


def _order_pieces(order: Order, lot_size: float, pieces: list[float]) -> Iterator[Violation]:
    """At most one piece is no whole lot, and then what is left of the order is."""
    odd = [piece for piece in pieces if not whole(piece, lot_size)]
    if len(odd) > 1 or (odd and not whole(order.quantity - odd[0], lot_size)):
        message = (
            f"{order.order}: pieces of {', '.join(f'{piece:,.10g}' for piece in odd)} "
            f"are no whole lots of {lot_size:,.10g}"
        )
        yield Violation("order_pieces", message, (order.order,))


def stockpile(facts: Facts, needed: dict[tuple[str, str], float]) -> Iterator[Violation]:
    """Nobody receives more than it needs or has ordered, and a lot."""
    ordered: dict[tuple[str, str], float] = defaultdict(float)
    for order in facts.case.orders:
        ordered[order.partner, facts.item_of[order.product].item] += order.quantity
    received: dict[tuple[str, str], float] = defaultdict(float)
    for row in facts.received:
        received[row.partner, row.item] += row.quantity
    for pair, quantity in received.items():
        limit = max(needed.get(pair, 0.0), ordered[pair]) + facts.items[pair[1]].lot_size
        if exceeds(quantity, limit):
            message = f"{pair[0]} receives {quantity:,.10g} of {pair[1]}, at most {limit:,.10g}"
            yield Violation("stockpile", message, pair, None, None, quantity - limit)
