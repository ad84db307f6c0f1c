"""Waiting: how late the needs of a partner may be met, on average."""

from __future__ import annotations

import pyomo.environ as pyo

from models.constraints.need import delay
from models.types import Model, Relation


def longest_wait(m: Model, p: str) -> Relation:
    """Σ_i v(p,i) · delay(p,i) ≤ longest_wait[p]  (months; Σ_i v(p,i) = 1)."""
    weights, most = m.i.longest_wait[p]
    return sum(weight * delay(m, p, item) for item, weight in weights.items()) <= most


def add(m: Model) -> None:
    """Add the limits on waiting, where there are any."""
    m.longest_wait = pyo.Constraint(list(m.i.longest_wait), rule=longest_wait)
