"""Materials: shared between products; what is not used is kept."""

from __future__ import annotations

import pyomo.environ as pyo

from models.terms import added, order_units, unit_lots
from models.types import Expr, Model, Relation


def material_balance(m: Model, g: str, t: int) -> Relation:
    """Left[g,t] = Left[g,t−1] + supply[g,t] + expansions − Σ recipe · (call-offs + orders)  (Left[g,−1] = opening)."""
    before = m.Left[g, t - 1] if t > 0 else m.i.opening[g]
    return m.Left[g, t] == before + m.i.supply[g][t] + added(m, g, t) - material_use(m, g, t)


def material_use(m: Model, g: str, t: int) -> Expr:
    """Units of material g that call-offs and orders use in t."""
    orders = sum(m.i.recipe[m.i.orders[o].product][g] * order_units(m, o, t) for o in m.s.orders_on.get(g, ()))
    return call_offs_use(m, g, t) + orders


def call_offs_use(m: Model, g: str, t: int) -> Expr:
    """Units of material g that call-offs use in t."""
    return sum(
        m.i.recipe[m.i.lots[l].product][g] * unit_lots(m.i, l) * m.CallOff[l, p, t]
        for l in m.s.lots_on.get(g, ())
        for p in m.s.by_lot_period.get((l, t), ())
    )


def add(m: Model) -> None:
    """Add the material constraints."""
    m.material_balance = pyo.Constraint([(g, t) for g in m.i.supply for t in range(m.i.periods)], rule=material_balance)
