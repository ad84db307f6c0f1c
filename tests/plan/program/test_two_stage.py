"""Two-stage programmes: known instances, and the mean and the worst part in closed form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import scaled
from pooling.plan.program.two_stage import Block, two_stage
from tests.helpers.smps import FIRST, programme, read_smps

INF = np.inf


def farmer(yields: float) -> Block:
    """Wheat, corn and beets on 500 acres (Birge and Louveaux 1997, Introduction to Stochastic Programming, 1.1).

    At first: acres. Then: wheat and corn bought, wheat, corn and beets sold, beets sold beyond the quota.
    """
    wheat, corn, beets = 2.5 * yields, 3 * yields, 20 * yields
    matrix = programme(
        cost=[150, 230, 260, 238, 210, -170, -150, -36, -10],
        a=np.array(
            [
                [1, 1, 1, 0, 0, 0, 0, 0, 0],
                [wheat, 0, 0, 1, 0, -1, 0, 0, 0],
                [0, corn, 0, 0, 1, 0, -1, 0, 0],
                [0, 0, beets, 0, 0, 0, 0, -1, -1],
            ],
            dtype=float,
        ),
        sides=([-INF, 200, 240, 0], [500, INF, INF, INF]),
        bounds=([0] * 9, [500] * 3 + [INF] * 4 + [6000, INF]),
        first=3,
    )
    return Block(matrix, 1 / 3)


def vendor(demand: int) -> Block:
    """Papers bought at 1 before it is known that `demand`, 1 to 10, each as likely, are sold at 3."""
    a = np.array([[1.0, -1.0]])
    return Block(programme([1, -3], a, ([0], [INF]), ([0, 0], [100, demand]), first=1), 0.1)


def solved(whole):
    """The optimum, and what is decided at first."""
    answer = solve_matrix(whole.matrix, gap=0)
    assert answer.status == "optimal"
    assert answer.bound == pytest.approx(answer.value, abs=1e-3)
    return answer.value, answer.x[: len(whole.matrix.columns)] * whole.matrix.column_scale[: len(whole.matrix.columns)]


def test_the_farmer_sows_what_is_published() -> None:
    """Profit 108,390 with 170, 80 and 250 acres."""
    value, acres = solved(two_stage([farmer(share) for share in (0.8, 1, 1.2)], {FIRST}))
    assert value == pytest.approx(-108_390)
    assert acres == pytest.approx([170, 80, 250])


def test_units_of_a_block_are_its_own() -> None:
    """Scaled blocks whose common columns have other units and bounds share them all the same."""
    blocks = [farmer(share) for share in (0.8, 1, 1.2)]
    wider = np.array([4000.0, 4000.0, 4000.0])
    upper = blocks[0].matrix.upper.copy()
    upper[:3] = wider
    blocks[0] = replace(blocks[0], matrix=replace(blocks[0].matrix, upper=upper))
    whole = two_stage([replace(block, matrix=scaled(block.matrix)) for block in blocks], {FIRST})
    assert {float(scale[0]) for scale in whole.scales} != {1.0}
    value, acres = solved(whole)
    assert value == pytest.approx(-108_390)
    assert acres == pytest.approx([170, 80, 250])
    x = solve_matrix(whole.matrix).x
    points = [whole.of_block(n, x) for n in range(3)]
    assert whole.joined(points) == pytest.approx(x)
    each = [block.matrix.objective(point) for block, point in zip(whole.blocks, points, strict=True)]
    assert np.mean(each) == pytest.approx(-108_390)


def test_the_news_vendor_buys_the_critical_quantile() -> None:
    """Mean: least x with F(x) ≥ 2/3, 7 papers, 7 − 3 · 4.9. Worst half, demands 1 to 5: 4 papers, 4 − 3 · 14/5."""
    blocks = [vendor(demand) for demand in range(1, 11)]
    for part, papers, cost in ((1.0, 7, -7.7), (0.5, 4, -4.4), (0.1, 1, -2)):
        value, (bought,) = solved(two_stage(blocks, {FIRST}, part))
        assert (value, bought) == (pytest.approx(cost), pytest.approx(papers)), part


def test_a_block_without_probability_binds_and_costs_nothing() -> None:
    """Where at least 9 papers must be bought in a block that counts for nothing 9 are, at 9 − 3 · 5.4."""
    other = programme([100, 0], np.array([[1.0, 0.0]]), ([9], [INF]), ([0, 0], [100, 0]), first=1)
    blocks = [Block(other, 0.0), *(vendor(demand) for demand in range(1, 11))]
    for part in (1.0, 0.5):
        assert solved(two_stage(blocks, {FIRST}, part))[1] == pytest.approx([9])
    whole = two_stage(blocks, {FIRST})
    assert solved(whole)[0] == pytest.approx(9 - 3 * 5.4)
    then = solve_matrix(whole.then(0, 0.0, whole.matrix), gap=0)
    assert then.value == pytest.approx(900)
    most = whole.then(0, -7.0, replace(whole.matrix, lower=np.where(whole.matrix.upper == 100, 10.0, 0.0)))
    assert solve_matrix(most).status == "infeasible" or solve_matrix(most).value == pytest.approx(1000)


def test_servers_are_placed_at_the_published_cost() -> None:
    """sslp_5_25_50 of SIPLIB: −121.60."""
    blocks = read_smps(Path(__file__).parent / "siplib" / "sslp_5_25_50")
    assert len(blocks) == 50
    answer = solve_matrix(two_stage(blocks, {FIRST}).matrix, gap=1e-4, time_limit=300)
    assert answer.value == pytest.approx(-121.6, rel=1e-4)
    assert answer.bound == pytest.approx(-121.6, rel=1e-4)
