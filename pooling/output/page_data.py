"""What a page shows, as plain data: from the tables of results, whole or one partner's extract."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pooling.output.results import headlines, key_figures
from pooling.output.table import Cell, Table
from pooling.output.words import ENDINGS

Tables = Mapping[str, Table]

SHOWN = (
    "status",
    "mean_delay_months",
    "worst_delay_months",
    "need_met_pct",
    "cost_eur",
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

DIGITS = 6
"""Significant digits of what is drawn."""


def page_data(results: Sequence[tuple[str, Tables]], partner: str = "") -> dict[str, Any]:
    """Everything that the page draws of `results` (name and tables each).

    With `partner`, tables are that partner's extract, whose rows name no partner.
    """
    keys = key_figures(results[0][1])
    shown = f"Scenario {keys['scenario']}" if len(results) == 1 else f"{len(results)} results beside each other"
    return {
        "subtitle": f"{shown}, figures of {partner}" if partner else shown,
        "partner": partner,
        "results": [_result(name, tables, partner) for name, tables in results],
    }


def _result(name: str, tables: Tables, partner: str) -> dict[str, Any]:
    figures = key_figures(tables)
    pairs = _pairs(tables["attainment"], partner)
    return {
        "name": name,
        "headlines": headlines(tables),
        "figures": {key: _figure(key, figures[key]) for key in SHOWN if figures.get(key) is not None},
        "periods": sorted({_plain(day) for day in tables["attainment"].column("period")}),
        "pairs": pairs,
        "delays": [
            {"partner": row.get("partner", partner), "item": row["item"], "delay": _plain(row["delay_months"])}
            for row in tables["delays"].records()
        ],
        "flows": [*_flows(tables["call_offs"], partner), *_orders(tables, partner)],
        "frameworks": [_framework(row) for row in tables["frameworks"].records()],
        "capacity": _capacity(tables["capacity"]) if "capacity" in tables else [],
        "budgets": [
            {"partner": row.get("partner", partner), **{key: _plain(row[key]) for key in ("year", "limit", "paid")}}
            for row in tables["budgets"].records()
        ],
    }


def _figure(key: str, value: Cell) -> Any:
    """A key figure, money to the euro; how the solve ended in words."""
    if key == "status":
        return ENDINGS.get(str(value), value)
    if isinstance(value, float) and key.endswith("_eur"):
        return round(value)
    return _plain(value)


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
    return [_plain(row[name]) for row in sorted(rows, key=lambda row: row["period"])]


def _flows(table: Table, partner: str) -> list[dict[str, Any]]:
    return [
        {
            "partner": row.get("partner", partner),
            "item": row["item"],
            "line": row["line"],
            "period": _plain(row["period"]),
            "quantity": _plain(row["quantity"]),
            "value": _plain(row["value_eur"]),
        }
        for row in table.records()
    ]


def _orders(tables: Tables, partner: str) -> list[dict[str, Any]]:
    """Orders of products that something is called off from: only there a result says what item a product meets."""
    item = dict(zip(tables["call_offs"].column("product"), tables["call_offs"].column("item"), strict=True))
    return [
        {
            "partner": row.get("partner", partner),
            "item": item[row["product"]],
            "line": row["line"],
            "period": _plain(row["period"]),
            "quantity": _plain(row["quantity"]),
            "value": None,
        }
        for row in tables["orders"].records()
        if row["product"] in item
    ]


def _framework(row: Mapping[str, Any]) -> dict[str, Any]:
    """A framework; its partners only where the result lists them."""
    listed = str(row["partners"]).split(", ") if isinstance(row["partners"], str) else []
    shown = {key: _plain(row[key]) for key in ("framework", "name", "signed", "first_delivery", "end")}
    return shown | {"partners": listed}


def _capacity(table: Table) -> list[dict[str, Any]]:
    """Use of every line over time; None where it has no capacity."""
    used: dict[str, list[tuple[date, Any]]] = defaultdict(list)
    for row in table.records():
        exists = row["capacity"] + row["carried_in"] > 0
        used[row["line"]].append((row["period"], _plain(row["used_pct"]) if exists else None))
    return [{"line": line, "used": [value for _, value in sorted(rows)]} for line, rows in used.items()]


def _plain(value: Cell) -> Any:
    """A cell as JSON has it; figures to as many digits as can be seen."""
    if isinstance(value, date):
        return value.isoformat()
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
