"""Proving bounds: the linear relaxation, items apart at its prices, then branch and bound on the whole programme."""

from __future__ import annotations

from pooling.plan.bound.item_bounds import ItemBounds
from pooling.plan.program.highs import Answer, Watch, solve_matrix
from pooling.plan.program.matrix import Floats
from pooling.plan.stage.progress import BRANCHING, ITEMS, Progress
from pooling.plan.stage.workshop import CHOICES, INTERIOR, ROUGHLY, STRUCTURE, WHOLE, Workshop

AS_GOOD = 1e-3
"""Relative difference of bounds at which the prices that they were proven at count as equally good."""


def relax(shop: Workshop, progress: Progress) -> Answer:
    """The linear relaxation: a bound, what rows are worth, and a point that guides the search."""
    root = solve_matrix(
        shop.matrix,
        relax=True,
        time_limit=progress.left,
        watch=Watch(stop=progress.done),
        options=INTERIOR | ROUGHLY if shop.large else INTERIOR,
    )
    progress.take_root(root)
    return root


def prices_at_hand(shop: Workshop, progress: Progress) -> ItemBounds | None:
    """In a large case the items apart at prices known from an earlier solve, even before the relaxation."""
    prices = _at_hand(shop, progress)
    return None if prices is None else _apart(shop, progress, prices)


def prove_beyond(shop: Workshop, progress: Progress, root: Answer, known: ItemBounds | None = None) -> str:
    """Prove more than the linear relaxation `root`, and the items apart at `known` prices, do; the proof's status."""
    if root.status == "infeasible":
        return root.status
    if shop.large and not progress.over:
        if known is not None and root.bound <= known.relaxed + AS_GOOD * abs(root.bound):
            known.prove(progress)
        elif root.row_dual is not None:
            _apart(shop, progress, root.row_dual).prove(progress)
    for whole in (CHOICES, WHOLE) if shop.small else () if shop.large else (STRUCTURE, CHOICES, WHOLE):
        if progress.over:
            break
        answer = _branch(shop.beside(progress.value), progress, whole)
        if answer.status == "infeasible":
            progress.take_clash(BRANCHING)
            return answer.status
        progress.prove(answer.bound, BRANCHING)
    return root.status


def _at_hand(shop: Workshop, progress: Progress) -> Floats | None:
    """What rows are worth before any relaxation: as known, or where the case is vast as its outline has it."""
    if progress.known.prices is not None:
        return progress.known.prices
    if shop.vast and not progress.given:
        progress.wait_for(progress.outlined)
    return progress.prices


def _apart(shop: Workshop, progress: Progress, prices: Floats) -> ItemBounds:
    """The items apart at `prices`."""
    items = ItemBounds(shop, prices, progress.done)
    progress.duals = prices
    progress.prove(items.bound, ITEMS)
    return items


def _branch(shop: Workshop, progress: Progress, whole: tuple[str, ...]) -> Answer:
    """Branch and bound with the components `whole`: its points are plans where call-offs come out whole, too."""

    def improved(x: Floats) -> None:
        progress.offer(shop.as_is(x))

    best = progress.best
    return solve_matrix(
        shop.only_whole(*whole),
        gap=progress.limits.gap / 50,
        time_limit=progress.left,
        start=shop.encoded(best.plan) if best is not None and whole is WHOLE else None,
        watch=Watch(
            report=lambda _value, bound, _seconds: progress.prove(bound, BRANCHING),
            stop=progress.done,
            improved=None if whole is STRUCTURE else improved,
        ),
        options={} if shop.small else INTERIOR,
    )
