"""Finding plans for large cases: a dive from the relaxation, then neighbourhoods around the best plan."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.instance import Instance
from pooling.plan.highs import Watch, solve_matrix
from pooling.plan.matrix import Floats, Matrix
from pooling.plan.plan import Plan
from pooling.plan.workshop import CHOICES, DETAILS, FOLLOWERS, INTERIOR, SPENT, STRUCTURE, Workshop, fix

if TYPE_CHECKING:
    from pooling.plan.stages import Progress

SEED = 1
FREED = 0.35
"""Part of the candidates whose signing a neighbourhood frees."""

QUICK, STEP, POLISH = 8.0, 20.0, 6.0
"""Seconds for a first structure, for a neighbourhood, and for the whole lots of a group of items."""

FINE = 2e-3
"""Relative gap of a sub-problem."""

TRIES = 3
"""How often a structure is completed anew to make the most of earlier objectives' tolerance."""

Columns = NDArray[np.int64]


def improve(shop: Workshop, progress: Progress) -> None:
    """Look for better plans until the stage is over."""
    Search(shop, progress).run()


class Search:
    """A structure (signings, expansions, extensions, tiers) is found on the relaxation and improved in neighbourhoods;
    every better one is completed, dealt out in whole lots, and offered as a plan.
    """

    def __init__(self, shop: Workshop, progress: Progress) -> None:
        self.shop, self.progress = shop, progress
        self.random = random.Random(SEED)
        self.items = sorted({lot.item for lot in shop.instance.lots.values()})
        self.groups = self._groups()
        self.call_offs = {item: self._call_offs(item) for item in self.items}
        self.choices = {item: self._choices(item, (*FOLLOWERS, *DETAILS, "Tier")) for item in self.items}
        self.shape: Floats | None = None
        self.unpolished: list[list[str]] = []

    def run(self) -> None:
        """First structures, then the prover's points and neighbourhoods in turn."""
        start = None if self.progress.best is None else self.shop.encoded(self.progress.best.plan)
        if start is None:
            self.progress.offer(self.shop.candidate(untouched(self.shop.instance)))
        for signings in self._first_signings(start):
            self._take(self._shaped(signings, start, QUICK))
        while not self.progress.over:
            if self.progress.points:
                point = self.progress.points.pop()
                self.progress.points.clear()
                self._take(point)
            elif self.unpolished and self.progress.best is not None:
                self._polish(self.unpolished.pop())
            elif self.shape is not None:
                self._take(self._shaped(self._some_signings(), self.shape, STEP))
            else:
                self.progress.done.wait(0.2)

    @property
    def _shape_value(self) -> float:
        return float("inf") if self.shape is None else self.shop.matrix.objective(self.shape)

    def _first_signings(self, start: Floats | None) -> Iterator[tuple[Floats, Floats]]:
        """Column bounds that fix the signings: as in the plan to start from, and nearest to the linear relaxation."""
        shop = self.shop
        if start is not None:
            yield fix(shop.matrix, shop.frozen, start, ("Signed",))
        lower, upper = shop.frozen
        relaxed = solve_matrix(
            shop.matrix, relax=True, time_limit=max(1.0, self.progress.left), lower=lower, upper=upper, options=INTERIOR
        )
        if relaxed.x is not None:
            signed = rounded_structure(shop, relaxed.x, 0.5)
            if signed is not None:
                yield fix(shop.matrix, shop.frozen, signed, ("Signed",))

    def _some_signings(self) -> tuple[Floats, Floats]:
        """Column bounds that fix the signings of the best structure but for some candidates'."""
        shop = self.shop
        assert self.shape is not None
        lower, upper = fix(shop.matrix, shop.frozen, self.shape, ("Signed",))
        candidates = list(shop.sets.candidates)
        chosen = set(self.random.sample(candidates, max(1, round(FREED * len(candidates)))))
        free = [c for (k, _), c in shop.matrix.by_component.get("Signed", ()) if k in chosen]
        lower[free], upper[free] = shop.frozen[0][free], shop.frozen[1][free]
        return lower, upper

    def _shaped(self, bounds: tuple[Floats, Floats], start: Floats | None, seconds: float) -> Floats | None:
        """The best structure within `bounds`, all but structure relaxed."""
        matrix = self.shop.hedged(self.shop.only_whole(*STRUCTURE))
        return solve_matrix(
            matrix,
            gap=FINE,
            time_limit=min(seconds, max(0.5, self.progress.left)),
            lower=bounds[0],
            upper=bounds[1],
            start=start,
            watch=Watch(stop=self.progress.done),
            options=INTERIOR,
        ).x

    def _take(self, shape: Floats | None) -> None:
        """Complete a structure that is better than the best and offer its plan."""
        if shape is None or self.shop.matrix.objective(shape) >= self._shape_value * (1 - 1e-6):
            return
        spent = SPENT
        for _ in range(TRIES if self.shop.reached else 1):
            x = self.shop.completed(shape, max(1.0, self.progress.left), spent)
            if x is None:
                return
            self.shape, self.point = shape, x
            self.unpolished = [group for group in self.groups if self._few_lots(group)]
            dealt = self.shop.dealt(x)
            self.progress.offer(self.shop.as_is(dealt))
            spent = self.shop.after_rounding(dealt, spent)

    def _few_lots(self, group: list[str]) -> bool:
        return any(self.shop.matrix.integer[self.call_offs[item]].any() for item in group)

    def _polish(self, group: list[str]) -> None:
        """Plan the few-lot pairs of a group in whole lots instead of rounding them."""
        found = self._whole(self.point, group)
        if found is not None:
            self.point = found
        self.progress.offer(self.shop.as_is(self.shop.dealt(self.point)))

    def _whole(self, x: Floats, items: list[str]) -> Floats | None:
        """`x` with the call-offs of `items` re-optimised, few-lot pairs in whole lots; None if none was found."""
        matrix = self.shop.matrix
        lower, upper = fix(matrix, self.shop.frozen, x, CHOICES)
        columns = matrix.of("CallOff")
        lower[columns] = upper[columns] = np.clip(x[columns], matrix.lower[columns], matrix.upper[columns])
        call_offs = np.concatenate([self.call_offs[item] for item in items])
        free = np.concatenate([call_offs, *(self.choices[item] for item in items)])
        lower[free], upper[free] = self.shop.frozen[0][free], self.shop.frozen[1][free]
        whole = matrix.integer.copy()
        whole[columns] = False
        whole[call_offs] = matrix.integer[call_offs]
        return solve_matrix(
            touched(replace(matrix, integer=whole), lower < upper),
            gap=FINE,
            time_limit=min(POLISH, max(0.5, self.progress.left)),
            lower=lower,
            upper=upper,
            watch=Watch(stop=self.progress.done),
        ).x

    def _groups(self) -> list[list[str]]:
        """Items that share lines, together: whole lots of one take the place of the other's."""
        i = self.shop.instance
        lines = {item: {lot.line for lot in i.lots.values() if lot.item == item} for item in self.items}
        groups: list[list[str]] = []
        for item in self.items:
            near = [group for group in groups if any(lines[item] & lines[other] for other in group)]
            groups = [group for group in groups if group not in near] + [[item, *(other for g in near for other in g)]]
        return groups

    def _call_offs(self, item: str) -> Columns:
        i, matrix = self.shop.instance, self.shop.matrix
        series = matrix.by_component.get("CallOff", ())
        return np.array([c for (l, _, _), c in series if i.lots[l].item == item], dtype=np.int64)

    def _choices(self, item: str, components: tuple[str, ...]) -> Columns:
        """Columns of `components` about an item: choices of its frameworks, lots, products, lines and orders."""
        i, matrix = self.shop.instance, self.shop.matrix
        lots = {l for l, lot in i.lots.items() if lot.item == item}
        products = {i.lots[l].product for l in lots}
        names = {
            *lots,
            *products,
            *(i.lots[l].framework for l in lots),
            *(o for o, data in i.orders.items() if data.item == item),
        }
        resources = {i.lots[l].line for l in lots} | {g for q in products for g in i.recipe.get(q, ())}
        kinds = {"Certified": 1}
        found = []
        for component in components:
            for index, column in matrix.by_component.get(component, ()):
                name = index[kinds.get(component, 0)]
                if (i.expansions[name].resource in resources) if component == "Built" else (name in names):
                    found.append(column)
        return np.array(found, dtype=np.int64)


