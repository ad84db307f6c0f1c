"""Figures: everything that is known about a plan, recomputed from the plan by `pooling.plan.verify`.

Users' units throughout: months, EUR nominal, units of the item, percentages 0-100. Events are dates (the first
day of the period they fall in); series have one entry a period, in the order of `Figures.periods`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pooling.plan.cost import Cost
from pooling.plan.fairness import Fairness


@dataclass(frozen=True)
class PairFigures:
    """One partner's one item: cumulated series [units] (T entries each), `delay` [months].

    Periods from whose end on something holds, None where it never does: `need_met_by` the backlog stays 0 (the first
    one where nothing `is_late`); `all_delivered_by` everything is there that is needed by the horizon's end;
    `norm_reached_by` the stock stays at the norm, and at that of the horizon's end. `stock` (opening plus delivered
    less used) and `norm` are None where the case gives none.
    """

    partner: str
    item: str
    weight: float
    need: tuple[float, ...]
    delivered: tuple[float, ...]
    backlog: tuple[float, ...]
    stock: tuple[float, ...] | None
    norm: tuple[float, ...] | None
    delay: float
    need_met_by: date | None
    is_late: bool
    all_delivered_by: date | None
    norm_reached_by: date | None

    def attainment_pct(self, period: int) -> float:
        """Share of the need at the end of `period` that is delivered, 100 where nothing is needed."""
        need = self.need[period]
        return 100.0 if need <= 0 else 100 * min(1.0, self.delivered[period] / need)


@dataclass(frozen=True)
class FrameworkFigures:
    """A framework in force: `value` at the tier reached, escalated, without fee; `rebate` against ceiling prices.

    `first_delivery` is that of the plan, None without call-offs; deliveries are possible until the day before `end`.
    """

    framework: str
    signed: date
    first_delivery: date | None
    end: date
    extended: bool
    partners: tuple[str, ...]
    lots: tuple[str, ...]
    value: float
    rebate: float
    reimbursed: float


@dataclass(frozen=True)
class MemberFigures:
    """A partner in a framework: `value` without fee, `share_pct` of the framework's value."""

    framework: str
    partner: str
    signed: date
    first_delivery: date | None
    last_delivery: date | None
    value: float
    join_cost: float
    share_pct: float


@dataclass(frozen=True)
class LotFigures:
    """A lot of a framework in force: its volume, the tier it reaches and that tier's price (not escalated)."""

    lot: str
    framework: str
    quantity: float
    tier_from: float
    unit_price: float
    ceiling_price: float
    fixed_cost: float
    value: float


@dataclass(frozen=True)
class CallOffFigures:
    """One call-off: `unit_price` at the tier reached and `ceiling_price`, both escalated; `value` without fee."""

    framework: str
    lot: str
    partner: str
    item: str
    product: str
    line: str
    period: int
    quantity: float
    unit_price: float
    ceiling_price: float

    @property
    def value(self) -> float:
        """Quantity at the price of the tier reached [EUR]."""
        return self.quantity * self.unit_price

    @property
    def ceiling_value(self) -> float:
        """Quantity at the ceiling price [EUR]."""
        return self.quantity * self.ceiling_price


@dataclass(frozen=True)
class OrderFigures:
    """What is delivered of an order in one period, `months_signed` after its plan (before it: negative); EUR."""

    order: str
    partner: str
    item: str
    product: str
    line: str
    period: int
    quantity: float
    planned: date
    months_signed: int
    price: float
    shift_cost: float

    @property
    def months_moved(self) -> int:
        """Months between plan and delivery, either way."""
        return abs(self.months_signed)


@dataclass(frozen=True)
class LineFigures:
    """One line in one period, in units of capacity: `capacity` includes finished expansions, `call_offs` the loads."""

    line: str
    period: int
    capacity: float
    carried_in: float
    orders: float
    call_offs: float

    @property
    def used_pct(self) -> float:
        """Share of capacity and work in progress that is delivered, 0 where there is none."""
        available = self.capacity + self.carried_in
        return 100 * (self.orders + self.call_offs) / available if available > 0 else 0.0


