"""What partners save by buying together: the game that a plan's prices play.

Every coalition calls off what its partners call off in the plan, from the same lots in the same periods, but pays the
prices that its own volume reaches, the fixed, setup and extension costs of what it uses, and is reimbursed only where
it is large enough. A coalition saves what its partners would pay one by one less what they pay together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pooling.analysis.game import Coalition, Game
from pooling.case.case import Case, Instrument, Price
from pooling.plan.figures import Figures


@dataclass(frozen=True)
class _Volume:
    """What a partner calls off from a lot: units, and units weighted by the price level when they come."""

    units: float = 0.0
    escalated: float = 0.0


def buyers(figures: Figures) -> list[str]:
    """Partners that call anything off, in the order of the plan's members."""
    calling = {row.partner for row in figures.call_offs}
    return [partner for partner in dict.fromkeys(row.partner for row in figures.members) if partner in calling]


def savings_game(case: Case, figures: Figures) -> Game:
    """Coalition to EUR saved."""
    bill = _Bill(case, figures)
    one = cache(lambda partner: bill.of(frozenset({partner})))
    return lambda coalition: sum(one(partner) for partner in coalition) - bill.of(coalition)


class _Bill:
    """What a coalition pays for what its partners call off in a plan."""

    def __init__(self, case: Case, figures: Figures) -> None:
        self.tiers: dict[str, list[Price]] = defaultdict(list)
        for price in sorted(case.prices, key=lambda price: price.from_quantity):
            self.tiers[price.lot].append(price)
        self.frameworks = {row.framework: row for row in case.frameworks}
        self.extended = {code for code, row in figures.frameworks.items() if row.extended}
        self.claims = {row.framework: row.instrument for row in figures.instruments}
        self.instruments = {row.instrument: row for row in case.instruments}
        self.flags = {row.partner: {"ALL": True, "EU": row.eu, "NATO": row.nato} for row in case.partners}
        self.lots: dict[str, dict[str, dict[str, _Volume]]] = defaultdict(lambda: defaultdict(dict))
        for row in figures.call_offs:
            base = self.tiers[row.lot][0].unit_price
            level = row.ceiling_price / base if base else 1.0
            so_far = self.lots[row.framework][row.lot].get(row.partner, _Volume())
            more = _Volume(so_far.units + row.quantity, so_far.escalated + row.quantity * level)
            self.lots[row.framework][row.lot][row.partner] = more

    def of(self, coalition: Coalition) -> float:
        """EUR, reimbursements taken off."""
        total = 0.0
        claims: dict[str, float] = defaultdict(float)
        for code, lots in self.lots.items():
            inside = {partner for volumes in lots.values() for partner in volumes if partner in coalition}
            if not inside:
                continue
            framework = self.frameworks[code]
            value, fixed = self._lots(lots, coalition)
            total += value * (1 + framework.fee_pct / 100) + fixed + framework.setup_cost
            total += framework.extend_cost if code in self.extended else 0.0
            if code in self.claims:
                instrument = self.instruments[self.claims[code]]
                claims[instrument.instrument] += self._claim(instrument, inside, value)
        return total - sum(self._within_fund(code, amount) for code, amount in claims.items())

    def _lots(self, lots: Mapping[str, Mapping[str, _Volume]], coalition: Coalition) -> tuple[float, float]:
        """Value at the tiers that the coalition's volumes reach, and those tiers' fixed costs [EUR]."""
        value = fixed = 0.0
        for lot, volumes in lots.items():
            taken = [volume for partner, volume in volumes.items() if partner in coalition]
            units = sum(volume.units for volume in taken)
            if units > 0:
                tier = [price for price in self.tiers[lot] if price.from_quantity <= units * (1 + 1e-9)][-1]
                value += tier.unit_price * sum(volume.escalated for volume in taken)
                fixed += tier.fixed_cost
        return value, fixed

    def _claim(self, instrument: Instrument, inside: set[str], value: float) -> float:
        if sum(self.flags[partner][instrument.counts] for partner in inside) < instrument.min_partners:
            return 0.0
        most = float("inf") if instrument.max_per_framework is None else instrument.max_per_framework
        return min(value * instrument.reimburse_pct / 100, most)

    def _within_fund(self, code: str, amount: float) -> float:
        fund = self.instruments[code].fund
        return amount if fund is None else min(amount, fund)
