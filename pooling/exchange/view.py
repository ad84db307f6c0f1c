"""View: the part of a case that one partner may see. What leaves for a partner is made from its view alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pooling.case.rows import Rows
from pooling.exchange.entry import NAMES, PARTNER, fields, owned

Records = Mapping[str, tuple[Mapping[str, Any], ...]]
"""Sheet to its records, each a value by column."""


@dataclass(frozen=True)
class View:
    """Case, partner, the codes that all may use, and `own`: the partner's rows of every sheet it fills in.

    items (code, name, unit, lot size), products (code, name, unit, item), lines (code, name)
    """

    case: str
    marking: str
    start: date
    end: date
    partner: str
    name: str
    items: tuple[tuple[Any, ...], ...]
    products: tuple[tuple[Any, ...], ...]
    lines: tuple[tuple[Any, ...], ...]
    own: Records


def view(rows: Rows, partner: str) -> View:
    """What `partner` may see of the case in `rows`, which hold no errors. KeyError if the case has no such partner."""
    settings = rows.settings()
    names = {row[PARTNER]: row["name"] for row in rows["partners"]}
    units = {row["item"]: row["unit"] for row in rows["items"]}
    return View(
        case=settings["case"],
        marking=settings.get("marking", ""),
        start=settings["start"],
        end=settings["end"],
        partner=partner,
        name=names[partner],
        items=tuple((row["item"], row["name"], row["unit"], row["lot_size"]) for row in rows["items"]),
        products=tuple(
            (row["product"], row["name"] or row["product"], units.get(row["item"], ""), row["item"])
            for row in rows["products"]
        ),
        lines=tuple((row["line"], row["name"] or row["line"]) for row in rows["lines"]),
        own={name: _own(rows, name, partner) for name in NAMES},
    )


def _own(rows: Rows, name: str, partner: str) -> tuple[Mapping[str, Any], ...]:
    allowed = [column.name for column in fields(name)]
    return tuple(
        {column: row.values[column] for column in allowed if column in row.values} for row in owned(rows[name], partner)
    )


def partners(rows: Rows) -> list[str]:
    """Codes of the case's partners."""
    return [row[PARTNER] for row in rows["partners"] if row[PARTNER]]
