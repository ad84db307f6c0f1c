"""What an earlier solve tells: prices by name, and what a stage makes of them and of its plan."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from threading import Event

import numpy as np
import pytest

from pooling.case.case import Case
from pooling.output.tables import PRICE_KEYS
from pooling.plan import solve as solving
from pooling.plan.bound import prover
from pooling.plan.bound.item_bounds import ItemBounds
from pooling.plan.bound.prices import duals_of, named
from pooling.plan.plan import Outcome, Plan, Stage
from pooling.plan.prepare import instance, prepare
from pooling.plan.program.highs import solve_matrix
from pooling.plan.solve import Options, beginning_from, solve
from pooling.plan.stage import workshop
from pooling.plan.stage.decode import untouched
from pooling.plan.stage.progress import Known, Limits, Progress
from pooling.plan.stage.workshop import Workshop, open_workshop
from pooling.plan.verify import verify
from tests.benchmarks.generate import Size, generate
from tests.benchmarks.restart import changed
from tests.oracle.textbook import solve_textbook

SIZE = Size(partners=3, items=2, lines=4, frameworks=5, quarters=12)
SEEDS = [1, 2, 3]
NEAR = 1e-5

MISSED = 0.3
"""Part of its tolerance by which an earlier objective is missed."""


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every case counts as a large one, which is solved item by item."""
    for name in ("SMALL", "LARGE"):
        monkeypatch.setattr(workshop, name, 0)
    monkeypatch.setattr(instance, "SMALL", 0)


def opened(case: Case) -> Workshop:
    """The first stage of the case."""
    return open_workshop(case, prepare(case), "mean_delay", {}, exact=False)


@pytest.mark.parametrize("seed", SEEDS)
def test_prices_by_name_are_the_duals(seed: int) -> None:
    """There and back nothing of a coupling row's dual is lost, and nothing else is kept."""
    shop = opened(generate(SIZE, seed))
    duals = solve_matrix(shop.matrix, relax=True).row_dual
    assert duals is not None
    back = duals_of(shop.matrix, named(shop.matrix, shop.blocks, duals))
    coupling = shop.blocks.coupling
    assert np.count_nonzero(back) > 0
    assert back[coupling] == pytest.approx(duals[coupling], abs=1e-8)
    assert not np.delete(back, coupling).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_price_is_what_another_unit_is_worth(seed: int) -> None:
    """A price times a small change of its row's right side, in its unit, is the change of the relaxation's value."""
    shop = opened(generate(SIZE, seed))
    matrix = shop.matrix
    root = solve_matrix(matrix, relax=True)
    assert root.row_dual is not None
    prices = named(matrix, shop.blocks, root.row_dual)
    rows = [n for n, name in enumerate(matrix.rows) if name[0] == "partner_budget" and name in prices]
    assert rows
    for n in rows:
        step = 1e-5 * matrix.row_upper[n]
        fell = []
        for sign in (1, -1):
            upper = matrix.row_upper.copy()
            upper[n] += sign * step
            fell.append(sign * (solve_matrix(replace(matrix, row_upper=upper), relax=True).value - root.value))
        least, most = sorted(amount / (step / matrix.row_scale[n]) for amount in fell)
        slack = 1e-6 * max(abs(least), abs(most))
        assert least - slack <= prices[matrix.rows[n]] <= most + slack


def test_the_columns_of_a_result_name_every_row() -> None:
    """No row of the model has more in its name than the sheet `prices` has columns for, none with a price a part empty.

    An empty cell reads back as no part at all.
    """
    case = generate("S", 1)
    shop = open_workshop(case, prepare(case), "cost", {"mean_delay": 1e3, "worst_delay": 1e3}, exact=False)
    names = [index if isinstance(index, tuple) else (index,) for _, index in shop.matrix.rows]
    assert max(len(parts) for parts in names) == PRICE_KEYS
    assert all(part not in (None, "") for n in shop.blocks.coupling for part in names[n])


