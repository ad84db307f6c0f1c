"""Budgets, EU instruments and orders already placed."""

from __future__ import annotations

from pooling.case.examples.european_pool_need import YEARS
from pooling.case.examples.table import SYNTHETIC, M, Record, table

# EUR million a year, 2026-2033; for munitions of this pool only
_BUDGETS = {
    "NLD": (110, 140, 190, 230, 290, 290, 260, 220),
    "DEU": (300, 420, 640, 820, 960, 960, 860, 760),
    "DNK": (34, 46, 60, 66, 76, 76, 60, 50),
    "EST": (30, 38, 44, 46, 50, 50, 42, 36),
    "NOR": (60, 72, 84, 90, 95, 95, 80, 65),
    "POL": (260, 320, 420, 520, 600, 600, 540, 460),
    "ESP": (90, 110, 150, 200, 230, 240, 220, 180),
    "ROU": (110, 150, 230, 300, 350, 370, 360, 300),
    "LTU": (40, 50, 58, 62, 66, 66, 52, 40),
    "BEL": (32, 40, 48, 54, 60, 60, 48, 40),
    "SWE": (60, 75, 110, 150, 190, 210, 200, 160),
    "UKR": (420, 520, 540, 480, 360, 240, 160, 100),
    "COMMON": (270, 240, 120, 90, 60, 50, 40, 40),
}

BUDGETS: list[Record] = table(
    "budgets",
    "partner year amount",
    (
        (partner, year, amount * M)
        for partner, amounts in _BUDGETS.items()
        for year, amount in zip(YEARS, amounts, strict=True)
    ),
    source=SYNTHETIC,
)

RULES = table(
    "rules",
    "sheet where column priority source",
    (
        ("frameworks", "*", "min_partners", 4, SYNTHETIC),
        ("lots", "*", "min_quantity", 3, SYNTHETIC),
        ("budgets", "partner=COMMON", "amount", 1, SYNTHETIC),
    ),
)

RATES: list[Record] = table("rates", "currency year rate", (("USD", year, 0.92) for year in YEARS), source=SYNTHETIC)
"""For offers in dollars, such as a planner may add."""

DONATIONS: list[Record] = table(
    "donations", "donor recipient item year amount", (("NLD", "UKR", "155HE", 2027, 0),), source=SYNTHETIC
)
"""Nothing is pledged yet: an amount above 0 is set aside in the donor's budget."""

INSTRUMENTS = table(
    "instruments",
    "instrument name min_partners counts reimburse_pct max_per_framework fund min_eu_content_pct"
    " valid_from valid_to source",
    (
        (
            "EDIP",
            "Common procurement under the EDIP regulation (grant)",
            3,
            "EU",
            15,
            40 * M,
            100 * M,
            65,
            "2026-01-01",
            "2027-12-31",
            "Reg. 2025/2643: 65 % EU content, money to end of 2027; rate and caps assumed",
        ),
        (
            "SAFE",
            "SAFE instrument: grant-equivalent of the loan",
            2,
            "EU",
            3,
            25 * M,
            120 * M,
            65,
            "2026-01-01",
            "2030-12-31",
            "Reg. 2025/1106: 2 states, 65 % EU content; no loan for NL, DE, SE; 3 % assumed",
        ),
    ),
)
"""EDIRPA is left out on purpose: it ended on 31 December 2025."""

