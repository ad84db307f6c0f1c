"""The tool against the oracle: another formulation, another modelling library, the same optimum."""

from __future__ import annotations

from random import Random

import pytest

from models import build_model
from pooling.plan.prepare import prepare
from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import hand_over
from pooling.plan.solve import Infeasible, Options, solve
from pooling.plan.stage.workshop import value_of
from pooling.plan.verify import verify
from tests.oracle.kinds import fair
from tests.oracle.small_cases import small_case
from tests.oracle.textbook import solve_textbook
from tests.properties.solving import near, solved

EXACTLY = 1e-6


@pytest.mark.parametrize("seed", [*range(40), 48, 62, 83, 85, 90])
def test_every_stage_has_the_oracles_value(seed: int) -> None:
    """Each objective's optimum within what the earlier ones may give up; the last plan keeps all of them."""
    case = small_case(Random(seed))
    oracle = solve_textbook(case)
    outcome = solved(case)
    assert [stage.value for stage in outcome.stages] == near([stage.value for stage in oracle.stages])
    figures = verify(case, outcome.plan).figures
    for stage in outcome.stages:
        slack = abs(stage.value) * case.settings.tolerance_pct / 100 + 2 * EXACTLY
        assert value_of(figures, stage.objective) <= stage.value + slack
    assert value_of(figures, stage.objective) == near(stage.value)


@pytest.mark.parametrize("seed", range(200, 224))
def test_fair_shares_have_the_oracles_value(seed: int) -> None:
    """By need, money or months, before other objectives, where partners may wait so long at most; or no plan exists."""
    rng = Random(seed)
    case = fair(rng, small_case(rng))
    oracle = solve_textbook(case, "CBC")
    if oracle.status == "infeasible":
        with pytest.raises(Infeasible):
            solve(case, Options(gap=0, time_limit=20))
        return
    assert [stage.value for stage in solved(case).stages] == near([stage.value for stage in oracle.stages])


@pytest.mark.parametrize("seed", range(100, 116))
def test_the_instance_of_large_cases_is_a_relaxation(seed: int) -> None:
    """With call-offs in fractions no optimum is worse than the oracle's."""
    case = small_case(Random(seed))
    objective = case.settings.objectives[0]
    instance = prepare(case, exact=False)
    answer = solve_matrix(hand_over(build_model(instance, objective)), gap=0, time_limit=20)
    assert answer.status == "optimal"
    exact = solve_textbook(case).stages[0].value
    assert answer.bound <= exact + 1e-5 * max(1, abs(exact))
