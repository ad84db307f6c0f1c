"""The solver: statuses, bounds, starts, and stopping it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from random import Random
from threading import Event

import numpy as np
import pyomo.environ as pyo
import pytest
from highspy.highs import HighsCallback

from models import build_model
from pooling.plan.prepare import prepare
from pooling.plan.program.highs import Watch, relative_gap, solve_matrix
from pooling.plan.program.matrix import Matrix, hand_over
from pooling.plan.solve import Options, solve
from pooling.plan.stage.decode import encode
from pooling.plan.stage.workshop import INTERIOR, ROUGHLY
from tests.benchmarks.generate import generate
from tests.cases.pool import need, pool
from tests.oracle.small_cases import small_case


def knapsack() -> Matrix:
    """The matrix of a tiny case: 7 of 10 needed units can be made a quarter."""
    return hand_over(build_model(prepare(pool(demand=need("A", 10))), "mean_delay"))


def test_a_proof_has_value_bound_and_point() -> None:
    """They agree."""
    answer = solve_matrix(knapsack(), gap=0)
    assert (answer.status, answer.gap) == ("optimal", 0)
    assert answer.value == pytest.approx(answer.bound)


def test_sums_leave_a_solve_after_them_its_threads() -> None:
    """An extract may be audited before a case is solved, in one process: a notebook's."""
    code = """
import numpy as np
from models import build_model
from pooling.plan.prepare import prepare
from pooling.plan.program.highs import Sums, solve_matrix
from pooling.plan.program.matrix import hand_over
from tests.cases.pool import need, pool
Sums(np.ones((1, 2)), np.ones(1), np.eye(2), np.zeros(2)).end(np.array([1.0, 0.0]), least=True)
answer = solve_matrix(hand_over(build_model(prepare(pool(demand=need("A", 10))), "mean_delay")), gap=0)
assert answer.status == "optimal", answer
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_infeasible() -> None:
    """No point, an infinite value."""
    matrix = knapsack()
    clash = replace(matrix, row_upper=matrix.row_upper - 100)
    answer = solve_matrix(clash)
    assert (answer.status, answer.x, answer.value) == ("infeasible", None, float("inf"))
    assert answer.gap == float("inf")


def test_the_relaxation_has_duals_and_is_never_above() -> None:
    """Duals come with a linear programme only."""
    matrix = knapsack()
    relaxed, whole = solve_matrix(matrix, relax=True), solve_matrix(matrix, gap=0)
    assert relaxed.value <= whole.value + 1e-9
    assert relaxed.row_dual is not None
    assert len(relaxed.row_dual) == len(matrix.rows)
    assert whole.row_dual is None


def test_without_a_vertex_duals_prove_the_bound() -> None:
    """As near as the interior point is to the optimum, and valid at whatever prices."""
    matrix = hand_over(build_model(prepare(generate("S", 1)), "mean_delay"))
    best = solve_matrix(matrix, relax=True, options=INTERIOR)
    inner = solve_matrix(matrix, relax=True, options=INTERIOR | ROUGHLY)
    assert inner.row_dual is not None
    assert best.value * (1 - 1e-4) <= inner.bound <= best.value + 1e-9
    assert matrix.least(0.5 * inner.row_dual) < best.value
    assert matrix.least(-inner.row_dual) < best.value


def test_other_column_bounds() -> None:
    """With nothing signed everything waits: 24 months."""
    matrix = knapsack()
    upper = matrix.upper.copy()
    upper[matrix.of("Signed")] = 0
    assert solve_matrix(matrix, upper=upper).value == pytest.approx(24)


def puzzle() -> Matrix:
    """Five sums of forty numbers to be halved at once: out of reach within seconds, but a point is easy."""
    rng = Random(1)
    m = pyo.ConcreteModel()
    m.X = pyo.Var(range(40), domain=pyo.Binary)
    m.Off = pyo.Var(range(5), bounds=(0, 4000))
    numbers = [[rng.randrange(100) for _ in range(40)] for _ in range(5)]
    half = {n: sum(row) // 2 for n, row in enumerate(numbers)}
    sums = {n: sum(c * m.X[j] for j, c in enumerate(row)) - half[n] for n, row in enumerate(numbers)}
    m.above = pyo.Constraint(range(5), rule=lambda m, n: sums[n] <= m.Off[n])
    m.below = pyo.Constraint(range(5), rule=lambda m, n: -sums[n] <= m.Off[n])
    m.objective = pyo.Objective(expr=sum(m.Off[n] for n in range(5)))
    return hand_over(m)


def test_a_time_limit_keeps_the_best_point() -> None:
    """A point above a bound that is not closed."""
    answer = solve_matrix(puzzle(), gap=0, time_limit=0.5)
    assert answer.status == "time_limit"
    assert answer.x is not None
    assert answer.bound < answer.value
    assert answer.seconds < 3


@pytest.mark.parametrize("ending", ["stop", "enough"])
def test_a_watch_ends_a_run(ending: str) -> None:
    """From outside, or as soon as the value is good enough; better points are told on the way."""
    stop, points, reports = Event(), [], []
    if ending == "stop":
        stop.set()
    watch = Watch(
        stop=stop,
        report=lambda value, bound, seconds: reports.append((value, bound)),
        improved=points.append,
        enough=lambda value, bound: value < 1000,
    )
    answer = solve_matrix(puzzle(), gap=0, time_limit=20, watch=watch)
    assert answer.status == "interrupted"
    assert answer.seconds < 5
    if ending == "enough":
        assert answer.value < 1000
        assert reports
        assert all(len(point) == 45 for point in points)
        assert points


def test_an_optimum_is_believed_only_with_its_point() -> None:
    """From this start HiGHS 1.16 may report 12.83, improved in presolve, but hand back the start itself at 15.83."""
    case = small_case(Random(48))
    outcome = solve(case, Options(gap=0))
    delay = outcome.stages[0].value
    instance = prepare(case)
    matrix = hand_over(build_model(instance, "cost", {"mean_delay": delay + 1e-6}))
    start = encode(instance, replace(outcome.plan, claims={}), matrix)
    answer = solve_matrix(matrix, gap=0, start=start)
    assert answer.value == pytest.approx(12.83)
    assert matrix.objective(answer.x) == pytest.approx(12.83)


def test_a_complete_start_is_as_good_as_it_says() -> None:
    """With the optimum as a start the answer is the optimum."""
    matrix = knapsack()
    found = solve_matrix(matrix, gap=0)
    again = solve_matrix(matrix, gap=0, start=found.x)
    assert again.value == pytest.approx(found.value)
    assert np.all(matrix.a @ again.x <= matrix.row_upper + 1e-6)


def test_a_start_that_is_not_whole_brings_no_bounds_of_its_part() -> None:
    """With the twenty largest numbers of a sum together, the best that is left is far above what any halving is."""
    matrix, bounds = puzzle(), []
    columns = matrix.of("X")
    largest = np.argsort(-matrix.a[[matrix.rows.index(("above", 0))]].toarray().ravel()[columns])[:20]
    start = np.zeros(len(matrix.cost))
    start[columns] = 0.5
    start[columns[largest]] = 1.0
    watch = Watch(report=lambda value, bound, seconds: bounds.append(bound))
    answer = solve_matrix(matrix, gap=0, time_limit=1, start=start, watch=watch)
    assert bounds
    assert max(bounds) <= answer.value


@pytest.mark.parametrize(
    ("value", "bound", "gap"),
    [(10, 9, 0.1), (10, 11, 0), (float("inf"), 9, float("inf")), (10, -float("inf"), float("inf")), (0, 0, 0)],
)
def test_relative_gap(value: float, bound: float, gap: float) -> None:
    """Relative to the value; infinite while anything is unknown."""
    assert relative_gap(value, bound) == pytest.approx(gap)


@pytest.mark.parametrize("solver", ["simplex", "ipx"])
def test_a_linear_programme_is_interrupted(solver: str) -> None:
    """Soon after the stop is set, by whichever method it is solved."""
    matrix, stop = hand_over(build_model(prepare(generate("S", 1)), "mean_delay")), Event()
    stop.set()
    answer = solve_matrix(matrix, relax=True, watch=Watch(stop=stop), options={"solver": solver})
    assert (answer.status, answer.bound) == ("interrupted", -float("inf"))


def test_a_linear_programme_does_not_call_back_while_nobody_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call would wait until Python is free: beside a busy thread for longer than the solving takes."""
    calls = []
    monkeypatch.setattr(HighsCallback, "fire", lambda *args: calls.append(args))
    matrix = hand_over(build_model(prepare(generate("S", 1)), "mean_delay"))
    assert solve_matrix(matrix, relax=True, watch=Watch(), options=INTERIOR).status == "optimal"
    assert not calls


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"offset": float("nan")}, "no number"),
        ({"cost": float("inf")}, "no number"),
        ({"a": 1e30}, "refuses the programme"),
        ({"row_upper": float("nan")}, "no number"),
    ],
)
def test_what_the_solver_refuses_is_no_answer(change: dict[str, float], reason: str) -> None:
    """No number, or one that HiGHS takes for infinite: failed, and said why."""
    matrix = knapsack()
    (name, value), *_ = change.items()
    before = getattr(matrix, name)
    new = value if name == "offset" else before * value if name == "a" else np.full_like(before, value)
    answer = solve_matrix(replace(matrix, **{name: new}), time_limit=5)
    assert (answer.status, answer.x, answer.bound) == ("failed", None, -float("inf"))
    assert reason in answer.reason


def test_an_option_that_the_solver_does_not_know_is_told() -> None:
    """It is not solved without."""
    answer = solve_matrix(knapsack(), options={"mip_rel_gap": "none"})
    assert answer.status == "failed"
    assert "mip_rel_gap" in answer.reason
