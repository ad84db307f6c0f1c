"""The crew: items taken two at a time, whose changes add up to a point that keeps every limit."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from threading import Barrier, Event, Thread

import numpy as np
import pytest

from pooling.plan.prepare import instance, prepare
from pooling.plan.program.blocks import SHARED
from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import Floats, evened
from pooling.plan.program.part import solve_part
from pooling.plan.search.crew import Core, Crew, Turn
from pooling.plan.stage.decode import untouched
from pooling.plan.stage.workshop import Workshop, open_workshop
from tests.oracle.small_cases import small_case

SEEDS = [304, 306, 308, 312, 313]
WAIT = 5.0
"""Seconds after which a test no longer waits for a second thread."""


def opened(seed: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Workshop, list[str], Floats]:
    """A stage, its items, and a point of its linear relaxation."""
    monkeypatch.setattr(instance, "SMALL", 0)
    monkeypatch.setattr(instance, "FEW_LOTS", 2)
    case = small_case(Random(seed))
    case = replace(case, settings=replace(case.settings, objectives=("mean_delay",)))
    shop = open_workshop(case, prepare(case), "mean_delay", {}, exact=False)
    x = shop.filled(shop.encoded(untouched(shop.instance)))
    if x is None:  # something obliges somebody
        x = solve_matrix(shop.matrix, relax=True).x
    assert x is not None
    return shop, shop.blocks.items, x


def most(shop: Workshop, turn: Turn, row: int) -> Floats:
    """An item's point that uses most of a row, as far as its turn lets it."""
    matrix = turn.limited(shop, shop.matrix)
    bounds = shop.blocks.freed(turn.x, (turn.item, SHARED), shop.within(matrix))
    uses = -shop.matrix.a[[row]].toarray().ravel()
    found = solve_part(replace(matrix, cost=uses), *bounds, relax=True).x
    assert found is not None
    return found


def contested(seed: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Workshop, list[str], Floats, int]:
    """A stage in which two items could each use all that is left of a row that they share; and that row."""
    shop, items, x = opened(seed, monkeypatch)
    sides = np.asarray(shop.matrix.a @ x)
    for row in shop.blocks.coupling:
        if not np.isfinite(shop.matrix.row_upper[row]) or shop.matrix.row_lower[row] == shop.matrix.row_upper[row]:
            continue
        used = [float((shop.matrix.a[[row]] @ most(shop, Turn(x, item, ()), row))[0]) - sides[row] for item in items]
        if min(used) > 1e-3:
            limit = shop.matrix.row_upper.copy()
            limit[row] = sides[row] + min(used)
            return replace(shop, matrix=replace(shop.matrix, row_upper=limit)), items, x, int(row)
    raise AssertionError("no row that two items share")


