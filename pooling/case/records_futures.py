"""Records of a case: what may come otherwise. A class mirrors a sheet, field by column."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Uncertain:
    """A row of `uncertain`: figures that may turn out higher or lower."""

    what: str
    low: float
    high: float
    likely: float = 100
    group: str = ""
    where: str = ""
    source: str = ""
