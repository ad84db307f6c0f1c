"""Records of a case: frameworks, lots, prices, offices, money, orders. A class mirrors a sheet, field by column."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Framework:
    """A row of `frameworks`: framework contracts, existing and candidate."""

    framework: str
    name: str
    lead: str
    status: str
    lead_months: int
    term_months: int
    open_to: str
    signed: date | None = None
    sign_from: date | None = None
    sign_to: date | None = None
    min_partners: int = 1
    max_partners: int | None = None
    min_partner_value: float = 0
    setup_cost: float = 0
    join_cost: float = 0
    fee_pct: float = 0
    advance_pct: float = 0
    advance_years: int = 0
    office: str = ""
    exclusive_group: str = ""
    extend_months: int = 0
    extend_cost: float = 0
    slip_months: int = 0
    price_index_pct: float | None = None
    source: str = ""


@dataclass(frozen=True)
class Participant:
    """A row of `participants`: which partners are in a framework, may join, or are kept out."""

    framework: str
    partner: str
    role: str
    join_months: int = 0
    source: str = ""


@dataclass(frozen=True)
class Lot:
    """A row of `lots`: what a framework buys of which product from which line."""

    lot: str
    framework: str
    product: str
    line: str
    max_quantity: float
    min_quantity: float = 0
    load: float = 1
    source: str = ""


@dataclass(frozen=True)
class Price:
    """A row of `prices`: volume tiers on a lot's whole volume; the row from 0 is the ceiling price."""

    lot: str
    from_quantity: float
    unit_price: float
    fixed_cost: float = 0
    currency: str = ""
    source: str = ""


@dataclass(frozen=True)
class Office:
    """A row of `offices`: how many frameworks a procurement office can sign in a year."""

    office: str
    year: int
    max_signings: int
    source: str = ""


@dataclass(frozen=True)
class Budget:
    """A row of `budgets`: what a partner may pay in a year; a partner without any row is unlimited."""

    partner: str
    year: int
    amount: float
    currency: str = ""
    source: str = ""


@dataclass(frozen=True)
class Donation:
    """A row of `donations`: what a partner pays at most of another's call-offs in a year."""

    donor: str
    recipient: str
    year: int
    amount: float
    item: str = ""
    framework: str = ""
    currency: str = ""
    source: str = ""


@dataclass(frozen=True)
class Rate:
    """A row of `rates`: what a currency costs in a year."""

    currency: str
    year: int
    rate: float
    source: str = ""


@dataclass(frozen=True)
class Instrument:
    """A row of `instruments`: co-financing of frameworks."""

    instrument: str
    name: str
    min_partners: int
    reimburse_pct: float
    valid_from: date
    valid_to: date
    counts: str = "ALL"
    max_per_framework: float | None = None
    fund: float | None = None
    min_eu_content_pct: float = 0
    source: str = ""


@dataclass(frozen=True)
class Order:
    """`earliest` and `latest` are filled with `planned` by the reader where blank."""

    order: str
    partner: str
    product: str
    line: str
    quantity: float
    planned: date
    earliest: date
    latest: date
    shift_cost: float = 0
    unit_price: float = 0
    currency: str = ""
    source: str = ""


@dataclass(frozen=True)
class Delivery:
    """A row of `deliveries`: what came in truth before start, of an order or of a lot."""

    order_or_lot: str
    partner: str
    date: datetime.date
    quantity: float
    source: str = ""
