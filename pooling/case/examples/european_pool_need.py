"""Who pools, what they need, and how much: every quantity here is synthetic."""

from __future__ import annotations

from pooling.case.examples.table import SYNTHETIC, K, M, Record, table

YEARS = range(2026, 2034)
NOW, INTERIM, FINAL = "2026-01-01", "2028-01-01", "2031-01-01"
"""From when the three steps of a norm are in force: today's, the interim and the final one."""

PARTNERS = table(
    "partners",
    "partner name country eu nato priority carry_over source",
    (
        ("NLD", "Netherlands", "NL", "Y", "Y", 1, "Y", "Defence Materiel Budget Fund keeps unspent money"),
        ("DEU", "Germany", "DE", "Y", "Y", 1, "Y", None),
        ("DNK", "Denmark", "DK", "Y", "Y", 1, "N", None),
        ("EST", "Estonia", "EE", "Y", "Y", 1.3, "N", "priority: frontline state, assumed"),
        ("NOR", "Norway", "NO", "N", "Y", 1, "Y", "EEA; joins EDA by its administrative arrangement"),
        ("POL", "Poland", "PL", "Y", "Y", 1.3, "Y", "priority: frontline state, assumed; Armed Forces Support Fund"),
        ("ESP", "Spain", "ES", "Y", "Y", 1, "Y", None),
        ("ROU", "Romania", "RO", "Y", "Y", 1.3, "Y", "priority: frontline state, assumed"),
        ("LTU", "Lithuania", "LT", "Y", "Y", 1.3, "Y", "priority: frontline state, assumed"),
        ("BEL", "Belgium", "BE", "Y", "Y", 1, "Y", None),
        ("SWE", "Sweden", "SE", "Y", "Y", 1, "Y", None),
        ("UKR", "Ukraine", "UA", "N", "N", 2, "Y", "priority: in use at once, assumed; recipient of donations"),
    ),
)

ITEMS = table(
    "items",
    "item name family unit lot_size certification max_non_eu_pct max_producer_pct",
    (
        ("155HE", "155 mm high-explosive round, complete", "155 mm", "round", 100, "Y", 35, 60),
        ("PATGEMT", "Patriot GEM-T missile", "Patriot", "missile", 1, "N", 80, 100),
        ("PAC3MSE", "Patriot PAC-3 MSE missile", "Patriot", "missile", 1, "N", 100, 100),
        ("556", "5.56x45 mm ball", "Small calibre", "round", 100_000, "N", 35, 60),
        ("762", "7.62x51 mm, linked", "Small calibre", "round", 20_000, "N", 35, 60),
        ("127", "12.7x99 mm, linked", "Small calibre", "round", 5_000, "N", 35, 70),
        ("30x173", "30x173 mm round", "Medium calibre", "round", 100, "N", 35, 80),
        ("35x228", "35x228 mm round", "Medium calibre", "round", 100, "N", 35, 100),
    ),
    source="policy shares assumed",
)

_UNIT = {"155HE": K, "556": M, "762": M, "127": M, "30x173": K, "35x228": K}
"""What the figures below count in; missiles are counted one by one."""

# item: (partner, stock, norm now, interim norm, final norm, use a year)
_STOCKS = {
    "155HE": (
        ("NLD", 25, 45, 65, 90, 4),
        ("DNK", 8, 20, 30, 40, 2),
        ("EST", 9, 15, 22, 30, 2),
        ("NOR", 20, 30, 45, 60, 3),
        ("ESP", 25, 45, 65, 90, 4),
        ("ROU", 15, 35, 55, 80, 3),
        ("LTU", 8, 16, 25, 35, 2),
        ("BEL", 4, 10, 17, 25, 1.5),
        ("SWE", 15, 25, 40, 60, 3),
    ),
    "PATGEMT": (
        ("NLD", 45, 60, 90, 120, 2),
        ("ESP", 30, 40, 60, 90, 2),
        ("ROU", 40, 60, 100, 160, 2),
        ("SWE", 20, 24, 40, 60, 1),
    ),
    "PAC3MSE": (
        ("NLD", 32, 36, 64, 96, 1),
        ("ROU", 48, 56, 80, 112, 2),
        ("SWE", 36, 40, 60, 96, 1),
    ),
    "556": (
        ("NLD", 9, 10, 15, 20, 10),
        ("DNK", 6, 6, 9, 12, 6),
        ("EST", 4, 4, 6, 9, 4),
        ("NOR", 9, 8, 12, 16, 8),
        ("ESP", 14, 14, 21, 28, 14),
        ("ROU", 9, 12, 18, 24, 12),
        ("LTU", 5, 6, 9, 13, 6),
        ("BEL", 6, 8, 12, 16, 8),
        ("SWE", 10, 10, 15, 20, 10),
    ),
    "762": (
        ("NLD", 3, 4, 6, 8, 4),
        ("DNK", 2, 2.5, 3.5, 5, 2.4),
        ("EST", 1.5, 1.6, 2.5, 3.5, 1.6),
        ("NOR", 3, 3, 5, 6.5, 3.2),
        ("ESP", 5, 5.5, 8, 11, 5.6),
        ("ROU", 3.5, 5, 7, 9.5, 4.8),
        ("LTU", 2, 2.5, 3.5, 5, 2.4),
        ("BEL", 2.5, 3, 5, 6.5, 3.2),
        ("SWE", 4, 4, 6, 8, 4),
    ),
    "127": (
        ("NLD", 0.4, 0.5, 0.8, 1, 0.5),
        ("DNK", 0.3, 0.3, 0.5, 0.6, 0.3),
        ("EST", 0.2, 0.2, 0.3, 0.5, 0.2),
        ("NOR", 0.4, 0.4, 0.6, 0.8, 0.4),
        ("ESP", 0.5, 0.6, 0.9, 1.2, 0.6),
        ("ROU", 0.4, 0.5, 0.8, 1.1, 0.5),
        ("LTU", 0.2, 0.3, 0.5, 0.7, 0.3),
        ("BEL", 0.3, 0.4, 0.6, 0.8, 0.4),
        ("SWE", 0.4, 0.4, 0.6, 0.8, 0.4),
    ),
    "30x173": (
        ("NOR", 15, 25, 40, 60, 3),
        ("ESP", 10, 20, 35, 50, 3),
        ("LTU", 8, 15, 28, 40, 2),
        ("BEL", 6, 15, 28, 40, 2),
    ),
    "35x228": (
        ("NLD", 10, 25, 45, 60, 3),
        ("DNK", 5, 15, 28, 40, 2),
        ("EST", 4, 10, 18, 25, 1.5),
        ("ROU", 8, 15, 25, 40, 2),
    ),
}

