"""The one table that describes a case workbook: every sheet, every column, once.

Reading, checking, the notes that `pooling new` writes, the partners' templates and the
reference page all come from `SHEETS` and `SETTINGS`; nothing else knows a column's name.
"""

from __future__ import annotations

from pooling.case.columns import (
    COMMON,
    FAIR_BY,
    LANGUAGES,
    MOST_MONTHS,
    OBJECTIVES,
    SOURCE,
    Column,
    Kind,
    Sheet,
    choice,
    code,
    day,
    number,
    text,
)
from pooling.case.sheets_contracts import CONTRACTS
from pooling.case.sheets_futures import FUTURES
from pooling.case.sheets_needs import NEEDS
from pooling.case.sheets_supply import SUPPLY

__all__ = [
    "BY_NAME",
    "COMMON",
    "FILL_FIRST",
    "IGNORED_SHEETS",
    "LANGUAGES",
    "LIMITS",
    "MOST_MONTHS",
    "OBJECTIVES",
    "SETTINGS",
    "SHEETS",
    "SOURCE",
    "SUBJECTS",
    "Column",
    "Kind",
    "Sheet",
]

SETTINGS: tuple[Column, ...] = (
    text("case", "name of the case", required=True),
    day("start", "first day of the first period; the first of a month"),
    day("end", "last day of the horizon; a whole number of periods after start"),
    Column("period_months", Kind.CHOICE, "length of a period", unit="months", default=3, choices=("1", "3", "6", "12")),
    number(
        "after_horizon_months",
        "delay counted beyond the horizon's end for a unit never delivered",
        "months",
        12,
        maximum=MOST_MONTHS,
    ),
    Column(
        "objectives",
        Kind.CHOICES,
        "order in which objectives are optimised",
        default=("mean_delay", "cost"),
        choices=OBJECTIVES,
    ),
    choice(
        "fair_by",
        "what the objective fair_shares goes by: part of the need that is met, money in budgets, or months late",
        *FAIR_BY,
        required=False,
        default="need",
    ),
    number("tolerance_pct", "part of each objective's best value that later ones may give up", "%", 1, maximum=100),
    choice(
        "budget_price",
        "price that counts against partners' budgets: the lot's first tier, or the tier that the pooled volume reaches",
        "ceiling",
        "reached",
        required=False,
        default="ceiling",
    ),
    number("price_index_pct", "price escalation per whole year since start", "% a year", 0, minimum=-50, maximum=100),
    number(
        "discount_pct",
        "discount per calendar year after the first, for a present value beside the cost; nothing is optimised by it",
        "% a year",
        0,
        maximum=100,
    ),
    number("mip_gap_pct", "the solver stops at this gap, per objective", "%", 0.5, maximum=100),
    number("time_limit_s", "the solver stops after this time, per objective", "s", 600, positive=True),
    Column("threads", Kind.WHOLE, "processor cores the solver may use; blank = all", default=0),
    Column("marking", Kind.TEXT, "classification marking, printed on every sheet and page that leaves", default=""),
)

LIMITS: dict[str, tuple[str, ...]] = {
    "partners": ("max_delay_months",),
    "lots": ("min_quantity", "max_quantity"),
    "frameworks": ("min_partners", "max_partners", "min_partner_value"),
    "offices": ("max_signings",),
    "budgets": ("amount",),
    "items": ("max_non_eu_pct", "max_producer_pct"),
    "orders": ("earliest", "latest"),
}
"""Columns that state a limit which may give way (sheet `rules`): what people agree on, not what is so."""

SHEETS: tuple[Sheet, ...] = (
    *NEEDS,
    *SUPPLY,
    *CONTRACTS,
    *FUTURES,
    Sheet(
        "rules",
        "limits that may give way where no plan keeps all, and in which order; all others are hard",
        (
            choice("sheet", "sheet of the limit", *LIMITS),
            text("where", "rows, as in changes; * = every row; a row further down counts more", required=True),
            choice("column", "the limit", *dict.fromkeys(column for columns in LIMITS.values() for column in columns)),
            Column(
                "priority",
                Kind.WHOLE,
                "1 gives way last and 4 first, each as little as possible",
                required=True,
                minimum=1,
                maximum=4,
            ),
        ),
        key=("sheet", "where", "column"),
    ),
    Sheet(
        "scenarios",
        "named sets of changes",
        (code("scenario", "the scenario's name"), text("description", "what it asks")),
        key=("scenario",),
    ),
    Sheet(
        "changes",
        "what a scenario changes",
        (
            code("scenario", "scenario", "scenarios"),
            text("sheet", "sheet that is changed", required=True),
            text(
                "where",
                "rows: column=value; column>=value; all must hold. = != < <= > >=, a|b = either, a..b = from a to b, "
                "* = every row; large and small letters alike",
            ),
            text("column", "column that is changed"),
            choice("op", "what is done", "set", "add", "scale", "shift_months", "remove", "insert"),
            text("value", "value; for insert column=value; ..."),
        ),
    ),
)

BY_NAME: dict[str, Sheet] = {sheet.name: sheet for sheet in SHEETS}

SUBJECTS: dict[str, tuple[str, ...]] = {
    "settings": ("settings",),
    "who and what": ("partners", "items", "producers", "products", "certifications"),
    "need": ("demand", "stock", "norms", "usage"),
    "supply": ("lines", "capacity", "materials", "supply", "recipes", "expansions"),
    "contracts": ("frameworks", "participants", "lots", "prices", "offices"),
    "money": ("budgets", "donations", "rates", "instruments"),
    "orders": ("orders", "deliveries"),
    "futures": ("uncertain",),
    "scenarios": ("rules", "scenarios", "changes"),
}
"""What the sheets are about."""

FILL_FIRST: tuple[str, ...] = (
    "settings",
    "partners",
    "items",
    "demand",
    "producers",
    "products",
    "lines",
    "capacity",
    "frameworks",
    "lots",
    "prices",
)
"""The sheets that a case can hardly do without, in the order in which they are best filled in."""

IGNORED_SHEETS: tuple[str, ...] = ("read me",)
"""Sheets of explanation in a case workbook: no table, and not worth a warning."""
