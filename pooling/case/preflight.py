"""Preflight: is this file safe to open?"""

from __future__ import annotations

from pathlib import Path

from pooling.case.findings import Collector


def preflight(path: Path, findings: Collector, *, trusted: bool = False) -> None:
    """Report why the file at `path` must not be opened."""
