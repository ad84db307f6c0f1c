"""Tiny random cases with every feature switched on at random: solved in well under a second, feasible nearly always."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from pooling.case.case import (
    Budget,
    Capacity,
    Case,
    Certification,
    Demand,
    Donation,
    Expansion,
    Framework,
    Instrument,
    Item,
    Line,
    Lot,
    Material,
    Norm,
    Office,
    Order,
    Participant,
    Partner,
    Price,
    Producer,
    Product,
    Rate,
    Received,
    Recipe,
    Settings,
    Stock,
    Supply,
    Usage,
)
from pooling.case.schema import COMMON

AIMS = ("mean_delay", "worst_delay", "cost", "non_eu_share", "frameworks")
"""Objectives to draw from; fair shares are drawn apart, so that the case of a seed stays what it was."""


@dataclass
class Draft:
    """A case in the making: its dates, its random source, rows so far."""

    rng: Random
    start: date
    step: int
    periods: int
    rows: dict[str, list[Any]] = field(default_factory=dict)

    def on(self, chance: float) -> bool:
        """True with the given chance; a smaller draw means off."""
        return self.rng.random() > 1 - chance

    def add(self, sheet: str, *records: Any) -> None:
        self.rows.setdefault(sheet, []).extend(records)

    def get(self, sheet: str) -> list[Any]:
        return self.rows.get(sheet, [])

    def day(self, period: int, within: int = 0) -> date:
        """A day of a period, `within` days after its first."""
        months = self.start.year * 12 + self.start.month - 1 + period * self.step
        return date(months // 12, months % 12 + 1, 1) + timedelta(days=within)

    def some_day(self, first: int, last: int) -> date:
        return self.day(self.rng.randint(first, max(first, last)), self.rng.choice((0, 0, 14, 27)))

    @property
    def years(self) -> list[int]:
        return sorted({self.day(t).year for t in range(self.periods)})

    def lot_of(self, product: str) -> float:
        """Lot size of a product's item."""
        item = next(p.item for p in self.get("products") if p.product == product)
        return float(next(i.lot_size for i in self.get("items") if i.item == item))


def _who_and_what(d: Draft) -> None:
    rng = d.rng
    for n in range(rng.randint(1, 3)):
        flags = {"eu": not d.on(0.25), "nato": not d.on(0.2), "carry_over": d.on(0.4)}
        d.add("partners", Partner(f"P{n}", priority=rng.choice((1, 1, 2, 0.5)), **flags))
    d.add("producers", Producer("M0"), Producer("M1"))
    for n in range(rng.randint(1, 2)):
        shares = {"max_non_eu_pct": 50 if d.on(0.15) else 100, "max_producer_pct": 60 if d.on(0.1) else 100}
        lot_size = rng.choice((1, 1, 2, 5, 0.5))
        d.add("items", Item(f"I{n}", lot_size=lot_size, priority=rng.choice((1, 3)), certification=d.on(0.3), **shares))
        for m in range(rng.randint(1, 2)):
            d.add("products", Product(f"I{n}-{m}", f"I{n}", f"M{m}", rng.choice((100, 100, 70, 0))))
    certified = {i.item for i in d.get("items") if i.certification}
    for product in d.get("products"):
        for partner in d.get("partners"):
            if product.item in certified and not d.on(0.15):
                status = rng.choice(("certified", "certified", "possible"))
                months, cost = (rng.choice((1, 3, 7)), rng.choice((0, 4))) if status == "possible" else (0, 0)
                d.add("certifications", Certification(partner.partner, product.product, status, months, cost))


