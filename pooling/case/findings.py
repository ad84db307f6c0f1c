"""What is wrong with a file: one Finding a fault, each naming its cell and what to do about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Severity = Literal["error", "warning"]

RULES: dict[str, str] = {
    # the file
    "not-found": "the file is not there or cannot be read",
    "not-a-workbook": "the file is not an .xlsx workbook",
    "not-a-case": "the workbook is no case: a result, a partner's sheet, something else",
    "other-kind": "the workbook is no result: a case, an analysis, something else",
    "encrypted": "the workbook is protected by a password",
    "old-format": "the workbook is of another Excel format (.xls, .xlsb, Strict)",
    "macros": "a workbook may hold no macros",
    "damaged": "the workbook is damaged or was cut off",
    "too-large": "the workbook exceeds a limit on size, unpacked size, ratio or cells",
    "unsafe-entry": "an entry of the workbook's zip is doubled, encrypted or points outside",
    "unsafe-xml": "an XML part declares a document type or entities, or is not UTF-8",
    "active-content": "the workbook links to or embeds something outside itself",
    "far-cell": "a cell lies far outside any table",
    # sheets and columns
    "missing-sheet": "a required sheet is absent",
    "unknown-sheet": "a sheet that no case has",
    "duplicate-sheet": "two sheets stand for one table",
    "missing-column": "a required column is absent",
    "unknown-column": "a column that the sheet does not have",
    "duplicate-column": "two columns have the same header",
    "no-header": "a value stands beside the table, in a column without header or beside a blank row",
    "no-record": "a row of a table is a title, a total or a remark, not a record",
    "unknown-setting": "a key that settings does not have",
    "hidden": "a hidden row or sheet is read like any other",
    "merged-cells": "merged cells hide values in a table",
    # cells
    "missing-value": "a required value is blank",
    "error-cell": "the cell shows an Excel error",
    "not-calculated": "the cell holds a formula that was never calculated",
    "wrong-type": "the cell holds another type of value",
    "text-number": "a number is stored as text",
    "ambiguous-number": "a text could be two numbers",
    "not-finite": "a number is not finite, or absurdly large or small",
    "negative": "a quantity is below zero",
    "out-of-range": "a number or date is outside the allowed range",
    "percent-format": "a percentage is stored as a fraction",
    "date-format": "a date is not an Excel date or ISO text",
    "not-a-choice": "the value is not one of those allowed",
    "bad-code": "a code is too long or holds characters that deceive",
    "number-code": "a code that is no whole number is stored as a number",
    # rows
    "duplicate-key": "two rows have the same key",
    "similar-codes": "two codes differ only in case or spacing",
    "unknown-code": "a code stands in no table",
    "no-need": "the case holds no need at all, or none that counts",
    "no-quantity": "an order is for nothing",
    "delivery": "what came does not fit the order or lot that it belongs to",
    "horizon": "the horizon is not a whole number of periods from a first of the month",
    "duplicate-objective": "an objective is named twice",
    "fair-shares": "shares by money need a budget of every partner that needs anything",
    "outside-horizon": "a date or year lies where it has no meaning",
    "date-order": "two dates are in the wrong order",
    "signing": "a framework's signing dates do not fit its status",
    "min-above-max": "a least value is above the corresponding largest",
    "uncertain": "what is uncertain is not there",
    "term": "a framework's term ends before it delivers",
    "tiers": "a lot's price tiers are incomplete or out of order",
    "no-lot": "a framework without lots",
    "exclusive": "two existing frameworks exclude each other",
    "participants": "a framework's participants contradict its limits",
    "producer-mismatch": "a line does not belong to the product's producer",
    "unmeetable-need": "a need that no lot and no order can ever meet",
    "lot-size": "a quantity is not a whole multiple of the item's lot size",
    "over-capacity": "orders that cannot shift exceed a line's capacity",
    "budget-years": "a partner with budgets has none for some year of the horizon: 0 there",
    "rates": "a currency lacks a rate, or a figure is in two currencies",
    "donations": "a donation that nobody can pay, or that has no meaning",
    "two-indices": "a framework and its item both have a price index of their own",
    "magnitude": "figures lie so far apart that one may be in another unit, or a dummy",
    # partners' sheets
    "not-a-demand-sheet": "the workbook is none of the sheets that partners fill in",
    "other-case": "the sheet belongs to another case",
    "other-partner": "the sheet names a partner that it does not belong to",
    "newer-form": "the sheet was made by a newer version of the tool",
    "revision": "the sheet's revision is no whole number from 1 on",
    "same-revision": "two different sheets of one partner have the same revision",
    "superseded": "a partner's sheet with a higher revision takes this one's place",
    "formula": "the value of a formula was taken",
    "comment-row": "a row that begins with # is not read",
    "rule": "a row of rules names no limit that may give way",
    # scenarios
    "unknown-scenario": "the workbook has no such scenario",
    "change": "a scenario's change cannot be applied",
    "clash": "two scenarios of a sum change the same cell, and their order matters",
}
"""Rule code to what it means."""

PLACE = re.compile(r"(.*)!([A-Z]+[0-9]+)", re.DOTALL)
NEW_CHECKS: frozenset[str] = frozenset()
"""Checks introduced lately: their errors are reported as warnings until the next round of exchange."""


@dataclass(frozen=True)
class Finding:
    """One fault: `file` is a base name, `cell` reads `demand!E17` (empty where the fault has no cell)."""

    severity: Severity
    rule: str
    file: str
    sheet: str
    cell: str
    value: str
    message: str
    advice: str

    @property
    def line(self) -> str:
        """The finding as one line for a terminal."""
        return self._told(self.file, self.cell or self.sheet)

    @property
    def brief(self) -> str:
        """The same without the file, where that is told once for all."""
        return self._told("", self.cell or self.sheet)

    def _told(self, *places: str) -> str:
        place = " ".join(part for part in places if part)
        found = f" (found {self.value})" if self.value else ""
        head = f"{self.severity}: {place}: " if place else f"{self.severity}: "
        return f"{head}{self.message}{found}; {self.advice} [{self.rule}]"


class CaseError(Exception):
    """A case that cannot be used; `findings` say why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(finding.line for finding in self.findings))


