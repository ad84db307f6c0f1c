"""Case: one validated planning case in users' units (dates, EUR, pieces).

Every class but `Settings` and `Case` mirrors one sheet of `schema.SHEETS`, field by column; a test
keeps them equal. Codes are strings; percentages are 0-100; money is EUR.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Settings:
    """The `settings` sheet."""

    case: str
    start: date
    end: date
    period_months: int = 3
    after_horizon_months: float = 12
    objectives: tuple[str, ...] = ("mean_delay", "cost")
    tolerance_pct: float = 1
    budget_price: str = "ceiling"
    price_index_pct: float = 0
    mip_gap_pct: float = 0.5
    time_limit_s: float = 600
    threads: int = 0
    marking: str = ""


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
    source: str = ""


@dataclass(frozen=True)
class Producer:
    """A row of `producers`: who makes products."""

    producer: str
    name: str = ""
    country: str = ""
    source: str = ""


@dataclass(frozen=True)
class Product:
    """A row of `products`: one producer's article that meets an item."""

    product: str
    item: str
    producer: str
    eu_content_pct: float
    name: str = ""
    source: str = ""


@dataclass(frozen=True)
class Certification:
    """A row of `certifications`: which partner takes which product; only read for items with certification = Y."""

    partner: str
    product: str
    status: str
    months: int = 0
    cost: float = 0
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


@dataclass(frozen=True)
class Line:
    """A row of `lines`: production lines."""

    line: str
    producer: str
    name: str = ""
    country: str = ""
    low_pct: float = 100
    likely_pct: float = 100
    high_pct: float = 100
    source: str = ""


@dataclass(frozen=True)
class Capacity:
    """A row of `capacity`: free capacity of a line from a date on; 0 before the first row."""

    line: str
    from_: date
    per_year: float
    source: str = ""


@dataclass(frozen=True)
class Material:
    """A row of `materials`: materials shared between products."""

    material: str
    name: str = ""
    unit: str = ""
    opening: float = 0
    source: str = ""


@dataclass(frozen=True)
class Supply:
    """A row of `supply`: supply of a material from a date on; what is not used is kept."""

    material: str
    from_: date
    per_year: float
    source: str = ""


@dataclass(frozen=True)
class Recipe:
    """A row of `recipes`: what a unit of product uses of a material."""

    product: str
    material: str
    per_unit: float
    source: str = ""


@dataclass(frozen=True)
class Expansion:
    """A row of `expansions`: what may be built to raise a line's capacity or a material's supply."""

    expansion: str
    resource: str
    adds_per_year: float
    build_months: int
    start_from: date
    start_to: date
    name: str = ""
    investment: float = 0
    min_commitment: float = 0
    source: str = ""


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
    source: str = ""


@dataclass(frozen=True)
class Scenario:
    """A row of `scenarios`: named sets of changes."""

    scenario: str
    description: str = ""
    source: str = ""


@dataclass(frozen=True)
class Change:
    """A row of `changes`: what a scenario changes."""

    scenario: str
    sheet: str
    op: str
    where: str = ""
    column: str = ""
    value: str = ""
    source: str = ""


@dataclass(frozen=True)
class AppliedChange:
    """A change of the scenario in force, with how many rows it touched."""

    change: Change
    rows: int


@dataclass(frozen=True)
class Case:
    """A whole case with one scenario already applied (`scenario` = `base`: none).

    One field per sheet, in the sheet's row order. `sha256` is that of the workbook read, empty for
    a case made in memory.
    """

    settings: Settings
    partners: tuple[Partner, ...] = ()
    items: tuple[Item, ...] = ()
    producers: tuple[Producer, ...] = ()
    products: tuple[Product, ...] = ()
    certifications: tuple[Certification, ...] = ()
    demand: tuple[Demand, ...] = ()
    stock: tuple[Stock, ...] = ()
    norms: tuple[Norm, ...] = ()
    usage: tuple[Usage, ...] = ()
    lines: tuple[Line, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    materials: tuple[Material, ...] = ()
    supply: tuple[Supply, ...] = ()
    recipes: tuple[Recipe, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    participants: tuple[Participant, ...] = ()
    lots: tuple[Lot, ...] = ()
    prices: tuple[Price, ...] = ()
    offices: tuple[Office, ...] = ()
    budgets: tuple[Budget, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    orders: tuple[Order, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    changes: tuple[Change, ...] = ()
    scenario: str = "base"
    applied: tuple[AppliedChange, ...] = field(default=())
    sha256: str = ""


RECORDS: dict[str, type] = {
    "partners": Partner,
    "items": Item,
    "producers": Producer,
    "products": Product,
    "certifications": Certification,
    "demand": Demand,
    "stock": Stock,
    "norms": Norm,
    "usage": Usage,
    "lines": Line,
    "capacity": Capacity,
    "materials": Material,
    "supply": Supply,
    "recipes": Recipe,
    "expansions": Expansion,
    "frameworks": Framework,
    "participants": Participant,
    "lots": Lot,
    "prices": Price,
    "offices": Office,
    "budgets": Budget,
    "instruments": Instrument,
    "orders": Order,
    "scenarios": Scenario,
    "changes": Change,
}
"""Sheet name to record."""
