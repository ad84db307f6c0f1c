"""Followers by rule: who joins and who certifies, given what a point buys."""

from __future__ import annotations

from collections import defaultdict

from models.instance import Instance
from pooling.plan.program.matrix import Floats, Matrix

JOINS = 0.5
"""A partner joins that buys at least this part of what joining asks for."""

USED = 1e-3
"""A share above which a relaxed decision counts as taken."""


def followers(i: Instance, matrix: Matrix, x: Floats) -> Floats:
    """`x` with whole followers: who takes a product certifies it; whoever buys enough joins, within max_partners.

    Where not all may join, those come first whose need is served most by it.
    """
    x = x.copy()
    lots: dict[tuple[str, str], float] = defaultdict(float)
    value: dict[tuple[str, str], float] = defaultdict(float)
    served: dict[tuple[str, str], float] = defaultdict(float)
    for (l, p, _), volume in matrix.values(x, "CallOff").items():
        key, item = (i.lots[l].framework, p), i.lots[l].item
        units = volume * i.items[item].lot_size
        lots[key] += volume
        value[key] += units * i.lots[l].tiers[0].price
        if (p, item) in i.need:
            served[key] += i.weight[p, item] * units / i.need[p, item][-1]
    wanting: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for (k, p), column in matrix.by_component.get("Joined", ()):
        least = i.frameworks[k].min_value
        worth = min(lots[k, p], value[k, p] / least if least else 1.0)
        wanting[k].append((served[k, p], worth, column))
        x[column] = 0.0
    for k, rows in wanting.items():
        f = i.frameworks[k]
        most = len(rows) if f.max_partners is None else f.max_partners - len(f.members)
        fewest = f.min_partners - len(f.members)
        rows.sort(reverse=True)
        for n, (_, worth, column) in enumerate(rows[: max(0, most)]):
            x[column] = float(worth >= JOINS or (n < fewest and worth > USED))
    _certify_once(matrix, x)
    return x


def _certify_once(matrix: Matrix, x: Floats) -> None:
    """Of several possible starts keep the first that is taken."""
    seen: set[tuple[str, str]] = set()
    for (p, q, _), column in sorted(matrix.by_component.get("Certified", ()), key=lambda pair: pair[0][2]):
        taken = x[column] > USED and (p, q) not in seen
        x[column] = float(taken)
        if taken:
            seen.add((p, q))
