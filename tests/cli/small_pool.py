"""The worked example cut down: its scenarios and codes, few of its partners, one item, few frameworks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pooling.case.examples import EXAMPLES
from pooling.case.schema import BY_NAME
from pooling.output.case_book import write_case
from tests.helpers.workbooks import Rows

KEPT = {
    "partners": ("NLD", "DEU", "UKR"),
    "items": ("155HE",),
    "frameworks": ("DE-RHM155", "E-155", "NO-155"),
    "products": ("155-RHM", "155-NAM"),
    "materials": (),
    "expansions": (),
    "offices": (),
}
"""Codes that stay; of other sheets the rows that lead to nothing left out."""

SETTINGS = {"end": date(2029, 12, 31), "period_months": 12, "mip_gap_pct": 10, "time_limit_s": 5}

CHANGES = {
    "no-pooling-rebates": ("prices", "from_quantity>0", None, "remove", None),
    "capacity-slips": ("capacity", "*", "per_year", "scale", "0.6"),
    "european-first": ("settings", "key=objectives", "value", "set", "mean_delay, non_eu_share, cost"),
    "ukraine-surge": ("demand", "partner=UKR", "quantity", "scale", "1.5"),
}
"""What scenarios change; the others move the first date of orders."""


def small_pool_rows() -> Rows:
    """The example's rows that hang together with what is kept."""
    rows = EXAMPLES["european-pool"]()
    for sheet, codes in KEPT.items():
        (key, *_) = BY_NAME[sheet].key
        rows[sheet] = [row for row in rows[sheet] if row[key] in codes]
    rows["uncertain"] = [row for row in rows["uncertain"] if row["what"] == "demand"]
    while any(_cut(rows, sheet) for sheet in rows if sheet != "settings"):
        pass
    for row in rows["settings"]:
        row["value"] = SETTINGS.get(row["key"], row["value"])
    moved = ("orders", "*", "earliest", "set", "2026-01-01")
    names = [row["scenario"] for row in rows["scenarios"]]
    columns = ("scenario", "sheet", "where", "column", "op", "value")
    rows["changes"] = [dict(zip(columns, (name, *CHANGES.get(name, moved)), strict=True)) for name in names]
    return rows


def _cut(rows: Rows, sheet: str) -> bool:
    """Leave out rows of `sheet` that refer to what is left out; were there any?"""
    before = len(rows[sheet])
    for column in BY_NAME[sheet].columns:
        if column.refers:
            named = {row[BY_NAME[other].key[0]] for other in column.refers.split("|") for row in rows[other]}
            known = named | {*column.also, None, ""}
            rows[sheet] = [row for row in rows[sheet] if row.get(column.name) in known]
    return len(rows[sheet]) < before


def write_small_pool(path: Path) -> Path:
    """The case as a workbook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_case(path, small_pool_rows(), title="European pool", marking="EXAMPLE", force=True)
    return path
