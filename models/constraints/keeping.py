"""Keeping: what an earlier plan has decided and this one leaves as it is."""

from __future__ import annotations

import pyomo.environ as pyo

from models.instance import Kept
from models.terms import signed_by, signed_in
from models.types import Model, Relation


def keeps_signing(m: Model, k: str) -> Relation:
    """signed in s(k) = 1  for candidates kept (`One`, so that a closed window makes no bare truth value)."""
    return signed_in(m, k, m.i.kept.signed[k]) == m.One


def keeps_member(m: Model, k: str, p: str) -> Relation:
    """Joined[k,p] = 1  for partners kept that may choose."""
    return m.Joined[k, p] == 1


def keeps_call_off(m: Model, l: str, p: str, t: int) -> Relation:
    """x[l,p,t] ≥ lots kept, and = before `until`  (lots)."""
    lots = m.i.kept.call_offs[l, p, t]
    return m.CallOff[l, p, t] == lots if t < m.i.kept.until else m.CallOff[l, p, t] >= lots


def calls_nothing_else_off(m: Model, t: int) -> Relation:
    """Σ x[l,p,t] ≤ 0  over what is not kept, before `until`  (lots)."""
    new = [m.CallOff[l, p, u] for l, p, u in m.s.call_offs if u == t and (l, p, u) not in m.i.kept.call_offs]
    return sum(new) <= 0 if new else pyo.Constraint.Skip


def signs_nothing_else(m: Model, k: str) -> Relation:
    """signed by `until` − 1 = 0  for candidates that are not kept."""
    early = signed_by(m, k, m.i.kept.until - 1)
    return pyo.Constraint.Skip if isinstance(early, int) else early <= 0


def add(m: Model) -> None:
    """Add what is kept, where anything is."""
    kept: Kept = m.i.kept
    m.keeps_signing = pyo.Constraint(list(kept.signed), rule=keeps_signing)
    m.keeps_member = pyo.Constraint([join for join in m.s.joins if join in kept.joined], rule=keeps_member)
    m.keeps_call_off = pyo.Constraint([key for key in m.s.call_offs if key in kept.call_offs], rule=keeps_call_off)
    m.calls_nothing_else_off = pyo.Constraint(range(kept.until), rule=calls_nothing_else_off)
    m.signs_nothing_else = pyo.Constraint(
        [k for k in m.s.candidates if k not in kept.signed and kept.until], rule=signs_nothing_else
    )
