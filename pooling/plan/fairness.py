"""Fair shares of a plan: how evenly what is short is shared, from needs and deliveries alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pooling.plan.figures import PairFigures

Pairs = Mapping[tuple[str, str], "PairFigures"]

Level = tuple[float, float, float]
"""Of a claim: what of it is not met, what of it is not met where the need is, its share of all claims."""


@dataclass(frozen=True)
class FairShare:
    """What a partner needs of an item by the end of a period, and what of that is met [units].

    `total`: what is met of all partners' needs; `fair`: what of it the rule gives this one, up to its need (None by
    months). `delay`: how many months a needed unit is late over the horizon.
    """

    item: str
    partner: str
    period: int
    need: float
    met: float
    total: float
    fair: float | None
    delay: float

    @property
    def share_pct(self) -> float | None:
        """Its part of what is met; None where nothing is."""
        return 100 * self.met / self.total if self.total else None

    @property
    def fair_pct(self) -> float | None:
        """Its fair part of what is met; None where nothing is, or no rule says."""
        return None if self.fair is None or not self.total else 100 * self.fair / self.total

    @property
    def missing(self) -> float:
        """Units by which it has less than its fair share."""
        return 0.0 if self.fair is None else max(0.0, self.fair - self.met)


@dataclass(frozen=True)
class Fairness:
    """The rule of a case: `by` need, money or months; `money`: partner → EUR brought over the horizon; `period` and
    `after` months that a period, and what never comes, count; `year_ends`: last periods of the years.
    """

    by: str
    money: Mapping[str, float]
    period: float
    after: float
    year_ends: tuple[int, ...]

    def value(self, pairs: Pairs) -> float:
        """Of any two equal parts of what is claimed of an item, how much worse met one of them is [months]."""
        items = _by_item(pairs)
        return sum(sum(row.weight for row in rows) * self._of_item(rows) for rows in items.values())

    def shares(self, pairs: Pairs) -> list[FairShare]:
        """Every partner's share of every item that it needs, at the end of every year."""
        return [share for item, rows in _by_item(pairs).items() for t in self.year_ends for share in self._at(rows, t)]

    def _of_item(self, rows: Sequence[PairFigures]) -> float:
        rows = [row for row in rows if self.by != "money" or self.money.get(row.partner, 0.0) > 0]
        total = sum(row.need[-1] for row in rows)
        if self.by == "months":
            return _worse_of_two([(row.delay, 0.0, row.need[-1] / total) for row in rows])
        value = 0.0
        for t in range(len(rows[0].need) if rows else 0):
            due = [row for row in rows if row.need[t] > 0]
            needed = sum(row.need[t] for row in due)
            months = self.period + (self.after if t == len(rows[0].need) - 1 else 0.0)
            value += months * needed / total * _worse_of_two(self._levels(due, t))
        return value

    def _levels(self, due: Sequence[PairFigures], t: int) -> list[Level]:
        needed, keys = sum(row.need[t] for row in due), self._keys(due, t)
        levels = []
        for row, key in zip(due, keys, strict=True):
            claimed = key / sum(keys) * needed
            met = row.need[t] - row.backlog[t]
            levels.append((1 - met / claimed, 1 - row.need[t] / claimed, key / sum(keys)))
        return levels

    def _keys(self, rows: Sequence[PairFigures], t: int) -> list[float]:
        """What shares are in proportion to."""
        return [self.money.get(row.partner, 0.0) if self.by == "money" else row.need[t] for row in rows]

    def _at(self, rows: Sequence[PairFigures], t: int) -> list[FairShare]:
        due = [row for row in rows if row.need[t] > 0]
        met = [row.need[t] - row.backlog[t] for row in due]
        fair: Sequence[float | None] = [None] * len(due)
        if self.by != "months":
            fair = _shared(sum(met), self._keys(due, t), [row.need[t] for row in due])
        return [
            FairShare(row.item, row.partner, t, row.need[t], has, sum(met), part, row.delay)
            for row, has, part in zip(due, met, fair, strict=True)
        ]


def _by_item(pairs: Pairs) -> dict[str, list[PairFigures]]:
    items: dict[str, list[PairFigures]] = defaultdict(list)
    for row in pairs.values():
        if row.need[-1] > 0:
            items[row.item].append(row)
    return items


def _worse_of_two(levels: Iterable[Level]) -> float:
    """The mean over two draws of what is less met, beyond the same where all needs are met."""
    levels = list(levels)
    now, least = (_mean_of_larger([(level[n], level[2]) for level in levels]) for n in (0, 1))
    return now - least


def _mean_of_larger(values: Iterable[tuple[float, float]]) -> float:
    """The mean of the larger of two values drawn by their shares."""
    total = below = 0.0
    for value, share in sorted(values):
        total += value * share * (share + 2 * below)
        below += share
    return total


def _shared(amount: float, keys: Sequence[float], needs: Sequence[float]) -> list[float]:
    """`amount` in proportion to `keys`, to each at most its need; what is left so to those without a key, by need."""
    given = [0.0] * len(keys)
    for weights in (keys, [0.0 if key else need for key, need in zip(keys, needs, strict=True)]):
        open_ = {n for n, weight in enumerate(weights) if weight > 0}
        while open_ and amount > 0:
            level = amount / sum(weights[n] for n in open_)
            full = {n for n in open_ if needs[n] <= level * weights[n]}
            for n in full or open_:
                given[n] = needs[n] if full else level * weights[n]
                amount -= given[n]
            open_ = open_ - full if full else set()
    return given
