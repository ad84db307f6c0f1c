"""Taking back what a plan does for nothing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from pooling.plan.stage.workshop import Candidate, Workshop, value_of

SECONDS = 3.0
"""As long as it may take: every try is verified."""


def tidied(shop: Workshop, best: Candidate, objectives: Sequence[str]) -> Candidate:
    """The plan with every order, one after the other, where it was planned, unless some objective were worse for it."""
    begun = time.perf_counter()
    for code, order in shop.instance.orders.items():
        delivered = {key: units for key, units in best.plan.orders.items() if key[0] == code}
        if not any(period != order.planned for _, period in delivered):
            continue
        if time.perf_counter() - begun > SECONDS:
            break
        others = {key: units for key, units in best.plan.orders.items() if key[0] != code}
        back = {**others, (code, order.planned): sum(delivered.values())}
        tried = shop.candidate(replace(best.plan, orders=back))
        if tried and all(_no_worse(shop, tried, best, objective) for objective in objectives):
            best = tried
    return best


def _no_worse(shop: Workshop, tried: Candidate, best: Candidate, objective: str) -> bool:
    """But for rounding."""
    now, before = (value_of(one.figures, objective, shop.instance) for one in (tried, best))
    return now <= before + 1e-9 * abs(before)
