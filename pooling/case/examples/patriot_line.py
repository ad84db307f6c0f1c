"""The example `patriot-line`: a line for GEM-T in Germany that opens only if enough missiles are bought together."""

from __future__ import annotations

from pooling.case.examples.small import POLICY, Sheets, example, made, partners, priced, scenarios
from pooling.case.examples.table import M, table

_RTX = "synthetic: what the American line has left beside its other customers"
_DEAL = "public: up to 1,000 GEM-T, EUR 5.1 billion, 3 January 2024 (hartpunkt.de, augengeradeaus.net)"


def patriot_line() -> Sheets:
    """The example's rows by sheet."""
    sheets = made(
        ("COMLOG", "COMLOG Schrobenhausen", "DE", "GEMT-DE", "GEMT", 55, "L-DE", {"2024-01-01": 0}, _DEAL),
        ("RTX", "Raytheon", "US", "GEMT-US", "GEMT", 10, "L-US", {"2024-01-01": 24, "2028-01-01": 48}, _RTX),
    )
    sheets |= priced(
        ("DE-GEMT", "NSPA-GEMT", "GEMT-DE", "L-DE", 1_000, ((0, 6.0 * M), (600, 5.5 * M), (900, 5.1 * M)), _DEAL),
        ("US-GEMT", "FMS-GEMT", "GEMT-US", "L-US", 1_000, ((0, 6.0 * M),), "synthetic: the German price alone"),
    )
    sheets["partners"] = partners("DEU NLD ESP ROU", POLICY + "; priority: so that every missile counts alike")
    for row, missiles in zip(sheets["partners"], (500, 160, 140, 200), strict=True):
        row["priority"] = missiles / 100
    sheets["items"] = table(
        "items", "item name family unit", (("GEMT", "Patriot GEM-T", "Air defence", "missile"),), source=POLICY
    )
    sheets["demand"] = table(
        "demand",
        "line partner item need_by quantity purpose source",
        (
            ("DEU-1", "DEU", "GEMT", "2027-06-30", 500, "norm", "public: 500 (hartpunkt.de, 2024); date synthetic"),
            ("NLD-1", "NLD", "GEMT", "2027-06-30", 160, "norm", "synthetic"),
            ("ESP-1", "ESP", "GEMT", "2027-06-30", 140, "norm", "synthetic"),
            ("ROU-1", "ROU", "GEMT", "2027-06-30", 200, "norm", "synthetic"),
        ),
    )
    sheets["expansions"] = table(
        "expansions",
        "expansion resource name adds_per_year build_months start_from start_to investment min_commitment source",
        (
            (
                "X-LINE",
                "L-DE",
                "Line and hall in Schrobenhausen",
                120,
                36,
                "2024-01-01",
                "2026-12-31",
                250 * M,
                600,
                "public: EUR 250 million, first delivery early 2027 (Reuters, 2025); rate, threshold synthetic",
            ),
            (
                "X-MORE",
                "L-DE",
                "Invested again, above a number of further orders",
                80,
                24,
                "2025-01-01",
                "2027-12-31",
                100 * M,
                900,
                "public that there is a threshold (Reuters, September 2025); its figures synthetic",
            ),
        ),
    )
    sheets["frameworks"] = table(
        "frameworks",
        "framework name lead status sign_from sign_to lead_months term_months open_to setup_cost fee_pct source",
        (
            (
                "NSPA-GEMT",
                "NSPA - COMLOG GEM-T",
                "NSPA",
                "candidate",
                "2024-01-01",
                "2026-12-31",
                36,
                120,
                "NATO",
                1.5 * M,
                2,
                _DEAL + "; fee and costs synthetic",
            ),
            (
                "FMS-GEMT",
                "Foreign military sales GEM-T",
                "USA",
                "candidate",
                "2024-01-01",
                "2026-12-31",
                24,
                120,
                "ALL",
                0,
                3.2,
                "public: 3.2 % surcharge (samm.dsca.mil); lead synthetic",
            ),
        ),
    )
    sheets |= scenarios(
        {
            ("germany-alone", "Only Germany buys"): [("demand", "partner!=DEU", None, "remove", None)],
            ("without-germany", "The Netherlands, Spain and Romania buy together"): [
                ("demand", "partner=DEU", None, "remove", None)
            ],
            ("second-threshold", "The second investment asks for 1,000 missiles and more"): [
                ("expansions", "expansion=X-MORE", "min_commitment", "set", "1001")
            ],
        }
    )
    return example("Patriot line (worked example)", "2024-01-01", "2033-12-31", 6, sheets)
