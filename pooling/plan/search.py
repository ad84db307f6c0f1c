"""Finding plans for large cases: a dive from the relaxation, then neighbourhoods around the best plan."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.instance import Instance
from pooling.plan.highs import Watch, solve_matrix
from pooling.plan.lots import WholeLots
from pooling.plan.matrix import Floats, Matrix
from pooling.plan.plan import Plan
from pooling.plan.workshop import INTERIOR, SPENT, STRUCTURE, Workshop, fix

if TYPE_CHECKING:
    from pooling.plan.stages import Progress

SEED = 1
FREED = 0.35
"""Part of the candidates whose signing a neighbourhood frees."""

QUICK, STEP, LOTS, TOGETHER = 15.0, 20.0, 2.0, 6.0
"""Seconds for a first structure, for a neighbourhood, and for the whole lots of an item, or of two together."""

FINE = 2e-3
"""Relative gap of a sub-problem."""

WEIGHTS = (1.0, 1.1, 1.3, 2.0, 6.0)
"""How heavily earlier objectives weigh while rounding: more while a plan in whole lots does not keep them."""

TRIES = 3
"""How often a structure is completed anew to make the most of earlier objectives' tolerance."""


def improve(shop: Workshop, progress: Progress) -> None:
    """Look for better plans until the stage is over."""
    Search(shop, progress).run()


class Search:
    """A structure (signings, expansions, extensions, tiers) is found on the relaxation and improved in neighbourhoods;
    every better one is completed, taken to whole lots, and offered as a plan.
    """

    def __init__(self, shop: Workshop, progress: Progress) -> None:
        self.shop, self.progress = shop, progress
        self.random = random.Random(SEED)
        self.lots = WholeLots(shop, progress.done)
        self.shape: Floats | None = None
        self.point: Floats | None = None
        self.rough: list[str] = []
        self.views: list[Matrix] = []

    def run(self) -> None:
        """First structures, then the prover's points and neighbourhoods in turn."""
        start = None if self.progress.best is None else self.shop.encoded(self.progress.best.plan)
        if start is None:
            self.progress.offer(self.shop.candidate(untouched(self.shop.instance)))
        elif not self.shop.reached:
            self._begin_with(start)
        for signings in self._first_signings(start):
            self._take(self._shaped(signings, None, QUICK))
        while not self.progress.over:
            if self.progress.points:
                point = self.progress.points.pop()
                self.progress.points.clear()
                self._take(point)
            elif self.point is not None and self.views:
                self._polish_on()
            elif self.shape is not None:
                self._take(self._shaped(self._some_signings(), self.shape, STEP))
                self._polish_together()
            else:
                self.progress.done.wait(0.2)

    def _begin_with(self, start: Floats) -> None:
        """Place the whole lots of the plan to start from better, as it stands: some limits only this plan may keep."""
        self.point = self.shop.filled(start)
        if self.point is not None:
            self.rough, self.views = list(self.lots.items), [self.shop.matrix]
            self._polish(self.shop.matrix)

    @property
    def _shape_value(self) -> float:
        return float("inf") if self.shape is None else self.shop.matrix.objective(self.shape)

    def _first_signings(self, start: Floats | None) -> Iterator[tuple[Floats, Floats]]:
        """Column bounds that fix the signings: as in the plan to start from, and nearest to the linear relaxation."""
        shop = self.shop
        if start is not None:
            yield fix(shop.matrix, shop.frozen, start, ("Signed",))
        lower, upper = shop.frozen
        relaxed = solve_matrix(
            shop.matrix, relax=True, time_limit=max(1.0, self.progress.left), lower=lower, upper=upper, options=INTERIOR
        )
        if relaxed.x is not None:
            signed = rounded_structure(shop, relaxed.x, 0.5)
            if signed is not None:
                yield fix(shop.matrix, shop.frozen, signed, ("Signed",))

    def _some_signings(self) -> tuple[Floats, Floats]:
        """Column bounds that fix the signings of the best structure but for some candidates'."""
        shop = self.shop
        assert self.shape is not None
        lower, upper = fix(shop.matrix, shop.frozen, self.shape, ("Signed",))
        candidates = list(shop.sets.candidates)
        chosen = set(self.random.sample(candidates, max(1, round(FREED * len(candidates)))))
        free = [c for (k, _), c in shop.matrix.by_component.get("Signed", ()) if k in chosen]
        lower[free], upper[free] = shop.frozen[0][free], shop.frozen[1][free]
        return lower, upper

    def _shaped(self, bounds: tuple[Floats, Floats], start: Floats | None, seconds: float) -> Floats | None:
        """The best structure within `bounds`, all but structure relaxed."""
        matrix = self.shop.hedged(self.shop.only_whole(*STRUCTURE))
        return solve_matrix(
            matrix,
            gap=FINE,
            time_limit=min(seconds, max(0.5, self.progress.left)),
            lower=bounds[0],
            upper=bounds[1],
            start=start,
            watch=Watch(stop=self.progress.done),
            options=INTERIOR,
        ).x

    def _take(self, shape: Floats | None) -> None:
        """Complete a structure that is better than the best, take it to whole lots and offer its plan."""
        shop = self.shop
        if shape is None or shop.matrix.objective(shape) >= self._shape_value * (1 - 1e-6):
            return
        spent = SPENT
        for _ in range(TRIES if shop.reached else 1):
            x = shop.completed(shape, max(1.0, self.progress.left), spent)
            if x is None:
                return
            self.shape = shape
            worth = shop.worth(x)
            priced = shop.priced(worth)
            whole = self.lots.rounded(x, shop.loosened(priced), LOTS)
            if whole is None:
                self.progress.offer(shop.as_is(shop.dealt(x)))
                return
            self.point, self.rough = whole, list(self.lots.items)
            self.progress.offer(shop.as_is(whole))
            for weight in WEIGHTS:
                if self._polish(shop.priced(weight * worth)):
                    self.views = [priced, shop.matrix] if shop.reached else [shop.matrix]
                    return
                self.rough = list(self.lots.items)
            spent = shop.after_rounding(self.point, spent)

    def _polish_on(self) -> None:
        """Another pass in the present view of what is better; the next view where nothing was."""
        self._polish(self.views[0])
        if not self.rough:
            self.views.pop(0)
            self.rough = list(self.lots.items)

    def _polish_together(self) -> None:
        """Place whole lots of two items anew at once: what one gives up may serve the other."""
        if self.point is None or self.progress.over:
            return
        pair = self.random.sample(self.lots.items, min(2, len(self.lots.items)))
        self.point = self.lots.improved(self.point, self.shop.loosened(self.shop.matrix, self.point), pair, TOGETHER)
        self.progress.offer(self.shop.as_is(self.point))

    def _polish(self, matrix: Matrix) -> bool:
        """One pass over the items whose whole lots may still be placed better; keeps those that were.

        True if the point is a plan.
        """
        better = []
        assert self.point is not None
        for item in self.rough:
            if self.progress.over:
                break
            found = self.lots.improved(self.point, self.shop.loosened(matrix, self.point), [item], LOTS)
            if found is not self.point:
                better.append(item)
                self.point = found
        self.rough = better
        candidate = self.shop.as_is(self.point)
        self.progress.offer(candidate)
        return candidate is not None


