"""How much of a plan another one changes: one figure, from the call-offs of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from pooling.case.case import Case
from pooling.case.currencies import rates_of
from pooling.plan.figures import Figures

CallOffs = Mapping[tuple[str, str, date], float]
"""(lot, partner, first day of the period) to units."""


def churn_pct(first: CallOffs, second: CallOffs, price: Mapping[str, float]) -> float | None:
    """100 · Σ v |x₁ − x₂| / Σ v (x₁ + x₂) over lots, partners and periods; v: the lot's `price`.

    0 where the plans call off alike, 100 where they have nothing in common, None where neither calls anything off.
    """
    value = {lot: price[lot] for lot in {key[0] for key in (*first, *second)}}
    if not any(value.values()):
        value = dict.fromkeys(value, 1.0)
    keys = dict.fromkeys((*first, *second))
    moved = sum(value[key[0]] * abs(first.get(key, 0.0) - second.get(key, 0.0)) for key in keys)
    both = sum(value[key[0]] * (first.get(key, 0.0) + second.get(key, 0.0)) for key in keys)
    return 100 * moved / both if both else None


def churn_between(first: tuple[Case, Figures], second: tuple[Case, Figures]) -> float | None:
    """What of the call-offs of the first plan the second changes [%], at the ceiling prices of the first case."""
    price = _ceilings(second[0]) | _ceilings(first[0])
    return churn_pct(_called_off(first[1]), _called_off(second[1]), price)


def churn_against(case: Case, figures: Figures, promised: Mapping[tuple[str, str, int], float]) -> float | None:
    """What of the call-offs `promised` from the start on, by period, the plan of `figures` changes [%]."""
    inside = range(len(figures.periods))
    before = {(lot, p, figures.periods[t]): units for (lot, p, t), units in promised.items() if t in inside}
    return churn_pct(before, _called_off(figures), _ceilings(case))


def _ceilings(case: Case) -> dict[str, float]:
    """Lot to its ceiling price [EUR at the first year's rate]."""
    rates = rates_of(case)
    return {row.lot: row.unit_price * rates.at_start(row.currency) for row in case.prices if row.from_quantity == 0}


def _called_off(figures: Figures) -> dict[tuple[str, str, date], float]:
    units: dict[tuple[str, str, date], float] = defaultdict(float)
    for row in figures.call_offs:
        units[row.lot, row.partner, figures.periods[row.period]] += row.quantity
    return dict(units)
