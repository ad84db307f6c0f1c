"""Who makes it: producers, products, lines with ramps, shared materials, expansions, orders already placed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from pooling.case.case import (
    Capacity,
    Certification,
    Expansion,
    Item,
    Line,
    Material,
    Order,
    Producer,
    Product,
    Recipe,
    Supply,
)
from tests.benchmarks.world.need import START, Need, first_of, nice


@dataclass(frozen=True)
class Industry:
    """Supply side. `item_lines[item]`: (line, product) pairs; `rate[line]`: full rate [units/year]."""

    items: tuple[Item, ...]
    producers: tuple[Producer, ...]
    products: tuple[Product, ...]
    certifications: tuple[Certification, ...]
    lines: tuple[Line, ...]
    capacity: tuple[Capacity, ...]
    materials: tuple[Material, ...]
    supply: tuple[Supply, ...]
    recipes: tuple[Recipe, ...]
    expansions: tuple[Expansion, ...]
    orders: tuple[Order, ...]
    item_lines: Mapping[str, list[tuple[str, str]]]
    rate: Mapping[str, float]


def _mean_wait(curve: list[float], rate: float) -> float:
    """Months a unit of the needed `curve` waits, first come first served, if `rate` [units/year] ramps up."""
    delivered, area, backlog = 0.0, 0.0, 0.0
    for month, needed in enumerate(curve):
        ramp = 0.15 if month < 12 else min(1.0, 0.4 + (month - 12) / 40)
        delivered = min(needed, delivered + rate / 12 * ramp)
        backlog = needed - delivered
        area += backlog
    return (area + 12 * backlog) / curve[-1]


def _need_curve(need: Need, item: str, years: int) -> list[float]:
    """Cumulated need of all partners per month [units]."""
    months = years * 12
    curve = [0.0] * months
    for line in need.demand:
        if line.item == item:
            first = (line.need_by.year - START.year) * 12 + line.need_by.month - 1
            for month in range(first, months):
                curve[month] += line.quantity
    stock = {s.partner: s.quantity for s in need.stock if s.item == item}
    usage = {u.partner: u.quantity for u in need.usage if u.item == item}
    norms = defaultdict(list)
    for norm in need.norms:
        if norm.item == item:
            norms[norm.partner].append(norm)
    for partner, steps in norms.items():
        for month in range(months):
            norm = max(s.quantity for s in steps if s.from_ <= first_of(month))
            curve[month] += max(0.0, norm + usage[partner] * (month + 1) / 12 - stock[partner])
    return curve


def full_rate(need: Need, item: str, years: int, wait: float) -> float:
    """The yearly rate at which a unit of the item waits `wait` months on average (bisection)."""
    curve = _need_curve(need, item, years)
    low, high = 0.0, 20 * need.of_item(item)
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if _mean_wait(curve, middle) > wait else (low, middle)
    return high


def _ramp(rng: Random, line: str, rate: float, years: int) -> list[Capacity]:
    """Capacity steps up to `rate`; one line in eight is a plant that opens later."""
    opening = rng.choice((12, 18)) if rng.random() < 0.125 and years > 3 else 0
    steps = ((opening, rng.uniform(0.4, 0.6)), (opening + 15, rng.uniform(0.7, 0.85)), (opening + 30, 1.0))
    return [Capacity(line, first_of(month), nice(rate * share)) for month, share in steps]


def _certifications(rng: Random, need: Need, products: list[Product]) -> list[Certification]:
    """Per partner that needs the item: certified, possible or out; the first product is never out."""
    rows = []
    certified = {i.item for i in need.items if i.certification}
    seen: set[tuple[str, str]] = set()
    for product in products:
        if product.item not in certified:
            continue
        for partner in need.who(product.item):
            first = (partner, product.item) not in seen
            seen.add((partner, product.item))
            luck = rng.random()
            if luck < 0.5:
                rows.append(Certification(partner, product.product, "certified"))
            elif luck < 0.85 or first:
                months, cost = rng.choice((6, 9, 12, 18)), rng.choice((2e5, 5e5, 1e6))
                rows.append(Certification(partner, product.product, "possible", months, cost))
    return rows


def _orders(
    rng: Random,
    need: Need,
    made: Mapping[str, list[tuple[str, str]]],
    capacity: list[Capacity],
    certifications: list[Certification],
    years: int,
) -> list[Order]:
    """An order for about every second pair, within what its line can make in the planned quarter."""
    steps = defaultdict(list)
    for row in capacity:
        steps[row.line].append(row)
    accepted = {(c.partner, c.product) for c in certifications if c.status == "certified"}
    certified_items = {i.item for i in need.items if i.certification}
    left: dict[tuple[str, int], float] = {}
    orders: list[Order] = []
    for (partner, item), total in need.total.items():
        kind = need.kinds[item]
        choices = [c for c in made[item] if item not in certified_items or (partner, c[1]) in accepted]
        if rng.random() > 0.5 or not choices:
            continue
        line, product = rng.choice(choices)
        month = rng.randrange(3, years * 9)
        planned = first_of(month) + timedelta(days=rng.randrange(28))
        slot = (line, month // 3)
        first_day = first_of(month // 3 * 3)
        rate = max((s.per_year for s in steps[line] if s.from_ <= first_day), default=0.0) / 4
        free = left.get(slot, rate if rate < 4 * kind.lot else rate / 2)
        lots = min(int(free / kind.lot), max(1, round(total * rng.uniform(0.03, 0.12) / kind.lot)))
        if lots < 1:
            continue
        odd = kind.lot > 1 and lots > 1 and rng.random() < 0.1
        quantity = lots * kind.lot - (kind.lot // 2 if odd else 0)
        left[slot] = free - quantity
        free_to_move = rng.random() < 0.6
        earliest = first_of(max(0, month - rng.choice((0, 6, 12)))) if free_to_move else planned
        latest = first_of(month + rng.choice((3, 6, 12))) if free_to_move else planned
        if free_to_move and rng.random() < 0.1:
            latest = first_of(years * 12 + 3)
        price = nice(kind.price * rng.uniform(0.9, 1.1))
        shift_cost = round(price * rng.choice((0, 0.002, 0.005)), 4)
        orders.append(
            Order(
                f"O{len(orders) + 1:03d}",
                partner,
                product,
                line,
                quantity,
                planned,
                min(earliest, planned),
                max(latest, planned),
                shift_cost,
                price,
            )
        )
    return orders


def _materials(
    rng: Random, need: Need, products: list[Product], years: int, wait: float
) -> tuple[list[Material], list[Supply], list[Recipe], dict[str, float]]:
    """Up to three materials, each shared by all items of its stuff; supply ramps and is scarce at first."""
    materials, supply, recipes = [], [], []
    rate: dict[str, float] = {}
    for stuff in sorted({need.kinds[p.item].stuff for p in products}):
        items = sorted({p.item for p in products if need.kinds[p.item].stuff == stuff})
        per_unit = {i: nice(1000 * years / need.of_item(i)) for i in items}
        uses = [(p, per_unit[p.item] * rng.choice((0.9, 1, 1.1))) for p in products if p.item in items]
        recipes += [Recipe(p.product, stuff, nice(use)) for p, use in uses]
        rate[stuff] = sum(full_rate(need, i, years, wait) * per_unit[i] for i in items) * rng.uniform(0.9, 1.15)
        materials.append(Material(stuff, stuff.capitalize(), "t", nice(rate[stuff] * 0.3)))
        for month, share in ((0, 0.55), (18, 0.8), (36, 1.0)):
            supply.append(Supply(stuff, first_of(month), nice(rate[stuff] * share)))
    return materials, supply, recipes, rate


def _expansions(
    rng: Random, rate: Mapping[str, float], materials: Mapping[str, float], price: Mapping[str, float], years: int
) -> list[Expansion]:
    """An expansion for every fourth line and for every material; half of the lines' want a business case."""
    rows = []
    for resource in [line for n, line in enumerate(rate) if n % 4 == 1] + list(materials):
        full = rate.get(resource) or materials[resource]
        adds = nice(full * rng.uniform(0.3, 0.7))
        begin = rng.choice((0, 6, 12))
        rows.append(
            Expansion(
                expansion=f"X-{resource}",
                resource=resource,
                adds_per_year=adds,
                build_months=rng.choice((12, 18, 24)),
                start_from=first_of(begin),
                start_to=first_of(min(begin + 30, years * 12 - 12)),
                name=f"second shift at {resource}",
                investment=nice(adds * price.get(resource, 50_000) * rng.uniform(0.1, 0.3)),
                min_commitment=nice(full * years * 0.25) if rng.random() < 0.5 else 0,
            )
        )
    return rows


