"""Seeded families of cases, each hard in its own way; none of them is used to tune a search.

What makes a case hard: lots that are coarse against needs, budgets that cover hardly more than a year's share, lines
that need committed volume before they grow, a material that everything shares, partners a hundred times as large as
others, tiers that only pooling reaches, monthly or yearly periods, orders that may shift. The same family and seed
always give the same case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

FIRST_YEAR = 2027

Row = dict[str, Any]

Sheets = dict[str, list[Row]]
"""Sheet → rows, each a value by column name."""


@dataclass(frozen=True)
class Family:
    """How many of what, and how tight. Ranges are drawn from evenly.

    partners, items, lines, frameworks, years   counts
    months           length of a period
    lot              lot size, times what is usual at the item's price
    budget           a partner's yearly budget, as a part of what all its needs cost
    capacity         a line's yearly capacity, as a part of a year's need of its item; grows by 40 % after two years
    grow, commit     part of the lines that may expand; committed volume that asks for, as a part of all need
    powdered         items whose first products share one material
    orders           orders already placed, per line
    reached          budgets count the prices reached
    common           what COMMON has for the first three years, as a part of all that could be signed and built
    members          part of the frameworks that have two members
    lots             lots a framework
    existing         part of the frameworks that exist already
    """

    partners: int = 8
    items: int = 4
    lines: int = 12
    frameworks: int = 16
    years: int = 6
    months: int = 3
    lot: float = 1.0
    budget: tuple[float, float] = (0.12, 0.20)
    capacity: tuple[float, float] = (0.15, 0.5)
    grow: float = 0.8
    commit: float = 0.15
    powdered: int = 4
    orders: float = 0.33
    reached: bool = False
    common: float | None = None
    members: float = 0.0
    lots: int = 1
    existing: float = 0.15
    objectives: str = "mean_delay, cost"
    tolerance: float = 1.0


SMALL = Family()
MEDIUM = Family(partners=16, items=10, lines=30, frameworks=40, years=10)
LARGE = Family(partners=34, items=20, lines=60, frameworks=80, years=10)
RICH: Mapping[str, Any] = {"budget": (0.3, 0.6), "capacity": (0.1, 0.3)}

FAMILIES: Mapping[str, Family] = {
    "small": SMALL,
    "coarse": replace(SMALL, lot=8.0),
    "fine": replace(SMALL, lot=0.1),
    "rich": replace(SMALL, **RICH),
    "poor": replace(SMALL, budget=(0.06, 0.10), capacity=(0.3, 0.8)),
    "reached": replace(SMALL, reached=True),
    "purse": replace(SMALL, common=0.5, grow=1.0, commit=0.25),
    "orders": replace(SMALL, orders=2.0, years=8),
    "worst-first": replace(SMALL, objectives="worst_delay, mean_delay, cost", tolerance=5),
    "origin-first": replace(SMALL, objectives="non_eu_share, mean_delay, cost", tolerance=5),
    "monthly": replace(SMALL, months=1, years=4, partners=6),
    "yearly": Family(months=12, years=12, partners=14, items=8, lines=20, frameworks=40),
    "two-lots": replace(SMALL, lots=3, frameworks=10, members=0.3),
    "medium": MEDIUM,
    "medium-coarse": replace(MEDIUM, lot=8.0),
    "medium-rich": replace(MEDIUM, **RICH),
    "medium-reached": replace(MEDIUM, reached=True),
    "large": LARGE,
    "large-rich": replace(LARGE, **RICH, existing=0.3),
}


def draw(name: str, seed: int) -> Sheets:
    """The case of a family by its name. Raises KeyError for an unknown one."""
    return drawn(FAMILIES[name], f"{name}-{seed}")


def drawn(family: Family, name: str) -> Sheets:
    """A case of `family`; `name` is its name and its seed."""
    return _World(family, name).sheets()


def _day(year: int, month: int = 1) -> date:
    return date(FIRST_YEAR + year, month, 1)


class _World:
    """What is drawn of a case, in the order in which it is drawn."""

    def __init__(self, family: Family, name: str) -> None:
        self.family, self.name, self.random = family, name, Random(name)
        self.partners = [f"N{n:02d}" for n in range(family.partners)]
        self.items = [f"I{n:02d}" for n in range(family.items)]
        self.lines = [f"L{n:03d}" for n in range(family.lines)]
        self.producers = [f"P{n:02d}" for n in range(max(4, family.lines // 3))]
        self.eu = {p: self._yes(0.75) for p in self.partners}
        self.nato = {p: self._yes(0.93) for p in self.partners}
        self.wealth = {p: self.random.lognormvariate(0, 1) for p in self.partners}
        self.price = {i: 10 ** self._between(-0.3, 6.7) for i in self.items}
        self.lot_size = {i: max(1, round(self._usual_lot(i) * family.lot)) for i in self.items}
        self.need: dict[tuple[str, str], float] = {}
        self.total: Counter[str] = Counter()

    def _between(self, low: float, high: float) -> float:
        return self.random.uniform(low, high)

    def _yes(self, chance: float) -> str:
        return "Y" if self.random.random() < chance else "N"

    def _usual_lot(self, item: str) -> int:
        return next((lot for above, lot in ((1e5, 1), (1e3, 10), (5, 1000)) if self.price[item] > above), 10_000)

    def _item(self, line: int) -> str:
        return self.items[line % len(self.items)]

    def _product(self, line: int) -> str:
        return f"{self._item(line)}-{line // len(self.items)}"

    def sheets(self) -> Sheets:
        """All sheets, each drawn after those that it depends on."""
        need = self._need()
        industry = self._industry()
        contracts = self._contracts()
        orders = self._orders()
        return {
            **self._masters(),
            **need,
            **industry,
            **contracts,
            "orders": orders,
            "budgets": self._budgets(orders, contracts, industry),
        }

    def _masters(self) -> Sheets:
        f = self.family
        settings = {
            "case": self.name,
            "start": _day(0),
            "end": date(FIRST_YEAR + f.years - 1, 12, 31),
            "period_months": f.months,
            "objectives": f.objectives,
            "tolerance_pct": f.tolerance,
            "budget_price": "reached" if f.reached else "ceiling",
            "mip_gap_pct": 0.3,
            "time_limit_s": 60,
        }
        return {
            "settings": [{"key": key, "value": value} for key, value in settings.items()],
            "partners": [
                {
                    "partner": p,
                    "name": p,
                    "eu": self.eu[p],
                    "nato": self.nato[p],
                    "priority": self.random.choice((1, 1, 1, 2)),
                    "carry_over": self.random.choice("NNY"),
                }
                for p in self.partners
            ],
            "items": [
                {
                    "item": i,
                    "name": i,
                    "family": f"F{n % 4}",
                    "unit": "unit",
                    "lot_size": self.lot_size[i],
                    "certification": "Y" if n % 5 == 0 else "N",
                    "max_non_eu_pct": 70 if n % 4 == 1 else 100,
                }
                for n, i in enumerate(self.items)
            ],
            "producers": [{"producer": p, "name": p, "country": "DE"} for p in self.producers],
        }

    def _need(self) -> Sheets:
        """Norms that rise in three steps above what is in stock, and use in every year."""
        years, steps = self.family.years, ((0, 0.6), (2, 0.8), (min(4, self.family.years - 1), 1.0))
        stock: list[Row] = []
        norms: list[Row] = []
        usage: list[Row] = []
        for p in self.partners:
            for i in self.items:
                if self.random.random() > 0.7:
                    continue
                size = self.lot_size[i]
                wanted = self.wealth[p] * 4e8 / len(self.items) / self.price[i] * self._between(0.4, 1)
                norm = round(max(4 * size, wanted) / size) * size
                held, used = round(norm * self._between(0.1, 0.6)), round(norm * self._between(0.01, 0.05))
                stock.append({"partner": p, "item": i, "quantity": held})
                norms += [
                    {"partner": p, "item": i, "from": _day(year), "quantity": round(norm * part)}
                    for year, part in dict(steps).items()
                    if year < years
                ]
                usage += [{"partner": p, "item": i, "year": FIRST_YEAR + y, "quantity": used} for y in range(years)]
                self.need[p, i] = norm - held + used * years
                self.total[i] += self.need[p, i]
        for i in self.items:
            self.total[i] = self.total[i] or 4 * self.lot_size[i]
        return {"stock": stock, "norms": norms, "usage": usage}

    def _industry(self) -> Sheets:
        f = self.family
        made: Sheets = {s: [] for s in ("products", "lines", "capacity", "expansions", "recipes", "certifications")}
        for n, line in enumerate(self.lines):
            i, product = self._item(n), self._product(n)
            total, price = self.total[i], self.price[i]
            producer = self.producers[n % len(self.producers)]
            eu_content = self.random.choice((100, 100, 85, 40))
            made["products"].append(
                {"product": product, "item": i, "name": product, "producer": producer, "eu_content_pct": eu_content}
            )
            made["lines"].append({"line": line, "producer": producer, "country": "DE"})
            a_year = total / f.years * self._between(*f.capacity)
            made["capacity"] += [
                {"line": line, "from": _day(0), "per_year": round(a_year, 2)},
                {"line": line, "from": _day(2), "per_year": round(a_year * 1.4, 2)},
            ]
            if self.random.random() < f.grow:
                made["expansions"].append(
                    {
                        "expansion": f"X{n:03d}",
                        "resource": line,
                        "adds_per_year": round(a_year * self._between(0.4, 1), 2),
                        "build_months": self.random.choice((12, 18, 24)),
                        "start_from": _day(0),
                        "start_to": _day(2, 12),
                        "investment": round(total * price * 0.03),
                        "min_commitment": round(total * f.commit),
                    }
                )
            if n % len(self.items) < f.powdered:
                per_unit = 1.0 / max(1.0, total / 1e5)
                made["recipes"].append({"product": product, "material": "POWDER", "per_unit": per_unit})
            if n % len(self.items) % 5 == 0:
                made["certifications"] += [
                    {
                        "partner": p,
                        "product": product,
                        "status": "certified" if self.random.random() < 0.7 else "possible",
                        "months": self.random.choice((6, 9, 12)),
                        "cost": 5e5,
                    }
                    for p in self.partners
                    if (p, i) in self.need and self.random.random() < 0.85
                ]
        powder = [{"material": "POWDER", "name": "powder", "opening": 2e4}] if made["recipes"] else []
        grows = ((0, 3.5e4), (3, 6e4)) if powder else ()
        supply = [{"material": "POWDER", "from": _day(year), "per_year": amount} for year, amount in grows]
        return {**made, "materials": powder, "supply": supply}

    def _contracts(self) -> Sheets:
        f = self.family
        made: Sheets = {s: [] for s in ("frameworks", "participants", "lots", "prices")}
        for n in range(f.frameworks):
            code, existing, i = f"K{n:03d}", self.random.random() < f.existing, self._item(n % f.lines)
            value = self.total[i] * self.price[i]
            own = [p for p in self.partners if (p, i) in self.need]
            made["frameworks"].append(self._framework(n, code, existing, value))
            inside = own[:2] if self.random.random() < f.members else []
            made["participants"] += [{"framework": code, "partner": p, "role": "member"} for p in inside]
            made["participants"] += [
                {"framework": code, "partner": p, "role": "may_join", "join_months": 3}
                for p in own[:3]
                if p not in inside and self.random.random() < 0.5
            ]
            for m in range(f.lots):
                lot = code if m == 0 else f"{code}-{m}"
                self._lot(made, lot, code, (n + m) % f.lines, obliged=not (existing or inside))
        offices = [
            {"office": f"O{o}", "year": FIRST_YEAR + y, "max_signings": 4}
            for o in range(6)
            for y in range(min(3, f.years))
        ]
        return {**made, "offices": offices}

    def _framework(self, n: int, code: str, existing: bool, value: float) -> Row:
        row: Row = {
            "framework": code,
            "name": code,
            "lead": self.random.choice(self.partners),
            "status": "existing" if existing else "candidate",
            "lead_months": self.random.choice((6, 9, 12, 18, 24)),
            "term_months": self.random.choice((48, 60, 84)),
            "open_to": self.random.choice(("ALL", "NATO", "EU", "NATO")),
            "min_partners": 1 if existing else self.random.choice((1, 2, 3)),
            "setup_cost": 0 if existing else round(value * 3e-3),
            "join_cost": round(value * 2e-4),
            "fee_pct": self.random.choice((0, 1, 2)),
            "advance_pct": self.random.choice((0, 15)),
            "advance_years": 1,
            "office": f"O{n % 6}",
        }
        if existing:
            return row | {"signed": _day(-2, 7), "extend_months": 24, "extend_cost": round(value * 1e-3)}
        return row | {"sign_from": _day(0, self.random.choice((1, 4, 7))), "sign_to": _day(2, 12)}

    def _lot(self, made: Sheets, lot: str, framework: str, line: int, obliged: bool) -> None:
        i = self._item(line)
        total, price = self.total[i], self.price[i] * self._between(0.9, 1.25)
        made["lots"].append(
            {
                "lot": lot,
                "framework": framework,
                "product": self._product(line),
                "line": self.lines[line],
                "min_quantity": round(total * 0.03) if obliged else 0,
                "max_quantity": max(round(total * self._between(0.3, 0.8)), 2 * self.lot_size[i]),
            }
        )
        made["prices"] += [
            {"lot": lot, "from_quantity": round(total * part), "unit_price": round(price * rebate, 4)}
            for part, rebate in ((0, 1), (0.12, 0.93), (0.3, 0.86))
        ]

    def _orders(self) -> list[Row]:
        f, orders = self.family, []
        for n in range(round(f.lines * f.orders)):
            line = n % f.lines
            i = self._item(line)
            own = [p for p in self.partners if (p, i) in self.need]
            if not own:
                continue
            size, part = self.lot_size[i], 0.005 if f.orders < 1 else 0.02
            year = self.random.choice((1, 2, 2, 3)) if f.years > 4 else 1
            largest = max((self.need[p, i], p) for p in own)[1]
            orders.append(
                {
                    "order": f"R{n:03d}",
                    "partner": largest if n % 3 else self.random.choice(own),
                    "product": self._product(line),
                    "line": self.lines[line],
                    "quantity": max(1, round(self.total[i] * part / size)) * size,
                    "planned": _day(year, 5),
                    "earliest": _day(0, 8),
                    "latest": _day(year + 1, 5),
                    "shift_cost": round(self.price[i] * 5e-4, 6),
                    "unit_price": round(self.price[i], 4),
                }
            )
        return orders

    def _budgets(self, orders: list[Row], contracts: Sheets, industry: Sheets) -> list[Row]:
        """Every partner can pay its orders at their planned dates, and a part of what all its needs cost a year."""
        f, due = self.family, Counter[tuple[str, int]]()
        for order in orders:
            due[order["partner"], order["planned"].year] += order["quantity"] * order["unit_price"]
        years = [FIRST_YEAR + y for y in range(f.years)]
        budgets: list[Row] = []
        for p in self.partners:
            worth = sum(units * self.price[i] for (q, i), units in self.need.items() if q == p)
            budgets += [
                {"partner": p, "year": y, "amount": round(worth * self._between(*f.budget) + 1.02 * due[p, y])}
                for y in years
            ]
        if f.common is not None:
            whole = sum(row["setup_cost"] for row in contracts["frameworks"])
            whole += sum(row["investment"] for row in industry["expansions"])
            parts = [f.common / 3 if n < 3 else 0.02 for n in range(f.years)]
            budgets += [
                {"partner": "COMMON", "year": y, "amount": round(whole * part)}
                for y, part in zip(years, parts, strict=True)
            ]
        return budgets
