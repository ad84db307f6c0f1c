"""Finding plans for large cases: structures on the relaxation, taken to whole lots, then renewed item by item."""

from __future__ import annotations

from threading import Event

from pooling.plan.program.earlier import AIM, AIM_LARGE, AIM_SMALL, DEAR
from pooling.plan.program.highs import Watch
from pooling.plan.program.matrix import Floats
from pooling.plan.search.crew import PAUSE, Crew
from pooling.plan.search.dive import Dive
from pooling.plan.search.draft import drafted
from pooling.plan.search.landing import Landing
from pooling.plan.search.lots import WholeLots
from pooling.plan.search.outline import Outline, outlined
from pooling.plan.search.structures import Structures
from pooling.plan.search.turns import ENOUGH, MISSED, PATIENCE, Turns
from pooling.plan.stage.decode import untouched
from pooling.plan.stage.progress import Progress
from pooling.plan.stage.workshop import Workshop

BETTER, BETTER_LARGE = 1e-5, 1e-3
"""Least relative gain of a structure that counts; in a large case, in which its landing takes long."""

ROOM = 0.9
"""Part of the room that rounding left in earlier objectives' tolerance that is used the next time."""

FAR = 1.0
"""Part of its tolerance by which a point may miss an earlier objective and still be mended."""

HURRY, SLOWER = 100.0, 2.0
"""Seconds left at which the first point is renewed before better structures are looked for; in a large case as many as
the last structure and its landing took, before the first some times what the linear relaxation took."""

WORTHWHILE = 5e-3
"""Relative gain for which what is at hand is left."""

COMPLETE, COMPLETE_SMALL, SETTLE = 20.0, 3.0, 30.0
"""Seconds for completing a structure (a try; in a small case), and for better followers of the best."""


def improve(shop: Workshop, progress: Progress) -> None:
    """Look for better plans until the stage is over."""
    Search(shop, progress).run()


