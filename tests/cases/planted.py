"""A clash planted in the tiny case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pooling.case import case as c
from tests.cases.pool import START

MEMBER = c.Participant("F", "A", "member")
JUNE = date(2027, 6, 30)


def lot(most: float = 100, least: float = 0, code: str = "T", framework: str = "F", line: str = "L") -> c.Lot:
    """A lot of the tiny case, changed."""
    return c.Lot(code, framework, "Q", line, most, least)


def order(quantity: float, latest: date = START, **changes: Any) -> c.Order:
    """An order of A from line L that comes between the start and `latest`."""
    return c.Order("O", "A", "Q", "L", quantity, START, START, latest, **changes)


def budgets(*amounts: float, partner: str = "A") -> tuple[c.Budget, ...]:
    """Budgets from 2027 on."""
    return tuple(c.Budget(partner, 2027 + n, amount) for n, amount in enumerate(amounts))


@dataclass(frozen=True)
class Planted:
    """A case with a clash, and what is told: a line a rule, and after `->` one for the change of it that would do.

    `mend` are (sheet, row, column, value that would do, value that just would not); `whole`: only whole lots clash.
    """

    case: c.Case
    mend: tuple[str, int, str, Any, Any]
    told: str
    whole: bool = False
