"""Records of a case: producers, products, lines, materials, expansions. A class mirrors a sheet, field by column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
