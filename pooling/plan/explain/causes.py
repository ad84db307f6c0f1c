"""Why a need is late: its months split by cause, each cause what lifting it saves after those before it are lifted.

The least delay of one need, all else as in the plan, falls as limits are lifted one after the other, always in the same
order, until nothing is late: the differences are the causes' shares and add up to the delay. Money and machines come
before contracts, contracts before dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.constraints.budgets import COMMON
from models.instance import Framework, Instance, Pair
from pooling.plan.explain.one_need import NOTHING, OneNeed
from pooling.plan.explain.soonest import least
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan

CAUSES = {
    "later_objectives": "given up for later objectives, or not found",
    "whole_lots": "whole lots",
    "signing": "signed later than the window allows",
    "framework_minimum": "a framework's or lot's minimum",
    "higher_priority": "needs of higher priority",
    "orders": "orders and their windows",
    "budget": "a budget year",
    "framework_maximum": "a lot's or framework's maximum",
    "policy": "a policy rule",
    "line": "line capacity",
    "material": "material",
    "office": "a procurement office",
    "common_budget": "the common budget",
    "certification": "certification",
    "lead_time": "lead time",
    "term": "end of what is signed",
    "earliest_signing": "earliest signing",
    "rivals": "a rival offer that is signed",
    "not_signed": "not signed, or not joined",
    "no_offer": "no offer",
}
"""Cause → what it is called, in the order in which they are lifted."""

ROWS = ("framework_minimum", "higher_priority", "orders", "budget", "framework_maximum", "policy", "line", "material")
"""Lifted as rows: without a price there they cost nothing."""
NAMELESS = ("higher_priority", "orders")
"""What makes room in rows of others, and names nobody."""
WINDOWS = ("certification", "lead_time", "term", "earliest_signing")
"""Lifted as windows."""
TOLD = 1e-6
"""Months below which a share is a rounding."""


@dataclass(frozen=True)
class Share:
    """Months of a need's delay that a cause takes, and which lines, budget years, frameworks … it is about."""

    cause: str
    months: float
    of: tuple[str, ...] = ()


def causes(i: Instance, plan: Plan, figures: Figures, pairs: tuple[Pair, ...] | None = None) -> dict[Pair, list[Share]]:
    """The shares of every late need's delay, in the order of `CAUSES`."""
    late = {pair: row.delay for pair, row in figures.pairs.items() if row.delay > TOLD and pair in i.need}
    return {
        pair: list(_shares(OneNeed(i, plan, figures, pair), delay))
        for pair, delay in late.items()
        if pairs is None or pair in pairs
    }


def _shares(one: OneNeed, delay: float) -> Iterator[Share]:
    found = least(one)
    if delay - found.months > TOLD:
        whole = min(delay, max(found.months, least(one, whole=True).months))
        yield from _share("later_objectives", delay - whole)
        yield from _share("whole_lots", whole - found.months)
    now, lifted = min(delay, found.months), set[str]()
    for cause, limits in _steps(one):
        if now <= TOLD:
            break
        before = _windows(one, lifted)
        lifted |= limits
        held = found.held.get(cause, ()) if cause in ROWS else _opened(one, before, _windows(one, lifted))
        if not held and cause not in NAMELESS:
            continue
        found = least(one, lifted)
        yield from _share(cause, now - found.months, () if cause in NAMELESS else held)
        now = min(now, found.months)
    if now > TOLD:
        yield _unsigned(one, now)


def _share(cause: str, months: float, of: tuple[str, ...] = ()) -> Iterator[Share]:
    if months > TOLD:
        yield Share(cause, months, of)


def _steps(one: OneNeed) -> Iterator[tuple[str, set[str]]]:
    """Causes in the order in which they are lifted, with the limits that are.

    What could have been signed earlier just is: that a plan signs later where nothing is lost by it tells nothing.
    """
    bars = {k: _bar(one, k, signed) or "signing" for k, signed in one.plan.signed.items()}
    for cause in CAUSES:
        if cause in (*ROWS, *WINDOWS):
            yield cause, {cause}
        elif cause in bars.values():
            yield cause, {f"signing {k}" for k, bar in bars.items() if bar == cause}


