"""The baseline `as ordered`: the same case with every order at its planned date."""

from __future__ import annotations

from dataclasses import replace

from pooling.case.case import Case

DELAYS = ("mean_delay", "worst_delay")


def may_shift(case: Case) -> bool:
    """Does any order leave room to be shifted?"""
    return any(order.earliest < order.planned or order.latest > order.planned for order in case.orders)


def pinned(case: Case) -> Case:
    """`case` with orders at their planned dates, optimised up to the last objective that a delay depends on."""
    orders = tuple(replace(order, earliest=order.planned, latest=order.planned) for order in case.orders)
    objectives = case.settings.objectives
    last = max((objectives.index(name) for name in DELAYS if name in objectives), default=len(objectives) - 1)
    return replace(case, orders=orders, settings=replace(case.settings, objectives=objectives[: last + 1]))
