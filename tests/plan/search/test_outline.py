"""The case in years: what it tells, and the first plan drawn from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from threading import Event

import numpy as np
import pytest

from models.instance import Kept
from pooling.plan.bound.item_bounds import ItemBounds
from pooling.plan.prepare import instance, prepare
from pooling.plan.program.highs import Watch, solve_matrix
from pooling.plan.program.matrix import Floats
from pooling.plan.search.columns import Columns
from pooling.plan.search.construction import filled
from pooling.plan.search.dive import Dive
from pooling.plan.search.draft import drafted
from pooling.plan.search.loop import programme_of
from pooling.plan.search.lots import WholeLots
from pooling.plan.search.outline import Outline, in_years, outlined
from pooling.plan.solve import Options, solve
from pooling.plan.stage import workshop
from pooling.plan.stage.decode import untouched
from pooling.plan.stage.workshop import Workshop, open_workshop
from pooling.plan.verify import verify
from tests.benchmarks.generate import Size, generate
from tests.oracle.small_cases import small_case
from tests.oracle.textbook import solve_textbook

SIZE = Size(partners=3, items=2, lines=4, frameworks=5, quarters=20)
SEEDS = [1, 2, 3]


def deciding_nothing(shop: Workshop) -> Floats:
    """The point in which nothing is called off."""
    programme = programme_of(shop)
    return filled(programme, Columns(programme, shop.instance), shop.encoded(untouched(shop.instance)))


def opened(seed: int, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """The first stage of a small generated case that is taken for a vast one."""
    for name in ("LARGE", "VAST"):
        monkeypatch.setattr(workshop, name, 0)
    monkeypatch.setattr(instance, "SMALL", 0)
    case = generate(SIZE, seed)
    return open_workshop(case, prepare(case), "mean_delay", {}, exact=False)


def outline_of(shop: Workshop) -> Outline:
    found = outlined(shop, 60.0, Watch())
    assert found is not None
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_signings_lie_in_their_windows(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is signed is signed in a period of its own window."""
    shop = opened(seed, monkeypatch)
    signed = outline_of(shop).signed
    assert signed
    for k, t in signed.items():
        assert t in shop.instance.frameworks[k].sign


@pytest.mark.parametrize("seed", SEEDS)
def test_its_prices_give_a_bound(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the outline's prices the relaxed items add up to no more than the relaxation of the whole."""
    shop = opened(seed, monkeypatch)
    root = solve_matrix(shop.matrix, relax=True)
    prices = outline_of(shop).prices
    assert prices.any()
    assert 0 < ItemBounds(shop, prices, Event()).bound <= root.value + 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_a_draft_is_a_plan(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Item by item within its part: a valid plan, better than deciding nothing; a poor one where time is up at once."""
    shop = opened(seed, monkeypatch)
    nothing = deciding_nothing(shop)
    outline, until = outline_of(shop), Event()
    diver = Dive(shop, WholeLots(shop, until), until)
    *before, found = [shop.as_is(point) for point in drafted(shop, outline, diver, nothing)]
    assert found is not None
    assert [plan is not None and plan.value > found.value for plan in before] == [True] * (len(shop.blocks.items) - 1)
    assert found.value < shop.matrix.objective(nothing)
    until.set()
    monkeypatch.setattr(diver, "item", lambda *_: pytest.fail("time is up"))
    poor = shop.as_is(list(drafted(shop, outline, diver, nothing))[-1])
    assert poor is not None
    assert poor.value == pytest.approx(shop.matrix.objective(nothing))


def test_a_rule_that_breaks_a_row_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A point whose item has a partner's call-offs but not its joining does not hold; as it was, it does."""
    shop = opened(1, monkeypatch)
    nothing = deciding_nothing(shop)
    diver = Dive(shop, WholeLots(shop, Event()), Event())
    point = list(drafted(shop, outline_of(shop), diver, nothing))[-1]
    item, column = next(
        (name, c)
        for name in shop.blocks.items
        for c in np.intersect1d(shop.matrix.of("Joined"), shop.blocks.columns[name])
        if point[c] > 0.5
    )
    broken = point.copy()
    broken[column] = 0.0
    assert diver._holds(point, point, shop.matrix, item)
    assert not diver._holds(broken, point, shop.matrix, item)


def test_what_others_will_use_is_kept_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row's limit falls by the part asked for of what an item uses in the outline beyond what it uses now."""
    shop = opened(1, monkeypatch)
    outline, nothing = outline_of(shop), np.zeros(len(shop.matrix.cost))
    item = shop.blocks.items[0]
    reserved = outline.reserving(shop, shop.matrix, nothing, [item], 0.5)
    rows = outline.rows[np.isfinite(shop.matrix.row_upper[outline.rows])]
    fell = shop.matrix.row_upper[rows] - reserved.row_upper[rows]
    uses = outline.uses[item][np.isfinite(shop.matrix.row_upper[outline.rows])]
    assert fell == pytest.approx(0.5 * np.maximum(0, uses))
    assert fell.max() > 0


def test_only_whole_years_have_an_outline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Periods that are no part of a year, a horizon that is no whole number of years, plans kept: no outline."""
    shop = opened(1, monkeypatch)
    settings = shop.case.settings
    assert in_years(shop.case) is not None
    for changed in ({"period_months": 12}, {"period_months": 5}, {"end": date(settings.end.year, 9, 30)}):
        assert in_years(replace(shop.case, settings=replace(settings, **changed))) is None
    kept = replace(shop, instance=replace(shop.instance, kept=Kept(until=1)))
    assert outlined(kept, 60.0, Watch()) is None


@pytest.mark.parametrize("seed", [301, 304, 312])
def test_the_path_of_vast_cases(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """No relaxation of the whole is waited for: a valid plan, and a bound that the oracle's optimum respects."""
    for name in ("LARGE", "VAST"):
        monkeypatch.setattr(workshop, name, 0)
    monkeypatch.setattr(instance, "SMALL", 0)
    monkeypatch.setattr(instance, "FEW_LOTS", 2)
    case = small_case(Random(seed))
    case = replace(case, settings=replace(case.settings, objectives=("mean_delay", "cost")))
    best = solve_textbook(case).stages[0].value
    outcome = solve(case, Options(gap=0.02, time_limit=2))
    assert verify(case, outcome.plan).violations == ()
    assert outcome.stages[0].bound <= best + 1e-5 * max(1, abs(best))
    assert outcome.stages[0].value >= best - 1e-5 * max(1, abs(best))


@pytest.mark.parametrize("seed", SEEDS)
def test_vast_cases_of_whole_years(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both stages of a case that has an outline: a valid plan, and bounds that other ways to solve it respect."""
    case = generate(SIZE, seed)
    usual = solve(case, Options(gap=0.02, time_limit=3))
    opened(seed, monkeypatch)
    outcome = solve(case, Options(gap=0.02, time_limit=3))
    assert verify(case, outcome.plan).violations == ()
    assert np.isfinite([stage.bound for stage in outcome.stages]).all()
    assert outcome.stages[0].bound <= usual.stages[0].value + 1e-6
    assert outcome.stages[0].value >= usual.stages[0].bound - 1e-6
