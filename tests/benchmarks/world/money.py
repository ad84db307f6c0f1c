"""Who can pay when: partners' yearly budgets and the common purse."""

from __future__ import annotations

from collections import defaultdict
from random import Random

from pooling.case.case import Budget
from pooling.case.schema import COMMON
from tests.benchmarks.world.contracts import Contracts
from tests.benchmarks.world.industry import Industry
from tests.benchmarks.world.need import START, Need, nice


def _ordered(industry: Industry) -> dict[tuple[str, int], float]:
    """What partners owe for orders already placed, by planned year [EUR]."""
    due: dict[tuple[str, int], float] = defaultdict(float)
    for order in industry.orders:
        due[order.partner, order.planned.year] += order.quantity * order.unit_price
    return due


def _common(contracts: Contracts, industry: Industry, years: int) -> list[Budget]:
    """The common purse pays about half of everything that could be set up, most of it in the early years."""
    setup = sum(f.setup_cost + f.extend_cost for f in contracts.frameworks)
    fixed = sum(p.fixed_cost for p in contracts.prices)
    investment = sum(x.investment for x in industry.expansions)
    share = (setup + fixed + investment) / years
    return [Budget(COMMON, START.year + y, nice(share * (1.2 if y < years / 2 else 0.6))) for y in range(years)]


def draw_budgets(rng: Random, need: Need, industry: Industry, contracts: Contracts, years: int) -> tuple[Budget, ...]:
    """Budgets bind in the early years for half of the partners; one partner in ten has no limit."""
    due = _ordered(industry)
    rows = _common(contracts, industry, years)
    for number, partner in enumerate(need.partners):
        if number % 10 == 9:
            continue
        value = sum(q * need.kinds[i].price for (p, i), q in need.total.items() if p == partner.partner)
        tight = number % 2 == 0
        for y in range(years):
            grown = (0.6 + 0.9 * y / years if tight else 2.0) * value * 1.15 / (years * 0.8) * rng.uniform(0.9, 1.1)
            amount = nice(grown + 1.05 * due[partner.partner, START.year + y])
            rows.append(Budget(partner.partner, START.year + y, amount))
    return tuple(rows)
