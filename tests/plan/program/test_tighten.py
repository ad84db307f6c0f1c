"""What is far too dear for a plan worth having is left out of a programme, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from models import build_model
from pooling.case import case as c
from pooling.plan.prepare import prepare
from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import Matrix, hand_over
from pooling.plan.program.tighten import tightened
from tests.benchmarks.generate import generate
from tests.cases.pool import END, START, framework, need, pool

TWO = {
    "frameworks": (framework(setup_cost=1e9), framework("G", setup_cost=40)),
    "lots": (c.Lot("T", "F", "Q", "L", 20), c.Lot("U", "G", "Q", "L", 20)),
    "prices": (c.Price("T", 0, 1), c.Price("U", 0, 1)),
}
"""Ten units from either framework; one costs a thousand million to sign."""


def costs(**sheets: object) -> Matrix:
    """The programme that minimises cost where nothing is late."""
    return hand_over(build_model(prepare(pool(**{**TWO, **sheets})), "cost", {"mean_delay": 0.0}))


def left_out(before: Matrix, after: Matrix) -> set[str]:
    """Which columns are at 0, by component and first index."""
    gone = (after.upper == 0) & (before.upper > 0)
    return {f"{name}-{index[0]}" for (name, index), n in before.columns.items() if gone[n]}


def test_what_a_plan_at_hand_cannot_afford_is_left_out() -> None:
    """With a plan of 50 EUR nobody signs for 10^9; every cost that is left is near 1, and the optimum is 50."""
    matrix = costs()
    near = tightened(matrix, 50.0)
    assert "Signed-F" in left_out(matrix, near)
    assert np.abs(matrix.cost[matrix.cost != 0]).min() < 1e-7
    assert np.abs(near.cost[near.cost != 0]).min() > 0.01
    assert solve_matrix(near, gap=0).bound == pytest.approx(50)
    assert tightened(near, 50.0) is near


@pytest.mark.parametrize("most", [60.0, np.inf])
def test_no_column_goes_beyond_what_it_could_before(most: float) -> None:
    """Not by rounding either, however often it is looked at: what must be 1 would else be a little more."""
    sheets = {"prices": (c.Price("T", 0, 1e9), c.Price("U", 0, 2)), "budgets": (c.Budget("COMMON", 2027, 100),)}
    matrix = costs(**sheets)
    near = tightened(matrix, most)
    assert near is not matrix
    before, after = matrix.to_users(matrix.upper), near.to_users(near.upper)
    assert (after <= before * (1 + 1e-12)).all()


def test_a_budget_leaves_out_what_it_never_pays() -> None:
    """Year after year: none can be signed in the first, so signing it by the second is signing it in the second."""
    money = tuple(c.Budget("COMMON", year, 100) for year in (2027, 2028))
    matrix = costs(budgets=money)
    assert "Signed-F" in left_out(matrix, tightened(matrix))


def test_a_price_for_never_is_left_out_whatever_is_reimbursed_of_it() -> None:
    """At 10^9 a unit and half of that back, no lot is bought in a plan of 60."""
    sheets = {
        "frameworks": (framework(), framework("G", setup_cost=40)),
        "prices": (c.Price("T", 0, 1e9), c.Price("U", 0, 2)),
        "instruments": c.Instrument("N", "N", 1, 50, START, END),
    }
    matrix = costs(**sheets)
    assert {"TierVolume-T", "Reimbursed-F"} <= left_out(matrix, tightened(matrix, 60.0))


def test_what_is_reimbursed_in_full_stays() -> None:
    """However dear, it may cost nothing in the end."""
    sheets = {
        "prices": (c.Price("T", 0, 1e9), c.Price("U", 0, 2)),
        "frameworks": (framework(), framework("G", setup_cost=40)),
        "instruments": c.Instrument("N", "N", 1, 100, START, END),
    }
    matrix = costs(**sheets)
    assert tightened(matrix, 60.0) is matrix
    assert tightened(matrix, 60.0).upper[matrix.of("TierVolume")].all()


def test_a_partner_that_weighs_next_to_nothing() -> None:
    """Where only its delay is left, as good a plan has next to none of the other's."""
    case = pool(
        partners=(c.Partner("A", priority=1e6), c.Partner("B")),
        demand=(need("A", 10), need("B", 10)),
        capacity=c.Capacity("L", START, 40),
    )
    matrix = hand_over(build_model(prepare(case), "mean_delay"))
    near = tightened(matrix, 3e-6)
    assert near is not matrix
    late = [n for (name, index), n in matrix.columns.items() if name == "Backlog" and index[0] == "A"]
    users = near.upper * near.column_scale
    assert users[late].max() < 1e-5


def test_in_ordinary_cases_nothing_changes() -> None:
    """Neither by a budget nor by a plan of the usual cost."""
    for objective, kept, most in (("cost", {"mean_delay": 10.0}, 1e9), ("mean_delay", {}, 10.0)):
        matrix = hand_over(build_model(prepare(generate("S", 1)), objective, kept))
        assert tightened(matrix, most) is matrix
