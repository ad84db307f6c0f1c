"""Framework contracts: those that run, those that could be signed, who may join, and at what price."""

from __future__ import annotations

from pooling.case.examples.european_pool_lots import ALL_LOTS
from pooling.case.examples.table import K, M, Record, table

_REMAINDER = "; what is left of it, prices and joining: synthetic"

# fmt: off
_EXISTING = table(
    "frameworks",
    "framework name lead signed lead_months term_months open_to join_cost fee_pct advance_pct advance_years"
    " extend_months extend_cost slip_months source",
    (
        ("DE-RHM155", "Germany - Rheinmetall 155 mm", "DEU", "2024-06-20", 6, 66, "LIST", 0, 0, 0, 0, 24, 6 * M, 3,
         "EUR 8.5 billion; NL, EE, DK take part; 2024-06-20" + _REMAINDER),
        ("NSPA-155", "NSPA - KNDS and Junghans 155 mm", "NSPA", "2024-01-23", 24, 81, "NATO", 150 * K, 2, 0, 0, 0, 0,
         6, "EUR 1.1 billion, about 220,000; first delivery after 23 months" + _REMAINDER),
        ("DE-DINA155", "Germany - Diehl and Nammo 155 mm", "DEU", "2024-07-15", 30, 87, "NATO", 0, 0, 15, 1, 0, 0, 9,
         "EUR 15 billion at most; all NATO partners may order; deliveries 2027-2031" + _REMAINDER),
        ("PL-PGZ155", "Poland - PGZ 155 mm", "POL", "2023-12-22", 12, 69, "LIST", 0, 0, 20, 1, 36, 3 * M, 9,
         "PLN 11 billion, about 300,000; 2024-2029" + _REMAINDER),
        ("CZ-INIT", "Czech initiative", "CZE", "2024-03-15", 3, 60, "ALL", 0, 1, 0, 0, 0, 0, 3,
         "18 states; EUR 576 million / 180,000 (German share)" + _REMAINDER),
        ("NSPA-GEMT", "NSPA - COMLOG GEM-T", "NSPA", "2024-01-03", 48, 120, "NATO", 0, 2, 15, 2, 0, 0, 9,
         "up to 1,000 missiles; DE, NL, RO, ES; first from Germany 2028" + _REMAINDER),
        ("NL-RHM", "Netherlands - Rheinmetall 35 and 155 mm", "NLD", "2020-07-30", 3, 120, "LIST", 0, 0, 0, 0, 60,
         5 * M, 3, "10 years and 2 x 5 years, about EUR 50 million a year" + _REMAINDER),
        ("BE-FN", "Belgium - FN Herstal small calibre", "BEL", "2023-11-15", 9, 240, "EU", 100 * K, 0, 0, 0, 0, 0, 3,
         "20 years, EUR 1.7 billion, open to European states" + _REMAINDER),
        ("ES-PAL", "Spain - small calibre", "ESP", "2024-10-01", 6, 60, "LIST", 0, 0, 0, 0, 24, 0.5 * M, 3,
         "2- to 6-year Spanish frameworks of 2024-2025" + _REMAINDER),
        ("DE-30MM", "Germany - Rheinmetall 30x173", "DEU", "2022-12-15", 3, 84, "LIST", 50 * K, 0, 0, 0, 24, 2 * M,
         3, "7 years, more than 600,000 for EUR 576 million" + _REMAINDER),
        ("NORD-SC", "Nordic pact - Nammo small calibre", "SWE", "2025-06-10", 9, 54, "LIST", 50 * K, 0, 0, 0, 36,
         1 * M, 3, "Nordic small-calibre pact 2025; deliveries 2026-2028" + _REMAINDER),
        ("PL-MESKO", "Poland - Mesko small and medium calibre", "POL", "2023-06-01", 6, 72, "LIST", 0, 0, 0, 0, 36,
         1 * M, 3, "synthetic"),
        ("DE-MEN", "Germany - MEN small calibre", "DEU", "2024-07-05", 6, 63, "LIST", 0, 0, 0, 0, 24, 1 * M, 3,
         "multi-partner framework for 7.62 mm, July 2024" + _REMAINDER),
    ),
    status="existing",
    min_partners=0,
)
# fmt: on

