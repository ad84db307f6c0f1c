"""The example `calibres-2029`: contracts for small and medium calibre end in 2029; extend, replace, with whom, when."""

from __future__ import annotations

from pooling.case.examples.small import POLICY, Sheets, example, made, partners, priced, scenarios
from pooling.case.examples.table import M, table

_556 = "public: EUR 0.38-0.39 in Spain, 2024 (defensa.com, infodefensa.com); tiers synthetic"
_35 = "public: EUR 560 with a new line, 2023 (ukranews.com); tiers synthetic"
_ENDS = POLICY + ": contracts end in 2029; which, and all else, synthetic"


def calibres_2029() -> Sheets:
    """The example's rows by sheet."""
    free = "synthetic"
    sheets = made(
        ("FN", "FN Herstal", "BE", "556-FN", "556", 100, "L-FN", {"2027-01-01": 40 * M}, free),
        ("NAM", "Nammo", "FI", "556-NAM", "556", 100, "L-NAM", {"2027-01-01": 40 * M}, free),
        ("RHM", "Rheinmetall", "DE", "35-RHM", "35x228", 90, "L-35", {"2027-01-01": 60_000}, free),
    )
    sheets |= priced(
        ("NL-556", "NL-SC", "556-FN", "L-FN", 150 * M, ((0, 0.46),), _556),
        ("E-556", "E-SC", "556-NAM", "L-NAM", 300 * M, ((0, 0.46), (100 * M, 0.42), (150 * M, 0.38)), _556),
        ("NL-35", "NL-MC", "35-RHM", "L-35", 200_000, ((0, 760),), _35),
        ("CV-35", "CV90-35", "35-RHM", "L-35", 400_000, ((0, 760), (150_000, 700), (250_000, 640)), _35),
    )
    sheets["partners"] = partners("NLD DNK EST", "synthetic: users of the CV9035 among others")
    sheets["items"] = table(
        "items",
        "item name family unit lot_size certification",
        (
            ("556", "5.56 mm ball", "Small calibre", "round", 1 * M, "Y"),
            ("35x228", "35 mm for the CV9035", "Medium calibre", "round", 1_000, "Y"),
        ),
        source=POLICY + "; certified small and medium calibre",
    )
    sheets["certifications"] = table(
        "certifications",
        "partner product status months cost",
        (
            ("NLD", "556-FN", "certified", 0, 0),
            ("NLD", "556-NAM", "possible", 18, 2 * M),
            ("DNK", "556-NAM", "certified", 0, 0),
            ("DNK", "556-FN", "possible", 18, 2 * M),
            ("EST", "556-NAM", "possible", 12, 1 * M),
            ("NLD", "35-RHM", "certified", 0, 0),
            ("DNK", "35-RHM", "certified", 0, 0),
            ("EST", "35-RHM", "certified", 0, 0),
        ),
        source="synthetic; public that the Nordic states certify together since March 2025 (thedefensepost.com)",
    )
    need = {"NLD": (25, 20), "DNK": (15, 15), "EST": (8, 10)}
    sheets["demand"] = table(
        "demand",
        "line partner item need_by quantity purpose",
        (
            (f"{code}-{item}-{year}", code, item, f"{year}-12-31", quantity, "usage")
            for code, (small, medium) in need.items()
            for year in range(2028, 2034)
            for item, quantity in (("556", small * M), ("35x228", medium * 1_000))
        ),
        source="synthetic",
    )
    columns = (
        "framework name lead status signed sign_from sign_to lead_months term_months open_to min_partners setup_cost"
        " exclusive_group extend_months extend_cost source"
    )
    first, last = "2027-01-01", "2031-12-31"
    sheets["frameworks"] = table(
        "frameworks",
        columns,
        (
            (
                "NL-SC",
                "Netherlands, small calibre of today",
                "NLD",
                "existing",
                "2020-01-01",
                None,
                None,
                3,
                117,
                "LIST",
                0,
                0,
                None,
                24,
                3 * M,
                _ENDS,
            ),
            (
                "NL-MC",
                "Netherlands, medium calibre of today",
                "NLD",
                "existing",
                "2020-01-01",
                None,
                None,
                3,
                117,
                "LIST",
                0,
                0,
                None,
                24,
                2 * M,
                _ENDS,
            ),
            (
                "E-SC",
                "Small calibre together, seven years",
                "EDA",
                "candidate",
                None,
                first,
                last,
                18,
                84,
                "EU",
                2,
                1 * M,
                None,
                0,
                0,
                "synthetic; public: at most 7 years (Dir. 2009/81/EC)",
            ),
            (
                "CV90-35",
                "35 mm of the CV9035 users",
                "NLD",
                "candidate",
                None,
                first,
                last,
                12,
                84,
                "LIST",
                2,
                0.6 * M,
                None,
                0,
                0,
                "synthetic",
            ),
        ),
    )
    sheets["participants"] = table(
        "participants",
        "framework partner role",
        (
            ("NL-SC", "NLD", "member"),
            ("NL-MC", "NLD", "member"),
            ("CV90-35", "NLD", "may_join"),
            ("CV90-35", "DNK", "may_join"),
            ("CV90-35", "EST", "may_join"),
        ),
        source="synthetic",
    )
    late = [("frameworks", "status=candidate", "sign_from", "set", f"{year}-01-01") for year in (2029, 2030)]
    sheets |= scenarios(
        {
            ("harmonised", "What one certifies counts for all"): [
                ("certifications", "status=possible", column, "set", value)
                for column, value in (("months", "0"), ("cost", "0"))
            ],
            ("sign-2029", "No new contract is signed before 2029"): late[:1],
            ("sign-2030", "No new contract is signed before 2030"): late[1:],
            ("no-extension", "Contracts of today cannot be extended"): [
                ("frameworks", "status=existing", "extend_months", "set", "0")
            ],
            ("sign-2030-no-extension", "Both"): [
                late[1],
                ("frameworks", "status=existing", "extend_months", "set", "0"),
            ],
        }
    )
    return example("Calibres after 2029 (worked example)", "2027-01-01", "2034-12-31", 6, sheets)
