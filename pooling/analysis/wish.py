"""What is asked for of other plans nearly as good."""

from __future__ import annotations

from dataclasses import dataclass

WITHIN, APART = 5.0, 2
"""Unless said otherwise: per cent of the best, and candidates that differ."""


@dataclass(frozen=True)
class Wish:
    """What is asked for: `number` plans, each `within` a part (0-1) of the best, and `apart` in so many candidates."""

    number: int
    within: float
    apart: int
