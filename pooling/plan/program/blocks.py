"""Items apart: a stage's matrix cut into a block per item; rows that touch several blocks couple them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.instance import Instance
from pooling.plan.program.matrix import Floats, Matrix

Indices = NDArray[np.int64]

Bounds = tuple[Floats, Floats]
"""Lower and upper bounds of the columns."""

SHARED = ""
"""What belongs to no item: savings, materials and their expansions."""


OF_LOT = ("CallOff", "Bought", "Tier", "TierVolume", "TierIn", "Open")
OF_FRAMEWORK = ("Signed", "Extended", "Joined", "JoinedIn", "Claims", "Reimbursed")
"""Components whose first index is a lot, or a framework."""


@dataclass(frozen=True)
class Blocks:
    """`columns`, `rows`: item (or `SHARED`) → those that are its alone; `coupling`: rows that touch several."""

    columns: dict[str, Indices]
    rows: dict[str, Indices]
    coupling: Indices

    @property
    def items(self) -> list[str]:
        """The items that have a block: all blocks but what is shared."""
        return [item for item in self.columns if item != SHARED]

    def freed(self, x: Floats, names: Iterable[str], bounds: Bounds) -> Bounds:
        """Column bounds that leave the blocks of `names` free within `bounds` and fix all else as in `x`."""
        lower, upper = x.copy(), x.copy()
        for name in names:
            if name in self.columns:
                own = self.columns[name]
                lower[own], upper[own] = bounds[0][own], bounds[1][own]
        return lower, upper


def cut(matrix: Matrix, instance: Instance) -> Blocks:
    """Cut a stage's matrix by item: a framework belongs to the item of its first lot, a line to the one it serves most.

    Any cut is as valid as another; one with few coupling rows gives better bounds.
    """
    item_of = owners(instance)
    owner = [SHARED] * len(matrix.cost)
    for (component, index), column in matrix.columns.items():
        key = index if isinstance(index, tuple) else (index,)
        if component in item_of:
            owner[column] = item_of[component](key)
    names = sorted(set(owner))
    number = np.array([names.index(item) for item in owner])
    starts, counts = matrix.a.indptr[:-1], np.diff(matrix.a.indptr)
    filled = np.flatnonzero(counts)
    of_entries = number[matrix.a.indices]
    lowest = np.minimum.reduceat(of_entries, starts[filled])
    highest = np.maximum.reduceat(of_entries, starts[filled])
    alone = lowest == highest
    return Blocks(
        columns={item: np.flatnonzero(number == n) for n, item in enumerate(names)},
        rows={item: filled[alone & (lowest == n)] for n, item in enumerate(names)},
        coupling=filled[~alone],
    )


Owner = Callable[[tuple[Any, ...]], str]
"""Index of a column → the item that it belongs to."""


def owners(i: Instance) -> dict[str, Owner]:
    """Component → which item a column of it belongs to."""
    framework: dict[str, str] = {}
    product: dict[str, str] = {}
    serves: dict[str, Counter[str]] = defaultdict(Counter)
    for data in i.lots.values():
        framework.setdefault(data.framework, data.item)
        product[data.product] = data.item
        serves[data.line][data.item] += 1
    line = {r: items.most_common(1)[0][0] for r, items in serves.items()}
    by_owner: dict[Owner, tuple[str, ...]] = {
        lambda x: i.lots[x[0]].item: OF_LOT,
        lambda x: str(x[1]): ("Backlog", "Ahead", "Wait"),
        lambda x: str(x[2]): ("Behind",),
        lambda x: framework.get(x[0], SHARED): OF_FRAMEWORK,
        lambda x: i.orders[x[0]].item: ("Delivered", "RestDelivered"),
        lambda x: product.get(x[1], SHARED): ("Certified",),
        lambda x: line.get(x[0], SHARED): ("InProgress",),
        lambda x: line.get(i.expansions[x[0]].resource, SHARED): ("Built",),
    }
    return {component: owner for owner, components in by_owner.items() for component in components}


@dataclass(frozen=True)
class Priced:
    """A matrix whose coupling rows are priced instead of kept: `offset` + the least of every block is a bound of it.

    `prices` [of each row]: as a minimum's dual, ≥ 0 where the lower side holds, ≤ 0 where the upper one does.
    """

    matrix: Matrix
    blocks: Blocks
    prices: Floats

    @property
    def cost(self) -> Floats:
        """What a unit of each column costs with the rows priced."""
        worth: Floats = self.matrix.a.T @ self.prices
        return self.matrix.cost - worth

    @property
    def offset(self) -> float:
        """What the priced rows' sides are worth, and the matrix's own offset (solver's units)."""
        sides = np.where(self.prices > 0, self.matrix.row_lower, self.matrix.row_upper)
        priced = np.flatnonzero(self.prices)
        return self.matrix.offset + float(self.prices[priced] @ sides[priced])

    def block(self, item: str) -> Matrix:
        """The block of an item, as a matrix of its own in which one unit of objective is one of the solver's."""
        matrix, columns, rows = self.matrix, self.blocks.columns[item], self.blocks.rows[item]
        return replace(
            matrix,
            cost=self.cost[columns],
            offset=0.0,
            cost_scale=1.0,
            a=matrix.a[rows][:, columns],
            row_lower=matrix.row_lower[rows],
            row_upper=matrix.row_upper[rows],
            lower=matrix.lower[columns],
            upper=matrix.upper[columns],
            integer=matrix.integer[columns],
            columns={},
            rows=tuple(matrix.rows[n] for n in rows),
            column_scale=matrix.column_scale[columns],
            row_scale=matrix.row_scale[rows],
        )


def priced(matrix: Matrix, blocks: Blocks, prices: Floats) -> Priced:
    """`matrix` with its coupling rows at `prices`; a price on a side that a row does not have counts as none."""
    fair = np.zeros_like(prices)
    fair[blocks.coupling] = prices[blocks.coupling]
    fair[(fair > 0) & ~np.isfinite(matrix.row_lower)] = 0.0
    fair[(fair < 0) & ~np.isfinite(matrix.row_upper)] = 0.0
    return Priced(matrix, blocks, fair)
