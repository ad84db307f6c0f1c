"""Structures: what to sign, extend, build and which tiers to reach, found while all else is relaxed."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from pooling.plan.program.blocks import SHARED, Bounds
from pooling.plan.program.earlier import DEAR, SHAPED, SHAPED_LARGE
from pooling.plan.program.highs import Watch, relative_gap, solve_matrix
from pooling.plan.program.matrix import Floats, Matrix
from pooling.plan.program.part import solve_part
from pooling.plan.search.nearest import rounded_structure, signed_so
from pooling.plan.stage.progress import Progress
from pooling.plan.stage.workshop import INTERIOR, ROUGHLY, STRUCTURE, Workshop, fix

STEP, ITEM = 15.0, (2.0, 8.0)
"""Seconds for a structure, and for that of an item: more where what was found is too rough."""

ROOTS = 2.0
"""How many times as long as the linear relaxation took a structure may take, where that is more."""

FINE, FINER = 2e-3, 1e-4
"""Relative gap of a structure; and of the part of it about an item, of which there are many."""

ROUGH = 1e-3
"""Relative gap (of the whole objective) at which an item's structure is not good enough yet."""

PATIENT = 0.5
"""Part of the time left that a linear relaxation may take."""

WHOLE = 1e-5
"""How far from a whole number a decision may lie and count as whole."""


