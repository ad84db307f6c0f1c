"""Neighbourhoods: which whole columns a step frees. Each is a class; their names are the table of contents."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

import numpy as np

from pooling.plan.program.matrix import HELD, Floats
from pooling.plan.program.part import Mask
from pooling.plan.search.columns import NOBODY, Columns

STRUCTURE = ("Signed", "Extended", "Built", "Tier", "Joined", "Certified", "Claims")
LOTS = ("CallOff", "Delivered", "RestDelivered")
FOLLOWING = ("Extended", "Tier", "Joined", "Certified", "Claims")
"""What follows, more or less, from what is signed, built and called off."""


class Neighbourhood(ABC):
    """Chooses about `size` of the whole columns of a point; `relaxed`: the linear relaxation, once it is there."""

    relaxed: Floats | None = None

    def __init__(self, columns: Columns, dice: random.Random) -> None:
        self.columns, self.dice = columns, dice
        whole = columns.whole
        self.items = _present(columns.item[whole])
        self.partners = _present(columns.partner[whole])
        self.frameworks = _present(columns.framework[whole])

    @abstractmethod
    def freed(self, x: Floats, size: int) -> Mask:
        """The columns that are freed around the point `x`."""

    def shuffled(self, numbers: Sequence[int]) -> list[int]:
        """The numbers in any order."""
        return self.dice.sample(numbers, len(numbers))

    def thinned(self, mask: Mask, size: int) -> Mask:
        """What of the mask no partner decides, and of so many partners that it is not much more than `size`."""
        if mask.sum() <= size:
            return mask
        partners = self.shuffled(self.partners)
        some = partners[: max(1, round(len(partners) * size / mask.sum()))]
        return mask & np.isin(self.columns.partner, [*some, NOBODY])

    def grown(self, parts: Iterable[Mask], size: int) -> Mask:
        """Parts together until there are `size` columns; the last one only as far as that."""
        mask = np.zeros_like(self.columns.whole)
        for part in parts:
            room, new = size - int(mask.sum()), part & ~mask
            if new.sum() > room and mask.any():
                break
            mask |= new
        return mask


class Partners(Neighbourhood):
    """All that some partners decide: over all items, or over some where that is too much."""

    def freed(self, x: Floats, size: int) -> Mask:
        """Partners one after the other."""
        c = self.columns
        return self.grown((self.thinned(c.whole & (c.partner == p), size) for p in self.shuffled(self.partners)), size)

    def thinned(self, mask: Mask, size: int) -> Mask:
        """What of the mask is about so many items that it is not much more than `size`."""
        if mask.sum() <= size:
            return mask
        items = self.shuffled(self.items)
        return mask & np.isin(self.columns.item, items[: max(1, round(len(items) * size / mask.sum()))])


class Items(Neighbourhood):
    """Everything about some items, or of some partners about one where that is too much."""

    def freed(self, x: Floats, size: int) -> Mask:
        """Items one after the other."""
        c = self.columns
        return self.grown((self.thinned(c.whole & (c.item == i), size) for i in self.shuffled(self.items)), size)


class Structure(Neighbourhood):
    """What shapes the plan about some items, and the call-offs of some partners there."""

    def freed(self, x: Floats, size: int) -> Mask:
        """The structure of items for half of the size, then partners."""
        c = self.columns
        shape, lots = c.about(*STRUCTURE), c.about(*LOTS)
        loose = shape & (c.item == NOBODY)
        mask = self.grown([loose, *(shape & (c.item == i) for i in self.shuffled(self.items))], max(1, size // 2))
        inside = np.isin(c.item, np.unique(c.item[mask]))
        return self.grown([mask, *(lots & inside & (c.partner == p) for p in self.shuffled(self.partners))], size)


class Mixed(Neighbourhood):
    """An item and some partners over all items: what one gives up may serve the other."""

    def freed(self, x: Floats, size: int) -> Mask:
        """The item for two thirds of the size at most, then partners."""
        c = self.columns
        item = self.dice.choice(self.items)
        mask = self.thinned(c.whole & (c.item == item), max(1, 2 * size // 3))
        return self.grown([mask, *(c.whole & (c.partner == p) for p in self.shuffled(self.partners))], size)


class Window(Neighbourhood):
    """All that is decided in some periods in a row, of some items where that is too much."""

    def freed(self, x: Floats, size: int) -> Mask:
        """Periods around one, and items one after the other."""
        c = self.columns
        last = max(0, int(c.period[c.whole].max()))
        middle, wide = self.dice.randint(0, last), self.dice.randint(1, max(1, last // 4))
        within = c.whole & (abs(c.period - middle) <= wide) & (c.period != NOBODY)
        return self.grown((self.thinned(within & (c.item == i), size) for i in self.shuffled(self.items)), size)


class Frameworks(Neighbourhood):
    """All about some frameworks of one item after the other: one may take another's place."""

    def freed(self, x: Floats, size: int) -> Mask:
        """Frameworks of an item one after the other, then those of another item."""
        c = self.columns
        order = [
            k
            for item in self.shuffled(self.items)
            for k in self.shuffled(_present(c.framework[c.whole & (c.item == item)]))
        ]
        return self.grown((self.thinned(c.whole & (c.framework == k), size) for k in order), size)


