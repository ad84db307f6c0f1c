"""Every decision, with its domain, bounds and meaning. What serves one objective alone stands with it."""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from models.instance import Instance
from models.prices import price_level
from models.sets import Sets
from models.types import Model


def add_variables(m: Model) -> None:
    """Declare the decisions of the delay model: signing, joining, calling off, building, certifying, delivering."""
    i: Instance = m.i
    s: Sets = m.s
    kept = {series: sum(lots.values()) for series, lots in i.kept.series.items()}
    m.One = pyo.Var(bounds=(1, 1), doc="always 1: an existing framework is signed")
    m.Signed = pyo.Var(
        [(k, t) for k in s.candidates for t in i.frameworks[k].sign],
        domain=pyo.Binary,
        doc="1 if candidate k is signed in or before t",
    )
    m.Extended = pyo.Var(s.extendable, domain=pyo.Binary, doc="1 if k, signed in s, is extended")
    m.Joined = pyo.Var(s.joins, domain=pyo.Binary, doc="1 if partner p joins framework k by choice")
    m.JoinedIn = pyo.Var(
        [(k, p, y) for k, p in s.joins if i.frameworks[k].join_cost and p in purses(i) for y in sign_years(i, k)],
        bounds=(0, 1),
        doc="1 if p joins k, signed in year y",
    )
    m.CallOff = pyo.Var(
        s.call_offs,
        domain=lambda m, l, p, t: pyo.NonNegativeIntegers if (p, i.lots[l].item) in i.whole else pyo.NonNegativeReals,
        bounds=lambda m, l, p, t: (0, s.most[l, p]),
        doc="lots called off from lot l by p in t",
    )
    m.Bought = pyo.Var(
        list(s.series),
        bounds=lambda m, l, p: (0, s.most[l, p] * len(s.series[l, p])),
        doc="lots called off from lot l by p over the horizon; its bound only gives its size",
    )
    m.Open = pyo.Var(
        list(open_kept(i)),
        bounds=lambda m, l, p, t: (0, kept[l, p]),
        doc="lots kept of an earlier plan that are not called off by the end of t",
    )
    m.Built = pyo.Var(
        [(e, t) for e, data in i.expansions.items() for t in data.start],
        domain=pyo.Binary,
        doc="1 if building of expansion e starts in or before t",
    )
    m.Certified = pyo.Var(
        [(p, q, t) for (p, q), data in i.certifications.items() for t in data.starts],
        domain=pyo.Binary,
        doc="1 if p begins to certify product q in t",
    )
    m.Delivered = pyo.Var(
        s.deliveries,
        domain=pyo.NonNegativeIntegers,
        bounds=lambda m, o, t: (0, i.orders[o].lots),
        doc="lots of order o delivered in t",
    )
    m.RestDelivered = pyo.Var(
        [(o, t) for o, t in s.deliveries if i.orders[o].rest],
        domain=pyo.Binary,
        doc="1 if the odd rest of o comes in t",
    )
    m.Backlog = pyo.Var(
        s.backlog,
        bounds=lambda m, p, item, t: (0, min(i.need[p, item][t], s.reach[p, item]) / i.need[p, item][-1]),
        doc="share of p's need of the item that is late at the end of t, of what is not far beyond what could come",
    )
    m.Ahead = pyo.Var(
        [(p, item, t) for p, item in i.need for t in range(i.periods)],
        bounds=lambda m, p, item, t: (0, min(s.allowance[p, item], s.reach[p, item]) / i.need[p, item][-1]),
        doc="share of p's need delivered before it is needed",
    )
    m.InProgress = pyo.Var(
        [(r, t) for r in i.capacity for t in range(i.periods)],
        bounds=lambda m, r, t: (0, i.carry[r]),
        doc="capacity carried from t to t + 1 as work in progress",
    )
    m.Left = pyo.Var(
        [(g, t) for g in i.supply for t in range(i.periods)],
        bounds=lambda m, g, t: (0, most_material(i, g)),
        doc="units of material left after t",
    )
    m.Saved = pyo.Var(
        [(p, y) for p in sorted(i.carry_over) for y in years(i)],
        bounds=lambda m, p, y: (0, sum(amount for amount in i.budget[p].values() if amount > 0)),
        doc="EUR of p's budget moved from y to the next year",
    )