class Structures:
    """Finds the structure of a stage."""

    def __init__(self, shop: Workshop, progress: Progress) -> None:
        self.shop, self.progress = shop, progress
        self.items = shop.blocks.items
        self.whole = shop.earlier.sparing(shop.only_whole(*STRUCTURE), 1 - (SHAPED_LARGE if shop.large else SHAPED))
        self.worth, self.prices = shop.earlier.worthless, np.zeros(len(shop.matrix.rows))

    def near_root(self) -> Floats | None:
        """The best structure with the signings nearest to the linear relaxation; None without one."""
        root = self.progress.root
        if root is None or root.x is None:
            return None
        near = rounded_structure(self.shop, root.x, ("Signed",), self.shop.matrix.bounds)
        if near is None:
            return None
        bounds = fix(self.shop.matrix, self.shop.matrix.bounds, near, ("Signed",))
        shape = self._built_up(bounds) if self.shop.large else self._best_within(bounds)
        return self._nearest(bounds) if shape is None else shape

    def _built_up(self, bounds: Bounds) -> Floats | None:
        """A relaxation with the signings of `bounds`, made whole item by item, with others where these are better."""
        shape = self.item_by_item(self._begun_from(bounds), self.items)
        if not self._is_whole(shape):
            rough = [item for item in self.items if not self._is_whole(shape, self.shop.blocks.columns[item])]
            shape = self.item_by_item(shape, rough)
        return shape if self._is_whole(shape) else self._best_within(self._whole_as(shape))

    def _begun_from(self, bounds: Bounds) -> Floats:
        """The linear relaxation within `bounds`.

        Where that takes too long, the one at hand with these signings, item by item: items that are not taken yet stay
        as they are in it, so that it tells what is scarce.
        """
        root = self.progress.root
        assert root is not None
        assert root.x is not None
        relaxed = None
        if root.seconds <= PATIENT * self.progress.left:
            relaxed = self._relaxed(bounds, INTERIOR | ROUGHLY)
        if relaxed is None:
            self.learn(root.row_dual)
            relaxed = self.item_by_item(signed_so(self.shop, root.x, bounds), self.items, ("Signed",))
        return relaxed

    def _whole_as(self, x: Floats) -> Bounds:
        """Column bounds that fix the structure of `x` but for items in which it is not whole."""
        lower, upper = fix(self.shop.matrix, self.shop.matrix.bounds, x, STRUCTURE)
        for columns in self.shop.blocks.columns.values():
            if not self._is_whole(x, columns):
                lower[columns], upper[columns] = self.shop.matrix.lower[columns], self.shop.matrix.upper[columns]
        return lower, upper

    def _best_within(self, bounds: Bounds) -> Floats | None:
        """The best structure within `bounds`, as far as a step's time allows."""
        return solve_matrix(
            self.whole,
            gap=FINE,
            time_limit=min(self._seconds, max(0.5, self.progress.left)),
            lower=bounds[0],
            upper=bounds[1],
            watch=Watch(stop=self.progress.done),
            options={**INTERIOR, **self.shop.effort},
        ).x

    @property
    def _seconds(self) -> float:
        root = self.progress.root
        return STEP if root is None else max(STEP, ROOTS * root.seconds)

    def item_by_item(self, x: Floats, items: Sequence[str], still: tuple[str, ...] = ()) -> Floats:
        """The structure of each of `items`, but what is `still`, anew: kept where better, or where `x` was not whole.

        What is broken among several items in `x` may stay so.
        """
        view = self.view
        for item in items:
            if self.progress.over:
                break
            found = self._renewed(x, item, self.shop.bearing(view, x, item), still)
            if found is None:
                continue
            if not self._is_whole(x, self.shop.blocks.columns[item]) or view.cost @ found < view.cost @ x:
                x = found
        return x

    @property
    def view(self) -> Matrix:
        """How an item is valued: what items share and earlier objectives at their worth in the relaxation seen last.

        Without a price an item takes what others will need to become whole. Earlier objectives are missed dearly.
        """
        weighed = self.shop.earlier.weighed(self.worth, DEAR)
        rows = self.shop.blocks.coupling[self.prices[self.shop.blocks.coupling] != 0]
        dear = self.shop.matrix.a[rows].T @ self.prices[rows]
        return replace(self.whole, cost=weighed.cost - dear, upper=weighed.upper)

    def _renewed(self, x: Floats, item: str, matrix: Matrix, still: tuple[str, ...]) -> Floats | None:
        """`x` with everything about an item but what is `still`, and what is shared, free to change."""
        bounds = self.shop.blocks.freed(x, (item, SHARED), matrix.bounds)
        lower, upper = fix(self.shop.matrix, bounds, x, still)
        begun, (little, most) = time.perf_counter(), ITEM

        def enough(value: float, bound: float) -> bool:
            return time.perf_counter() - begun > little and relative_gap(value, bound) <= ROUGH

        limit = min(most, max(0.5, self.progress.left))
        watch = Watch(stop=self.progress.done, enough=None if self.shop.effort else enough)
        options = {**INTERIOR, **self.shop.effort}
        return solve_part(matrix, lower, upper, gap=FINER, time_limit=limit, watch=watch, options=options).x

    def _is_whole(self, x: Floats, among: np.ndarray | None = None) -> bool:
        columns = self.shop.matrix.of(*STRUCTURE)
        if among is not None:
            columns = np.intersect1d(columns, among)
        return bool((np.abs(x[columns] - np.round(x[columns])) <= WHOLE).all())

    def _nearest(self, bounds: Bounds) -> Floats | None:
        """The structure nearest to the linear relaxation within `bounds`, all else relaxed; None if it clashes."""
        relaxed = self._relaxed(bounds)
        near = None if relaxed is None else rounded_structure(self.shop, relaxed, STRUCTURE, bounds)
        return None if near is None else self._relaxed(fix(self.shop.matrix, bounds, near, STRUCTURE))

    def _relaxed(self, bounds: Bounds, options: Mapping[str, Any] = INTERIOR) -> Floats | None:
        """The linear relaxation within `bounds`; a vertex, in which more is whole, unless `options` ask for none."""
        seconds = max(1.0, PATIENT * self.progress.left)
        answer = solve_matrix(
            self.whole,
            relax=True,
            time_limit=seconds,
            watch=Watch(stop=self.progress.done),
            lower=bounds[0],
            upper=bounds[1],
            options=dict(options),
        )
        self.learn(answer.row_dual)
        return answer.x

    def learn(self, prices: Floats | None) -> None:
        """Take what rows are worth, where that is known: earlier objectives apart from all others."""
        if prices is not None:
            self.worth, self.prices = self.shop.earlier.worth(prices), self.shop.earlier.unkept(prices)
