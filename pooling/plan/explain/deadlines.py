"""By when to sign, and what ends: dates that deliveries hang on, one need at a time, all else as in the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.instance import Instance, Pair
from pooling.plan.explain.causes import TOLD
from pooling.plan.explain.one_need import OneNeed
from pooling.plan.explain.soonest import least
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan


@dataclass(frozen=True)
class Deadline:
    """A framework that a need is served from: signed in `signed`, and in `by` at the latest if the need is not to be
    later than planned; a period after that it is later by `months`, None where the window is over or nothing is lost
    within it.
    """

    pair: Pair
    framework: str
    signed: int
    by: int
    months: float | None


@dataclass(frozen=True)
class End:
    """A framework that ends at the beginning of period `end`, while `units` of an item are still owed to its partners
    or come to be needed.

    `extend`: its term may still be lengthened. `replacement`: what is not signed and could deliver the item from then
    on if signed by period `sign_by`, the latest of all; None where nothing could.
    """

    framework: str
    item: str
    end: int
    units: float
    extend: bool
    replacement: str | None = None
    sign_by: int | None = None


def deadlines(i: Instance, plan: Plan, figures: Figures) -> Iterator[Deadline]:
    """Of every need and every candidate that it is served from."""
    served = dict.fromkeys(((row.partner, row.item), row.framework) for row in figures.call_offs)
    for pair, k in served:
        if k in plan.signed and pair in i.need:
            yield _deadline(i, plan, figures, pair, k)


def _deadline(i: Instance, plan: Plan, figures: Figures, pair: Pair, k: str) -> Deadline:
    signed, planned = plan.signed[k], figures.pairs[pair].delay
    last = i.frameworks[k].sign[-1]
    for later in range(signed + 1, last + 1):
        moved = replace(plan, signed={**plan.signed, k: later})
        delay = least(OneNeed(i, moved, figures, pair), whole=True).months
        if delay > planned + TOLD:
            return Deadline(pair, k, signed, later - 1, delay - planned)
    return Deadline(pair, k, signed, last, None)


def ends(i: Instance, plan: Plan, figures: Figures) -> Iterator[End]:
    """Of every framework in force that ends within the horizon, and every item that its partners still need then."""
    for k in figures.frameworks:
        f = i.frameworks[k]
        signed = f.signed if f.signed is not None else plan.signed[k]
        end = signed + f.term + (f.extension if k in plan.extended else 0)
        if not 0 < end < i.periods:
            continue
        for item in dict.fromkeys(lot.item for lot in i.lots.values() if lot.framework == k):
            units = sum(_owed(figures, (p, item), end) for p in plan.joined.get(k, frozenset()))
            if units > 0:
                extend = bool(f.extension) and k not in plan.extended
                yield End(k, item, end, units, extend, *_replacement(i, plan, k, item, end))


def _owed(figures: Figures, pair: Pair, end: int) -> float:
    """Units that the partner has not got by then and needs by the horizon's end."""
    row = figures.pairs.get(pair)
    return max(0.0, row.need[-1] - row.delivered[end - 1]) if row else 0.0


def _replacement(i: Instance, plan: Plan, ending: str, item: str, end: int) -> tuple[str | None, int | None]:
    """The candidate that is not signed and may be signed latest to deliver the item from `end` on."""
    partners = plan.joined.get(ending, frozenset())
    latest: dict[str, int] = {}
    for lot in i.lots.values():
        f = i.frameworks[lot.framework]
        if lot.item != item or f.signed is not None or lot.framework in plan.signed or not f.partners & partners:
            continue
        periods = [t for t in f.sign if t + f.lead <= end < t + f.term]
        if periods:
            latest[lot.framework] = periods[-1]
    if not latest:
        return None, None
    code = max(sorted(latest), key=lambda k: latest[k])
    return code, latest[code]