def _need(d: Draft) -> None:
    rng = d.rng
    for partner in d.get("partners"):
        for item in d.get("items"):
            p, i, size = partner.partner, item.item, item.lot_size
            if not d.on(0.15):
                for _ in range(rng.randint(1, 2)):
                    code = f"D{len(d.get('demand'))}"
                    quantity = size * rng.randint(1, 6) + (0.4 * size if d.on(0.15) else 0)
                    d.add("demand", Demand(code, p, i, d.some_day(-1, d.periods), quantity))
            if d.on(0.35):
                for _ in range(rng.randint(1, 2)):
                    first = d.some_day(-1, d.periods - 1)
                    if all((n.partner, n.item, n.from_) != (p, i, first) for n in d.get("norms")):
                        d.add("norms", Norm(p, i, first, size * rng.randint(0, 5)))
            if d.on(0.3):
                d.add("stock", Stock(p, i, size * rng.randint(0, 3)))
            if d.on(0.2):
                d.add("usage", *(Usage(p, i, y, size * rng.choice((0, 0.5, 1))) for y in d.years))


def _lines(d: Draft) -> None:
    rng = d.rng
    for product in d.get("products"):
        for n in range(1 if not d.on(0.2) else 2):
            line, size = f"L-{product.product}-{n}", d.lot_of(product.product)
            d.add("lines", Line(line, product.producer))
            rate = size * rng.choice((0.6, 1, 1.25, 2, 4)) * 12 / d.step
            d.add("capacity", Capacity(line, d.day(-1), rate))
            if d.on(0.3):
                d.add("capacity", Capacity(line, d.some_day(1, d.periods - 1), rate * rng.choice((1.5, 2))))
            if d.on(0.25):
                d.add("expansions", _expansion(d, line, rate, size))
    if d.on(0.35):
        d.add("materials", Material("powder", opening=rng.choice((0, 6))))
        d.add("supply", Supply("powder", d.day(0), rng.choice((2, 5)) * 12 / d.step))
        d.add("recipes", *(Recipe(p.product, "powder", rng.choice((0.5, 1))) for p in d.get("products")))
        if d.on(0.4):
            d.add("expansions", _expansion(d, "powder", 24 / d.step, 1))


def _expansion(d: Draft, resource: str, rate: float, size: float) -> Expansion:
    return Expansion(
        f"X-{resource}",
        resource,
        adds_per_year=rate,
        build_months=d.rng.choice((0, d.step, d.step + 1)),
        start_from=d.some_day(-1, 2),
        start_to=d.some_day(2, d.periods),
        investment=d.rng.choice((0, 5, 20)),
        min_commitment=size * d.rng.choice((0, 2, 4)),
    )


def _framework(d: Draft, code: str, existing: bool) -> None:
    rng, step = d.rng, d.step
    signed = d.some_day(-3, 1) if existing else None
    d.add(
        "frameworks",
        Framework(
            code,
            code,
            "P0",
            "existing" if existing else "candidate",
            lead_months=rng.choice((0, 1, step)),
            term_months=step * rng.randint(2, 6),
            open_to=rng.choice(("ALL", "ALL", "ALL", "EU", "NATO", "LIST")),
            signed=signed,
            sign_from=None if existing else d.some_day(-2, 1),
            sign_to=None if existing else d.some_day(1, d.periods),
            min_partners=0 if existing else min(len(d.get("partners")), rng.choice((1, 1, 2))),
            max_partners=2 if d.on(0.2) else None,
            min_partner_value=rng.choice((0, 0, 5)) if not existing else 0,
            setup_cost=rng.choice((0, 3)),
            join_cost=rng.choice((0, 2)),
            fee_pct=rng.choice((0, 2)),
            advance_pct=30 if d.on(0.25) else 0,
            advance_years=1,
            office="NSPA" if d.on(0.5) else "",
            exclusive_group="rivals" if d.on(0.3) and not existing else "",
            extend_months=step * 2 if d.on(0.4) else 0,
            extend_cost=rng.choice((0, 3)),
        ),
    )
    for n, partner in enumerate(d.get("partners")):
        if d.on(0.6):
            roles = ["may_join", "may_join", "may_join", "excluded"] + ["member"] * (n == 0 or not existing)
            d.add("participants", Participant(code, partner.partner, rng.choice(roles), rng.choice((0, 0, 1, step))))
    for line in rng.sample(d.get("lines"), min(len(d.get("lines")), rng.randint(1, 2))):
        _lot(d, code, line, existing)


