"""The plans that the three cases have, worked as one does by hand: with whichever numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement, permutations, product
from math import ceil, floor, inf

from pooling.case.case import Case, Framework

Best = tuple[float, float]
"""(mean delay in months, cost in EUR)."""

QUARTERS = 8
WINDOW = range(1, 6)
"""Quarters in which the order alone may come."""


def delay(case: Case, need: list[float], arrived: list[float]) -> float:
    """Months that a needed unit is late on average."""
    late, came = [], 0.0
    for needed, units in zip(need, arrived, strict=True):
        came += units
        late.append(max(0.0, needed - came))
    return (3 * sum(late) + case.settings.after_horizon_months * late[-1]) / need[-1] if need[-1] else 0.0


def quarters(months: float) -> int:
    """Periods that so many months take."""
    return ceil(months / 3)


def lots_in(units: float, size: float) -> int:
    """Whole lots in so many units, where a hair's breadth is rounding."""
    return floor(units / size * (1 + 1e-9) + 1e-9)


def level(case: Case, t: int) -> float:
    """Prices of a quarter against those of the first."""
    given = (case.frameworks[0].price_index_pct, case.items[0].price_index_pct, case.settings.price_index_pct)
    return float((1 + next(index for index in given if index is not None) / 100) ** (t // 4))


# one partner, one framework


def contract(case: Case) -> Iterator[Best]:
    """Every way to sign, extend, build and certify, each with lots called off as soon as they can be."""
    size, ordered = case.items[0].lot_size, case.orders[0].quantity
    most = lots_in(max(_need(case)[-1], ordered) + size - ordered, size)
    most = min(most, lots_in(case.lots[0].max_quantity, size))
    ways = [(None, False, False), *product((0, 1), (False, True), (False, True))]
    for signed, extended, built in ways:
        came = _deliveries(case, _open(case, signed, extended), built, most)
        for lots in range(sum(came or ()) + 1):
            plan = _one(case, signed, extended, built, lots)
            if plan is not None and plan[0] <= (case.partners[0].max_delay_months or 0.0) * (1 + 1e-9):
                yield plan


def _one(case: Case, signed: int | None, extended: bool, built: bool, most: int) -> Best | None:
    size, order, f = case.items[0].lot_size, case.orders[0], case.frameworks[0]
    came = _deliveries(case, _open(case, signed, extended), built, most)
    if came is None:
        return None
    units = sum(came) * size
    if signed is not None and not _allowed(case, f, units):
        return None
    if built and units < case.expansions[0].min_commitment * (1 - 1e-9):
        return None
    arrived = [n * size + order.quantity * (t == 1) for t, n in enumerate(came)]
    cost = order.quantity * order.unit_price
    if signed is not None:
        cost += _cost(case, came, units, signed) + f.extend_cost * extended + case.expansions[0].investment * built
    return delay(case, _need(case), arrived), cost


def _need(case: Case) -> list[float]:
    used = [sum(u.quantity / 4 for u in case.usage for q in range(t + 1) if u.year == 2027 + q // 4) for t in range(8)]
    held = case.norms[0].quantity - case.stock[0].quantity
    return [case.demand[0].quantity + max(0.0, max(held + u for u in used[: t + 1])) for t in range(8)]


def _open(case: Case, signed: int | None, extended: bool) -> range:
    """Quarters in which the framework delivers to the partner, which has to certify the product first."""
    if signed is None:
        return range(0)
    f = case.frameworks[0]
    first = signed + quarters(f.lead_months) + quarters(case.participants[0].join_months)
    end = signed + quarters(f.term_months) + quarters(f.extend_months) * extended
    return range(max(first, quarters(case.certifications[0].months)), min(end, QUARTERS))


def _allowed(case: Case, f: Framework, units: float) -> bool:
    """Whether signing, joining and calling off so many units keeps every rule of the framework."""
    lot, item, content = case.lots[0], case.items[0], case.products[0].eu_content_pct
    obliged = units >= lot.min_quantity * (1 - 1e-9) and units * case.prices[0].unit_price >= f.min_partner_value
    origin = 100 - content <= item.max_non_eu_pct and item.max_producer_pct >= 100
    return units > 0 and obliged and origin and f.min_partners <= 1


def _deliveries(case: Case, when: range, built: bool, most: int) -> list[int] | None:
    """Lots by quarter, as soon as line and material allow; None where the order does not fit."""
    size, lot, order = case.items[0].lot_size, case.lots[0], case.orders[0]
    per_lot, use = size * lot.load, case.recipes[0].per_unit
    carry, ready, stock = max(per_lot, size), 0.0, case.materials[0].opening
    came: list[int] = []
    for t in range(QUARTERS):
        x = case.expansions[0]
        ready += case.capacity[0].per_year / 4 + x.adds_per_year / 4 * (built and t >= quarters(x.build_months))
        stock += case.supply[0].per_year / 4
        if t == 1:
            ready, stock = ready - order.quantity, stock - order.quantity * use
            if ready < -1e-9 or stock < -1e-9:
                return None
        now = min(lots_in(ready, per_lot), lots_in(stock, size * use), most - sum(came)) if t in when else 0
        came.append(now)
        ready, stock = min(carry, ready - now * per_lot), stock - now * size * use
    return came


def _cost(case: Case, came: list[int], units: float, signed: int) -> float:
    f, size = case.frameworks[0], case.items[0].lot_size
    tier = max((p for p in case.prices if p.from_quantity <= units * (1 + 1e-9)), key=lambda p: p.from_quantity)
    value = sum(n * size * tier.unit_price * level(case, t) for t, n in enumerate(came))
    n, content = case.instruments[0], case.products[0].eu_content_pct
    limits = [x for x in (n.max_per_framework, n.fund) if x is not None]
    claimed = min(value * n.reimburse_pct / 100, *limits) if content >= n.min_eu_content_pct else 0.0
    claimed = claimed if n.min_partners <= 1 else 0.0
    fixed = tier.fixed_cost + f.setup_cost + f.join_cost + case.certifications[0].cost
    return value * (1 + f.fee_pct / 100) + fixed - claimed


# two partners with purses


def purses(case: Case) -> Iterator[Best]:
    """Nothing, or so many lots for each of the two, one of which comes first, as far as its budget goes."""
    size = case.items[0].lot_size
    made = lots_in(QUARTERS * case.capacity[0].per_year / 4, size * case.lots[0].load) + 1
    most = [
        min(made, *(lots_in(units, size) for units in (d.quantity + size, case.lots[0].max_quantity)))
        for d in case.demand
    ]
    yield _weighed(case, {p.partner: [0] * QUARTERS for p in case.partners}), 0.0
    for turn in permutations(d.partner for d in case.demand):
        for lots in product(*(range(1, number + 1) for number in most)):
            plan = _two(case, lots, turn)
            if plan is not None:
                yield plan


def _two(case: Case, lots: tuple[int, ...], turn: tuple[str, ...]) -> Best | None:
    f, price, size = case.frameworks[0], case.prices[0], case.items[0].lot_size
    if not f.min_partners <= 2 <= (inf if f.max_partners is None else f.max_partners):
        return None
    if case.items[0].max_producer_pct < 100 or 100 - case.products[0].eu_content_pct > case.items[0].max_non_eu_pct:
        return None
    common = {b.year: b.amount for b in case.budgets if b.partner == "COMMON"}
    if f.setup_cost + price.fixed_cost > common.get(2027, 0.0):
        return None
    left = dict(zip((d.partner for d in case.demand), lots, strict=True))
    each = size * price.unit_price * (1 + f.fee_pct / 100)
    purse = {(b.partner, b.year): b.amount for b in case.budgets}
    for gift in case.donations:
        if gift.year in (2027, 2028):
            purse[gift.recipient, gift.year] += gift.amount
    came: dict[str, list[int]] = {p: [0] * QUARTERS for p in turn}
    per_lot, ready, most = size * case.lots[0].load, 0.0, lots_in(case.lots[0].max_quantity, size)
    for t in range(quarters(f.lead_months), min(QUARTERS, quarters(f.term_months))):
        ready = min(ready, per_lot) if t > quarters(f.lead_months) else min(per_lot, t * case.capacity[0].per_year / 4)
        ready += case.capacity[0].per_year / 4
        for p in turn:
            cost = each * level(case, t)
            money = purse.get((p, 2027 + t // 4), inf if p == "B" else 0.0)
            now = min(lots_in(ready, per_lot), left[p], most)
            now = now if now * cost <= money * (1 + 1e-9) else lots_in(money, cost)
            came[p][t], left[p], most, ready = now, left[p] - now, most - now, ready - now * per_lot
            purse[p, 2027 + t // 4] = money - now * cost
    taken = {p: sum(lots) * size for p, lots in came.items()}
    if any(units * price.unit_price < f.min_partner_value * (1 - 1e-9) or not units for units in taken.values()):
        return None
    value = sum(n * each * level(case, t) for lots in came.values() for t, n in enumerate(lots))
    return _weighed(case, came), value + f.setup_cost + price.fixed_cost


def _weighed(case: Case, came: dict[str, list[int]]) -> float:
    size, weight = case.items[0].lot_size, {p.partner: p.priority for p in case.partners}
    late = {d.partner: delay(case, [d.quantity] * QUARTERS, [n * size for n in came[d.partner]]) for d in case.demand}
    return sum(weight[p] * months for p, months in late.items()) / sum(weight.values())


# an order alone


def ordered(case: Case) -> Iterator[Best]:
    """Every way to spread its lots and the rest over the quarters that its window has."""
    order, size, made = case.orders[0], case.items[0].lot_size, case.capacity[0].per_year / 4
    lots = lots_in(order.quantity, size)
    rest = order.quantity - lots * size
    if order.quantity > len(WINDOW) * made + 2 * size:
        return
    ways = product(combinations_with_replacement(WINDOW, lots), WINDOW if rest > 1e-9 * size else WINDOW[:1])
    plans = ([size * came.count(t) + rest * (t == at) for t in range(QUARTERS)] for came, at in ways)
    yield from (_moved(case, units) for units in plans if _makes(case, units))


def _makes(case: Case, units: list[float]) -> bool:
    """Whether the line makes so much by quarter, carrying on at most one lot."""
    ready, size = 0.0, case.items[0].lot_size
    for now in units:
        ready = min(ready, size) + case.capacity[0].per_year / 4 - now
        if ready < -1e-9 * max(1.0, now):
            return False
    return True


def _moved(case: Case, units: list[float]) -> Best:
    order, rate = case.orders[0], {row.year: row.rate for row in case.rates}
    each = [(order.unit_price + order.shift_cost * 3 * abs(t - 4)) * rate[2027 + t // 4] for t in range(QUARTERS)]
    cost = sum(now * price for now, price in zip(units, each, strict=True))
    needed = max(0.0, case.demand[0].quantity - sum(row.quantity for row in case.received))
    return delay(case, [needed] * QUARTERS, units), cost
