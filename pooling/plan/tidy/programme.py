"""The programme of tidying: as few decisions of a plan as can be, with every objective as good as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from models.instance import Instance
from pooling.plan.parameters import PRICES
from pooling.plan.plan import Plan
from pooling.plan.program.earlier import Earlier
from pooling.plan.program.matrix import Floats, Matrix, with_columns, with_rows
from pooling.plan.program.part import Programme
from pooling.plan.program.weights import Weights
from pooling.plan.stage.workshop import Candidate, Workshop, value_of

USED = "Used"
"""Component of the columns that are 1 where a piece is used."""

CHOSEN = ("Joined", "Certified", "Extended", "Signed", "Built")
"""Choices that may be taken back; the last two are 0 before a period and 1 from then on, a column each."""

LASTING = CHOSEN[3:]

PIECES = ("CallOff", "Delivered", "RestDelivered")
"""What comes in pieces, each of which counts; but not where an order comes as planned."""

MOVED = 0.5
"""What moving all of an order by the whole horizon counts, beside the piece that it is."""

Indices = NDArray[np.int64]

Row = tuple[dict[int, float], float, float]
"""Column → coefficient, and the row's sides."""


def untidiness(i: Instance, plan: Plan) -> float:
    """How many decisions a plan takes, how many lots it calls off, and how far its orders are moved."""
    lots = sum(units / i.items[i.lots[l].item].lot_size for (l, _, _), units in plan.call_offs.items())
    moved = {(o, t): units for (o, t), units in plan.orders.items() if t != i.orders[o].planned}
    way = sum(_way(i, o, t) * units / i.items[i.orders[o].item].lot_size for (o, t), units in moved.items())
    joins = sum(len(inside - i.frameworks[k].members) for k, inside in plan.joined.items())
    choices = (plan.signed, plan.extended, plan.expansions, plan.certified, plan.call_offs, moved)
    return lots + way + joins + sum(len(choice) for choice in choices)


def tidying(shop: Workshop, best: Candidate) -> tuple[Programme, Indices]:
    """Minimise `untidiness` over what takes decisions of `best` back, or puts one for another; no objective gets worse.

    Call-offs are only where there are some, orders between where they are planned and where they come. Those columns
    that are 1 where a piece is used stand after those of the shop's matrix; the indices are the columns of the pieces.
    """
    i, m, x = shop.instance, _as_good(shop, best), shop.encoded(best.plan)
    lower, upper, cost = m.lower.copy(), m.upper.copy(), np.zeros_like(m.cost)
    one, call_offs, chosen = m.of("One"), m.of("CallOff"), m.of(*CHOSEN)
    lower[one] = upper[one]
    upper[call_offs[x[call_offs] < 0.5]] = 0.0
    upper[chosen] = np.minimum(upper[chosen], np.round(x[chosen]))
    cost[[*call_offs, *m.of(*CHOSEN[:3])]] = 1.0
    for (o, t), column in _columns(m, "Delivered", "RestDelivered"):
        cost[column] = _way(i, o, t)
        if t not in _span(i, best.plan, o):
            upper[column] = lower[column]
    rows: list[Row] = []
    for on in _lasting(m, upper):
        cost[on[-1]] = 1.0
        rows += [({column: 1.0, on[-1]: -1.0}, 0.0, 0.0) for column in on[:-1]]
    pieces = [column for _, column in _columns(m, *PIECES) if upper[column] > 0 and cost[column] > 0]
    rows += [({c: 1 / upper[c], len(cost) + n: -1.0}, -np.inf, 0.0) for n, c in enumerate(pieces)]
    integer = m.integer.copy()
    integer[call_offs] = True
    m = replace(m, lower=lower, upper=upper, cost=cost, integer=integer, offset=0.0, cost_scale=1.0)
    m = _with_rows(_with_choices(m, len(pieces)), rows)
    return Programme(m, PRICES.dear, Weights(Earlier(m, {}, {}))), np.array(pieces, dtype=np.int64)


def _as_good(shop: Workshop, best: Candidate) -> Matrix:
    """The shop's matrix where no objective may get worse than in `best`."""
    m, rows = shop.matrix, shop.earlier.rows
    row_upper = m.row_upper.copy()
    for n in rows:
        name = m.rows[n][1]
        row_upper[n] -= (shop.keep[name] - value_of(best.figures, name, shop.instance)) * m.row_scale[n]
    own = {int(column): float(m.cost[column]) for column in np.flatnonzero(m.cost)}
    most = best.value * m.cost_scale - m.offset
    return _with_rows(replace(m, row_upper=row_upper), [(own, -np.inf, most)] if own else [], "kept")


def _lasting(m: Matrix, upper: Floats) -> Iterator[list[int]]:
    """The columns of each lasting choice that is taken, in time."""
    taken: dict[tuple[str, str], list[int]] = defaultdict(list)
    for component in LASTING:
        for (code, _), column in sorted(m.by_component.get(component, ())):
            if upper[column] > 0:
                taken[component, code].append(column)
    yield from taken.values()


def _span(i: Instance, plan: Plan, order: str) -> range:
    """The periods between where an order is planned and where the plan delivers it."""
    periods = [i.orders[order].planned, *(t for o, t in plan.orders if o == order)]
    return range(min(periods), max(periods) + 1)


def _way(i: Instance, o: str, t: int) -> float:
    """How far a lot of an order is moved: its part of the order, of the horizon, at `MOVED`."""
    order = i.orders[o]
    return MOVED * abs(t - order.planned) / i.periods / max(1, order.lots + bool(order.rest))


def _columns(m: Matrix, *components: str) -> Iterator[tuple[Any, int]]:
    for component in components:
        yield from m.by_component.get(component, ())


def _with_choices(m: Matrix, new: int) -> Matrix:
    """`m` and so many `new` choices, at 1 each."""
    names = {(USED, n): len(m.cost) + n for n in range(new)}
    wider = with_columns(m, csr_array((len(m.rows), new)), np.ones(new), np.ones(new), whole=True)
    return replace(wider, columns={**m.columns, **names})


def _with_rows(m: Matrix, rows: list[Row], name: str = "") -> Matrix:
    """`m` and `rows` of the `name`."""
    entries = [(n, column, value) for n, (row, _, _) in enumerate(rows) for column, value in row.items()]
    n, column, value = (np.array(part) for part in zip(*entries, strict=True)) if entries else ([], [], [])
    a = csr_array((value, (n, column)), shape=(len(rows), len(m.cost)))
    return with_rows(m, a, np.array([low for _, low, _ in rows]), np.array([high for _, _, high in rows]), name)
