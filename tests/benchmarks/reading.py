"""Measure reading: a case with 200,000 rows of demand, in a process of its own, against 60 s and 1 GB.

Usage: python -m tests.benchmarks.reading
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from pooling.case.reader import load
from pooling.output.case_book import write_case
from tests.benchmarks.generate import generate, rows

LINES, SECONDS, MEGABYTES = 200_000, 60, 1_000


def large_rows() -> dict[str, list[dict[str, Any]]]:
    """A small generated case with that many lines of demand."""
    case = rows(generate("S", 1))
    partners = [str(row["partner"]) for row in case["partners"]]
    items = [str(row["item"]) for row in case["items"]]
    days = [date(case_start(case).year + n // 12, n % 12 + 1, 28) for n in range(36)]
    case["demand"] = [
        {
            "line": f"D{n}",
            "partner": partners[n % len(partners)],
            "item": items[n % len(items)],
            "need_by": days[n % len(days)],
            "quantity": 1 + n % 7,
            "purpose": "norm",
        }
        for n in range(LINES)
    ]
    return case


def case_start(case: dict[str, list[dict[str, Any]]]) -> date:
    """The first day of the case."""
    return next(row["value"] for row in case["settings"] if row["key"] == "start")


def measure(path: Path) -> None:
    """Read the case at `path` and print what that took; SystemExit where it is above the limits."""
    case = load(path).case
    seconds = time.process_time()
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    megabytes = int(peak[1]) / 1024 if peak else 0.0
    count = len(case.demand) if case else 0
    print(f"{count:,} lines of demand read in {seconds:.1f} s of processor time, with {megabytes:.0f} MB at most")
    if count != LINES or seconds > SECONDS or megabytes > MEGABYTES:
        sys.exit(f"expected {LINES:,} lines in {SECONDS} s and {MEGABYTES} MB")


def main() -> None:
    """Write the case, then read it in a process of its own."""
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        write_case(path, large_rows())
        subprocess.run([sys.executable, "-m", "tests.benchmarks.reading", str(path)], check=True)


if __name__ == "__main__":
    main()
