"""The look of a workbook: which number format, width and colour a column gets."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable
from datetime import date
from typing import Any

from pooling.output.table import Cell, Column, ColumnKind

DARK, MIDDLE, LINE = "#1F3864", "#5B7394", "#D6DCE5"
"""Header and titles, optional headers, rules between rows."""

NARROWEST, WIDEST = 9, 46
"""Column widths, in characters."""

PAGE = 175
"""Characters across a printed page that stay readable; wider tables take several pages beside each other."""

LETTERS = 1.1
"""Letters of a text in the room of one character of a width, which is that of a digit."""

OBJECTIVE_FORMATS = {
    "mean_delay": '0.00 "months"',
    "worst_delay": '0.00 "months"',
    "fair_shares": '0.00 "months"',
    "cost": '#,##0 "EUR"',
    "non_eu_share": "0.0%",
    "frameworks": '0 "signed"',
    "slide": '0.00 "months"',
}
"""How the value of an objective is shown, with its unit."""

_SUFFIXES: tuple[tuple[str, ColumnKind], ...] = (
    ("_eur", "money"),
    ("_pct", "percent"),
    ("_months", "months"),
    ("_seconds", "months"),
)
_LEFT: frozenset[ColumnKind] = frozenset({"text", "code", "plain"})
_CENTRED: frozenset[ColumnKind] = frozenset({"date", "period", "flag"})


_MIXED = "[=0]0;[>=1000]#,##0;#,##0.00"
"""Decimals for small figures only, where small and large ones stand in one column."""


FAINT = 0.05
"""Figures below it would look like none beside larger ones."""

_FINE = "[=0]0.0;[>=0.1]0.0;0.000"
"""More decimals for faint figures only."""


NOISE = 1e-9
"""Percent and months below it are what is left of rounding."""


def number_format(kind: ColumnKind, values: Iterable[Cell]) -> str:
    """Excel's number format for a column of `kind` that holds `values`; decimals only where the figures have some."""
    values = list(values)
    numbers = [abs(value) for value in values if isinstance(value, int | float)]
    least = min((value for value in values if isinstance(value, int | float)), default=0)
    fractions = [value for value in numbers if isinstance(value, float) and not value.is_integer()]
    match kind:
        case "date":
            return "yyyy-mm-dd"
        case "period":
            return "yyyy-mm"
        case "int":
            return "0"
        case "quantity":
            return "#,##0" if not fractions else _MIXED if max(numbers) >= 1000 else "#,##0.00"
        case "money":
            return "#,##0"
        case "price":
            return "#,##0.00" if any(value < 1000 for value in fractions) else "#,##0"
        case "percent" | "months":
            largest = max(fractions, default=1)
            if kind == "months" and least >= 0 and largest >= 0.1 > FAINT > min(fractions, default=1):
                return _FINE
            if largest >= 0.1 or largest < NOISE:
                return "0.0"
            return "0.00E+00" if kind == "months" and largest < 0.0001 else "0.0000"
        case "rate":
            return "0.00E+00"
        case _:
            return "General"


def settled(value: float, num_format: str) -> float:
    """`value`, or 0 where its format would show it as a zero with a minus sign."""
    if value > 0 or "E" in num_format or num_format in ("", "General"):
        return value + 0.0
    decimals = max((len(part) - len(part.lstrip("0")) for part in num_format.split(".")[1:]), default=0)
    return 0.0 if round(value, decimals) == 0 else value


def alignment(kind: ColumnKind) -> dict[str, Any]:
    """Text left and a little off the rule, dates and flags centred, figures right."""
    if kind in _LEFT:
        return {"align": "left", "indent": 1}
    return {"align": "center" if kind in _CENTRED else "right"}


def kind_of(key: str, value: Cell) -> ColumnKind:
    """The kind of a single value, told from its key's ending and its type."""
    if isinstance(value, date):
        return "date"
    if isinstance(value, str) or value is None:
        return "text"
    if isinstance(value, bool):
        return "flag"
    for suffix, kind in _SUFFIXES:
        if key.endswith(suffix):
            return kind
    return "quantity"


UNITS = {"money": "EUR", "price": "EUR a unit", "percent": "%", "months": "months"}
"""Kind of column to its unit; where the kind tells none, the end of the name may."""
ENDS = {"months": "months", "eur": "EUR", "pct": "%", "seconds": "s"}


def unit_of(column: Column) -> str:
    """The unit of a column's figures, in words; empty where neither kind nor name tells it."""
    return UNITS.get(column.kind) or ENDS.get(column.name.rpartition("_")[2], "")


def width(header: str, kind: ColumnKind, values: Iterable[Cell]) -> float:
    """Width in characters that shows the header with its filter button and nearly every value."""
    longest = max((_shown_length(value) for value in values), default=0)
    return min(WIDEST, max(NARROWEST, len(header) + 5, longest + 3))


def lines_of(value: Cell, size: float) -> int:
    """Lines that a text needs in a cell of `size` characters, broken between words."""
    return max(1, len(textwrap.wrap(value, max(1, int(LETTERS * size))))) if isinstance(value, str) else 1


def pages_across(sizes: Iterable[float]) -> int:
    """Pages beside each other that columns of these widths need to be readable."""
    return max(1, math.ceil(sum(sizes) / PAGE))


def _shown_length(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, date):
        return 10
    if isinstance(value, float) and not math.isfinite(value):
        return 0
    return 0 if value is None else len(f"{value:,.1f}")
