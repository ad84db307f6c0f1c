"""How many whole lots an amount comes to, forgiving what rounding makes of it: 2.9999999999 lots are 3."""

from __future__ import annotations

from math import ceil, floor

NEAR = 1e-9
"""What rounding may make of a number of lots: absolute, and relative to it."""


def lots_within(amount: float, size: float) -> int:
    """⌊amount / size⌋: the most whole lots that are no more than `amount`."""
    return floor(amount / size * (1 + NEAR) + NEAR)


def lots_for(amount: float, size: float) -> int:
    """⌈amount / size⌉: the fewest whole lots that are no less than `amount`."""
    return ceil(amount / size * (1 - NEAR) - NEAR)