# fmt: off
_CANDIDATES = table(
    "frameworks",
    "framework name lead office exclusive_group sign_from sign_to lead_months term_months open_to min_partners"
    " setup_cost join_cost fee_pct advance_pct advance_years min_partner_value slip_months",
    (
        ("N-155", "NSPA 155 mm follow-on", "NSPA", "NSPA", "155", "2026-04-01", "2027-06-30", 12, 84, "NATO", 4,
         1.5 * M, 0.2 * M, 2, 10, 1, 2 * M, 6),
        ("E-155", "EDA collaborative procurement 155 mm", "EDA", "EDA", "155", "2026-04-01", "2027-06-30", 9, 84,
         "EU", 4, 1 * M, 0.1 * M, 0.5, 10, 1, 2 * M, 6),
        ("LT-155", "Lithuania opens Baisogala 155 mm", "LTU", None, None, "2026-04-01", "2027-06-30", 15, 96, "NATO",
         2, 0.8 * M, 0.1 * M, 0, 15, 1, 0, 9),
        ("NO-155", "Norway and Sweden - Nammo 155 mm", "NOR", None, None, "2026-04-01", "2027-06-30", 12, 120,
         "NATO", 2, 0.8 * M, 0.1 * M, 0, 0, 0, 0, 6),
        ("N-155UK", "NSPA 155 mm from the United Kingdom", "NSPA", "NSPA", None, "2026-04-01", "2027-06-30", 12, 84,
         "NATO", 2, 1 * M, 0.2 * M, 2, 0, 0, 0, 6),
        ("N-GEMT2", "NSPA GEM-T, further options", "NSPA", "NSPA", None, "2026-07-01", "2027-09-30", 36, 84, "NATO",
         3, 1.5 * M, 0.2 * M, 2, 15, 2, 20 * M, 9),
        ("US-GEMT", "Foreign military sales GEM-T", "USA", None, None, "2026-04-01", "2027-09-30", 24, 84, "ALL", 1,
         0.5 * M, 0.3 * M, 3.2, 20, 1, 0, 12),
        ("N-MSE", "NSPA PAC-3 MSE", "NSPA", "NSPA", "MSE", "2026-04-01", "2027-09-30", 33, 96, "NATO", 3, 1.5 * M,
         0.2 * M, 1.5, 15, 2, 20 * M, 12),
        ("US-MSE", "Foreign military sales PAC-3 MSE", "USA", None, "MSE", "2026-04-01", "2027-09-30", 36, 96, "ALL",
         1, 0.5 * M, 0.3 * M, 3.2, 20, 1, 0, 12),
        ("E-SC", "EDA small calibre, seven years", "EDA", "EDA", "SC", "2026-04-01", "2027-03-31", 9, 84, "EU", 5,
         1 * M, 0.1 * M, 0.5, 0, 0, 1 * M, 3),
        ("N-SC", "NSPA small calibre", "NSPA", "NSPA", "SC", "2026-04-01", "2027-03-31", 9, 84, "NATO", 4, 1 * M,
         0.1 * M, 2, 0, 0, 1 * M, 3),
        ("NL-SC", "Netherlands opens small calibre", "NLD", "COMMIT", None, "2026-04-01", "2027-03-31", 9, 96,
         "LIST", 2, 0.6 * M, 0.05 * M, 0, 0, 0, 0, 3),
        ("LT-SC", "Lithuania opens Giraite small calibre", "LTU", None, None, "2026-01-01", "2027-03-31", 9, 84,
         "EU", 2, 0.4 * M, 0.05 * M, 0, 0, 0, 0, 3),
        ("O-30", "OCCAR 30x173", "OCCAR", "OCCAR", "30", "2026-04-01", "2027-03-31", 12, 84, "EU", 3, 1 * M, 0.1 * M,
         1, 0, 0, 1 * M, 6),
        ("N-30", "NSPA 30x173", "NSPA", "NSPA", "30", "2026-04-01", "2027-03-31", 9, 84, "NATO", 3, 1 * M, 0.1 * M,
         2, 0, 0, 1 * M, 6),
        ("NL-35", "CV9035 group 35x228, led by the Netherlands", "NLD", "COMMIT", "35", "2026-04-01", "2027-03-31",
         12, 84, "LIST", 3, 0.6 * M, 0.05 * M, 0, 10, 1, 0, 6),
        ("DK-35", "35x228 led by Denmark, seven years", "DNK", "DALO", "35", "2026-01-01", "2027-03-31", 9, 84,
         "LIST", 2, 0.6 * M, 0.05 * M, 0, 0, 0, 0, 6),
    ),
    status="candidate",
    source="synthetic; fees of 1-3 % assumed; terms above 7 years (84 months) need an exception, Dir. 2009/81/EC",
)
# fmt: on