# partner, item, purpose: net need by the end of each year; these nations keep stocks and norms to themselves
_NET = (
    ("DEU", "155HE", "norm", {2026: 40, 2027: 40, 2028: 50, 2029: 50, 2030: 50, 2031: 40}),
    ("DEU", "PATGEMT", "norm", {2026: 60, 2028: 120, 2030: 100, 2031: 100}),
    ("DEU", "PAC3MSE", "norm", {2029: 60, 2031: 60}),
    ("DEU", "556", "usage", dict.fromkeys(YEARS, 36)),
    ("DEU", "762", "usage", dict.fromkeys(YEARS, 14)),
    ("DEU", "127", "usage", dict.fromkeys(YEARS, 1)),
    ("DEU", "30x173", "norm", dict.fromkeys(range(2026, 2032), 40)),
    ("POL", "155HE", "norm", dict.fromkeys(range(2026, 2032), 50)),
    ("POL", "PATGEMT", "norm", {2028: 40, 2030: 40, 2031: 32}),
    ("POL", "PAC3MSE", "norm", {2028: 60, 2030: 60, 2031: 60}),
    ("POL", "556", "usage", dict.fromkeys(YEARS, 40)),
    ("POL", "762", "usage", dict.fromkeys(YEARS, 16)),
    ("POL", "127", "usage", dict.fromkeys(YEARS, 1.2)),
    ("POL", "30x173", "norm", dict.fromkeys(range(2026, 2032), 20)),
    ("UKR", "155HE", "donation", {2026: 80, 2027: 100, 2028: 80, 2029: 60}),
    ("UKR", "PATGEMT", "donation", {2026: 24, 2027: 32, 2028: 32, 2029: 32}),
    ("UKR", "556", "donation", dict.fromkeys(range(2026, 2031), 25)),
    ("UKR", "762", "donation", dict.fromkeys(range(2026, 2031), 12)),
    ("UKR", "127", "donation", dict.fromkeys(range(2026, 2031), 1)),
    ("UKR", "35x228", "donation", {2026: 20, 2027: 20, 2028: 20}),
)


def _units(item: str, figure: float) -> float:
    return round(figure * _UNIT.get(item, 1))


def _each() -> list[tuple[str, str, tuple[float, ...]]]:
    """(partner, item, (stock, norm now, interim, final, use a year)) in single units."""
    return [
        (partner, item, tuple(_units(item, figure) for figure in figures))
        for item, rows in _STOCKS.items()
        for partner, *figures in rows
    ]


STOCK: list[Record] = table(
    "stock",
    "partner item quantity counted",
    ((partner, item, stock, "2025-12-31") for partner, item, (stock, *_) in _each()),
    source=SYNTHETIC,
)

NORMS: list[Record] = table(
    "norms",
    "partner item from quantity",
    (
        (partner, item, start, norm)
        for partner, item, (_, *norms, _) in _each()
        for start, norm in zip((NOW, INTERIM, FINAL), norms, strict=True)
    ),
    source=SYNTHETIC,
)

USAGE: list[Record] = table(
    "usage",
    "partner item year quantity",
    ((partner, item, year, use) for partner, item, (*_, use) in _each() for year in YEARS),
    source=SYNTHETIC,
)

DEMAND: list[Record] = table(
    "demand",
    "line partner item need_by quantity purpose",
    (
        (f"{partner}-{item}-{year}", partner, item, f"{year}-12-15", _units(item, quantity), purpose)
        for partner, item, purpose, by_year in _NET
        for year, quantity in by_year.items()
    ),
    source=SYNTHETIC,
)
