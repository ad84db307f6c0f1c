"""What whole lots add to the need: every whole number of lots keeps the rows, and nothing in between does."""

from __future__ import annotations

from typing import Any

import pytest

from models import build_model
from models.types import Model
from pooling.case import case as c
from pooling.plan.prepare import prepare
from tests.cases.pool import START, need, pool, quarter

NEED = 10.0
LAST = ("A", "I", 7)


def model(lot_size: float, **sheets: Any) -> Model:
    """Partner A needs ten units, in lots of so many."""
    return build_model(prepare(pool(items=c.Item("I", lot_size=lot_size), **sheets)), "mean_delay")


def slack(m: Model, delivered: float) -> float:
    """By how much the last period's row holds with so many units delivered (lots)."""
    m.Backlog[LAST].set_value(max(0.0, NEED - delivered) / NEED, skip_validation=True)
    m.Ahead[LAST].set_value(max(0.0, delivered - NEED) / NEED, skip_validation=True)
    return float(m.late_or_ahead[LAST].lslack())


@pytest.mark.parametrize("size", [4.0, 3.0, 0.7])
def test_whole_lots_keep_the_row_and_fractions_about_the_need_do_not(size: float) -> None:
    """It holds with equality in the last whole number of lots before the need and the first after it."""
    m = model(size)
    before = NEED // size
    for lots in range(int(before) + 3):
        found = slack(m, lots * size)
        assert found > -1e-9
        assert (found < 1e-9) == (lots in (before, before + 1))
    for part in (0.1, 0.5, 0.9):
        assert slack(m, (before + part) * size) < -1e-3


def test_needs_in_whole_lots_and_orders_with_a_rest_have_no_rows() -> None:
    """There is nothing to say, or what has come need not be whole lots."""
    order = c.Order("O", "A", "Q", "L", 3, START, START, quarter(3), 10)
    assert not len(model(5.0).late_or_ahead)
    assert len(model(4.0, orders=()).late_or_ahead)
    assert not len(model(4.0, orders=order).late_or_ahead)


def test_a_row_for_each_rise_of_the_need() -> None:
    """The first, before the second is due, and the last."""
    m = model(4.0, demand=(need("A", 6), need("A", 4, quarter(3))))
    assert [t for _, _, t in m.late_or_ahead] == [2, 7]
