"""The example `czech-155`: Czechia buys for Ukraine with eighteen contributors, from stock abroad now, Europe later."""

from __future__ import annotations

from pooling.case.examples.small import Sheets, example, made, partners, priced, scenarios
from pooling.case.examples.table import K, M, table

# contributor: EUR million for Ukraine, year from which it can pay
_GIFTS = {
    "NLD": (250, 2024),
    "DEU": (576, 2024),
    "DNK": (150, 2024),
    "NOR": (130, 2024),
    "BEL": (200, 2025),
    "CAN": (30, 2024),
    "CZE": (35, 2024),
    "FIN": (30, 2025),
    "ISL": (5, 2024),
    "LVA": (10, 2025),
    "LTU": (35, 2024),
    "LUX": (10, 2025),
    "POL": (40, 2025),
    "PRT": (100, 2025),
    "SVN": (5, 2025),
    "SWE": (30, 2024),
    "ESP": (60, 2026),
    "EST": (10, 2025),
}
_PUBLIC = {"NLD": "public: EUR 250 million (policy letter)", "DEU": "public: EUR 576 million for 180,000 (April 2024)"}
_ROUND = 3_200
_OWN = {"CZE": 40, "NLD": 30, "DNK": 15}


def czech_155() -> Sheets:
    """The example's rows by sheet."""
    stock = "public: 800,000 found abroad, 0.5 million of 155 mm in 2024 (unn.ua); what is left for these synthetic"
    sheets = made(
        (
            "ABROAD",
            "Stock outside Europe",
            "CZ",
            "155-W",
            "155HE",
            20,
            "L-W",
            {"2024-01-01": 500 * K, "2025-01-01": 100 * K, "2026-01-01": 0},
            stock,
        ),
        (
            "CSG",
            "CSG",
            "SK",
            "155-CSG",
            "155HE",
            90,
            "L-CSG",
            {"2025-01-01": 80 * K, "2026-01-01": 160 * K},
            "synthetic",
        ),
    )
    sheets |= priced(
        ("CZ-W", "CZ-INIT", "155-W", "L-W", 800 * K, ((0, _ROUND),), "public: EUR 3,200 (German share, April 2024)"),
        ("CZ-E", "CZ-EUR", "155-CSG", "L-CSG", 800 * K, ((0, 4_000), (100 * K, 3_600)), "synthetic"),
    )
    sheets["partners"] = partners(" ".join(_GIFTS), "public: 18 had joined (July 2024); which, in part synthetic")
    for row in sheets["partners"]:
        row["carry_over"] = "Y"
        row["priority"] = _GIFTS[row["partner"]][0] / 100
    sheets["items"] = table(
        "items",
        "item name family unit lot_size",
        (("155HE", "155 mm HE", "155 mm", "round", 500),),
        source="public: 155 mm",
    )
    gifts = [
        (
            f"UKR-{code}",
            code,
            "155HE",
            "2024-06-30",
            million * M // _ROUND // 500 * 500,
            "donation",
            _PUBLIC.get(code, "synthetic") + "; as rounds at EUR 3,200",
        )
        for code, (million, _) in _GIFTS.items()
    ]
    own = [(f"OWN-{code}", code, "155HE", "2027-06-30", need * K, "norm", "synthetic") for code, need in _OWN.items()]
    sheets["demand"] = table("demand", "line partner item need_by quantity purpose source", gifts + own)
    sheets["budgets"] = table(
        "budgets",
        "partner year amount source",
        (
            (
                code,
                year,
                (million * M * 1.02 if year == ready else 0) + (_OWN.get(code, 0) * 4_200 * K if year == 2026 else 0),
                _PUBLIC.get(code, "synthetic") + "; year synthetic",
            )
            for code, (million, ready) in _GIFTS.items()
            for year in range(2024, 2028)
        ),
    )
    sheets["frameworks"] = table(
        "frameworks",
        "framework name lead status sign_from sign_to lead_months term_months open_to min_partners fee_pct source",
        (
            (
                "CZ-INIT",
                "Czech initiative",
                "CZE",
                "candidate",
                "2024-01-01",
                "2025-12-31",
                3,
                48,
                "ALL",
                5,
                1,
                "public: first deliveries June 2024; terms synthetic",
            ),
            (
                "CZ-EUR",
                "Czechia - CSG, for later",
                "CZE",
                "candidate",
                "2024-01-01",
                "2025-12-31",
                12,
                60,
                "ALL",
                2,
                1,
                "synthetic",
            ),
        ),
    )
    sheets |= scenarios(
        {
            ("all-ready", "Every contributor can pay in 2024"): [
                ("budgets", f"partner={code}; year=2024", "amount", "add", str(million * M * 1.02))
                for code, (million, ready) in _GIFTS.items()
                if ready > 2024
            ],
            ("european-only", "Nothing from stock abroad"): [("capacity", "line=L-W", "per_year", "set", "0")],
            ("two-specifications", "Own stocks take only what is certified, from Europe"): [
                ("items", "*", "certification", "set", "Y"),
                *(
                    ("certifications", "*", None, "insert", f"partner={code}; product={product}; status=certified")
                    for code in _GIFTS
                    for product in (("155-CSG",) if code in _OWN else ("155-W", "155-CSG"))
                ),
            ],
        }
    )
    return example("Czech initiative for 155 mm (worked example)", "2024-01-01", "2027-12-31", 3, sheets, mip_gap_pct=1)
