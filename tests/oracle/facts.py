"""What a case says, period by period: calendar, need, capacity, who may be in what, which product is accepted."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Literal

from pooling.case.case import Case, Certification, Framework, Lot, Order, Participant

Acceptance = Certification | Literal["always", "never"]


class Facts:
    """A case seen through a grid of periods 0 … T-1; quantities in users' units, years are calendar years."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.step = case.settings.period_months
        self.start = case.settings.start
        self.T = self.period(case.settings.end + timedelta(days=1))
        self.years = sorted({self.year(t) for t in range(self.T)})
        self.items = {i.item: i for i in case.items}
        self.products = {p.product: p for p in case.products}
        self.frameworks = {f.framework: f for f in case.frameworks}
        self.lots = {lot.lot: lot for lot in case.lots}
        self.lots_of: dict[str, list[Lot]] = defaultdict(list)
        for lot in case.lots:
            self.lots_of[lot.framework].append(lot)
        self.tiers = {
            lot: sorted((p for p in case.prices if p.lot == lot), key=lambda p: p.from_quantity) for lot in self.lots
        }
        self.rows = {(r.framework, r.partner): r for r in case.participants}
        self.certifications = {(c.partner, c.product): c for c in case.certifications}
        self.need = {(p.partner, i): self._need(p.partner, i) for p in case.partners for i in self.items}

    # time

    def period(self, day: date) -> int:
        """The period that contains a day (negative before the start)."""
        return ((day.year - self.start.year) * 12 + day.month - self.start.month) // self.step

    def first_day(self, t: int) -> date:
        """First day of period t."""
        months = self.start.year * 12 + self.start.month - 1 + t * self.step
        return date(months // 12, months % 12 + 1, 1)

    def year(self, t: int) -> int:
        """Calendar year of a period's first day."""
        return self.first_day(t).year

    def year_within(self, year: int) -> int:
        """A year, moved to the nearest of the horizon's."""
        return min(max(year, self.years[0]), self.years[-1])

    def length(self, months: int) -> int:
        """Periods that n months take."""
        return math.ceil(months / self.step)

    def window(self, first: date, last: date) -> range:
        """The periods of the horizon that touch first … last."""
        return range(max(0, self.period(first)), min(self.T - 1, self.period(last)) + 1)

    # money

    def escalation(self, lot: str, t: int) -> float:
        """What lot's price has become in period t, in its own currency."""
        indices = [self.frameworks[self.lots[lot].framework].price_index_pct]
        indices += [self.items[self.products[self.lots[lot].product].item].price_index_pct]
        own = [index for index in indices if index is not None]
        return (1 + (own or [self.case.settings.price_index_pct])[0] / 100) ** (t * self.step // 12)

    def rate(self, currency: str, year: int) -> float:
        """EUR for one of the currency."""
        return next((r.rate for r in self.case.rates if (r.currency, r.year) == (currency, year)), 1.0)

    def ceiling_at_start(self, lot: str) -> float:
        """EUR per unit at the ceiling price, not escalated, at the rate of the first year."""
        ceiling = self.tiers[lot][0]
        return ceiling.unit_price * self.rate(ceiling.currency, self.years[0])

    def parts(self, lot: str, t: int) -> list[tuple[int, float]]:
        """When a call-off of 1 in the lot's currency, delivered in t, is paid, and how many EUR then."""
        framework, currency = self.frameworks[self.lots[lot].framework], self.tiers[lot][0].currency
        early, before = framework.advance_pct / 100, self.year_within(self.year(t) - framework.advance_years)
        shares = [(before, early), (self.year(t), 1 - early)]
        return [(year, share * self.rate(currency, year)) for year, share in shares]

    def eur(self, lot: str, t: int) -> float:
        """EUR for 1 in the lot's currency called off for t."""
        return sum(paid for _, paid in self.parts(lot, t))

    def in_force(self, rows: Iterable[Any], t: int, field: str) -> float:
        """Value of a step function on the first day of period t; 0 before its first row."""
        begun = [r for r in rows if r.from_ <= self.first_day(t)]
        return float(getattr(max(begun, key=lambda r: r.from_), field)) if begun else 0.0

    def rates(self, rows: Iterable[Any]) -> list[float]:
        """Quantity per period of a step function in units per year."""
        found = list(rows)
        return [self.in_force(found, t, "per_year") * self.step / 12 for t in range(self.T)]

    # need

    def _need(self, partner: str, item: str) -> list[float]:
        def own(rows: Iterable[Any]) -> list[Any]:
            return [r for r in rows if (r.partner, r.item) == (partner, item)]

        demand, norms, case = own(self.case.demand), own(self.case.norms), self.case
        stock = sum(s.quantity for s in own(case.stock))
        came = sum(r.quantity for r in own(case.received))
        per_year = {u.year: u.quantity for u in own(case.usage)}
        need, used, highest = [], 0.0, 0.0
        for t in range(self.T):
            used += per_year.get(self.year(t), 0.0) * self.step / 12
            highest = max(highest, self.in_force(norms, t, "quantity") + used - stock)
            due = sum(d.quantity for d in demand if max(0, self.period(d.need_by)) <= t)
            need.append(max(0.0, highest + due - came))
        return need

    def most(self, partner: str, item: str) -> float:
        """Largest quantity of call-offs and order deliveries over the horizon: no stockpiling."""
        ordered = sum(
            o.quantity for o in self.case.orders if o.partner == partner and self.products[o.product].item == item
        )
        return max(self.need[partner, item][-1], ordered) + self.items[item].lot_size

    def weights(self) -> dict[tuple[str, str], float]:
        """Weights of the delays, over pairs with need; they add up to 1."""
        partner = {p.partner: p.priority for p in self.case.partners}
        raw = {(p, i): partner[p] * self.items[i].priority for (p, i), need in self.need.items() if need[-1] > 0}
        whole = sum(raw.values())
        return {pair: weight / whole for pair, weight in raw.items() if whole}

    # who and what

    def lot_size(self, lot: Lot) -> float:
        """Lot size of the item that a lot buys."""
        return self.items[self.products[lot.product].item].lot_size

    def order_lot(self, order: Order) -> float:
        """Lot size of the item ordered."""
        return self.items[self.products[order.product].item].lot_size

    def role(self, framework: Framework, partner: str) -> str:
        """`member`, `may_join` or `out`."""
        row: Participant | None = self.rows.get((framework.framework, partner))
        if row is not None:
            return "out" if row.role == "excluded" else row.role
        flags = next(p for p in self.case.partners if p.partner == partner)
        admitted = {"ALL": True, "EU": flags.eu, "NATO": flags.nato, "LIST": False}[framework.open_to]
        return "may_join" if admitted else "out"

    def counted(self, counts: str) -> set[str]:
        """Partners that an instrument counts."""
        return {
            p.partner
            for p in self.case.partners
            if counts == "ALL" or (counts == "EU" and p.eu) or (counts == "NATO" and p.nato)
        }

    def acceptance(self, partner: str, product: str) -> Acceptance:
        """Whether a partner takes a product: always, never, or after the certification returned."""
        if not self.items[self.products[product].item].certification:
            return "always"
        row = self.certifications.get((partner, product))
        if row is None:
            return "never"
        return "always" if row.status == "certified" else row

    def delay_to_partner(self, framework: Framework, partner: str) -> int:
        """Periods from signing to a partner's first delivery."""
        row = self.rows.get((framework.framework, partner))
        return self.length(framework.lead_months) + self.length(row.join_months if row else 0)

    def signing(self, framework: Framework) -> range:
        """Periods in which a framework may be signed (an existing one: was signed)."""
        if framework.signed is not None and framework.status == "existing":
            s = self.period(framework.signed)
            return range(s, s + 1)
        assert framework.sign_from is not None
        assert framework.sign_to is not None
        return self.window(framework.sign_from, framework.sign_to)