def _policy(rng: Random, item: Item, products: list[Product], rate: Mapping[str, float]) -> Item:
    """Every third item limits non-EU content or one producer's share, a little below what capacity suggests.

    `rate[product]` is what the product's lines make; an item of a single producer limits neither.
    """
    whole = sum(rate.values())
    foreign = sum(rate[p.product] * (100 - p.eu_content_pct) for p in products) / whole
    largest = 100 * max(rate.values()) / whole
    if len(products) < 2 or rng.random() > 0.4:
        return item
    if foreign > 15 and rng.random() < 0.5:
        return replace(item, max_non_eu_pct=max(30, round(0.95 * foreign)))
    return replace(item, max_producer_pct=min(100, max(60, round(0.95 * largest))))


def draw_industry(rng: Random, need: Need, lines: int, years: int, wait: float) -> Industry:
    """Draw the supply side so that a unit would wait about `wait` months in one queue per item."""
    producers = tuple(
        Producer(f"MAKER{n + 1:02d}", f"Maker {n + 1}", f"Country {n + 1}") for n in range(max(4, len(need.items)))
    )
    items: list[Item] = []
    products: list[Product] = []
    plants: list[Line] = []
    capacity: list[Capacity] = []
    made: dict[str, list[tuple[str, str]]] = {}
    rate: dict[str, float] = {}
    price: dict[str, float] = {}
    for number, item in enumerate(need.items):
        count = lines // len(need.items) + (1 if number < lines % len(need.items) else 0)
        makers = rng.sample(producers, min(count, rng.randint(1, 3)))
        own = [
            Product(
                f"{item.item}-{chr(65 + n)}",
                item.item,
                m.producer,
                rng.choice((100, 90, 75)) if n == 0 else rng.choice((100, 80, 35, 0)),
            )
            for n, m in enumerate(makers)
        ]
        shares = [rng.uniform(0.5, 1.5) for _ in range(count)]
        total = full_rate(need, item.item, years, wait * rng.uniform(0.7, 1.2))
        made[item.item] = []
        for n, share in enumerate(shares):
            maker = makers[n % len(makers)]
            line = Line(
                line=f"L{len(plants) + 1:03d}",
                producer=maker.producer,
                name=f"{item.name} line {n + 1}",
                country=maker.country,
                low_pct=rng.choice((50, 60, 70)),
                likely_pct=rng.choice((85, 90)),
                high_pct=100,
            )
            plants.append(line)
            rate[line.line] = total * share / sum(shares)
            price[line.line] = need.kinds[item.item].price
            capacity += _ramp(rng, line.line, rate[line.line], years)
            made[item.item].append((line.line, own[n % len(own)].product))
        products += own
        made_of = {p.product: sum(rate[line] for line, product in made[item.item] if product == p.product) for p in own}
        items.append(_policy(rng, item, own, made_of))
    certifications = _certifications(rng, need, products)
    orders = _orders(rng, need, made, capacity, certifications, years)
    materials, supply, recipes, flow = _materials(rng, need, products, years, wait)
    expansions = _expansions(rng, rate, flow, price, years)
    return Industry(
        tuple(items),
        producers,
        tuple(products),
        tuple(certifications),
        tuple(plants),
        tuple(capacity),
        tuple(materials),
        tuple(supply),
        tuple(recipes),
        tuple(expansions),
        tuple(orders),
        made,
        rate,
    )
