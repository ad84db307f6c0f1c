"""Items apart: blocks of a matrix, bounds that add up, and renewal of a point item by item."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from threading import Event
from typing import Any

import numpy as np
import pytest

from pooling.plan.bound import item_bounds
from pooling.plan.bound.item_bounds import ItemBounds
from pooling.plan.prepare import instance, prepare
from pooling.plan.program.blocks import cut, priced
from pooling.plan.program.highs import NOTHING, Answer, Watch, solve_matrix
from pooling.plan.program.matrix import Floats, Matrix
from pooling.plan.search import landing, structures, turns
from pooling.plan.search import loop as search
from pooling.plan.search.loop import Search
from pooling.plan.search.lots import WholeLots
from pooling.plan.search.nearest import rounded_structure, signed_so
from pooling.plan.search.renewal import Renewal
from pooling.plan.search.structures import Structures
from pooling.plan.search.tactics import EVERYTHING, Tactics
from pooling.plan.stage import workshop
from pooling.plan.stage.decode import untouched
from pooling.plan.stage.progress import Limits, Progress
from pooling.plan.stage.workshop import INTERIOR, ROUGHLY, Workshop, open_workshop
from tests.oracle.small_cases import small_case
from tests.oracle.textbook import solve_textbook

SEEDS = [301, 304, 312, 317]

NOT_RENEWED = Tactics(renewal=False)


def large(seed: int, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """The first stage of a small case that is taken for a large one."""
    monkeypatch.setattr(instance, "SMALL", 0)
    monkeypatch.setattr(instance, "FEW_LOTS", 2)
    case = small_case(Random(seed))
    case = replace(case, settings=replace(case.settings, objectives=("mean_delay",)))
    return open_workshop(case, prepare(case), "mean_delay", {}, exact=False)


def begun(seed: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Workshop, Renewal, Floats | None]:
    """The stage, its renewal, and the point that decides nothing; None where something obliges somebody."""
    shop = large(seed, monkeypatch)
    point = shop.filled(shop.encoded(untouched(shop.instance)))
    return shop, Renewal(shop, WholeLots(shop, Event()), Event()), point


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
    ItemBounds(shop, root.row_dual).prove(progress)
    best = solve_textbook(shop.case).stages[0].value
    assert root.value - 1e-6 <= progress.bound <= best + 1e-5 * max(1, abs(best))


@pytest.mark.parametrize("seed", SEEDS)
def test_renewal_never_makes_worse_and_stays_a_plan(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the plan that decides nothing, item by item: valid after every step, and no worse than before."""
    shop, renewal, point = begun(seed, monkeypatch)
    if point is None:
        assert shop.candidate(untouched(shop.instance)) is None
        return
    first = shop.matrix.objective(point)
    for item in renewal.items:
        better = renewal.renewed(point, shop.matrix, [item], 5.0, 5.0)
        assert better is point or shop.matrix.objective(better) < shop.matrix.objective(point)
        point = better
        plan = shop.as_is(point)
        assert plan is not None
        assert plan.value == pytest.approx(shop.matrix.objective(point), abs=1e-5)
    assert shop.matrix.objective(point) < first


