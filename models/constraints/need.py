"""Need: what is late, in one balance a period."""

from __future__ import annotations

import pyomo.environ as pyo

from models.terms import delivered
from models.types import Expr, Model, Relation


def need_balance(m: Model, p: str, item: str, t: int) -> Relation:
    """Ahead[t] − Backlog[t] = Ahead[t−1] − Backlog[t−1] + (deliveries[t] − new need[t]) / N[T−1]  for (p,i)."""
    need = m.i.need[p, item]
    new = need[t] - (need[t - 1] if t > 0 else 0.0)
    before = m.Ahead[p, item, t - 1] - _backlog(m, p, item, t - 1) if t > 0 else 0
    return m.Ahead[p, item, t] - _backlog(m, p, item, t) == before + (delivered(m, p, item, t) - new) * (1 / need[-1])


def delay(m: Model, p: str, item: str) -> Expr:
    """delay(p,i) = Δ · Σ_t Backlog[p,i,t] + after_months · Backlog[p,i,T−1]  (months; Backlog is a share of N[T−1])."""
    last = m.i.periods - 1
    total = m.i.period_months * sum(m.Backlog[p, item, t] for t in range(m.i.periods) if (p, item, t) in m.Backlog)
    return total + m.i.after_months * m.Backlog[p, item, last]


def _backlog(m: Model, p: str, item: str, t: int) -> Expr:
    return m.Backlog[p, item, t] if (p, item, t) in m.Backlog else 0


def add(m: Model) -> None:
    """Add the need balances."""
    m.need_balance = pyo.Constraint(
        [(p, item, t) for p, item in m.i.need for t in range(m.i.periods)], rule=need_balance
    )
