"""The example `order-shift-500m`: EUR 500 million of later orders brought forward, so that they come by 2028."""

from __future__ import annotations

from pooling.case.examples.small import POLICY, Sheets, example, made, partners, scenarios
from pooling.case.examples.table import K, M, table

_NR434 = "public: kinds of ammunition and EUR 500 million, deliveries 2025-2028 (27 830 nr. 434); figures synthetic"
_FORWARD = {2030: -250, 2031: -250, 2025: 100, 2026: 150, 2027: 150, 2028: 100}
"""EUR million that the Netherlands moves, by year."""

_EARLIER = [("orders", "partner=NLD; planned>=2029-01-01", "earliest", "set", "2025-01-01")]
_MONEY = [("budgets", f"partner=NLD; year={year}", "amount", "add", str(m * M)) for year, m in _FORWARD.items()]
_SLOTS = [("orders", "partner=DEU", "latest", "shift_months", "12")]


def order_shift_500m() -> Sheets:
    """The example's rows by sheet."""
    free = "synthetic: what is left for these partners"
    sheets = made(
        (
            "RHM",
            "Rheinmetall",
            "DE",
            "155-RHM",
            "155HE",
            95,
            "L-155",
            {"2025-01-01": 40 * K, "2027-01-01": 60 * K, "2029-01-01": 80 * K},
            free,
        ),
        ("NAM", "Nammo", "NO", "120-NAM", "120MOR", 90, "L-120", {"2025-01-01": 30 * K, "2029-01-01": 60 * K}, free),
        (
            "LMT",
            "Lockheed Martin",
            "US",
            "GMLRS-LMT",
            "GMLRS",
            5,
            "L-ROC",
            {"2025-01-01": 300, "2029-01-01": 600},
            free,
        ),
    )
    sheets["partners"] = partners("NLD DEU NOR", "synthetic: who shares the lines")
    sheets["items"] = table(
        "items",
        "item name family unit lot_size",
        (
            ("155HE", "155 mm HE, complete round", "Artillery", "round", 1 * K),
            ("120MOR", "120 mm mortar round", "Artillery", "round", 1 * K),
            ("GMLRS", "Guided rocket", "Artillery", "rocket", 10),
        ),
        source=_NR434,
    )
    interim = "public that interim norms were raised (" + POLICY.removeprefix("public: ") + "); figures synthetic"
    sheets["norms"] = table(
        "norms",
        "partner item from quantity source",
        (
            ("NLD", "155HE", "2025-06-01", 60 * K, interim),
            ("NLD", "155HE", "2027-06-01", 130 * K, interim),
            ("NLD", "120MOR", "2026-06-01", 70 * K, interim),
            ("NLD", "GMLRS", "2026-06-01", 700, interim),
            ("DEU", "155HE", "2027-06-01", 80 * K, "synthetic"),
            ("NOR", "120MOR", "2027-06-01", 10 * K, "synthetic"),
        ),
    )
    sheets["stock"] = table(
        "stock",
        "partner item quantity",
        (("NLD", "155HE", 30 * K), ("NLD", "120MOR", 10 * K), ("NLD", "GMLRS", 100), ("DEU", "155HE", 40 * K)),
        source="synthetic",
    )
    sheets["orders"] = table(
        "orders",
        "order partner product line quantity planned unit_price",
        (
            ("NLD-155-1", "NLD", "155-RHM", "L-155", 20 * K, "2026-06-30", 4_000),
            ("NLD-155-2", "NLD", "155-RHM", "L-155", 40 * K, "2030-06-30", 4_000),
            ("NLD-155-3", "NLD", "155-RHM", "L-155", 40 * K, "2031-06-30", 4_000),
            ("NLD-120-1", "NLD", "120-NAM", "L-120", 30 * K, "2030-06-30", 1_500),
            ("NLD-120-2", "NLD", "120-NAM", "L-120", 30 * K, "2031-06-30", 1_500),
            ("NLD-ROC-1", "NLD", "GMLRS-LMT", "L-ROC", 300, "2030-06-30", 150 * K),
            ("NLD-ROC-2", "NLD", "GMLRS-LMT", "L-ROC", 300, "2031-06-30", 150 * K),
            ("DEU-155-1", "DEU", "155-RHM", "L-155", 20 * K, "2027-06-30", 4_000),
            ("DEU-155-2", "DEU", "155-RHM", "L-155", 20 * K, "2028-06-30", 4_000),
            ("NOR-120-1", "NOR", "120-NAM", "L-120", 10 * K, "2027-06-30", 1_500),
        ),
        source="synthetic; price of a round as published, see the worked example european-pool",
    )
    years = dict.fromkeys(range(2025, 2033), 90) | {2030: 340, 2031: 340}
    sheets["budgets"] = table(
        "budgets", "partner year amount", (("NLD", year, m * M) for year, m in years.items()), source="synthetic"
    )
    sheets |= scenarios(
        {
            ("shift-500m", "EUR 500 million of 2030 and 2031 in 2025-2028, and the orders with it"): _MONEY + _EARLIER,
            ("shift-orders-alone", "The orders may come earlier, the money stays where it is"): _EARLIER,
            ("shift-with-slots", "As shift-500m, and Germany may give up slots of the 155 mm line for a year"): [
                *_MONEY,
                *_EARLIER,
                *_SLOTS,
            ],
        }
    )
    return example("Order shift of EUR 500 million (worked example)", "2025-01-01", "2032-12-31", 6, sheets)
