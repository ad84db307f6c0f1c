"""Diving: an item's choices and lots made whole in about a second, from a point whose signings are whole."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import numpy as np
from numpy.typing import NDArray

from pooling.plan.program.blocks import SHARED, Bounds
from pooling.plan.program.highs import Watch
from pooling.plan.program.matrix import HELD, Floats, Matrix
from pooling.plan.program.part import solve_part
from pooling.plan.search.followers import followers
from pooling.plan.search.lots import QUICK, WholeLots
from pooling.plan.stage.workshop import FOLLOWERS, Workshop, fix

SHAPE = ("Extended", "Built", "Tier")
"""What shapes an item's plan once its frameworks are signed."""

CHOOSE, LONGER, LOTS = 1.0, 3.0, 0.5
"""Seconds for the choices that no rule settles, for all of them where the rules clash, and for the whole lots."""

FINE = 1e-3
"""Relative gap of these."""


class Dive:
    """Makes one item after the other whole, its signings and all other items as they are."""

    def __init__(self, shop: Workshop, lots: WholeLots, stop: Event) -> None:
        self.shop, self.lots, self.stop = shop, lots, stop

    def item(self, x: Floats, matrix: Matrix, item: str) -> Floats | None:
        """`x` with an item whole, None if it does not become so.

        The item is relaxed, its shape rounded, its followers are found by rule; where these clash a solver decides.
        """
        bounds = self.shop.blocks.freed(x, (item, SHARED), matrix.bounds)
        free = self._fixed(bounds, x, ("Signed",))
        relaxed = solve_part(matrix, *free, relax=True, watch=Watch(stop=self.stop)).x
        if relaxed is None:
            return None
        shape = self._fixed(free, relaxed, SHAPE)
        shaped = solve_part(matrix, *shape, relax=True, watch=Watch(stop=self.stop)).x
        if shaped is None:
            shape, shaped = free, relaxed
        followed = self._fixed(shape, followers(self.shop.instance, self.shop.matrix, shaped), FOLLOWERS)
        for limits, seconds in ((followed, CHOOSE), (free, LONGER)):
            found = self._lots(self._chosen(matrix, limits, seconds), matrix, item)
            if found is not None and self._holds(found, x, matrix, item):
                return found
        return None

    def _fixed(self, free: Bounds, x: Floats, components: tuple[str, ...]) -> Bounds:
        """`free` with those of `components` that it leaves free fixed at their rounded values in `x`."""
        lower, upper = fix(self.shop.matrix, free, x, components)
        left = free[0] < free[1]
        return np.where(left, lower, free[0]), np.where(left, upper, free[1])

    def _broken(self, x: Floats, matrix: Matrix) -> NDArray[np.bool_]:
        """By row: `x` breaks it. Balances in which `matrix` keeps something for others are not looked at."""
        own = self.shop.matrix
        same = (own.row_lower == matrix.row_lower) | (own.row_lower < own.row_upper)
        broken: NDArray[np.bool_] = same & (own.broken(x) > HELD)
        return broken

    def _holds(self, found: Floats, x: Floats, matrix: Matrix, item: str) -> bool:
        """True where a rule has broken no row of the item, nor one that it shares and that held in `x`."""
        broken, coupling = self._broken(found, matrix), self.shop.blocks.coupling
        anew = broken[coupling] & ~self._broken(x, matrix)[coupling]
        return not (broken[self.shop.blocks.rows[item]].any() or anew.any())

    def _chosen(self, matrix: Matrix, limits: Bounds, seconds: float) -> Floats | None:
        whole = matrix.integer & self.lots.choices & (limits[0] < limits[1])
        choosing = replace(matrix, integer=whole)
        return solve_part(
            choosing, *limits, gap=FINE, time_limit=seconds, watch=Watch(stop=self.stop), options=self.shop.effort
        ).x

    def _lots(self, x: Floats | None, matrix: Matrix, item: str) -> Floats | None:
        return None if x is None else self.lots.rounded(x, matrix, LOTS, [item], QUICK)
