"""Bounds item by item: with the rows that couple items at a price, the least of each item adds up to a bound.

Lagrangian relaxation at the duals of the linear relaxation: at least as high as that, for every item's programme is
solved in whole decisions and whole lots, and each of them is small.
"""

from __future__ import annotations

from functools import partial
from threading import Event

from pooling.plan.program.blocks import priced
from pooling.plan.program.highs import Watch, solve_matrix
from pooling.plan.program.matrix import Floats
from pooling.plan.stage.progress import ITEMS, Progress
from pooling.plan.stage.workshop import Workshop

FIRST, LONGER = 2.0, 4.0
"""Seconds for an item at first, and how many times that in each further round for those not proven."""

FINE = 3e-4
"""Relative gap of an item's programme."""


class ItemBounds:
    """The least of every item as far as it is proven, at the `duals` of the stage's linear relaxation.

    duals    by row (solver's units)
    relaxed  the bound that the items' linear relaxations give: the better the prices, the higher
    """

    def __init__(self, shop: Workshop, duals: Floats, stop: Event) -> None:
        self.scale, self.blocks, self.duals = shop.matrix.cost_scale, shop.blocks, duals
        view = priced(shop.matrix, shop.blocks, duals)
        self.cost, self.offset = view.cost, view.offset
        self.parts = {item: view.block(item) for item in shop.blocks.columns}
        watch = Watch(stop=stop)
        self.least = {item: solve_matrix(part, relax=True, watch=watch).bound for item, part in self.parts.items()}
        self.unproven, self.seconds = list(self.parts), FIRST
        self.relaxed = self.bound

    @property
    def bound(self) -> float:
        """A bound of the whole stage, in its objective's unit."""
        return (self.offset + sum(self.least.values())) / self.scale

    def prove(self, progress: Progress) -> None:
        """Tell `progress` better and better bounds until every item's least is proven or the stage is over."""
        while self.unproven and not progress.over:
            self.round(progress)

    def round(self, progress: Progress) -> None:
        """Some seconds for every item not proven yet, the next time more."""

        def better(item: str, _: float, bound: float, __: float = 0.0) -> None:
            self.least[item] = max(self.least[item], bound)
            progress.prove(self.bound, ITEMS)

        left_over = []
        for item in self.unproven:
            if progress.over:
                return
            watch = Watch(partial(better, item), progress.done)
            limit = min(self.seconds, progress.left)
            answer = solve_matrix(self.parts[item], gap=FINE, time_limit=limit, watch=watch)
            better(item, answer.value, answer.bound)
            if answer.status != "optimal":
                left_over.append(item)
        self.unproven, self.seconds = left_over, LONGER * self.seconds