def test_what_is_not_freed_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the blocks named, and what is shared, may change."""
    shop = large(SEEDS[0], monkeypatch)
    blocks = cut(shop.matrix, shop.instance)
    x = np.zeros(len(shop.matrix.cost))
    item = blocks.items[0]
    lower, upper = blocks.freed(x, [item], shop.frozen)
    free = set(np.flatnonzero(lower < upper))
    assert free
    assert free <= set(blocks.columns[item])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_ration_is_a_part_of_the_room(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of two months of room is half a month; a quarter spared leaves one and a half."""
    first = large(seed, monkeypatch)
    point = first.filled(first.encoded(untouched(first.instance)))
    best = None if point is None else first.as_is(point)
    if best is None:
        return
    keep = {"mean_delay": best.value + 2.0}
    shop = open_workshop(first.case, first.instance, "cost", keep, exact=False, best=best.figures)
    x = shop.filled(shop.encoded(best.plan))
    assert x is not None
    assert shop.earlier.missed(x) == pytest.approx(-1.0, abs=1e-6)
    row = next(n for n, (name, _) in enumerate(shop.matrix.rows) if name == "kept")
    limit = shop.earlier.rationed(shop.matrix, x, 0.25).row_upper[row] / shop.matrix.row_scale[row]
    assert limit == pytest.approx(best.value + 0.5, abs=1e-6)
    limit = shop.earlier.sparing(shop.matrix, 0.25).row_upper[row] / shop.matrix.row_scale[row]
    assert limit == pytest.approx(best.value + 1.5, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_signings_are_tried_once(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signings seen before give no structure again; others count as new."""
    shop = large(seed, monkeypatch)
    structures = Structures(shop, Progress(Limits(gap=0.0, seconds=60.0, stop=Event()), None, None))
    unsigned = np.zeros(len(shop.matrix.cost))
    signed = unsigned.copy()
    lower, upper = shop.frozen
    free = [c for c in shop.matrix.of("Signed") if lower[c] < upper[c]]
    structures.signed_like(unsigned)
    assert structures.signed_like(unsigned) is None
    assert free
    signed[free] = 1.0
    tried = set(structures.tried)
    structures.signed_like(signed)
    assert structures.tried > tried


@pytest.mark.parametrize("seed", SEEDS)
def test_no_item_is_below_its_least(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the relaxation items are just at what it proves of them; a plan's are above, all gaps together its own gap."""
    shop = large(seed, monkeypatch)
    root = solve_matrix(shop.matrix, relax=True)
    assert root.x is not None
    assert root.row_dual is not None
    bounds = ItemBounds(shop, root.row_dual)
    assert list(bounds.above(root.x).values()) == pytest.approx([0.0] * len(bounds.least), abs=1e-5)
    progress = Progress(Limits(gap=0.0, seconds=60.0, stop=Event()), None, None)
    bounds.prove(progress)
    point = shop.filled(shop.encoded(untouched(shop.instance)))
    if point is None:  # something obliges somebody
        return
    above = bounds.above(point)
    assert min(above.values()) >= -1e-5
    assert sum(above.values()) <= shop.matrix.objective(point) - progress.bound + 1e-5


@pytest.mark.parametrize("seed", SEEDS)
def test_renewal_keeps_what_is_to_stay(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With signings still, renewed items are better only by other decisions."""
    shop, renewal, point = begun(seed, monkeypatch)
    if point is None:
        return
    signings = shop.matrix.of("Signed")
    for item in renewal.items:
        better = renewal.renewed(point, shop.matrix, [item], 5.0, 5.0, ("Signed",))
        assert better[signings] == pytest.approx(point[signings], abs=1e-6)


def test_items_that_may_gain_most_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of what they may gain; none that may gain next to nothing; all while that is not known."""
    shop = large(SEEDS[0], monkeypatch)
    progress = Progress(Limits(gap=0.0, seconds=60.0, stop=Event()), None, None)
    finder = Search(shop, progress)
    finder.turns.renewal.items = ["A", "B", "C"]
    x = shop.encoded(untouched(shop.instance))
    assert sorted(finder.turns.worthwhile(x)) == ["A", "B", "C"]
    root = solve_matrix(shop.matrix, relax=True)
    assert root.row_dual is not None
    progress.items = ItemBounds(shop, root.row_dual)
    monkeypatch.setattr(progress.items, "above", lambda _: {"A": 100.0, "B": 0.0, "C": 200.0})
    assert finder.turns.worthwhile(x) == ["C", "A"]


def test_a_turn_of_renewal_is_over_when_nothing_more_is_gained(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a large case after some items in a row that gain nothing; in others every item has its turn."""
    shop = large(SEEDS[0], monkeypatch)
    x = shop.filled(shop.encoded(untouched(shop.instance)))
    assert x is not None
    items = [shop.blocks.items[0]] * (2 * turns.DRY)
    for nonzeros, tried in ((0, turns.DRY), (10**9, len(items))):
        monkeypatch.setattr(workshop, "LARGE", nonzeros)
        finder = Search(shop, Progress(Limits(gap=0.0, seconds=60.0, stop=Event()), None, None))
        taken: list[str] = []
        monkeypatch.setattr(finder.turns, "worthwhile", lambda _: items)
        monkeypatch.setattr(finder.turns, "_renewed", lambda x, items, _, taken=taken: taken.extend(items) or x)
        finder._renew_all(x)
        assert len(taken) == tried
        assert finder.turns.idle == 1


def test_without_a_first_structure_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tactic left out is not tried."""
    shop = large(SEEDS[0], monkeypatch)
    limits = Limits(gap=0.0, seconds=60.0, stop=Event())
    for tactics, found in ((EVERYTHING, True), (Tactics(near_root=False), False)):
        progress = Progress(limits, None, None, tactics)
        progress.take_root(solve_matrix(shop.matrix, relax=True))
        assert (Structures(shop, progress).near_root() is not None) == found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("patient", [0.0, 1e6])
def test_a_structure_is_made_whole_item_by_item(seed: int, patient: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the relaxation with its signings, or from the one at hand where that takes too long; all else fits it."""
    monkeypatch.setattr(structures, "PATIENT", patient)
    shop = large(seed, monkeypatch)
    progress = Progress(Limits(gap=0.0, seconds=60.0, stop=Event()), None, None)
    progress.take_root(solve_matrix(shop.matrix, relax=True, options=INTERIOR | ROUGHLY))
    assert progress.root is not None
    assert progress.root.x is not None
    finder = Structures(shop, progress)
    near = rounded_structure(shop, progress.root.x, ("Signed",), shop.frozen)
    assert near is not None
    shape = finder._built_up(finder.signed_as(near))
    assert shape is not None
    assert finder._is_whole(shape)
    assert shop.completed(shape) is not None


def test_an_item_that_is_not_whole_is_taken_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the whole is asked for, which takes long."""
    shop = large(SEEDS[0], monkeypatch)
    progress = Progress(Limits(gap=0.0, seconds=60.0, stop=Event()), None, None)
    progress.take_root(solve_matrix(shop.matrix, relax=True))
    assert progress.root is not None
    assert progress.root.x is not None
    finder, tries = Structures(shop, progress), list[str]()
    renewed, begun = finder._renewed, progress.root.x.copy()
    signings = shop.matrix.of("Signed")
    begun[signings[shop.frozen[0][signings] < shop.frozen[1][signings]]] = 0.5

    def second(x: Floats, item: str, *rest: Any) -> Floats | None:
        tries.append(item)
        return renewed(x, item, *rest) if tries.count(item) > 1 else None

    monkeypatch.setattr(finder, "_begun_from", lambda _: begun)
    monkeypatch.setattr(finder, "_renewed", second)
    monkeypatch.setattr(finder, "best_within", lambda *_: pytest.fail("not asked for"))
    shape = finder._built_up(finder.signed_as(begun))
    assert shape is not None
    assert finder._is_whole(shape)


def test_bounds_of_items_give_way_to_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run ends when its core is wanted; after the first round, proven or not, the search may want it."""
    shop = large(SEEDS[0], monkeypatch)
    root = solve_matrix(shop.matrix, relax=True)
    assert root.row_dual is not None
    bounds = ItemBounds(shop, root.row_dual)
    progress = Progress(Limits(gap=0.0, seconds=60.0, stop=Event()), None, None)
    seen: list[bool] = []

    def run(_: Matrix, watch: Watch, **__: Any) -> Answer:
        assert watch.enough is not None
        assert not watch.enough(0.0, 0.0)
        progress.core.wanted.set()
        assert watch.enough(0.0, 0.0)
        progress.core.wanted.clear()
        seen.append(progress.bounded.is_set())
        return replace(NOTHING, status="time_limit" if len(seen) <= len(bounds.parts) else "optimal")

    monkeypatch.setattr(item_bounds, "solve_matrix", run)
    bounds.prove(progress)
    assert seen == [False] * len(bounds.parts) + [True] * len(bounds.parts)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_left_of_what_is_not_signed(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without signings nothing is called off but from frameworks that exist; with all, a point stays as it is."""
    shop = large(seed, monkeypatch)
    root = solve_matrix(shop.matrix, relax=True).x
    assert root is not None
    none = signed_so(shop, root, (np.zeros(len(root)), root))
    for (l, _, _), lots in shop.matrix.values(none, "CallOff").items():
        assert shop.instance.frameworks[shop.instance.lots[l].framework].signed is not None, lots
    every = np.ones(len(root))
    signings = shop.matrix.of("Signed")
    same = signed_so(shop, root, (every, every))
    same[signings] = root[signings]
    assert same == pytest.approx(root)


def searching(shop: Workshop, seconds: float = 60.0, tactics: Tactics = EVERYTHING) -> Search:
    """A search with so many seconds left, whose point decides nothing."""
    finder = Search(shop, Progress(Limits(gap=0.0, seconds=seconds, stop=Event()), None, None, tactics))
    finder.point = shop.filled(shop.encoded(untouched(shop.instance)))
    assert finder.point is not None
    return finder


def test_a_structure_that_cannot_become_a_plan_in_time_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a large case the point is then renewed: with less time left than the last structure and its landing took."""
    shop = large(SEEDS[0], monkeypatch)
    monkeypatch.setattr(workshop, "SMALL", 0)
    for nonzeros, landed, looks in ((0, 25.0, True), (0, 35.0, False), (10**9, 35.0, True)):
        monkeypatch.setattr(workshop, "LARGE", nonzeros)
        finder = searching(shop)
        finder.shape, finder.structures.took, finder.landed = finder.point, 30.0, landed
        assert finder._looks == looks
        looked: list[Floats] = []
        monkeypatch.setattr(finder, "_look_around", looked.append)
        monkeypatch.setattr(finder.turns, "_renewed", lambda x, *_: x)
        finder._diversify()
        assert bool(looked) == looks


def test_a_first_structure_needs_more_than_the_relaxation_took(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is not known yet what a structure takes; without renewal there is nothing else to do."""
    shop = large(SEEDS[0], monkeypatch)
    monkeypatch.setattr(workshop, "LARGE", 0)
    root = solve_matrix(shop.matrix, relax=True)
    for seconds, tactics, late in ((20.0, EVERYTHING, False), (40.0, EVERYTHING, True), (40.0, NOT_RENEWED, False)):
        finder = searching(shop, tactics=tactics)
        finder.progress.take_root(replace(root, seconds=seconds))
        assert finder._late == late


@pytest.mark.parametrize("nonzeros", [0, 10**9])
def test_whole_lots_are_placed_better(nonzeros: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Points on the way are offered; each item once in a large case, else again where something was found."""
    shop = large(SEEDS[0], monkeypatch)
    monkeypatch.setattr(workshop, "LARGE", nonzeros)
    finder = searching(shop)
    point = finder.point
    assert point is not None
    finder.lots.items = ["A", "B"]
    taken: list[str] = []

    def improved(x: Floats, matrix: Matrix, items: list[str], seconds: float) -> Floats:
        taken.extend(items)
        return x.copy() if items == ["A"] else x

    offered: list[object] = []
    monkeypatch.setattr(finder.lots, "improved", improved)
    monkeypatch.setattr(finder.progress, "offer", offered.append)
    assert finder.landing.polished(point, shop.matrix, lambda: False) == pytest.approx(point)
    passes = landing.PASSES_LARGE if shop.large else landing.PASSES
    assert taken == ["A", "B", *["A"] * (passes - 1)]
    assert len(offered) == passes


def test_a_structure_is_landed_once_in_a_large_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a later stage of others it is landed again, with its followers settled."""
    first = large(SEEDS[0], monkeypatch)
    best = first.candidate(untouched(first.instance))
    assert best is not None
    keep = {"mean_delay": best.value}
    shop = open_workshop(first.case, first.instance, "cost", keep, exact=False, best=best.figures)
    monkeypatch.setattr(Workshop, "completed", lambda *_: None)
    for nonzeros, unsettled in ((0, False), (10**9, True)):
        monkeypatch.setattr(workshop, "LARGE", nonzeros)
        finder = searching(shop)
        assert finder.point is not None
        assert finder._improved(finder.point)
        finder._land_shape(settle=False)
        assert finder.unsettled == unsettled
        assert finder.landed > 0


def test_a_structure_hardly_better_is_not_landed_in_a_large_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its landing takes long; elsewhere every gain that is no rounding counts."""
    shop = large(SEEDS[0], monkeypatch)
    monkeypatch.setattr(search.Search, "_value", lambda _, x: float("inf") if x is None else float(x[0]))
    for nonzeros, kept in ((0, [True, False, True]), (10**9, [True, True, True])):
        monkeypatch.setattr(workshop, "LARGE", nonzeros)
        finder = searching(shop)
        shapes = [np.array([value]) for value in (1.0, 0.9995, 0.99)]
        assert [finder._improved(shape) for shape in shapes] == kept


def test_only_items_that_may_gain_are_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a large case, in the order given; the time of a part is not taken for that of all."""
    shop = large(SEEDS[0], monkeypatch)
    monkeypatch.setattr(workshop, "LARGE", 0)
    finder = searching(shop)
    finder.structures.took = 7.0
    tried: list[str] = []
    monkeypatch.setattr(finder.structures, "_renewed", lambda x, item, *_: tried.append(item))
    finder.structures.items = ["A", "B", "C"]
    monkeypatch.setattr(Workshop, "bearing", lambda shop, view, *_: view)
    monkeypatch.setattr(finder.turns, "worthwhile", lambda _: ["C", "A"])
    assert finder.point is not None
    finder._look_around(finder.point)
    assert (tried, finder.structures.took) == (["C", "A"], 7.0)
    monkeypatch.setattr(finder.turns, "worthwhile", lambda _: ["A", "B", "C"])
    finder._look_around(finder.point)
    assert finder.structures.took < 7.0
