"""What the small worked examples have in common: nations, supply chains, lots, and the order of the sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pooling.case.examples.table import Record, table
from pooling.case.schema import SHEETS

POLICY = "public: Dutch policy letter 36 410 X nr. 93, June 2024"

NATIONS = {
    "AUT": ("Austria", "Y", "N"),
    "BEL": ("Belgium", "Y", "Y"),
    "BGR": ("Bulgaria", "Y", "Y"),
    "CAN": ("Canada", "N", "Y"),
    "CZE": ("Czechia", "Y", "Y"),
    "DEU": ("Germany", "Y", "Y"),
    "DNK": ("Denmark", "Y", "Y"),
    "ESP": ("Spain", "Y", "Y"),
    "EST": ("Estonia", "Y", "Y"),
    "FIN": ("Finland", "Y", "Y"),
    "GRC": ("Greece", "Y", "Y"),
    "HUN": ("Hungary", "Y", "Y"),
    "ISL": ("Iceland", "N", "Y"),
    "ITA": ("Italy", "Y", "Y"),
    "LTU": ("Lithuania", "Y", "Y"),
    "LUX": ("Luxembourg", "Y", "Y"),
    "LVA": ("Latvia", "Y", "Y"),
    "NLD": ("Netherlands", "Y", "Y"),
    "NOR": ("Norway", "N", "Y"),
    "POL": ("Poland", "Y", "Y"),
    "PRT": ("Portugal", "Y", "Y"),
    "ROU": ("Romania", "Y", "Y"),
    "SVK": ("Slovakia", "Y", "Y"),
    "SVN": ("Slovenia", "Y", "Y"),
    "SWE": ("Sweden", "Y", "Y"),
    "UKR": ("Ukraine", "N", "N"),
}
"""Code to name, EU and NATO (Y or N)."""

Sheets = dict[str, list[Record]]


def example(
    case: str, start: str, end: str, period_months: int, sheets: Mapping[str, list[Record]], **settings: Any
) -> Sheets:
    """The rows of an example by sheet, in the order of the schema; each small one is proven to the end."""
    given = {
        "case": case,
        "start": date.fromisoformat(start),
        "end": date.fromisoformat(end),
        "period_months": period_months,
        "objectives": "mean_delay, cost",
        "tolerance_pct": 0,
        "mip_gap_pct": 0.1,
        "time_limit_s": 30,
        "marking": "EXAMPLE - SYNTHETIC FIGURES",
    }
    rows = [{"key": key, "value": value, "source": "chosen"} for key, value in (given | settings).items()]
    return {"settings": rows} | {sheet.name: sheets[sheet.name] for sheet in SHEETS if sheets.get(sheet.name)}


def partners(codes: str, source: str, **more: Any) -> list[Record]:
    """Rows of `partners`."""
    rows = ((code, *NATIONS[code]) for code in codes.split())
    return table("partners", "partner name eu nato", rows, source=source, **more)


def made(*chains: tuple[str, str, str, str, str, float, str, Mapping[str, float], str]) -> Sheets:
    """Who makes what, where, and how much a year is free.

    A chain: producer, its name, country, product, item, EU content [%], line, {from: units a year}, source of these.
    """
    producers = {chain[0]: (chain[0], chain[1], chain[2], chain[-1]) for chain in chains}
    lines = {chain[6]: (chain[6], chain[0], chain[2], chain[-1]) for chain in chains}
    capacity = {(c[6], day): (c[6], day, free, c[-1]) for c in chains for day, free in c[7].items()}
    return {
        "producers": table("producers", "producer name country source", producers.values()),
        "products": table(
            "products",
            "product item producer eu_content_pct source",
            {c[3]: (c[3], c[4], c[0], c[5], "synthetic: share of value made in the EU/EEA") for c in chains}.values(),
        ),
        "lines": table("lines", "line producer country source", lines.values()),
        "capacity": table("capacity", "line from per_year source", capacity.values()),
    }


def priced(*lots: tuple[str, str, str, str, float, Iterable[tuple[float, float]], str]) -> Sheets:
    """Lots and their tiers: lot, framework, product, line, most, ((from, unit price), ...), source of the prices."""
    rows = [(lot, framework, product, line, most) for lot, framework, product, line, most, _, _ in lots]
    tiers = [(lot, *tier, source) for lot, *_, tiers, source in lots for tier in tiers]
    return {
        "lots": table("lots", "lot framework product line max_quantity", rows, source="synthetic"),
        "prices": table("prices", "lot from_quantity unit_price source", tiers),
    }


def scenarios(changes: Mapping[tuple[str, str], Iterable[tuple[Any, ...]]]) -> Sheets:
    """(Scenario, what it asks) to its changes: sheet, where, column, op, value."""
    return {
        "scenarios": table("scenarios", "scenario description", changes, source="synthetic"),
        "changes": table(
            "changes",
            "scenario sheet where column op value",
            ((name, *change) for (name, _), rows in changes.items() for change in rows),
            source="synthetic",
        ),
    }
