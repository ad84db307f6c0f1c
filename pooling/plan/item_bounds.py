"""Bounds item by item: with the rows that couple items at a price, the least of each item adds up to a bound.

Lagrangian relaxation at the duals of the linear relaxation: at least as high as that, for every item's programme is
solved in whole decisions and whole lots, and each of them is small.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pooling.plan.blocks import cut, priced
from pooling.plan.highs import Watch, solve_matrix
from pooling.plan.matrix import Floats
from pooling.plan.workshop import Workshop

if TYPE_CHECKING:
    from pooling.plan.stages import Progress

FIRST, LONGER = 2.0, 4.0
"""Seconds for an item at first, and how many times that in each further round for those not proven."""

FINE = 3e-4
"""Relative gap of an item's programme."""


def prove_by_item(shop: Workshop, progress: Progress, duals: Floats) -> None:
    """Tell `progress` better and better bounds until every item's least is proven or the stage is over.

    `duals`: of the stage's linear relaxation, by row (solver's units).
    """
    matrix = shop.matrix
    blocks = cut(matrix, shop.instance)
    view = priced(matrix, blocks, duals)
    parts = {item: view.block(item) for item in blocks.items}
    least = {item: solve_matrix(part, relax=True).bound for item, part in parts.items()}

    def better(item: str, _: float, bound: float, __: float = 0.0) -> None:
        least[item] = max(least[item], bound)
        progress.prove((view.offset + sum(least.values())) / matrix.cost_scale)

    seconds, unproven = FIRST, list(parts)
    while unproven and not progress.over:
        left_over = []
        for item in unproven:
            if progress.over:
                return
            watch = Watch(report=partial(better, item), stop=progress.done)
            answer = solve_matrix(parts[item], gap=FINE, time_limit=min(seconds, progress.left), watch=watch)
            better(item, answer.value, answer.bound)
            if answer.status != "optimal":
                left_over.append(item)
        unproven, seconds = left_over, LONGER * seconds