def untouched(i: Instance) -> Plan:
    """The plan that decides nothing: orders at their planned dates. Where nothing obliges anybody it is valid."""
    orders = {
        (o, data.planned): data.lots * i.items[data.item].lot_size + data.rest
        for o, data in i.orders.items()
        if data.planned in data.window
    }
    existing = {k: f.members for k, f in i.frameworks.items() if f.signed is not None}
    return Plan(joined=existing, orders=orders)


def rounded_structure(shop: Workshop, x: Floats, threshold: float) -> Floats | None:
    """The 0/1 structure nearest to `x` that obeys every row on structure alone (offices, rivals, order in time)."""
    matrix = shop.matrix
    columns = matrix.of("Signed")
    inside = np.zeros(len(matrix.cost), dtype=bool)
    inside[columns] = True
    counts = np.diff(matrix.a.indptr)
    inner = np.asarray((matrix.a != 0) @ inside.astype(float)).ravel()
    rows = np.flatnonzero((inner == counts) & (counts > 0))
    cost = np.zeros(len(matrix.cost))
    cost[columns] = threshold - x[columns]
    small = replace(
        matrix,
        cost=cost,
        offset=0.0,
        cost_scale=1.0,
        a=matrix.a[rows],
        row_lower=matrix.row_lower[rows],
        row_upper=matrix.row_upper[rows],
        rows=tuple(matrix.rows[n] for n in rows),
        integer=inside & matrix.integer,
    )
    lower, upper = shop.frozen
    answer = solve_matrix(small, gap=1e-3, time_limit=5.0, lower=lower, upper=np.where(np.isfinite(upper), upper, 1e6))
    return answer.x
