"""The worked example `european-pool`: twelve nations pool eight items, 2026-2033, by quarter.

Prices, capacities, contracts and rules lean on published figures, named in the `source` column.
Stocks, norms, needs, orders, budgets and what is left of each framework are synthetic: no real
stock or norm is public, and none is meant to be guessed here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pooling.case.examples.european_pool_frameworks import FRAMEWORKS, LOTS, OFFICES, PARTICIPANTS, PRICES
from pooling.case.examples.european_pool_money import BUDGETS, DELIVERIES, DONATIONS, INSTRUMENTS, ORDERS, RATES, RULES
from pooling.case.examples.european_pool_need import DEMAND, ITEMS, NORMS, PARTNERS, STOCK, USAGE
from pooling.case.examples.european_pool_products import CERTIFICATIONS, PRODUCERS, PRODUCTS
from pooling.case.examples.european_pool_scenarios import CHANGES, SCENARIOS
from pooling.case.examples.european_pool_supply import (
    CAPACITY,
    EXPANSIONS,
    LINES,
    MATERIALS,
    RECIPES,
    SUPPLY,
    UNCERTAIN,
)
from pooling.case.examples.table import SYNTHETIC, Record

_SETTINGS: tuple[tuple[Any, ...], ...] = (
    ("case", "European pool (worked example)", SYNTHETIC),
    ("start", date(2026, 1, 1)),
    ("end", date(2033, 12, 31)),
    ("period_months", 3),
    ("after_horizon_months", 12, "assumed"),
    ("objectives", "mean_delay, cost", "Dutch policy letter 36 410 X nr. 93, June 2024: time weighs before price"),
    ("tolerance_pct", 1),
    ("budget_price", "ceiling"),
    ("price_index_pct", 2, "published contracts: 2-4 % a year"),
    ("mip_gap_pct", 1),
    ("time_limit_s", 60),
    ("marking", "EXAMPLE - SYNTHETIC FIGURES"),
)


def european_pool() -> dict[str, list[Record]]:
    """The example's rows by sheet, in the workbook's order; columns as in the schema."""
    sheets = {
        "partners": PARTNERS,
        "items": ITEMS,
        "producers": PRODUCERS,
        "products": PRODUCTS,
        "certifications": CERTIFICATIONS,
        "demand": DEMAND,
        "stock": STOCK,
        "norms": NORMS,
        "usage": USAGE,
        "lines": LINES,
        "capacity": CAPACITY,
        "materials": MATERIALS,
        "supply": SUPPLY,
        "recipes": RECIPES,
        "expansions": EXPANSIONS,
        "frameworks": FRAMEWORKS,
        "participants": PARTICIPANTS,
        "lots": LOTS,
        "prices": PRICES,
        "offices": OFFICES,
        "budgets": BUDGETS,
        "donations": DONATIONS,
        "rates": RATES,
        "instruments": INSTRUMENTS,
        "orders": ORDERS,
        "deliveries": DELIVERIES,
        "uncertain": UNCERTAIN,
        "rules": RULES,
        "scenarios": SCENARIOS,
        "changes": CHANGES,
    }
    settings: list[Record] = [dict(zip(("key", "value", "source"), row, strict=False)) for row in _SETTINGS]
    return {"settings": settings} | {sheet: [dict(row) for row in rows] for sheet, rows in sheets.items()}
