"""The Shapley value and the core: axioms as properties, games with a known value."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pooling.analysis.game import MOST_EXACT, least_objection, objections, shapley

PLAYERS = ("a", "b", "c", "d")
COALITIONS = [frozenset(p for n, p in enumerate(PLAYERS) if mask >> n & 1) for mask in range(16)]


@st.composite
def games(draw):
    """Any worth for every coalition of four; nobody is worth nothing."""
    worth = {c: draw(st.floats(-100, 100)) if c else 0.0 for c in COALITIONS}
    return worth.__getitem__


def glove(coalition):
    """One left glove (a), two right gloves (b, c): a pair is worth 1."""
    return float("a" in coalition and bool(coalition & {"b", "c"}))


def airport(coalition):
    """The longest runway that anybody needs: a 1, b 2, c 4, as a cost."""
    return float(max(({"a": 1, "b": 2, "c": 4}[player] for player in coalition), default=0))


def test_gloves():
    """The known value: two thirds for the only left glove, a sixth for each right one; it is not in the core."""
    split = shapley("abc", glove)
    assert split.value == pytest.approx({"a": 2 / 3, "b": 1 / 6, "c": 1 / 6})
    assert split.is_exact
    assert len(split.worth) == 8
    assert [sorted(c) for c, _ in objections(split)] == [["a", "b"], ["a", "c"]]
    assert objections(split)[0][1] == pytest.approx(1 / 6)


def test_runways():
    """Everybody shares what it uses: 1/3, 1/3 + 1/2, 1/3 + 1/2 + 2."""
    assert shapley("abc", airport).value == pytest.approx({"a": 1 / 3, "b": 5 / 6, "c": 17 / 6})


@given(games())
@settings(max_examples=50, deadline=None)
def test_efficiency(game):
    """What all gain together is split without rest."""
    assert sum(shapley(PLAYERS, game).value.values()) == pytest.approx(game(frozenset(PLAYERS)), abs=1e-9)


@given(games(), st.floats(-10, 10))
@settings(max_examples=50, deadline=None)
def test_a_player_that_adds_the_same_to_everybody_gets_just_that(game, own):
    """Null players (own = 0) get nothing."""
    value = shapley((*PLAYERS, "z"), lambda c: game(c - {"z"}) + own * ("z" in c)).value
    assert value["z"] == pytest.approx(own, abs=1e-9)


@given(games())
@settings(max_examples=50, deadline=None)
def test_symmetry(game):
    """Players that can stand in for each other get the same."""

    def blind(coalition):
        return game(coalition - {"a", "b"} | frozenset("ab"[: len(coalition & {"a", "b"})]))

    value = shapley(PLAYERS, blind).value
    assert value["a"] == pytest.approx(value["b"], abs=1e-9)


@given(games(), games())
@settings(max_examples=30, deadline=None)
def test_additivity(one, other):
    """Two games played at once are worth what both are."""
    both = shapley(PLAYERS, lambda c: one(c) + other(c)).value
    assert both == pytest.approx(
        {p: shapley(PLAYERS, one).value[p] + shapley(PLAYERS, other).value[p] for p in PLAYERS}, abs=1e-9
    )


def test_many_players_are_sampled_with_an_error():
    """Twelve players, each pair worth 1: by symmetry 5.5 each, within a few standard errors; nothing is lost."""
    players = [f"p{n}" for n in range(MOST_EXACT + 2)]
    split = shapley(players, lambda c: math.comb(len(c), 2), samples=400)
    assert not split.is_exact
    assert sum(split.value.values()) == pytest.approx(66)
    for player in players:
        assert 0 < split.error[player] < 0.3
        assert abs(split.value[player] - 5.5) < 5 * split.error[player]
    assert split == shapley(players, lambda c: math.comb(len(c), 2), samples=400)


def test_a_convex_game_has_its_value_in_the_core():
    """Larger coalitions gain more from a newcomer: nobody objects."""
    assert objections(shapley(PLAYERS, lambda c: float(len(c) ** 2))) == []


def test_an_empty_core_is_said_so():
    """Two of three are worth 60, and so are all: each pair wants 60 of the 40 that it gets."""
    split = shapley(["A", "B", "C"], lambda coalition: 60.0 if len(coalition) >= 2 else 0.0)
    assert len(objections(split)) == 3
    assert least_objection(split) == pytest.approx(20)


def test_a_core_that_the_split_misses_is_not_empty():
    """One seller, two buyers: the seller may take all; the Shapley value gives the buyers too much."""
    split = shapley(["S", "B", "C"], lambda coalition: 60.0 if "S" in coalition and len(coalition) > 1 else 0.0)
    assert objections(split)
    assert least_objection(split) == 0
    assert least_objection(shapley([str(n) for n in range(12)], lambda coalition: float(len(coalition)))) is None
