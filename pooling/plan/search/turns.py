"""Turns of renewal: every item of a point once, those first that may gain most, turn after turn."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable

from pooling.plan.program.earlier import DEAR, TINY
from pooling.plan.program.matrix import Floats, Matrix
from pooling.plan.search.crew import Crew, Turn
from pooling.plan.search.landing import LOTS
from pooling.plan.search.lots import WholeLots
from pooling.plan.search.renewal import Renewal
from pooling.plan.search.structures import Structures
from pooling.plan.stage.progress import Progress
from pooling.plan.stage.workshop import Workshop

SEED = 1

RENEW, RENEW_LARGE, LONGEST = 2.0, 4.0, 32.0
"""Seconds for an item's choices when it is renewed (also: in a large case, where its signings stay at first): twice as
many after each time that these were too few."""

MISSED = 1e-6
"""Part of its tolerance by which an earlier objective may seem to be missed that is only a rounding of figures."""

PATIENCE, ENOUGH = 1, 1e-3
"""Turns (also: neighbourhoods) that in a row gain less than a part of the value until else is tried."""

DRY = 6
"""Items in a row that gain nothing until a large case's turn is over: what may gain most comes first."""

THRIFT = (1.0, 0.5, 0.25)
"""Shares of its worth at which an earlier objective counts: less, turn by turn, while room in it is left."""

FAIR = 2.0
"""How many times its worth it costs at first to go on missing an earlier objective: no item pays too much for all."""


class Turns:
    """Renews a point of a stage, and knows what earlier objectives count in it.

    worth  what a unit of each earlier objective is worth
    idle   turns in a row that gained too little
    """

    def __init__(self, shop: Workshop, progress: Progress, structures: Structures, lots: WholeLots, crew: Crew) -> None:
        self.shop, self.progress, self.structures, self.crew = shop, progress, structures, crew
        self.random = random.Random(SEED)
        self.renewal = Renewal(shop, lots, progress.done, shop.large and progress.tactics.sparing)
        self.thrift = THRIFT if shop.reached else THRIFT[:PATIENCE]
        self.seconds: defaultdict[tuple[str, ...], float] = defaultdict(lambda: RENEW_LARGE if shop.large else RENEW)
        self.worth, self.idle = shop.earlier.worthless, 0

    @property
    def promising(self) -> bool:
        """True while another turn may gain something."""
        return self.idle < len(self.thrift)

    def begin(self, worth: Floats) -> None:
        """Begin anew, with another point."""
        self.worth, self.idle = worth, 0

    def learn_worth(self) -> None:
        """What earlier objectives are worth: as seen by the structures, or by the prover."""
        root = self.progress.root
        self.worth = self.structures.worth
        if not self.worth.any() and root is not None and root.row_dual is not None:
            self.worth = self.shop.earlier.worth(root.row_dual)

    def take(self, x: Floats, merged: Callable[[Floats], None], cut_short: Callable[[], bool]) -> Floats:
        """`x` after a turn; `merged` is told of the points on the way. Cut short it tells nothing of the next."""
        fair = self.shop.earlier.weighed(self.worth, DEAR).cost
        before = float(fair @ x)
        dry = 0

        def renewed(turn: Turn) -> Floats:
            nonlocal dry
            if cut_short() or (self.shop.large and dry >= DRY):
                return turn.x
            view = turn.limited(self.shop, self._view(turn.x, 1 / (1 + len(turn.rest))))
            found = self._renewed(turn.x, [turn.item], view)
            dry = dry + 1 if found is turn.x else 0
            return found

        x = self.crew.each(x, self.worthwhile(x), renewed, merged, self.progress.bounded.is_set)
        if not cut_short():
            self.idle = 0 if before - float(fair @ x) >= ENOUGH * abs(before) else self.idle + 1
        return x

    def worthwhile(self, x: Floats) -> list[str]:
        """The items that may gain something, those first that may gain most; all at random while that is not known."""
        if self.progress.items is None:
            return self.random.sample(self.renewal.items, len(self.renewal.items))
        above = self.progress.items.above(x)
        least = ENOUGH * abs(self.shop.matrix.objective(x)) / len(self.renewal.items)
        return sorted((i for i in self.renewal.items if above[i] > least), key=lambda i: -above[i])

    def two(self, x: Floats) -> Floats:
        """`x` with two items at once decided anew: what one gives up may serve the other; `x` itself if not better."""
        return self._renewed(x, self._two(x), self._view(x, 1.0))

    def _two(self, x: Floats) -> list[str]:
        """Two items at random: likelier those that may gain more."""
        names, bounds = self.renewal.items, self.progress.items
        above = None if bounds is None else bounds.above(x)
        chance = [1.0 if above is None else max(above[item], TINY) for item in names]
        first = self.random.choices(names, chance)[0]
        others = [name for name in names if name != first]
        return [first, *self.random.sample(others, min(1, len(others)))]

    def _view(self, x: Floats, part: float) -> Matrix:
        """How renewal values a point: earlier objectives at their worth, the less the more room they have; or dear.

        While their worth is not known, just `part` of the room in them may be used.
        """
        if not self.worth.any():
            self.learn_worth()
        missed = self.shop.earlier.missed(x)
        if missed > MISSED:
            return self.shop.earlier.weighed(self.worth, DEAR if self.idle else FAIR)
        thrift = self.thrift[min(self.idle, len(self.thrift) - 1)]
        room = 1.0 if self.shop.large else max(0.0, 1.0 + missed)
        weighed = self.shop.earlier.weighed(thrift * room * self.worth)
        return weighed if self.worth.any() else self.shop.earlier.rationed(weighed, x, part)

    def _renewed(self, x: Floats, items: list[str], view: Matrix) -> Floats:
        """`x` with some items decided anew; they get more time the next time if nothing was found in this."""
        seconds, left = self.seconds[tuple(items)], self.progress.left
        still = ("Signed",) if self.shop.large and not self.idle else ()
        found = self.renewal.renewed(x, view, items, min(seconds, left), LOTS, still)
        if found is x and left - self.progress.left >= seconds:
            self.seconds[tuple(items)] = min(2 * seconds, LONGEST)
        return found
