"""The example `anti-tank-nspa`: thirteen allies buy one anti-tank weapon through NSPA."""

from __future__ import annotations

from pooling.case.examples.small import POLICY, Sheets, example, made, partners, priced, scenarios
from pooling.case.examples.table import K, M, table

_NEED = {
    "NLD": 600,
    "BEL": 300,
    "DNK": 250,
    "EST": 200,
    "ESP": 500,
    "GRC": 350,
    "HUN": 300,
    "ITA": 500,
    "LTU": 250,
    "LVA": 200,
    "NOR": 300,
    "PRT": 200,
    "ROU": 450,
}
"""Partner to weapons needed: who the thirteen are beside the Netherlands is not public."""

_PRICE = "synthetic; public: EUR 60 million for 4 nations, EUR 176 million for 7 of a like weapon (esut.de)"


def anti_tank_nspa() -> Sheets:
    """The example's rows by sheet."""
    sheets = made(
        ("MAKER", "The maker", "SE", "SRAT", "AT", 90, "L-AT", {"2022-07-01": 600, "2025-01-01": 900}, "synthetic"),
    )
    sheets |= priced(
        (
            "NSPA-AT-1",
            "NSPA-AT",
            "SRAT",
            "L-AT",
            6 * K,
            ((0, 24_000), (1 * K, 22_000), (2 * K, 20_500), (4 * K, 19_000)),
            _PRICE,
        ),
        ("OWN-AT-1", "OWN-AT", "SRAT", "L-AT", 6 * K, ((0, 24_000),), _PRICE),
    )
    sheets["partners"] = partners(" ".join(_NEED), POLICY + ": 13 allies; which, beside NL, synthetic")
    sheets["items"] = table(
        "items",
        "item name family unit lot_size",
        (("AT", "Short-range anti-tank weapon", "Anti-tank", "weapon", 10),),
        source=POLICY + ": VSRAT",
    )
    sheets["demand"] = table(
        "demand",
        "line partner item need_by quantity purpose",
        ((f"{code}-1", code, "AT", "2025-06-30", need, "norm") for code, need in _NEED.items()),
        source="synthetic",
    )
    sheets["expansions"] = table(
        "expansions",
        "expansion resource name adds_per_year build_months start_from start_to investment min_commitment",
        (
            ("X-SHIFT", "L-AT", "Second shift", 900, 12, "2022-07-01", "2024-12-31", 4 * M, 2 * K),
            ("X-THIRD", "L-AT", "Third shift", 600, 18, "2022-07-01", "2024-12-31", 6 * M, 4 * K),
        ),
        source="synthetic",
    )
    sheets["frameworks"] = table(
        "frameworks",
        "framework name lead status sign_from sign_to lead_months term_months open_to min_partners setup_cost fee_pct"
        " source",
        (
            (
                "NSPA-AT",
                "NSPA anti-tank",
                "NSPA",
                "candidate",
                "2022-07-01",
                "2023-12-31",
                18,
                84,
                "NATO",
                3,
                0.5 * M,
                2,
                "public: first ones a year early through scale (defensie.nl, 25 January 2024); figures synthetic",
            ),
            (
                "OWN-AT",
                "Contracts of one's own",
                "each nation",
                "candidate",
                "2022-07-01",
                "2023-12-31",
                30,
                84,
                "ALL",
                1,
                0,
                0,
                "synthetic: the same place in the queue twelve months later, at the ceiling price",
            ),
        ),
    )
    sheets |= scenarios(
        {
            (f"{count}-join", f"Only {count} of the thirteen may join"): [
                ("participants", "*", None, "insert", f"framework=NSPA-AT; partner={code}; role=excluded")
                for code in list(_NEED)[count:]
            ]
            for count in (3, 7)
        }
    )
    return example("Anti-tank weapon through NSPA (worked example)", "2022-07-01", "2030-06-30", 6, sheets)
