"""The objectives, each a named expression; cost is a sum of named terms."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pyomo.environ as pyo

from models.constraints.budgets import investments, owes_setup
from models.constraints.instruments import lot_value
from models.constraints.need import delay, within
from models.fairness import OVER_HORIZON, Moment, moments
from models.instance import Instance, Kept
from models.prices import order_price
from models.terms import joined, lot_volume, order_units, signed, signed_in
from models.types import Expr, Model, Relation
from models.variables import years


def mean_delay(m: Model) -> Expr:
    """Σ_p,i w(p,i) · delay(p,i)  (months)."""
    return sum(m.i.weight[p, item] * delay(m, p, item) for p, item in m.i.need)


def worst_delay(m: Model) -> Expr:
    """max_p,i delay(p,i)  (months), by WorstDelay ≥ delay(p,i)."""
    m.WorstDelay = pyo.Var(bounds=(0, longest_delay(m.i)), doc="largest delay, months")
    m.worst_delay_is_largest = pyo.Constraint(list(m.i.need), rule=worst_delay_is_largest)
    return m.WorstDelay


def longest_delay(i: Instance) -> float:
    """The delay of what is needed at once and never comes  (months)."""
    return i.period_months * i.periods + i.after_months


def worst_delay_is_largest(m: Model, p: str, item: str) -> Relation:
    """WorstDelay ≥ delay(p,i)."""
    return m.WorstDelay >= delay(m, p, item)


def fair_shares(m: Model) -> Expr:
    """Σ_i,t months(i,t) · (Σ_p,q s(p) · s(q) · max(z(p), z(q)) less the same where all needs are met)  (months).

    Of any two equal parts of what is claimed of an item (see `models.fairness`) the one that is met worse, on average:
    Σ_p s(p) · z(p) + Σ_p<q s(p) · s(q) · |z(p) − z(q)|. It never gets better by giving anybody less. By Behind.
    """
    m.moments = {(moment.item, moment.period): moment for moment in moments(m.i)}
    once = [(p, item) for (item, t), moment in m.moments.items() if t == OVER_HORIZON for p in moment.claims]
    m.Wait = pyo.Var(once, bounds=(0, longest_delay(m.i)), doc="delay(p,i), months")
    m.waits = pyo.Constraint(once, rule=waits)
    m.Behind = pyo.Var(
        [(p, q, item, t) for (item, t), moment in m.moments.items() for p, q in combinations(moment.claims, 2)],
        bounds=lambda m, p, q, item, t: (0, most_behind(m, q, item, t)),
        doc="by how much more of p's claim than of q's is not met",
    )
    m.behind = pyo.Constraint(list(m.Behind), rule=behind)
    return pyo.quicksum(term for moment in m.moments.values() for term in worse_met(m, moment))


def worse_met(m: Model, moment: Moment) -> Iterator[Expr]:
    """Terms of months · (Σ_p s(p) · z(p) + Σ_p<q s(p) · s(q) · (2 · Behind[p,q] − z(p) + z(q))), less what they are
    where all needs are met.
    """
    item, t, claims = moment.item, moment.period, moment.claims
    worth = {p: moment.weight * claim.share for p, claim in claims.items()}
    for p, q in combinations(claims, 2):
        both = moment.weight * claims[p].share * claims[q].share
        yield 2 * both * m.Behind[p, q, item, t]
        yield -both * abs(claims[p].least - claims[q].least)
        worth[p], worth[q] = worth[p] - both, worth[q] + both
    for p, claim in claims.items():
        met, slope, late = unmet(m, p, item, t)
        yield worth[p] * slope * late
        yield worth[p] * met - moment.weight * claim.share * claim.least


def unmet(m: Model, p: str, item: str, t: int) -> tuple[float, float, Expr]:
    """a, b, v with z(p) = a + b · v: the part of p's claim on the item that is not met; by months its delay."""
    if t == OVER_HORIZON:
        return 0.0, 1.0, m.Wait[p, item]
    claim, need = m.moments[item, t].claims[p], m.i.need[p, item]
    beyond_reach = need[t] - within(m.i, m.s, p, item, t)
    return claim.least + claim.rate * beyond_reach, claim.rate * need[-1], m.Backlog[p, item, t]