def add_tier_variables(m: Model) -> None:
    """Declare volume tiers: which one a lot reaches, and what is bought in it."""
    i: Instance = m.i
    m.Tier = pyo.Var(
        [(l, n) for l, lot in i.lots.items() for n in range(len(lot.tiers))],
        domain=pyo.Binary,
        doc="1 if lot l reaches tier n",
    )
    m.TierVolume = pyo.Var(
        [(l, g, n, e) for l, g, e in m.volumes for n in range(len(i.lots[l].tiers))],
        bounds=lambda m, l, g, n, e: (0, i.lots[l].tiers[n].last),
        doc="lots of l called off by group g in epoch e at the price of tier n",
    )
    m.TierIn = pyo.Var(
        [
            (l, n, y)
            for l, lot in i.lots.items()
            if "COMMON" in purses(i)
            and i.frameworks[lot.framework].signed is None
            and any(tier.fixed_cost for tier in lot.tiers)
            for n in range(len(lot.tiers))
            for y in sign_years(i, lot.framework)
        ],
        bounds=(0, 1),
        doc="1 if lot l reaches tier n and its framework is signed in year y",
    )


def add_claim_variables(m: Model) -> None:
    """Declare claims on instruments."""
    i: Instance = m.i
    claims = [(k, n) for n, data in i.instruments.items() for k, when in data.eligible.items() if len(when)]
    m.Claims = pyo.Var(claims, domain=pyo.Binary, doc="1 if framework k claims instrument n")
    m.Reimbursed = pyo.Var(
        claims,
        bounds=lambda m, k, n: (0, most_reimbursed(m, k, n)),
        doc="EUR that framework k gets from instrument n",
    )


def open_kept(i: Instance) -> Iterator[tuple[str, str, int]]:
    """(l, p, t) from the first call-off kept on, of pairs whose call-offs are decided."""
    for (l, p), lots in i.kept.series.items():
        if (p, i.lots[l].item) in i.columns:
            yield from ((l, p, t) for t in range(min(lots), i.periods))


def most_material(i: Instance, g: str) -> float:
    """Most units of material g that there could ever be."""
    added = sum(e.adds for e in i.expansions.values() if e.resource == g)
    return i.opening[g] + sum(i.supply[g]) + added * i.periods


def most_reimbursed(m: Model, k: str, n: str) -> float:
    """Most that framework k could get from instrument n  (EUR)."""
    i: Instance = m.i
    data, lots = i.instruments[n], [i.lots[l] for l in m.s.lots_of.get(k, ())]
    value = sum(lot.max_lots * lot.tiers[0].price * i.items[lot.item].lot_size for lot in lots)
    value *= max((price_level(i, l, t) for l in m.s.lots_of.get(k, ()) for t in range(i.periods)), default=1.0)
    return min(x for x in (data.share * value, data.max_claim, data.fund) if x is not None)


def purses(i: Instance) -> set[str]:
    """Purses whose payments the model states: those with a budget, or with a ceiling on what they pay."""
    return {*i.budget, *i.payment_ceiling}


def counts_reached(i: Instance, p: str) -> bool:
    """True where the prices of the tiers reached count for p: in its budget, or in a ceiling on what it pays."""
    return p in i.payment_ceiling or (i.reached_prices and p in i.budget)


def years(i: Instance) -> list[int]:
    """The calendar years of the horizon."""
    return sorted(set(i.year))


def sign_years(i: Instance, k: str) -> list[int]:
    """Calendar years in which k may be signed; of an existing framework its own, within the horizon."""
    f = i.frameworks[k]
    if f.signed is not None:
        return [i.year[min(max(f.signed, 0), i.periods - 1)]]
    return sorted({i.year[t] for t in f.sign})
