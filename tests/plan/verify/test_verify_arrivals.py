"""What was planned, came and is late: instalments worked by hand, and nothing is counted twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pooling.case.case import Delivery
from pooling.plan.conditions.keeping import kept_of
from pooling.plan.plan import Plan
from pooling.plan.verify import verify
from pooling.plan.verify.arrivals import Promised, instalments

BEGUN = date(2026, 7, 1)
"""The earlier plan begins two quarters before the case."""


def shown(row):
    """Period, planned, came, outstanding, period to come, months late."""
    return row.period, row.planned, row.came, row.outstanding, row.to, row.months_late


def of_lot(case, deliveries, promised, plan):
    """The instalments of lot F1A for AAA: of what came, what was promised, and what the plan brings, by period."""
    came = tuple(Delivery("F1A", "AAA", day, units) for day, units in deliveries)
    calls = {("F1A", "AAA", t): units for t, units in promised.items()}
    figures = verify(case, Plan(call_offs={("F1A", "AAA", t): units for t, units in plan.items()})).figures
    rows = instalments(replace(case, deliveries=came), figures, Promised(calls, BEGUN))
    return [row for row in rows if (row.code, row.partner) == ("F1A", "AAA")]


@pytest.mark.parametrize(
    ("deliveries", "promised", "plan", "expected"),
    [
        # all in time
        ([(date(2026, 8, 1), 30)], {-2: 30}, {}, [(-2, 30, 30, 0, None, 0)]),
        # late by a quarter
        ([(date(2026, 12, 1), 30)], {-2: 30}, {}, [(-2, 30, 30, 0, None, 3)]),
        # short by 10, which come a year after they were due
        ([(date(2026, 8, 1), 20)], {-2: 30}, {2: 10}, [(-2, 30, 20, 10, 2, 12)]),
        # nothing came, and the plan brings not all
        ([], {-1: 30}, {0: 20}, [(-1, 30, 0, 30, None, None)]),
        # what came first meets what was due first; the rest comes later
        ([(date(2026, 8, 1), 30)], {-2: 20, -1: 20}, {0: 10}, [(-2, 20, 20, 0, None, 0), (-1, 20, 10, 10, 0, 3)]),
        # more than was due counts towards what is due next
        ([(date(2026, 8, 1), 30)], {-2: 20, 4: 20}, {4: 10}, [(-2, 20, 20, 0, None, 0), (4, 20, 10, 10, 4, 0)]),
        # what nothing was planned for
        ([(date(2026, 8, 1), 30)], {}, {}, [(None, 0, 30, 0, None, None)]),
        # what came before the earlier plan began is not its own
        ([(date(2026, 6, 30), 30)], {-2: 30}, {}, [(-2, 30, 0, 30, None, None)]),
    ],
)
def test_instalments_by_hand(rich_case, deliveries, promised, plan, expected):
    """Quarters from 2027: period −2 begins in July 2026."""
    assert [shown(row) for row in of_lot(rich_case, deliveries, promised, plan)] == expected


def test_an_order_is_held_against_its_planned_day(rich_case):
    """Of an order due last November half came in December; the plan brings the rest in the third quarter."""
    order = replace(rich_case.orders[0], quantity=10, planned=date(2026, 11, 5))
    left = replace(order, quantity=5, planned=date(2027, 1, 1), earliest=date(2027, 1, 1), latest=date(2029, 12, 31))
    came = (Delivery(order.order, order.partner, date(2026, 12, 24), 5),)
    case = replace(rich_case, orders=(left,), placed=(order,), deliveries=came)
    figures = verify(case, Plan(orders={(order.order, 2): 5})).figures
    (row,) = instalments(case, figures, Promised())
    assert shown(row) == (-1, 10, 5, 5, 2, 9)


UNITS = st.integers(0, 6).map(lambda lots: 10.0 * lots)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the case is frozen
@given(
    st.dictionaries(st.integers(0, 180), UNITS, max_size=4),
    st.dictionaries(st.integers(-2, 11), UNITS, max_size=5),
)
def test_planned_and_delivered_is_conserved(rich_case, came, promised):
    """What is kept and what came of the promise is the promise; what came is in one row, and once."""
    days = [(BEGUN + timedelta(days=day), units) for day, units in came.items()]
    rows = of_lot(rich_case, days, promised, {})
    assert sum(row.came for row in rows) == sum(came.values())
    deliveries = tuple(Delivery("F1A", "AAA", day, units) for day, units in days)
    case = replace(rich_case, deliveries=deliveries)
    plan = Plan(call_offs={("F1A", "AAA", t): units for t, units in promised.items() if units})
    kept = kept_of(case, plan, None, BEGUN).call_offs
    met = sum(row.came for row in rows if row.period is not None)
    assert 10 * sum(kept.values()) + (met if deliveries else 0) == pytest.approx(
        sum(units for t, units in promised.items() if deliveries or t >= 0)
    )
    assert all(t >= 0 for _, _, t in kept)
