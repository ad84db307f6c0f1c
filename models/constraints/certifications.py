"""Certification: a possible product is taken only after it is certified."""

from __future__ import annotations

import pyomo.environ as pyo

from models.sets import beyond_orders
from models.types import Model, Relation


def certified_once(m: Model, p: str, q: str) -> Relation:
    """Σ_t Certified[p,q,t] ≤ 1."""
    return sum(m.Certified[p, q, t] for t in m.i.certifications[p, q].starts) <= 1


def taken_if_certified(m: Model, p: str, q: str, start: int) -> Relation:
    """Call-offs of q by p before the next possible start takes effect ≤ most · Σ_τ≤start Certified[p,q,τ]  (lots)."""
    data = m.i.certifications[p, q]
    later = [t for t in data.starts if t > start]
    until = later[0] + data.takes if later else m.i.periods
    lots = [l for l in m.lots_of_product.get(q, ()) if (l, p) in m.s.series]
    taken = sum(m.CallOff[l, p, t] for l in lots for t in m.s.series[l, p] if t < until)
    item = m.i.lots[lots[0]].item
    most = beyond_orders(m.i, m.s.allowance, p, item)
    return taken <= most * sum(m.Certified[p, q, t] for t in data.starts if t <= start)


def add(m: Model) -> None:
    """Add the certification constraints."""
    possible = m.i.certifications
    m.certified_once = pyo.Constraint(
        [key for key, data in possible.items() if len(data.starts) > 1], rule=certified_once
    )
    m.taken_if_certified = pyo.Constraint(
        [
            (p, q, t)
            for (p, q), data in possible.items()
            if any((l, p) in m.s.series for l in m.lots_of_product.get(q, ()))
            for t in data.starts
        ],
        rule=taken_if_certified,
    )
