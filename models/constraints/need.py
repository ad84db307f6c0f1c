"""Need: what is late, in one balance a period; and what whole lots add to that.

N'[t] = min(N[t], reach) is the part of a need that is not far beyond all that could come: all else is late whatever is
decided, and beside it what is decided would be too small to be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

import pyomo.environ as pyo

from models.instance import Instance
from models.sets import Sets
from models.terms import delivered
from models.types import Expr, Model, Relation

FEW = 1_000
"""Lots that a pair needs, up to which a part of one is worth a row."""

PART = 0.02
"""Least part of a lot, needed beyond whole ones or missing to the next, that is worth a row."""


def need_balance(m: Model, p: str, item: str, t: int) -> Relation:
    """Ahead[t] − Backlog[t] = Ahead[t−1] − Backlog[t−1] + (deliveries[t] − N'[t] + N'[t−1]) / N[T−1]  for (p,i)."""
    new = within(m.i, m.s, p, item, t) - (within(m.i, m.s, p, item, t - 1) if t > 0 else 0.0)
    before = m.Ahead[p, item, t - 1] - _backlog(m, p, item, t - 1) if t > 0 else 0
    change = (delivered(m, p, item, t) - new) * (1 / m.i.need[p, item][-1])
    return m.Ahead[p, item, t] - _backlog(m, p, item, t) == before + change


def late_or_ahead(m: Model, p: str, item: str, t: int) -> Relation:
    """(1 − f) · Backlog[t] + f · Ahead[t] ≥ f · (1 − f)  (lots), f the part of a lot in N'[t] beyond whole ones.

    What has come is a whole number of lots, so the need is met late by f at least or ahead by 1 − f at least: with
    Ahead, Backlog ≥ 0 the convex hull of these (mixed-integer rounding; Nemhauser and Wolsey 1988, II.1.7). Every plan
    keeps it; a relaxation, in which call-offs may be fractions of lots, does not.
    """
    f, lots = part_of_lot(m, p, item, t), m.i.need[p, item][-1] / m.i.items[item].lot_size
    return lots * ((1 - f) * m.Backlog[p, item, t] + f * m.Ahead[p, item, t]) >= f * (1 - f)


def parted(m: Model) -> Iterator[tuple[str, str, int]]:
    """(p, i, t) in which part of a lot is needed, before the need rises again, of pairs whose orders leave no rest."""
    i: Instance = m.i
    rests = {(o.partner, o.item) for o in i.orders.values() if o.rest}
    for (p, item), need in i.need.items():
        if (p, item) in rests or lots_needed(m, p, item, i.periods - 1) > FEW:
            continue
        for t in range(i.periods):
            rises = t + 1 == i.periods or need[t + 1] > need[t]
            if rises and (p, item, t) in m.Backlog and PART <= part_of_lot(m, p, item, t) <= 1 - PART:
                yield p, item, t


def lots_needed(m: Model, p: str, item: str, t: int) -> float:
    """N'[t] of (p,i) in lots."""
    return within(m.i, m.s, p, item, t) / float(m.i.items[item].lot_size)


def part_of_lot(m: Model, p: str, item: str, t: int) -> float:
    """What N'[t] of (p,i) is beyond whole lots  (lots)."""
    lots = lots_needed(m, p, item, t)
    return lots - floor(lots)


def delay(m: Model, p: str, item: str) -> Expr:
    """delay(p,i) = Δ · Σ_t late[t] + after_months · late[T−1]  (months), late = Backlog + (N − N') / N[T−1]."""
    last = m.i.periods - 1
    total = m.i.period_months * sum(m.Backlog[p, item, t] for t in range(m.i.periods) if (p, item, t) in m.Backlog)
    return total + m.i.after_months * m.Backlog[p, item, last] + beyond(m.i, m.s, p, item)


def within(i: Instance, s: Sets, p: str, item: str, t: int) -> float:
    """N'[t] = min(N[t], reach) of (p,i)  (units)."""
    return min(i.need[p, item][t], s.reach[p, item])


def beyond(i: Instance, s: Sets, p: str, item: str) -> float:
    """The delay of (p,i) by what is far beyond all that could come  (months)."""
    late = [(need - within(i, s, p, item, t)) / i.need[p, item][-1] for t, need in enumerate(i.need[p, item])]
    return i.period_months * sum(late) + i.after_months * late[-1]


def _backlog(m: Model, p: str, item: str, t: int) -> Expr:
    return m.Backlog[p, item, t] if (p, item, t) in m.Backlog else 0


def add(m: Model) -> None:
    """Add the need balances and what whole lots add to them."""
    m.need_balance = pyo.Constraint(
        [(p, item, t) for p, item in m.i.need for t in range(m.i.periods)], rule=need_balance
    )
    m.late_or_ahead = pyo.Constraint(list(parted(m)), rule=late_or_ahead)
