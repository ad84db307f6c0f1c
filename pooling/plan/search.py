"""Finding plans for large cases: a dive from the relaxation, then neighbourhoods around the best plan."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pooling.plan.highs import solve_matrix
from pooling.plan.matrix import Floats
from pooling.plan.workshop import CHOICES, STRUCTURE, Workshop, fix

if TYPE_CHECKING:
    from pooling.plan.stages import Progress

SEED = 1
NEIGHBOURHOOD = 4_000
"""Call-off columns that a neighbourhood may free."""


def improve(shop: Workshop, progress: Progress) -> None:
    """Look for better plans until the stage is over."""
    if progress.best is None:
        progress.offer(dive(shop, progress))
    rounds = Neighbourhoods(shop)
    while not progress.over:
        if progress.points:
            point = progress.points.pop()
            progress.points.clear()
            if shop.matrix.objective(point) < progress.value:
                progress.offer(shop.completed(point, progress.left))
        if progress.best is None:
            if progress.done.wait(0.2):
                return
            continue
        rounds.step(progress)


def dive(shop: Workshop, progress: Progress) -> object:
    """A first plan: the linear relaxation's structure, rounded by a small programme of its own."""
    lower, upper = shop.frozen
    relaxed = solve_matrix(
        shop.matrix, relax=True, time_limit=progress.left, lower=lower, upper=upper, options={"solver": "ipx"}
    )
    if relaxed.x is None:
        return None
    progress.prove(-float("inf"))
    for threshold in (0.5, 0.9):
        structure = rounded_structure(shop, relaxed.x, threshold)
        if structure is None:
            continue
        found = shop.completed(structure, min(60.0, max(1.0, progress.left)))
        if found:
            return found
    return None


def rounded_structure(shop: Workshop, x: Floats, threshold: float) -> Floats | None:
    """The 0/1 structure nearest to `x` that obeys every row on structure alone (offices, rivals, order in time)."""
    matrix = shop.matrix
    columns = matrix.of(*STRUCTURE)
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


class Neighbourhoods:
    """Sub-problems that free some items' decisions and keep all others as in the best plan."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        self.random = random.Random(SEED)
        self.items = sorted({lot.item for lot in shop.instance.lots.values()})
        self.of_item = {item: self._columns(item) for item in self.items}
        self.weight = dict.fromkeys(self.items, 1.0)
        self.queue: list[str] = []

    def step(self, progress: Progress) -> None:
        """Re-optimise one neighbourhood of the best plan."""
        if progress.best is None:
            return
        shop, matrix = self.shop, self.shop.matrix
        items = self._choose()
        free = np.concatenate([self.of_item[item] for item in items])
        x = shop.encoded(progress.best.plan)
        lower, upper = fix(matrix, shop.frozen, x, (*CHOICES, "CallOff"))
        columns = matrix.of("CallOff")
        lower[columns] = upper[columns] = np.clip(x[columns], matrix.lower[columns], matrix.upper[columns])
        lower[free], upper[free] = shop.frozen[0][free], shop.frozen[1][free]
        answer = solve_matrix(
            matrix, gap=1e-3, time_limit=min(20.0, max(0.5, progress.left)), lower=lower, upper=upper, start=x
        )
        better = answer.x is not None and answer.value < progress.value - 1e-6 * abs(progress.value)
        if answer.x is not None and better:
            progress.offer(shop.dealt(answer.x, max(1.0, progress.left)))

    def _choose(self) -> list[str]:
        """The next item, with related ones as long as the neighbourhood stays small."""
        if not self.queue:
            self.queue = self.random.sample(self.items, len(self.items))
        first = self.queue.pop()
        chosen, size = [first], len(self.of_item[first])
        for item in self.random.sample(self.items, len(self.items)):
            if item not in chosen and size + len(self.of_item[item]) <= NEIGHBOURHOOD:
                chosen.append(item)
                size += len(self.of_item[item])
        return chosen

    def _columns(self, item: str) -> np.ndarray:
        """Columns that decide about an item: its call-offs, and its frameworks', lines' and products' choices."""
        i, matrix = self.shop.instance, self.shop.matrix
        lots = {l for l, lot in i.lots.items() if lot.item == item}
        frameworks = {i.lots[l].framework for l in lots}
        products = {i.lots[l].product for l in lots}
        resources = {i.lots[l].line for l in lots} | {g for q in products for g in i.recipe.get(q, ())}
        orders = {o for o, data in i.orders.items() if data.item == item}

        def those(component: str, keep: set[str], position: int = 0) -> Iterable[int]:
            return (c for index, c in matrix.by_component.get(component, ()) if index[position] in keep)

        return np.array(
            [
                *those("CallOff", lots),
                *those("Tier", lots),
                *(c for name in ("Signed", "Extended", "Joined", "Claims") for c in those(name, frameworks)),
                *those("Certified", products, 1),
                *(c for (e, _), c in matrix.by_component.get("Built", ()) if i.expansions[e].resource in resources),
                *(c for name in ("Delivered", "RestDelivered") for c in those(name, orders)),
            ],
            dtype=np.int64,
        )