@dataclass(frozen=True)
class MaterialFigures:
    """One material in one period: `supplied` and `used` in it, `left` at its end (opening stock included)."""

    material: str
    period: int
    supplied: float
    used: float
    left: float


@dataclass(frozen=True)
class BudgetFigures:
    """One purse in one year [EUR]; `limit` and `left` are None where it is unlimited.

    `reserved` counts call-offs at ceiling prices, `reached` at the prices of the tiers reached: over purses and years
    that adds up to the cost before reimbursements; `paid` is the one that budgets count. What is paid for others counts
    here, not there; `idle` is set aside for that by this purse and not called for, `open` by others for this one.
    """

    partner: str
    year: int
    limit: float | None
    carried_in: float
    paid: float
    reserved: float
    reached: float
    idle: float = 0.0
    open: float = 0.0

    @property
    def left(self) -> float | None:
        """What may still be paid this year."""
        return None if self.limit is None else self.limit + self.carried_in - self.paid - self.idle


@dataclass(frozen=True)
class DonationFigures:
    """A row of `donations` [EUR]: `amount` is set aside, `paid` counts against budgets, `reached` is what is paid."""

    donor: str
    recipient: str
    item: str
    framework: str
    year: int
    amount: float
    paid: float
    reached: float


@dataclass(frozen=True)
class ExpansionFigures:
    """An expansion: `start` and `available` are None if it is not built; `committed` units are called off on it."""

    expansion: str
    resource: str
    start: date | None
    available: date | None
    investment: float
    committed: float


@dataclass(frozen=True)
class CertificationFigures:
    """A certification that the plan begins: the product may be delivered from `effective` on."""

    partner: str
    product: str
    start: date
    effective: date
    cost: float


@dataclass(frozen=True)
class InstrumentFigures:
    """A framework's claim: `base` is its call-off value, `amount` what is reimbursed [EUR]."""

    instrument: str
    framework: str
    counted_partners: int
    base: float
    amount: float


@dataclass(frozen=True)
class Figures:
    """All figures of one plan. `periods` are the first days of the T periods; `non_eu_share` is 0-1; `present_value`
    is the cost [EUR] with every amount discounted to the first year.
    """

    periods: tuple[date, ...]
    mean_delay: float
    worst_delay: float
    cost: Cost
    present_value: float
    non_eu_share: float
    frameworks_signed: int
    need_met_pct: float
    pairs: Mapping[tuple[str, str], PairFigures]
    frameworks: Mapping[str, FrameworkFigures]
    members: tuple[MemberFigures, ...]
    lots: Mapping[str, LotFigures]
    call_offs: tuple[CallOffFigures, ...]
    orders: tuple[OrderFigures, ...]
    lines: tuple[LineFigures, ...]
    materials: tuple[MaterialFigures, ...]
    budgets: tuple[BudgetFigures, ...]
    donations: tuple[DonationFigures, ...]
    expansions: tuple[ExpansionFigures, ...]
    certifications: tuple[CertificationFigures, ...]
    instruments: tuple[InstrumentFigures, ...]
    fairness: Fairness

    @cached_property
    def fair_shares(self) -> float:
        """How unevenly what is short is shared, by the rule of the case [months]."""
        return self.fairness.value(self.pairs)

    def objective(self, name: str) -> float:
        """The value of one of the objectives: months, EUR, share (0-1) or count."""
        if name == "fair_shares":
            return self.fair_shares
        return {
            "mean_delay": self.mean_delay,
            "worst_delay": self.worst_delay,
            "cost": self.cost.total,
            "non_eu_share": self.non_eu_share,
            "frameworks": float(self.frameworks_signed),
        }[name]
