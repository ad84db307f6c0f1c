"""Call-offs planned anew: what is decided stays, obligations hold where they can, plans are valid and in whole lots."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from threading import Event

import pytest

from pooling.case import case as c
from pooling.case.calendar import Calendar
from pooling.plan.futures.applied import applied
from pooling.plan.futures.decided import built, certified, decided
from pooling.plan.futures.draws import Future
from pooling.plan.futures.replan import MAY_MISS, replan
from pooling.plan.plan import Plan
from pooling.plan.solve import Infeasible, NoPlan, Options, solve
from pooling.plan.verify import verify
from tests.oracle.hand import shared_line
from tests.oracle.small_cases import small_case

QUICK = Options(time_limit=3)


def facts(case):
    """The case as its best plan decides it, and that plan's verdict."""
    plan = solve(case, QUICK).plan
    verdict = verify(case, plan)
    assert verdict.valid
    return decided(case, plan, verdict.figures), plan, verdict.figures


def planned(case):
    """The figures of the case planned anew; its plan may miss obligations only."""
    outcome = replan(case, QUICK, None, Event())
    verdict = verify(case, outcome.plan)
    assert [row for row in verdict.violations if row.limit not in MAY_MISS] == []
    return verdict.figures


def own(case, plan):
    """The plan's call-offs in the case as it has decided it."""
    joined = {
        f.framework: frozenset(
            row.partner for row in case.participants if row.framework == f.framework and row.role == "member"
        )
        for f in case.frameworks
    }
    grid = Calendar(case.settings)
    pieces = {(row.order, grid.index(row.planned)): row.quantity for row in case.orders}
    orders = {key: quantity for key, quantity in pieces.items() if key[1] < grid.periods}
    return Plan(
        joined=joined, call_offs=plan.call_offs, expansions=built(case), certified=certified(case), orders=orders
    )


def test_a_plan_is_as_late_in_what_it_has_decided(rich_case, rich_plan):
    """With joining, extending, building, certifying, orders moved and split: valid, and every delay is the same."""
    before = verify(rich_case, rich_plan)
    case = decided(rich_case, rich_plan, before.figures)
    after = verify(case, own(case, rich_plan))
    assert after.violations == ()
    assert after.figures.mean_delay == pytest.approx(before.figures.mean_delay)
    assert {pair: row.delay for pair, row in after.figures.pairs.items()} == pytest.approx(
        {pair: row.delay for pair, row in before.figures.pairs.items()}
    )


@pytest.mark.parametrize("seed", range(12))
def test_random_cases(seed):
    """What is decided admits the plan's own call-offs; planned anew nothing is later, but for what whole lots take;
    futures in which less comes have valid plans, too.
    """
    original = small_case(Random(seed))
    try:
        plan = solve(original, QUICK).plan
    except (Infeasible, NoPlan):
        return
    before = verify(original, plan).figures
    case = decided(original, plan, before)
    assert verify(case, own(case, plan)).violations == ()
    outcome = replan(applied(case, Future()), QUICK, None, Event())
    assert outcome.stages[0].bound <= before.mean_delay + 1e-6
    for share in (0.9, 0.4, 0.0):
        lines = {row.line: share for row in case.lines}
        slips = {row.framework: 2 for row in case.frameworks}
        planned(applied(case, Future(lines, slips)))


def test_least_volumes_hold_as_far_as_a_line_can_make_them():
    """Dear lots that oblige are called off in place of others only where they can be had: 6 of 8, not none."""
    case = shared_line(per_year=8)
    case = replace(case, lots=(replace(case.lots[0], min_quantity=8),))
    facts_, _, before = facts(case)
    assert before.lots["F1"].quantity == 8
    assert planned(applied(facts_, Future(lines={"L": 0.75}))).lots["F1"].quantity == 6


def test_what_was_built_for_a_commitment_is_called_off_from():
    """Nobody can pay for more than is needed. Seven of eight are owed to the line that was built, so the old one,
    quicker for two, may deliver one only; where the new one cannot make them, as many as it can.
    """
    case = shared_line(per_year=8)
    day = case.settings.start
    case = replace(
        case,
        lines=(*case.lines, c.Line("N", "P")),
        capacity=(*case.capacity, c.Capacity("N", day, 0)),
        lots=(*case.lots, replace(case.lots[0], lot="F2", line="N")),
        prices=(*case.prices, c.Price("F2", 0, 10.0)),
        expansions=(c.Expansion("E", "N", 32, 3, day, day, min_commitment=7),),
        budgets=(c.Budget("A", 2027, 40), c.Budget("B", 2027, 40)),
    )
    facts_, plan, before = facts(case)
    assert plan.expansions == {"E": 0}
    assert before.lots["F1"].quantity == 1
    same = planned(applied(facts_, Future()))
    assert (same.lots["F1"].quantity, same.mean_delay) == (1, before.mean_delay)
    assert 0 < planned(applied(facts_, Future(lines={"N": 0.2}))).expansions[0].committed < 7


def test_an_order_is_not_robbed_of_work_in_progress():
    """The order of five needs what the quarter before leaves over: call-offs there must not take it."""
    day = date(2027, 4, 1)
    order = c.Order("O", "B", "Q", "L", 5, day, day, day)
    facts_, _, _ = facts(shared_line(orders=[order], per_year=16))
    assert {(row.period, row.quantity) for row in planned(applied(facts_, Future())).orders} == {(1, 5)}
