"""Cooperative games: a fair split of what a coalition gains, and whether anybody would rather leave.

A game maps coalitions (frozen sets of players) to what they are worth together; nobody alone is worth 0 or what the
game says.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import comb, sqrt

from scipy.optimize import linprog

Coalition = frozenset[str]
Game = Callable[[Coalition], float]

MOST_EXACT = 10
"""Players up to which every coalition is evaluated."""

TOLERANCE = 1e-6
"""Part of the largest worth that is rounding."""

SAMPLES = 1000
"""Orders of arrival that are drawn for more players."""


@dataclass(frozen=True)
class Split:
    """`value` of each player, its standard error (0 if exact), and every coalition evaluated with its worth."""

    value: Mapping[str, float]
    error: Mapping[str, float]
    worth: Mapping[Coalition, float]

    @property
    def is_exact(self) -> bool:
        """True if nothing was drawn at random."""
        return not any(self.error.values())


def shapley(players: Sequence[str], game: Game, samples: int = SAMPLES, seed: int = 1) -> Split:
    """The Shapley value: what each player adds to those that came before it, averaged over all orders of arrival.

    Exact up to `MOST_EXACT` players, else averaged over `samples` orders drawn with `seed`. What the grand coalition
    gains over the empty one is split without rest either way.
    """
    worth: dict[Coalition, float] = {}

    @cache
    def of(coalition: Coalition) -> float:
        worth[coalition] = game(coalition)
        return worth[coalition]

    if len(players) <= MOST_EXACT:
        value = {player: _exactly(player, players, of) for player in players}
        return Split(value, dict.fromkeys(players, 0.0), worth)
    value, error = _sampled(players, of, samples, random.Random(seed))
    return Split(value, error, worth)


def _exactly(player: str, players: Sequence[str], game: Game) -> float:
    others = [other for other in players if other != player]
    total = 0.0
    for size in range(len(others) + 1):
        added = sum(
            game(frozenset((*before, player))) - game(frozenset(before)) for before in combinations(others, size)
        )
        total += added / (comb(len(others), size) * len(players))
    return total


def _sampled(
    players: Sequence[str], game: Game, samples: int, rng: random.Random
) -> tuple[dict[str, float], dict[str, float]]:
    """Mean and standard error of what each player adds."""
    sums, squares = dict.fromkeys(players, 0.0), dict.fromkeys(players, 0.0)
    for _ in range(samples):
        before: Coalition = frozenset()
        for player in rng.sample(players, len(players)):
            after = before | {player}
            added = game(after) - game(before)
            sums[player] += added
            squares[player] += added**2
            before = after
    mean = {player: sums[player] / samples for player in players}
    variance = {player: max(0.0, squares[player] / samples - mean[player] ** 2) for player in players}
    return mean, {player: sqrt(variance[player] / max(1, samples - 1)) for player in players}


def objections(split: Split, tolerance: float = TOLERANCE) -> list[tuple[Coalition, float]]:
    """Coalitions, of those evaluated, that are worth more on their own than the split gives them, and how much more.

    The largest comes first; none: the split lies in the core as far as it was looked at.
    """
    excess = ((coalition, worth - _given(split.value, coalition)) for coalition, worth in split.worth.items())
    scale = 1 + max((abs(worth) for worth in split.worth.values()), default=0.0)
    return sorted(((c, e) for c, e in excess if e > tolerance * scale), key=lambda pair: (-pair[1], sorted(pair[0])))


def least_objection(split: Split) -> float | None:
    """The least by which some coalition would rather leave, however what all are worth together is split.

    0 where a split satisfies everybody: the core is not empty. None where not every coalition was looked at. (The least
    core, a linear programme: least e with x(S) + e >= worth(S) for every coalition S, x of all = worth of all.)
    """
    players = list(split.value)
    if not players or len(split.worth) < 2 ** len(players):
        return None
    others = [(coalition, worth) for coalition, worth in split.worth.items() if 0 < len(coalition) < len(players)]
    scale = 1 + max(abs(worth) for worth in split.worth.values())
    answer = linprog(
        c=[*(0.0 for _ in players), 1.0],
        A_ub=[[*(-1.0 if player in coalition else 0.0 for player in players), -1.0] for coalition, _ in others] or None,
        b_ub=[-worth / scale for _, worth in others] or None,
        A_eq=[[*(1.0 for _ in players), 0.0]],
        b_eq=[split.worth[frozenset(players)] / scale],
        bounds=[*((None, None) for _ in players), (0, None)],
    )
    if not answer.success:
        return None
    return float(answer.fun) * scale if answer.fun > TOLERANCE else 0.0


def _given(value: Mapping[str, float], coalition: Iterable[str]) -> float:
    return sum(value[player] for player in coalition)
