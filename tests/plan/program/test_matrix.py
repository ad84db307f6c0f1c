"""The scaled matrix: what the solver gets means what the model says."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest

from models import build_model
from models.types import Model
from pooling.plan.prepare import prepare
from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import TrivialClash, hand_over
from tests.benchmarks.generate import generate


def mixed() -> Model:
    """Rounds by the hundred million beside missiles by the piece: minimise 3 − x / 10^8 − y under three rows."""
    m = pyo.ConcreteModel()
    m.X = pyo.Var(["a"], bounds=(0, 4e8))
    m.Y = pyo.Var(bounds=(0, 9), domain=pyo.Integers)
    m.together = pyo.Constraint(expr=m.X["a"] + 1e8 * m.Y <= 7.5e8)
    m.exactly = pyo.Constraint(expr=m.X["a"] - 1e8 == 2e8)
    m.at_least = pyo.Constraint([1], rule=lambda m, n: n <= m.Y)
    m.objective = pyo.Objective(expr=3 - 1e-8 * m.X["a"] - m.Y)
    return m


def test_the_optimum_is_the_models() -> None:
    """x = 3·10^8, so y ≤ 4.5: 3 − 3 − 4."""
    matrix = hand_over(mixed())
    answer = solve_matrix(matrix, gap=0)
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(-4)
    assert matrix.objective(answer.x) == pytest.approx(-4)
    assert matrix.values(answer.x, "X") == {"a": pytest.approx(3e8)}
    assert matrix.values(answer.x, "Y") == {None: pytest.approx(4)}
    assert matrix.values(answer.x, "Y", at_least=5) == {}


def test_every_number_is_near_1_and_every_scale_a_power_of_two() -> None:
    """So that nothing is lost in scaling."""
    matrix = hand_over(mixed())
    assert np.all(np.abs(matrix.a.data) <= 2)
    assert np.all(np.abs(matrix.a.data) >= 0.1)
    for scale in (matrix.column_scale, matrix.row_scale, np.array([matrix.cost_scale])):
        assert np.all(np.log2(scale) == np.round(np.log2(scale)))
    x = np.array([0.25, 3.0])
    assert matrix.to_solver(matrix.to_users(x)) == pytest.approx(x)


def test_no_figure_of_a_case_is_lost_on_the_solver() -> None:
    """HiGHS leaves out coefficients below 1e-9 and warns of right sides beyond 1e6: all stay far from both."""
    matrix = hand_over(build_model(prepare(generate("S", 1)), "cost", {"mean_delay": 10.0}))
    sides = np.concatenate([matrix.row_lower, matrix.row_upper])
    assert {"fund", "claimed_share", "late_or_ahead"} <= {name for name, _ in matrix.rows}
    assert np.abs(matrix.a.data).min() > 1e-7
    assert np.abs(sides[np.isfinite(sides)]).max() < 1e4
    assert np.abs(matrix.cost[matrix.cost != 0]).min() > 1e-7


def test_whole_columns_are_not_scaled() -> None:
    """A whole number stays one."""
    matrix = hand_over(mixed())
    assert np.all(matrix.column_scale[matrix.integer] == 1)
    assert matrix.integer.sum() == 1


def test_rows_and_columns_keep_their_names() -> None:
    """Component and index."""
    matrix = hand_over(mixed())
    assert set(matrix.rows) == {("together", None), ("exactly", None), ("at_least", 1)}
    assert set(matrix.columns) == {("X", "a"), ("Y", None)}
    assert list(matrix.of("Y", "X")) == [matrix.columns["Y", None], matrix.columns["X", "a"]]


def test_a_row_without_variables_that_cannot_hold_is_a_clash() -> None:
    """What is fixed already breaks the row."""
    model = mixed()
    model.Y.fix(2)
    model.never = pyo.Constraint(expr=model.Y <= 1)
    with pytest.raises(TrivialClash, match="never"):
        hand_over(model)
