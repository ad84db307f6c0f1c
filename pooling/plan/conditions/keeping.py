"""Keeping an earlier plan's decisions when planning anew."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.instance import Instance, Kept
from models.objectives import kept_joins, slide_weights
from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan

SLACK = 1e-6


@dataclass(frozen=True)
class Came:
    """Lots of a call-off kept for `period`, and the period in which they come; None: not within the horizon."""

    lot: str
    partner: str
    period: int
    lots: float
    to: int | None


def kept_of(case: Case, plan: Plan, until: date | None = None, since: date | None = None) -> Kept:
    """What `plan` has signed, joined and called off, of that what comes before the period of `until`.

    Without `until` all of it is kept as the least; with it, nothing else is signed or called off before. What lies
    before the horizon of `case` or after it, and signings of what exists in `case`, are not its to decide. Where the
    case tells what came, what of it came from `since` on, the start of `plan`, is no longer to come, and what was due
    before the horizon and did not come is due at its start.
    """
    grid = Calendar(case.settings)
    end = grid.periods if until is None else min(max(0, grid.index(until)), grid.periods)
    existing = {row.framework for row in case.frameworks if row.status == "existing"}
    item = {row.product: row.item for row in case.products}
    size = {row.item: row.lot_size for row in case.items}
    lot_size = {row.lot: size[item[row.product]] for row in case.lots}
    signed = {code: s for code, s in plan.signed.items() if 0 <= s < end and code not in existing}
    return Kept(
        signed=signed,
        joined=frozenset((k, p) for k, inside in plan.joined.items() if k in signed or k in existing for p in inside),
        call_offs={key: n for key, n in _open_lots(case, plan, since, lot_size).items() if 0 <= key[2] < end},
        until=0 if until is None else end,
    )


def _open_lots(
    case: Case, plan: Plan, since: date | None, lot_size: Mapping[str, float]
) -> dict[tuple[str, str, int], float]:
    """(lot, partner, period) → lots of `plan` that are still to come; those that were due are due in period 0."""
    if not case.deliveries:
        return {key: units / lot_size[key[0]] for key, units in plan.call_offs.items()}
    came: dict[tuple[str, str], float] = defaultdict(float)
    for row in case.deliveries:
        if since is None or row.date >= since:
            came[row.order_or_lot, row.partner] += row.quantity
    still: dict[tuple[str, str, int], float] = defaultdict(float)
    for (lot, partner, t), units in sorted(plan.call_offs.items(), key=lambda entry: entry[0][2]):
        met = min(came[lot, partner], units)
        came[lot, partner] -= met
        still[lot, partner, max(0, t)] += units - met
    lots = {key: float(round(units / lot_size[key[0]])) for key, units in still.items()}
    return {key: number for key, number in lots.items() if number}


def change(instance: Instance, figures: Figures) -> float:
    """How much of the earlier plan no longer holds: signings, and call-offs in parts."""
    earlier = instance.earlier
    signed = _signed(instance, figures)
    lots = _lots(instance, figures)
    moved = sum(max(0.0, 1 - lots.get(key, 0.0) / number) for key, number in earlier.call_offs.items())
    return moved + sum(signed.get(k) != s for k, s in earlier.signed.items())


def keeps(instance: Instance, figures: Figures) -> bool:
    """Does the plan of `figures` leave what is kept as it is, but for what comes later (`slide`)?"""
    kept = instance.kept
    signed, lots = _signed(instance, figures), _lots(instance, figures)
    others = dict(lots)
    for row in came(instance, figures):
        if row.to is not None:
            others[row.lot, row.partner, row.to] -= row.lots
    return (
        all(signed.get(k) == s for k, s in kept.signed.items())
        and kept.forced <= signed.keys()
        and all(number <= SLACK for (_, _, t), number in others.items() if t < kept.until)
        and all(s >= kept.until or k in kept.signed for k, s in signed.items())
    )


def came(instance: Instance, figures: Figures) -> list[Came]:
    """When kept call-offs come in the plan of `figures`: those due first come first, none before it is due."""
    lots = _lots(instance, figures)
    rows: list[Came] = []
    for (lot, partner), due in instance.kept.series.items():
        waiting: deque[tuple[int, float]] = deque()
        for t in range(instance.periods):
            waiting.extend([(t, due[t])] if t in due else [])
            called = lots.get((lot, partner, t), 0.0)
            while waiting and called > SLACK:
                period, number = waiting.popleft()
                taken = min(number, called)
                rows.append(Came(lot, partner, period, taken, t))
                called -= taken
                if number - taken > SLACK:
                    waiting.appendleft((period, number - taken))
        rows.extend(Came(lot, partner, period, number, None) for period, number in waiting)
    return rows


def slide(instance: Instance, figures: Figures) -> float:
    """By how many months kept call-offs come later, on average over an item's lots, and then over items.

    What does not come, and who leaves a framework, counts as if it came a horizon after the horizon's end.
    """
    value, never, joins = slide_weights(instance), 2 * instance.periods, kept_joins(instance)
    later = sum(
        row.lots * value[item] * ((never if row.to is None else row.to) - row.period)
        for row in came(instance, figures)
        if (row.partner, item := instance.lots[row.lot].item) in instance.columns
    )
    out = len(left(instance, figures)) / len(joins) if joins else 0.0
    return instance.period_months * (later + never * out)


def rounding_room(instance: Instance) -> float:
    """By how much `slide` may grow where a lot of every kept series comes one period later: what rounding may need."""
    value = slide_weights(instance)
    items = [
        instance.lots[lot].item for lot, p in instance.kept.series if (p, instance.lots[lot].item) in instance.columns
    ]
    return instance.period_months * sum(value[item] for item in items)


def left(instance: Instance, figures: Figures) -> list[tuple[str, str]]:
    """(framework, partner) kept that is no longer in."""
    inside = {(row.framework, row.partner) for row in figures.members}
    return [join for join in kept_joins(instance) if join not in inside]


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
