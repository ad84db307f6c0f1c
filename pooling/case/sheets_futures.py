"""Sheets of a case: what may come otherwise than it says, for `pooling stress` and `robust`."""

from __future__ import annotations

from pooling.case.columns import Column, Kind, Sheet, choice, number, text

SCALED = {
    "demand": "quantity",
    "usage": "quantity",
    "norms": "quantity",
    "stock": "quantity",
    "capacity": "per_year",
    "supply": "per_year",
}
"""Sheet to the column whose figures may be uncertain."""

FUTURES: tuple[Sheet, ...] = (
    Sheet(
        "uncertain",
        "figures that may turn out higher or lower; pooling stress and robust draw from it",
        (
            choice("what", "sheet whose figures are uncertain", *SCALED),
            number("low", "lowest share of the figures", "%"),
            number("likely", "likeliest share of the figures", "%", 100),
            number("high", "highest share of the figures", "%"),
            Column("group", Kind.CODE, "rows of a group are high together and low together; blank = by itself"),
            text("where", "rows of that sheet, as in changes: column=value; column>=value; blank = every row"),
        ),
    ),
)
