"""Production lines, the propellant they share, and what could be built.

Capacity is what is assumed free for this pool: a share of what producers have published.
"""

from __future__ import annotations

from typing import Any

from pooling.case.examples.european_pool_products import PRODUCTS
from pooling.case.examples.table import SYNTHETIC, K, M, Record, table

_ASSUMED = "no yearly figure published: assumed"

LINES = table(
    "lines",
    "line producer name country low_pct likely_pct high_pct",
    (
        ("L-UNT", "RHM", "Rheinmetall Unterluess, 155 mm", "DE", 60, 85, 105),
        ("L-EXP", "RHM", "Rheinmetall Expal, 155 mm", "ES", 80, 95, 105),
        ("L-BSG", "RHM", "Rheinmetall Baisogala, 155 mm (new)", "LT", 40, 75, 100),
        ("L-KNDS", "KNDS", "KNDS Bourges, 155 mm", "FR", 70, 90, 105),
        ("L-SNI", "CSG", "ZVS Snina, 155 mm", "SK", 60, 85, 105),
        ("L-NAM155", "NAMMO", "Nammo Raufoss and Karlskoga, 155 mm", "NO", 60, 85, 100),
        ("L-DINA", "DINA", "DiNa155 (new German lines)", "DE", 50, 80, 100),
        ("L-PGZ", "PGZ", "PGZ, 155 mm (three new plants)", "PL", 40, 75, 100),
        ("L-BAE", "BAE", "BAE Glascoed, 155 mm", "GB", 60, 85, 105),
        ("L-WORLD", "CZI", "World market through the Czech initiative", "CZ", 50, 80, 110),
        ("L-COMLOG", "COMLOG", "COMLOG Schrobenhausen, GEM-T (new)", "DE", 50, 80, 100),
        ("L-RTX", "RTX", "RTX, GEM-T", "US", 80, 95, 105),
        ("L-LMT", "LMT", "Lockheed Martin Camden, PAC-3 MSE", "US", 75, 95, 110),
        ("L-FN", "FN", "FN Herstal and Zutendaal, small calibre", "BE", 80, 95, 105),
        ("L-NAM-SC", "NAMMO", "Nammo, small calibre", "FI", 85, 95, 105),
        ("L-SB", "SB", "Sellier & Bellot Vlasim, small calibre", "CZ", 85, 95, 105),
        ("L-MEN", "MEN", "MEN Nassau, small calibre", "DE", 85, 95, 105),
        ("L-GGG", "GGG", "Giraite, small calibre", "LT", 70, 90, 105),
        ("L-MES-SC", "MESKO", "Mesko, small calibre", "PL", 75, 90, 105),
        ("L-PAL", "PAL", "Palencia, small calibre", "ES", 80, 95, 105),
        ("L-RHM-MC", "RHM", "Rheinmetall Unterluess, 30 and 35 mm", "DE", 70, 90, 105),
        ("L-NAM-MC", "NAMMO", "Nammo Raufoss, 30 mm", "NO", 80, 95, 105),
        ("L-MES-MC", "MESKO", "Mesko, 30 and 35 mm", "PL", 60, 85, 100),
    ),
    source="ranges assumed: announced capacity slips more often than not",
)

# line, {from year or date: units a year}, source
_RAMPS = (
    ("L-UNT", {2026: 32, 2027: 60, 2028: 76}, "140,000 (2026), 350,000 (2027) a year published; 22 % assumed free"),
    ("L-EXP", {2026: 56}, "about 350,000-450,000 a year, weak source; 14 % assumed free"),
    ("L-BSG", {"2027-07-01": 8, 2028: 24, 2029: 36}, "'tens of thousands' a year from 2027 published; assumed"),
    ("L-KNDS", {2026: 18, 2027: 30}, "60,000 (2025), 100,000 (2027) a year, French parliament; 30 % assumed free"),
    ("L-SNI", {2026: 24, 2027: 36, 2028: 44}, "up to 360,000 bodies a year published; 12 % assumed free"),
    ("L-NAM155", {2026: 8, 2027: 18, 2028: 30}, "up to 200,000 a year, weak source; 15 % assumed free"),
    ("L-DINA", {2027: 16, 2028: 32, 2029: 44}, "deliveries 2027-2031 published, 2.35 million at most; assumed"),
    ("L-PGZ", {2026: 6, 2027: 20, 2028: 36}, "150,000-180,000 a year published as goal; 22 % assumed free"),
    ("L-BAE", {2026: 8, 2027: 16}, _ASSUMED),
    ("L-WORLD", {2026: 30, 2028: 12, 2029: 0}, "about 500,000 rounds in 2024 published; a remainder assumed"),
    ("L-COMLOG", {2028: 40, 2029: 100, 2030: 160, 2031: 200}, "first missile 2028 published; ramp assumed, all of it"),
    ("L-RTX", {2026: 16, 2028: 32, 2030: 48}, "about 240 a year, weak source; 7-12 % assumed free"),
    ("L-LMT", {2026: 40, 2029: 60, 2030: 96, 2031: 120}, "620 (2025), 2,000 (2030) a year published; 6 % assumed free"),
    ("L-FN", {2026: 44, "2027-07-01": 60, 2029: 70}, "new lines for a 20-year partnership published; assumed"),
    ("L-NAM-SC", {2026: 34, 2028: 46}, _ASSUMED),
    ("L-SB", {2026: 42}, _ASSUMED),
    ("L-MEN", {2026: 34, 2028: 44}, _ASSUMED),
    ("L-GGG", {2026: 20, 2028: 34}, _ASSUMED),
    ("L-MES-SC", {2026: 50, 2027: 64}, "about 250 million a year published; 20-25 % assumed free"),
    ("L-PAL", {2026: 28}, _ASSUMED),
    ("L-RHM-MC", {2026: 44, 2027: 60, 2029: 80}, "300,000 rounds 35 mm from a new line, published; assumed"),
    ("L-NAM-MC", {2026: 20, 2028: 32}, _ASSUMED),
    ("L-MES-MC", {2026: 8, 2027: 16, 2029: 24}, _ASSUMED),
)
_SMALL_CALIBRE = {"L-FN", "L-NAM-SC", "L-SB", "L-MEN", "L-GGG", "L-MES-SC", "L-PAL"}
_MISSILES = {"L-COMLOG", "L-RTX", "L-LMT"}