def _lot(d: Draft, framework: str, line: Line, existing: bool) -> None:
    rng = d.rng
    product = line.line.removeprefix("L-").rsplit("-", 1)[0]
    size = d.lot_of(product)
    code, most = f"{framework}-{len(d.get('lots'))}", size * rng.randint(2, 10)
    least = size * rng.randint(0, 2) if not existing else 0
    d.add("lots", Lot(code, framework, product, line.line, most, least, rng.choice((1, 1, 1.5))))
    price = rng.choice((1, 2, 7)) / size
    for start in (0, size * 2, size * 3.5)[: rng.randint(1, 3)]:
        d.add("prices", Price(code, start, price, rng.choice((0, 0, 2))))
        price *= rng.choice((0.9, 0.6))


def _orders(d: Draft) -> None:
    """Orders that fit lines, materials and budgets at their planned dates: those are raised where needed."""
    rng = d.rng
    for n in range(rng.choice((0, 0, 1, 2))):
        line = rng.choice(d.get("lines"))
        product = line.line.removeprefix("L-").rsplit("-", 1)[0]
        quantity = d.lot_of(product) * rng.choice((1, 2, 2.5))
        planned = d.some_day(0, d.periods - 1)
        room = d.on(0.6)
        earliest = min(planned, d.some_day(0, 2)) if room else planned
        latest = max(planned, d.some_day(2, d.periods + 1)) if room else planned
        partner = rng.choice(d.get("partners")).partner
        price = {"shift_cost": rng.choice((0, 0.1)), "unit_price": rng.choice((0, 1))}
        d.add("orders", Order(f"O{n}", partner, product, line.line, quantity, planned, earliest, latest, **price))
        extra = quantity * 12 / d.step
        raised = [Capacity(c.line, c.from_, c.per_year + extra * (c.line == line.line)) for c in d.get("capacity")]
        d.rows["capacity"] = raised
        d.rows["materials"] = [Material(m.material, opening=m.opening + quantity) for m in d.get("materials")]


def _money(d: Draft) -> None:
    rng = d.rng
    for partner in d.get("partners"):
        if d.on(0.5):
            owed = sum(o.quantity * (o.unit_price + 1) for o in d.get("orders") if o.partner == partner.partner)
            d.add("budgets", *(Budget(partner.partner, y, rng.choice((4, 12, 30)) + owed) for y in d.years))
    if d.on(0.4):
        owed = sum(f.setup_cost for f in d.get("frameworks") if f.status == "existing")
        owed += 2 * len(d.get("lots"))
        d.add("budgets", *(Budget(COMMON, y, rng.choice((0, 5, 20)) + owed) for y in d.years))
    signed = [f.signed for f in d.get("frameworks") if f.office and f.signed and f.signed >= d.start]
    if d.on(0.6) and any(f.office for f in d.get("frameworks")):
        d.add("offices", *(Office("NSPA", y, len(signed) + rng.choice((0, 1))) for y in d.years))
    for n in range(rng.randint(0, 2)):
        limits = {"max_per_framework": rng.choice((None, 3)), "fund": rng.choice((None, 5))}
        limits |= {"min_eu_content_pct": rng.choice((0, 65)), "counts": rng.choice(("EU", "NATO", "ALL"))}
        first, last = d.some_day(-2, 1), d.some_day(1, d.periods)
        d.add(
            "instruments",
            Instrument(f"N{n}", f"N{n}", rng.randint(1, 2), rng.choice((10, 40)), first, last, **limits),
        )


def _came(d: Draft) -> None:
    """What came already, of a few needs; drawn last, and from what was drawn, so that all else stays as it was."""
    rng = Random(len(d.get("prices")) + 10 * len(d.get("demand")))
    for row in d.get("demand"):
        if rng.random() < 0.2 and all((r.partner, r.item) != (row.partner, row.item) for r in d.get("received")):
            d.add("received", Received(row.partner, row.item, rng.choice((0.5, 1, 3)) * row.quantity))


