"""Orders already placed: delivered whole, within their window."""

from __future__ import annotations

import pyomo.environ as pyo

from models.types import Model, Relation


def order_complete(m: Model, o: str) -> Relation:
    """Σ_t Delivered[o,t] = lots[o]  (≤ where the window reaches beyond the horizon)."""
    total = sum(m.Delivered[o, t] for t in m.i.orders[o].window)
    return total <= m.i.orders[o].lots if m.i.orders[o].may_remain else total == m.i.orders[o].lots


def rest_complete(m: Model, o: str) -> Relation:
    """Σ_t RestDelivered[o,t] = 1  (≤ where the window reaches beyond the horizon): the odd rest comes in one piece."""
    total = sum(m.RestDelivered[o, t] for t in m.i.orders[o].window)
    return total <= 1 if m.i.orders[o].may_remain else total == 1


def add(m: Model) -> None:
    """Add the order constraints."""
    within = [o for o, data in m.i.orders.items() if len(data.window)]
    m.order_complete = pyo.Constraint(within, rule=order_complete)
    m.rest_complete = pyo.Constraint([o for o in within if m.i.orders[o].rest], rule=rest_complete)