FRAMEWORKS: list[Record] = _EXISTING + _CANDIDATES

# framework: members, may join, join months of these; LIST frameworks admit nobody else
_PARTICIPANTS = {
    "DE-RHM155": ("DEU NLD DNK EST", "UKR", 0),
    "NSPA-155": ("", "UKR", 3),
    "DE-DINA155": ("DEU", "UKR", 0),
    "PL-PGZ155": ("POL", "UKR EST LTU", 6),
    "NSPA-GEMT": ("DEU NLD ESP ROU", "UKR", 6),
    "NL-RHM": ("NLD", "", 0),
    "BE-FN": ("BEL", "NOR", 6),
    "ES-PAL": ("ESP", "", 0),
    "DE-30MM": ("DEU", "NOR LTU BEL", 6),
    "NORD-SC": ("SWE DNK NOR", "EST LTU", 3),
    "PL-MESKO": ("POL", "UKR LTU", 3),
    "DE-MEN": ("DEU", "", 0),
    "N-155": ("", "UKR", 3),
    "E-155": ("", "NOR UKR", 3),
    "LT-155": ("LTU", "UKR", 3),
    "NO-155": ("NOR SWE", "UKR", 3),
    "N-GEMT2": ("", "UKR", 6),
    "E-SC": ("", "NOR UKR", 3),
    "N-SC": ("", "UKR", 3),
    "NL-SC": ("NLD", "BEL DEU DNK EST", 3),
    "LT-SC": ("LTU", "UKR NOR", 3),
    "O-30": ("", "NOR", 3),
    "NL-35": ("NLD", "DNK EST ROU UKR", 3),
    "DK-35": ("DNK", "NLD EST ROU UKR", 3),
}
_EXCLUDED = (("US-GEMT", "UKR"), ("US-MSE", "UKR"))


def _participants() -> list[Record]:
    rows = [
        (framework, partner, role, months or None)
        for framework, (members, others, later) in _PARTICIPANTS.items()
        for role, partners, months in (("member", members, 0), ("may_join", others, later))
        for partner in partners.split()
    ]
    rows += [(framework, partner, "excluded", None) for framework, partner in _EXCLUDED]
    return table("participants", "framework partner role join_months", rows, source="published members, else assumed")


PARTICIPANTS = _participants()

LOTS: list[Record] = table(
    "lots",
    "lot framework product line min_quantity max_quantity load source",
    ((*lot, source) for *lot, _, source in ALL_LOTS),
)

PRICES: list[Record] = table(
    "prices",
    "lot from_quantity unit_price fixed_cost source",
    ((lot[0], *(*tier, None)[:3], source) for *lot, tiers, source in ALL_LOTS for tier in tiers),
)

OFFICES = table(
    "offices",
    "office year max_signings",
    (
        (office, year, most)
        for office, most in (("NSPA", 3), ("EDA", 2), ("OCCAR", 1), ("COMMIT", 1), ("DALO", 1))
        for year in range(2026, 2030)
    ),
    source="synthetic",
)
