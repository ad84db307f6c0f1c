"""Items apart: blocks of a matrix, and bounds that add up."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from threading import Event

import numpy as np
import pytest

from pooling.plan.bound.item_bounds import ItemBounds
from pooling.plan.prepare import instance, prepare
from pooling.plan.program.blocks import cut, priced
from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import Floats
from pooling.plan.stage.progress import Limits, Progress
from pooling.plan.stage.workshop import Workshop, open_workshop
from tests.oracle.small_cases import small_case
from tests.oracle.textbook import solve_textbook

SEEDS = [301, 304, 312, 317]


def large(seed: int, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """The first stage of a small case that is taken for a large one."""
    monkeypatch.setattr(instance, "SMALL", 0)
    monkeypatch.setattr(instance, "FEW_LOTS", 2)
    case = small_case(Random(seed))
    case = replace(case, settings=replace(case.settings, objectives=("mean_delay",)))
    return open_workshop(case, prepare(case), "mean_delay", {}, exact=False)


@pytest.mark.parametrize("seed", SEEDS)
def test_blocks_hold_every_column_and_row_once(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each column in one block; a row either in the block of all its columns, or coupling, or empty."""
    shop = large(seed, monkeypatch)
    matrix, blocks = shop.matrix, cut(shop.matrix, shop.instance)
    assert sorted(np.concatenate(list(blocks.columns.values()))) == list(range(len(matrix.cost)))
    empty = np.flatnonzero(np.diff(matrix.a.indptr) == 0)
    rows = np.concatenate([*blocks.rows.values(), blocks.coupling, empty])
    assert sorted(rows) == list(range(len(matrix.rows)))
    for item, own in blocks.rows.items():
        assert set(matrix.a[own].indices) <= set(blocks.columns[item])


@pytest.mark.parametrize("seed", SEEDS)
def test_at_the_duals_the_blocks_add_up_to_the_relaxation(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Strong duality; at any other prices they add up to less."""
    shop = large(seed, monkeypatch)
    matrix, blocks = shop.matrix, cut(shop.matrix, shop.instance)
    root = solve_matrix(matrix, relax=True)
    assert root.row_dual is not None

    def bound(prices: Floats) -> float:
        view = priced(matrix, blocks, prices)
        least = sum(solve_matrix(view.block(item), relax=True).bound for item in blocks.columns)
        return (view.offset + least) / matrix.cost_scale

    assert bound(root.row_dual) == pytest.approx(root.value, abs=1e-5)
    assert bound(0.5 * root.row_dual) <= root.value + 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_bounds_by_item_lie_between_relaxation_and_optimum(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """At least the linear relaxation, at most what the oracle finds best."""
    shop = large(seed, monkeypatch)
    root = solve_matrix(shop.matrix, relax=True)
    assert root.row_dual is not None
    progress = Progress(Limits(gap=0.0, seconds=60.0, stop=Event()), None, None)
    ItemBounds(shop, root.row_dual, Event()).prove(progress)
    best = solve_textbook(shop.case).stages[0].value
    assert root.value - 1e-6 <= progress.bound <= best + 1e-5 * max(1, abs(best))
