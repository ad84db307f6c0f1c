"""What partners save by buying together: the game that a plan's frameworks play.

Every coalition calls off what its partners call off in the plan, in the same periods, and places it as cheaply as can
be in the lots of the plan's frameworks that offer the same product from the same line, are in force then and admit the
partner. It pays the prices that its own volume reaches and the fixed, setup and extension costs of what it uses, and
is reimbursed only where it is large enough. It saves what its partners would pay one by one less what they pay
together. Least volumes of lots, and frameworks that the plan did not sign, are left out of account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from math import inf

from models.prices import price_level
from pooling.analysis.game import Coalition, Game
from pooling.analysis.placing import Contract, Parcel, Place, Tier, cheapest
from pooling.case.calendar import Calendar
from pooling.case.case import Case, Lot
from pooling.case.currencies import rates_of
from pooling.plan.figures import CallOffFigures, Figures
from pooling.plan.prepare.instance import prepare


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
        self.case, self.figures, self.grid = case, figures, Calendar(case.settings)
        self.instance, self.rates = prepare(case), rates_of(case)
        self.terms = self.instance.frameworks
        self.lots = {lot.lot: lot for lot in case.lots if lot.framework in figures.frameworks}
        self.places = {code: self._place(lot) for code, lot in self.lots.items()}
        self.instruments = {row.instrument: row for row in case.instruments}
        self.claims = {row.framework: self.instruments[row.instrument] for row in figures.instruments}
        self.flags = {row.partner: {"ALL": True, "EU": row.eu, "NATO": row.nato} for row in case.partners}
        self.funds = {code: inf if row.fund is None else row.fund for code, row in self.instruments.items()}
        self.parcels: dict[str, list[Parcel]] = defaultdict(list)
        for row in figures.call_offs:
            places = self._rivals(row)
            levels = tuple(price_level(self.instance, lot, row.period) for lot in places)
            self.parcels[row.partner].append(Parcel(places, levels, row.quantity))
        rivals = [self._frameworks([parcel]) for parcels in self.parcels.values() for parcel in parcels]
        funded = [{code for code, row in self.claims.items() if row.instrument == fund} for fund in self.funds]
        self.parts = _linked([*rivals, *funded])
        self.cost_of_part = cache(self._cost_of_part)

    def of(self, coalition: Coalition) -> float:
        """EUR, reimbursements taken off."""
        using = {partner: self._frameworks(self.parcels[partner]) for partner in coalition}
        return sum(
            self.cost_of_part(part, frozenset(partner for partner, used in using.items() if used & part))
            for part in self.parts
        )

    def _cost_of_part(self, part: frozenset[str], coalition: Coalition) -> float:
        """EUR of what the coalition places in frameworks that have nothing to do with any other."""
        units: dict[tuple[tuple[str, ...], tuple[float, ...]], float] = defaultdict(float)
        inside: dict[str, set[str]] = defaultdict(set)
        for partner in coalition:
            for parcel in self.parcels[partner]:
                if self._frameworks([parcel]) <= part:
                    units[parcel.places, parcel.levels] += parcel.units
                    for code in self._frameworks([parcel]):
                        inside[code].add(partner)
        parcels = [Parcel(places, levels, number) for (places, levels), number in sorted(units.items())]
        return cheapest(parcels, self.places, {code: self._contract(code, inside[code]) for code in part}, self.funds)

    def _frameworks(self, parcels: Iterable[Parcel]) -> frozenset[str]:
        return frozenset(self.places[lot].contract for parcel in parcels for lot in parcel.places)

    def _place(self, lot: Lot) -> Place:
        prices = sorted((row for row in self.case.prices if row.lot == lot.lot), key=lambda row: row.from_quantity)
        tiers = [
            Tier(row.from_quantity, row.unit_price * self.rates.at_start(row.currency), row.fixed_cost)
            for row in prices
        ]
        return Place(lot.framework, tiers, lot.max_quantity)

    def _contract(self, code: str, inside: set[str]) -> Contract:
        """The framework for a coalition of which the partners `inside` can use it."""
        terms, figures = self.terms[code], self.figures.frameworks[code]
        setup = terms.setup_cost if self.grid.index(figures.signed) >= 0 else 0.0
        fixed = setup + (terms.extension_cost if figures.extended else 0.0)
        row = self.claims.get(code)
        if row is None or sum(self.flags[partner][row.counts] for partner in inside) < row.min_partners:
            return Contract(fixed, terms.fee)
        most = inf if row.max_per_framework is None else row.max_per_framework
        return Contract(fixed, terms.fee, row.reimburse_pct / 100, most, row.instrument)

    def _rivals(self, row: CallOffFigures) -> tuple[str, ...]:
        """Lots that may serve a call-off: its own, and others of its product and line that the partner can use then."""
        own = self.lots[row.lot]
        alike = [
            lot for lot in self.lots.values() if (lot.product, lot.line, lot.load) == (own.product, own.line, own.load)
        ]
        return tuple(lot.lot for lot in alike if lot is own or self._can_use(row.partner, lot.framework, row.period))

    def _can_use(self, partner: str, code: str, period: int) -> bool:
        """Does the framework, as the plan signs and extends it, admit the partner and deliver in the period?"""
        terms, figures = self.terms[code], self.figures.frameworks[code]
        signed = self.grid.index(figures.signed)
        first = signed + terms.lead + terms.join_delay.get(partner, 0)
        end = signed + terms.term + (terms.extension if figures.extended else 0)
        return partner in terms.members | terms.may_join and first <= period < end


def _linked(groups: Iterable[Iterable[str]]) -> list[frozenset[str]]:
    """Groups that share a member, and those that share one with these, made one."""
    parts: list[frozenset[str]] = []
    for group in groups:
        touching = [part for part in parts if part & frozenset(group)]
        parts = [part for part in parts if part not in touching]
        if group:
            parts.append(frozenset(group).union(*touching))
    return parts
