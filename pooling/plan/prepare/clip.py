"""Limits clipped to what partners, lines and the horizon can use: no plan is lost, and nothing is scaled by a dummy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import accumulate, pairwise
from math import gcd

from models.constraints.budgets import COMMON
from models.instance import Expansion, Framework, Instance, Lot, Pair
from models.lots import lots_for
from models.prices import order_price, price_level
from models.sets import Sets, make_sets
from models.terms import counted
from pooling.plan.prepare.instance import few_lots

ROOM = 1 + 1e-6
"""What rounding may make of an amount."""


def clipped(i: Instance) -> Instance:
    """`i` with every limit at most at what can be used, so that each plan stays and keeps its value."""
    i = replace(i, frameworks={k: _in_horizon(f, i.periods) for k, f in i.frameworks.items()})
    sets = make_sets(i)
    i = replace(i, lots={l: _lot(lot, _most_lots(i, sets, l)) for l, lot in i.lots.items()})
    i = replace(i, whole=i.whole | _of_few_lots(i, sets))
    use = {resource: _most_use(i, sets, resource) for resource in (*i.capacity, *i.supply)}
    opening, supply = _material(i, use)
    i = replace(
        i,
        capacity={r: tuple(min(made, use[r]) for made in series) for r, series in i.capacity.items()},
        expansions={e: _expansion(i, sets, data, use[data.resource]) for e, data in i.expansions.items()},
        opening=opening,
        supply=supply,
    )
    i = replace(i, carry={r: min(most, _most_made(i, r)) for r, most in i.carry.items()})
    frameworks = {k: _obligations(i, sets, k) for k in i.frameworks}
    dearest = {l: max(price_level(i, l, t) for t in range(i.periods)) for l in i.lots}
    budget = {p: _budget(years, _most_paid(i, p, dearest) * ROOM + 1) for p, years in i.budget.items()}
    return replace(i, frameworks=frameworks, budget=budget)


def _in_horizon(f: Framework, periods: int) -> Framework:
    """Times beyond the horizon's end are all alike."""
    left = max(0, periods - (f.signed if f.signed is not None else f.sign[0] if len(f.sign) else 0))
    return replace(
        f,
        lead=min(f.lead, left),
        term=min(f.term, left),
        extension=min(f.extension, left),
        join_delay={p: min(later, left) for p, later in f.join_delay.items()},
    )


def _most_lots(i: Instance, sets: Sets, l: str) -> int:
    """What partners could take of lot l, and its line could make."""
    lot = i.lots[l]
    taken = sum(most for (code, _), most in sets.most.items() if code == l)
    made = sum(sets.potential[lot.line]) * ROOM / (lot.load * i.items[lot.item].lot_size) if lot.load else lot.max_lots
    return int(min(lot.max_lots, taken, made + ROOM))


def _lot(lot: Lot, most: int) -> Lot:
    """The ceiling price stays even where nothing can be called off; a least volume out of reach stays so."""
    tiers = [replace(tier, last=min(tier.last, most)) for tier in lot.tiers if tier.first <= most or not tier.first]
    return replace(lot, max_lots=most, min_lots=min(lot.min_lots, most + 1), tiers=tuple(tiers))


def _of_few_lots(i: Instance, sets: Sets) -> frozenset[Pair]:
    """(p, i) that can be served few lots, however many it needs."""
    most: Counter[Pair] = Counter()
    for l, p in sets.series:
        most[p, i.lots[l].item] += min(sets.most[l, p], i.lots[l].max_lots)
    return frozenset(pair for pair, lots in most.items() if lots <= few_lots(i))


def _most_use(i: Instance, sets: Sets, resource: str) -> float:
    """Units of a line's capacity, or of a material, that all call-offs and orders together could use."""
    total = 0.0
    for l in sets.lots_on.get(resource, ()):
        lot = i.lots[l]
        rate = max(1.0, lot.load) if lot.line == resource else i.recipe[lot.product][resource]
        total += rate * lot.max_lots * i.items[lot.item].lot_size
    for o in sets.orders_on.get(resource, ()):
        rate = 1.0 if i.orders[o].line == resource else i.recipe[i.orders[o].product][resource]
        total += rate * _units(i, o)
    return total * ROOM


