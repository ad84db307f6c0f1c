"""A first plan from an outline: item by item, each within its part of what items share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pooling.plan.program.matrix import Floats
from pooling.plan.search.dive import Dive
from pooling.plan.search.outline import Outline
from pooling.plan.stage.workshop import Workshop

RESERVED = (1.0, 0.9, 0.5, 0.0)
"""Part of what other items will use, as the outline has it, that is kept for them: less where an item finds no room.

A year of an outline has room that not each of its periods has.
"""


def drafted(shop: Workshop, outline: Outline, dive: Dive, x: Floats) -> Iterator[Floats]:
    """`x`, in which nothing is decided, with the outline's signings and everything else in whole lots: after one item,
    two, four … and in the end.

    The frameworks of an item for which nothing is found, or that the dive does not reach in time, stay unsigned.
    """
    view, before = outline.priced(shop.matrix), x
    x, items = outline.begun(shop.matrix, x), shop.blocks.items
    for n, item in enumerate(items):
        if n and n & (n - 1) == 0:
            yield _without(shop, x, before, items[n:])
        found = None
        for part in RESERVED:
            if found is None and not dive.stop.is_set():
                found = dive.item(x, outline.reserving(shop, view, x, items[n + 1 :], part), item)
        if found is None:
            found = _without(shop, x, before, [item])
        x = found
    yield x


def _without(shop: Workshop, x: Floats, before: Floats, items: Sequence[str]) -> Floats:
    """`x` with everything about `items` as it was before."""
    x = x.copy()
    for item in items:
        own = shop.blocks.columns[item]
        x[own] = before[own]
    return x
