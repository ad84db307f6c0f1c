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

from pooling.plan.program.highs import Sums

MARGIN = 0.10
"""How far an interval reaches at least beyond the figure in it, as a part of the figure, to both sides."""

ROUNDING = 1e-9
"""And by how much less, in parts of the figure, it may seem to where programmes round."""

QUANTITIES, VALUE = "quantities", "value"
TOTALS: tuple[frozenset[str], ...] = (
    frozenset({QUANTITIES, VALUE}),
    frozenset({QUANTITIES}),
    frozenset(),
)
"""The totals of a framework that may be told together, in the order in which they are tried: the value goes first."""

WITHHELD = "withheld: with it another partner's part could be worked out"
VALUE_WITHHELD = "value and share withheld: with them another partner's part could be worked out"
SENT_BEFORE = "withheld: a total of another plan was sent before, and the difference would tell another's part"

Slot = tuple[str, int, float]
"""A lot, a year and a price: whatever is told, what is called off in it is told as one."""


@dataclass(frozen=True)
class Taken:
    """Call-offs from one framework: `quantity` by partner and slot; the item of a slot.

    `least` are lots to the quantity from which on the price is paid that call-offs tell.
    """

    quantity: Mapping[str, Mapping[Slot, float]]
    item: Mapping[Slot, str]
    least: Mapping[str, float]


def taken(call_offs: Sequence[Mapping[str, Any]], lots: Sequence[Mapping[str, Any]], framework: str) -> Taken:
    """What is taken from a framework, as the tables `call_offs` and `lots` of a result say."""
    quantity: dict[str, dict[Slot, float]] = defaultdict(lambda: defaultdict(float))
    item = {}
    for row in call_offs:
        if row["framework"] == framework:
            slot = (row["lot"], row["period"].year, row["unit_price"])
            quantity[row["partner"]][slot] += row["quantity"]
            item[slot] = row["item"]
    least = {row["lot"]: row["tier_from"] or 0.0 for row in lots if row["framework"] == framework}
    return Taken(quantity, item, least)


