"""Whole lots: small integer programmes, an item each, take a point to whole lots and then improve it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from threading import Event

import numpy as np
from numpy.typing import NDArray

from pooling.plan.program.highs import Watch
from pooling.plan.program.matrix import Floats, Matrix
from pooling.plan.program.part import solve_part
from pooling.plan.stage.workshop import CHOICES, STRUCTURE, Workshop, fix

FINE = 2e-4
"""Relative gap of an item's programme."""

NEAR = 1e-6

Step = tuple[int, int, tuple[str, ...]]
"""How many lots beside a call-off, and at most where there was none, to look among; and the choices that stay."""

QUICK: tuple[Step, ...] = ((0, 0, CHOICES), (0, 1, CHOICES), (1, 1, CHOICES))
"""Wider where nothing was found: the narrowest is solved in a moment, and what it misses is made up from there."""

STEPS: tuple[Step, ...] = (*QUICK, (3, 3, CHOICES), (9, 9, CHOICES), (1, 1, STRUCTURE))
"""Where that is not enough: wider ones, which cut short miss far more; last, who joins and certifies decided anew."""

Columns = NDArray[np.int64]


class WholeLots:
    """Rounds and improves points of a stage's matrix, one item after the other, all else as it is."""

    def __init__(self, shop: Workshop, stop: Event) -> None:
        self.shop, self.stop = shop, stop
        i, matrix = shop.instance, shop.matrix
        self.items = sorted({lot.item for lot in i.lots.values()})
        self.call_offs = {item: self._about(("CallOff",), item) for item in self.items}
        self.own = {item: self._about(("Backlog", "Ahead", "Bought", "TierVolume"), item) for item in self.items}
        self.choices = np.zeros(len(matrix.cost), dtype=bool)
        self.choices[matrix.of(*CHOICES)] = True
        self.none: Columns = np.zeros(0, dtype=np.int64)
        self.countable = {item: bool((matrix.column_scale[c] == 1).all()) for item, c in self.call_offs.items()}

    def rounded(
        self,
        x: Floats,
        matrix: Matrix,
        seconds: float,
        items: Sequence[str] | None = None,
        steps: Sequence[Step] = STEPS,
    ) -> Floats | None:
        """`x`, whose choices are whole, with whole call-offs of `items` (all), as near as `steps` find any; else None.

        `matrix` may weigh and limit otherwise than the shop's. Items counted in too many lots are dealt out.
        """
        chosen = [item for item in self.items if items is None or item in items]
        for item in chosen:
            if not self.countable[item]:
                x = self._with(x, self.shop.dealt(x), item)
        for item in filter(self.countable.__getitem__, chosen):
            found = None
            for step in steps:
                found = found if found is not None else self._near(x, matrix, [item], step, seconds)
            if found is None:
                return None
            x = found
        return x

    def _near(
        self,
        x: Floats,
        matrix: Matrix,
        items: Sequence[str],
        step: Step,
        seconds: float,
    ) -> Floats | None:
        """Whole call-offs of `items` within a step of `x`."""
        reach, fresh, fixed = step
        lower, upper = fix(self.shop.matrix, matrix.bounds, x, fixed)
        others = [other for other in self.items if other not in items]
        still = np.concatenate([self.none, *(self.call_offs[o] for o in others), *(self.own[o] for o in others)])
        lower[still] = upper[still] = np.clip(x[still], lower[still], upper[still])
        own = np.concatenate([self.call_offs[item] for item in items])
        taken = x[own] > NEAR
        low = np.where(taken, np.floor(x[own] + NEAR) - reach, 0)
        high = np.where(taken, np.ceil(x[own] - NEAR) + reach, fresh)
        lower[own], upper[own] = np.maximum(lower[own], low), np.minimum(upper[own], high)
        whole = matrix.integer & (lower < upper) & self.choices
        whole[own] = True
        return solve_part(
            replace(matrix, integer=whole),
            lower,
            upper,
            gap=FINE,
            time_limit=seconds,
            watch=Watch(stop=self.stop),
            options=self.shop.effort,
        ).x

    def _with(self, x: Floats, dealt: Floats, item: str) -> Floats:
        x = x.copy()
        x[self.call_offs[item]] = dealt[self.call_offs[item]]
        return x

    def _about(self, components: Iterable[str], item: str) -> Columns:
        """Columns of `components` about an item: by their lot, or by their own item."""
        lots = {l for l, lot in self.shop.instance.lots.items() if lot.item == item}
        series = self.shop.matrix.by_component
        return np.array(
            [c for name in components for index, c in series.get(name, ()) if index[0] in lots or index[1] == item],
            dtype=np.int64,
        )
