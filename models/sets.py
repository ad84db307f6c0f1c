"""Index sets: which decisions exist at all. Built once, sparse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import TypeVar

from models.instance import Framework, Instance, Pair
from models.lots import lots_within

K = TypeVar("K")
V = TypeVar("V")

CallOff = tuple[str, str, int]
"""(lot l, partner p, period t)."""

FAR = 100
"""How many times what could come is out of reach, whatever a limit might be loosened by."""


@dataclass(frozen=True)
class Sets:
    """The index sets of an instance.

    candidates      frameworks k to be decided, with a signing window
    call_offs       (l, p, t) in which a call-off could be delivered
    series          (l, p) → its periods;  by_lot_period: (l, t) → partners;  by_pair_period: (p, i, t) → lots
    lots_of         k → lots;  lots_on: line or material → lots that use it;  orders_on: likewise
    joins           (k, p) free choices of who could call anything off
    extendable      (k, s): k signed in s reaches its regular end within the horizon and may be extended
    reach           (p, i) → FAR times what could come, units: what is beyond is out of reach
    backlog         (p, i, t) with N[t] > 0
    deliveries      (o, t) in an order's window
    potential       line r → largest capacity that each period could have, all expansions built
    allowance       (p, i) → most units delivered over the horizon: no stockpiling to get a discount
    most            (l, p) → most lots that p could ever call off from lot l
    """

    candidates: tuple[str, ...]
    call_offs: tuple[CallOff, ...]
    series: Mapping[tuple[str, str], tuple[int, ...]]
    by_lot_period: Mapping[tuple[str, int], tuple[str, ...]]
    by_pair_period: Mapping[tuple[str, str, int], tuple[str, ...]]
    lots_of: Mapping[str, tuple[str, ...]]
    lots_on: Mapping[str, tuple[str, ...]]
    orders_on: Mapping[str, tuple[str, ...]]
    expansions_of: Mapping[str, tuple[str, ...]]
    joins: tuple[tuple[str, str], ...]
    extendable: tuple[tuple[str, int], ...]
    reach: Mapping[Pair, float]
    backlog: tuple[tuple[str, str, int], ...]
    deliveries: tuple[tuple[str, int], ...]
    orders_of_pair: Mapping[Pair, tuple[str, ...]]
    potential: Mapping[str, tuple[float, ...]]
    allowance: Mapping[Pair, float]
    most: Mapping[tuple[str, str], int]


def make_sets(i: Instance) -> Sets:
    """Build the index sets of instance `i`."""
    lots_on = grouped((resource, lot) for lot, data in i.lots.items() for resource in _resources(i, lot, data.line))
    potential = {line: _potential(i, line) for line in i.capacity}
    call_offs = tuple(_call_offs(i, potential))
    series = grouped(((l, p), t) for l, p, t in call_offs)
    allowance = _allowance(i)
    active = {(i.lots[l].framework, p) for l, p in series}
    return Sets(
        candidates=tuple(k for k, f in i.frameworks.items() if f.signed is None and len(f.sign)),
        call_offs=call_offs,
        series=series,
        by_lot_period=grouped(((l, t), p) for l, p, t in call_offs),
        by_pair_period=grouped(((p, i.lots[l].item, t), l) for l, p, t in call_offs),
        lots_of=grouped((data.framework, lot) for lot, data in i.lots.items()),
        lots_on=lots_on,
        orders_on=grouped((r, o) for o, data in i.orders.items() for r in (data.line, *i.recipe.get(data.product, ()))),
        expansions_of=grouped((data.resource, e) for e, data in i.expansions.items()),
        joins=tuple((k, p) for k, f in i.frameworks.items() for p in sorted(f.may_join) if (k, p) in active),
        extendable=tuple((k, s) for k, f in i.frameworks.items() if f.extension for s in _extendable(f, i.periods)),
        reach={pair: _reach(i, pair, series, potential) for pair in i.need},
        backlog=tuple((p, item, t) for (p, item), n in i.need.items() for t in range(i.periods) if n[t] > 0),
        deliveries=tuple((o, t) for o, data in i.orders.items() for t in data.window),
        orders_of_pair=grouped(((data.partner, data.item), o) for o, data in i.orders.items()),
        potential=potential,
        allowance=allowance,
        most={(l, p): min(i.lots[l].max_lots, beyond_orders(i, allowance, p, i.lots[l].item)) for l, p in series},
    )


def delivery_window(f: Framework, p: str) -> range:
    """Periods in which framework `f` could ever deliver to `p`: earliest signing + lead + join delay … latest end."""
    if f.signed is None and not len(f.sign):
        return range(0)
    earliest, latest = (f.signed, f.signed) if f.signed is not None else (f.sign[0], f.sign[-1])
    return range(earliest + f.lead + f.join_delay.get(p, 0), latest + f.term + f.extension)


def _call_offs(i: Instance, potential: Mapping[str, tuple[float, ...]]) -> Iterable[CallOff]:
    """(l, p, t) within the window, of a lot that has any, on a line that could have made something by t, for a product
    that p could take.
    """
    first = {r: next((t for t, c in enumerate(cap) if c > 0), i.periods) for r, cap in potential.items()}
    for l, lot in i.lots.items():
        f = i.frameworks[lot.framework]
        for p in sorted(f.partners):
            start = _first_acceptance(i, p, lot.product)
            if (p, lot.item) not in i.columns or start is None or not lot.max_lots:
                continue
            window = delivery_window(f, p)
            for t in range(max(window.start, start, first[lot.line], 0), min(window.stop, i.periods)):
                yield l, p, t


def _allowance(i: Instance) -> dict[Pair, float]:
    """max(N[T−1], Σ quantity of p's orders of the item) + one lot, for every pair with columns or need."""
    ordered: dict[Pair, float] = defaultdict(float)
    for o in i.orders.values():
        ordered[o.partner, o.item] += o.lots * i.items[o.item].lot_size + o.rest
    pairs = {*i.columns, *i.need, *ordered}
    return {
        (p, item): max(i.need[p, item][-1] if (p, item) in i.need else 0.0, ordered[p, item]) + i.items[item].lot_size
        for p, item in pairs
    }


def _reach(
    i: Instance,
    pair: Pair,
    series: Mapping[tuple[str, str], tuple[int, ...]],
    potential: Mapping[str, tuple[float, ...]],
) -> float:
    """FAR · what could come for (p,i), by lines, lots' maxima and orders."""
    p, item = pair
    size, total = i.items[item].lot_size, 0.0
    for lot in (lot for l, lot in i.lots.items() if lot.item == item and (l, p) in series):
        total += min(lot.max_lots * size, sum(potential[lot.line]) / lot.load if lot.load else inf)
    orders = (o for o in i.orders.values() if (o.partner, o.item) == pair)
    return FAR * (total + sum(o.lots * size + o.rest for o in orders))


def beyond_orders(i: Instance, allowance: Mapping[Pair, float], p: str, item: str) -> int:
    """Most whole lots of the item that p could call off beside the orders that arrive in any case."""
    orders = [o for o in i.orders.values() if (o.partner, o.item) == (p, item) and len(o.window) and not o.may_remain]
    size = i.items[item].lot_size
    return max(0, lots_within(allowance[p, item] - sum(o.lots * size + o.rest for o in orders), size))


def _first_acceptance(i: Instance, p: str, q: str) -> int | None:
    """First period in which `p` could take product `q`, None if never."""
    if (p, q) in i.accepted:
        return 0
    possible = i.certifications.get((p, q))
    return possible.starts[0] + possible.takes if possible and possible.starts else None


def _potential(i: Instance, line: str) -> tuple[float, ...]:
    """Capacity of `line` by period if every expansion were started at its earliest."""
    built = [(e.start[0] + e.build, e.adds) for e in i.expansions.values() if e.resource == line and len(e.start)]
    return tuple(c + sum(adds for ready, adds in built if t >= ready) for t, c in enumerate(i.capacity[line]))


def _extendable(f: Framework, periods: int) -> Iterable[int]:
    signings = (f.signed,) if f.signed is not None else f.sign
    return (s for s in signings if s + f.term + f.extension > 0 and s + f.term < periods)


def _resources(i: Instance, lot: str, line: str) -> tuple[str, ...]:
    return (line, *i.recipe.get(i.lots[lot].product, ()))


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    """Key → its values, in order."""
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
