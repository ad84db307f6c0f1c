"""A first plan from an outline: item by item, each within its part of what items share."""

from __future__ import annotations

from itertools import takewhile

from pooling.plan.program.matrix import Floats
from pooling.plan.search.crew import Crew, Turn
from pooling.plan.search.dive import Dive
from pooling.plan.search.outline import Outline
from pooling.plan.stage.workshop import Workshop

RESERVED = (1.0, 0.9, 0.5, 0.0)
"""Part of what other items will use, as the outline has it, that is kept for them: less where an item finds no room.

A year of an outline has room that not each of its periods has.
"""


def drafted(shop: Workshop, outline: Outline, dive: Dive, crew: Crew, x: Floats) -> Floats:
    """`x`, in which nothing is decided, with the outline's signings and everything else in whole lots.

    The frameworks of an item for which nothing is found, or that the dive does not reach in time, stay unsigned.
    """
    view, before = outline.priced(shop.matrix), x

    def whole(turn: Turn) -> Floats:
        views = (outline.reserving(shop, view, turn.x, turn.rest, part) for part in RESERVED)
        tries = (dive.item(turn.x, matrix, turn.item) for matrix in takewhile(lambda _: not dive.stop.is_set(), views))
        found = next((point for point in tries if point is not None), None)
        if found is None:
            own, found = shop.blocks.columns[turn.item], turn.x.copy()
            found[own] = before[own]
        return found

    return crew.each(outline.begun(shop.matrix, x), shop.blocks.items, whole)
