"""Proving bounds: the linear relaxation, items apart at a price, then branch and bound."""

from __future__ import annotations

from pooling.plan.bound.item_bounds import ItemBounds
from pooling.plan.program.highs import Answer, Watch, solve_matrix
from pooling.plan.program.matrix import Floats
from pooling.plan.stage.progress import BRANCHING, ITEMS, Progress
from pooling.plan.stage.workshop import CHOICES, HEURISTICS, INTERIOR, ROUGHLY, STRUCTURE, WHOLE, Workshop

AS_GOOD = 1e-3
"""Relative difference of bounds at which the prices that they were proven at count as equally good."""


def prove(shop: Workshop, progress: Progress) -> list[Answer]:
    """The linear relaxation, then branch and bound: the structure whole first, then every choice, then call-offs too.

    The points of the first are starts for the search; the next starts when the one before can tell no more. Where the
    programme is small, every choice is branched on at once, from what the search begins with. Where it is large,
    bounds item by item come first; where it is vast, they come instead of all. At prices known from an earlier solve
    they come even before the relaxation, which then shows whether these still are as good as any.
    """
    prices = _prices_at_hand(shop, progress)
    if prices is not None:
        _price_items(shop, progress, prices)
        if shop.vast:
            progress.rooted.set()
            _prove_items(progress)
            return []
        if progress.items is not None:
            progress.items.round(progress)
    with progress.core.spare(progress.done):
        root = solve_matrix(
            shop.matrix,
            relax=True,
            time_limit=progress.left,
            watch=Watch(stop=progress.done),
            options=INTERIOR | ROUGHLY if shop.large else INTERIOR,
        )
    progress.take_root(root)
    answers = [root]
    if shop.large:
        if progress.items is None or root.bound > progress.items.relaxed + AS_GOOD * abs(root.bound):
            _price_items(shop, progress, root.row_dual)
        _prove_items(progress)
    if shop.small:
        progress.wait_for(progress.suggested)
    for whole in (CHOICES, WHOLE) if shop.small else (STRUCTURE, CHOICES, WHOLE):
        if progress.over:
            break
        with progress.core.spare(progress.done):
            answers.append(_branch(shop, progress, whole))
        if answers[-1].status == "infeasible":
            progress.take_clash(BRANCHING)
        progress.prove(answers[-1].bound, BRANCHING)
    return answers


def _branch(shop: Workshop, progress: Progress, whole: tuple[str, ...]) -> Answer:
    """Branch and bound with the components `whole`: its points are for the search, or plans where all is whole."""

    def improved(x: Floats) -> None:
        if whole is WHOLE:
            progress.offer(shop.as_is(x))
        else:
            progress.notice(x)

    def bounded(_value: float, bound: float, _seconds: float) -> None:
        progress.prove(bound, BRANCHING)

    return solve_matrix(
        shop.only_whole(*whole),
        gap=progress.limits.gap / 50,
        time_limit=progress.left,
        start=_start(shop, progress, whole) if shop.small else None,
        watch=Watch(report=bounded, stop=progress.done, improved=improved),
        options=INTERIOR | HEURISTICS if shop.small and shop.reached else INTERIOR,
    )


def _start(shop: Workshop, progress: Progress, whole: tuple[str, ...]) -> Floats | None:
    """The better of the point suggested, unless its lots have to be whole, and the best plan's decisions."""
    point = None if whole is WHOLE else progress.begin
    if progress.best is None or (point is not None and shop.matrix.objective(point) < progress.value):
        return point
    return shop.encoded(progress.best.plan)


def _prices_at_hand(shop: Workshop, progress: Progress) -> Floats | None:
    """What rows are worth before any relaxation: as known, or where the case is vast as the outline has it."""
    if progress.known is not None:
        return progress.known.prices
    if shop.vast:
        progress.wait_for(progress.outlined)
    return progress.prices if shop.vast else None


def _price_items(shop: Workshop, progress: Progress, prices: Floats | None) -> None:
    """Take the items apart at `prices`."""
    if progress.tactics.item_bounds and prices is not None and not progress.over:
        with progress.core.spare(progress.done):
            progress.items = ItemBounds(shop, prices)
        progress.prove(progress.items.bound, ITEMS)
    progress.apart.set()


def _prove_items(progress: Progress) -> None:
    if progress.items is not None:
        progress.items.prove(progress)
    progress.bounded.set()
