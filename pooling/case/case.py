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
    partner: str
    name: str = ""
    country: str = ""
    eu: bool = True
    nato: bool = True
    priority: float = 1
    carry_over: bool = False
    source: str = ""


@dataclass(frozen=True)
class Item:
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
    producer: str
    name: str = ""
    country: str = ""
    source: str = ""


@dataclass(frozen=True)
class Product:
    product: str
    item: str
    producer: str
    eu_content_pct: float
    name: str = ""
    source: str = ""


@dataclass(frozen=True)
class Certification:
    partner: str
    product: str
    status: str
    months: int = 0
    cost: float = 0
    source: str = ""


@dataclass(frozen=True)
class Demand:
    line: str
    partner: str
    item: str
    need_by: date
    quantity: float
    purpose: str = "other"
    source: str = ""


@dataclass(frozen=True)
class Stock:
    partner: str
    item: str
    quantity: float
    source: str = ""


@dataclass(frozen=True)
class Norm:
    partner: str
    item: str
    from_: date
    quantity: float
    source: str = ""


@dataclass(frozen=True)
class Usage:
    partner: str
    item: str
    year: int
    quantity: float
    source: str = ""


@dataclass(frozen=True)
class Line:
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
    line: str
    from_: date
    per_year: float
    source: str = ""


@dataclass(frozen=True)
class Material:
    material: str
    name: str = ""
    unit: str = ""
    opening: float = 0
    source: str = ""


@dataclass(frozen=True)
class Supply:
    material: str
    from_: date
    per_year: float
    source: str = ""


@dataclass(frozen=True)
class Recipe:
    product: str
    material: str
    per_unit: float
    source: str = ""


@dataclass(frozen=True)
class Expansion:
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
    framework: str
    partner: str
    role: str
    join_months: int = 0
    source: str = ""


@dataclass(frozen=True)
class Lot:
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
    lot: str
    from_quantity: float
    unit_price: float
    fixed_cost: float = 0
    source: str = ""


@dataclass(frozen=True)
class Office:
    office: str
    year: int
    max_signings: int
    source: str = ""


@dataclass(frozen=True)
class Budget:
    partner: str
    year: int
    amount: float
    source: str = ""


@dataclass(frozen=True)
class Instrument:
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
    scenario: str
    description: str = ""
    source: str = ""


@dataclass(frozen=True)
class Change:
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
