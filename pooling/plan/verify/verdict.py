"""Verdict and Violation, and what counts as more than allowed."""

from __future__ import annotations

from dataclasses import dataclass

from pooling.plan.figures import Figures

RELATIVE = 1e-6
ABSOLUTE = 1e-9
"""A limit is broken beyond this part of it, and this much."""
NOISE = 1e-9
"""What is left, as a part of the whole, where numbers that are meant to be equal are subtracted."""


@dataclass(frozen=True)
class Violation:
    """A rule that the plan breaks: whom and when it concerns, and by how much (in the rule's own unit).

    `limit` is the sheet and column of the case that set it, as in `offices.max_signings`; empty where none does alone.
    """

    rule: str
    message: str
    codes: tuple[str, ...] = ()
    period: int | None = None
    year: int | None = None
    amount: float | None = None
    limit: str = ""


@dataclass(frozen=True)
class Verdict:
    """Every broken rule (none: the plan is valid) and the plan's figures."""

    violations: tuple[Violation, ...]
    figures: Figures

    @property
    def valid(self) -> bool:
        """True if no rule is broken."""
        return not self.violations


def exceeds(value: float, limit: float) -> bool:
    """True if `value` is above `limit` by more than rounding."""
    return value - limit > RELATIVE * max(abs(value), abs(limit)) + ABSOLUTE


def whole(quantity: float, lot_size: float) -> bool:
    """True if `quantity` is a whole multiple of `lot_size`."""
    lots = quantity / lot_size
    return abs(lots - round(lots)) <= RELATIVE
