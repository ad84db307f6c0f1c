"""Case: one validated planning case in users' units (dates, EUR, pieces).

Every record mirrors one sheet of `schema.SHEETS`, field by column; a test keeps them equal. Codes are strings;
percentages are 0-100; money is EUR, but for what a `currency` says (see `currencies`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pooling.case.places import NO_PLACES, Places
from pooling.case.records_contracts import (
    Budget,
    Delivery,
    Donation,
    Framework,
    Instrument,
    Lot,
    Office,
    Order,
    Participant,
    Price,
    Rate,
)
from pooling.case.records_futures import Uncertain
from pooling.case.records_needs import Demand, Item, Norm, Partner, Stock, Usage
from pooling.case.records_supply import (
    Capacity,
    Certification,
    Expansion,
    Line,
    Material,
    Producer,
    Product,
    Recipe,
    Supply,
)

__all__ = [
    "RECORDS",
    "AppliedChange",
    "Budget",
    "Capacity",
    "Case",
    "Certification",
    "Change",
    "Delivery",
    "Demand",
    "Donation",
    "Expansion",
    "Framework",
    "Instrument",
    "Item",
    "Line",
    "Lot",
    "Material",
    "Norm",
    "Office",
    "Order",
    "Participant",
    "Partner",
    "Price",
    "Producer",
    "Product",
    "Rate",
    "Received",
    "Recipe",
    "Scenario",
    "Settings",
    "SoftRule",
    "Stock",
    "Supply",
    "Uncertain",
    "Usage",
]


@dataclass(frozen=True)
class Settings:
    """The `settings` sheet."""

    case: str
    start: date
    end: date
    period_months: int = 3
    after_horizon_months: float = 12
    objectives: tuple[str, ...] = ("mean_delay", "cost")
    fair_by: str = "need"
    tolerance_pct: float = 1
    budget_price: str = "ceiling"
    price_index_pct: float = 0
    discount_pct: float = 0
    mip_gap_pct: float = 0.5
    time_limit_s: float = 600
    threads: int = 0
    marking: str = ""


@dataclass(frozen=True)
class SoftRule:
    """A row of `rules`: limits that may give way where no plan keeps all, 4 first and 1 last."""

    sheet: str
    where: str
    column: str
    priority: int
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
class Received:
    """Units of an item that came to a partner before start and are not in its stock."""

    partner: str
    item: str
    quantity: float


@dataclass(frozen=True)
class Case:
    """A whole case with one scenario already applied (`scenario` = `base`: none).

    One field per sheet, in the sheet's row order. `sha256` is that of the workbook read, empty for
    a case made in memory; `places` says where its records stand in that workbook.

    What came (`deliveries`) is taken off `orders`, `lots` and `prices` already (`pooling.case.came`): they hold what is
    still to come. `received` is what of it meets needs, `placed` are the orders as they were placed; both are empty
    where nothing came.
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
    donations: tuple[Donation, ...] = ()
    rates: tuple[Rate, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    orders: tuple[Order, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    uncertain: tuple[Uncertain, ...] = ()
    rules: tuple[SoftRule, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    changes: tuple[Change, ...] = ()
    scenario: str = "base"
    applied: tuple[AppliedChange, ...] = field(default=())
    sha256: str = ""
    received: tuple[Received, ...] = ()
    placed: tuple[Order, ...] = ()
    places: Places = field(default=NO_PLACES, compare=False, repr=False)

    @property
    def came(self) -> dict[tuple[str, str], float]:
        """(partner, item) → units that came before start and are not in its stock."""
        return {(row.partner, row.item): row.quantity for row in self.received}


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
    "donations": Donation,
    "rates": Rate,
    "instruments": Instrument,
    "orders": Order,
    "deliveries": Delivery,
    "uncertain": Uncertain,
    "rules": SoftRule,
    "scenarios": Scenario,
    "changes": Change,
}
"""Sheet name to record."""
