"""Facts: case and plan side by side, by code, with what several rules need of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from pooling.case.case import Case, Framework, Item, Lot, Order, Participant, Partner, Price
from pooling.plan.figures import CallOffFigures, OrderFigures
from pooling.plan.plan import Plan
from pooling.plan.verify.grid import Grid
from pooling.plan.verify.verdict import NOISE


def counts(partner: Partner, whom: str) -> bool:
    """Whether the partner is among EU, NATO or ALL (LIST: nobody)."""
    return {"ALL": True, "EU": partner.eu, "NATO": partner.nato, "LIST": False}[whom]


@dataclass(frozen=True)
class Facts:
    """Look-ups and the plan's quantities; every code in `plan` stands in `case`."""

    case: Case
    plan: Plan

    @cached_property
    def grid(self) -> Grid:
        """The case's periods."""
        return Grid.of(self.case.settings)

    @cached_property
    def years(self) -> list[int]:
        """The calendar year of each period."""
        return [self.grid.year(t) for t in range(self.grid.count)]

    @cached_property
    def partners(self) -> dict[str, Partner]:
        """By code, like the next ones."""
        return {row.partner: row for row in self.case.partners}

    @cached_property
    def items(self) -> dict[str, Item]:
        """Items by code."""
        return {row.item: row for row in self.case.items}

    @cached_property
    def frameworks(self) -> dict[str, Framework]:
        """Frameworks by code."""
        return {row.framework: row for row in self.case.frameworks}

    @cached_property
    def item_of(self) -> dict[str, Item]:
        """Product to its item."""
        return {row.product: self.items[row.item] for row in self.case.products}

    @cached_property
    def non_eu(self) -> dict[str, float]:
        """Product to its share of value made outside the EU (0-1)."""
        return {row.product: 1 - row.eu_content_pct / 100 for row in self.case.products}

    @cached_property
    def participant(self) -> dict[tuple[str, str], Participant]:
        """(framework, partner) to the row that speaks of them."""
        return {(row.framework, row.partner): row for row in self.case.participants}

    @cached_property
    def members(self) -> dict[str, set[str]]:
        """Framework to those who are in as soon as it is signed."""
        members: dict[str, set[str]] = {framework: set() for framework in self.frameworks}
        for row in self.case.participants:
            if row.role == "member":
                members[row.framework].add(row.partner)
        return members

    @cached_property
    def signing(self) -> dict[str, int]:
        """Every framework in force to its signing period (below 0 before the horizon)."""
        existing = {
            row.framework: self.grid.period(row.signed)
            for row in self.case.frameworks
            if row.status == "existing" and row.signed is not None
        }
        return existing | dict(self.plan.signed)

    def signing_day(self, framework: str) -> date:
        """The day of signing: an existing framework's own, else the first day of its signing period."""
        row = self.frameworks[framework]
        if row.status == "existing" and row.signed is not None:
            return row.signed
        return self.grid.first_day(self.signing[framework])

    def inside(self, framework: str) -> frozenset[str]:
        """Who takes part in it."""
        return self.plan.joined.get(framework, frozenset())

    def joiners(self, framework: str) -> frozenset[str]:
        """Who takes part by choice."""
        return self.inside(framework) - self.members[framework]

    def delivers(self, framework: str, partner: str) -> range:
        """The periods, also beyond the horizon, in which its lots deliver to the partner."""
        row, grid, signed = self.frameworks[framework], self.grid, self.signing[framework]
        participant = self.participant.get((framework, partner))
        later = participant.join_months if participant else 0
        return range(signed + grid.periods(row.lead_months) + grid.periods(later), self.end(framework))

    def regular_end(self, framework: str) -> int:
        """The first period after its term without extension."""
        return self.signing[framework] + self.grid.periods(self.frameworks[framework].term_months)

    def end(self, framework: str) -> int:
        """The first period after its term, with the extension if it is taken."""
        longer = self.frameworks[framework].extend_months if framework in self.plan.extended else 0
        return self.regular_end(framework) + self.grid.periods(longer)

    @cached_property
    def tiers(self) -> dict[str, list[Price]]:
        """Lot to its volume tiers in EUR at the rates of the first year, the ceiling price first."""
        tiers: dict[str, list[Price]] = defaultdict(list)
        for row in sorted(self.case.prices, key=lambda row: row.from_quantity):
            tiers[row.lot].append(replace(row, unit_price=row.unit_price * self.rate(row.currency, self.years[0])))
        return tiers

    @cached_property
    def rates(self) -> dict[tuple[str, int], float]:
        """EUR per unit of a currency, by currency and year."""
        return {(row.currency, row.year): row.rate for row in self.case.rates}

    def rate(self, currency: str, year: int) -> float:
        """EUR per unit of the currency in the year."""
        return self.rates[currency, year] if currency not in ("", "EUR") else 1.0

    @cached_property
    def volume(self) -> Mapping[str, float]:
        """Lot to what is called off over the horizon."""
        volume = dict.fromkeys((row.lot for row in self.case.lots), 0.0)
        for (lot, _, _), quantity in self.plan.call_offs.items():
            volume[lot] += quantity
        return volume

    @cached_property
    def reached(self) -> dict[str, Price]:
        """Lot to the highest tier that its volume reaches."""
        return {
            lot: max(
                (tier for tier in self.tiers[lot] if tier.from_quantity <= volume * (1 + NOISE)),
                key=lambda tier: tier.from_quantity,
            )
            for lot, volume in self.volume.items()
        }

    @cached_property
    def lots(self) -> dict[str, Lot]:
        """Lots by code."""
        return {row.lot: row for row in self.case.lots}

    @cached_property
    def index(self) -> dict[str, float]:
        """Lot to what its prices become of 1 in a year: by its framework's index, its item's, or the general one."""
        index = {}
        for lot in self.case.lots:
            pct = self.frameworks[lot.framework].price_index_pct
            if pct is None:
                pct = self.item_of[lot.product].price_index_pct
            index[lot.lot] = 1 + (self.case.settings.price_index_pct if pct is None else pct) / 100
        return index

    def instalments(self, lot: str, period: int) -> tuple[tuple[int, float], tuple[int, float]]:
        """Of 100 of the lot's currency due for a delivery in `period`: the years of payment, and EUR paid in them."""
        framework, currency = self.frameworks[self.lots[lot].framework], self.tiers[lot][0].currency
        now = self.years[period]
        ahead = self.grid.horizon_year(now - framework.advance_years)
        advance = framework.advance_pct * self.rate(currency, ahead)
        return (ahead, advance), (now, (100 - framework.advance_pct) * self.rate(currency, now))

    def price_level(self, lot: str, period: int) -> float:
        """What becomes of 1 EUR of the lot's price at the start, delivered in `period`: by index and rates."""
        (_, advance), (_, rest) = self.instalments(lot, period)
        start = self.rate(self.tiers[lot][0].currency, self.years[0])
        return self.index[lot] ** self.grid.whole_years(period) * ((advance + rest) / (100 * start))

    @cached_property
    def call_offs(self) -> tuple[CallOffFigures, ...]:
        """The plan's call-offs with their prices, by lot, partner and period."""
        rows = []
        for (code, partner, period), quantity in sorted(self.plan.call_offs.items()):
            if quantity > 0:
                lot, factor = self.lots[code], self.price_level(code, period)
                rows.append(
                    CallOffFigures(
                        framework=lot.framework,
                        lot=code,
                        partner=partner,
                        item=self.item_of[lot.product].item,
                        product=lot.product,
                        line=lot.line,
                        period=period,
                        quantity=quantity,
                        unit_price=self.reached[code].unit_price * factor,
                        ceiling_price=self.tiers[code][0].unit_price * factor,
                    )
                )
        return tuple(rows)

    def due(self, row: CallOffFigures, *, at_ceiling: bool) -> tuple[tuple[int, float], ...]:
        """The years in which a call-off is paid, with its fee, and what is paid in them: a part of it in advance."""
        price = row.ceiling_value if at_ceiling else row.value
        return self.spread(row, price * (1 + self.frameworks[row.framework].fee_pct / 100))

    def spread(self, row: CallOffFigures, value: float) -> tuple[tuple[int, float], ...]:
        """`value` over the years in which a call-off is paid."""
        (ahead, advance), (now, rest) = self.instalments(row.lot, row.period)
        part = value * advance / (advance + rest)
        return (ahead, part), (now, value - part)

    @property
    def received(self) -> Iterator[CallOffFigures | OrderFigures]:
        """Everything that partners receive."""
        yield from self.call_offs
        yield from self.pieces

    @cached_property
    def pieces(self) -> tuple[OrderFigures, ...]:
        """What the plan delivers of orders, by order and period."""
        orders: dict[str, Order] = {row.order: row for row in self.case.orders}
        rows = []
        for (code, period), quantity in sorted(self.plan.orders.items()):
            if quantity > 0:
                order = orders[code]
                moved = self.grid.months * (period - self.grid.period(order.planned))
                rate = self.rate(order.currency, self.years[period])
                rows.append(
                    OrderFigures(
                        order=code,
                        partner=order.partner,
                        item=self.item_of[order.product].item,
                        product=order.product,
                        line=order.line,
                        period=period,
                        quantity=quantity,
                        planned=order.planned,
                        months_signed=moved,
                        price=quantity * order.unit_price * rate,
                        shift_cost=quantity * order.shift_cost * abs(moved) * rate,
                    )
                )
        return tuple(rows)
