"""Queues that can be computed by hand, and one item counted in hundreds of millions beside another in hundreds."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pooling.case import case as c
from tests.cases.pool import START, need, pool, quarter
from tests.properties.solving import first, near, solved

AFTER = 12
rates = st.lists(st.integers(0, 30), min_size=8, max_size=8)
needs = st.dictionaries(st.integers(0, 7), st.integers(1, 40), min_size=1, max_size=4)


def queue(rate: list[int], due: dict[int, int], lot_size: float, **sheets: object) -> c.Case:
    """One partner that needs `due` (quarter → units) of one line that makes `rate` units a quarter."""
    return pool(
        {"after_horizon_months": AFTER, "objectives": ("mean_delay",)},
        items=c.Item("I", lot_size=lot_size),
        demand=tuple(need("A", units, quarter(t)) for t, units in due.items()),
        capacity=tuple(c.Capacity("L", quarter(t), 4 * units) for t, units in enumerate(rate)),
        **sheets,
    )


def by_hand(rate: list[int], due: dict[int, int], lot_size: float) -> float:
    """Whole lots as soon as the line has made them, unused capacity of less than a lot carried on; months of delay."""
    total = sum(due.values())
    most = ceil(total / lot_size)
    lots, carried, late = 0, 0.0, []
    for t, made in enumerate(rate):
        ready = made + carried
        now = min(floor(ready / lot_size), most - lots)
        lots, carried = lots + now, min(lot_size, ready - now * lot_size)
        needed = sum(units for due_in, units in due.items() if due_in <= t)
        late.append(max(0.0, needed - lots * lot_size))
    return (3 * sum(late) + AFTER * late[-1]) / total


@given(rates, needs, st.sampled_from([1, 3, 7, 2.5]))
def test_one_partner_one_line(rate: list[int], due: dict[int, int], lot_size: float) -> None:
    """The queue's delay is the one computed by hand."""
    assert first(queue(rate, due, lot_size)) == near(by_hand(rate, due, lot_size))


def split(case: c.Case) -> c.Case:
    """The line in two halves, each with a lot of half the maximum."""
    line, lot = case.lines[0], case.lots[0]
    halves = tuple(replace(row, per_year=row.per_year / 2) for row in case.capacity)
    return replace(
        case,
        lines=(line, replace(line, line="L2")),
        capacity=halves + tuple(replace(row, line="L2") for row in halves),
        lots=tuple(
            replace(lot, lot=code, line=own, max_quantity=lot.max_quantity / 2)
            for code, own in (("T", "L"), ("T2", "L2"))
        ),
        prices=(*case.prices, replace(case.prices[0], lot="T2")),
    )


@given(rates, needs, needs)
def test_a_line_split_in_two(rate: list[int], due: dict[int, int], other: dict[int, int]) -> None:
    """Where each half makes whole lots nothing changes at all, for two partners too."""
    case = queue([2 * made for made in rate], due, 1, partners=(c.Partner("A"), c.Partner("B", priority=2)))
    case = replace(case, demand=case.demand + tuple(need("B", units, quarter(t)) for t, units in other.items()))
    assert first(split(case)) == near(first(case))


@given(rates, needs, st.sampled_from([2, 5, 8]))
def test_a_line_split_in_two_but_for_lots(rate: list[int], due: dict[int, int], lot_size: float) -> None:
    """In general the halves are at most one lot behind the whole."""
    case = queue(rate, due, lot_size)
    whole, halves = first(case), first(split(case))
    assert whole - 1e-6 <= halves <= whole + (3 * 8 + AFTER) * lot_size / sum(due.values()) + 1e-6


def arsenal(size: float) -> c.Case:
    """Rounds counted so that a lot has `size` of them, beside missiles by the piece; the budget is short of both."""
    return pool(
        {"objectives": ("mean_delay", "cost"), "price_index_pct": 2},
        partners=(c.Partner("A"), c.Partner("B", priority=1.5)),
        items=(c.Item("ROUND", lot_size=size), c.Item("MISSILE", priority=2)),
        products=(c.Product("QR", "ROUND", "M", 100), c.Product("QM", "MISSILE", "M", 100)),
        demand=(
            need("A", 60 * size, item="ROUND"),
            need("B", 41 * size, quarter(1), "ROUND"),
            need("A", 130, item="MISSILE"),
            need("B", 90, quarter(2), "MISSILE"),
        ),
        lines=(c.Line("LR", "M"), c.Line("LM", "M")),
        capacity=(c.Capacity("LR", START, 62 * size), c.Capacity("LM", START, 131)),
        lots=(c.Lot("TR", "F", "QR", "LR", 200 * size), c.Lot("TM", "F", "QM", "LM", 500)),
        prices=(
            c.Price("TR", 0, 9e6 / size),
            c.Price("TR", 80 * size, 8e6 / size, fixed_cost=1e6),
            c.Price("TM", 0, 4e6),
        ),
        materials=c.Material("POWDER", opening=11e6),
        supply=c.Supply("POWDER", START, 50e6),
        recipes=c.Recipe("QR", "POWDER", 1e6 / size),
        budgets=(
            c.Budget("A", 2027, 7e8),
            c.Budget("A", 2028, 6e8),
            c.Budget("B", 2027, 5e8),
            c.Budget("B", 2028, 5e8),
        ),
    )


def in_lots(case: c.Case) -> dict[tuple[str, str, int], int]:
    """Lots called off in the best plan."""
    size = {"TR": case.items[0].lot_size, "TM": 1.0}
    return {key: round(units / size[key[0]]) for key, units in solved(case).plan.call_offs.items()}


@pytest.mark.parametrize("size", [1e6, 1e7])
def test_hundreds_of_millions_beside_hundreds(size: float) -> None:
    """A hundred lots of 10^6 or 10^7 rounds beside 220 missiles: the same values as with lots of one round."""
    large, small = solved(arsenal(size)), solved(arsenal(1))
    assert [s.value for s in large.stages] == near([s.value for s in small.stages])
    assert sum(units for (lot, _, _), units in large.plan.call_offs.items() if lot == "TR") > 50 * size
    assert in_lots(arsenal(size)) == in_lots(arsenal(1))
