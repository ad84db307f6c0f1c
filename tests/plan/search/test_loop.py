"""The search: from any point to a plan, never worse, in any case."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from threading import Event

import numpy as np
import pytest

from pooling.plan.bound.prover import relax
from pooling.plan.parameters import PRICES, STEPS
from pooling.plan.prepare import instance, prepare
from pooling.plan.program.matrix import HELD
from pooling.plan.search import loop
from pooling.plan.search.columns import Columns
from pooling.plan.search.construction import Construction, filled
from pooling.plan.search.loop import Search, programme_of
from pooling.plan.search.point import Point
from pooling.plan.stage import workshop
from pooling.plan.stage.decode import untouched
from pooling.plan.stage.progress import RELAXATION, Limits, Progress
from pooling.plan.stage.workshop import Workshop, open_workshop
from tests.oracle.small_cases import small_case

SEEDS = [301, 304, 312, 317]


def opened(seed: int, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """The first stage of a small case whose matrix leaves some call-offs in fractions of lots."""
    monkeypatch.setattr(instance, "SMALL", 0)
    monkeypatch.setattr(instance, "FEW_LOTS", 2)
    case = small_case(Random(seed))
    case = replace(case, settings=replace(case.settings, objectives=("mean_delay",)))
    return open_workshop(case, prepare(case), "mean_delay", {}, exact=False)


def progress(work: int) -> Progress:
    """A stage of so many steps."""
    return Progress(Limits(gap=0.0, seconds=60.0, stop=Event(), work=work), None, None)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_step_is_no_worse_and_its_plan_is_what_the_matrix_says(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan after mending, and plans verified at the value of their points."""
    shop, standing = opened(seed, monkeypatch), progress(12)
    search = Search(shop, standing)
    search.mend(search.point)
    assert search.point.mended
    assert standing.best is not None
    before = search.point.value
    search.run(1)
    assert standing.steps >= 12
    assert search.point.value <= before
    assert standing.value == pytest.approx(shop.matrix.objective(search.point.x), abs=1e-5)


@pytest.mark.parametrize(
    ("proven", "near"),
    [
        (None, STEPS.finest),
        (1 - 1e-4, STEPS.finest),
        (0.98, STEPS.part * 0.02),
        (0.0, STEPS.coarsest),
    ],
)
def test_steps_end_with_a_part_of_what_the_stage_lacks(
    proven: float | None, near: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the best plan so much is proven; without plan or bound, or near the end, a step is solved finely."""
    shop, standing = opened(SEEDS[0], monkeypatch), progress(12)
    search = Search(shop, standing)
    assert search.near_enough(search.point) == STEPS.finest
    search.mend(search.point)
    assert standing.value > 0
    if proven is not None:
        standing.prove(proven * standing.value, RELAXATION)
    assert search.near_enough(search.point) == pytest.approx(near, rel=0.01)


@pytest.mark.parametrize("in_time", [False, True])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_constructed_becomes_a_plan(
    seed: int, large: bool, in_time: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All at once or item by item, completed in time or not, from a case that may oblige somebody to something."""
    shop, standing = opened(seed, monkeypatch), progress(100)
    monkeypatch.setattr(workshop, "LARGE", 0 if large else 10**9)
    if not in_time:
        monkeypatch.setattr(Workshop, "completed", lambda *_: None)
    relax(shop, standing)
    search = Search(shop, standing)
    search.begin()
    search.structured()
    assert standing.best is not None
    assert standing.value == pytest.approx(shop.matrix.objective(search.point.x), abs=1e-5)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_point_for_which_it_pays_to_break_rows_is_mended(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a broken row costs next to nothing to begin with, it costs more until none is broken."""
    monkeypatch.setattr(loop, "PRICES", replace(PRICES, dear=1e-3))
    shop, standing = opened(seed, monkeypatch), progress(200)
    search = Search(shop, standing)
    search.mend(search.point)
    everything = search.filled(np.where(search.columns.whole, shop.matrix.upper, search.point.x))
    point = Point(shop, standing, search.programme, everything)
    assert not point.mended
    search.mend(point)
    assert point.mended
    assert point.plan is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_is_not_left_for_what_cannot_be_mended(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However little its broken rows cost; and mending ends where they cannot become dearer."""
    shop, standing = opened(seed, monkeypatch), progress(500)
    search = Search(shop, standing)
    search.mend(search.point)
    plan, steps = search.point.x, standing.steps
    monkeypatch.setattr(loop, "PRICES", replace(PRICES, dearest=1e-6))
    search.programme = search.point.programme = replace(search.programme, dear=1e-6)
    cheaper = search.filled(np.where(search.columns.whole, shop.matrix.upper, plan))
    assert search.programme.value(cheaper) < search.programme.value(plan)
    search.consider([cheaper])
    assert search.point.mended
    assert standing.steps <= steps + 10


@pytest.mark.parametrize(
    ("given", "proven", "looked"), [(True, 0.8, False), (True, 0.6, True), (False, 0.8, True), (True, None, True)]
)
def test_a_structure_is_looked_for_unless_the_stage_began_near_the_relaxation(
    given: bool, proven: float | None, looked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a plan, of whose value so much is proven; one found in the stage itself does not count."""
    shop, standing = opened(SEEDS[0], monkeypatch), progress(12)
    Search(shop, standing).begin()
    assert standing.best is not None
    again = Progress(standing.limits, standing.best if given else None, None)
    again.offer(standing.best)
    if proven is not None:
        again.prove(proven * standing.value, RELAXATION)
    search, asked = Search(shop, again), []
    monkeypatch.setattr(Construction, "structured", lambda _: asked.append(1) or iter(()))
    search.structured()
    assert bool(asked) == looked


def test_finds_of_two_threads_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one found in its columns is kept beside what another found in others meanwhile."""
    shop = opened(SEEDS[0], monkeypatch)
    programme = programme_of(shop)
    columns = Columns(programme, shop.instance)
    x = filled(programme, columns, shop.encoded(untouched(shop.instance)))
    point = Point(shop, progress(1), programme, x)
    better = [x.copy(), x.copy()]
    cheap = [int(c) for c in np.flatnonzero((programme.matrix.cost > 0) & (x > HELD))][:2]
    assert len(cheap) == 2
    frees = []
    monkeypatch.setattr(type(programme), "value", lambda self, y: float(self.matrix.cost @ y))
    for found, column in zip(better, cheap, strict=True):
        found[column] = 0.0
        free = np.zeros(len(x), dtype=bool)
        free[column] = True
        frees.append(free)
    for found, free in zip(better, frees, strict=True):
        assert point.take(x, found, free, 1e-9)
    assert not point.x[cheap].any()
