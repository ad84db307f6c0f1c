"""Volume tiers: every unit of a lot costs the price of the tier that the lot's whole volume reaches."""

from __future__ import annotations

import pyomo.environ as pyo

from models.terms import signed, signed_in_year
from models.types import Model, Relation
from models.variables import counts_reached


def one_tier(m: Model, l: str) -> Relation:
    """Σ_n Tier[l,n] = signed[k(l)]."""
    return sum(m.Tier[l, n] for n in range(len(m.i.lots[l].tiers))) == signed(m, m.i.lots[l].framework)


def tier_split(m: Model, l: str, g: str, e: int) -> Relation:
    """Σ_n TierVolume[l,g,n,e] = Σ_p in g, t in e x[l,p,t]  (lots; e: periods of one price level and year)."""
    called = sum(m.CallOff[l, p, t] for p in m.group[l, g] for t in m.s.series[l, p] if m.epoch_of[l][t] == e)
    return sum(m.TierVolume[l, g, n, e] for n in range(len(m.i.lots[l].tiers))) == called


def tier_reached(m: Model, l: str, n: int) -> Relation:
    """Σ_g,e TierVolume[l,g,n,e] ≥ first[l,n] · Tier[l,n]  (lots)."""
    return sum(m.TierVolume[l, g, n, e] for g, e in m.volumes_of[l]) >= m.i.lots[l].tiers[n].first * m.Tier[l, n]


def tier_not_passed(m: Model, l: str, n: int) -> Relation:
    """Σ_g,e TierVolume[l,g,n,e] ≤ last[l,n] · Tier[l,n]  (lots)."""
    return sum(m.TierVolume[l, g, n, e] for g, e in m.volumes_of[l]) <= m.i.lots[l].tiers[n].last * m.Tier[l, n]


def partner_in_tier(m: Model, l: str, p: str, n: int) -> Relation:
    """Σ_e TierVolume[l,p,n,e] ≤ most[l,p] · Tier[l,n]  where reached prices count for p (lots)."""
    return sum(m.TierVolume[l, p, n, e] for e in m.epochs_of[l, p]) <= m.s.most[l, p] * m.Tier[l, n]


def tier_in_some_year(m: Model, l: str, n: int) -> Relation:
    """Σ_y TierIn[l,n,y] = Tier[l,n]  where COMMON pays the fixed cost in the year of signing."""
    return sum(m.TierIn[l, n, y] for y in m.tier_years[l]) == m.Tier[l, n]


def tier_in_year_of_signing(m: Model, l: str, y: int) -> Relation:
    """Σ_n TierIn[l,n,y] ≤ signed in y[k(l)]."""
    return sum(m.TierIn[l, n, y] for n in range(len(m.i.lots[l].tiers))) <= signed_in_year(m, m.i.lots[l].framework, y)


def add(m: Model) -> None:
    """Add the tier constraints."""
    lots = m.i.lots
    m.one_tier = pyo.Constraint(sorted({l for l, _ in m.Tier}), rule=one_tier)
    m.tier_split = pyo.Constraint(m.volumes, rule=tier_split)
    m.tier_reached = pyo.Constraint(
        [(l, n) for l, n in m.Tier if l in m.volumes_of and lots[l].tiers[n].first], rule=tier_reached
    )
    m.tier_not_passed = pyo.Constraint([(l, n) for l, n in m.Tier if l in m.volumes_of], rule=tier_not_passed)
    m.unreachable_tier = pyo.Constraint(
        [(l, n) for l, n in m.Tier if l not in m.volumes_of and lots[l].tiers[n].first],
        rule=unreachable_tier,
    )
    m.partner_in_tier = pyo.Constraint(
        [(l, p, n) for l, p in m.epochs_of if counts_reached(m.i, p) for n in range(len(lots[l].tiers))],
        rule=partner_in_tier,
    )
    m.tier_in_some_year = pyo.Constraint(sorted({(l, n) for l, n, _ in m.TierIn}), rule=tier_in_some_year)
    m.tier_in_year_of_signing = pyo.Constraint(sorted({(l, y) for l, _, y in m.TierIn}), rule=tier_in_year_of_signing)


def unreachable_tier(m: Model, l: str, n: int) -> Relation:
    """Tier[l,n] ≤ 0  for lots from which nothing can be called off."""
    return m.Tier[l, n] <= 0
