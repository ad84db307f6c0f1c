"""Renewal: everything about some items anew, in whole decisions and whole lots, while all else stays as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from threading import Event

from pooling.plan.program.blocks import SHARED
from pooling.plan.program.highs import Watch
from pooling.plan.program.matrix import Floats, Matrix
from pooling.plan.program.part import solve_part
from pooling.plan.search.lots import QUICK, STEPS, WholeLots
from pooling.plan.stage.workshop import Workshop, fix

FINE = 1e-4
"""Relative gap (of the whole objective) of the choices about an item."""

SPARED, LEAST, MOST = 0.02, 0.002, 0.2
"""Part of earlier objectives' tolerance that is left for an item's whole lots, to begin with, at least and at most."""


class Renewal:
    """Improves points in whole lots, item by item: a point that keeps every limit still does so after it."""

    def __init__(self, shop: Workshop, lots: WholeLots, stop: Event, sparing: bool = True) -> None:
        self.shop, self.lots, self.stop = shop, lots, stop
        self.sparing, self.spared = sparing, defaultdict[str, float](lambda: SPARED)
        self.items = shop.blocks.items

    def renewed(
        self, x: Floats, matrix: Matrix, items: Sequence[str], seconds: float, lots: float, still: tuple[str, ...] = ()
    ) -> Floats:
        """`x` with `items` decided anew, as `matrix` values them; `x` itself where nothing better was found.

        `seconds`: for the choices; `lots`: for the whole lots of an item, and again to place them better;
        `still`: components that stay as they are.
        """
        bounds = self.shop.blocks.freed(x, (*items, SHARED), self.shop.within(matrix))
        lower, upper = fix(self.shop.matrix, bounds, x, still)
        free, spared = lower < upper, sum(self.spared[item] for item in items) if self.sparing else 0.0
        choosing = replace(self.shop.earlier.sparing(matrix, spared), integer=matrix.integer & self.lots.choices & free)
        start = x if self.shop.earlier.missed(x) <= -spared else None
        watch = Watch(stop=self.stop)
        chosen = solve_part(choosing, lower, upper, start=start, gap=FINE, time_limit=seconds, watch=watch).x
        whole = (
            None
            if chosen is None
            else self.lots.rounded(chosen, matrix, lots, items, QUICK if self.shop.large else STEPS)
        )
        self._learn(chosen, whole, items)
        if whole is None:
            return x
        whole = self.lots.improved(whole, matrix, items, lots)
        return whole if matrix.cost @ whole < matrix.cost @ x else x

    def _learn(self, chosen: Floats | None, whole: Floats | None, items: Sequence[str]) -> None:
        """What to spare of earlier objectives the next time: half what was, half what was used; twice if too little."""
        if chosen is None:
            return
        missed = self.shop.earlier.missed
        used = None if whole is None else (missed(whole) - missed(chosen)) / len(items)
        for item in items:
            before = self.spared[item]
            self.spared[item] = min(MOST, 2 * before if used is None else max(LEAST, (before + used) / 2))
