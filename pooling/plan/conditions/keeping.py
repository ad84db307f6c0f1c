"""Keeping an earlier plan's decisions when planning anew."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from models.instance import Instance, Kept
from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan

SLACK = 1e-6


def kept_of(case: Case, plan: Plan, until: date | None = None) -> Kept:
    """What `plan` has signed, joined and called off, of that what comes before the period of `until`.

    Without `until` all of it is kept as the least; with it, nothing else is signed or called off before.
    """
    grid = Calendar(case.settings)
    end = grid.periods if until is None else min(max(0, grid.index(until)), grid.periods)
    existing = {row.framework for row in case.frameworks if row.status == "existing"}
    item = {row.product: row.item for row in case.products}
    size = {row.item: row.lot_size for row in case.items}
    lot_size = {row.lot: size[item[row.product]] for row in case.lots}
    signed = {code: s for code, s in plan.signed.items() if s < end}
    return Kept(
        signed=signed,
        joined=frozenset((k, p) for k, inside in plan.joined.items() if k in signed or k in existing for p in inside),
        call_offs={key: units / lot_size[key[0]] for key, units in plan.call_offs.items() if key[2] < end},
        until=0 if until is None else end,
    )


def change(instance: Instance, figures: Figures) -> float:
    """How much of the earlier plan no longer holds: signings, and call-offs in parts."""
    earlier = instance.earlier
    signed = _signed(instance, figures)
    lots = _lots(instance, figures)
    moved = sum(max(0.0, 1 - lots.get(key, 0.0) / number) for key, number in earlier.call_offs.items())
    return moved + sum(signed.get(k) != s for k, s in earlier.signed.items())


def keeps(instance: Instance, figures: Figures) -> bool:
    """Does the plan of `figures` leave what is kept as it is?"""
    kept = instance.kept
    signed, lots = _signed(instance, figures), _lots(instance, figures)
    inside = {(row.framework, row.partner) for row in figures.members}
    early = {key: number for key, number in lots.items() if key[2] < kept.until}
    return (
        all(signed.get(k) == s for k, s in kept.signed.items())
        and kept.joined <= inside
        and all(lots.get(key, 0.0) >= number - SLACK for key, number in kept.call_offs.items())
        and all(number <= kept.call_offs.get(key, 0.0) + SLACK for key, number in early.items())
        and all(s >= kept.until or k in kept.signed for k, s in signed.items())
    )


def _signed(instance: Instance, figures: Figures) -> dict[str, int]:
    """Candidate to the period in which it is signed."""
    period = {day: t for t, day in enumerate(figures.periods)}
    return {k: period[f.signed] for k, f in figures.frameworks.items() if instance.frameworks[k].signed is None}


def _lots(instance: Instance, figures: Figures) -> dict[tuple[str, str, int], float]:
    """(lot, partner, period) to lots called off."""
    lots: dict[tuple[str, str, int], float] = defaultdict(float)
    for row in figures.call_offs:
        lots[row.lot, row.partner, row.period] += row.quantity / instance.items[row.item].lot_size
    return lots
