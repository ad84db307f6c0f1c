"""What a page shows, as plain data: from the tables of results, whole or one partner's extract."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pooling.case.calendar import month_number, period_name
from pooling.output.page_views import counted_as, spendable, views
from pooling.output.results import headlines, key_figures
from pooling.output.table import Cell, Table
from pooling.output.words import ENDINGS
from pooling.plan.proof import Interval, difference

Tables = Mapping[str, Table]

SHOWN = (
    "status",
    "mean_delay_months",
    "worst_delay_months",
    "fair_shares_months",
    "need_met_pct",
    "cost_eur",
    "present_value_eur",
    "reimbursed_eur",
    "non_eu_share_pct",
    "frameworks_signed",
    "as_ordered_mean_delay_months",
    "frameworks",
    "called_off_eur",
    "paid_eur",
    "all_needs_met_by",
)
"""Key figures of a summary that a page shows, as far as they are there."""

ABOUT = ("case", "scenario", "version", "case_sha256")
"""What a result is of."""

OBJECTIVES = {
    "mean_delay": ("mean_delay_months", 1),
    "worst_delay": ("worst_delay_months", 1),
    "fair_shares": ("fair_shares_months", 1),
    "cost": ("cost_eur", 1),
    "non_eu_share": ("non_eu_share_pct", 100),
    "frameworks": ("frameworks_signed", 1),
}
"""Objective to its key figure, and how many of that it counts."""

DIGITS = 6
"""Significant digits of what is drawn."""


def page_data(results: Sequence[tuple[str, Tables]], partner: str = "", made: str = "") -> dict[str, Any]:
    """Everything that the page draws of `results` (name and tables each); `made` is the day on which it is made.

    With `partner`, tables are that partner's extract, whose rows name no partner.
    """
    keys = key_figures(results[0][1])
    shown = f"Scenario {keys['scenario']}" if len(results) == 1 else f"{len(results)} results beside each other"
    names = {day: name for _, tables in results for day, name in _names(tables["attainment"]).items()}
    return {
        "kind": "results",
        "subtitle": f"{shown}, figures of {partner}" if partner else shown,
        "partner": partner,
        "made": made,
        "names": {plain(day): name for day, name in names.items()},
        "labels": {code: _labels(results, code) for code in ("partner", "item", "line")},
        "units": _labels(results, "item", "unit"),
        "results": [
            _result(name, tables, partner) | {"changes": _changes(results[0][1], tables)} for name, tables in results
        ],
    }


def _names(table: Table) -> dict[date, str]:
    """The first day of each period to what people call it."""
    days = sorted({row["period"] for row in table.records()})
    length = month_number(days[1]) - month_number(days[0]) if len(days) > 1 else 1
    return {day: period_name(day, length) for day in days}


def _labels(results: Sequence[tuple[str, Tables]], code: str, what: str = "") -> dict[str, str]:
    """Code of a partner, item or line to its name, or to `what` stands beside it, where a result says it."""
    column = what or f"{code}_name"
    rows = (row for _, tables in results for name in ("delays", "call_offs") for row in tables[name].records())
    return {row[code]: str(row[column]) for row in rows if row.get(code) and row.get(column)}


def _result(name: str, tables: Tables, partner: str) -> dict[str, Any]:
    figures = key_figures(tables)
    names = _names(tables["attainment"])
    return {
        "name": name,
        "headlines": headlines(tables),
        "figures": {key: _figure(key, figures[key]) for key in SHOWN if figures.get(key) is not None},
        "views": _rounded(views(tables, partner, lambda day: names.get(day, f"{day:%Y-%m}"))),
        "proof": _proof(tables["stages"], figures) if "stages" in tables else [],
        "about": {key: figures[key] for key in ABOUT if figures.get(key) is not None},
        "periods": [plain(day) for day in names],
        "pairs": _pairs(tables["attainment"], partner),
        "delays": [
            {
                "partner": row.get("partner", partner),
                "item": row["item"],
                "delay": plain(row["delay_months"]),
                "met": row["need_met_by"] is not None,
            }
            for row in tables["delays"].records()
        ],
        "flows": [*_flows(tables["call_offs"], partner), *_orders(tables, partner)],
        "frameworks": [_framework(row) for row in tables["frameworks"].records()],
        "capacity": _capacity(tables["capacity"]) if "capacity" in tables else [],
        "counted": counted_as(tables["budgets"].records()),
        "budgets": [
            {
                "partner": row.get("partner", partner),
                "year": row["year"],
                "most": plain(spendable(row)),
                "paid": plain(row["paid"]),
                "reached": plain(row.get("paid_reached_eur")),
            }
            for row in tables["budgets"].records()
        ],
    }


def _rounded(views: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Views with their figures as a page shows them."""
    return {
        code: {
            item: view | {"figures": {key: _figure(key, value) for key, value in view["figures"].items()}}
            for item, view in items.items()
        }
        for code, items in views.items()
    }


