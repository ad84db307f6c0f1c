"""Joining: who takes part, how many, and that nobody joins for show."""

from __future__ import annotations

import pyomo.environ as pyo

from models.terms import ceiling_price, joined, signed, signed_in_year
from models.types import Model, Relation
from models.variables import sign_years


def join_if_signed(m: Model, k: str, p: str) -> Relation:
    """Joined[k,p] ≤ signed[k]  for candidates k, partners p free to join."""
    return m.Joined[k, p] <= signed(m, k)


def fewest_partners(m: Model, k: str) -> Relation:
    """Σ_p joined[k,p] ≥ min_partners[k] · signed[k]  for candidates k that may be too small."""
    return sum(joined(m, k, p) for p in sorted(m.i.frameworks[k].partners)) >= m.i.frameworks[k].min_partners * signed(
        m, k
    )


def most_partners(m: Model, k: str) -> Relation:
    """Σ_p joined[k,p] ≤ max_partners[k] · signed[k]  for k that may be too large."""
    return sum(joined(m, k, p) for p in sorted(m.i.frameworks[k].partners)) <= m.i.frameworks[k].max_partners * signed(
        m, k
    )


def call_offs_of_partner(m: Model, l: str, p: str) -> Relation:
    """Bought[l,p] ≤ most[l,p] · joined[k(l),p]  (lots)."""
    return m.Bought[l, p] <= m.s.most[l, p] * joined(m, m.i.lots[l].framework, p)


def least_value(m: Model, k: str, p: str) -> Relation:
    """Σ_l ceiling price[l] · Bought[l,p] ≥ min_value[k] · joined[k,p]  (EUR, not escalated)."""
    value = sum(ceiling_price(m.i, l) * m.Bought[l, p] for l in m.s.lots_of.get(k, ()) if (l, p) in m.s.series)
    return value >= m.i.frameworks[k].min_value * joined(m, k, p)


def one_lot_at_least(m: Model, k: str, p: str) -> Relation:
    """Σ_l Bought[l,p] ≥ Joined[k,p]  for partners that join by choice (lots)."""
    return sum(m.Bought[l, p] for l in m.s.lots_of.get(k, ()) if (l, p) in m.s.series) >= m.Joined[k, p]


def joined_in_some_year(m: Model, k: str, p: str) -> Relation:
    """Σ_y JoinedIn[k,p,y] = Joined[k,p]  where joining costs a partner with a budget."""
    return sum(m.JoinedIn[k, p, y] for y in sign_years(m.i, k)) == m.Joined[k, p]


def joined_in_year_of_signing(m: Model, k: str, p: str, y: int) -> Relation:
    """JoinedIn[k,p,y] ≤ signed in y[k]."""
    return m.JoinedIn[k, p, y] <= signed_in_year(m, k, y)


def add(m: Model) -> None:
    """Add the joining constraints."""
    frameworks = m.i.frameworks
    possible = [k for k, f in frameworks.items() if f.signed is not None or len(f.sign)]
    m.join_if_signed = pyo.Constraint(
        [(k, p) for k, p in m.s.joins if frameworks[k].signed is None], rule=join_if_signed
    )
    m.fewest_partners = pyo.Constraint(
        [k for k in m.s.candidates if frameworks[k].min_partners > len(frameworks[k].members)], rule=fewest_partners
    )
    m.most_partners = pyo.Constraint(
        [
            k
            for k in possible
            if frameworks[k].max_partners is not None and frameworks[k].max_partners < len(frameworks[k].partners)
        ],
        rule=most_partners,
    )
    m.call_offs_of_partner = pyo.Constraint(
        [(l, p) for l, p in m.s.series if not _always_in(m, l, p)], rule=call_offs_of_partner
    )
    m.least_value = pyo.Constraint(
        [(k, p) for k in possible if frameworks[k].min_value for p in sorted(frameworks[k].members)]
        + [(k, p) for k, p in m.s.joins if frameworks[k].min_value],
        rule=least_value,
    )
    m.one_lot_at_least = pyo.Constraint(list(m.s.joins), rule=one_lot_at_least)
    costly = sorted({(k, p) for k, p, _ in m.JoinedIn})
    m.joined_in_some_year = pyo.Constraint(costly, rule=joined_in_some_year)
    m.joined_in_year_of_signing = pyo.Constraint(list(m.JoinedIn), rule=joined_in_year_of_signing)


def _always_in(m: Model, l: str, p: str) -> bool:
    f = m.i.frameworks[m.i.lots[l].framework]
    return f.signed is not None and p in f.members
