"""Finding plans for large cases: a dive from the relaxation, then neighbourhoods around the best plan."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.instance import Instance
from pooling.plan.highs import Watch, solve_matrix
from pooling.plan.lots import WholeLots
from pooling.plan.matrix import Floats, Matrix
from pooling.plan.plan import Plan
from pooling.plan.workshop import BOLD, INTERIOR, SHAPED, SPENT, STRUCTURE, Workshop, fix

if TYPE_CHECKING:
    from pooling.plan.stages import Progress

SEED = 1
FREED = 0.35
"""Part of the candidates whose signing a neighbourhood frees."""

QUICK, STEP, LOTS, TOGETHER = 15.0, 15.0, 2.0, 6.0
"""Seconds for a first structure, for a neighbourhood, and for the whole lots of an item, or of two together."""

FINE = 2e-3
"""Relative gap of a sub-problem."""

DEAR, DEAREST = 3.0, 30.0
"""How many times its worth it costs to miss an earlier objective while whole lots are to become a plan."""

BETTER = 1e-5
"""Least relative gain of a structure that counts."""

PATIENCE = 1
"""Neighbourhoods in turn without gain before the best structure's followers are settled."""

COMPLETE, SETTLE = 20.0, 30.0
"""Seconds for completing a structure (a try), and for better followers of the best."""


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
        self.settled: Floats | None = None
        self.unsettled, self.bold, self.stalled = False, False, 0

    def run(self) -> None:
        """First structures, then the prover's points and neighbourhoods in turn."""
        start = None if self.progress.best is None else self.shop.encoded(self.progress.best.plan)
        if start is None:
            self.progress.offer(self.shop.candidate(untouched(self.shop.instance)))
        elif not self.shop.reached:
            self._begin_with(start)
        for signings in self._first_signings(start):
            shape = self._shaped(signings, None, QUICK)
            if self._improved(self._nearest(signings) if shape is None else shape):
                self._land_shape(settle=False)
        while not self.progress.over:
            if self.progress.points:
                signings = fix(self.shop.matrix, self.shop.frozen, self.progress.points.pop(), ("Signed",))
                self.progress.points.clear()
                self._improved(self._shaped(signings, None, STEP))
            elif self.shape is None:
                self.progress.done.wait(0.2)
            elif self.stalled < PATIENCE:
                self._look_around(self.shape)
            elif self.unsettled:
                self._land_shape(settle=bool(self.shop.reached))
            elif self.point is not None and self.views:
                self._polish_on()
            elif self.bold and self.settled is not None:
                self._settle_on(self.settled)
            else:
                self._look_around(self.shape)
                self._polish_together()

    def _begin_with(self, start: Floats) -> None:
        """Place the whole lots of the plan to start from better, as it stands: some limits only this plan may keep."""
        self.point = self.shop.filled(start)
        if self.point is not None:
            self.rough, self.views = list(self.lots.items), [self.shop.matrix]
            self._polish(self.shop.matrix)

    def _value(self, x: Floats | None) -> float:
        return float("inf") if x is None else self.shop.matrix.objective(x)

    def _first_signings(self, start: Floats | None) -> Iterator[tuple[Floats, Floats]]:
        """Column bounds that fix the signings: as in the plan to start from, and nearest to the linear relaxation."""
        shop = self.shop
        if start is not None:
            yield fix(shop.matrix, shop.frozen, start, ("Signed",))
        relaxed = self._relaxed(shop.frozen)
        if relaxed is not None:
            signed = rounded_structure(shop, relaxed, ("Signed",), shop.frozen)
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
        matrix = self.shop.hedged(self.shop.only_whole(*STRUCTURE), SHAPED)
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

    def _nearest(self, bounds: tuple[Floats, Floats]) -> Floats | None:
        """The structure nearest to the linear relaxation within `bounds`, all else relaxed; None if it clashes."""
        shop = self.shop
        relaxed = self._relaxed(bounds)
        near = None if relaxed is None else rounded_structure(shop, relaxed, STRUCTURE, bounds)
        return None if near is None else self._relaxed(fix(shop.matrix, bounds, near, STRUCTURE))

    def _relaxed(self, bounds: tuple[Floats, Floats]) -> Floats | None:
        matrix = self.shop.hedged(self.shop.matrix, SHAPED) if self.shop.reached else self.shop.matrix
        seconds = max(1.0, self.progress.left)
        return solve_matrix(
            matrix, relax=True, time_limit=seconds, lower=bounds[0], upper=bounds[1], options=INTERIOR
        ).x

    def _look_around(self, shape: Floats) -> None:
        """Look for a better structure in a neighbourhood of the best."""
        self.stalled += 1
        if self._improved(self._shaped(self._some_signings(), shape, STEP)):
            self.stalled = 0

    def _improved(self, shape: Floats | None) -> bool:
        """Keep a structure that is better than the best."""
        if shape is None or self._value(shape) >= self._value(self.shape) * (1 - BETTER):
            return False
        self.shape, self.unsettled = shape, True
        return True

    def _land_shape(self, settle: bool) -> None:
        """Complete the best structure, settle its followers if asked to, and take it to whole lots."""
        shop, progress = self.shop, self.progress
        assert self.shape is not None
        x = shop.completed(self.shape, min(COMPLETE, max(1.0, progress.left)))
        self.unsettled, self.bold = bool(shop.reached) and not settle, True
        if x is not None and settle:
            x = self._settled(x)
        self.settled = x
        if x is not None and not progress.over:
            self._land(x, SPENT if settle else SPENT[-1:])

    def _settle_on(self, x: Floats) -> None:
        """Settle (further), and leave less of earlier objectives' tolerance to rounding."""
        self.bold = False
        self.settled = x = self._settled(x)
        if not self.progress.over:
            self._land(x, BOLD)

    def _settled(self, x: Floats) -> Floats:
        return self.shop.settled(x, min(SETTLE, max(1.0, self.progress.left)), Watch(stop=self.progress.done))

    def _land(self, x: Floats, parts: Sequence[float]) -> None:
        """Take a point with whole choices to whole lots and improve it until it is a plan; go on from it, or from the
        point before where that is better. `parts`: what to spend of earlier objectives' tolerance, until one succeeds.
        """
        shop, before = self.shop, self.point
        for spent in parts if shop.reached else parts[:1]:
            placed, worth = shop.placed(x, spent)
            whole = None if placed is None else self.lots.rounded(placed, shop.weighed(worth), LOTS)
            if placed is not None and whole is None:
                self.progress.offer(shop.as_is(shop.dealt(placed)))
            if whole is not None and self._made_plan(whole, worth):
                break
        else:
            self.point = before
        if before is not None and self.point is not None and self._value(before) <= self._value(self.point):
            self.point = before
        self.views = [shop.matrix]

    def _made_plan(self, whole: Floats, worth: Floats) -> bool:
        """Improve whole lots, then ask more and more for keeping earlier objectives. True if that ends in a plan."""
        shop, self.point = self.shop, whole
        weighed = shop.weighed(worth)
        self.rough = list(self.lots.items)
        if not shop.reached:
            return self._polish(weighed) & self._polish(weighed)
        if self._polish(weighed) or self._polish(weighed):
            return True
        for times in (DEAR, DEAREST):
            dear = shop.penalised(times * worth)
            self.rough = list(self.lots.items)
            if self._polish(dear) or self._polish(dear):
                return True
        return False

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
        self.point = self.lots.improved(self.point, self.shop.matrix, pair, TOGETHER)
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
            found = self.lots.improved(self.point, matrix, [item], LOTS)
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


def rounded_structure(
    shop: Workshop, x: Floats, components: tuple[str, ...], bounds: tuple[Floats, Floats]
) -> Floats | None:
    """The 0/1 structure nearest to `x` that obeys every row on `components` alone (offices, rivals, order in time)."""
    matrix = shop.matrix
    columns = matrix.of(*components)
    inside = np.zeros(len(matrix.cost), dtype=bool)
    inside[columns] = True
    counts = np.diff(matrix.a.indptr)
    inner = np.asarray((matrix.a != 0) @ inside.astype(float)).ravel()
    rows = np.flatnonzero((inner == counts) & (counts > 0))
    cost = np.zeros(len(matrix.cost))
    cost[columns] = 0.5 - x[columns]
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
    lower, upper = bounds
    answer = solve_matrix(small, gap=1e-3, time_limit=5.0, lower=lower, upper=np.where(np.isfinite(upper), upper, 1e6))
    return answer.x
