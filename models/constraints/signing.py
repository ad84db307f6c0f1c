"""Signing: once, in its window, one offer of rivals, and no more a year than an office can sign."""

from __future__ import annotations

import pyomo.environ as pyo

from models.terms import signed, signed_in_year
from models.types import Model, Relation


def signed_stays_signed(m: Model, k: str, t: int) -> Relation:
    """Signed[k,t−1] ≤ Signed[k,t]  for k in candidates, t in its signing window after the first."""
    return m.Signed[k, t - 1] <= m.Signed[k, t]


def one_of_rival_offers(m: Model, group: str) -> Relation:
    """Σ_k in group signed[k] ≤ 1 − (existing frameworks of the group)  for each exclusive group."""
    rivals = [k for k, f in m.i.frameworks.items() if f.group == group]
    existing = sum(m.i.frameworks[k].signed is not None for k in rivals)
    return sum(signed(m, k) for k in m.s.candidates if k in rivals) <= max(0, 1 - existing)


def office_signings(m: Model, office: str, year: int) -> Relation:
    """Σ_k of office signed in year ≤ max_signings[office, year]."""
    return (
        sum(signed_in_year(m, k, year) for k in m.s.candidates if m.i.frameworks[k].office == office)
        <= m.i.signings[office, year]
    )


def extended_if_signed(m: Model, k: str, s: int) -> Relation:
    """Extended[k,s] ≤ Signed[k,s] − Signed[k,s−1]  for candidates k that may be extended, s their signing."""
    window = m.i.frameworks[k].sign
    before = m.Signed[k, s - 1] if s > window[0] else 0
    return m.Extended[k, s] <= m.Signed[k, s] - before


def add(m: Model) -> None:
    """Add the signing constraints."""
    frameworks = m.i.frameworks
    m.signed_stays_signed = pyo.Constraint(
        [(k, t) for k in m.s.candidates for t in frameworks[k].sign[1:]], rule=signed_stays_signed
    )
    m.one_of_rival_offers = pyo.Constraint(
        sorted({frameworks[k].group for k in m.s.candidates} - {""}), rule=one_of_rival_offers
    )
    m.office_signings = pyo.Constraint(
        [
            (o, y)
            for o, y in m.i.signings
            if any(
                frameworks[k].office == o and any(m.i.year[t] == y for t in frameworks[k].sign) for k in m.s.candidates
            )
        ],
        rule=office_signings,
    )
    m.extended_if_signed = pyo.Constraint(
        [(k, s) for k, s in m.s.extendable if frameworks[k].signed is None], rule=extended_if_signed
    )