class Search:
    """A structure (signings, expansions, extensions, tiers) is found on the relaxation and improved in neighbourhoods;
    better ones are completed and taken to whole lots; the best point is then renewed item by item.

    shape   the best structure, all else relaxed
    point   the best point in whole lots; it may miss earlier objectives until renewal has brought it back
    aim     part of earlier objectives' tolerance that a point may use before it is taken to whole lots
    at_hand value of what is being taken to whole lots or renewed
    landed  seconds that the last structure took to become a plan
    """

    def __init__(self, shop: Workshop, progress: Progress) -> None:
        self.shop, self.progress = shop, progress
        self.crew = Crew(shop, progress.core)
        self.structures = Structures(shop, progress)
        self.lots = WholeLots(shop, progress.done)
        self.landing = Landing(shop, progress, self.lots, self.crew)
        self.dive = Dive(shop, self.lots, progress.done)
        self.tactics = progress.tactics
        self.turns = Turns(shop, progress, self.structures, self.lots, self.crew)
        self.shape: Floats | None = None
        self.point: Floats | None = None
        self.unsettled, self.stalled, self.landed = False, 0, 0.0
        self.aim = AIM_LARGE if shop.large else AIM_SMALL if shop.small else AIM
        self.at_hand = 0.0

    def run(self) -> None:
        """First structures, then neighbourhoods, the prover's points and renewal in turn."""
        start = self._begin()
        if self.progress.known is None and (self.shop.vast or (start is None and self.shop.large)):
            self._begin_large(start)
        for shape in self.structures.first(start):
            self.turns.learn_worth()
            if self._improved(shape):
                self._land_shape(settle=False)
        self.progress.suggest(None)
        if self.point is not None and self._late:
            self._renew_all(self.point)
        while not self.progress.over:
            if self.progress.points and not self.shop.large:
                point = self.progress.points.pop()
                self.progress.points.clear()
                self._take(point)
            elif self.shape is None and self.point is None:
                self.progress.done.wait(PAUSE)
            elif self.shape is not None and self._looks:
                self._look_around(self.shape)
            elif not self.shop.small and self.unsettled:
                self._land_shape(self._settles)
            elif self.point is not None and self.turns.promising and self.tactics.renewal:
                self._renew_all(self.point)
            elif self.tactics.neighbourhoods or self.tactics.renewal:
                self._diversify()
            else:
                self.progress.done.wait(PAUSE)

    @property
    def _late(self) -> bool:
        """True where the point is better renewed: less time is left than a better structure and its landing take."""
        most = HURRY
        if self.shop.large:
            root = self.progress.root.seconds if self.progress.root else 0.0
            most = SLOWER * root if self.shape is None else self.structures.took + self.landed
        return self.point is not None and self.tactics.renewal and self.progress.left <= most

    @property
    def _looks(self) -> bool:
        """True where a better structure is to be looked for next."""
        return not self.shop.small and self.stalled < PATIENCE and not (self.shop.large and self._late)

    def _take(self, x: Floats) -> None:
        """What branch and bound has found: every choice in a small case, else signings that are worth a structure."""
        if not self.shop.small:
            self._improved(self.structures.signed_like(x))
        elif self._value(x) < self._value(self.point):
            self._land(x, polish=True)

    def _cut_short(self) -> bool:
        """The stage is over, or branch and bound of a small case has found something much better than is at hand."""
        points = self.progress.points if self.shop.small else []
        better = bool(points) and self._value(points[-1]) < self.at_hand * (1 - WORTHWHILE)
        return better or self.progress.over

    def _begin(self) -> Floats | None:
        """Begin with the plan to start from, which is returned; without any, with the plan that decides nothing."""
        given = self.progress.best
        if given is not None:
            self.progress.suggest(None)
        else:
            self.progress.offer(self.shop.candidate(untouched(self.shop.instance)))
        if self.progress.best is not None:
            self.point = self.shop.filled(self.shop.encoded(self.progress.best.plan))
        self._begin_from_known()
        return None if given is None else self.shop.encoded(given.plan)

    def _begin_from_known(self) -> None:
        """With known prices it is known at once which items may gain most; the known plan may be better once mended."""
        known, earlier = self.progress.known, self.shop.earlier
        if known is None:
            return
        self.structures.learn(known.prices)
        self.turns.learn_worth()
        self.progress.wait_for(self.progress.apart)
        if known.plan is not None:
            weighed = earlier.weighed(self.turns.worth, DEAR)
            x = self.shop.filled(self.shop.encoded(known.plan), weighed)
            if x is not None and self._value(x) < self._value(self.point):
                x = self.landing.polished(x, weighed, self._cut_short, self.turns.worthwhile(x))
                if earlier.missed(x) <= FAR:
                    self._offer_whole(x)

    def _begin_large(self, start: Floats | None) -> None:
        """Without a start a first plan from the outline, renewed until the linear relaxation is there."""
        outline = self._outline(start)
        if start is None and outline is not None and self.point is not None:
            point = drafted(self.shop, outline, self.dive, self.crew, self.point)
            if self.progress.offer(self.shop.as_is(point)):
                self.point = point
        while self.point is not None and self.tactics.renewal and not self.progress.rooted.is_set():
            if self.progress.over or not self.turns.promising:
                break
            self._renew_all(self.point, self.progress.rooted)

    def _outline(self, start: Floats | None) -> Outline | None:
        """The case in years, and what rows are worth in it."""
        outline = None
        if self.tactics.outline:
            outline = outlined(self.shop, self.progress.left, Watch(stop=self.progress.done), start)
        if outline is not None:
            self.structures.learn(outline.prices)
        self.progress.take_prices(None if outline is None else outline.prices)
        return outline

    def _diversify(self) -> None:
        """Structures in a neighbourhood of the best, and two items at once: what one gives up may serve the other."""
        if not (self.shop.large and self._late):
            if self.shape is not None:
                self._look_around(self.shape)
            elif self.progress.rooted.is_set() or not self.tactics.renewal:
                self._improved(self.structures.near_root())
        if self.unsettled:
            self._land_shape(self._settles)
        if self.point is not None and self.tactics.renewal:
            found = self.turns.two(self.point)
            if found is not self.point:
                self._offer_whole(found)

    def _renew_all(self, x: Floats, until: Event | None = None) -> None:
        """A turn of renewal: every item once, or `until`. A point that becomes no plan is left for the best plan."""
        self.at_hand = self._value(x)

        def cut_short() -> bool:
            return self._cut_short() or (until is not None and until.is_set())

        x = self.turns.take(x, self._offer_whole, cut_short)
        if cut_short() or not self.turns.idle:
            return
        if self.shop.earlier.missed(x) > MISSED and self.progress.best is not None:
            self.point = self.shop.filled(self.shop.encoded(self.progress.best.plan))

    def _offer_whole(self, x: Floats) -> None:
        """Go on from a point in whole lots, and offer its plan."""
        self.point = x
        self.progress.offer(self.shop.as_is(x))

    def _value(self, x: Floats | None) -> float:
        return float("inf") if x is None else self.shop.matrix.objective(x)

    def _look_around(self, shape: Floats) -> None:
        """Look for a better structure in a neighbourhood of the best."""
        self.stalled += 1
        if not self.tactics.neighbourhoods:
            return
        before, found = self._value(shape), self.structures.around(shape, self.turns.worthwhile(shape))
        if self._improved(found) and before - self._value(found) > ENOUGH * before:
            self.stalled = 0

    def _improved(self, shape: Floats | None) -> bool:
        """Keep a structure that is better than the best."""
        least = BETTER_LARGE if self.shop.large else BETTER
        if shape is None or self._value(shape) >= self._value(self.shape) * (1 - least):
            return False
        self.shape, self.unsettled = shape, True
        return True

    @property
    def _settles(self) -> bool:
        """True where a better structure's followers are settled before it is taken to whole lots."""
        return bool(self.shop.reached) and not self.shop.large

    def _land_shape(self, settle: bool) -> None:
        """Complete the best structure, settle its followers if asked to, and take it to whole lots."""
        shop, progress, left = self.shop, self.progress, self.progress.left
        assert self.shape is not None
        most = max(COMPLETE, progress.root.seconds if progress.root else 0.0)
        seconds = min(COMPLETE_SMALL if shop.small else most, max(1.0, progress.left))
        worth, watch = self.structures.worth if shop.large else None, Watch(stop=progress.done)
        x = shop.completed(self.shape, worth, self.aim, seconds, watch)
        self.unsettled = self._settles and not settle
        self.progress.suggest(x)
        if x is None:
            self.aim = (1.0 + self.aim) / 2
        if x is not None and settle and self.tactics.settling:
            x = shop.settled(x, self.aim, min(SETTLE, max(1.0, progress.left)), watch)
        if x is not None and not progress.over:
            self._land(x, polish=not self.unsettled)
        self.landed = left - progress.left

    def _land(self, x: Floats, polish: bool) -> None:
        """Take a point with whole choices to whole lots; go on from it where it is better than the one before.

        Rounding may miss earlier objectives: renewal goes on until they are kept, and the next landing aims lower.
        """
        shop, before, self.at_hand = self.shop, self.point, self._value(x)
        apart = shop.reached and not shop.large
        placed, worth = shop.placed(x, self.aim) if apart else (x, self.structures.worth)
        if placed is None or self.progress.over:
            return
        weighed = shop.earlier.weighed(worth, DEAR)
        self.progress.offer(shop.as_is(shop.dealt(placed)))
        whole = self.landing.rounded(placed, weighed)
        if whole is None:
            return
        self.progress.offer(shop.as_is(whole))
        if polish and self.tactics.polishing:
            whole = self.landing.polished(whole, weighed, self._cut_short)
        missed = shop.earlier.missed(whole)
        if polish and not shop.large:
            self.aim -= missed if missed > 0 else ROOM * missed
        both = before is not None and max(missed, shop.earlier.missed(before)) <= MISSED
        fair = shop.matrix.cost if both else shop.earlier.weighed(worth).cost
        if before is None or (fair @ whole < fair @ before and missed <= FAR):
            self.point = whole
            self.turns.begin(worth)
