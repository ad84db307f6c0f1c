"""Random small changes of a plan: what the optimum must not be beaten by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from pooling.case.case import Case
from pooling.plan.plan import Claim, Plan
from tests.oracle.facts import Facts


def _calls(rng: Random, facts: Facts, plan: Plan) -> Plan:
    """Call off a lot more or less somewhere."""
    lot = rng.choice(facts.case.lots)
    key = (lot.lot, rng.choice(facts.case.partners).partner, rng.randrange(facts.T))
    size = facts.lot_size(lot)
    calls = dict(plan.call_offs)
    calls[key] = calls.get(key, 0) + size * rng.choice((1, 1, 2, -1))
    return replace(plan, call_offs={k: q for k, q in calls.items() if q > 0})


def _move(rng: Random, facts: Facts, plan: Plan) -> Plan:
    """Deliver a call-off in another period."""
    if not plan.call_offs:
        return plan
    calls = dict(plan.call_offs)
    lot, partner, t = rng.choice(sorted(calls))
    quantity = calls.pop((lot, partner, t))
    there = (lot, partner, rng.randrange(facts.T))
    return replace(plan, call_offs={**calls, there: calls.get(there, 0) + quantity})


def _signing(rng: Random, facts: Facts, plan: Plan) -> Plan:
    """Sign a candidate in some period, members in; or don't sign it."""
    candidates = [f for f in facts.case.frameworks if f.status == "candidate"]
    if not candidates:
        return plan
    framework = rng.choice(candidates)
    k = framework.framework
    if k in plan.signed and rng.random() < 0.3:
        calls = {key: q for key, q in plan.call_offs.items() if facts.lots[key[0]].framework != k}
        signed = {f: s for f, s in plan.signed.items() if f != k}
        joined = {f: p for f, p in plan.joined.items() if f != k}
        claims = {f: c for f, c in plan.claims.items() if f != k}
        return Plan(signed, joined, calls, plan.extended - {k}, plan.expansions, plan.certified, plan.orders, claims)
    members = {p.partner for p in facts.case.partners if facts.role(framework, p.partner) == "member"}
    joined = {**plan.joined, k: frozenset(plan.joined.get(k, frozenset()) | members)}
    return replace(plan, signed={**plan.signed, k: rng.randrange(facts.T)}, joined=joined)


def _joining(rng: Random, facts: Facts, plan: Plan) -> Plan:
    """Let a partner join with a first lot, or leave."""
    framework = rng.choice(facts.case.frameworks)
    k, partner = framework.framework, rng.choice(facts.case.partners).partner
    inside = plan.joined.get(k, frozenset())
    if partner in inside:
        calls = {key: q for key, q in plan.call_offs.items() if (facts.lots[key[0]].framework, key[1]) != (k, partner)}
        return replace(plan, joined={**plan.joined, k: inside - {partner}}, call_offs=calls)
    lot = rng.choice(facts.lots_of[k])
    calls = {**plan.call_offs, (lot.lot, partner, rng.randrange(facts.T)): facts.lot_size(lot) * rng.choice((1, 2))}
    return replace(plan, joined={**plan.joined, k: inside | {partner}}, call_offs=calls)


def _toggle(plans: Any, key: Any, t: int) -> dict[Any, int]:
    return {k: s for k, s in plans.items() if k != key} if key in plans else {**plans, key: t}


def _others(rng: Random, facts: Facts, plan: Plan) -> Plan:
    """Start or drop an expansion, a certification, an extension, a claim, or move an order's delivery."""
    kind = rng.randrange(5)
    t = rng.randrange(facts.T)
    case = facts.case
    if kind == 0 and case.expansions:
        return replace(plan, expansions=_toggle(plan.expansions, rng.choice(case.expansions).expansion, t))
    if kind == 1 and facts.certifications:
        return replace(plan, certified=_toggle(plan.certified, rng.choice(sorted(facts.certifications)), t))
    if kind == 2:
        return replace(plan, extended=plan.extended ^ {rng.choice(case.frameworks).framework})
    if kind == 3 and case.instruments:
        claim = Claim(rng.choice(case.instruments).instrument, rng.choice((0.1, 1, 3)))
        return replace(plan, claims={**plan.claims, rng.choice(case.frameworks).framework: claim})
    if kind == 4 and plan.orders:
        order, at = rng.choice(sorted(plan.orders))
        moved = dict(plan.orders)
        quantity = moved.pop((order, at))
        return replace(plan, orders={**moved, (order, t): moved.get((order, t), 0) + quantity})
    return plan


def neighbours(rng: Random, case: Case, plan: Plan, count: int) -> Iterator[Plan]:
    """`count` plans that are one to four random changes away; most of them break a rule."""
    facts = Facts(case)
    moves = (_calls, _calls, _move, _signing, _joining, _others)
    for _ in range(count):
        changed = plan
        for _ in range(rng.choice((1, 1, 2, 2, 3, 4))):
            changed = rng.choice(moves)(rng, facts, changed)
        yield changed
