"""Lines: what a line can make in a period, with work in progress carried over."""

from __future__ import annotations

import pyomo.environ as pyo

from models.terms import added, order_units, unit_lots
from models.types import Expr, Model, Relation


def line_capacity(m: Model, r: str, t: int) -> Relation:
    """Σ load · x + Σ order deliveries ≤ capacity[r,t] + expansions + InProgress[r,t−1] − InProgress[r,t]  (units)."""
    carried_in = m.InProgress[r, t - 1] if t > 0 else 0
    return line_load(m, r, t) + m.InProgress[r, t] - carried_in - added(m, r, t) <= m.i.capacity[r][t]


def line_load(m: Model, r: str, t: int) -> Expr:
    """Capacity of line r that call-offs and orders take in t."""
    call_offs = sum(
        m.i.lots[l].load * unit_lots(m.i, l) * m.CallOff[l, p, t]
        for l in m.s.lots_on.get(r, ())
        for p in m.s.by_lot_period.get((l, t), ())
    )
    return call_offs + sum(order_units(m, o, t) for o in m.s.orders_on.get(r, ()))


def add(m: Model) -> None:
    """Add the line constraints."""
    m.line_capacity = pyo.Constraint([(r, t) for r in m.i.capacity for t in range(m.i.periods)], rule=line_capacity)