_ORDERS_155 = (
    ("O-DEU-155-26", "DEU", "155-RHM", "L-UNT", 5_000, "2026-05-15", None, None),
    ("O-DEU-155-27", "DEU", "155-RHM", "L-UNT", 8_000, "2027-02-15", "2026-10-01", "2027-09-30"),
    ("O-DNK-155-27", "DNK", "155-RHM", "L-UNT", 8_000, "2027-11-15", "2027-07-01", "2028-06-30"),
    ("O-NLD-155-28", "NLD", "155-RHM", "L-UNT", 12_000, "2028-08-15", "2028-04-01", "2029-03-31"),
    ("O-EST-155-29", "EST", "155-RHM", "L-UNT", 8_000, "2029-02-15", "2028-10-01", "2029-09-30"),
    ("O-ESP-155-26", "ESP", "155-RHM", "L-EXP", 10_000, "2026-08-15", "2026-07-01", "2027-06-30"),
    ("O-UKR-155-27", "UKR", "155-RHM", "L-EXP", 12_000, "2027-08-15", "2027-04-01", "2027-12-31"),
    ("O-ESP-155-28", "ESP", "155-RHM", "L-EXP", 14_000, "2028-02-15", "2027-10-01", "2028-12-31"),
    ("O-NLD-155-29", "NLD", "155-RHM", "L-EXP", 14_000, "2029-08-15", "2029-04-01", "2030-03-31"),
    ("O-POL-155-28", "POL", "155-PGZ", "L-PGZ", 5_000, "2028-11-15", "2028-07-01", "2029-06-30"),
)
_ORDERS_PATRIOT = (
    ("O-NLD-GEMT-26", "NLD", "GEMT-US", "L-RTX", 4, "2026-11-15", None, None),
    ("O-DEU-GEMT-28", "DEU", "GEMT-EU", "L-COMLOG", 4, "2028-05-15", "2028-01-01", "2028-12-31"),
    ("O-ESP-GEMT-28", "ESP", "GEMT-EU", "L-COMLOG", 4, "2028-11-15", "2028-07-01", "2029-06-30"),
    ("O-ESP-GEMT-29", "ESP", "GEMT-EU", "L-COMLOG", 12, "2029-05-15", "2029-01-01", "2029-12-31"),
    ("O-NLD-GEMT-29", "NLD", "GEMT-EU", "L-COMLOG", 12, "2029-11-15", "2029-07-01", "2030-06-30"),
    ("O-DEU-GEMT-30", "DEU", "GEMT-EU", "L-COMLOG", 20, "2030-02-15", "2029-10-01", "2030-12-31"),
    ("O-ROU-GEMT-30", "ROU", "GEMT-EU", "L-COMLOG", 24, "2030-11-15", "2030-07-01", "2031-06-30"),
    ("O-NLD-GEMT-31", "NLD", "GEMT-EU", "L-COMLOG", 20, "2031-05-15", "2031-01-01", "2031-12-31"),
    ("O-POL-MSE-27", "POL", "MSE-US", "L-LMT", 8, "2027-02-15", None, None),
    ("O-DEU-MSE-27", "DEU", "MSE-US", "L-LMT", 8, "2027-08-15", "2027-04-01", "2028-06-30"),
    ("O-ROU-MSE-28", "ROU", "MSE-US", "L-LMT", 8, "2028-05-15", "2028-01-01", "2028-12-31"),
    ("O-NLD-MSE-28", "NLD", "MSE-US", "L-LMT", 8, "2028-11-15", "2028-07-01", "2029-06-30"),
)
_ORDERS_CALIBRE = (
    ("O-NLD-35-27", "NLD", "35-RHM", "L-RHM-MC", 6_000, "2027-11-15", "2027-07-01", "2028-06-30"),
    ("O-DNK-35-28", "DNK", "35-RHM", "L-RHM-MC", 6_000, "2028-05-15", "2028-01-01", "2028-12-31"),
    ("O-SWE-556-26", "SWE", "556-NAM", "L-NAM-SC", 5_000_000, "2026-08-15", None, None),
)


def _orders(rows: tuple[tuple[str | int | None, ...], ...], prices: dict[str, float]) -> list[Record]:
    """Orders with their item's agreed price; moving one costs 0.1 % of it a month."""
    columns = "order partner product line quantity planned earliest latest unit_price shift_cost"
    priced = ((*row, price, round(0.001 * price, 4)) for row in rows for price in (prices[str(row[2])],))
    return table("orders", columns, priced, source=SYNTHETIC)


ORDERS: list[Record] = [
    *_orders(_ORDERS_155, {"155-RHM": 4_000, "155-PGZ": 7_600}),
    *_orders(_ORDERS_PATRIOT, {"GEMT-EU": 5.6 * M, "GEMT-US": 5.8 * M, "MSE-US": 4.8 * M}),
    *_orders(_ORDERS_CALIBRE, {"35-RHM": 700, "556-NAM": 0.48}),
]

DELIVERIES: list[Record] = table(
    "deliveries",
    "order_or_lot partner date quantity",
    (("O-NLD-155-28", "NLD", "2025-12-10", 2_000),),
    source=SYNTHETIC,
)