def small_case(rng: Random) -> Case:
    """A random tiny case: 1-3 partners, 1-2 items, 1-3 frameworks of 1-2 lots, 4-6 periods."""
    d = Draft(rng, date(2026, rng.choice((1, 4, 10)), 1), rng.choice((3, 6, 12)), rng.randint(4, 6))
    _who_and_what(d)
    _need(d)
    _lines(d)
    for n in range(rng.choice((1, 2, 2, 3))):
        _framework(d, f"F{n}", existing=n == 1 and d.on(0.6))
    _orders(d)
    _money(d)
    _came(d)
    objectives = ("mean_delay", "cost")
    if d.on(0.4):
        objectives = tuple(rng.sample(AIMS, rng.randint(1, 3)))
    settings = Settings(
        case="small",
        start=d.start,
        end=d.day(d.periods) - timedelta(days=1),
        period_months=d.step,
        after_horizon_months=rng.choice((12, 6, 0)),
        objectives=objectives,
        tolerance_pct=rng.choice((1, 0, 10)),
        budget_price=rng.choice(("ceiling", "reached")),
        price_index_pct=rng.choice((0, 3)),
        mip_gap_pct=0,
        threads=1,
    )
    _indices_and_currencies(d)
    _donations(d)
    return Case(settings, **{sheet: tuple(records) for sheet, records in d.rows.items()})


def _indices_and_currencies(d: Draft) -> None:
    """Indices of items and frameworks; some lots, budgets and orders in kroner, worth no less and costing no more."""
    rng = d.rng
    d.rows["items"] = [replace(row, price_index_pct=rng.choice((None, None, 0, 6))) for row in d.get("items")]
    d.rows["frameworks"] = [replace(row, price_index_pct=rng.choice((None, None, 9))) for row in d.get("frameworks")]
    if not d.on(0.4):
        return
    rates = {year: rng.choice((0.5, 0.25, 0.4)) for year in d.years}
    d.add("rates", *(Rate("SEK", year, rate) for year, rate in rates.items()))
    kroner = {row.lot for row in d.get("lots") if d.on(0.6)}
    d.rows["prices"] = [
        replace(row, unit_price=row.unit_price / rates[d.years[0]], currency="SEK") if row.lot in kroner else row
        for row in d.get("prices")
    ]
    d.rows["budgets"] = [
        replace(row, amount=row.amount / rates[row.year], currency="SEK") if d.on(0.5) else row
        for row in d.get("budgets")
    ]
    dearest = max(rates.values())
    d.rows["orders"] = [
        replace(row, unit_price=row.unit_price / dearest, shift_cost=row.shift_cost / dearest, currency="SEK")
        if d.on(0.5)
        else row
        for row in d.get("orders")
    ]


def _donations(d: Draft) -> None:
    """Some give to others, who have budgets or not, for an item, a framework, both or anything; donors have it."""
    rng, partners = d.rng, [row.partner for row in d.get("partners")]
    if len(partners) < 2 or not d.on(0.5):
        return
    rates = {row.year: row.rate for row in d.get("rates")}
    for _ in range(rng.randint(1, 3)):
        donor, recipient = rng.sample(partners, 2)
        item = rng.choice(("", *(row.item for row in d.get("items"))))
        contract = rng.choice(("", *(row.framework for row in d.get("frameworks"))))
        year, amount = rng.choice(d.years), rng.choice((2, 5, 20))
        d.add("donations", Donation(donor, recipient, year, amount, item, contract))
        d.rows["budgets"] = [
            replace(row, amount=row.amount + amount / (rates[year] if row.currency else 1))
            if (row.partner, row.year) == (donor, year)
            else row
            for row in d.get("budgets")
        ]


def small_cases() -> st.SearchStrategy[Case]:
    """Random tiny cases for property tests."""
    return st.builds(small_case, st.randoms(use_true_random=False))