def waits(m: Model, p: str, item: str) -> Relation:
    """Wait[p,i] = delay(p,i)  (months)."""
    return m.Wait[p, item] == delay(m, p, item)


def behind(m: Model, p: str, q: str, item: str, t: int) -> Relation:
    """Behind[p,q,i,t] ≥ z(p) − z(q)."""
    (a, slope, late), (b, other_slope, other) = unmet(m, p, item, t), unmet(m, q, item, t)
    return m.Behind[p, q, item, t] - slope * late + other_slope * other >= a - b


def most_behind(m: Model, q: str, item: str, t: int) -> float:
    """Most that anybody's z can be above that of q."""
    return longest_delay(m.i) if t == OVER_HORIZON else 1 - m.moments[item, t].claims[q].least


def non_eu_share(m: Model) -> Expr:
    """Mean over items with need of Σ (1 − eu content) · x / Σ_p N[T−1]."""
    items = sorted({item for _, item in m.i.need})
    total: Expr = 0
    for item in items:
        need = sum(n[-1] for (_, it), n in m.i.need.items() if it == item)
        size = m.i.items[item].lot_size
        total += sum(
            (m.i.lots[l].non_eu * size / need / len(items)) * lot_volume(m, l) for l in m.lots_of_item.get(item, ())
        )
    return total


def frameworks(m: Model) -> Expr:
    """Number of candidates signed."""
    return sum(signed(m, k) for k in m.s.candidates)


def cost_of_call_offs(m: Model) -> Expr:
    """Σ call-off value at the tier reached · (1 + fee)  (EUR)."""
    return sum((1 + m.i.frameworks[lot.framework].fee) * lot_value(m, l) for l, lot in m.i.lots.items())


def cost_of_tiers(m: Model) -> Expr:
    """Σ fixed cost of the tier reached  (EUR)."""
    return sum(
        tier.fixed_cost * m.Tier[l, n]
        for l, lot in m.i.lots.items()
        for n, tier in enumerate(lot.tiers)
        if tier.fixed_cost
    )


def cost_of_frameworks(m: Model) -> Expr:
    """Σ setup + joining by choice + extension  (EUR)."""
    f = m.i.frameworks
    setup = sum(data.setup_cost * signed(m, k) for k, data in f.items() if owes_setup(data))
    joins = sum(f[k].join_cost * m.Joined[k, p] for k, p in m.s.joins if f[k].join_cost)
    return setup + joins + sum(f[k].extension_cost * m.Extended[k, s] for k, s in m.s.extendable)


def cost_of_expansions(m: Model) -> Expr:
    """Σ investment of expansions built  (EUR)."""
    return sum(investments(m, y) for y in years(m.i))


def cost_of_certifications(m: Model) -> Expr:
    """Σ cost of certifications begun  (EUR)."""
    return sum(m.i.certifications[p, q].cost * m.Certified[p, q, t] for p, q, t in m.Certified)


def cost_of_orders(m: Model) -> Expr:
    """Σ delivered orders · (unit price + shift cost · months moved)  (EUR)."""
    return sum(order_price(m.i, o, t) * order_units(m, o, t) for o, t in m.s.deliveries)


def reimbursed(m: Model) -> Expr:
    """Σ claims on instruments  (EUR)."""
    return sum(m.Reimbursed[k, n] for k, n in m.Reimbursed)


def cost(m: Model) -> Expr:
    """All that the pool pays, less reimbursements  (EUR)."""
    return (
        cost_of_call_offs(m)
        + cost_of_tiers(m)
        + cost_of_frameworks(m)
        + cost_of_expansions(m)
        + cost_of_certifications(m)
        + cost_of_orders(m)
        - reimbursed(m)
    )


