"""Column values to Plan and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.instance import Instance
from models.prices import price_level
from pooling.plan.plan import Claim, Plan
from pooling.plan.program.matrix import Floats, Matrix


@dataclass(frozen=True)
class Decisions:
    """What a point of the matrix decides; call-offs and orders in lots, whole or not."""

    signed: Mapping[str, int]
    joined: frozenset[tuple[str, str]]
    call_offs: Mapping[tuple[str, str, int], float]
    extended: frozenset[str]
    expansions: Mapping[str, int]
    certified: Mapping[tuple[str, str], int]
    orders: Mapping[tuple[str, int], float]
    rests: frozenset[tuple[str, int]]
    claims: Mapping[str, str]


def decisions(matrix: Matrix, x: Floats) -> Decisions:
    """Read the decisions from column values in the solver's units."""
    return Decisions(
        signed=_first(matrix.values(x, "Signed", 0.5)),
        joined=frozenset(matrix.values(x, "Joined", 0.5)),
        call_offs=matrix.values(x, "CallOff", 1e-6),
        extended=frozenset(k for k, _ in matrix.values(x, "Extended", 0.5)),
        expansions=_first(matrix.values(x, "Built", 0.5)),
        certified={(p, q): t for p, q, t in matrix.values(x, "Certified", 0.5)},
        orders=matrix.values(x, "Delivered", 1e-6),
        rests=frozenset(matrix.values(x, "RestDelivered", 0.5)),
        claims=dict(tuple(matrix.values(x, "Claims", 0.5))),
    )


def _first(on: Mapping[tuple[str, int], float]) -> dict[str, int]:
    """First period in which each cumulative decision is on."""
    first: dict[str, int] = {}
    for key, t in sorted(on, key=lambda pair: pair[1]):
        first.setdefault(key, t)
    return first


def to_plan(i: Instance, d: Decisions) -> Plan:
    """The plan of whole-lot decisions: users' units; a partner that calls nothing off has not joined.

    What serves nothing is left out: signings (but those kept) and certifications without call-offs, extensions without
    deliveries.
    """
    call_offs = {
        key: round(lots) * i.items[i.lots[key[0]].item].lot_size for key, lots in d.call_offs.items() if round(lots)
    }
    active = {(i.lots[l].framework, p) for l, p, _ in call_offs}
    serving = {k for k, _ in active} | set(i.kept.signed) | i.kept.forced
    signed = {k: t for k, t in d.signed.items() if k in serving}
    joined: dict[str, frozenset[str]] = {}
    for k, f in i.frameworks.items():
        if f.signed is not None or k in signed:
            by_choice = {p for fk, p in d.joined if fk == k and (k, p) in active}
            joined[k] = frozenset(f.members | by_choice)
    orders: dict[tuple[str, int], float] = defaultdict(float)
    for (o, t), lots in d.orders.items():
        if round(lots):
            orders[o, t] += round(lots) * i.items[i.orders[o].item].lot_size
    for o, t in d.rests:
        orders[o, t] += i.orders[o].rest
    used = {(p, i.lots[l].product) for l, p, _ in call_offs}
    plan = Plan(
        signed=signed,
        joined=joined,
        call_offs=call_offs,
        extended=frozenset(k for k in d.extended if _needs_extension(i, d, k)),
        expansions=dict(d.expansions),
        certified={pq: t for pq, t in d.certified.items() if pq in used},
        orders=dict(orders),
    )
    return with_claims(i, plan, d.claims)


def _needs_extension(i: Instance, d: Decisions, k: str) -> bool:
    f = i.frameworks[k]
    signed = f.signed if f.signed is not None else d.signed[k]
    return any(
        t >= signed + f.term for (l, _, t), lots in d.call_offs.items() if i.lots[l].framework == k and round(lots)
    )


def untouched(i: Instance) -> Plan:
    """The plan that decides nothing: orders at their planned dates. Where nothing obliges anybody it is valid."""
    orders = {
        (o, data.planned): data.lots * i.items[data.item].lot_size + data.rest
        for o, data in i.orders.items()
        if data.planned in data.window
    }
    existing = {k: f.members for k, f in i.frameworks.items() if f.signed is not None}
    return Plan(joined=existing, orders=orders)


