"""Guarantees: what a plan must not exceed for a partner, beyond the rules of the case."""

from __future__ import annotations

import pyomo.environ as pyo

from models.constraints.budgets import is_number, paid_over_horizon
from models.constraints.need import delay
from models.types import Model, Relation


def delay_guarantee(m: Model, p: str, item: str) -> Relation:
    """delay(p,i) ≤ delay_ceiling[p,i]  (months)."""
    return delay(m, p, item) <= m.i.delay_ceiling[p, item]


def mean_guarantee(m: Model, p: str) -> Relation:
    """Σ_i v(p,i) · delay(p,i) ≤ mean_ceiling[p]  (months; Σ_i v(p,i) = 1)."""
    weights, most = m.i.mean_ceiling[p]
    return sum(weight * delay(m, p, item) for item, weight in weights.items()) <= most


def payment_guarantee(m: Model, p: str) -> Relation:
    """Σ_y payments[p,y] at reached prices ≤ payment_ceiling[p]  (EUR; p may be the common purse)."""
    paid = paid_over_horizon(m, p)
    return pyo.Constraint.Skip if is_number(paid) else paid <= m.i.payment_ceiling[p]


def add(m: Model) -> None:
    """Add the guarantees."""
    m.delay_guarantee = pyo.Constraint([pair for pair in m.i.delay_ceiling if pair in m.i.need], rule=delay_guarantee)
    m.mean_guarantee = pyo.Constraint(list(m.i.mean_ceiling), rule=mean_guarantee)
    m.payment_guarantee = pyo.Constraint(list(m.i.payment_ceiling), rule=payment_guarantee)
