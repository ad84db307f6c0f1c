"""Who makes what, and which nation takes which 155 mm round."""

from __future__ import annotations

from pooling.case.examples.table import M, Record, table

PRODUCERS = table(
    "producers",
    "producer name country",
    (
        ("RHM", "Rheinmetall", "DE"),
        ("KNDS", "KNDS France", "FR"),
        ("CSG", "CSG / ZVS", "SK"),
        ("NAMMO", "Nammo", "NO"),
        ("DINA", "Diehl and Nammo (DiNa155)", "DE"),
        ("PGZ", "PGZ", "PL"),
        ("BAE", "BAE Systems", "GB"),
        ("CZI", "Czech initiative (world market)", "CZ"),
        ("COMLOG", "COMLOG (RTX and MBDA Germany)", "DE"),
        ("RTX", "RTX", "US"),
        ("LMT", "Lockheed Martin", "US"),
        ("FN", "FN Herstal", "BE"),
        ("SB", "Sellier & Bellot", "CZ"),
        ("MEN", "MEN", "DE"),
        ("GGG", "GGG", "LT"),
        ("MESKO", "Mesko", "PL"),
        ("PAL", "Palencia", "ES"),
    ),
)

PRODUCTS = table(
    "products",
    "product item name producer eu_content_pct",
    (
        ("155-RHM", "155HE", "Rheinmetall 155 mm HE", "RHM", 90),
        ("155-KNDS", "155HE", "KNDS 155 mm HE with fuze", "KNDS", 95),
        ("155-CSG", "155HE", "ZVS 155 mm HE", "CSG", 85),
        ("155-NAM", "155HE", "Nammo 155 mm HE-ER", "NAMMO", 90),
        ("155-DINA", "155HE", "DiNa155 HE, made in Germany", "DINA", 95),
        ("155-PGZ", "155HE", "PGZ 155 mm HE", "PGZ", 80),
        ("155-BAE", "155HE", "BAE 155 mm HE, Korean charges", "BAE", 10),
        ("155-CZI", "155HE", "155 mm HE from the world market", "CZI", 20),
        ("GEMT-EU", "PATGEMT", "GEM-T, Schrobenhausen", "COMLOG", 55),
        ("GEMT-US", "PATGEMT", "GEM-T, United States", "RTX", 10),
        ("MSE-US", "PAC3MSE", "PAC-3 MSE", "LMT", 5),
        ("556-FN", "556", "FN 5.56", "FN", 100),
        ("556-NAM", "556", "Nammo 5.56", "NAMMO", 100),
        ("556-SB", "556", "S&B 5.56", "SB", 95),
        ("556-MEN", "556", "MEN 5.56", "MEN", 90),
        ("556-GGG", "556", "GGG 5.56", "GGG", 95),
        ("556-MES", "556", "Mesko 5.56", "MESKO", 95),
        ("556-PAL", "556", "Palencia 5.56", "PAL", 95),
        ("762-FN", "762", "FN 7.62", "FN", 100),
        ("762-NAM", "762", "Nammo 7.62", "NAMMO", 100),
        ("762-SB", "762", "S&B 7.62", "SB", 95),
        ("762-MEN", "762", "MEN 7.62", "MEN", 90),
        ("762-GGG", "762", "GGG 7.62", "GGG", 95),
        ("762-MES", "762", "Mesko 7.62", "MESKO", 95),
        ("762-PAL", "762", "Palencia 7.62", "PAL", 95),
        ("127-FN", "127", "FN 12.7", "FN", 100),
        ("127-NAM", "127", "Nammo 12.7", "NAMMO", 100),
        ("127-MES", "127", "Mesko 12.7", "MESKO", 95),
        ("30-RHM", "30x173", "Rheinmetall 30x173 air-burst", "RHM", 95),
        ("30-NAM", "30x173", "Nammo 30x173", "NAMMO", 95),
        ("30-MES", "30x173", "Mesko 30x173", "MESKO", 90),
        ("35-RHM", "35x228", "Rheinmetall 35x228", "RHM", 90),
        ("35-MES", "35x228", "Mesko 35x228", "MESKO", 90),
    ),
    source="share of value made in the EU/EEA: assumed",
)

# One column a product. C: certified; a number: possible, after so many months; None: not on offer there.
_COLUMNS = ("155-RHM", "155-KNDS", "155-CSG", "155-NAM", "155-DINA", "155-PGZ", "155-BAE", "155-CZI")
_CERTIFIED: dict[str, tuple[int | str | None, ...]] = {
    #       RHM  KNDS CSG  NAM  DINA  PGZ  BAE  CZI
    "NLD": ("C", 9, 12, None, 9, None, 15, None),
    "DEU": ("C", 12, 15, 12, "C", None, None, None),
    "DNK": ("C", "C", 12, 9, 12, None, None, "C"),
    "EST": ("C", "C", 9, None, None, 12, None, "C"),
    "NOR": (9, None, None, "C", 9, None, 12, None),
    "POL": (12, None, 9, None, None, "C", 12, None),
    "ESP": ("C", 9, 12, None, None, None, None, None),
    "ROU": (9, None, 9, None, None, 12, 15, "C"),
    "LTU": ("C", "C", 9, None, 12, 12, None, "C"),
    "BEL": (9, "C", 9, None, None, None, None, "C"),
    "SWE": (12, None, None, "C", None, None, 9, None),
    "UKR": ("C", "C", "C", "C", "C", "C", "C", "C"),
}
_PER_MONTH = 0.15 * M
"""Cost of trials per month of certification [EUR]."""


def _certifications() -> list[Record]:
    return table(
        "certifications",
        "partner product status months cost",
        (
            (partner, product, "possible", status, status * _PER_MONTH)
            if isinstance(status, int)
            else (partner, product, "certified", None, None)
            for partner, statuses in _CERTIFIED.items()
            for product, status in zip(_COLUMNS, statuses, strict=True)
            if status is not None
        ),
        source="synthetic; gun types in service and the EDA list of all-up rounds give the pattern",
    )


CERTIFICATIONS = _certifications()
