"""Calling off: only while a framework delivers, within a lot's minimum and maximum, and no stockpiling."""

from __future__ import annotations

import pyomo.environ as pyo

from models.instance import Instance
from models.lots import lots_within
from models.sets import Sets
from models.terms import active, lot_volume, ordered, signed, signed_by, unit_lots
from models.types import Model, Relation


def delivers_while_active(m: Model, l: str, t: int) -> Relation:
    """Σ_p x[l,p,t] ≤ ceiling[l,t] · active[k(l),t]  for lots of candidates and of extensions (lots)."""
    partners = m.s.by_lot_period[l, t]
    return sum(m.CallOff[l, p, t] for p in partners) <= period_ceiling(m, l, t) * active(m, m.i.lots[l].framework, t)


def delivers_after_signing(m: Model, l: str, p: str, t: int) -> Relation:
    """Σ_τ≤t x[l,p,τ] ≤ most[l,p] · signed by (t − lead − join delay)  while k(l) may still be signed (lots).

    Cumulated, so that a framework signed to one tenth has delivered at most one tenth of what it ever may.
    """
    f = m.i.frameworks[m.i.lots[l].framework]
    since = signed_by(m, m.i.lots[l].framework, t - f.lead - f.join_delay.get(p, 0))
    return sum(m.CallOff[l, p, u] for u in m.s.series[l, p] if u <= t) <= m.s.most[l, p] * since


def bought_in_all(m: Model, l: str, p: str) -> Relation:
    """Bought[l,p] = Σ_t x[l,p,t]  (lots)."""
    return m.Bought[l, p] == sum(m.CallOff[l, p, t] for t in m.s.series[l, p])


def least_volume(m: Model, l: str) -> Relation:
    """Σ_p Bought[l,p] ≥ min_lots[l] · signed[k(l)]  (lots)."""
    return lot_volume(m, l) >= m.i.lots[l].min_lots * signed(m, m.i.lots[l].framework)


def most_volume(m: Model, l: str) -> Relation:
    """Σ_p Bought[l,p] ≤ max_lots[l] · signed[k(l)]  (lots)."""
    return lot_volume(m, l) <= m.i.lots[l].max_lots * signed(m, m.i.lots[l].framework)


def no_stockpiling(m: Model, p: str, item: str) -> Relation:
    """Σ deliveries to (p,i) over the horizon ≤ max(N[T−1], p's orders of i) + one lot  (lots; whole where all are)."""
    size = m.i.items[item].lot_size
    bought = sum(m.Bought[l, p] for l in m.lots_of_item[item] if (l, p) in m.s.series)
    orders = m.s.orders_of_pair.get((p, item), ())
    arrived = sum(ordered(m, orders, t) for t in range(m.i.periods))
    most, rests = m.s.allowance[p, item], any(m.i.orders[o].rest for o in orders)
    return bought + (1 / size) * arrived <= (most / size if rests else lots_within(most, size))


def period_ceiling(m: Model, l: str, t: int) -> float:
    """Most lots that lot l could deliver in t: its maximum, or its line with every expansion and work carried in."""
    i: Instance = m.i
    s: Sets = m.s
    lot = i.lots[l]
    return min(lot.max_lots, (s.potential[lot.line][t] + i.carry[lot.line]) / (lot.load * unit_lots(i, l)))


def add(m: Model) -> None:
    """Add the call-off constraints."""
    frameworks, lots = m.i.frameworks, m.i.lots
    candidate = {l for l in m.partners_of if frameworks[lots[l].framework].signed is None}
    m.delivers_while_active = pyo.Constraint(
        [(l, t) for l, t in m.s.by_lot_period if l in candidate or _in_extension(m, l, t)], rule=delivers_while_active
    )
    m.delivers_after_signing = pyo.Constraint(
        [
            (l, p, t)
            for (l, p), periods in m.s.series.items()
            if l in candidate
            for t in _while_signing(m, l, p, periods)
        ],
        rule=delivers_after_signing,
    )
    m.bought_in_all = pyo.Constraint(list(m.s.series), rule=bought_in_all)
    signable = {k for k, f in frameworks.items() if f.signed is not None or len(f.sign)}
    m.least_volume = pyo.Constraint(
        [l for l, lot in lots.items() if lot.min_lots and lot.framework in signable], rule=least_volume
    )
    m.most_volume = pyo.Constraint(list(m.partners_of), rule=most_volume)
    pairs = sorted({(p, item) for p, item, _ in m.s.by_pair_period})
    m.no_stockpiling = pyo.Constraint(pairs, rule=no_stockpiling)


def _in_extension(m: Model, l: str, t: int) -> bool:
    f = m.i.frameworks[m.i.lots[l].framework]
    return f.signed is not None and t >= f.signed + f.term


def _while_signing(m: Model, l: str, p: str, periods: tuple[int, ...]) -> list[int]:
    """Periods of a series before the last possible signing takes effect."""
    f = m.i.frameworks[m.i.lots[l].framework]
    return [t for t in periods if t < f.sign[-1] + f.lead + f.join_delay.get(p, 0)]
