"""Renewal: everything about some items anew, in whole decisions and whole lots, while all else stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Event

from pooling.plan.blocks import SHARED, Blocks
from pooling.plan.highs import Watch
from pooling.plan.lots import WholeLots
from pooling.plan.matrix import Floats, Matrix
from pooling.plan.part import solve_part
from pooling.plan.workshop import Workshop

FINE = 1e-4
"""Relative gap (of the whole objective) of the choices about an item."""


class Renewal:
    """Improves points in whole lots, item by item: a point that keeps every limit still does so after it."""

    def __init__(self, shop: Workshop, blocks: Blocks, lots: WholeLots, stop: Event) -> None:
        self.shop, self.blocks, self.lots, self.stop = shop, blocks, lots, stop
        self.items = [item for item in blocks.items if item != SHARED]

    def renewed(self, x: Floats, matrix: Matrix, items: Sequence[str], seconds: float, lots: float) -> Floats:
        """`x` with `items` decided anew, as `matrix` values them; `x` itself where nothing better was found.

        `seconds`: for the choices; `lots`: for the whole lots of an item, and again to place them better.
        """
        lower, upper = self.blocks.freed(x, (*items, SHARED), self.shop.within(matrix))
        free = lower < upper
        watch = Watch(stop=self.stop)
        choosing = replace(matrix, integer=matrix.integer & self.lots.choices & free)
        chosen = solve_part(choosing, lower, upper, start=x, gap=FINE, time_limit=seconds, watch=watch).x
        whole = None if chosen is None else self.lots.rounded(chosen, matrix, lots, items)
        if whole is None:
            return x
        whole = self.lots.improved(whole, matrix, items, lots)
        return whole if matrix.cost @ whole < matrix.cost @ x else x

