"""A first plan from an outline: item by item, each within its part of what items share."""

from __future__ import annotations

from itertools import takewhile
from threading import Event

from pooling.plan.blocks import SHARED
from pooling.plan.dive import Dive
from pooling.plan.matrix import Floats
from pooling.plan.outline import Outline
from pooling.plan.workshop import Workshop

RESERVED = (1.0, 0.9, 0.5, 0.0)
"""Part of what other items will use, as the outline has it, that is kept for them: less where an item finds no room.

A year of an outline has room that not each of its periods has.
"""


def drafted(shop: Workshop, outline: Outline, dive: Dive, x: Floats, until: Event) -> Floats:
    """`x`, in which nothing is decided, with the outline's signings and everything else in whole lots.

    The frameworks of an item for which nothing is found, or that is not reached `until` then, stay unsigned.
    """
    view = outline.priced(shop.matrix)
    x, before = outline.begun(shop.matrix, x), x
    items = [item for item in shop.blocks.items if item != SHARED]
    for n, item in enumerate(items):
        views = (outline.reserving(shop, view, x, items[n + 1 :], part) for part in RESERVED)
        tries = (dive.item(x, matrix, item) for matrix in takewhile(lambda _: not until.is_set(), views))
        found = next((point for point in tries if point is not None), None)
        if found is None:
            own = shop.blocks.columns[item]
            x[own] = before[own]
        else:
            x = found
    return x
