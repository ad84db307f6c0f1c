"""Who pools and what they need: partners, items, norms in two steps, stocks, usage, demand lines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from pooling.case.case import Demand, Item, Norm, Partner, Stock, Usage

START = date(2026, 1, 1)

LONGEST = 240.0
"""Months that a partner waits at most: longer than the horizon."""


@dataclass(frozen=True)
class Kind:
    """A typical item: `need` of a mid-size partner [units], `price` [EUR], `lot` [units], `stuff` it is made of."""

    name: str
    family: str
    unit: str
    need: float
    price: float
    lot: float
    certified: bool
    stuff: str


KINDS = (
    Kind("155 mm HE", "artillery", "round", 120_000, 4_500, 500, True, "propellant"),
    Kind("area-defence missile", "air defence", "missile", 100, 5_200_000, 1, False, "motor"),
    Kind("5.56 mm", "small calibre", "round", 60_000_000, 0.4, 100_000, False, "powder"),
    Kind("30 mm airburst", "medium calibre", "round", 400_000, 900, 2_000, True, "powder"),
    Kind("shoulder missile", "air defence", "missile", 800, 120_000, 4, False, "motor"),
    Kind("12.7 mm", "small calibre", "round", 6_000_000, 4, 20_000, False, "powder"),
    Kind("7.62 mm", "small calibre", "round", 30_000_000, 0.9, 50_000, False, "powder"),
    Kind("155 mm guided", "artillery", "round", 600, 70_000, 4, True, "propellant"),
    Kind("120 mm", "tank", "round", 25_000, 6_000, 100, False, "propellant"),
    Kind("35 mm", "medium calibre", "round", 250_000, 600, 1_000, False, "powder"),
)
"""Three in ten are needed in few lots a pair."""


def nice(value: float) -> float:
    """`value` rounded to three significant digits, whole from 100 on."""
    if value <= 0:
        return 0.0
    return float(round(value, 2 - math.floor(math.log10(value))))


def first_of(month: int) -> date:
    """The first day of the month `month` months after the start (may be negative)."""
    months = START.year * 12 + START.month - 1 + month
    return date(months // 12, months % 12 + 1, 1)


def in_lots(value: float, lot: float) -> float:
    """The nearest whole number of lots, at least one."""
    return float(max(1, round(value / lot)) * lot)


@dataclass(frozen=True)
class Need:
    """Partners, items and every row that says what they need; `total[p, i]` [units] by the end of the horizon."""

    partners: tuple[Partner, ...]
    items: tuple[Item, ...]
    kinds: Mapping[str, Kind]
    norms: tuple[Norm, ...]
    stock: tuple[Stock, ...]
    usage: tuple[Usage, ...]
    demand: tuple[Demand, ...]
    total: Mapping[tuple[str, str], float]

    def of_item(self, item: str) -> float:
        """All partners' need of an item [units]."""
        return sum(quantity for (_, i), quantity in self.total.items() if i == item)

    def who(self, item: str) -> list[str]:
        """Partners that need an item."""
        return [p for p, i in self.total if i == item]


def _partner(rng: Random, number: int) -> Partner:
    eu = rng.random() < 0.75
    return Partner(
        partner=f"P{number + 1:02d}",
        name=f"Partner {number + 1}",
        country=f"Country {number + 1}",
        eu=eu,
        nato=not eu or rng.random() < 0.9,
        priority=rng.choice((1, 1, 1, 1, 1.5, 2)),
        carry_over=rng.random() < 0.7,
        max_delay_months=LONGEST if number == 0 else None,
    )


def _item(rng: Random, number: int, kind: Kind) -> Item:
    generation = number // len(KINDS)
    return Item(
        item=f"I{number + 1:02d}",
        name=kind.name + (f" mk {generation + 1}" if generation else ""),
        family=kind.family,
        unit=kind.unit,
        lot_size=kind.lot,
        priority=rng.choice((1, 1, 1, 1.5, 2)),
        certification=kind.certified,
    )


def _pairs(rng: Random, partners: tuple[Partner, ...], items: tuple[Item, ...]) -> list[tuple[str, str]]:
    """About half of all pairs; every partner needs an item, every item has at least three partners."""
    pairs = {(p.partner, i.item) for p in partners for i in items if rng.random() < 0.5}
    for partner in partners:
        pairs.add((partner.partner, rng.choice(items).item))
    for item in items:
        pairs |= {(p.partner, item.item) for p in rng.sample(partners, min(3, len(partners)))}
    return sorted(pairs)


def draw_need(rng: Random, partners: int, items: int, years: int) -> Need:
    """Draw `partners`, `items` and their needs over `years`."""
    who = tuple(_partner(rng, n) for n in range(partners))
    kinds = {f"I{n + 1:02d}": KINDS[n % len(KINDS)] for n in range(items)}
    what = tuple(_item(rng, n, KINDS[n % len(KINDS)]) for n in range(items))
    weight = {p.partner: min(4.0, rng.lognormvariate(-0.2, 0.7)) for p in who}
    norms: list[Norm] = []
    stock: list[Stock] = []
    usage: list[Usage] = []
    demand: list[Demand] = []
    total: dict[tuple[str, str], float] = {}
    for partner, item in _pairs(rng, who, what):
        kind = kinds[item]
        size = in_lots(kind.need * weight[partner] * rng.uniform(0.6, 1.4), kind.lot)
        style = rng.random()
        need = 0.0
        if style < 0.75:
            on_hand = in_lots(size * rng.uniform(0.2, 0.45), kind.lot)
            second = date(START.year + max(1, round(years * rng.uniform(0.25, 0.45))), rng.choice((1, 7)), 1)
            a_year = nice(size * rng.uniform(0.01, 0.03))
            norms.append(Norm(partner, item, START, in_lots(size * rng.uniform(0.5, 0.65), kind.lot)))
            norms.append(Norm(partner, item, second, size))
            stock.append(Stock(partner, item, on_hand))
            usage += [Usage(partner, item, START.year + y, a_year) for y in range(years)]
            need = max(0.0, size + a_year * years - on_hand)
        if style > 0.7:
            share = 0.3 if need else 0.8
            for n in range(rng.randint(2, 4)):
                month = rng.randrange(6, int(years * 12 * 0.6))
                need_by = date(START.year + month // 12, month % 12 + 1, rng.choice((1, 15)))
                quantity = in_lots(size * share / 3, kind.lot)
                purpose = rng.choice(("norm", "usage", "donation", "other"))
                demand.append(Demand(f"D-{partner}-{item}-{n + 1}", partner, item, need_by, quantity, purpose))
                need += quantity
        total[partner, item] = need
    return Need(who, what, kinds, tuple(norms), tuple(stock), tuple(usage), tuple(demand), total)