class Audit:
    """One framework's totals, judged for its members; what was found is remembered, as readers share most of it."""

    def __init__(self, told_of: Taken) -> None:
        self.of = told_of
        self.slots = sorted(told_of.item, key=str)
        self.known: dict[tuple[Any, ...], bool] = {}
        self._row = {code: number for number, code in enumerate(sorted(told_of.quantity))}
        taken = [[told_of.quantity[code].get(slot, 0.0) for slot in self.slots] for code in self._row]
        self._taken = np.array(taken).reshape(len(self._row), len(self.slots))
        self._places = self._all_places()

    def _all_places(self) -> np.ndarray:
        """A row of zeros and ones over the slots for every place of which figures are judged: each item, lot, and
        item and year; places of the same slots once.
        """
        places: dict[Any, list[float]] = defaultdict(lambda: [0.0] * len(self.slots))
        for number, slot in enumerate(self.slots):
            item = self.of.item[slot]
            for place in (item, (item, slot[0]), (item, slot[1])):
                places[place][number] = 1.0
        different = list(dict.fromkeys(map(tuple, places.values())))
        return np.array(different).reshape(len(different), len(self.slots))

    def safe_totals(self, reader: str) -> frozenset[str]:
        """The totals that the member `reader` may be told."""
        if not set(self.of.quantity) - {reader}:
            return TOTALS[0]
        return next(told for told in TOTALS if not told or self.is_safe(reader, told))

    def is_safe(self, reader: str, told: frozenset[str]) -> bool:
        """Do these totals leave everybody's figures uncertain enough, alone or with what one of the others knows?

        A reader must not know of any two others together either; of all others together, it may know the sum. Where
        there is a friend, what is uncertain to both is so to the reader alone.
        """
        others = sorted(set(self.of.quantity) - {reader})
        groups = [(frozenset({reader, friend}), frozenset({code})) for friend, code in permutations(others, 2)]
        groups = groups or [(frozenset({reader}), frozenset({code})) for code in others]
        groups += [(frozenset({reader}), frozenset(pair)) for pair in combinations(others, 2)]
        return all(self._is_wide(told, knowing, group) for knowing, group in groups)

    def _is_wide(self, told: frozenset[str], knowing: frozenset[str], group: frozenset[str]) -> bool:
        key = (told, knowing, group)
        if key not in self.known:
            doubtful = self._doubtful(knowing, group)
            self.known[key] = not len(doubtful) or all(
                low <= (1 - MARGIN + ROUNDING) * figure and high >= (1 + MARGIN - ROUNDING) * figure
                for figure, low, high in self.intervals(told, knowing, group, doubtful)
            )
        return self.known[key]

    def _doubtful(self, knowing: frozenset[str], group: frozenset[str]) -> np.ndarray:
        """The places where swapping alone does not leave the group's figure uncertain enough.

        What the group and the rest take from the same slot may be swapped between them: no total tells. That is a part
        of the interval, which saves the programmes of nearly all figures where members are many.
        """
        mine, rest = self._sum(group), self._sum(self._row.keys() - knowing - group)
        both = np.minimum(mine, rest) > 0
        figure = self._places @ mine
        least = np.minimum(self._places @ (rest * both), self._places @ (mine * both))
        doubtful: np.ndarray = self._places[(figure > 0) & (least < MARGIN * figure)]
        return doubtful

    def intervals(
        self, told: frozenset[str], knowing: frozenset[str], group: frozenset[str], places: np.ndarray | None = None
    ) -> Iterator[tuple[float, float, float]]:
        """Each figure of the group at the places (all, unless given), with the least and most that it could be.

        Who takes from which lot when counts as known, how much does not.
        """
        parts = (self._sum(group), self._sum(self._row.keys() - knowing - group))
        columns = [(number, slot) for number, part in enumerate(parts) for slot in np.flatnonzero(part > 0)]
        hidden = np.array([parts[number][slot] for number, slot in columns])
        judged = [among for among in (self._places if places is None else places) if among @ parts[0] > 0]
        if judged:
            known = self._told(told, knowing, [self.slots[slot] for _, slot in columns], hidden)
            programme = Sums(*known)
            for among in judged:
                wanted = np.array([among[slot] * (number == 0) for number, slot in columns])
                yield float(among @ parts[0]), programme.end(wanted, least=True), programme.end(wanted, least=False)

    def _told(
        self, told: frozenset[str], knowing: frozenset[str], slots: Sequence[Slot], hidden: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """What is told as equations, and what the prices reached tell as least quantities, of what is not known."""
        equations = []
        if QUANTITIES in told:
            items = sorted(set(self.of.item.values()))
            equations += [[float(self.of.item[slot] == item) for slot in slots] for item in items]
        if VALUE in told:
            most = max(price for _, _, price in self.slots) or 1
            equations.append([price / most for _, _, price in slots])
        matrix = np.array(equations).reshape(-1, len(slots))
        own: dict[str, float] = defaultdict(float)
        for slot, quantity in zip(self.slots, self._sum(knowing), strict=True):
            own[slot[0]] += quantity
        seen = sorted(lot for lot, quantity in own.items() if quantity > 0)
        least = np.array([[float(slot[0] == lot) for slot in slots] for lot in seen]).reshape(-1, len(slots))
        reached = np.array([self.of.least.get(lot, 0.0) - own[lot] for lot in seen])
        floor = np.minimum(reached, least @ hidden)
        return matrix, matrix @ hidden, least, floor

    def _sum(self, codes: Collection[str]) -> np.ndarray:
        """What they take together, by slot."""
        total: np.ndarray = self._taken[sorted(self._row[code] for code in codes if code in self._row)].sum(axis=0)
        return total
