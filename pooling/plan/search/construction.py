"""Constructions: points in whole lots to begin with, where no plan is at hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pooling.plan.parameters import CONSTRUCTION
from pooling.plan.program.earlier import AIM, DEAR
from pooling.plan.program.highs import Watch
from pooling.plan.program.matrix import Floats
from pooling.plan.program.part import Programme
from pooling.plan.search.columns import Columns
from pooling.plan.search.dive import Dive
from pooling.plan.search.draft import drafted
from pooling.plan.search.followers import followers
from pooling.plan.search.lots import WholeLots
from pooling.plan.search.outline import outlined
from pooling.plan.search.structures import Structures
from pooling.plan.stage.progress import Progress
from pooling.plan.stage.workshop import Workshop


def filled(programme: Programme, columns: Columns, x: Floats) -> Floats:
    """`x` with its whole columns as they are and all others as good as they then can be; rows may break, at a price."""
    m = programme.matrix
    x = np.clip(x, m.lower, m.upper)
    x[columns.whole] = np.round(x[columns.whole])
    found = programme.solve(x, columns.others, relax=True).x
    return x if found is None else found


class Construction:
    """Points from the case in years, and from the structure nearest to the linear relaxation."""

    def __init__(self, shop: Workshop, progress: Progress) -> None:
        self.shop, self.progress = shop, progress
        self.structures = Structures(shop, progress)
        self.lots = WholeLots(shop, progress.done)

    def structured(self) -> Iterator[Floats]:
        """From the structure nearest to the linear relaxation: completed and dealt out, then in whole lots nearby.

        Where completing takes too long, who joins and certifies is found by rule.
        """
        shop, shape, watch = self.shop, self.structures.near_root(), Watch(stop=self.progress.done)
        if shape is None or self.progress.over:
            return
        seconds = max(CONSTRUCTION.least, min(CONSTRUCTION.most, CONSTRUCTION.lots * self.progress.left))
        x = shop.completed(shape, AIM, seconds, watch)
        if x is None:
            yield shop.dealt(followers(shop.instance, shop.matrix, shape))
            return
        placed, worth = shop.placed(x, AIM) if shop.reached else (x, self.structures.worth)
        if placed is None or self.progress.over:
            return
        yield shop.dealt(placed)
        whole = self.lots.rounded(placed, shop.earlier.weighed(worth, DEAR), CONSTRUCTION.step)
        if whole is not None:
            yield whole

    def drafted(self, nothing: Floats) -> Iterator[Floats]:
        """In a large case item by item with the signings of the case in years, while the relaxation is being solved.

        `nothing`: the point that decides nothing.
        """
        if not self.shop.large:
            return
        outline = outlined(self.shop, self.progress.left, Watch(stop=self.progress.done))
        if outline is not None:
            self.structures.learn(outline.prices)
        self.progress.take_prices(None if outline is None else outline.prices)
        if outline is not None:
            yield from drafted(self.shop, outline, Dive(self.shop, self.lots, self.progress.done), nothing)
