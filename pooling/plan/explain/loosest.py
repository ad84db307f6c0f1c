"""The programme of a case in its loosest form: every rule that may be to blame can be broken, at a price.

A rule is broken by a slack in its rows, or by decisions that it rules out (deliveries outside a window).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from scipy.sparse import csr_array

from models import build_model
from models.instance import Framework, Instance, Order
from models.sets import Sets, make_sets
from models.terms import ceiling_price
from pooling.plan.explain.rules import Rule, Rules
from pooling.plan.program.matrix import Matrix, Name, hand_over, with_columns

GATES = ("delivers_while_active", "tier_not_passed")
"""Rows of a lot's largest volume that only let call-offs through once something is decided."""


@dataclass(frozen=True)
class Slack:
    """A column that lets a rule be broken: by its value in users' units, or by being used where the rule rules it out.

    `unit` are users' units of one in the column; `distance` periods outside a window, 0 for a slack of a row.
    """

    rule: Rule
    period: int
    column: int
    unit: float = 1.0
    distance: int = 0


@dataclass(frozen=True)
class Loosest:
    """The programme that minimises what is broken, and by what."""

    matrix: Matrix
    slacks: tuple[Slack, ...]


def loosest(rules: Rules) -> Loosest:
    """The loosest programme of a case. Raises `TrivialClash` where facts alone clash."""
    stated = rules.instance
    instance = _opened(stated)
    most = _most_lots(stated)
    instance = replace(
        instance,
        lots={l: replace(lot, max_lots=min(lot.max_lots, most[lot.item])) for l, lot in instance.lots.items()},
    )
    working = replace(instance, capacity=dict.fromkeys(instance.capacity, (1.0,) * stated.periods))
    sets, true = _roomy(instance, make_sets(working), most), make_sets(stated)
    matrix = _with_room(hand_over(build_model(instance, "frameworks", rules.ceilings, sets)), instance, true, most)
    gates = list(_gates(rules, matrix, true))
    matrix, slacks = _with_slacks(rules, matrix)
    cost = np.zeros(len(matrix.cost))
    for slack in slacks:
        cost[slack.column] = slack.unit / max(1.0, abs(_size(rules, slack)))
    for gate in gates:
        cost[gate.column] += gate.distance / stated.periods / max(1.0, matrix.upper[gate.column])
    return Loosest(replace(matrix, cost=cost, offset=0.0, cost_scale=1.0), (*slacks, *gates))


def _opened(i: Instance) -> Instance:
    """Existing frameworks deliver from signing to the horizon's end, certified or not; orders come at any time."""
    offers = [(p, lot) for lot in i.lots.values() for p in i.frameworks[lot.framework].partners]
    uncertified = {(p, lot.item) for p, lot in offers} - i.columns
    return replace(
        i,
        frameworks={k: _always(f, i.periods) for k, f in i.frameworks.items()},
        orders={o: _any_time(order, i.periods) for o, order in i.orders.items()},
        accepted=i.accepted | {(p, lot.product) for p, lot in offers},
        columns=i.columns | uncertified,
        whole=i.whole | uncertified,
    )


def _always(f: Framework, periods: int) -> Framework:
    if f.signed is None:
        return f
    term = f.term if f.extension else max(f.term, periods - f.signed)
    return replace(f, lead=0, join_delay={}, term=term)


def _any_time(order: Order, periods: int) -> Order:
    return replace(order, window=range(periods)) if len(order.window) else order


def _most_lots(i: Instance) -> dict[str, int]:
    """Item → more lots than any rule can ask for."""
    most: dict[str, int] = defaultdict(int)
    for (_, item), need in i.need.items():
        most[item] += ceil(need[-1] / i.items[item].lot_size) + 1
    for l, lot in i.lots.items():
        f = i.frameworks[lot.framework]
        price = ceiling_price(i, l)
        owed = ceil(f.min_value / price) * len(f.partners) if price and f.min_value < 1e6 * price else 0
        most[lot.item] += lot.min_lots + owed + len(f.partners) + 1
    for order in i.orders.values():
        most[order.item] += order.lots + 1
    return most


def _roomy(i: Instance, sets: Sets, most: Mapping[str, int]) -> Sets:
    """`sets` in which only rules say how much may be called off, not the size of columns."""
    return replace(
        sets,
        allowance={pair: lots + most[pair[1]] * i.items[pair[1]].lot_size for pair, lots in sets.allowance.items()},
        most={(l, p): most[i.lots[l].item] for l, p in sets.most},
        potential={r: tuple(made + _load(i, sets, r, most) for made in series) for r, series in sets.potential.items()},
    )


def _load(i: Instance, sets: Sets, r: str, most: Mapping[str, int]) -> float:
    lots = [i.lots[l] for l in sets.lots_on.get(r, ())]
    return sum(lot.load * most[lot.item] * i.items[lot.item].lot_size for lot in lots)


