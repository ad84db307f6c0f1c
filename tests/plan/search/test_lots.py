"""Taking points to whole lots by small programmes, and solving parts of a matrix."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from threading import Event

import numpy as np
import pytest

from pooling.plan.prepare import instance, prepare
from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import Floats
from pooling.plan.program.part import solve_part
from pooling.plan.search.lots import STEPS, WholeLots
from pooling.plan.stage.workshop import CHOICES, STRUCTURE, Workshop, fix, open_workshop
from tests.oracle.small_cases import small_case

SEEDS = [301, 304, 312, 317]


def large(seed: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Workshop, Floats]:
    """The workshop of a small case taken for a large one, and its best point with call-offs in fractions of lots."""
    monkeypatch.setattr(instance, "SMALL", 0)
    monkeypatch.setattr(instance, "FEW_LOTS", 0)
    case = small_case(Random(seed))
    shop = open_workshop(case, prepare(case), "mean_delay", {}, exact=False)
    x = solve_matrix(shop.only_whole(*CHOICES), lower=shop.matrix.lower, upper=shop.matrix.upper).x
    assert x is not None
    return shop, x


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rounded_point_is_a_plan_no_better_than_the_point(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole call-offs, valid, and worth what the verifier computes."""
    shop, x = large(seed, monkeypatch)
    whole = WholeLots(shop, Event()).rounded(x, shop.matrix, 5.0)
    assert whole is not None
    called = whole[shop.matrix.of("CallOff")]
    assert called == pytest.approx(np.round(called), abs=1e-6)
    plan = shop.as_is(whole)
    assert plan is not None
    assert plan.value == pytest.approx(shop.matrix.objective(whole), abs=1e-5)
    assert plan.value >= shop.matrix.objective(x) - 1e-5


@pytest.mark.parametrize("seed", SEEDS)
def test_where_no_reach_fits_followers_are_decided_anew(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last step alone: the point still becomes a plan of the same structure."""
    shop, x = large(seed, monkeypatch)
    whole = WholeLots(shop, Event()).rounded(x, shop.matrix, 5.0, steps=STEPS[-1:])
    assert whole is not None
    same = shop.matrix.of(*STRUCTURE)
    assert whole[same] == pytest.approx(x[same], abs=1e-6)
    assert shop.as_is(whole) is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_part_is_solved_like_the_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the choices fixed: the same value, at a point of the whole matrix."""
    shop, x = large(seed, monkeypatch)
    lower, upper = fix(shop.matrix, shop.matrix.bounds, x, CHOICES)
    whole = solve_matrix(shop.matrix, relax=True, lower=lower, upper=upper)
    part = solve_part(shop.matrix, lower, upper, relax=True)
    assert part.value == pytest.approx(whole.value, abs=1e-6)
    assert part.x is not None
    assert len(part.x) == len(x)
    assert shop.matrix.objective(part.x) == pytest.approx(part.value, abs=1e-6)
    assert np.all(shop.matrix.a @ part.x <= shop.matrix.row_upper + 1e-6)


def later(seed: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Workshop, Floats]:
    """The cost stage after `large`'s best delay, and a point of it with whole choices."""
    shop, x = large(seed, monkeypatch)
    whole = WholeLots(shop, Event()).rounded(x, shop.matrix, 5.0)
    assert whole is not None
    best = shop.as_is(whole)
    assert best is not None
    shop = open_workshop(
        shop.case, shop.instance, "cost", {"mean_delay": 1.2 * best.value + 0.1}, exact=False, best=best.figures
    )
    point = shop.completed(shop.encoded(best.plan))
    assert point is not None
    return shop, point


@pytest.mark.parametrize("seed", SEEDS)
def test_missing_an_earlier_objective_pays_only_below_its_worth(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Free of charge the delay may exceed its limit; at a high price it does not; in the matrix itself it cannot."""
    shop, point = later(seed, monkeypatch)
    excess, one, own = shop.matrix.of("Excess"), np.ones(1), shop.matrix.cost
    bounds = fix(shop.matrix, shop.matrix.bounds, point, CHOICES)

    def missed(price: float) -> tuple[float, float]:
        weighed = shop.earlier.weighed(one, price)
        matrix = replace(weighed, cost=weighed.cost - shop.earlier.weighed(one).cost + own)
        lower, upper = bounds[0].copy(), bounds[1].copy()
        upper[excess] = matrix.upper[excess]
        x = solve_matrix(matrix, relax=True, lower=lower, upper=upper).x
        assert x is not None
        return float(x[excess].sum()), shop.matrix.objective(x)

    limited = solve_matrix(shop.matrix, relax=True, lower=bounds[0], upper=bounds[1])
    free, dear = missed(0.0), missed(1e4)
    assert free[1] <= limited.value + 1e-6 * abs(limited.value)
    assert dear[0] == pytest.approx(0.0, abs=1e-6)
    assert dear[1] == pytest.approx(limited.value, rel=1e-6)
