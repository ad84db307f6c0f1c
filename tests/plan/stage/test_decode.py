"""Points of the matrix and plans: what is left out, what is claimed, and that another formulation's plans fit."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from models import build_model
from pooling.case import case as c
from pooling.plan.plan import Claim, Plan
from pooling.plan.prepare import prepare
from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import hand_over
from pooling.plan.stage.decode import Decisions, decisions, encode, framework_values, to_plan, with_claims
from tests.cases.pool import START, framework, partners, pool, quarter
from tests.cases.test_contracts import two_items
from tests.oracle.small_cases import small_case
from tests.oracle.textbook import solve_textbook

NOTHING = Decisions({}, frozenset(), {}, frozenset(), {}, {}, {}, frozenset(), {})


@pytest.mark.parametrize("seed", range(200, 220))
def test_the_oracles_plans_are_points_of_the_matrix(seed: int) -> None:
    """With every whole column of the oracle's best plan fixed, the model has its value: nothing rules the plan out."""
    case = small_case(Random(seed))
    oracle = solve_textbook(case).stages[0]
    instance = prepare(case)
    matrix = hand_over(build_model(instance, oracle.objective))
    x = encode(instance, oracle.plan, matrix)
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    whole = matrix.of("Signed", "Joined", "CallOff", "Extended", "Built", "Delivered", "RestDelivered")
    lower[whole] = upper[whole] = x[whole]
    answer = solve_matrix(matrix, gap=0, lower=lower, upper=upper)
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(oracle.value, rel=1e-5, abs=1e-5)


def test_a_plan_becomes_a_point_and_the_same_plan_again(rich_case: c.Case, rich_plan: Plan) -> None:
    """Every kind of decision survives the way there and back; certifying begins with the year that pays it."""
    instance = prepare(rich_case)
    matrix = hand_over(build_model(instance, "cost"))
    x = encode(instance, rich_plan, matrix)
    assert to_plan(instance, decisions(matrix, x)) == replace(rich_plan, certified={("CCC", "M1"): 0})


def test_what_serves_nothing_is_left_out() -> None:
    """A partner that calls nothing off, an extension without deliveries, a certificate without call-offs."""
    case = pool(
        partners=partners("A", "B"),
        items=c.Item("I", certification=True),
        certifications=(c.Certification("A", "Q", "certified"), c.Certification("B", "Q", "possible", 3)),
        frameworks=framework(term_months=6, extend_months=6),
    )
    d = Decisions(
        signed={"F": 1},
        joined=frozenset({("F", "A"), ("F", "B")}),
        call_offs={("T", "A", 1): 2.0000001, ("T", "B", 2): 0.00001},
        extended=frozenset({"F"}),
        expansions={},
        certified={("B", "Q"): 0},
        orders={},
        rests=frozenset(),
        claims={},
    )
    assert to_plan(prepare(case), d) == Plan(
        signed={"F": 1}, joined={"F": frozenset({"A"})}, call_offs={("T", "A", 1): 2}
    )


def test_orders_come_in_lots_and_a_rest() -> None:
    """Lots of 4: two in quarter 0, and the odd 2 with one more in quarter 1."""
    order = c.Order("O", "A", "Q", "L", 14, START, START, quarter(3))
    instance = prepare(pool(items=c.Item("I", lot_size=4), orders=order))
    d = Decisions(**(vars(NOTHING) | {"orders": {("O", 0): 2, ("O", 1): 1}, "rests": frozenset({("O", 1)})}))
    plan = to_plan(instance, d)
    assert plan.orders == {("O", 0): 8, ("O", 1): 6}
    matrix = hand_over(build_model(instance, "cost"))
    back = decisions(matrix, encode(instance, plan, matrix))
    assert (back.orders, back.rests) == ({("O", 0): 2, ("O", 1): 1}, {("O", 1)})


def test_claims_are_as_large_as_allowed_and_share_the_fund() -> None:
    """40 % of 100 and of 50, at most 30 each, 45 in the fund: 30, then 15."""
    instance = prepare(
        two_items(
            instruments=c.Instrument("N", "N", 1, 40, START, quarter(7), max_per_framework=30, fund=45),
            prices=(c.Price("T", 0, 10), c.Price("TJ", 0, 10)),
        )
    )
    plan = Plan({"F": 0, "G": 0}, dict.fromkeys("FG", frozenset("A")), {("T", "A", 0): 10, ("TJ", "A", 0): 5})
    assert framework_values(instance, plan) == {"F": 100, "G": 50}
    assert with_claims(instance, plan, {"F": "N", "G": "N"}).claims == {"F": Claim("N", 30), "G": Claim("N", 15)}


def test_a_claim_without_enough_counted_partners_is_dropped() -> None:
    """Two are asked for, one is in."""
    instance = prepare(pool(instruments=c.Instrument("N", "N", 2, 40, START, quarter(7))))
    plan = Plan({"F": 0}, {"F": frozenset("A")}, {("T", "A", 0): 10})
    assert with_claims(instance, plan, {"F": "N"}).claims == {}


def test_values_are_those_of_the_tier_reached() -> None:
    """8 and more cost 5 each."""
    instance = prepare(pool(prices=(c.Price("T", 0, 10), c.Price("T", 8, 5))))
    assert framework_values(instance, Plan(call_offs={("T", "A", 0): 3, ("T", "A", 1): 4})) == {"F": 70}
    assert framework_values(instance, Plan(call_offs={("T", "A", 0): 4, ("T", "A", 1): 4})) == {"F": 40}
