"""Checks of what may come otherwise: the ends of distributions are in order."""

from __future__ import annotations

from pooling.case.findings import Collector
from pooling.case.rows import Rows

SHARES = ("low_pct", "likely_pct", "high_pct")
ENDS = ("low", "likely", "high")


def reliability(rows: Rows, findings: Collector) -> None:
    """A line's low, likely and high share are in order."""
    _in_order(rows, "lines", SHARES, "each 100 where blank", findings)


def uncertain(rows: Rows, findings: Collector) -> None:
    """What is uncertain has its shares in order."""
    _in_order(rows, "uncertain", ENDS, "likely is 100 where blank", findings)


def _in_order(rows: Rows, sheet: str, names: tuple[str, str, str], blank: str, findings: Collector) -> None:
    """The three shares of each row are in order."""
    low_name, likely_name, high_name = names
    advice = f"give {low_name} <= {likely_name} <= {high_name} ({blank})"
    for row in rows[sheet]:
        low, likely, high = (row[name] for name in names)
        if None in (low, likely, high):
            continue
        if low > likely:
            message = f"{low_name} is above {likely_name}"
            findings.error("min-above-max", rows.at(row, low_name), low, message, advice)
        if likely > high:
            message = f"{high_name} is below {likely_name}"
            findings.error("min-above-max", rows.at(row, high_name), high, message, advice)
