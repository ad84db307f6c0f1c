"""Sent: which totals went out to whom, kept beside the extracts, so that two plans' totals cannot be subtracted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from pooling.output.files import write_whole

REGISTER = "sent.csv"
"""For the planners alone: it names every partner."""


@dataclass(frozen=True, order=True)
class Sent:
    """Totals of a framework that a partner was told: of which case and scenario, from the result with this sha256."""

    time: str
    case: str
    scenario: str
    result_sha256: str
    partner: str
    framework: str


def read_sent(folder: Path) -> list[Sent]:
    """What the register in `folder` holds; nothing where there is none."""
    path = folder / REGISTER
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        names = [field.name for field in fields(Sent)]
        return [Sent(*(row.get(name) or "" for name in names)) for row in csv.DictReader(file)]


def write_sent(folder: Path, entries: Iterable[Sent]) -> None:
    """Write the register anew."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([field.name for field in fields(Sent)])
    writer.writerows(astuple(entry) for entry in entries)
    write_whole(folder / REGISTER, text.getvalue().encode(), force=True)
