"""Whole lots: deal a fractional plan out lot by lot, period by period, never past a limit.

The target is the cumulative volume of every series (lot, partner). In each period a series gets the whole lots
that it is behind its target, and lines share what is left of the period among the largest remainders, so that
no series strays from its target by more than a lot and no line idles for the sake of rounding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from math import ceil, floor

from models.instance import Instance
from models.prices import order_price, paid_in, sets_of_gifts
from models.sets import Sets
from pooling.plan.stage.decode import Decisions

NEAR = 1e-6

Series = tuple[str, str]
"""(lot, partner)."""


def whole_lots(i: Instance, s: Sets, d: Decisions, tiers: Mapping[str, int]) -> Decisions:
    """`d`, in which all else is decided, with call-offs in whole lots. `tiers`: lot → tier it should reach."""
    return replace(d, call_offs=_Dealer(i, s, d, tiers).deal())


class _Dealer:
    def __init__(self, i: Instance, s: Sets, d: Decisions, tiers: Mapping[str, int]) -> None:
        self.i = i
        self.target: dict[Series, dict[int, float]] = defaultdict(dict)
        for (l, p, t), lots in d.call_offs.items():
            self.target[l, p][t] = lots
        self.behind: dict[Series, float] = defaultdict(float)
        self.dealt: dict[tuple[str, str, int], float] = defaultdict(float)
        self.pair_goal = self._goals()
        self.pair_dealt: dict[tuple[str, str], int] = defaultdict(int)
        self.limits = _Limits(i, s, d, tiers)
        self.ends = {series: max(volumes) for series, volumes in self.target.items()}
        self.spans = self._spans(d)

    def deal(self) -> dict[tuple[str, str, int], float]:
        waiting: dict[Series, None] = {}  # no set: who waits alike is served in the same order in every process
        for t in range(self.i.periods):
            self.limits.begin(t)
            for series, volumes in self.target.items():
                if t in volumes:
                    self.behind[series] += volumes[t]
                    waiting[series] = None
            ready = sorted((s for s in waiting if self._may_deliver(s, t)), key=self._urgency)
            for series in ready:
                self._give(series, t, floor(self.behind[series] + NEAR))
            for series in sorted(ready, key=lambda s: -self.behind[s]):
                if self.behind[series] > NEAR and self._pair_wants(series):
                    self._give(series, t, 1)
            waiting = {s: None for s in waiting if self.behind[s] > NEAR or self.ends[s] > t}
            self.limits.end(t)
        return dict(self.dealt)

    def _urgency(self, series: Series) -> tuple[bool, float]:
        """Whole targets first: they fit as they are; then whoever is furthest behind."""
        return (series[1], self.i.lots[series[0]].item) not in self.i.whole, -self.behind[series]

    def _give(self, series: Series, t: int, lots: int) -> None:
        l, p = series
        lots = min(lots, self.limits.room(l, p, t))
        if lots <= 0:
            return
        self.limits.take(l, p, t, lots)
        self.dealt[l, p, t] += lots
        self.behind[series] -= lots
        self.pair_dealt[p, self.i.lots[l].item] += lots

    def _goals(self) -> dict[tuple[str, str], int]:
        """(p, i) → lots that its need takes, rounded up: a fraction of a lot short would stay short for good."""
        total: dict[tuple[str, str], float] = defaultdict(float)
        for (l, p), volumes in self.target.items():
            total[p, self.i.lots[l].item] += sum(volumes.values())
        return {pair: ceil(lots - NEAR) for pair, lots in total.items()}

    def _pair_wants(self, series: Series) -> bool:
        pair = series[1], self.i.lots[series[0]].item
        return self.pair_dealt[pair] < self.pair_goal[pair]

    def _spans(self, d: Decisions) -> dict[Series, range]:
        """Series → periods in which it may deliver under the signings of `d`; none where that is not signed."""
        spans = {}
        for l, p in self.target:
            k = self.i.lots[l].framework
            f = self.i.frameworks[k]
            s = f.signed if f.signed is not None else d.signed.get(k)
            if s is None:
                spans[l, p] = range(0)
                continue
            end = s + f.term + (f.extension if k in d.extended else 0)
            start = s + f.lead + f.join_delay.get(p, 0)
            q = self.i.lots[l].product
            if (p, q) in d.certified:
                start = max(start, d.certified[p, q] + self.i.certifications[p, q].takes)
            spans[l, p] = range(max(0, start), min(end, self.i.periods))
        return spans

    def _may_deliver(self, series: Series, t: int) -> bool:
        return t in self.spans[series] and self.behind[series] > NEAR


class _Limits:
    """What is left of every limit that call-offs must not pass, after what is decided already."""

    def __init__(self, i: Instance, s: Sets, d: Decisions, tiers: Mapping[str, int]) -> None:
        self.i = i
        self.s = s
        self.built = d.expansions
        self.lot_left = {l: lot.tiers[tiers[l]].last if l in tiers else lot.max_lots for l, lot in i.lots.items()}
        self.pair_left = {pair: units / i.items[pair[1]].lot_size for pair, units in self.s.allowance.items()}
        self.price = {
            l: lot.tiers[tiers.get(l, 0) if i.reached_prices else 0].price * i.items[lot.item].lot_size
            for l, lot in i.lots.items()
        }
        self.planned = self._planned(d)
        self.order_load: dict[tuple[str, int], float] = defaultdict(float)
        material_use: dict[tuple[str, int], float] = defaultdict(float)
        self.paid: dict[tuple[str, int], float] = defaultdict(float)
        for o, t, units in _order_units(i, d):
            data = i.orders[o]
            self.order_load[data.line, t] += units
            self.pair_left[data.partner, data.item] -= units / i.items[data.item].lot_size
            for g, per_unit in i.recipe.get(data.product, {}).items():
                material_use[g, t] += per_unit * units
            self.paid[data.partner, i.year[t]] += units * order_price(i, o, t)
        self._pay_joins_and_certificates(d)
        self.material = {g: self._headroom(g, material_use, d) for g in i.supply}
        self.material_used: dict[str, float] = defaultdict(float)
        self.progress = dict.fromkeys(i.capacity, 0.0)
        self.free: dict[str, float] = {}

    def begin(self, t: int) -> None:
        """Open period t: what each line can still make in it, and what the target still means to pay after it."""
        for (p, y, l), value in self.planned.pop(t, {}).items():
            self.reserved[p, y] -= value
            self.of_lot[p, y, l] -= value
        for r, capacity in self.i.capacity.items():
            self.free[r] = capacity[t] + self._added(r, t) + self.progress[r] - self.order_load[r, t]

    def end(self, t: int) -> None:
        """Close period t: unused capacity becomes work in progress, at most one lot of it."""
        for r in self.free:
            self.progress[r] = max(0.0, min(self.i.carry[r], self.free[r]))

    def room(self, l: str, p: str, t: int) -> int:
        """Whole lots that may still be called off from l by p in t."""
        lot = self.i.lots[l]
        size = self.i.items[lot.item].lot_size
        room = min(self.lot_left[l], self.pair_left[p, lot.item], self.free[lot.line] / (lot.load * size))
        for g, per_unit in self.i.recipe.get(lot.product, {}).items():
            room = min(room, (self.material[g][t] - self.material_used[g]) / (per_unit * size))
        if p in self.i.budget:
            for y, cost in self._costs(l, t):
                if cost > 0:
                    room = min(room, self._money_left(p, y, l) / cost)
        return floor(room + NEAR * 0.1)

    def take(self, l: str, p: str, t: int, lots: int) -> None:
        """Book `lots` of l for p in t."""
        lot = self.i.lots[l]
        size = self.i.items[lot.item].lot_size
        self.lot_left[l] -= lots
        self.pair_left[p, lot.item] -= lots
        self.free[lot.line] -= lots * lot.load * size
        for g, per_unit in self.i.recipe.get(lot.product, {}).items():
            self.material_used[g] += lots * per_unit * size
        if p in self.i.budget:
            for y, cost in self._costs(l, t):
                self.paid[p, y] += lots * cost
                self.of_lot[p, y, l] += lots * cost

    def _costs(self, l: str, t: int) -> list[tuple[int, float]]:
        price = self.price[l] * self.i.escalation[l][t]
        return [(y, share * price) for y, share in paid_in(self.i, l, t)]

    def _money_left(self, p: str, year: int, l: str) -> float:
        """EUR that p may still pay for l in a year, of its own and of what it is given for it."""
        budget = self.i.budget[p]
        if p not in self.i.carry_over:
            return budget.get(year, 0.0) - self._own(p, year, l)
        left, so_far = float("inf"), 0.0
        for y in sorted(budget):
            so_far += budget[y] - self._own(p, y)
            if y >= year:
                left = min(left, so_far)
        return left + self._own(p, year) - self._own(p, year, l)

    def _own(self, p: str, y: int, l: str = "") -> float:
        """EUR that p pays and means to pay of its own in y; with l, as far as more of l would add to it."""
        total = self.paid[p, y] + self.reserved[p, y]
        if (p, y) not in self.i.gifts:
            return total
        return max(
            total - sum(self.of_lot[p, y, given] for given in lots) - others
            for lots, others in sets_of_gifts(self.i, p, y)
            if l not in lots
        )

    def _planned(self, d: Decisions) -> dict[int, dict[tuple[str, int, str], float]]:
        """Delivery period → (partner, year of payment, lot) → EUR of the target; `reserved` starts as their sum.

        What the target pays later in a year is kept free, so that rounding up now starves nobody then.
        """
        self.reserved: dict[tuple[str, int], float] = defaultdict(float)
        self.of_lot: dict[tuple[str, int, str], float] = defaultdict(float)
        planned: dict[int, dict[tuple[str, int, str], float]] = defaultdict(lambda: defaultdict(float))
        for (l, p, t), lots in d.call_offs.items():
            if p in self.i.budget:
                for y, cost in self._costs(l, t):
                    planned[t][p, y, l] += lots * cost
                    self.reserved[p, y] += lots * cost
                    self.of_lot[p, y, l] += lots * cost
        return planned

    def _pay_joins_and_certificates(self, d: Decisions) -> None:
        i = self.i
        for k, p in d.joined:
            f = i.frameworks[k]
            s = f.signed if f.signed is not None else d.signed.get(k, 0)
            self.paid[p, i.year[min(max(s, 0), i.periods - 1)]] += f.join_cost
        for (p, q), t in d.certified.items():
            self.paid[p, i.year[t]] += i.certifications[p, q].cost

    def _added(self, resource: str, t: int) -> float:
        return sum(
            self.i.expansions[e].adds
            for e in self.s.expansions_of.get(resource, ())
            if e in self.built and t >= self.built[e] + self.i.expansions[e].build
        )

    def _headroom(self, g: str, ordered: Mapping[tuple[str, int], float], d: Decisions) -> list[float]:
        """By period: material that call-offs up to it may use: the target's use and what nobody uses later."""
        i = self.i
        target = [0.0] * i.periods
        for (l, _, t), lots in d.call_offs.items():
            per_unit = i.recipe.get(i.lots[l].product, {}).get(g, 0.0)
            target[t] += lots * per_unit * i.items[i.lots[l].item].lot_size
        left: list[float] = []
        used: list[float] = []
        so_far = i.opening[g]
        for t in range(i.periods):
            so_far += i.supply[g][t] + self._added(g, t) - ordered.get((g, t), 0.0) - target[t]
            left.append(so_far)
            used.append((used[-1] if used else 0.0) + target[t])
        for t in reversed(range(i.periods - 1)):
            left[t] = min(left[t], left[t + 1])
        return [max(0.0, slack) + use for slack, use in zip(left, used, strict=True)]


def _order_units(i: Instance, d: Decisions) -> list[tuple[str, int, float]]:
    whole = [(o, t, round(lots) * i.items[i.orders[o].item].lot_size) for (o, t), lots in d.orders.items()]
    return whole + [(o, t, i.orders[o].rest) for o, t in d.rests]