@pytest.mark.parametrize("seed", SEEDS)
def test_what_two_use_is_no_more_than_there_is(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both begin from the same point before either is done, and use all they may: nothing clashes."""
    shop, items, x, row = contested(seed, monkeypatch)
    both, turns, used = Barrier(2), list[Turn](), list[float]()

    def work(turn: Turn) -> Floats | None:
        turns.append(turn)
        both.wait(WAIT)
        found = most(shop, turn, row)
        used.append(float((shop.matrix.a[[row]] @ (found - x))[0]))
        return found

    found = Crew(shop, Core()).each(x, items, work)
    assert sorted(turn.item for turn in turns) == sorted(items)
    assert turns[0].x is turns[1].x is x
    assert all(turn.room is not None for turn in turns)
    assert shop.matrix.broken(found).max() <= shop.matrix.broken(x).max() + 1e-5
    assert (found >= shop.matrix.lower - 1e-6).all()
    assert (found <= np.maximum(shop.matrix.upper, x) + 1e-6).all()
    room = shop.matrix.row_upper[row] - float((shop.matrix.a[[row]] @ x)[0])
    assert used == pytest.approx([room / 2] * 2, abs=1e-5)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_one_was_given_is_still_its_when_the_other_goes_on(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One takes its time; the other has two turns meanwhile and uses all it may: nothing clashes in the end."""
    shop, items, x, row = contested(seed, monkeypatch)
    slow, twice, turns = items[0], Event(), list[str]()

    def work(turn: Turn) -> Floats | None:
        turns.append(turn.item)
        if turn.item == slow:
            assert twice.wait(WAIT)
        found = most(shop, turn, row)
        if turns.count(items[1]) == 2:
            twice.set()
        return found

    found = Crew(shop, Core()).each(x, [slow, items[1], items[1]], work)
    assert sorted(turns) == sorted([slow, items[1], items[1]])
    assert shop.matrix.broken(found).max() <= shop.matrix.broken(x).max() + 1e-5


@pytest.mark.parametrize("seed", SEEDS)
def test_whole_decisions_that_are_shared_are_one_turns(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two at work the first may change them as it likes, fractions in between or not; the second not at all."""
    shop, items, x = opened(seed, monkeypatch)
    shared = shop.blocks.columns[SHARED]
    whole = shop.matrix.integer.copy()
    whole[shared] = True
    shop = replace(shop, matrix=replace(shop.matrix, integer=whole))
    both, limits = Barrier(2), list[tuple[Floats, Floats]]()

    def work(turn: Turn) -> Floats | None:
        both.wait(WAIT)
        matrix = turn.limited(shop, shop.matrix)
        limits.append((matrix.lower[shared], matrix.upper[shared]))
        return turn.x

    Crew(shop, Core()).each(x, items, work)
    limits.sort(key=lambda pair: float((pair[1] - pair[0]).sum()))
    (low, high), (least, most) = limits
    assert (low == high).all()
    assert (least == shop.matrix.lower[shared]).all()
    assert (most == shop.matrix.upper[shared]).all()


def test_one_alone_has_all_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the prover holds the core, items are taken one after the other from the last point, without limits."""
    shop, items, x = opened(SEEDS[0], monkeypatch)
    core, turns = Core(), list[Turn]()

    def work(turn: Turn) -> Floats | None:
        turns.append(turn)
        return turn.x.copy()

    with core.lock:
        Crew(shop, core).each(x, items, work)
    assert [turn.item for turn in turns] == items
    assert all(turn.room is None for turn in turns)
    assert [turn.rest for turn in turns] == [tuple(items[n + 1 :]) for n in range(len(items))]


def test_what_lacks_room_is_due_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """An item for which nothing is found beside another is taken again; not for ever."""
    shop, items, x = opened(SEEDS[0], monkeypatch)
    seen: list[str] = []

    def work(turn: Turn) -> None:
        seen.append(turn.item)
        Event().wait(0.05)

    Crew(shop, Core()).each(x, items, work)
    assert set(seen) == set(items)
    assert len(items) < len(seen) <= 2 * len(items)


@pytest.mark.parametrize("seed", SEEDS)
def test_of_what_clashes_one_is_due_again(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes that break a row together are not both taken: the later one begins anew from what the other left."""
    shop, items, x, row = contested(seed, monkeypatch)
    both, seen = Barrier(2), list[str]()

    def work(turn: Turn) -> Floats | None:
        seen.append(turn.item)
        if len(seen) <= len(items):
            both.wait(WAIT)
        return most(shop, replace(turn, room=None), row)

    found = Crew(shop, Core()).each(x, items, work)
    assert len(seen) == len(items) + 1
    assert shop.matrix.broken(found).max() <= shop.matrix.broken(x).max() + 1e-5


def test_a_fault_in_the_second_thread_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends the whole: nothing is lost in silence."""
    shop, items, x = opened(SEEDS[0], monkeypatch)
    first = Event()

    def work(turn: Turn) -> None:
        if turn.item != items[0]:
            first.set()
            raise ValueError("second")
        first.wait(WAIT)

    core = Core()
    with pytest.raises(ValueError, match="second"):
        Crew(shop, core).each(x, items, work)
    assert not core.wanted.is_set()
    assert not core.lock.locked()


def test_the_prover_waits_while_its_core_is_wanted() -> None:
    """It holds the core only when nobody asks for it, or when the stage is over."""
    core, stop, held = Core(), Event(), Event()

    def prove() -> None:
        with core.spare(stop):
            held.set()

    core.wanted.set()
    prover = Thread(target=prove, daemon=True)
    prover.start()
    assert not held.wait(0.3)
    core.wanted.clear()
    assert held.wait(WAIT)
    prover.join(WAIT)
    held.clear()
    core.wanted.set()
    stop.set()
    prove()
    assert held.is_set()


@pytest.mark.parametrize("seed", SEEDS)
def test_evened_is_the_same_programme(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every bounded column in about [0, 1]; a point of one, scaled, is a point of the other of the same value."""
    shop, _, x = opened(seed, monkeypatch)
    even = evened(shop.matrix)
    bounded = np.isfinite(even.upper)
    assert even.upper[bounded].max() <= np.sqrt(2) + 1e-9
    point = even.to_solver(shop.matrix.to_users(x))
    assert even.objective(point) == pytest.approx(shop.matrix.objective(x))
    sides = shop.matrix.a @ x
    assert even.a @ point / even.row_scale == pytest.approx(sides / shop.matrix.row_scale, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_duals_of_a_relaxation_are_in_its_own_units(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """At them weak duality proves the value of the relaxation, although another matrix was solved."""
    shop, _, _ = opened(seed, monkeypatch)
    root = solve_matrix(shop.matrix, relax=True)
    assert root.row_dual is not None
    least = shop.matrix.least(root.row_dual)
    assert least == pytest.approx(root.value, rel=1e-6, abs=1e-5)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_broken_may_stay_so_and_no_more(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that an item shares bear what is broken in a point; its own do not."""
    shop, items, x = opened(seed, monkeypatch)
    point = shop.matrix.upper.copy()
    point[~np.isfinite(point)] = x[~np.isfinite(point)]
    sides = np.asarray(shop.matrix.a @ point)
    for item in items:
        borne, own = shop.bearing(shop.matrix, point, item), shop.blocks.rows[item]
        shared = np.setdiff1d(np.arange(len(sides)), own)
        assert (sides[shared] <= borne.row_upper[shared]).all()
        assert (sides[shared] >= borne.row_lower[shared]).all()
        assert (borne.row_upper[shared] <= np.maximum(shop.matrix.row_upper, sides)[shared]).all()
        assert (borne.row_upper[own] == shop.matrix.row_upper[own]).all()
        assert (borne.row_lower[own] == shop.matrix.row_lower[own]).all()
