"""The example `cv90-ukraine`: Sweden leads, Denmark and the Netherlands join, Ukraine gets places in the queue."""

from __future__ import annotations

from pooling.case.examples.small import POLICY, Sheets, example, made, partners, priced, scenarios
from pooling.case.examples.table import M, table

_DEAL = "public: 205 CV9035 MkIIIC for SEK 25 billion, 115 DK, 50 SE, 40 UA (December 2024, shephard and others)"


def cv90_ukraine() -> Sheets:
    """The example's rows by sheet."""
    rate = "public: 50 a year (2020), 250 (2026, all customers); what is free of it synthetic"
    sheets = made(
        (
            "HAG",
            "BAE Systems Hagglunds",
            "SE",
            "CV90-SE",
            "CV90",
            90,
            "L-SE",
            {"2025-01-01": 20, "2026-01-01": 50, "2028-01-01": 70},
            rate,
        ),
        (
            "VHAL",
            "Van Halteren, under licence",
            "NL",
            "CV90-NL",
            "CV90",
            90,
            "L-NL",
            {"2026-01-01": 0},
            "public: at least 180 of 230 partly made there; rate synthetic",
        ),
    )
    price = "public: USD 9.5-13 million each (breakingdefense and others); tiers synthetic"
    sheets |= priced(
        ("UA-SE", "SE-CV90", "CV90-SE", "L-SE", 60, ((0, 11 * M), (30, 10.5 * M)), price),
        ("UA-NL", "SE-CV90", "CV90-NL", "L-NL", 60, ((0, 11.5 * M),), price),
    )
    sheets["partners"] = partners("SWE DNK NLD UKR", POLICY)
    sheets["items"] = table(
        "items",
        "item name family unit lot_size",
        (("CV90", "Infantry fighting vehicle CV9035", "Vehicles", "vehicle", 5),),
        source=_DEAL,
    )
    sheets["demand"] = table(
        "demand",
        "line partner item need_by quantity purpose source",
        (
            ("UKR-1", "UKR", "CV90", "2026-06-30", 40, "donation", _DEAL + "; date synthetic"),
            ("SWE-1", "SWE", "CV90", "2028-12-31", 50, "norm", _DEAL + "; date synthetic"),
            ("DNK-1", "DNK", "CV90", "2029-12-31", 115, "norm", _DEAL + "; date synthetic"),
        ),
    )
    sheets["orders"] = table(
        "orders",
        "order partner product line quantity planned unit_price shift_cost",
        (
            ("SWE-A", "SWE", "CV90-SE", "L-SE", 10, "2025-12-31", 10.5 * M, 5_000),
            ("SWE-B", "SWE", "CV90-SE", "L-SE", 20, "2026-06-30", 10.5 * M, 5_000),
            ("SWE-C", "SWE", "CV90-SE", "L-SE", 20, "2027-06-30", 10.5 * M, 5_000),
            ("DNK-A", "DNK", "CV90-SE", "L-SE", 25, "2026-12-31", 10.5 * M, 5_000),
            ("DNK-B", "DNK", "CV90-SE", "L-SE", 25, "2027-12-31", 10.5 * M, 5_000),
            ("DNK-C", "DNK", "CV90-SE", "L-SE", 35, "2028-06-30", 10.5 * M, 5_000),
            ("DNK-D", "DNK", "CV90-SE", "L-SE", 30, "2028-12-31", 10.5 * M, 5_000),
        ),
        source="synthetic: how the published numbers are spread over half-years",
    )
    sheets["expansions"] = table(
        "expansions",
        "expansion resource name adds_per_year build_months start_from start_to investment min_commitment source",
        (
            (
                "X-NL",
                "L-NL",
                "Part of the work placed in the Netherlands",
                20,
                30,
                "2025-01-01",
                "2026-12-31",
                15 * M,
                20,
                "public that it is placed there; figures synthetic",
            ),
        ),
    )
    sheets["frameworks"] = table(
        "frameworks",
        "framework name lead status signed lead_months term_months open_to source",
        (
            (
                "SE-CV90",
                "Sweden leads CV90",
                "SWE",
                "existing",
                "2024-12-20",
                6,
                96,
                "LIST",
                _DEAL + "; terms synthetic",
            ),
        ),
    )
    sheets["participants"] = table(
        "participants",
        "framework partner role",
        (
            ("SE-CV90", "SWE", "member"),
            ("SE-CV90", "DNK", "member"),
            ("SE-CV90", "NLD", "member"),
            ("SE-CV90", "UKR", "may_join"),
        ),
        source="public: " + "SE-DK-NL fund for Ukraine, NL EUR 400 million (June 2024)",
    )
    sheets["budgets"] = table(
        "budgets",
        "partner year amount source",
        (
            ("UKR", 2025, 100 * M, "public: NL EUR 400 million, spread synthetic; and SE, DK gifts synthetic"),
            ("UKR", 2026, 300 * M, "synthetic"),
            ("UKR", 2027, 200 * M, "synthetic"),
            *(("UKR", year, 0, "synthetic") for year in range(2028, 2032)),
        ),
    )
    later = [("orders", "partner=SWE|DNK", "latest", "shift_months", "18")]
    sheets |= scenarios(
        {
            ("shift-place", "Denmark and Sweden may give up places in the queue, for 18 months at most"): later,
            ("shift-denmark", "Only Denmark may"): [("orders", "partner=DNK", "latest", "shift_months", "18")],
            ("no-dutch-line", "No work is placed in the Netherlands"): [("expansions", "*", None, "remove", None)],
        }
    )
    return example("CV90: a place in the queue for Ukraine (worked example)", "2025-01-01", "2031-12-31", 6, sheets)
