"""Lots and their price tiers: what each framework buys of which product from which line.

The first tier is the ceiling price, about what a nation pays alone; the last is 10-20 % below it.
"""

from __future__ import annotations

from typing import Any

from pooling.case.examples.table import M

_155 = "155 mm: EUR 3,600-6,550 a complete round in published contracts 2023-2024; tiers synthetic"
_PGZ = "PLN 11 billion / 300,000 = EUR 8,470 with new industry (2023); 10 % less assumed; tiers synthetic"
_DINA = "EUR 1.31 billion / 200,000 = 6,550 at first call-off (2024); tiers synthetic"
_RHM = "EUR 8.5 billion / 2.35 million = 3,617 mixed (2024); at most 4,300 (2023); tiers synthetic"
_NSPA = "EUR 1.1 billion / 220,000 = 5,000 with fuze (2024); tiers synthetic"
_CZI = "EUR 576 million / 180,000 = 3,200 (2024)"
_GEMT = "German share 6.0 million each, pooled 5.1 million (2024); tiers synthetic"
MSE = "4.2-5.0 million each in US contracts 2025-2026; tiers synthetic"
_556 = "EUR 0.38-0.39 in Spain (2024); tiers synthetic"
_762 = "EUR 0.71 in Spain (2024), 1.1-1.3 mixed and linked; tiers synthetic"
_127 = "EUR 3-6, weak source; tiers synthetic"
_30 = "EUR 576 million / 600,000 = 960 (2022); tiers synthetic"
_35 = "EUR 168 million / 300,000 = 560 with a new line (2023); tiers synthetic"