def with_claims(i: Instance, plan: Plan, chosen: Mapping[str, str]) -> Plan:
    """The plan with the full claims that its call-offs allow on the chosen instruments, within each fund."""
    left = {n: float("inf") if data.fund is None else data.fund for n, data in i.instruments.items()}
    values = framework_values(i, plan)
    claims = {}
    for k, n in chosen.items():
        data = i.instruments[n]
        if len(plan.joined.get(k, frozenset()) & data.counted) < data.min_partners:
            continue
        most = float("inf") if data.max_claim is None else data.max_claim
        amount = min(data.share * values.get(k, 0.0), most, left[n])
        if amount > 0:
            claims[k] = Claim(n, amount)
            left[n] -= amount
    return Plan(**{**plan.__dict__, "claims": claims})


def framework_values(i: Instance, plan: Plan) -> dict[str, float]:
    """Framework → call-off value at the tiers reached, escalated, without fee (EUR)."""
    volume: dict[str, float] = defaultdict(float)
    for (l, _, _), units in plan.call_offs.items():
        volume[l] += units / i.items[i.lots[l].item].lot_size
    values: dict[str, float] = defaultdict(float)
    for (l, _, t), units in plan.call_offs.items():
        tier = next(tier for tier in reversed(i.lots[l].tiers) if round(volume[l]) >= tier.first)
        values[i.lots[l].framework] += units * tier.price * price_level(i, l, t)
    return values


def encode(i: Instance, plan: Plan, matrix: Matrix) -> Floats:
    """A start for the solver, in its units: the plan's whole columns and its call-offs."""
    x = np.zeros(len(matrix.cost))

    def put(component: str, index: object, value: float) -> None:
        column = matrix.columns.get((component, index))
        if column is not None:
            x[column] = value / matrix.column_scale[column]

    put("One", None, 1)
    for (k, t), _ in matrix.by_component.get("Signed", ()):
        put("Signed", (k, t), float(k in plan.signed and t >= plan.signed[k]))
    for k, partners in plan.joined.items():
        for p in partners:
            put("Joined", (k, p), 1)
    for (l, p, t), units in plan.call_offs.items():
        put("CallOff", (l, p, t), units / i.items[i.lots[l].item].lot_size)
    for k in plan.extended:
        f = i.frameworks[k]
        put("Extended", (k, f.signed if f.signed is not None else plan.signed.get(k)), 1)
    for (e, t), _ in matrix.by_component.get("Built", ()):
        put("Built", (e, t), float(e in plan.expansions and t >= plan.expansions[e]))
    for (p, q), t in plan.certified.items():
        put("Certified", (p, q, _same_year_start(i, p, q, t)), 1)
    for (o, t), units in plan.orders.items():
        lots, rest = _split(i, o, units)
        put("Delivered", (o, t), lots)
        put("RestDelivered", (o, t), rest)
    volume: dict[str, float] = defaultdict(float)
    for (l, _, _), units in plan.call_offs.items():
        volume[l] += units / i.items[i.lots[l].item].lot_size
    for l, lot in i.lots.items():
        if lot.framework in plan.signed or i.frameworks[lot.framework].signed is not None:
            reached = max(n for n, tier in enumerate(lot.tiers) if round(volume[l]) >= tier.first)
            put("Tier", (l, reached), 1)
    for k, claim in plan.claims.items():
        put("Claims", (k, claim.instrument), 1)
    return x


def _same_year_start(i: Instance, p: str, q: str, t: int) -> int:
    starts = i.certifications[p, q].starts if (p, q) in i.certifications else ()
    return next((s for s in starts if i.year[s] == i.year[t] and s <= t), t)


def _split(i: Instance, o: str, units: float) -> tuple[int, int]:
    """Units of an order delivered in a period as (whole lots, 1 if the odd rest is among them)."""
    data = i.orders[o]
    size = i.items[data.item].lot_size
    lots = round((units - data.rest) / size) if data.rest else round(units / size)
    if data.rest and abs(lots * size + data.rest - units) < 1e-6 * size:
        return lots, 1
    return round(units / size), 0
