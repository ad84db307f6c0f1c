"""Expressions that several equations share."""

from __future__ import annotations

from collections.abc import Iterable

from models.instance import Instance
from models.types import Expr, Model
from models.variables import sign_years


def signed_by(m: Model, k: str, t: int) -> Expr:
    """1 if framework k is signed in or before period t (t may lie outside the horizon)."""
    f = m.i.frameworks[k]
    if f.signed is not None:
        return 1 if t >= f.signed else 0
    if not len(f.sign) or t < f.sign[0]:
        return 0
    return m.Signed[k, min(t, f.sign[-1])]


def signed(m: Model, k: str) -> Expr:
    """1 if framework k is signed at all; `One` for an existing one, so that no rule turns into a bare truth value."""
    f = m.i.frameworks[k]
    return m.One if f.signed is not None else (m.Signed[k, f.sign[-1]] if len(f.sign) else 0)


def signed_in(m: Model, k: str, t: int) -> Expr:
    """1 if framework k is signed in period t."""
    return signed_by(m, k, t) - signed_by(m, k, t - 1)


def signed_in_year(m: Model, k: str, year: int) -> Expr:
    """1 if framework k is signed in calendar `year`; an existing one in its own, not before the horizon's first."""
    i: Instance = m.i
    f = i.frameworks[k]
    if f.signed is not None:
        return 1 if year in sign_years(i, k) else 0
    in_year = [t for t in f.sign if i.year[t] == year]
    return signed_by(m, k, in_year[-1]) - signed_by(m, k, in_year[0] - 1) if in_year else 0


def active(m: Model, k: str, t: int) -> Expr:
    """1 if framework k delivers in t: s + lead ≤ t < s + term (+ extension)."""
    f = m.i.frameworks[k]
    return signed_by(m, k, t - f.lead) - signed_by(m, k, t - f.term) + extended(m, k, t)


def extended(m: Model, k: str, t: int) -> Expr:
    """1 if t lies in the extension of framework k: s + term ≤ t < s + term + extension."""
    f = m.i.frameworks[k]
    return sum(m.Extended[k, s] for s in m.extensions.get(k, ()) if s + f.term <= t < s + f.term + f.extension)


def joined(m: Model, k: str, p: str) -> Expr:
    """1 if partner p is in framework k."""
    f = m.i.frameworks[k]
    if p in f.members:
        return signed(m, k)
    return m.Joined[k, p] if p in f.may_join and (k, p) in m.Joined else 0


def lot_volume(m: Model, l: str) -> Expr:
    """Lots called off from lot l over the horizon by the partners with columns (0 if there are none)."""
    return sum(m.Bought[l, p] for p in m.partners_of.get(l, ()))


def delivered(m: Model, p: str, item: str, t: int) -> Expr:
    """Units delivered to (p, item) in t: call-offs and order deliveries."""
    size = m.i.items[item].lot_size
    return size * sum(m.CallOff[l, p, t] for l in m.s.by_pair_period.get((p, item, t), ())) + ordered(
        m, m.s.orders_of_pair.get((p, item), ()), t
    )


def ordered(m: Model, orders: Iterable[str], t: int) -> Expr:
    """Units of `orders` delivered in t."""
    return sum(order_units(m, o, t) for o in orders)


def order_units(m: Model, o: str, t: int) -> Expr:
    """Units of order o delivered in t: whole lots and the odd rest."""
    data = m.i.orders[o]
    if t not in data.window:
        return 0
    rest = data.rest * m.RestDelivered[o, t] if data.rest else 0
    return m.i.items[data.item].lot_size * m.Delivered[o, t] + rest


def built_by(m: Model, e: str, t: int) -> Expr:
    """1 if building of expansion e starts in or before t."""
    start = m.i.expansions[e].start
    if not len(start) or t < start[0]:
        return 0
    return m.Built[e, min(t, start[-1])]


def built(m: Model, e: str) -> Expr:
    """1 if expansion e is built at all."""
    return built_by(m, e, m.i.periods - 1)


def added(m: Model, resource: str, t: int) -> Expr:
    """Units that finished expansions add to a line or material in t."""
    i: Instance = m.i
    return sum(
        i.expansions[e].adds * built_by(m, e, t - i.expansions[e].build) for e in m.s.expansions_of.get(resource, ())
    )


def ceiling_price(i: Instance, l: str) -> float:
    """EUR per lot in the first tier, at the start."""
    return i.lots[l].tiers[0].price * i.items[i.lots[l].item].lot_size


def counted(i: Instance, l: str, resource: str) -> float:
    """Units that a lot-size of lot l counts for on its line, or uses of a material."""
    lot = i.lots[l]
    return (1 if lot.line == resource else i.recipe[lot.product][resource]) * unit_lots(i, l)


def unit_lots(i: Instance, l: str) -> float:
    """Units in one lot-size of lot l."""
    return i.items[i.lots[l].item].lot_size
