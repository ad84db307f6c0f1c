"""Needs and holdings against hand-computed figures."""

from datetime import date

import pytest
from helpers.workbooks import tiny_rows, write_workbook

from pooling.case.calendar import Calendar
from pooling.case.case import Demand, Norm, Settings, Stock, Usage
from pooling.case.holdings import holdings
from pooling.case.needs import in_force, needs
from pooling.case.reader import load

YEAR = Calendar(Settings("c", date(2027, 1, 1), date(2027, 12, 31)))
PAIR = ("P", "I")


def demand(day, quantity):
    return Demand("L", *PAIR, day, quantity)


@pytest.mark.parametrize(
    ("rows", "curve"),
    [
        ({"demand": [demand(date(2027, 5, 1), 5), demand(date(2027, 12, 31), 2)]}, [0, 5, 5, 7]),
        ({"demand": [demand(date(2020, 1, 1), 5), demand(date(2028, 1, 1), 9)]}, [5, 5, 5, 5]),
        ({"norms": [Norm(*PAIR, date(2020, 1, 1), 10), Norm(*PAIR, date(2027, 7, 1), 30)]}, [10, 10, 30, 30]),
        ({"norms": [Norm(*PAIR, date(2027, 1, 2), 10)]}, [0, 10, 10, 10]),
        ({"norms": [Norm(*PAIR, date(2027, 1, 1), 30), Norm(*PAIR, date(2027, 7, 1), 10)]}, [30, 30, 30, 30]),
        ({"usage": [Usage(*PAIR, 2027, 8)]}, [2, 4, 6, 8]),
        ({"usage": [Usage(*PAIR, 2027, 8)], "stock": [Stock(*PAIR, 3)]}, [0, 1, 3, 5]),
        (
            {
                "demand": [demand(date(2027, 4, 1), 100)],
                "norms": [Norm(*PAIR, date(2027, 1, 1), 10)],
                "usage": [Usage(*PAIR, 2027, 8)],
                "stock": [Stock(*PAIR, 11)],
            },
            [1, 103, 105, 107],
        ),
    ],
)
def test_needs(rows, curve):
    """Demand lines add up; norms and usage count where they exceed the stock at start; need never falls."""
    tables = [rows.get(sheet, []) for sheet in ("demand", "norms", "usage", "stock")]
    assert needs(YEAR, *tables) == {PAIR: curve}


def test_stock_alone_is_no_need():
    """A pair with stock only does not appear."""
    assert needs(YEAR, [], [], [], [Stock(*PAIR, 3)]) == {}


def test_step_functions_hold_what_is_in_force_on_the_first_day():
    """A step within a period counts from the next period on."""
    steps = [(date(2027, 4, 2), 7.0), (date(2027, 1, 1), 3.0), (date(2027, 10, 1), 0.0)]
    assert in_force(YEAR, steps) == [3, 3, 7, 0]


def test_holdings_of_the_tiny_case(tmp_path):
    """Need and capacity per year, and the gap at each year's end."""
    rows = tiny_rows()
    rows["capacity"][1]["per_year"] = 5
    held = holdings(load(write_workbook(tmp_path / "case.xlsx", rows)).case)
    assert held.years == (2027, 2028)
    shells, missiles = held.holdings
    assert (shells.need, shells.capacity, shells.gap) == ((4000, 2000), (8000, 8000), (0, 0))
    assert (missiles.need, missiles.capacity, missiles.gap) == ((0, 12), (5, 5), (0, 2))
    assert not shells.shared
