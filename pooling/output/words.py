"""Figures in words, as they stand in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
PERIODS = {1: "months", 3: "quarters", 6: "half-years", 12: "years"}
"""What periods of so many months are called."""
ENDINGS = {
    "optimal": "proven best",
    "gap": "within the gap asked for",
    "rounding": "within what whole lots may take",
    "other": "another plan than the best found",
    "time_limit": "stopped at the time limit",
    "ended": "ended without proof before its time",
    "interrupted": "interrupted",
}
"""How a stage may end, in words."""


def month(day: date) -> str:
    """Such as `April 2027`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def money(amount: float) -> str:
    """Such as `EUR 12.3 million`."""
    size = abs(amount)
    if size >= 999.5e6:
        return f"EUR {amount / 1e9:,.2f} billion"
    return f"EUR {amount / 1e6:,.1f} million" if size >= 1e6 else f"EUR {amount:z,.0f}"


def months(number: float) -> str:
    """Such as `4.5 months`; never `-0.0 months`."""
    return f"{round(number, 1) + 0.0:,.1f} months"


def two_digits(number: float) -> str:
    """Two digits that count, such as `0.015`, `2.3`, `120`."""
    return f"{float(f'{number:.2g}'):,.10g}"


def listing(parts: Sequence[str], most: int = 3, separator: str = ", ") -> str:
    """Such as `a, b and c` or `a, b, c and 4 more`; never `and 1 more`, where the last one takes no more room.

    Parts that hold commas themselves take another `separator`.
    """
    end = f"{separator.rstrip(', ')} and "
    if len(parts) > most + 1:
        return f"{separator.join(parts[:most])}{end}{len(parts) - most} more"
    return end.join(part for part in (separator.join(parts[:-1]), *parts[-1:]) if part)


def counted(number: int, one: str, many: str = "") -> str:
    """Such as `1 framework` or `3 frameworks`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
