"""A first plan from an outline: item by item, each within its part of what items share."""

from __future__ import annotations

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


def drafted(shop: Workshop, outline: Outline, dive: Dive, x: Floats, until: Event) -> Floats | None:
    """`x`, in which nothing is decided, with the outline's signings and everything else in whole lots.

    The frameworks of an item for which nothing is found stay unsigned. None where `until` comes first.
    """
    view = outline.priced(shop.matrix)
    x, before = outline.begun(shop.matrix, x), x
    items = [item for item in shop.blocks.items if item != SHARED]
    for n, item in enumerate(items):
        if until.is_set():
            return None
        for part in RESERVED:
            found = dive.item(x, outline.reserving(shop, view, x, items[n + 1 :], part), item)
            if found is not None:
                x = found
                break
        else:
            own = shop.blocks.columns[item]
            x[own] = before[own]
    return x
