"""The example `raw-materials`: shells wait for powder; what a stock of it, a plant or a wider market buys."""

from __future__ import annotations

from pooling.case.examples.small import POLICY, Sheets, example, made, partners, priced, scenarios
from pooling.case.examples.table import K, M, table

_MODULES = "public: 1,200 t of powder = 500,000 modules = 95,000 full shots (Eurenco, 2023)"
_PRICES = "public: EUR 3,600-6,550 a complete round, 2023-2024; tiers synthetic"


def raw_materials() -> Sheets:
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
            "L-RHM",
            {"2026-01-01": 120 * K, "2027-01-01": 160 * K},
            free,
        ),
        ("KNDS", "KNDS", "FR", "155-KNDS", "155HE", 95, "L-KNDS", {"2026-01-01": 40 * K, "2027-01-01": 60 * K}, free),
        ("WORLD", "World market", "KR", "155-WORLD", "155HE", 0, "L-WORLD", {"2026-01-01": 40 * K}, free),
    )
    sheets |= priced(
        ("E-RHM", "E-155", "155-RHM", "L-RHM", 800 * K, ((0, 4_300), (300 * K, 3_950)), _PRICES),
        ("E-KNDS", "E-155", "155-KNDS", "L-KNDS", 300 * K, ((0, 5_000), (100 * K, 4_600)), _PRICES),
        ("W-1", "W-155", "155-WORLD", "L-WORLD", 300 * K, ((0, 3_200),), "public: EUR 3,200 through Czechia, 2024"),
    )
    sheets["partners"] = partners("NLD DEU POL NOR", "synthetic")
    sheets["items"] = table(
        "items",
        "item name family unit lot_size",
        (("155HE", "155 mm HE, complete round", "155 mm", "round", 1 * K),),
        source=POLICY,
    )
    sheets["demand"] = table(
        "demand",
        "line partner item need_by quantity purpose",
        (
            ("NLD-1", "NLD", "155HE", "2027-12-31", 65 * K, "norm"),
            ("DEU-1", "DEU", "155HE", "2028-12-31", 210 * K, "norm"),
            ("POL-1", "POL", "155HE", "2028-12-31", 230 * K, "norm"),
            ("NOR-1", "NOR", "155HE", "2027-12-31", 40 * K, "norm"),
        ),
        source="synthetic",
    )
    sheets["materials"] = table(
        "materials",
        "material name unit opening source",
        (("MODULE", "Modular propellant charge", "module", 0, "synthetic"),),
    )
    sheets["supply"] = table(
        "supply",
        "material from per_year source",
        (
            ("MODULE", "2026-01-01", 300 * K, "synthetic: a share of Eurenco's 500,000 a year (public, 2025)"),
            ("MODULE", "2028-01-01", 400 * K, "synthetic: and of Victoria's 300,000 (public, Romania)"),
        ),
    )
    sheets["recipes"] = table(
        "recipes",
        "product material per_unit",
        (("155-RHM", "MODULE", 5.3), ("155-KNDS", "MODULE", 5.3)),
        source=_MODULES,
    )
    sheets["expansions"] = table(
        "expansions",
        "expansion resource name adds_per_year build_months start_from start_to investment min_commitment source",
        (
            (
                "X-POWDER",
                "MODULE",
                "Half of a powder plant of 1,500 t",
                312 * K,
                24,
                "2026-01-01",
                "2028-12-31",
                60 * M,
                2.12 * M,
                "public: viable with about 800,000 shells (Rheinmetall, 2023): half of it, 5.3 modules each",
            ),
        ),
    )
    sheets["frameworks"] = table(
        "frameworks",
        "framework name lead status sign_from sign_to lead_months term_months open_to min_partners setup_cost",
        (
            ("E-155", "155 mm together", "NSPA", "candidate", "2026-01-01", "2027-12-31", 6, 84, "ALL", 1, 1 * M),
            (
                "W-155",
                "155 mm from the world market",
                "CZE",
                "candidate",
                "2026-01-01",
                "2027-12-31",
                3,
                60,
                "ALL",
                1,
                0,
            ),
        ),
        source="synthetic",
    )
    opening = {"100k": 100, "250k": 250, "500k": 500}
    sheets |= scenarios(
        {
            **{
                (f"stock-{name}", f"{thousand},000 modules on hand at the start"): [
                    ("materials", "*", "opening", "set", str(thousand * K))
                ]
                for name, thousand in opening.items()
            },
            ("no-plant", "The powder plant cannot be built"): [("expansions", "*", None, "remove", None)],
            ("european", "Nothing from outside Europe"): [("items", "*", "max_non_eu_pct", "set", "5")],
        }
    )
    return example("Raw materials: powder (worked example)", "2026-01-01", "2033-12-31", 6, sheets)
