"""Seeded cases of realistic size and shape that use every feature of a case.

The same size and seed always give the same case. Cases are feasible by construction: what exists obliges
nobody, and orders fit their lines, materials and budgets at their planned dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

from pooling.case.case import Case, Change, Donation, Rate, Scenario, Settings, SoftRule, Uncertain
from pooling.case.schema import SETTINGS, SHEETS
from tests.benchmarks.world.contracts import draw_contracts
from tests.benchmarks.world.industry import draw_industry
from tests.benchmarks.world.money import draw_budgets
from tests.benchmarks.world.need import START, draw_need, first_of

ABROAD = "USD"
INDEX = 2.0
"""Per cent a year."""

WAIT = 7.0
"""Months that a unit would wait in one queue per item; frameworks, budgets and offices add to it."""


@dataclass(frozen=True)
class Size:
    """How many of what; `quarters` is a multiple of 4."""

    partners: int
    items: int
    lines: int
    frameworks: int
    quarters: int


SIZES: Mapping[str, Size] = {
    "S": Size(8, 4, 12, 16, 24),
    "M": Size(16, 10, 30, 40, 40),
    "L": Size(34, 20, 60, 80, 40),
    "XL": Size(50, 60, 150, 200, 60),
}


def _settings(name: str, years: int, budget_price: str) -> Settings:
    return Settings(
        case=name,
        start=START,
        end=first_of(years * 12) - timedelta(days=1),
        budget_price=budget_price,
        price_index_pct=INDEX,
        discount_pct=3,
        marking="SYNTHETIC",
    )


def generate(size: str | Size, seed: int, budget_price: str = "ceiling") -> Case:
    """A case of a named or given size.

    Raises KeyError for an unknown name.
    """
    shape = SIZES[size] if isinstance(size, str) else size
    years = shape.quarters // 4
    rng = Random(f"{shape}-{seed}")
    need = draw_need(rng, shape.partners, shape.items, years)
    industry = draw_industry(rng, need, shape.lines, years, WAIT)
    contracts = draw_contracts(rng, need, industry, shape.frameworks, years)
    name = size if isinstance(size, str) else "case"
    case = Case(
        settings=_settings(f"{name}-{seed}", years, budget_price),
        partners=need.partners,
        items=industry.items,
        producers=industry.producers,
        products=industry.products,
        certifications=industry.certifications,
        demand=need.demand,
        stock=need.stock,
        norms=need.norms,
        usage=need.usage,
        lines=industry.lines,
        capacity=industry.capacity,
        materials=industry.materials,
        supply=industry.supply,
        recipes=industry.recipes,
        expansions=industry.expansions,
        frameworks=contracts.frameworks,
        participants=contracts.participants,
        lots=contracts.lots,
        prices=contracts.prices,
        offices=contracts.offices,
        budgets=draw_budgets(rng, need, industry, contracts, years),
        instruments=contracts.instruments,
        orders=industry.orders,
        uncertain=(Uncertain("demand", 90, 140, 110, "surge", "*"),),
        rules=(SoftRule("budgets", "*", "amount", 4),),
        scenarios=(Scenario("slips", "lines reach 80 % of their capacity"),),
        changes=(Change("slips", "capacity", "scale", "*", "per_year", "0.8"),),
    )
    return _elsewhere(case, years)


def _elsewhere(case: Case, years: int) -> Case:
    """The case with some prices and budgets in a currency that costs EUR 1, and indices of their own like the general
    one, and a gift of a euro: all are used, and nothing is worth more or less.
    """
    abroad = {lot.lot for lot in case.lots[::3]}
    payer = case.partners[0].partner
    return replace(
        case,
        rates=tuple(Rate(ABROAD, START.year + year, 1) for year in range(years)),
        items=tuple(replace(row, price_index_pct=INDEX) for row in case.items),
        frameworks=tuple(replace(row, price_index_pct=INDEX) for row in case.frameworks),
        prices=tuple(replace(row, currency=ABROAD if row.lot in abroad else "EUR") for row in case.prices),
        budgets=tuple(replace(row, currency=ABROAD if row.partner == payer else "EUR") for row in case.budgets),
        orders=tuple(replace(row, currency="EUR") for row in case.orders),
        donations=(_gift(case),),
    )


def _gift(case: Case) -> Donation:
    """A euro for the first framework's main item, from the second partner to the first."""
    recipient, donor = (row.partner for row in case.partners[:2])
    year, item, framework = case.settings.start.year, case.items[0].item, case.frameworks[0].framework
    return Donation(donor, recipient, year, 1, item, framework, "EUR")


def rows(case: Case) -> dict[str, list[dict[str, Any]]]:
    """A case as rows per sheet, column by column, as the case's workbook holds them; blanks are None."""
    settings = [{"key": c.name, "value": getattr(case.settings, c.attribute)} for c in SETTINGS]
    sheets: dict[str, list[dict[str, Any]]] = {"settings": settings}
    for sheet in SHEETS:
        records = getattr(case, sheet.name)
        sheets[sheet.name] = [{c.name: getattr(r, c.attribute) for c in sheet.columns} for r in records]
    return sheets
