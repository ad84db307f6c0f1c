"""The example `radar-open-contract`: the Dutch contract for a radar is opened to Norway, Denmark and Lithuania."""

from __future__ import annotations

from pooling.case.examples.small import POLICY, Sheets, example, made, partners, priced, scenarios
from pooling.case.examples.table import M, table

_GM200 = "public: Ground Master 200 MM/C (esut.de 45480, thalesgroup, opex360)"
_OWN = {"NOR": ("NO-OWN", "2021-01-01"), "DNK": ("DK-OWN", "2024-01-01"), "LTU": ("LT-OWN", "2024-01-01")}


def radar_open_contract() -> Sheets:
    """The example's rows by sheet."""
    rate = "synthetic: rate of the line"
    sheets = made(
        ("THALES", "Thales Nederland", "NL", "GM200", "RADAR", 95, "L-HGL", {"2021-01-01": 4, "2025-01-01": 6}, rate)
    )
    price = "public: 9 for EUR 250 million at most (February 2019); tiers synthetic"
    sheets |= priced(
        ("NL-GM-1", "NL-GM", "GM200", "L-HGL", 30, ((0, 27 * M), (10, 25.5 * M), (18, 24.5 * M)), price),
        *((f"{own}-1", own, "GM200", "L-HGL", 10, ((0, 27 * M),), price) for own, _ in _OWN.values()),
    )
    sheets["partners"] = partners("NLD NOR DNK LTU", POLICY + "; who takes part: as opened")
    sheets["items"] = table(
        "items", "item name family unit", (("RADAR", "Medium-range radar", "Radar", "radar"),), source=_GM200
    )
    sheets["demand"] = table(
        "demand",
        "line partner item need_by quantity source",
        (
            ("NLD-1", "NLD", "RADAR", "2025-12-31", 9, "public: 9 (2019), the last in 2025"),
            ("NLD-2", "NLD", "RADAR", "2028-12-31", 7, "public: 7 more (April 2024); date synthetic"),
            ("NOR-1", "NOR", "RADAR", "2024-06-30", 5, "public: 5 (May 2021); date synthetic"),
            ("NOR-2", "NOR", "RADAR", "2026-12-31", 3, "public: 3 more (November 2022); date synthetic"),
            ("DNK-1", "DNK", "RADAR", "2026-12-31", 5, "public: 5 (November 2023); date synthetic"),
            ("LTU-1", "LTU", "RADAR", "2026-12-31", 3, "synthetic: its number was not found"),
        ),
    )
    columns = (
        "framework name lead status signed sign_from sign_to lead_months term_months open_to join_cost setup_cost"
        " source"
    )
    sheets["frameworks"] = table(
        "frameworks",
        columns,
        (
            (
                "NL-GM",
                "Netherlands - Thales, opened",
                "NLD",
                "existing",
                "2019-02-01",
                None,
                None,
                36,
                156,
                "LIST",
                0.5 * M,
                0,
                "public: COMMIT's contract of February 2019 with options for NATO states; terms synthetic",
            ),
            *(
                (
                    own,
                    f"{code}: tender of its own",
                    code,
                    "candidate",
                    None,
                    begins,
                    "2027-12-31",
                    48,
                    120,
                    "LIST",
                    0,
                    3 * M,
                    "synthetic: two years to tender, two to the first delivery",
                )
                for code, (own, begins) in _OWN.items()
            ),
        ),
    )
    sheets["participants"] = table(
        "participants",
        "framework partner role join_months",
        (
            ("NL-GM", "NLD", "member", 0),
            *(("NL-GM", code, "may_join", months) for code, months in (("NOR", 24), ("DNK", 54), ("LTU", 54))),
            *((own, code, "may_join", 0) for code, (own, _) in _OWN.items()),
        ),
        source="synthetic; public that NO, DK and LT were let in",
    )
    sheets |= scenarios(
        {
            ("own-tenders", "The Dutch contract stays closed"): [
                ("participants", "framework=NL-GM; role=may_join", "role", "set", "excluded")
            ]
        }
    )
    return example("Radar: a contract opened to others (worked example)", "2021-01-01", "2032-12-31", 6, sheets)
