"""The example `yearly-monitor`: the case as it stood a year ago, and as it stands now, for the yearly report."""

from __future__ import annotations

from pooling.case.examples.small import POLICY, Sheets, example, made, partners, priced, scenarios
from pooling.case.examples.table import K, M, table

_PRICES = "public: EUR 3,600-6,550 a complete round, 2023-2024; tiers synthetic"


def yearly_monitor() -> Sheets:
    """The example's rows by sheet."""
    free = "synthetic: a share of what is published"
    sheets = made(
        (
            "RHM",
            "Rheinmetall",
            "DE",
            "155-RHM",
            "155HE",
            95,
            "L-DE",
            {"2025-01-01": 30 * K, "2027-01-01": 60 * K},
            free,
        ),
        ("KNDS", "KNDS", "FR", "155-KNDS", "155HE", 95, "L-FR", {"2025-01-01": 20 * K}, free),
        ("CSG", "CSG", "SK", "155-CSG", "155HE", 85, "L-SK", {"2025-01-01": 20 * K}, free),
        ("BAE", "BAE", "GB", "155-BAE", "155HE", 10, "L-GB", {"2025-01-01": 15 * K}, free),
    )
    sheets |= priced(
        ("N-DE", "N-155", "155-RHM", "L-DE", 400 * K, ((0, 4_300), (100 * K, 3_950)), _PRICES),
        ("N-FR", "N-155", "155-KNDS", "L-FR", 200 * K, ((0, 5_000), (60 * K, 4_600)), _PRICES),
        ("C-SK", "C-155", "155-CSG", "L-SK", 200 * K, ((0, 4_100), (60 * K, 3_800)), _PRICES),
        ("U-GB", "U-155", "155-BAE", "L-GB", 150 * K, ((0, 4_400),), _PRICES),
    )
    sheets["partners"] = partners("NLD DEU DNK EST POL", "synthetic")
    sheets["items"] = table(
        "items",
        "item name family unit lot_size",
        (("155HE", "155 mm HE, complete round", "155 mm", "round", 1 * K),),
        source=POLICY,
    )
    need = {"NLD": 65, "DEU": 190, "DNK": 30, "EST": 20}
    sheets["demand"] = table(
        "demand",
        "line partner item need_by quantity purpose",
        ((f"{code}-1", code, "155HE", "2027-12-31", quantity * K, "norm") for code, quantity in need.items()),
        source="synthetic",
    )
    sheets["frameworks"] = table(
        "frameworks",
        "framework name lead status sign_from sign_to lead_months term_months open_to min_partners setup_cost",
        (
            ("N-155", "NSPA 155 mm", "NSPA", "candidate", "2025-01-01", "2026-12-31", 12, 84, "NATO", 2, 1 * M),
            (
                "C-155",
                "Czechia opens 155 mm",
                "CZE",
                "candidate",
                "2025-01-01",
                "2026-12-31",
                9,
                84,
                "NATO",
                1,
                0.5 * M,
            ),
            (
                "U-155",
                "155 mm from the United Kingdom",
                "NSPA",
                "candidate",
                "2025-01-01",
                "2026-12-31",
                9,
                84,
                "NATO",
                1,
                0.5 * M,
            ),
        ),
        source="synthetic",
    )
    grown = [
        ("capacity", "line=L-DE; from=2027-01-01", "per_year", "set", str(90 * K)),
        ("capacity", "line=L-FR", "per_year", "set", str(30 * K)),
        ("capacity", "line=L-SK", "per_year", "set", str(30 * K)),
    ]
    joined = [
        (
            "demand",
            "*",
            None,
            "insert",
            f"line=POL-1; partner=POL; item=155HE; need_by=2027-12-31; quantity={60 * K}; purpose=norm",
        )
    ]
    slipped = [("capacity", "line=L-GB", "per_year", "scale", "0.5")]
    sheets |= scenarios(
        {
            ("this-year", "As it stands now: lines have grown, one has slipped, Poland has joined"): [
                *grown,
                *joined,
                *slipped,
            ],
            ("without-growth", "As it stands now, had no line grown"): [*joined, *slipped],
        }
    )
    return example("Yearly monitor (worked example)", "2025-01-01", "2032-12-31", 6, sheets)
