"""Scenarios: what an analyst wants to ask of the case, as changes of its rows."""

from __future__ import annotations

from typing import Any

from pooling.case.examples.european_pool_money import ORDERS
from pooling.case.examples.table import M, Record, table

_RISING = "L-UNT|L-BSG|L-KNDS|L-NAM155|L-DINA|L-PGZ|L-COMLOG"
_RISING_FROM = "2027-01-01|2027-07-01|2028-01-01|2029-01-01|2030-01-01|2031-01-01"

SCENARIOS = table(
    "scenarios",
    "scenario description",
    (
        ("no-pooling-rebates", "Every lot keeps its ceiling price: what do volume tiers give?"),
        ("shift-500m", "EUR 500 million of 2029-2031 budgets in 2026-2027, orders of those nations may come earlier"),
        ("shift-early-windows", "Orders may come up to 18 months before their present windows"),
        ("shift-slot-trades", "Partners may trade delivery slots on the 155 mm and Patriot lines"),
        ("shift-all", "Budgets brought forward, early windows and slot trades together"),
        ("capacity-slips", "New and growing lines, and expansions, reach 60 % of what was announced from 2027 on"),
        ("european-first", "At most 10-15 % from outside Europe where Europe produces; origin weighs before cost"),
        ("ukraine-surge", "Ukraine needs half as much again, and half as much again is donated to pay for it"),
    ),
    source="synthetic",
)

# partner: EUR million taken from 2029, 2030, 2031 and added to 2026, 2027
_FORWARD = {
    "NLD": (-60, -80, -60, 80, 120),
    "DEU": (-60, -80, -60, 80, 120),
    "DNK": (-10, -30, -20, 25, 35),
    "EST": (-10, -20, -10, 20, 20),
}
_FORWARD_YEARS = (2029, 2030, 2031, 2026, 2027)

Change = tuple[str, str, str | None, str, Any]
"""sheet, where, column, op, value"""


def _any(codes: list[str]) -> str:
    return "|".join(codes)


def _forward() -> list[Change]:
    return [
        ("budgets", f"partner={partner}; year={year}", "amount", "add", amount * M)
        for partner, amounts in _FORWARD.items()
        for year, amount in zip(_FORWARD_YEARS, amounts, strict=True)
    ]


def _windows_of_forward() -> list[Change]:
    return [("orders", f"partner={_any(list(_FORWARD))}", "earliest", "set", "2026-01-01")]


def _early_windows() -> list[Change]:
    late = [row["order"] for row in ORDERS if "earliest" in row and row["earliest"].year >= 2028]
    soon = [row["order"] for row in ORDERS if "earliest" in row and row["earliest"].year < 2028]
    return [
        ("orders", "order=" + _any(late), "earliest", "shift_months", -18),
        ("orders", "order=" + _any(soon), "earliest", "set", "2026-01-01"),
    ]


def _slot_trades() -> list[Change]:
    where = "line=L-UNT|L-EXP|L-COMLOG|L-LMT"
    return [
        ("orders", where, "earliest", "set", "2026-01-01"),
        ("orders", where, "latest", "set", "2031-12-31"),
    ]


_CHANGES: dict[str, list[Change]] = {
    "no-pooling-rebates": [("prices", "from_quantity>0", None, "remove", None)],
    "shift-500m": _forward() + _windows_of_forward(),
    "shift-early-windows": _early_windows(),
    "shift-slot-trades": _slot_trades(),
    "shift-all": _forward() + _early_windows() + _windows_of_forward() + _slot_trades(),
    "capacity-slips": [
        ("capacity", f"line={_RISING}; from={_RISING_FROM}", "per_year", "scale", 0.6),
        ("expansions", "*", "adds_per_year", "scale", 0.6),
    ],
    "european-first": [
        ("items", "item=155HE", "max_non_eu_pct", "set", 12),
        ("items", "item=PATGEMT", "max_non_eu_pct", "set", 50),
        ("items", "item=556|762|127|30x173|35x228", "max_non_eu_pct", "set", 10),
        ("settings", "key=objectives", "value", "set", "mean_delay, non_eu_share, cost"),
    ],
    "ukraine-surge": [
        ("demand", "partner=UKR", "quantity", "scale", 1.5),
        ("budgets", "partner=UKR", "amount", "scale", 1.5),
        ("demand", "*", None, "insert",
         "line=UKR-155HE-2030; partner=UKR; item=155HE; need_by=2030-12-15; quantity=60000; purpose=donation"),
    ],
}  # fmt: skip

CHANGES: list[Record] = table(
    "changes",
    "scenario sheet where column op value",
    (
        (scenario, *change, None if value is None else str(value))
        for scenario, changes in _CHANGES.items()
        for *change, value in changes
    ),
)