def change(m: Model) -> Expr:
    """Σ earlier signings that no longer hold + Σ part of each earlier call-off that is no longer there."""
    earlier: Kept = m.i.earlier
    columns = [key for key in earlier.call_offs if key in m.CallOff]
    m.Moved = pyo.Var(columns, bounds=(0, 1), doc="part of an earlier call-off that is no longer there")
    m.moved_part = pyo.Constraint(columns, rule=moved_part)
    unsigned = sum(m.One - signed_in(m, k, s) for k, s in earlier.signed.items())
    return unsigned + pyo.quicksum(m.Moved[key] for key in columns) + (len(earlier.call_offs) - len(columns)) * m.One


def moved_part(m: Model, l: str, p: str, t: int) -> Relation:
    """Moved[l,p,t] ≥ 1 − x[l,p,t] / lots of the earlier plan."""
    return m.Moved[l, p, t] + m.CallOff[l, p, t] * (1 / m.i.earlier.call_offs[l, p, t]) >= 1


def slide(m: Model) -> Expr:
    """Δ · (Σ v(l) · (Σ_t Open[l,p,t] + T · Open[l,p,T−1]) + 2 · T · mean over joins kept of 1 − joined[k,p])  (months).

    How much later kept call-offs come. What does not come counts as if it came a horizon after its end, and so does
    who leaves a framework.
    """
    i: Instance = m.i
    value, last, joins = slide_weights(i), i.periods - 1, kept_joins(i)
    later = pyo.quicksum(value[i.lots[l].item] * (1 + i.periods * (t == last)) * m.Open[l, p, t] for l, p, t in m.Open)
    left = sum((m.One - joined(m, k, p)) * (2 * i.periods / len(joins)) for k, p in joins)
    return i.period_months * (later + left)


def slide_weights(i: Instance) -> dict[str, float]:
    """Item → v, what one of its kept lots counts: all lots of an item alike, all items alike, 1 in all."""
    lots: dict[str, float] = {}
    for (l, p, _), number in i.kept.call_offs.items():
        item = i.lots[l].item
        if (p, item) in i.columns:
            lots[item] = lots.get(item, 0.0) + number
    return {item: 1 / number / len(lots) for item, number in lots.items()}


def kept_joins(i: Instance) -> list[tuple[str, str]]:
    """(k, p) kept where p is free to join."""
    return sorted(
        (k, p)
        for k, p in i.kept.joined
        if p in i.frameworks[k].may_join and (i.frameworks[k].signed is not None or len(i.frameworks[k].sign))
    )


def likeness(m: Model) -> Expr:
    """max over other plans n of the number of candidates decided as in n, by Likeness ≥ that number.

    The number of candidates less this is the least Hamming distance to the other plans.
    """
    m.Likeness = pyo.Var(bounds=(0, len(m.s.candidates)), doc="most candidates decided as in one of the other plans")
    m.likeness_is_largest = pyo.Constraint(range(len(m.i.others)), rule=likeness_is_largest)
    m.signed_to_be_used = pyo.Constraint(list(m.s.candidates), rule=signed_to_be_used)
    return m.Likeness


def likeness_is_largest(m: Model, n: int) -> Relation:
    """Likeness ≥ Σ signed_k over what plan n signs + Σ (1 − signed_k) over the other candidates."""
    alike = (signed(m, k) if k in m.i.others[n] else m.One - signed(m, k) for k in m.s.candidates)
    return m.Likeness >= sum(alike)


def signed_to_be_used(m: Model, k: str) -> Relation:
    """signed_k ≤ Σ lots called off from k: what nobody calls off from makes no other plan."""
    return signed(m, k) <= sum(lot_volume(m, l) for l in m.s.lots_of.get(k, ()))


OBJECTIVES = {
    "mean_delay": mean_delay,
    "worst_delay": worst_delay,
    "fair_shares": fair_shares,
    "cost": cost,
    "non_eu_share": non_eu_share,
    "frameworks": frameworks,
    "change": change,
    "slide": slide,
    "likeness": likeness,
}