def _with_room(matrix: Matrix, i: Instance, true: Sets, most: Mapping[str, int]) -> Matrix:
    """`matrix` whose rows of no stockpiling state the true limit, and with a lot's largest volume in one row only."""
    upper, most_left = matrix.row_upper.copy(), matrix.upper.copy()
    factor = np.ones(len(matrix.rows))
    for n, (family, index) in enumerate(matrix.rows):
        if family == "no_stockpiling":
            upper[n] = (
                true.allowance.get(index, i.items[index[1]].lot_size) / i.items[index[1]].lot_size * matrix.row_scale[n]
            )
        elif family in GATES:
            lot = i.lots[index[0]]
            factor[n] = max(1.0, most[lot.item] / max(1, lot.max_lots))
    decisions = np.zeros(len(matrix.cost), dtype=bool)
    decisions[matrix.of("Signed", "Extended", "Tier", "One")] = True
    a = matrix.a.tocoo()
    data = np.where(decisions[a.coords[1]], a.data * factor[a.coords[0]], a.data)
    for index, column in matrix.by_component.get("TierVolume", ()):
        most_left[column] *= max(1.0, most[i.lots[index[0]].item] / max(1, i.lots[index[0]].max_lots))
    most_left[matrix.of("Left", "Ahead", "Saved")] = np.inf
    return replace(matrix, a=csr_array((data, a.coords), shape=a.shape), row_upper=upper, upper=most_left)


def _gates(rules: Rules, matrix: Matrix, true: Sets) -> Iterator[Slack]:
    """Columns of deliveries that rules rule out: a column is free where none of its rules holds."""
    i, known = rules.instance, frozenset(true.call_offs)
    for (l, p, t), column in matrix.by_component.get("CallOff", ()):
        if (l, p, t) not in known:
            for rule, distance in _barring(i, l, p, t):
                yield Slack(rule, 0, column, distance=distance)
    for component in ("Delivered", "RestDelivered"):
        for (o, t), column in matrix.by_component.get(component, ()):
            window = i.orders[o].window
            if t < window.start:
                yield Slack(Rule("order_earliest", (o,)), 0, column, distance=window.start - t)
            elif t >= window.stop:
                yield Slack(Rule("order_latest", (o,)), 0, column, distance=t - window.stop + 1)


def _barring(i: Instance, l: str, p: str, t: int) -> Iterator[tuple[Rule, int]]:
    """Rules by which nothing of lot l may be delivered to p in t, and by how many periods."""
    lot = i.lots[l]
    k, q, f = lot.framework, lot.product, i.frameworks[lot.framework]
    if (p, q) not in i.accepted:
        possible = i.certifications.get((p, q))
        if possible is None:
            yield Rule("uncertified", (p, q)), 1
        elif t < possible.starts[0] + possible.takes:
            yield Rule("taken_if_certified", (p, q)), 1
    if f.signed is None:
        return
    first = f.signed + f.lead
    if t < first:
        yield Rule("framework_lead", (k,)), first - t
    elif t < first + f.join_delay.get(p, 0):
        yield Rule("framework_join", (k, p)), first + f.join_delay[p] - t
    if not f.extension and t >= f.signed + f.term:
        yield Rule("framework_term", (k,)), t - f.signed - f.term + 1


def _with_slacks(rules: Rules, matrix: Matrix) -> tuple[Matrix, list[Slack]]:
    """The matrix with a slack on every side of a row that states a rule."""
    rows: list[int] = []
    signs: list[float] = []
    slacks: list[Slack] = []
    for n, row in enumerate(matrix.rows):
        found = rules.of_row(row)
        if found is None:
            continue
        for sign, limit in ((1.0, matrix.row_lower[n]), (-1.0, matrix.row_upper[n])):
            if np.isfinite(limit):
                unit = _rest(rules.instance, row) / matrix.row_scale[n]
                slacks.append(Slack(*found, len(matrix.cost) + len(rows), unit))
                rows.append(n)
                signs.append(sign)
    extra = len(rows)
    added = csr_array((signs, (rows, range(extra))), shape=(len(matrix.rows), extra))
    return with_columns(matrix, added, np.zeros(extra), np.full(extra, np.inf)), slacks


def _rest(i: Instance, row: Name) -> float:
    """Lots that one of the row counts: the odd rest of an order is part of a lot."""
    family, order = row
    return i.orders[order].rest / i.items[i.orders[order].item].lot_size if family == "rest_complete" else 1.0


def _size(rules: Rules, slack: Slack) -> float:
    """How large what the slack breaks is: breaking it by as much costs one."""
    i, rule = rules.instance, slack.rule
    match rule.family, rule.key:
        case "line_capacity", (line, _):
            return max(i.capacity[line])
        case "material_balance", (material, _):
            return max(*i.supply[material], i.opening[material])
        case "partner_budget" | "common_budget", (purse, _):
            return max(i.budget[purse].values())
        case "least_volume", (lot,):
            return i.lots[lot].min_lots
        case "most_volume", (lot,):
            return i.lots[lot].max_lots
        case "least_value", (framework, _):
            return i.frameworks[framework].min_value
        case "order_complete", (order,):
            return i.orders[order].lots + i.orders[order].rest / i.items[i.orders[order].item].lot_size
        case "no_stockpiling", (partner, item):
            return i.need[partner, item][-1] / i.items[item].lot_size if (partner, item) in i.need else 1.0
    return rules.limit(rule)
