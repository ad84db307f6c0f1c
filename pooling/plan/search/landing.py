"""Landing: a point with whole choices taken to whole lots, item by item, and these then placed better."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pooling.plan.program.matrix import Floats, Matrix
from pooling.plan.search.crew import Crew, Turn
from pooling.plan.search.lots import WholeLots
from pooling.plan.stage.progress import Progress
from pooling.plan.stage.workshop import Workshop

LOTS = 2.0
"""Seconds for the whole lots of an item."""

PASSES, PASSES_LARGE = 2, 1
"""Turns of all items in which whole lots are placed better; in a large case, in which renewal goes on from there."""


class Landing:
    """Takes points of a stage to whole lots."""

    def __init__(self, shop: Workshop, progress: Progress, lots: WholeLots, crew: Crew) -> None:
        self.shop, self.progress, self.lots, self.crew = shop, progress, lots, crew

    def rounded(self, x: Floats, matrix: Matrix) -> Floats | None:
        """`x` in whole lots, as `matrix` values them; None where an item fits in no way, or the stage is over.

        Each item may use an equal part of the room left in earlier objectives.
        """
        found: Floats | None = x
        for n, item in enumerate(self.lots.items):
            if found is None or self.progress.over:
                return None
            view = self.shop.earlier.rationed(matrix, found, 1 / (len(self.lots.items) - n))
            found = self.lots.rounded(found, view, LOTS, [item])
        return found

    def polished(
        self, x: Floats, matrix: Matrix, cut_short: Callable[[], bool], items: Sequence[str] | None = None
    ) -> Floats:
        """`x` with the whole lots of one of `items` (all) after the other placed better, as `matrix` values them.

        What is found on the way is offered as plans; nothing more is begun once it is to be `cut_short`.
        """
        rough, better = list(self.lots.items if items is None else items), list[str]()

        def polished(turn: Turn) -> Floats:
            if cut_short():
                return turn.x
            found = self.lots.improved(turn.x, turn.limited(self.shop, matrix), [turn.item], LOTS)
            if found is not turn.x:
                better.append(turn.item)
            return found

        def offered(x: Floats) -> None:
            self.progress.offer(self.shop.as_is(x))

        for _ in range(PASSES_LARGE if self.shop.large else PASSES):
            x, rough = self.crew.each(x, rough, polished, offered, self.progress.bounded.is_set), better
            better = []
        return x