def _windows(one: OneNeed, lifted: set[str]) -> Mapping[str, range]:
    return {l: one.window(l, frozenset(lifted)) for l in one.lots}


def _opened(one: OneNeed, before: Mapping[str, range], after: Mapping[str, range]) -> tuple[str, ...]:
    """Frameworks whose lots may deliver in more periods."""
    wider = (one.i.lots[l].framework for l in one.lots if before[l] != after[l])
    return tuple(dict.fromkeys(wider))


def _unsigned(one: OneNeed, months: float) -> Share:
    """Why none of what is offered is signed or joined."""
    i = one.i
    offers = [
        k for k, f in i.frameworks.items() if one.partner in f.partners and any(_offers(one, l, k) for l in i.lots)
    ]
    if not offers:
        return Share("no_offer", months)
    bars = {k: _bar(one, k, None) for k in offers}
    for bar in dict.fromkeys(filter(None, bars.values())):
        if all(bars.values()):
            return Share(bar, months, tuple(k for k in offers if bars[k] == bar))
    return Share("not_signed", months, tuple(k for k in offers if not bars[k]))


def _offers(one: OneNeed, l: str, k: str) -> bool:
    lot = one.i.lots[l]
    return lot.framework == k and lot.item == one.item


def _bar(one: OneNeed, k: str, until: int | None) -> str:
    """What keeps framework k from being signed before period `until` (at all, where None), as the plan stands."""
    i, f = one.i, one.i.frameworks[k]
    if f.signed is not None or (until is None and k in one.plan.signed):
        return _joining(one, k, f)
    periods = [t for t in f.sign if until is None or t < until]
    if not periods:
        return "earliest_signing"
    years = {i.year[t] for t in periods}
    if f.office and all(_used(one, f.office, year, k) >= i.signings.get((f.office, year), 10**9) for year in years):
        return "office"
    rivals = [other for other, row in i.frameworks.items() if f.group and row.group == f.group and other != k]
    if until is None and any(other in one.plan.signed or i.frameworks[other].signed is not None for other in rivals):
        return "rivals"
    left = {row.year: row.left for row in one.figures.budgets if row.partner == COMMON and row.left is not None}
    if f.setup_cost and all(year in left and left[year] < f.setup_cost * (1 - NOTHING) for year in years):
        return "common_budget"
    return _joining(one, k, f) if until is None else ""


def _used(one: OneNeed, office: str, year: int, besides: str) -> int:
    """Signings of an office in a year by the plan."""
    i = one.i
    return sum(
        i.frameworks[k].office == office and i.year[t] == year for k, t in one.plan.signed.items() if k != besides
    )


def _joining(one: OneNeed, k: str, f: Framework) -> str:
    """What keeps the partner out of k."""
    if f.signed is not None and f.signed + f.term <= max(0, f.signed + f.lead):
        return "term"
    inside = one.plan.joined.get(k, frozenset())
    if f.max_partners is not None and len(inside - {one.partner}) >= f.max_partners:
        return "framework_maximum"
    price = max((lot.tiers[0].price for lot in one.i.lots.values() if lot.framework == k), default=0.0)
    if price * (one.need[-1] + one.size) < f.min_value or f.min_partners > len(f.partners) or _too_large(one, k, f):
        return "framework_minimum"
    return ""


def _too_large(one: OneNeed, k: str, f: Framework) -> bool:
    """True if some lot of k asks for more than all its partners need."""
    i = one.i
    for lot in i.lots.values():
        size = i.items[lot.item].lot_size
        needs = [i.need[p, lot.item][-1] if (p, lot.item) in i.need else 0.0 for p in f.partners]
        if lot.framework == k and lot.min_lots * size > sum(needs) + size * len(needs):
            return True
    return False