class Collector:
    """Gathers the findings about one file; rules in `new_checks` only ever warn."""

    def __init__(self, file: str, new_checks: frozenset[str] = frozenset()) -> None:
        self.file = clean(file)
        self.new_checks = new_checks
        self.findings: list[Finding] = []

    def add(self, severity: Severity, rule: str, at: str, value: Any, message: str, advice: str) -> None:
        """Record a finding at `at`: a cell such as `demand!E17`, a sheet, or nothing for the whole file."""
        if rule not in RULES:
            raise KeyError(rule)
        if rule in self.new_checks:
            severity = "warning"
        place = PLACE.fullmatch(at)
        sheet, cell = (clean(place[1]), f"{clean(place[1])}!{place[2]}") if place else (clean(at), "")
        shown = "" if value is None else clean(str(value))
        finding = Finding(severity, rule, self.file, sheet, cell, shown, clean(message, 300), clean(advice, 500))
        self.findings.append(finding)

    def error(self, rule: str, at: str, value: Any, message: str, advice: str) -> None:
        """Record an error."""
        self.add("error", rule, at, value, message, advice)

    def warn(self, rule: str, at: str, value: Any, message: str, advice: str) -> None:
        """Record a warning."""
        self.add("warning", rule, at, value, message, advice)


def file_name(path: Path) -> str:
    """The name of a file or folder by itself, of `.` too."""
    return path.name or path.resolve().name or str(path)


def counted(findings: Sequence[Finding]) -> str:
    """How many there are: `19 errors, 1 warning`."""
    numbers = Counter(finding.severity for finding in findings)
    told = [f"{n} {word}{'' if n == 1 else 's'}" for word in ("error", "warning") if (n := numbers[word])]
    return ", ".join(told) or "no errors"


def has_errors(findings: Iterable[Finding]) -> bool:
    """Is any of the findings an error?"""
    return any(finding.severity == "error" for finding in findings)


def clean(text: str, longest: int = 60) -> str:
    """`text` on one line, control and formatting characters escaped, cut at `longest` characters."""
    shown = printable(text[:longest])
    return shown if len(text) <= longest else shown + "…"


def printable(text: str) -> str:
    """`text` with every character that a terminal might obey escaped."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
