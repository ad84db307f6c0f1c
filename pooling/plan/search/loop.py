"""The loop: adaptive large neighbourhood search on a point in whole lots."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from pooling.plan.parameters import CONSTRUCTION, PRICES, STEPS
from pooling.plan.program.highs import Watch
from pooling.plan.program.matrix import Floats
from pooling.plan.program.part import Mask, Programme
from pooling.plan.program.weights import Weights
from pooling.plan.search.columns import Columns
from pooling.plan.search.construction import Construction, filled
from pooling.plan.search.neighbourhoods import FOLLOWING, Broken, Neighbourhood, chosen
from pooling.plan.search.point import Point
from pooling.plan.stage.decode import untouched
from pooling.plan.stage.progress import Progress
from pooling.plan.stage.workshop import Workshop


@dataclass
class Arm:
    """A neighbourhood, how likely it is chosen (weight), and how many columns it frees (size)."""

    neighbourhood: Neighbourhood
    weight: float = 1.0
    size: float = STEPS.size


class Search:
    """Improves one point, with as many threads as call `run`."""

    def __init__(self, shop: Workshop, progress: Progress) -> None:
        self.shop, self.progress = shop, progress
        self.programme = programme_of(shop)
        self.columns = Columns(self.programme, shop.instance)
        plan = progress.best.plan if progress.best else untouched(shop.instance)
        self.point = Point(shop, progress, self.programme, self.filled(shop.encoded(plan)))
        self.construction = Construction(shop, progress)

    def begin(self) -> None:
        """Make a plan of the point, and of the first guess, as it is or with its call-offs dealt out within the limits.

        Where there was no plan and the case is large, make another one item by item.
        """
        self.mend(self.point)
        if self.progress.known.plan is not None:
            guess = self.shop.encoded(self.progress.known.plan)
            self.consider([min(map(self.filled, (guess, self.shop.dealt(guess))), key=self.programme.value)])
        if not self.progress.given:
            self.consider(self.construction.drafted(self.point.x))

    def filled(self, x: Floats) -> Floats:
        """`x` with all else as good as it then can be."""
        return filled(self.programme, self.columns, x)

    def structured(self) -> None:
        """Once the linear relaxation is there: what it says earlier objectives are worth, and the structure near it.

        Where the stage began from a plan that is near it already, steps get further in the time that this takes.
        """
        root, progress = self.progress.root, self.progress
        if root is not None and root.row_dual is not None:
            self.programme.weights.know(root.row_dual)
        if not progress.given or progress.gap > CONSTRUCTION.near:
            self.consider(self.construction.structured())

    def consider(self, points: Iterable[Floats]) -> None:
        """Go on from the points that are better once they are mended."""
        anything = self.columns.whole | self.columns.others
        for x in points:
            found = Point(self.shop, self.progress, self.programme, self.filled(x))
            self.mend(found)
            if found.mended or not self.point.mended:
                self.point.take(self.point.x, found.x, anything, STEPS.better)

    def mend(self, point: Point) -> None:
        """Where rows are broken choose anew what follows from call-offs, then take steps until none is, or too many.

        What broken rows cost rises with each step that mends nothing: a part of a lot too much may bring more than it
        costs at first.
        """
        if not point.mended:
            self.solved(point, self.columns.about(*FOLLOWING), CONSTRUCTION.step)
        arm, until = Arm(Broken(self.columns, random.Random(0))), (1 - CONSTRUCTION.mending) * self.progress.left
        for _ in range(CONSTRUCTION.mend):
            if point.mended or self.progress.left < until or self.progress.over:
                break
            if not self.use(arm, point):
                if point.programme.dear >= PRICES.dearest:
                    break
                point.programme = replace(point.programme, dear=PRICES.dearer * point.programme.dear)

    def run(self, seed: int) -> None:
        """Take steps until the stage is over."""
        self.improve(random.Random(seed), lambda: False)

    def improve(self, dice: random.Random, until: Callable[[], bool]) -> None:
        """Take steps, chosen by what they have brought so far."""
        arms = [Arm(kind(self.columns, dice)) for kind in chosen(self.progress.limits.without)]
        mending = Arm(Broken(self.columns, dice))
        while self.columns.whole.any() and not until() and not self.progress.over:
            root = self.progress.root
            for arm in arms:
                arm.neighbourhood.relaxed = None if root is None else root.x
            among = arms if self.point.mended else [*arms, mending]
            self.use(dice.choices(among, [arm.weight for arm in among])[0], self.point)
            self.programme.weights.follow(self.point.x)

    def use(self, arm: Arm, point: Point) -> bool:
        """Take a step, and learn from it; was anything gained?"""
        gained, solved = self.step(arm.neighbourhood, round(arm.size), point)
        keep, more = (STEPS.memory, STEPS.reward) if gained else (STEPS.fade, 0.0)
        arm.weight = max(STEPS.floor, keep * arm.weight + more)
        if solved:
            arm.size = min(len(self.columns.whole), arm.size * STEPS.wider)
        elif not gained:
            arm.size = max(STEPS.least, arm.size * STEPS.closer)
        return gained

    def step(self, neighbourhood: Neighbourhood, size: int, point: Point) -> tuple[bool, bool]:
        """Free what `neighbourhood` says and solve; was anything gained, was it solved to the end?"""
        result = self.solved(point, neighbourhood.freed(point.x, size) & self.columns.whole, STEPS.seconds)
        self.progress.stepped()
        return result

    def solved(self, point: Point, chosen: Mask, seconds: float) -> tuple[bool, bool]:
        """Solve with `chosen` whole columns free, and all that follows; gained, solved to the end?"""
        if not chosen.any():
            return False, True
        x, progress, begun = point.x, self.progress, time.perf_counter()
        free = self.columns.following(chosen)
        built = time.perf_counter() - begun
        answer = point.programme.solve(
            x,
            free,
            gap=self.near_enough(point),
            time_limit=min(seconds + built, max(0.05, progress.left)),
            watch=Watch(stop=progress.done),
            options=self.shop.effort,
        )
        if answer.x is None:
            return False, answer.status == "infeasible"
        return point.take(x, answer.x, free, STEPS.better), answer.status == "optimal"

    def near_enough(self, point: Point) -> float:
        """Relative gap at which a step counts as solved: what is left would close next to nothing of the stage's."""
        lacks = (self.progress.value - self.progress.bound) * self.shop.matrix.cost_scale
        if not np.isfinite(lacks) or not point.value:
            return STEPS.finest
        return float(np.clip(STEPS.part * lacks / abs(point.value), STEPS.finest, STEPS.coarsest))


def programme_of(shop: Workshop) -> Programme:
    """The stage's programme in whole lots, in which earlier objectives may be missed, dearly."""
    matrix = shop.matrix
    lower, upper, whole = matrix.lower.copy(), matrix.upper.copy(), matrix.integer.copy()
    whole[matrix.of("CallOff")] = True
    one = matrix.of("One")
    lower[one] = upper[one]
    upper[shop.earlier.excess] = np.inf
    programme = replace(matrix, lower=lower, upper=upper, integer=whole)
    return Programme(programme, PRICES.dear, Weights(shop.earlier))