def test_slips_and_strangers_count_as_nothing() -> None:
    """Rows that the case does not have, and prices beyond all measure, are left out."""
    shop = opened(generate(SIZE, 1))
    name = shop.matrix.rows[int(shop.blocks.coupling[0])]
    assert not duals_of(shop.matrix, {("partner_budget", ("nobody", 2026)): -1.0, name: -1e300}).any()
    assert duals_of(shop.matrix, {name: -1e-3}).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_any_prices_give_bounds(seed: int) -> None:
    """However wrong the prices, no bound is above the oracle's optimum, and every plan is valid."""
    case = replace(generate(SIZE, seed), scenario="base")
    case = replace(case, settings=replace(case.settings, objectives=("mean_delay",)))
    best = solve_textbook(case).stages[0].value
    shop, first = opened(case), solve(case, Options(gap=0.1, time_limit=600))
    duals = solve_matrix(shop.matrix, relax=True).row_dual
    assert duals is not None
    random, right = Random(seed), named(shop.matrix, shop.blocks, duals)
    assert right
    for prices in (right, {name: price * random.uniform(-3, 3) for name, price in right.items()}):
        outcome = solve(case, Options(gap=1e-4, time_limit=2, start=first.plan, prices={"mean_delay": prices}))
        assert verify(case, outcome.plan).violations == ()
        assert outcome.stages[0].bound <= best + NEAR * max(1, abs(best))
        assert outcome.stages[0].value <= first.stages[0].value + 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_known_prices_come_before_the_relaxation(seed: int) -> None:
    """Bounds of nearly the same case as good as from nothing, before the relaxation of the whole is solved."""
    case = generate(SIZE, seed)
    before, shop = opened(case), opened(changed(case))
    duals = solve_matrix(before.matrix, relax=True).row_dual
    assert duals is not None
    known = Known(duals_of(shop.matrix, named(before.matrix, before.blocks, duals)))
    progress = Progress(Limits(gap=0, seconds=600, stop=Event()), None, None, known=known)
    assert prover.prices_at_hand(shop, progress) is not None
    assert progress.root is None
    assert progress.bound == pytest.approx(solve_matrix(shop.matrix, relax=True).bound, rel=0.02)


@pytest.mark.parametrize("poor", [True, False])
def test_the_better_prices_stay(poor: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Items are taken apart again at the relaxation's prices only where these prove more than the known ones."""
    shop = opened(generate(SIZE, 1))
    duals = solve_matrix(shop.matrix, relax=True).row_dual
    assert duals is not None
    known = Known(0 * duals if poor else duals)
    progress = Progress(Limits(gap=0, seconds=30, stop=Event()), None, None, known=known)
    monkeypatch.setattr(ItemBounds, "prove", lambda _, told: told.done.set())
    apart = prover.prices_at_hand(shop, progress)
    prover.prove_beyond(shop, progress, prover.relax(shop, progress), apart)
    assert progress.root is not None
    assert progress.duals is (progress.root.row_dual if poor else known.prices)


def test_what_is_known_without_a_valid_plan() -> None:
    """Prices wait for a plan to begin from: without one the search needs the relaxation first."""
    case = generate(SIZE, 1)
    prices = {"mean_delay": {("partner_budget", ("P01", 2026)): -1e-9}}
    broken, stop = Plan(call_offs={("T", "A", 0): 10}), Event()
    bounds: set[float | None] = set()

    def told(progress: solving.Progress) -> None:
        bounds.add(progress.bound)
        if progress.incumbent is not None and len(bounds - {None}) > 1:
            stop.set()

    outcome = solve(case, Options(time_limit=60, start=broken, prices=prices), told, stop)
    assert outcome.stages[0].prices.keys() - prices["mean_delay"].keys()


def test_prices_are_for_large_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case that is no longer large goes its usual way: the search does not wait for items that nobody takes apart."""
    case = generate(SIZE, 1)
    options = Options(prices={"mean_delay": {("partner_budget", ("P01", 2026)): -1e-9}})
    for limit in (10**9, 0):
        monkeypatch.setattr(workshop, "LARGE", limit)
        shop = opened(case)
        known = solving._known(shop, options, shop.candidate(untouched(shop.instance)))
        assert (known.prices is None) == (limit > 0)


def test_a_case_in_which_nothing_can_be_signed() -> None:
    """Every window lies beyond the horizon: a valid plan, proven."""
    case = generate(replace(SIZE, quarters=8), 1)
    assert "Signed" not in opened(case).matrix.by_component
    outcome = solve(case, Options(gap=0.02, time_limit=3))
    assert verify(case, outcome.plan).violations == ()
    assert outcome.stages[0].status in ("optimal", "gap")


def test_beginning_from_an_outcome() -> None:
    """Its plan, and every stage's prices under its objective."""
    stage = Stage("cost", 1.0, 1.0, 0.0, 0.1, "optimal", {("fund", "I1"): 2.0})
    options = beginning_from(Outcome(Plan(), (stage,), 0.1), Options(gap=0.5))
    assert options == Options(gap=0.5, start=Plan(), prices={"cost": {("fund", "I1"): 2.0}})
