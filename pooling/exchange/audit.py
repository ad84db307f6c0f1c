"""Audit: what a partner could work out of another's figures from all that its extract tells together.

Standard statistical disclosure control (the p % rule): whatever figures are told, whoever reads them, alone or together
with one other partner, must be left with an interval around every other partner's quantity that reaches at least
`MARGIN` of it to both sides. Intervals are found by linear programmes over all that is told at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any

import numpy as np
from scipy.optimize import linprog

MARGIN = 0.10
"""How far an interval reaches at least beyond the figure in it, as a part of the figure, to both sides."""

QUANTITIES, VALUE = "quantities", "value"
TOTALS: tuple[frozenset[str], ...] = (
    frozenset({QUANTITIES, VALUE}),
    frozenset({QUANTITIES}),
    frozenset(),
)
"""The totals of a framework that may be told together, in the order in which they are tried: the value goes first."""

SOLVED, UNBOUNDED = 0, 3
"""How a linear programme may end."""

Slot = tuple[str, Any]
"""A lot and a period: what is called off at one price."""


@dataclass(frozen=True)
class Taken:
    """Call-offs from one framework: `quantity` by partner and slot; item, year, price and least quantity of a slot.

    `least` are lots to the quantity from which on the price is paid that call-offs tell.
    """

    quantity: Mapping[str, Mapping[Slot, float]]
    item: Mapping[Slot, str]
    year: Mapping[Slot, int]
    price: Mapping[Slot, float]
    least: Mapping[str, float]


def taken(call_offs: Sequence[Mapping[str, Any]], lots: Sequence[Mapping[str, Any]], framework: str) -> Taken:
    """What is taken from a framework, as the tables `call_offs` and `lots` of a result say."""
    quantity: dict[str, dict[Slot, float]] = defaultdict(lambda: defaultdict(float))
    item, year, price = {}, {}, {}
    for row in call_offs:
        if row["framework"] == framework:
            slot = (row["lot"], row["period"])
            quantity[row["partner"]][slot] += row["quantity"]
            item[slot], year[slot], price[slot] = row["item"], row["period"].year, row["unit_price"]
    least = {row["lot"]: row["tier_from"] or 0.0 for row in lots if row["framework"] == framework}
    return Taken(quantity, item, year, price, least)


class Audit:
    """One framework's totals, judged for its members; what was found is remembered, as readers share most of it."""

    def __init__(self, told_of: Taken) -> None:
        self.of = told_of
        self.slots = sorted(told_of.item, key=str)
        self.known: dict[tuple[Any, ...], bool] = {}

    def safe_totals(self, reader: str) -> frozenset[str]:
        """The totals that the member `reader` may be told."""
        if not set(self.of.quantity) - {reader}:
            return TOTALS[0]
        return next(told for told in TOTALS if not told or self.is_safe(reader, told))

    def is_safe(self, reader: str, told: frozenset[str]) -> bool:
        """Do these totals leave everybody's figures uncertain enough, alone or with what one of the others knows?

        A reader must not know of any two others together either; of all others together, it may know the sum.
        """
        others = sorted(set(self.of.quantity) - {reader})
        groups = [(frozenset({reader}), frozenset({code})) for code in others]
        groups += [(frozenset({reader}), frozenset(pair)) for pair in combinations(others, 2)]
        groups += [(frozenset({reader, friend}), frozenset({code})) for friend, code in permutations(others, 2)]
        return all(self._is_wide(told, knowing, group) for knowing, group in groups)

    def _is_wide(self, told: frozenset[str], knowing: frozenset[str], group: frozenset[str]) -> bool:
        key = (told, knowing, group)
        if key not in self.known:
            self.known[key] = all(
                low <= (1 - MARGIN) * figure and high >= (1 + MARGIN) * figure
                for figure, low, high in self.intervals(told, knowing, group)
            )
        return self.known[key]

    def intervals(
        self, told: frozenset[str], knowing: frozenset[str], group: frozenset[str]
    ) -> Iterator[tuple[float, float, float]]:
        """Each figure of the group by item, lot, and item and year, with the least and most that it could be.

        Who takes from which lot when counts as known, how much does not.
        """
        rest = frozenset(self.of.quantity) - knowing - group
        places: dict[Any, list[Slot]] = defaultdict(list)
        for slot in self.slots:
            item = self.of.item[slot]
            for place in (item, (item, slot[0]), (item, self.of.year[slot])):
                places[place].append(slot)
        columns = [(whose, slot) for whose in (group, rest) for slot in self.slots if self._of(whose, slot) > 0]
        matrix, right, least, floor = self._told(told, knowing, columns)
        for among in {tuple(slots) for slots in places.values()}:
            figure = sum(self._of(group, slot) for slot in among)
            if figure > 0:
                wanted = np.array([float(whose is group and slot in among) for whose, slot in columns])
                yield figure, *_ends(wanted, matrix, right, least, floor)

    def _told(
        self, told: frozenset[str], knowing: frozenset[str], columns: Sequence[tuple[frozenset[str], Slot]]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """What is told as equations, and what the prices reached tell as least quantities, of what is not known."""
        hidden = np.array([self._of(whose, slot) for whose, slot in columns])
        slots = [slot for _, slot in columns]
        equations = []
        if QUANTITIES in told:
            items = sorted(set(self.of.item.values()))
            equations += [[float(self.of.item[slot] == item) for slot in slots] for item in items]
        if VALUE in told:
            most = max(self.of.price.values()) or 1
            equations.append([self.of.price[slot] / most for slot in slots])
        matrix = np.array(equations).reshape(-1, len(columns))
        seen = sorted({slot[0] for slot in self.slots if self._of(knowing, slot) > 0})
        least = np.array([[float(slot[0] == lot) for slot in slots] for lot in seen]).reshape(-1, len(columns))
        own = [sum(self._of(knowing, slot) for slot in self.slots if slot[0] == lot) for lot in seen]
        reached = np.array([self.of.least.get(lot, 0.0) for lot in seen]) - np.array(own)
        floor = np.minimum(reached, least @ hidden)
        return matrix, matrix @ hidden, least, floor

    def _of(self, whose: Collection[str], slot: Slot) -> float:
        return sum(self.of.quantity[code].get(slot, 0.0) for code in whose)


def _ends(
    wanted: np.ndarray, matrix: np.ndarray, right: np.ndarray, least: np.ndarray, floor: np.ndarray
) -> tuple[float, float]:
    """The least and the most of a sum of quantities; in units of the largest figure, which solvers like best."""
    size = max([*np.abs(right), *np.abs(floor), 1.0])
    ends = []
    for sign in (1, -1):
        found = linprog(sign * wanted, A_ub=-least, b_ub=-floor / size, A_eq=matrix, b_eq=right / size, method="highs")
        if found.status not in (SOLVED, UNBOUNDED):
            raise ArithmeticError(f"the audit of an extract found no interval: {found.message}")
        ends.append(sign * float(found.fun) * size if found.status == SOLVED else float("inf"))
    return ends[0], ends[1]