def untouched(i: Instance) -> Plan:
    """The plan that decides nothing: orders at their planned dates. Where nothing obliges anybody it is valid."""
    orders = {
        (o, data.planned): data.lots * i.items[data.item].lot_size + data.rest
        for o, data in i.orders.items()
        if data.planned in data.window
    }
    existing = {k: f.members for k, f in i.frameworks.items() if f.signed is not None}
    return Plan(joined=existing, orders=orders)


def rounded_structure(shop: Workshop, x: Floats, threshold: float) -> Floats | None:
    """The 0/1 structure nearest to `x` that obeys every row on structure alone (offices, rivals, order in time)."""
    matrix = shop.matrix
    columns = matrix.of("Signed")
    inside = np.zeros(len(matrix.cost), dtype=bool)
    inside[columns] = True
    counts = np.diff(matrix.a.indptr)
    inner = np.asarray((matrix.a != 0) @ inside.astype(float)).ravel()
    rows = np.flatnonzero((inner == counts) & (counts > 0))
    cost = np.zeros(len(matrix.cost))
    cost[columns] = threshold - x[columns]
    small = replace(
        matrix,
        cost=cost,
        offset=0.0,
        cost_scale=1.0,
        a=matrix.a[rows],
        row_lower=matrix.row_lower[rows],
        row_upper=matrix.row_upper[rows],
        rows=tuple(matrix.rows[n] for n in rows),
        integer=inside & matrix.integer,
    )
    lower, upper = shop.frozen
    answer = solve_matrix(small, gap=1e-3, time_limit=5.0, lower=lower, upper=np.where(np.isfinite(upper), upper, 1e6))
    return answer.x


def touched(matrix: Matrix, free: NDArray[np.bool_]) -> Matrix:
    """The matrix without the rows in which nothing is free: they hold, but for rounding."""
    rows = np.flatnonzero(abs(matrix.a) @ free.astype(float) > 0)
    return replace(
        matrix,
        a=matrix.a[rows],
        row_lower=matrix.row_lower[rows],
        row_upper=matrix.row_upper[rows],
        rows=tuple(matrix.rows[n] for n in rows),
    )
