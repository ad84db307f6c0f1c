"""All futures as one programme: first stages that are best over all of them, and what is proven of any."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from pooling.case import case as c
from pooling.plan.futures.draws import Future
from pooling.plan.futures.extensive import Together
from pooling.plan.parameters import Extensive
from pooling.plan.solve import NoPlan, Options, solve
from pooling.plan.verify import verify
from tests.oracle.hand import shared_line

NEVER = threading.Event()


def together(case, futures, part=1.0):
    """The plan for all futures, and what is told of their programme, begun from the nominal plan."""
    start = solve(case, Options(time_limit=5)).plan
    solver = Together(tuple(futures), part, tuple(start for _ in futures))
    outcome = solver(case, Options(time_limit=5, start=start), None, NEVER)
    assert verify(case, outcome.plan).violations == ()
    return outcome.plan, outcome.stages[0]


def two_lines(dear=12.0):
    """One partner needs 4 at once; each of two lines makes 4 a quarter, of framework F at 10 and of G at `dear`."""
    case = shared_line(partners=("A",))
    return replace(
        case,
        items=(replace(case.items[0], lot_size=2),),
        lines=(*case.lines, c.Line("K", "P")),
        capacity=(*case.capacity, replace(case.capacity[0], line="K")),
        frameworks=(*case.frameworks, replace(case.frameworks[0], framework="G", name="Other")),
        lots=(*case.lots, replace(case.lots[0], lot="G1", framework="G", line="K")),
        prices=(*case.prices, c.Price("G1", 0, dear)),
    )


EITHER = (Future(lines={"L": 0.0}), Future(lines={"K": 0.0}))
"""One of the two lines makes nothing."""


@pytest.mark.parametrize("part", [1.0, 0.5])
def test_both_are_signed_where_either_may_fail(part):
    """Where all comes as the case says F does; each future alone needs one of the two, both together need both.

    Who joins calls a lot off where all comes as the case says: one of F's two is G's then.
    """
    plan, stage = together(two_lines(), EITHER, part)
    assert set(plan.signed) == {"F", "G"}
    assert plan.call_offs == {("F1", "A", 0): 2, ("G1", "A", 0): 2}
    assert (stage.value, stage.bound, stage.status) == (pytest.approx(0), pytest.approx(0), "optimal")


def test_what_is_owed_is_owed_where_all_comes_as_the_case_says():
    """F owes all that is needed: that is called off there, though none can be where its line makes nothing."""
    case = two_lines()
    case = replace(case, lots=(replace(case.lots[0], min_quantity=4), case.lots[1]))
    plan, stage = together(case, EITHER)
    assert set(plan.signed) == {"F", "G"}
    assert sum(units for (lot, _, _), units in plan.call_offs.items() if lot == "F1") == 4
    assert (stage.value, stage.bound) == pytest.approx((0, 0))


def test_of_what_is_as_early_the_cheaper_is_signed():
    """Nothing fails: no future needs both, and which is cheaper decides, as it does where one future needs that one."""
    for dear, cheap in ((12.0, "F"), (8.0, "G")):
        plan, stage = together(two_lines(dear), (Future(), Future()))
        assert set(plan.signed) == {cheap}
        assert stage.value == pytest.approx(0)


def test_what_is_late_whatever_is_signed_is_late_in_the_bound():
    """Both lines at a quarter: 1 each a quarter, so 2 come at once and 2 a quarter later; 4 come with all of one."""
    futures = (Future(lines={"L": 0.25, "K": 0.25}), Future(lines={"L": 0.0}))
    for part, months in ((1.0, 0.75), (0.5, 1.5)):
        plan, stage = together(two_lines(), futures, part)
        assert set(plan.signed) == {"F", "G"}
        assert (stage.value, stage.bound) == pytest.approx((months, months))


def test_a_large_programme_is_searched_where_its_relaxation_differs(monkeypatch):
    """The same first stage; what is proven is the relaxation's bound."""
    monkeypatch.setattr("pooling.plan.futures.extensive.SMALL", 0)
    futures = (Future(lines={"L": 0.25, "K": 0.25}), Future(lines={"L": 0.0}))
    plan, stage = together(two_lines(), futures)
    assert set(plan.signed) == {"F", "G"}
    assert (stage.value, stage.bound) == pytest.approx((0.75, 0.75))


def test_too_large_a_programme_is_not_begun(monkeypatch):
    """It says so before it builds the blocks of the futures."""
    monkeypatch.setattr("pooling.plan.futures.extensive.EXTENSIVE", Extensive(coefficients=1))
    with pytest.raises(NoPlan, match=r"coefficients, more than 0\.0 million"):
        together(shared_line(), (Future(),))
