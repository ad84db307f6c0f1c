"""Records of a case: who pools, what they need, by when. A class mirrors a sheet, field by column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Partner:
    """A row of `partners`: who pools."""

    partner: str
    name: str = ""
    country: str = ""
    eu: bool = True
    nato: bool = True
    priority: float = 1
    carry_over: bool = False
    language: str = "en"
    max_delay_months: float | None = None
    source: str = ""


@dataclass(frozen=True)
class Item:
    """A row of `items`: what partners need."""

    item: str
    name: str = ""
    family: str = ""
    unit: str = ""
    lot_size: float = 1
    priority: float = 1
    certification: bool = False
    max_non_eu_pct: float = 100
    max_producer_pct: float = 100
    price_index_pct: float | None = None
    source: str = ""


@dataclass(frozen=True)
class Demand:
    """A row of `demand`: net need, line by line."""

    line: str
    partner: str
    item: str
    need_by: date
    quantity: float
    purpose: str = "other"
    source: str = ""


@dataclass(frozen=True)
class Stock:
    """A row of `stock`: stock on hand at start."""

    partner: str
    item: str
    quantity: float
    counted: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Norm:
    """A row of `norms`: stock norm in force from a date on; raise it in steps for interim norms."""

    partner: str
    item: str
    from_: date
    quantity: float
    source: str = ""


@dataclass(frozen=True)
class Usage:
    """A row of `usage`: training use and donations, an even rate over the year."""

    partner: str
    item: str
    year: int
    quantity: float
    source: str = ""
