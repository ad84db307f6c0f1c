"""Numerals: numbers written as text, read only where one reading exists."""

from __future__ import annotations

import re

PLAIN = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?")
DECIMAL = re.compile(r"([-+]?)(\d+)[.,](\d+)")
GROUPED = re.compile(r"([-+]?)(\d{1,3})((?:[.,'’ \u00a0\u202f]\d{3})+)(?:[.,](\d+))?")


def unambiguous_number(text: str) -> float | None:
    """The number that `text` means, None where there is none or more than one reading (`1,234`)."""
    decimal = DECIMAL.fullmatch(text)
    if decimal:
        sign, whole, fraction = decimal.groups()
        thousands = len(fraction) == 3 and len(whole) <= 3 and not whole.startswith("0")
        return None if thousands else float(f"{sign}{whole}.{fraction}")
    if PLAIN.fullmatch(text):
        return float(text)
    grouped = GROUPED.fullmatch(text)
    if not grouped:
        return None
    sign, first, groups, fraction = grouped.groups()
    marks = set(groups[::4])
    mark_of_fraction = text[-len(fraction) - 1] if fraction else ""
    if len(marks) > 1 or mark_of_fraction in marks:
        return None
    digits = "".join(char for char in groups if char.isdigit())
    return float(f"{sign}{first}{digits}.{fraction or 0}")


def is_ambiguous(text: str) -> bool:
    """Is `text` a numeral with more than one reading?"""
    return unambiguous_number(text) is None and bool(DECIMAL.fullmatch(text) or GROUPED.fullmatch(text))
