"""Provenance: which sheets a case was merged from, kept in its sheet `log`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import Any

from pooling.case.reader import LOG
from pooling.case.rows import Rows
from pooling.output.table import Table, columns


@dataclass(frozen=True)
class LogEntry:
    """One merged sheet: `time` it was merged (ISO, UTC), `rows` it gave."""

    time: str
    file: str
    sha256: str
    partner: str
    issue: int
    revision: int
    rows: int


_COLUMNS = columns("time file sha256 partner:code issue:int revision:int rows:int")


def read_log(rows: Rows) -> tuple[LogEntry, ...]:
    """The entries of the case's log, in its order; lines that are none are passed over."""
    lines = next((lines for title, lines in rows.others.items() if title.strip().casefold() == LOG), [])
    names = [field.name for field in fields(LogEntry)]
    if not lines or not set(names) <= set(lines[0]):
        return ()
    places = [lines[0].index(name) for name in names]
    return tuple(entry for line in lines[1:] if (entry := _entry([line[place] for place in places])))


def _entry(cells: Sequence[Any]) -> LogEntry | None:
    time, file, sha256, partner, issue, revision, count = cells
    if not (partner and all(isinstance(number, int | float) for number in (issue, revision, count))):
        return None
    shown = time.isoformat() if isinstance(time, datetime) else str(time)
    return LogEntry(shown, str(file), str(sha256), str(partner), int(issue), int(revision), int(count))


def log_table(entries: Iterable[LogEntry]) -> Table:
    """The log as a sheet."""
    return Table(LOG, "Sheets merged into this case", _COLUMNS, tuple(astuple(entry) for entry in entries))


def last_entry(entries: Iterable[LogEntry], partner: str) -> LogEntry | None:
    """The partner's sheet with the highest revision."""
    return max((e for e in entries if e.partner == partner), key=lambda entry: entry.revision, default=None)
