"""Instruments: a framework claims at most one, if it was signed in time with enough counted partners."""

from __future__ import annotations

import pyomo.environ as pyo

from models.terms import joined, signed_in, unit_lots
from models.types import Expr, Model, Relation
from models.variables import most_reimbursed


def one_claim(m: Model, k: str) -> Relation:
    """Σ_n Claims[k,n] ≤ 1."""
    return sum(m.Claims[k, n] for n in m.i.instruments if (k, n) in m.Claims) <= 1


def claim_if_signed_in_time(m: Model, k: str, n: str) -> Relation:
    """Claims[k,n] ≤ Σ_s eligible signed in s[k]  for candidates k."""
    return m.Claims[k, n] <= sum(signed_in(m, k, s) for s in m.i.instruments[n].eligible[k])


def enough_counted_partners(m: Model, k: str, n: str) -> Relation:
    """Σ_p counted joined[k,p] ≥ min_partners[n] · Claims[k,n]."""
    data = m.i.instruments[n]
    counted = sorted(data.counted & m.i.frameworks[k].partners)
    return sum(joined(m, k, p) for p in counted) >= data.min_partners * m.Claims[k, n]


def claimed_share(m: Model, k: str, n: str) -> Relation:
    """Reimbursed[k,n] ≤ share[n] · call-off value of k at the tiers reached  (EUR, without fee)."""
    return m.Reimbursed[k, n] <= m.i.instruments[n].share * framework_value(m, k)


def largest_claim(m: Model, k: str, n: str) -> Relation:
    """Reimbursed[k,n] ≤ most reimbursed · Claims[k,n]  (EUR)."""
    return m.Reimbursed[k, n] <= most_reimbursed(m, k, n) * m.Claims[k, n]


def fund(m: Model, n: str) -> Relation:
    """Σ_k Reimbursed[k,n] ≤ fund[n]  (EUR)."""
    return sum(m.Reimbursed[k, n] for k in m.i.frameworks if (k, n) in m.Reimbursed) <= m.i.instruments[n].fund


def framework_value(m: Model, k: str) -> Expr:
    """Call-off value of framework k at the tiers reached, escalated, without fee  (EUR)."""
    return sum(lot_value(m, l) for l in m.s.lots_of.get(k, ()))


def lot_value(m: Model, l: str) -> Expr:
    """Call-off value of lot l at the tier reached, escalated, without fee  (EUR)."""
    return sum(
        tier.price * unit_lots(m.i, l) * m.epochs[e][0] * m.TierVolume[l, g, n, e]
        for n, tier in enumerate(m.i.lots[l].tiers)
        for g, e in m.volumes_of.get(l, ())
    )


def add(m: Model) -> None:
    """Add the instrument constraints."""
    claims = list(m.Claims)
    m.one_claim = pyo.Constraint(sorted({k for k, _ in claims}), rule=one_claim)
    m.claim_if_signed_in_time = pyo.Constraint(
        [(k, n) for k, n in claims if m.i.frameworks[k].signed is None], rule=claim_if_signed_in_time
    )
    m.enough_counted_partners = pyo.Constraint(claims, rule=enough_counted_partners)
    m.claimed_share = pyo.Constraint(claims, rule=claimed_share)
    m.largest_claim = pyo.Constraint(claims, rule=largest_claim)
    m.fund = pyo.Constraint(
        [n for n, data in m.i.instruments.items() if data.fund is not None and any(c == n for _, c in claims)],
        rule=fund,
    )