class Differing(Neighbourhood):
    """Where the point and the linear relaxation differ (relaxation-induced; Danna, Rothberg and Le Pape 2005)."""

    def freed(self, x: Floats, size: int) -> Mask:
        """The columns that differ most, roughly."""
        whole = np.flatnonzero(self.columns.whole)
        apart = np.ones(len(whole)) if self.relaxed is None else np.minimum(1, abs(x - self.relaxed)[whole]) + 1e-3
        chance = np.random.default_rng(self.dice.randrange(2**32)).random(len(whole))
        mask = np.zeros_like(self.columns.whole)
        mask[whole[np.argsort(-apart * chance)[:size]]] = True
        return mask


class Broken(Neighbourhood):
    """What may mend a broken row: its columns over all of time, then all about its partners, frameworks and items."""

    def freed(self, x: Floats, size: int) -> Mask:
        """The columns about one broken row after the other."""
        c = self.columns
        broken = c.programme.matrix.broken(x)
        rows = [int(n) for n in np.flatnonzero(broken > HELD)]
        return self.grown((part for row in self.shuffled(rows) for part in self.about(row)), size)

    def about(self, row: int) -> Iterable[Mask]:
        """The whole columns of a row, wider and wider."""
        c = self.columns
        touched = c.programme.matrix.a[[row]].indices
        items, partners, frameworks = (_present(of[touched]) for of in (c.item, c.partner, c.framework))
        about = np.isin(c.item, items) | np.isin(c.framework, frameworks)
        yield c.whole & np.isin(c.series, c.series[touched])
        yield c.whole & about & np.isin(c.partner, partners)
        yield c.whole & about & (c.partner == NOBODY)
        yield from (c.whole & (c.framework == k) for k in self.shuffled(frameworks))
        yield from (c.whole & (c.item == i) for i in self.shuffled(items or self.items))


NEIGHBOURHOODS: tuple[type[Neighbourhood], ...] = (
    Partners,
    Items,
    Structure,
    Mixed,
    Window,
    Frameworks,
    Differing,
)


def chosen(without: frozenset[str]) -> tuple[type[Neighbourhood], ...]:
    """The neighbourhoods but those named; raises `ValueError` for a name that is none, or where none is left."""
    names = {kind.__name__ for kind in NEIGHBOURHOODS}
    if without - names or not names - without:
        raise ValueError(f"neighbourhoods are {', '.join(sorted(names))}: not all may be left out, nor others")
    return tuple(kind for kind in NEIGHBOURHOODS if kind.__name__ not in without)


def _present(numbers: np.ndarray) -> list[int]:
    return [int(n) for n in np.unique(numbers) if n != NOBODY]