def _most_made(i: Instance, line: str) -> float:
    """Units of capacity that a line could have over the horizon: nothing beyond that is ever work in progress."""
    return sum(i.capacity[line]) + i.periods * sum(e.adds for e in i.expansions.values() if e.resource == line)


def _units(i: Instance, o: str) -> float:
    return i.orders[o].lots * i.items[i.orders[o].item].lot_size + i.orders[o].rest


def _expansion(i: Instance, sets: Sets, e: Expansion, use: float) -> Expansion:
    """What is committed is called off in whole lots: part of one is as much as a whole."""
    step = _common({counted(i, l, e.resource) for l in sets.lots_on.get(e.resource, ())})
    least = lots_for(e.min_commitment, step) * step if step else e.min_commitment
    return replace(e, adds=min(e.adds, use), build=min(e.build, i.periods), min_commitment=min(least, 2 * use + 1))


def _common(units: Collection[float]) -> int:
    """The largest whole number that all of `units` are multiples of; 0 where there is none."""
    return gcd(*map(int, units)) if all(unit == int(unit) for unit in units) else 0


def _material(i: Instance, use: Mapping[str, float]) -> tuple[dict[str, float], dict[str, tuple[float, ...]]]:
    """Opening and supply of materials: cumulated at most what is used of them in all."""
    opening: dict[str, float] = {}
    supply: dict[str, tuple[float, ...]] = {}
    for g, series in i.supply.items():
        totals = [min(total, use[g]) for total in accumulate(series, initial=i.opening[g])]
        opening[g], supply[g] = totals[0], tuple(after - before for before, after in pairwise(totals))
    return opening, supply


def _obligations(i: Instance, sets: Sets, k: str) -> Framework:
    """A least value or number of partners out of reach stays so; a least value of less than any lot is that of one."""
    f = i.frameworks[k]
    lots = [i.lots[l] for l in sets.lots_of.get(k, ())]
    each = [lot.tiers[0].price * i.items[lot.item].lot_size for lot in lots]
    most = 2 * sum(lot.max_lots * price for lot, price in zip(lots, each, strict=True)) + 1
    least = max(f.min_value, min(each, default=0.0)) if f.min_value else 0.0
    return replace(f, min_partners=min(f.min_partners, len(f.partners) + 1), min_value=min(least, most))


def _budget(years: Mapping[int, float], most: float) -> dict[int, float]:
    aside = -sum(amount for amount in years.values() if amount < 0)
    return {y: min(amount, most + aside) for y, amount in years.items()}


def _most_paid(i: Instance, purse: str, dearest: Mapping[str, float]) -> float:
    """EUR that a purse could pay over the horizon, whatever is decided; `dearest`: each lot's highest price level."""
    if purse == COMMON:
        contracts = sum(f.setup_cost + f.extension_cost for f in i.frameworks.values())
        tiers = sum(max(tier.fixed_cost for tier in lot.tiers) for lot in i.lots.values())
        return contracts + tiers + sum(e.investment for e in i.expansions.values())
    total = sum(data.cost for (p, _), data in i.certifications.items() if p == purse)
    total += sum(f.join_cost for f in i.frameworks.values() if purse in f.may_join)
    for l, lot in i.lots.items():
        f = i.frameworks[lot.framework]
        if purse in f.partners:
            price = max(tier.price for tier in lot.tiers) * i.items[lot.item].lot_size * dearest[l]
            total += (1 + f.fee) * lot.max_lots * price
    for o, data in i.orders.items():
        if data.partner == purse:
            total += _units(i, o) * max((order_price(i, o, t) for t in data.window), default=0.0)
    return total
