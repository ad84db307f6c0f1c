"""Three cases that use every column with a number, none of them a power of ten where that can be helped."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.helpers.workbooks import Rows

START, END = date(2027, 1, 1), date(2028, 12, 31)


def settings(**more: Any) -> list[dict[str, Any]]:
    """Two years by quarter; nothing is given up of any objective, and everything is proven to the end."""
    values = {"case": "numbers", "start": START, "end": END, "after_horizon_months": 6, "tolerance_pct": 0}
    values |= {"mip_gap_pct": 0, "time_limit_s": 60, "threads": 2, "price_index_pct": 0, "discount_pct": 3, **more}
    return [{"key": key, "value": value} for key, value in values.items()]


def made(item: dict[str, Any], line: float, partners: str = "A", **more: Any) -> Rows:
    """Partners that need one item, of which one producer's line makes so much a year; `more`: columns of a partner."""
    return {
        "settings": settings(),
        "partners": [
            {"partner": p, "name": p, "eu": "Y", "nato": "Y", "priority": n, **more}
            for n, p in enumerate(partners, start=2)
        ],
        "items": [{"item": "I", "name": "I", "family": "I", "unit": "round", "priority": 3, **item}],
        "producers": [{"producer": "M", "name": "M", "country": "NL"}],
        "products": [{"product": "Q", "item": "I", "producer": "M", "eu_content_pct": 95}],
        "lines": [
            {"line": "L", "producer": "M", "country": "NL", "low_pct": 80, "likely_pct": 90, "high_pct": 95},
        ],
        "capacity": [{"line": "L", "from": START, "per_year": line}],
    }


def framework(**more: Any) -> dict[str, Any]:
    """A candidate for the first half year."""
    dates = {"sign_from": START, "sign_to": date(2027, 6, 30)}
    return {"framework": "F", "name": "F", "lead": "A", "status": "candidate", "open_to": "ALL", **dates, **more}


def contract() -> Rows:
    """One partner that joins one framework by choice, with all that may be decided about it; money is no limit."""
    return {
        **made(
            {"lot_size": 2, "certification": "Y", "max_non_eu_pct": 90, "max_producer_pct": 100},
            44,
            max_delay_months=60,
        ),
        "certifications": [{"partner": "A", "product": "Q", "status": "possible", "months": 2, "cost": 7}],
        "demand": [{"line": "D", "partner": "A", "item": "I", "need_by": START, "quantity": 30}],
        "stock": [{"partner": "A", "item": "I", "quantity": 5}],
        "norms": [{"partner": "A", "item": "I", "from": START, "quantity": 7}],
        "usage": [{"partner": "A", "item": "I", "year": year, "quantity": 4} for year in (2027, 2028)],
        "materials": [{"material": "G", "opening": 6}],
        "supply": [{"material": "G", "from": START, "per_year": 60}],
        "recipes": [{"product": "Q", "material": "G", "per_unit": 0.5}],
        "expansions": [
            {
                "expansion": "X",
                "resource": "L",
                "adds_per_year": 8,
                "build_months": 4,
                "start_from": START,
                "start_to": START,
                "investment": 30,
                "min_commitment": 6,
            }
        ],
        "frameworks": [
            framework(
                lead_months=2,
                term_months=18,
                min_partner_value=20,
                max_partners=2,
                setup_cost=50,
                join_cost=3,
                fee_pct=2.5,
                advance_pct=20,
                advance_years=2,
                office="O",
                extend_months=5,
                extend_cost=9,
                slip_months=2,
                price_index_pct=0,
            )
        ],
        "participants": [{"framework": "F", "partner": "A", "role": "may_join", "join_months": 2}],
        "offices": [{"office": "O", "year": 2027, "max_signings": 3}],
        "lots": [
            {
                "lot": "T",
                "framework": "F",
                "product": "Q",
                "line": "L",
                "min_quantity": 6,
                "max_quantity": 500,
                "load": 1.5,
            }
        ],
        "prices": [
            {"lot": "T", "from_quantity": 0, "unit_price": 12},
            {"lot": "T", "from_quantity": 24, "unit_price": 11, "fixed_cost": 4},
        ],
        "instruments": [
            {
                "instrument": "N",
                "name": "N",
                "min_partners": 1,
                "reimburse_pct": 15,
                "max_per_framework": 60,
                "fund": 70,
                "min_eu_content_pct": 40,
                "valid_from": START,
                "valid_to": END,
            }
        ],
        "orders": [
            {
                "order": "U",
                "partner": "A",
                "product": "Q",
                "line": "L",
                "quantity": 2,
                "planned": date(2027, 5, 1),
                "shift_cost": 0.2,
                "unit_price": 5,
            }
        ],
    }


def purses() -> Rows:
    """Two partners, members of one framework as soon as it is signed, that share a line; all have budgets."""
    return {
        **made({"lot_size": 1, "price_index_pct": 0}, 28, "AB"),
        "demand": [
            {"line": "D", "partner": "A", "item": "I", "need_by": START, "quantity": 12},
            {"line": "E", "partner": "B", "item": "I", "need_by": START, "quantity": 20},
        ],
        "frameworks": [
            framework(
                lead_months=0,
                term_months=36,
                min_partners=2,
                max_partners=3,
                min_partner_value=30,
                setup_cost=50,
                fee_pct=2.5,
            )
        ],
        "participants": [{"framework": "F", "partner": p, "role": "member"} for p in "AB"],
        "lots": [{"lot": "T", "framework": "F", "product": "Q", "line": "L", "max_quantity": 500, "load": 1.5}],
        "prices": [{"lot": "T", "from_quantity": 0, "unit_price": 4, "fixed_cost": 6}],
        "budgets": [
            *({"partner": "A", "year": year, "amount": 60} for year in (2027, 2028)),
            *({"partner": "COMMON", "year": year, "amount": 70} for year in (2027, 2028)),
        ],
        "donations": [{"donor": "B", "recipient": "A", "year": year, "amount": 3} for year in (2027, 2028)],
    }


def ordered() -> Rows:
    """Nothing but an order in dollars, of which some came and the rest may come sooner than planned."""
    return {
        **made({"lot_size": 2}, 44),
        "demand": [{"line": "D", "partner": "A", "item": "I", "need_by": START, "quantity": 8}],
        "deliveries": [{"order_or_lot": "U", "partner": "A", "date": date(2026, 12, 1), "quantity": 2}],
        "orders": [
            {
                "order": "U",
                "partner": "A",
                "product": "Q",
                "line": "L",
                "quantity": 10,
                "planned": date(2028, 2, 1),
                "earliest": date(2027, 5, 1),
                "latest": date(2028, 5, 1),
                "shift_cost": 0.25,
                "unit_price": 5,
                "currency": "USD",
            }
        ],
        "rates": [{"currency": "USD", "year": 2027, "rate": 0.9}, {"currency": "USD", "year": 2028, "rate": 0.8}],
    }
