"""Keeping: what an earlier plan has decided and this one leaves as it is."""

from __future__ import annotations

import pyomo.environ as pyo

from models.instance import Kept
from models.terms import signed, signed_by, signed_in
from models.types import Expr, Model, Relation


def keeps_signing(m: Model, k: str) -> Relation:
    """signed in s(k) = 1  for candidates kept (`One`, so that a closed window makes no bare truth value)."""
    return signed_in(m, k, m.i.kept.signed[k]) == m.One


def is_signed(m: Model, k: str) -> Relation:
    """signed[k] = 1  for candidates forced (`One`, as above)."""
    return signed(m, k) == m.One


def stays_open(m: Model, l: str, p: str, t: int) -> Relation:
    """Open[l,p,t] ≥ due[l,p,t] − x[l,p,t]  (lots)."""
    called = m.CallOff[l, p, t] if (l, p, t) in m.CallOff else 0
    return m.Open[l, p, t] >= due(m, l, p, t) - called


def calls_nothing_else_off(m: Model, l: str, p: str, t: int) -> Relation:
    """x[l,p,t] ≤ due[l,p,t] − Open[l,p,t]  before `until`  (lots)."""
    return m.CallOff[l, p, t] <= (due(m, l, p, t) - m.Open[l, p, t] if (l, p, t) in m.Open else 0)


def due(m: Model, l: str, p: str, t: int) -> Expr:
    """due[l,p,t] = Open[l,p,t−1] + lots kept in t  (lots)."""
    before = m.Open[l, p, t - 1] if (l, p, t - 1) in m.Open else 0
    return before + m.i.kept.call_offs.get((l, p, t), 0)


def signs_nothing_else(m: Model, k: str) -> Relation:
    """signed by `until` − 1 = 0  for candidates that are not kept."""
    early = signed_by(m, k, m.i.kept.until - 1)
    return pyo.Constraint.Skip if isinstance(early, int) else early <= 0


def add(m: Model) -> None:
    """Add what is kept, where anything is."""
    kept: Kept = m.i.kept
    m.keeps_signing = pyo.Constraint(list(kept.signed), rule=keeps_signing)
    m.is_signed = pyo.Constraint(sorted(kept.forced), rule=is_signed)
    m.stays_open = pyo.Constraint(list(m.Open), rule=stays_open)
    m.calls_nothing_else_off = pyo.Constraint(
        [key for key in m.s.call_offs if key[2] < kept.until], rule=calls_nothing_else_off
    )
    m.signs_nothing_else = pyo.Constraint(
        [k for k in m.s.candidates if k not in kept.signed and kept.until], rule=signs_nothing_else
    )
