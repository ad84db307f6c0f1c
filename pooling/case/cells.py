"""Cells: what one cell holds, as the value of its column, never by guessing."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from pooling.case.findings import Severity
from pooling.case.numerals import is_ambiguous, unambiguous_number
from pooling.case.schema import Column, Kind

LONGEST_CODE = 40
LARGEST = 1e15
"""No quantity or amount of money is larger."""
SMALLEST = 1e-9
"""Nor any smaller, but 0."""
EARLIEST, LATEST = date(1950, 1, 1), date(2200, 12, 31)
ERROR_VALUES = frozenset(
    (
        "#REF!",
        "#N/A",
        "#DIV/0!",
        "#NAME?",
        "#VALUE!",
        "#NUM!",
        "#NULL!",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
    )
)

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell; an error leaves it without value."""

    severity: Severity
    rule: str
    message: str
    advice: str


Parsed = tuple[Any, Problem | None]
"""A cell's value (None: blank or unreadable) and what is wrong with it."""


def parse_cell(column: Column, raw: Any, number_format: str = "") -> Parsed:
    """Read `raw`, as openpyxl or a change gives it, as a value of `column`."""
    if isinstance(raw, str):
        raw = raw.strip()
        if raw in ERROR_VALUES:
            return _error("error-cell", f"the cell shows {raw}", "correct the formula or type the value")
    if raw is None or raw == "":
        return None, None
    value, problem = PARSERS[column.kind](column, raw)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _in_range(column, *_as_percent(column, value, problem, number_format))
    return value, problem


def is_percentage(column: Column) -> bool:
    """Does the column hold numbers meant per cent?"""
    return column.kind is Kind.PERCENT or column.name.endswith("_pct")


def closest(text: str, names: list[str]) -> str:
    """`; did you mean …?` with the name that resembles `text` most, or nothing."""
    by_fold = {name.casefold(): name for name in names}
    found = get_close_matches(text.casefold(), list(by_fold), n=1, cutoff=0.6)
    return f"did you mean {by_fold[found[0]]}?" if found else ""


def _error(rule: str, message: str, advice: str) -> Parsed:
    return None, Problem("error", rule, message, advice)


def _warned(value: Any, rule: str, message: str, advice: str) -> Parsed:
    return value, Problem("warning", rule, message, advice)


def _wrong(column: Column, what: str) -> Parsed:
    return _error("wrong-type", f"{column.name} holds {what}", f"give a {column.kind.value}")


def _what(raw: Any) -> str:
    if isinstance(raw, bool):
        return f"the yes/no value {str(raw).upper()}"
    if isinstance(raw, date | time):
        return "a date or time"
    return "a number" if isinstance(raw, int | float) else "text that is none"


def _code(column: Column, raw: Any) -> Parsed:
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) <= LARGEST:
        if float(raw).is_integer():  # 556 has one reading, whether Excel took it for a number or not
            return str(int(raw)), None
        advice = "format the cell as text and type it again"
        return _warned(str(raw), "number-code", "the code is stored as a number", advice)
    if not isinstance(raw, str):
        return _wrong(column, _what(raw) + "; Excel may have turned the code into it")
    raw = unicodedata.normalize("NFC", raw)  # é is one code, in whichever of its two spellings it was typed
    if len(raw) > LONGEST_CODE:
        return _error("bad-code", f"the code has {len(raw)} characters", f"use at most {LONGEST_CODE}")
    if not (raw.isascii() and raw.isprintable()):
        deceiving = _deceiving(raw)
        if deceiving:
            return _error("bad-code", f"the code holds {deceiving}", "type the code again with plain letters")
    return raw, None


def _deceiving(code: str) -> str:
    """What in a code looks like something else: control characters, odd spaces, mixed alphabets."""
    for char in code:
        if not char.isprintable():
            return f"the invisible character U+{ord(char):04X}"
        if unicodedata.normalize("NFKC", char) != char:
            return f"the look-alike character U+{ord(char):04X}"
    scripts = {unicodedata.name(char, "?").split()[0] for char in code if char.isalpha()}
    return "letters of different alphabets: " + ", ".join(sorted(scripts)) if len(scripts) > 1 else ""


def _text(column: Column, raw: Any) -> Parsed:
    return text_of(raw), None


def text_of(raw: Any) -> str:
    """A cell's raw value as a user would type it: `Y`, `3`, `2027-04-01`."""
    if isinstance(raw, bool):
        return "Y" if raw else "N"
    if isinstance(raw, datetime):
        return (raw.date() if raw.time() == time() else raw).isoformat()
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw)


def _number(column: Column, raw: Any) -> Parsed:
    if isinstance(raw, str):
        return _number_in_text(column, raw)
    if isinstance(raw, bool):
        return _wrong(column, _what(raw))
    if not isinstance(raw, int | float):
        return _error(
            "wrong-type",
            f"{column.name} is formatted as a date or time",
            "format the cell as a number and type it again",
        )
    if not math.isfinite(raw) or abs(raw) > LARGEST:
        return _error("not-finite", f"{column.name} is not a finite number of sensible size", "give a finite number")
    if 0 < abs(raw) < SMALLEST:
        return _error("not-finite", f"{column.name} is too small a number to mean anything", "give 0 or what is meant")
    return raw, None