def _unit(line: str) -> int:
    """What `_RAMPS` counts in: missiles, millions of 5.56 mm equivalents, else thousands."""
    return 1 if line in _MISSILES else M if line in _SMALL_CALIBRE else K


def _first_day(year_or_date: Any) -> str:
    return f"{year_or_date}-01-01" if isinstance(year_or_date, int) else str(year_or_date)


CAPACITY: list[Record] = table(
    "capacity",
    "line from per_year source",
    (
        (line, _first_day(start), quantity * _unit(line), source)
        for line, ramp, source in _RAMPS
        for start, quantity in ramp.items()
    ),
)

MATERIALS = table(
    "materials",
    "material name unit opening source",
    (("MODULE", "Modular propellant charge, 155 mm", "module", 30 * K, SYNTHETIC),),
)

UNCERTAIN = table(
    "uncertain",
    "what low likely high group where",
    (
        ("supply", 60, 90, 110, "powder", "material=MODULE"),
        ("demand", 100, 105, 160, None, "partner=UKR"),
    ),
    source="assumed: propellant falls short more often than not, and the war may ask for more",
)

SUPPLY = table(
    "supply",
    "material from per_year source",
    (
        ("MODULE", "2026-01-01", 560 * K, "25 % of 1.5 million (Rheinmetall goal), 37 % of 500,000 (Eurenco)"),
        ("MODULE", "2027-01-01", 740 * K, "and the first 60 % of Victoria's 300,000 (Romania)"),
        ("MODULE", "2028-01-01", 860 * K, "and shares of the powder grants of ASAP (10,000 t a year); assumed"),
    ),
)

_OWN_CHARGES = ("155-BAE", "155-CZI")
"""Rounds that come with charges from outside Europe."""

RECIPES = table(
    "recipes",
    "product material per_unit",
    (
        (product["product"], "MODULE", 5.3)
        for product in PRODUCTS
        if product["item"] == "155HE" and product["product"] not in _OWN_CHARGES
    ),
    source="1,200 t of powder = 500,000 modules = 95,000 full shots (Eurenco, 2023)",
)

EXPANSIONS = table(
    "expansions",
    "expansion resource name adds_per_year build_months start_from start_to investment min_commitment source",
    (
        (
            "X-POWDER",
            "MODULE",
            "New powder plant, half of its 1,500 t a year",
            312 * K,
            24,
            "2026-04-01",
            "2027-06-30",
            60 * M,
            2.12 * M,
            "viable only with about 800,000 shells (Rheinmetall, 2023): 5.3 modules each, half here",
        ),
        (
            "X-UNT",
            "L-UNT",
            "Unterluess, third shift",
            44 * K,
            15,
            "2026-04-01",
            "2027-06-30",
            15 * M,
            110 * K,
            "18 months of building and 18 of ramp-up published for the plant; assumed",
        ),
        (
            "X-BSG",
            "L-BSG",
            "Baisogala, second line",
            30 * K,
            24,
            "2026-07-01",
            "2027-06-30",
            35 * M,
            50 * K,
            "at most EUR 300 million for the plant published; assumed",
        ),
        (
            "X-NAM",
            "L-NAM155",
            "Nammo, capacity kept for 15 years",
            30 * K,
            24,
            "2026-04-01",
            "2027-06-30",
            30 * M,
            45 * K,
            "NOK 1 billion by the state against 15 years of output published; assumed",
        ),
        (
            "X-COMLOG",
            "L-COMLOG",
            "Schrobenhausen, second integration hall",
            60,
            30,
            "2026-07-01",
            "2027-12-31",
            70 * M,
            240,
            SYNTHETIC,
        ),
        (
            "X-FN",
            "L-FN",
            "Zutendaal, further 5.56 mm line",
            36 * M,
            18,
            "2026-04-01",
            "2027-06-30",
            20 * M,
            120 * M,
            SYNTHETIC,
        ),
        (
            "X-RHM-MC",
            "L-RHM-MC",
            "Medium calibre, second line",
            36 * K,
            12,
            "2026-04-01",
            "2027-06-30",
            18 * M,
            130 * K,
            "new 35 mm line in 5-7 months published; investment assumed",
        ),
    ),
)
