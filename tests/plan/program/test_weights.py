"""What earlier objectives cost in a later stage's search, and how the price follows its point."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from pooling.plan.parameters import PRICES
from pooling.plan.prepare import prepare
from pooling.plan.program.matrix import Floats
from pooling.plan.program.weights import Weights
from pooling.plan.solve import Options, solve
from pooling.plan.stage.workshop import Workshop, open_workshop
from pooling.plan.verify import verify
from tests.oracle.hand import shared_line

WORTH = 0.5


def cost_stage() -> Workshop:
    """The cost stage of a case whose delay may become a month later than the best."""
    case = shared_line()
    figures = verify(case, solve(case, Options(gap=0)).plan).figures
    keep = {"mean_delay": figures.mean_delay + 1}
    return open_workshop(case, prepare(case), "cost", keep, exact=True, best=figures)


def known(shop: Workshop, worth: float = WORTH) -> Weights:
    """Weights where a unit of the row that keeps the delay is worth so much."""
    weights, duals = Weights(shop.earlier), np.zeros(len(shop.matrix.rows))
    duals[shop.earlier.rows] = -worth
    weights.know(duals)
    return weights


def test_without_a_worth_only_what_is_missed_costs() -> None:
    """A relaxation in which the limit is worth nothing tells no price either."""
    shop = cost_stage()
    assert list(np.flatnonzero(known(shop, 0.0).cost)) == shop.earlier.excess


def test_a_point_pays_for_what_it_has_and_more_for_what_it_misses() -> None:
    """As much as it uses of the row, at its worth; a unit beyond the limit costs several times as much."""
    shop = cost_stage()
    weights, (row,), (excess,) = known(shop), shop.earlier.rows, shop.earlier.excess
    x = np.random.default_rng(1).random(len(shop.matrix.cost))
    x[excess] = 0.0
    used = (shop.matrix.a @ x)[row]
    assert used > 0
    assert weights.cost @ x == pytest.approx(WORTH * used)
    assert weights.cost[excess] == pytest.approx(WORTH * PRICES.missed * shop.matrix.row_scale[row])


def standing(shop: Workshop, left: float, missed: float) -> Floats:
    """A point that leaves so much of the limit, or misses it by so much."""
    (row,), (excess,) = shop.earlier.rows, shop.earlier.excess
    x = np.zeros(len(shop.matrix.cost))
    column = int(np.argmax(shop.matrix.a[[row]].toarray()))
    x[column] = (shop.matrix.row_upper[row] - left * shop.matrix.row_scale[row]) / shop.matrix.a[row, column]
    x[excess] = missed
    return x


@pytest.mark.parametrize(("left", "missed", "goes"), [(0.0, 1.0, 1), (0.9, 0.0, -1), (0.1, 0.0, 0)])
def test_the_price_follows_the_point(left: float, missed: float, goes: int) -> None:
    """It rises while the delay is missed, falls while most of the tolerance is left, and stays near the limit."""
    shop = cost_stage()
    weights = known(shop)
    for _ in range(3):
        weights.follow(standing(shop, 0.0, 1.0))
    before = weights.cost.copy()
    weights.follow(standing(shop, left, missed))
    assert np.sign(abs(weights.cost).sum() - abs(before).sum()) == goes


def test_the_price_never_falls_below_what_the_relaxation_says() -> None:
    """However long room is left."""
    shop = cost_stage()
    weights = known(shop)
    least = weights.cost.copy()
    for _ in range(9):
        weights.follow(standing(shop, 0.9, 0.0))
    assert weights.cost == pytest.approx(least)


def test_the_price_goes_faster_the_longer_it_goes_one_way() -> None:
    """Where steps are few, as on a busy machine, a point would else miss the limit to the end; a turn is slow again."""
    shop = cost_stage()
    weights, missing, (excess,) = known(shop), standing(shop, 0.0, 1.0), shop.earlier.excess

    def moved(x: Floats) -> float:
        before = weights.cost[excess]
        weights.follow(x)
        return float(abs(np.log(weights.cost[excess] / before)))

    rising = [moved(missing) for _ in range(20)]
    assert all(later > earlier - 1e-9 for earlier, later in pairwise(rising))
    assert rising[0] == pytest.approx(PRICES.slowest)
    assert rising[-1] == pytest.approx(PRICES.fastest)
    assert moved(standing(shop, 0.9, 0.0)) < rising[-1]
