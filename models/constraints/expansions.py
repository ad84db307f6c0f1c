"""Expansions: built at most once, and only with a business case."""

from __future__ import annotations

import pyomo.environ as pyo

from models.terms import built, counted, lot_volume
from models.types import Expr, Model, Relation


def built_stays_built(m: Model, e: str, t: int) -> Relation:
    """Built[e,t−1] ≤ Built[e,t]  for expansions e, t in their window after the first."""
    return m.Built[e, t - 1] <= m.Built[e, t]


def business_case(m: Model, e: str) -> Relation:
    """Σ call-offs on the line (units), or material they use, ≥ min_commitment[e] · built[e]."""
    return committed(m, m.i.expansions[e].resource) >= m.i.expansions[e].min_commitment * built(m, e)


def committed(m: Model, resource: str) -> Expr:
    """Units called off on a line over the horizon; for a material, units of it that call-offs use."""
    total: Expr = 0
    for l in m.s.lots_on.get(resource, ()):
        total += counted(m.i, l, resource) * lot_volume(m, l)
    return total


def add(m: Model) -> None:
    """Add the expansion constraints."""
    expansions = m.i.expansions
    m.built_stays_built = pyo.Constraint(
        [(e, t) for e, data in expansions.items() for t in data.start[1:]], rule=built_stays_built
    )
    m.business_case = pyo.Constraint(
        [e for e, data in expansions.items() if data.min_commitment and len(data.start)], rule=business_case
    )
