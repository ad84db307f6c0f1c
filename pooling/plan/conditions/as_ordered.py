"""The baseline `as ordered`: the same case with every order at its planned date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pooling.case.calendar import Calendar
from pooling.case.case import Budget, Case
from pooling.case.currencies import budgets_in_eur, pledged, rates_of
from pooling.plan.plan import Plan

NOISE = 1e-9
"""Part of a payment that is rounding."""

DELAYS = ("mean_delay", "worst_delay", "fair_shares")


def may_shift(case: Case) -> bool:
    """Does any order leave room to be shifted?"""
    return any(order.earliest < order.planned or order.latest > order.planned for order in case.orders)


def pinned(case: Case) -> Case:
    """`case` with orders at their planned dates, optimised up to the last objective that a delay depends on."""
    orders = tuple(replace(order, earliest=order.planned, latest=order.planned) for order in case.orders)
    objectives = case.settings.objectives
    last = max((objectives.index(name) for name in DELAYS if name in objectives), default=len(objectives) - 1)
    return replace(case, orders=orders, settings=replace(case.settings, objectives=objectives[: last + 1]))


def put_back(case: Case, plan: Plan) -> Plan:
    """`plan` with every order at its planned date: a first guess, as what is called off may now be in its way."""
    grid = Calendar(case.settings)
    planned = {(row.order, grid.index(row.planned)): row.quantity for row in case.orders}
    return replace(plan, orders={key: units for key, units in planned.items() if 0 <= key[1] < grid.periods})


@dataclass(frozen=True)
class Excess:
    """What orders at their planned dates cost a partner in a year beyond its budget [EUR]."""

    partner: str
    year: int
    amount: float


def excesses(case: Case) -> tuple[Excess, ...]:
    """Where orders at their planned dates alone cost more than a budget and what may be carried over into it."""
    grid, rates, budgets = Calendar(case.settings), rates_of(case), budgets_in_eur(case)
    due: dict[tuple[str, int], float] = defaultdict(float)
    for order in case.orders:
        period = grid.index(order.planned)
        if 0 <= period < grid.periods:
            due[order.partner, grid.year(period)] += (
                order.quantity * order.unit_price * rates.eur(order.currency, grid.year(period))
            )
    carries = {row.partner for row in case.partners if row.carry_over}
    aside = pledged(case)
    limits = {(row.partner, row.year): row.amount - aside.get((row.partner, row.year), 0.0) for row in budgets}
    found = []
    for partner in dict.fromkeys(row.partner for row in budgets):
        carried = 0.0
        for year in grid.years:
            left = limits.get((partner, year), 0.0) + carried - due[partner, year]
            if left < -NOISE * due[partner, year]:
                found.append(Excess(partner, year, -left))
            carried = max(0.0, left) if partner in carries else 0.0
    return tuple(found)


def excess_in_words(found: Iterable[Excess]) -> str:
    """Whose budgets orders as placed exceed, by how much, when."""
    parts = ", ".join(f"{row.partner} by EUR {row.amount:,.0f} in {row.year}" for row in found)
    return f"orders as placed cost more than budgets hold: {parts}"


def with_room(case: Case, found: Iterable[Excess]) -> Case:
    """`case` with budgets that hold what orders at their planned dates cost beyond them, and no more."""
    more = {(row.partner, row.year): row.amount for row in found}
    rows = {key: Budget(*key, 0.0) for key in more} | {(row.partner, row.year): row for row in budgets_in_eur(case)}
    raised = (replace(row, amount=row.amount + more.get(key, 0.0)) for key, row in rows.items())
    return replace(case, budgets=tuple(raised))
