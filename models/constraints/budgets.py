"""Budgets: what each partner, and the common purse, may pay in a year."""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from models.instance import Framework, Instance
from models.prices import order_price, paid_in, sets_of_gifts
from models.terms import ceiling_price, order_units, signed_in_year, unit_lots
from models.types import Expr, Model, Relation
from models.variables import sign_years, years

COMMON = "COMMON"


def partner_budget(m: Model, p: str, y: int) -> Relation:
    """payments[p,y] + Saved[p,y] ≤ budget[p,y] + Saved[p,y−1] + Σ gifts[p,y]  (EUR; Saved: with carry-over)."""
    return budget_beside_gifts(m, p, y, 0)


def budget_beside_gifts(m: Model, p: str, y: int, n: int) -> Relation:
    """payments[p,y] but for lots of S + Saved[p,y] ≤ budget[p,y] + Saved[p,y−1] + Σ gifts[p,y] not in S  (EUR).

    For every set S of gifts, the n-th: what is given for some lots pays for those only. The first set is empty.
    """
    lots, others = m.gift_sets[p, y][n]
    saved_before = m.Saved[p, y - 1] if (p, y - 1) in m.Saved else 0
    saved = m.Saved[p, y] if (p, y) in m.Saved else 0
    paid = m.paid[p, lots][y] + saved - saved_before
    return pyo.Constraint.Skip if is_number(paid) else paid <= m.i.budget[p].get(y, 0.0) + others


def common_budget(m: Model, y: int) -> Relation:
    """setup + fixed costs of tiers + extensions + investments of year y ≤ budget[COMMON,y]  (EUR)."""
    paid = common_payments(m, y)
    return pyo.Constraint.Skip if is_number(paid) else paid <= m.i.budget[COMMON].get(y, 0.0)


def is_number(expr: Expr) -> bool:
    """True where nothing that is decided is paid (then the sum is 0)."""
    return isinstance(expr, int | float)


def payments(m: Model, p: str, without: frozenset[str] = frozenset()) -> dict[int, Expr]:
    """Payments of partner p by year, at the prices that count in its budget, but those for some lots  (EUR)."""
    paid: dict[int, list[Expr]] = defaultdict(list)
    for year, expr in _payments(m, p, reached=m.i.reached_prices, without=without):
        paid[year].append(expr)
    return {y: sum(paid[y]) for y in years(m.i)}


def paid_over_horizon(m: Model, p: str) -> Expr:
    """Payments of purse p over the horizon, at the prices of the tiers reached  (EUR)."""
    if p == COMMON:
        return sum(common_payments(m, y) for y in years(m.i))
    return sum(expr for _, expr in _payments(m, p, reached=True))


def _payments(m: Model, p: str, *, reached: bool, without: frozenset[str] = frozenset()) -> list[tuple[int, Expr]]:
    """(year, EUR): call-offs with fee and advance, joining, certifying, orders."""
    return [*_call_off_payments(m, p, reached, without), *_join_payments(m, p), *_certifications(m, p), *_orders(m, p)]


def _call_off_payments(m: Model, p: str, reached: bool, without: frozenset[str]) -> list[tuple[int, Expr]]:
    i: Instance = m.i
    out: list[tuple[int, Expr]] = []
    for l in (l for l in m.lots_of_partner.get(p, ()) if l not in without):
        if reached:
            for n, tier in enumerate(i.lots[l].tiers):
                for e in m.epochs_of[l, p]:
                    t = m.epoch_of[l].index(e)
                    value = tier.price * unit_lots(i, l) * i.escalation[l][t] * m.TierVolume[l, p, n, e]
                    out += [(y, share * value) for y, share in paid_in(i, l, t)]
        else:
            price = ceiling_price(i, l)
            for t in m.s.series[l, p]:
                for y, share in paid_in(i, l, t):
                    out.append((y, share * price * i.escalation[l][t] * m.CallOff[l, p, t]))
    return out


def _join_payments(m: Model, p: str) -> list[tuple[int, Expr]]:
    return [(y, m.i.frameworks[k].join_cost * m.JoinedIn[k, p, y]) for k, y in m.joins_paid_by.get(p, ())]


def _certifications(m: Model, p: str) -> list[tuple[int, Expr]]:
    i: Instance = m.i
    return [
        (i.year[t], data.cost * m.Certified[partner, q, t])
        for (partner, q), data in i.certifications.items()
        if partner == p and data.cost
        for t in data.starts
    ]


def _orders(m: Model, p: str) -> list[tuple[int, Expr]]:
    i: Instance = m.i
    return [
        (i.year[t], order_price(i, o, t) * order_units(m, o, t))
        for o, data in i.orders.items()
        if data.partner == p
        for t in data.window
        if order_price(i, o, t)
    ]


def owes_setup(f: Framework) -> bool:
    """True if setting f up costs anything; what was signed before the horizon has paid it."""
    return bool(f.setup_cost) and (f.signed is None or f.signed >= 0)


def common_payments(m: Model, y: int) -> Expr:
    """Setup, fixed costs, extensions and investments of year y  (EUR)."""
    i: Instance = m.i
    setup = sum(
        f.setup_cost * (m.One if f.signed is not None else signed_in_year(m, k, y))
        for k, f in i.frameworks.items()
        if owes_setup(f) and (f.signed is None or y in sign_years(i, k))
    )
    extensions = sum(
        i.frameworks[k].extension_cost * m.Extended[k, s]
        for k, s in m.s.extendable
        if i.year[max(0, s + i.frameworks[k].term)] == y
    )
    return setup + extensions + fixed_costs(m, y) + investments(m, y)


def fixed_costs(m: Model, y: int) -> Expr:
    """Fixed costs of the tiers reached by frameworks signed in year y (existing ones: the first year)  (EUR)."""
    i: Instance = m.i
    total: Expr = 0
    for l, lot in i.lots.items():
        existing = i.frameworks[lot.framework].signed is not None
        if not any(tier.fixed_cost for tier in lot.tiers):
            continue
        for n, tier in enumerate(lot.tiers):
            if existing and y == i.year[0]:
                total += tier.fixed_cost * m.Tier[l, n]
            elif not existing and (l, n, y) in m.TierIn:
                total += tier.fixed_cost * m.TierIn[l, n, y]
    return total


def investments(m: Model, y: int) -> Expr:
    """Investments in expansions started in year y  (EUR)."""
    i: Instance = m.i
    return sum(
        data.investment * (m.Built[e, t] - (m.Built[e, t - 1] if t > data.start[0] else 0))
        for e, data in i.expansions.items()
        if data.investment
        for t in data.start
        if i.year[t] == y
    )


def add(m: Model) -> None:
    """Add the budgets."""
    rows = [(p, y) for p in m.i.budget if p != COMMON for y in years(m.i)]
    m.gift_sets = {(p, y): sets_of_gifts(m.i, p, y) for p, y in rows}
    paid = dict.fromkeys((p, lots) for p, y in rows for lots, _ in m.gift_sets[p, y])
    m.paid = {(p, lots): payments(m, p, lots) for p, lots in paid}
    m.partner_budget = pyo.Constraint(rows, rule=partner_budget)
    beside = [(p, y, n) for p, y in rows for n in range(1, len(m.gift_sets[p, y]))]
    m.budget_beside_gifts = pyo.Constraint(beside, rule=budget_beside_gifts)
    m.common_budget = pyo.Constraint(years(m.i) if COMMON in m.i.budget else [], rule=common_budget)