def _number_in_text(column: Column, text: str) -> Parsed:
    """A number stored as text: accepted with a warning where only one reading exists."""
    text = text.replace("\u2212", "-")
    if not re.sub("[’\u00a0\u202f]", "", text).isascii():
        return _error(
            "text-number",
            f"{column.name} holds characters that are not plain digits",
            "type the number with the digits 0-9",
        )
    number = unambiguous_number(text)
    if number is None and is_ambiguous(text):
        return _error(
            "ambiguous-number",
            f"{column.name} could be two numbers",
            "type it as a number, without separators of thousands",
        )
    if number is None:
        return _wrong(column, "text")
    value, problem = _number(column, number)
    return (
        (value, problem)
        if problem
        else _warned(value, "text-number", f"a number stored as text was read as {value:g}", "type it as a number")
    )


def _whole(column: Column, raw: Any) -> Parsed:
    value, problem = _number(column, raw)
    if value is None:
        return None, problem
    if value != int(value):
        return _error("wrong-type", f"{column.name} is not a whole number", "give a whole number")
    return int(value), problem


def _as_percent(
    column: Column, value: float, problem: Problem | None, number_format: str
) -> tuple[float, Problem | None]:
    """A cell formatted as a percentage shows 60% and stores 0.6; percentages here are 0-100."""
    if not (is_percentage(column) and "%" in number_format):
        return value, problem
    value = round(value * 100, 10)
    return _warned(
        value,
        "percent-format",
        f"a percentage cell was read as {value:g}",
        "give 0-100 in a cell formatted as a number",
    )


def _in_range(column: Column, value: float, problem: Problem | None) -> Parsed:
    low, high = column.minimum, column.maximum
    if low is not None and value < low:
        rule = "negative" if value < 0 <= low else "out-of-range"
        return _error(rule, f"{column.name} is below {low:g}", f"give {_allowed(column)}")
    if (high is not None and value > high) or (column.positive and value <= 0):
        return _error("out-of-range", f"{column.name} is outside its range", f"give {_allowed(column)}")
    return value, problem


def _allowed(column: Column) -> str:
    low = "more than 0" if column.positive else "" if column.minimum is None else f"at least {column.minimum:g}"
    high = "" if column.maximum is None else f"at most {column.maximum:g}"
    return " and ".join(part for part in (low, high) if part)


def _date(column: Column, raw: Any) -> Parsed:
    if isinstance(raw, str):
        return _date_in_text(column, raw)
    if isinstance(raw, bool) or not isinstance(raw, date):
        advice = "format the cell as a date or type 2027-04-01"
        return _error("date-format", f"{column.name} holds {_what(raw)}, not a date", advice)
    return _date_in_range(column, raw.date() if isinstance(raw, datetime) else raw)


def _date_in_text(column: Column, text: str) -> Parsed:
    advice = "type it as an Excel date or as 2027-04-01 (year-month-day)"
    if not (text.isascii() and ISO_DATE.fullmatch(text)):
        return _error("date-format", f"{column.name} is not a date of this form", advice)
    try:
        return _date_in_range(column, date.fromisoformat(text))
    except ValueError:
        return _error("date-format", f"{column.name} is a day that does not exist", advice)


def _date_in_range(column: Column, day: date) -> Parsed:
    if EARLIEST <= day <= LATEST:
        return day, None
    return _error("out-of-range", f"{column.name} is outside {EARLIEST.year}-{LATEST.year}", "correct the year")


def _yes_no(column: Column, raw: Any) -> Parsed:
    if isinstance(raw, bool):
        return _warned("Y" if raw else "N", "wrong-type", f"{column.name} holds {_what(raw)}", "write Y or N")
    if isinstance(raw, str) and raw.upper() in ("Y", "N"):
        return raw.upper(), None
    return _error("not-a-choice", f"{column.name} is neither Y nor N", "write Y or N")


def _choice(column: Column, raw: Any) -> Parsed:
    value = _one_of(column, text_of(raw))
    return (value, None) if value else _not_a_choice(column, str(raw))


def _choices(column: Column, raw: Any) -> Parsed:
    parts = [part.strip() for part in re.split("[,;]", text_of(raw)) if part.strip()]
    values = [_one_of(column, part) for part in parts]
    for part, value in zip(parts, values, strict=True):
        if value is None:
            return _not_a_choice(column, part)
    return (tuple(values), None) if values else _not_a_choice(column, str(raw))


def _one_of(column: Column, text: str) -> str | None:
    return next((choice for choice in column.choices if choice.casefold() == text.casefold()), None)


def _not_a_choice(column: Column, text: str) -> Parsed:
    advice = " ".join(
        part for part in (closest(text, list(column.choices)), f"give one of {', '.join(column.choices)}") if part
    )
    return _error("not-a-choice", f"{column.name} is none of its choices", advice)


PARSERS: dict[Kind, Callable[[Column, Any], Parsed]] = {
    Kind.CODE: _code,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.WHOLE: _whole,
    Kind.PERCENT: _number,
    Kind.DATE: _date,
    Kind.YESNO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
}
