"""What is nearest to a relaxation: whole structures, and a point with these signings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pooling.plan.program.blocks import OF_FRAMEWORK, OF_LOT, Bounds
from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import Floats
from pooling.plan.stage.workshop import Workshop

YES, LITTLE = 0.3, 0.03
"""Relaxed decisions above which yes is nearer than no; and what a signing that serves nothing counts, of at most 1."""


def signed_so(shop: Workshop, x: Floats, bounds: Bounds) -> Floats:
    """`x` with the signings of `bounds`, and nothing about frameworks that are not signed in them."""
    x, i, signings = x.copy(), shop.instance, shop.matrix.of("Signed")
    x[signings] = bounds[0][signings]
    signed = {k for k, _ in shop.matrix.values(x, "Signed", 0.5)}
    unsigned = set(shop.sets.candidates) - signed
    for (component, index), column in shop.matrix.columns.items():
        first = index[0] if isinstance(index, tuple) else index
        framework = i.lots[first].framework if component in OF_LOT else first
        if component in OF_LOT + OF_FRAMEWORK and framework in unsigned:
            x[column] = 0.0
    return x


def rounded_structure(
    shop: Workshop, x: Floats, components: tuple[str, ...], bounds: tuple[Floats, Floats]
) -> Floats | None:
    """The 0/1 structure nearest to `x` that obeys every row on `components` alone (offices, rivals, order in time).

    Signings count by how much need they serve in `x`.
    """
    matrix = shop.matrix
    columns = matrix.of(*components)
    inside = np.zeros(len(matrix.cost), dtype=bool)
    inside[columns] = True
    counts = np.diff(matrix.a.indptr)
    inner = np.asarray((matrix.a != 0) @ inside.astype(float)).ravel()
    rows = np.flatnonzero((inner == counts) & (counts > 0))
    cost = np.zeros(len(matrix.cost))
    cost[columns] = YES - x[columns]
    served = _served(shop, x)
    for (k, _), column in matrix.by_component.get("Signed", ()) if "Signed" in components else ():
        cost[column] *= served[k]
    small = replace(
        matrix,
        cost=cost,
        offset=0.0,
        cost_scale=1.0,
        a=matrix.a[rows],
        row_lower=matrix.row_lower[rows],
        row_upper=matrix.row_upper[rows],
        rows=tuple(matrix.rows[n] for n in rows),
        row_scale=matrix.row_scale[rows],
        integer=inside & matrix.integer,
    )
    lower, upper = bounds
    answer = solve_matrix(
        small,
        gap=1e-3,
        time_limit=5.0,
        lower=lower,
        upper=np.where(np.isfinite(upper), upper, 1e6),
        options=shop.effort,
    )
    return answer.x


def _served(shop: Workshop, x: Floats) -> dict[str, float]:
    """Framework → how much it counts: by the root of the weighed share of need that it serves, at least `LITTLE`."""
    i = shop.instance
    served = dict.fromkeys(i.frameworks, 0.0)
    for (l, p, _), lots in shop.matrix.values(x, "CallOff").items():
        lot = i.lots[l]
        if (p, lot.item) in i.need:
            part = lots * i.items[lot.item].lot_size / i.need[p, lot.item][-1]
            served[lot.framework] += i.weight[p, lot.item] * part
    most = max(served.values(), default=0.0) or 1.0
    return {k: LITTLE + (part / most) ** 0.5 for k, part in served.items()}