def _proof(stages: Table, figures: Mapping[str, Cell]) -> list[dict[str, Any]]:
    """A row an objective: what the plan has, what its stage reached, the proven bound, the gap between these two."""
    rows = []
    for row in stages.records():
        key, scale = OBJECTIVES.get(row["objective"], ("", 1))
        rows.append(
            {
                "objective": key or row["objective"],
                "plan": _figure(key, figures.get(key)),
                "reached": _figure(key, _scaled(row["value"], scale)),
                "bound": _figure(key, _scaled(row["bound"], scale)),
                "gap": plain(row["gap_pct"]),
                "ended": _figure("status", row["status"]),
            }
        )
    return rows


def _changes(first: Tables, other: Tables) -> dict[str, str]:
    """Key figures with a proof to their change against the first result, as far as both gaps carry it."""
    before, after = _proven(first), _proven(other)
    return {key: _change(key, difference(after[key], before[key])) for key in after if key in before}


def _proven(tables: Tables) -> dict[str, Interval]:
    """Key figure of each objective to what is proven of it: no more than the plan has, no less than the bound."""
    stages = tables["stages"].records() if "stages" in tables else []
    known = {}
    for row in stages:
        key, scale = OBJECTIVES.get(row["objective"], ("", 1))
        value, bound = key_figures(tables).get(key), row["bound"]
        if isinstance(value, int | float) and bound is not None:
            known[key] = Interval(min(bound * scale, value), value)
    return known


def _change(key: str, change: Interval) -> str:
    """Such as `-0.12 to 0.31: not significant`."""
    digits = 0 if key in ("cost_eur", "frameworks_signed") else 2
    low, high = (f"{round(end, digits) + 0.0:+,.{digits}f}".replace("-", "\u2212") for end in (change.low, change.high))
    if low == high:
        return low
    return f"{low} to {high}" + ("" if change.sign else ": not significant")


def _scaled(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale


def _figure(key: str, value: Cell) -> Any:
    """A key figure, money to the euro; how the solve ended in words."""
    if key == "status":
        return ENDINGS.get(str(value), value)
    if isinstance(value, float) and key.endswith("_eur"):
        return round(value)
    return plain(value)


def _pairs(table: Table, partner: str) -> list[dict[str, Any]]:
    """Series of every partner's every item that needs anything; stock and norm only where they are known."""
    rows: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in table.records():
        rows[row.get("partner", partner), row["item"]].append(row)
    return [
        {
            "partner": code,
            "item": item,
            "met": _series(series, "attainment_pct"),
            "need": _series(series, "need"),
            "delivered": _series(series, "delivered"),
            **{name: _series(series, name) for name in ("stock", "norm") if series[0][name] is not None},
        }
        for (code, item), series in rows.items()
        if series[-1]["need"] > 0
    ]


def _series(rows: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    return [plain(row[name]) for row in sorted(rows, key=lambda row: row["period"])]


def _flows(table: Table, partner: str) -> list[dict[str, Any]]:
    return [
        {
            "partner": row.get("partner", partner),
            "item": row["item"],
            "framework": row["framework"],
            "line": row["line"],
            "period": plain(row["period"]),
            "quantity": plain(row["quantity"]),
            "value": plain(row["value_eur"]),
        }
        for row in table.records()
    ]


def _orders(tables: Tables, partner: str) -> list[dict[str, Any]]:
    """Orders by item; a result that does not say it shows what item a product meets where that is called off, too."""
    item = dict(zip(tables["call_offs"].column("product"), tables["call_offs"].column("item"), strict=True))
    return [
        {
            "partner": row.get("partner", partner),
            "item": row.get("item") or item[row["product"]],
            "framework": "",
            "line": row["line"],
            "period": plain(row["period"]),
            "quantity": plain(row["quantity"]),
            "value": None,
        }
        for row in tables["orders"].records()
        if row.get("item") or row["product"] in item
    ]


def _framework(row: Mapping[str, Any]) -> dict[str, Any]:
    """A framework; its partners only where the result lists them."""
    listed = str(row["partners"]).split(", ") if isinstance(row["partners"], str) else []
    shown = {key: plain(row[key]) for key in ("framework", "name", "signed", "first_delivery", "end")}
    return shown | {"partners": listed, "last": plain(row.get("last_day") or row["end"])}


def _capacity(table: Table) -> list[dict[str, Any]]:
    """Use of every line over time; None where it has no capacity."""
    used: dict[str, list[tuple[date, Any]]] = defaultdict(list)
    for row in table.records():
        exists = row["capacity"] + row["carried_in"] > 0
        used[row["line"]].append((row["period"], plain(row["used_pct"]) if exists else None))
    return [{"line": line, "used": [value for _, value in sorted(rows)]} for line, rows in used.items()]


def plain(value: Cell) -> Any:
    """A cell as JSON has it; figures to as many digits as can be seen."""
    if isinstance(value, date):
        return value.isoformat()
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
