"""A future as a case: figures scaled where they are selected, leads longer, orders as late as lines make them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pooling.case import case as c
from pooling.plan.futures.applied import applied
from pooling.plan.futures.draws import Future
from tests.oracle.hand import shared_line

QUARTERS = [date(2027, month, 1) for month in (1, 4, 7, 10)]


def order(code, partner, quantity, quarter, **more):
    day = QUARTERS[quarter]
    return c.Order(code, partner, "Q", "L", quantity, day, day, day, **more)


def came(case):
    """Order to quarter, or None beyond the horizon, to units."""
    return {
        (row.order, QUARTERS.index(row.planned) if row.planned in QUARTERS else None): row.quantity
        for row in case.orders
    }


def test_only_what_is_selected_is_scaled():
    """B's demand doubles; the line's share counts on top of what the sheet says of its capacity."""
    rows = (c.Uncertain("demand", 100, 300, where="partner=b"), c.Uncertain("capacity", 50, 100))
    case = replace(shared_line(), uncertain=rows)
    future = applied(case, Future(lines={"L": 0.5}, shares={0: 2.0, 1: 0.5}))
    assert [row.quantity for row in future.demand] == [4, 8]
    assert [row.per_year for row in future.capacity] == [4]


def test_a_share_counts_for_what_is_built_on_the_line():
    """And for nothing else."""
    days = (date(2027, 1, 1),) * 2
    case = replace(
        shared_line(),
        materials=(c.Material("M"),),
        expansions=(c.Expansion("X", "L", 8, 3, *days), c.Expansion("Y", "M", 8, 3, *days)),
    )
    assert [row.adds_per_year for row in applied(case, Future(lines={"L": 0.5})).expansions] == [4, 8]


def test_orders_come_first_come_first_served():
    """Two a quarter in place of four: three of the first quarter take half of the second, and push B's back."""
    case = shared_line(orders=[order("O2", "B", 3, 1), order("O1", "A", 3, 0)])
    assert came(applied(case, Future())) == {("O2", 1): 3, ("O1", 0): 3}
    late = applied(case, Future(lines={"L": 0.5}))
    assert came(late) == {("O1/1", 0): 2, ("O1/2", 1): 1, ("O2/1", 1): 1, ("O2/2", 2): 2}


def test_what_never_comes_comes_after_the_horizon():
    """A line that fails delivers no order."""
    (row,) = applied(shared_line(orders=[order("O1", "A", 3, 0)]), Future(lines={"L": 0.0})).orders
    assert row.planned == row.latest == date(2028, 1, 1)
    assert row.quantity == 3


def test_orders_wait_for_materials():
    """One kilogram a unit, three at the start, none after."""
    case = replace(
        shared_line(orders=[order("O1", "A", 4, 0)]),
        materials=(c.Material("M", opening=3),),
        recipes=(c.Recipe("Q", "M", 1),),
    )
    assert came(applied(case, Future())) == {("O1/1", 0): 3, ("O1/2", None): 1}


def test_what_is_reserved_for_an_order_goes_with_it():
    """Two a quarter and one begun before come in time, the fourth is paid when it comes; no budget, none moves."""
    long = replace(
        shared_line(orders=[order("O1", "A", 4, 3, unit_price=10), order("O2", "B", 4, 3, unit_price=10)], per_year=32),
        budgets=(c.Budget("A", 2027, 100.0),),
    )
    long = replace(long, settings=replace(long.settings, end=date(2028, 12, 31)))
    late = applied(long, Future(lines={"L": 0.5}))
    assert {(row.partner, row.year): row.amount for row in late.budgets} == {("A", 2027): 100.0}
    later = applied(long, Future(lines={"L": 0.25}))
    assert {(row.partner, row.year): row.amount for row in later.budgets} == {("A", 2027): 90.0, ("A", 2028): 10.0}


def test_a_slip_makes_the_lead_longer_and_the_end_no_later():
    """Of the framework that slips."""
    (f,) = applied(shared_line(), Future(slips={"F": 5})).frameworks
    assert (f.lead_months, f.term_months) == (5, 24)
    assert applied(shared_line(), Future(slips={"G": 5})).frameworks == shared_line().frameworks


@pytest.mark.parametrize("units", [1.25, 2.5])
def test_what_a_line_has_begun_it_finishes_for_an_order(units):
    """Work in progress carries over."""
    case = shared_line(orders=[order("O1", "A", 4 * units, 0)], per_year=4 * units)
    quantities = list(came(applied(case, Future())).values())
    assert sum(quantities) == 4 * units
    assert quantities[0] == int(units)