# lot, framework, product, line, min_quantity, max_quantity, load, tiers, source
# a tier holds from_quantity, unit_price and, where there is one, fixed_cost
# load: line capacity per unit; small-calibre lines count 5.56 mm equivalents
ALL_LOTS: tuple[tuple[Any, ...], ...] = (
    (
        "DE-RHM155-UNT",
        "DE-RHM155",
        "155-RHM",
        "L-UNT",
        0,
        260_000,
        1,
        ((0, 4_300), (60_000, 3_950), (120_000, 3_650)),
        _RHM,
    ),
    ("DE-RHM155-EXP", "DE-RHM155", "155-RHM", "L-EXP", 0, 180_000, 1, ((0, 4_300), (60_000, 3_950)), _RHM),
    (
        "NSPA-155-KNDS",
        "NSPA-155",
        "155-KNDS",
        "L-KNDS",
        0,
        110_000,
        1,
        ((0, 5_000), (40_000, 4_600), (80_000, 4_250)),
        _NSPA,
    ),
    (
        "DE-DINA155-1",
        "DE-DINA155",
        "155-DINA",
        "L-DINA",
        0,
        220_000,
        1,
        ((0, 6_550), (80_000, 5_900), (160_000, 5_450)),
        _DINA,
    ),
    (
        "PL-PGZ155-1",
        "PL-PGZ155",
        "155-PGZ",
        "L-PGZ",
        0,
        180_000,
        1,
        ((0, 7_600), (80_000, 6_900), (140_000, 6_300)),
        _PGZ,
    ),
    ("CZ-INIT-1", "CZ-INIT", "155-CZI", "L-WORLD", 0, 100_000, 1, ((0, 3_200),), _CZI),
    (
        "NSPA-GEMT-1",
        "NSPA-GEMT",
        "GEMT-EU",
        "L-COMLOG",
        0,
        640,
        1,
        ((0, 6.0 * M), (240, 5.5 * M), (400, 5.1 * M)),
        _GEMT,
    ),
    ("NL-RHM-35", "NL-RHM", "35-RHM", "L-RHM-MC", 0, 50_000, 1, ((0, 760), (30_000, 700)), _35),
    ("NL-RHM-155", "NL-RHM", "155-RHM", "L-UNT", 0, 24_000, 1, ((0, 4_500),), _155),
    ("BE-FN-556", "BE-FN", "556-FN", "L-FN", 0, 320 * M, 1, ((0, 0.46), (100 * M, 0.42), (180 * M, 0.39)), _556),
    ("BE-FN-762", "BE-FN", "762-FN", "L-FN", 0, 140 * M, 1.5, ((0, 0.9), (40 * M, 0.82), (70 * M, 0.76)), _762),
    ("BE-FN-127", "BE-FN", "127-FN", "L-FN", 0, 20 * M, 3, ((0, 4.6), (6 * M, 4.2), (12 * M, 3.9)), _127),
    ("ES-PAL-556", "ES-PAL", "556-PAL", "L-PAL", 0, 120 * M, 1, ((0, 0.43), (60 * M, 0.39)), _556),
    ("ES-PAL-762", "ES-PAL", "762-PAL", "L-PAL", 0, 45 * M, 1.5, ((0, 0.9), (20 * M, 0.82)), _762),
    ("DE-30MM-1", "DE-30MM", "30-RHM", "L-RHM-MC", 0, 200_000, 1, ((0, 960), (100_000, 890), (160_000, 840)), _30),
    ("NORD-SC-556", "NORD-SC", "556-NAM", "L-NAM-SC", 0, 150 * M, 1, ((0, 0.5), (50 * M, 0.45)), _556),
    ("NORD-SC-762", "NORD-SC", "762-NAM", "L-NAM-SC", 0, 70 * M, 1.5, ((0, 0.95), (25 * M, 0.86)), _762),
    ("NORD-SC-127", "NORD-SC", "127-NAM", "L-NAM-SC", 0, 12 * M, 3, ((0, 5.2), (6 * M, 4.7)), _127),
    ("PL-MESKO-556", "PL-MESKO", "556-MES", "L-MES-SC", 0, 280 * M, 1, ((0, 0.44), (120 * M, 0.4)), _556),
    ("PL-MESKO-762", "PL-MESKO", "762-MES", "L-MES-SC", 0, 110 * M, 1.5, ((0, 0.88), (50 * M, 0.8)), _762),
    ("PL-MESKO-127", "PL-MESKO", "127-MES", "L-MES-SC", 0, 14 * M, 3, ((0, 4.5),), _127),
    ("PL-MESKO-30", "PL-MESKO", "30-MES", "L-MES-MC", 0, 60_000, 1, ((0, 900),), _30),
    ("DE-MEN-556", "DE-MEN", "556-MEN", "L-MEN", 0, 160 * M, 1, ((0, 0.45), (80 * M, 0.41)), _556),
    ("DE-MEN-762", "DE-MEN", "762-MEN", "L-MEN", 0, 80 * M, 1.5, ((0, 0.9), (40 * M, 0.82)), _762),
    (
        "N-155-EXP",
        "N-155",
        "155-RHM",
        "L-EXP",
        30_000,
        300_000,
        1,
        ((0, 4_400), (60_000, 4_050), (140_000, 3_700)),
        _155,
    ),
    (
        "N-155-SNI",
        "N-155",
        "155-CSG",
        "L-SNI",
        30_000,
        260_000,
        1,
        ((0, 4_200), (60_000, 3_850), (120_000, 3_500)),
        _155,
    ),
    ("E-155-EXP", "E-155", "155-RHM", "L-EXP", 0, 220_000, 1, ((0, 4_450), (60_000, 4_100), (120_000, 3_800)), _155),
    (
        "E-155-SNI",
        "E-155",
        "155-CSG",
        "L-SNI",
        40_000,
        220_000,
        1,
        ((0, 4_100), (60_000, 3_750), (140_000, 3_400)),
        _155,
    ),
    ("E-155-KNDS", "E-155", "155-KNDS", "L-KNDS", 0, 90_000, 1, ((0, 4_800), (40_000, 4_400)), _155),
    (
        "LT-155-BSG",
        "LT-155",
        "155-RHM",
        "L-BSG",
        40_000,
        220_000,
        1,
        ((0, 5_000), (80_000, 4_450, 8 * M), (150_000, 4_100, 14 * M)),
        _155,
    ),
    (
        "NO-155-NAM",
        "NO-155",
        "155-NAM",
        "L-NAM155",
        25_000,
        180_000,
        1,
        ((0, 5_300), (50_000, 4_800, 3 * M), (100_000, 4_400, 8 * M)),
        _155,
    ),
    ("N-155UK-BAE", "N-155UK", "155-BAE", "L-BAE", 15_000, 90_000, 1, ((0, 4_700), (40_000, 4_250)), _155),
    ("N-GEMT2-1", "N-GEMT2", "GEMT-EU", "L-COMLOG", 80, 360, 1, ((0, 5.9 * M), (120, 5.5 * M), (200, 5.2 * M)), _GEMT),
    ("US-GEMT-1", "US-GEMT", "GEMT-US", "L-RTX", 0, 160, 1, ((0, 6.1 * M), (60, 5.8 * M)), _GEMT),
    ("N-MSE-1", "N-MSE", "MSE-US", "L-LMT", 100, 480, 1, ((0, 5.0 * M), (160, 4.65 * M), (280, 4.3 * M)), MSE),
    ("US-MSE-1", "US-MSE", "MSE-US", "L-LMT", 0, 240, 1, ((0, 4.9 * M), (200, 4.7 * M)), MSE),
    ("E-SC-FN556", "E-SC", "556-FN", "L-FN", 0, 160 * M, 1, ((0, 0.44), (60 * M, 0.4), (120 * M, 0.37)), _556),
    ("E-SC-SB556", "E-SC", "556-SB", "L-SB", 40 * M, 260 * M, 1, ((0, 0.43), (80 * M, 0.39), (160 * M, 0.36)), _556),
    ("E-SC-SB762", "E-SC", "762-SB", "L-SB", 0, 120 * M, 1.5, ((0, 0.86), (30 * M, 0.78), (60 * M, 0.72)), _762),
    ("E-SC-FN127", "E-SC", "127-FN", "L-FN", 0, 20 * M, 3, ((0, 4.5), (6 * M, 4.0), (12 * M, 3.7)), _127),
    ("N-SC-SB556", "N-SC", "556-SB", "L-SB", 40 * M, 260 * M, 1, ((0, 0.44), (80 * M, 0.4), (160 * M, 0.37)), _556),
    ("N-SC-MES556", "N-SC", "556-MES", "L-MES-SC", 0, 200 * M, 1, ((0, 0.43), (60 * M, 0.39)), _556),
    ("N-SC-SB762", "N-SC", "762-SB", "L-SB", 0, 120 * M, 1.5, ((0, 0.87), (40 * M, 0.78)), _762),
    ("N-SC-MES127", "N-SC", "127-MES", "L-MES-SC", 0, 20 * M, 3, ((0, 4.4), (6 * M, 4.0)), _127),
    ("NL-SC-MEN556", "NL-SC", "556-MEN", "L-MEN", 20 * M, 180 * M, 1, ((0, 0.45), (60 * M, 0.4)), _556),
    ("NL-SC-MEN762", "NL-SC", "762-MEN", "L-MEN", 0, 90 * M, 1.5, ((0, 0.88), (25 * M, 0.78)), _762),
    ("LT-SC-556", "LT-SC", "556-GGG", "L-GGG", 15 * M, 220 * M, 1, ((0, 0.44), (60 * M, 0.4)), _556),
    ("LT-SC-762", "LT-SC", "762-GGG", "L-GGG", 0, 90 * M, 1.5, ((0, 0.88), (25 * M, 0.8)), _762),
    ("O-30-RHM", "O-30", "30-RHM", "L-RHM-MC", 20_000, 200_000, 1, ((0, 940), (60_000, 860), (120_000, 800)), _30),
    ("O-30-NAM", "O-30", "30-NAM", "L-NAM-MC", 0, 150_000, 1, ((0, 930), (50_000, 850)), _30),
    ("N-30-NAM", "N-30", "30-NAM", "L-NAM-MC", 20_000, 180_000, 1, ((0, 940), (60_000, 850), (120_000, 790)), _30),
    ("N-30-MES", "N-30", "30-MES", "L-MES-MC", 0, 120_000, 1, ((0, 900), (50_000, 820)), _30),
    (
        "NL-35-RHM",
        "NL-35",
        "35-RHM",
        "L-RHM-MC",
        30_000,
        180_000,
        1,
        ((0, 740), (60_000, 670, 1 * M), (120_000, 600, 2 * M)),
        _35,
    ),
    ("DK-35-RHM", "DK-35", "35-RHM", "L-RHM-MC", 20_000, 140_000, 1, ((0, 730), (60_000, 660)), _35),
    ("DK-35-MES", "DK-35", "35-MES", "L-MES-MC", 0, 60_000, 1, ((0, 690), (30_000, 630)), _35),
)
