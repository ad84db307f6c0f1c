"""Crew: one item after the other, two at a time where the second core is free."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Event, Lock

import numpy as np
from numpy.typing import NDArray

from pooling.plan.program.blocks import SHARED, Indices
from pooling.plan.program.matrix import HELD, Floats, Matrix
from pooling.plan.stage.workshop import Workshop

PAUSE = 0.2
"""Seconds to wait for another thread before looking again."""

NO_LIMIT = 1e20
"""Room where there is no limit."""

NONE: Indices = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Turn:
    """An item's turn: `x` is the point to begin from, `rest` the other items that are not done yet.

    `room`: by how much rows and shared columns may fall, and rise, while another has its turn too: what both use adds
    up to no more than there is; None where no other has. Whole decisions that are shared are one's at a time.
    """

    x: Floats
    item: str
    rest: tuple[str, ...]
    room: Floats | None = None

    def limited(self, shop: Workshop, matrix: Matrix) -> Matrix:
        """`matrix` within the turn's room."""
        if self.room is None:
            return matrix
        shared, sides = shop.blocks.columns.get(SHARED, NONE), np.asarray(matrix.a @ self.x)
        (down, fall), (up, rise) = np.split(self.room[0], [len(sides)]), np.split(self.room[1], [len(sides)])
        lower, upper = matrix.lower.copy(), matrix.upper.copy()
        lower[shared], upper[shared] = _near(self.x[shared], lower[shared], upper[shared], fall, rise)
        limits = _near(sides, matrix.row_lower, matrix.row_upper, down, up)
        return shop.shared_within(replace(matrix, lower=lower, upper=upper), self.item, *limits)


def _near(at: Floats, lower: Floats, upper: Floats, down: Floats, up: Floats) -> tuple[Floats, Floats]:
    """Limits no further down and up from where something is than that, or from the limit that it is beyond."""
    return np.maximum(lower, np.minimum(at, upper) - down), np.minimum(upper, np.maximum(at, lower) + up)


Work = Callable[[Turn], Floats | None]
"""A turn → its point with the item, and what items share, anew; None where nothing was found."""


class Core:
    """The second core: the prover's, whenever the search does not want it."""

    def __init__(self) -> None:
        self.lock, self.wanted = Lock(), Event()

    @contextmanager
    def spare(self, stop: Event) -> Iterator[None]:
        """Hold it once the search does not want it, or `stop` is set."""
        while self.wanted.is_set() and not stop.wait(PAUSE):
            pass
        with self.lock:
            yield


class Crew:
    """Takes items in turn: the search's own thread, and a second one while the second core is to be had."""

    def __init__(self, shop: Workshop, core: Core) -> None:
        self.shop, self.core = shop, core

    def each(
        self,
        x: Floats,
        items: Sequence[str],
        work: Work,
        merged: Callable[[Floats], None] | None = None,
        ready: Callable[[], bool] = lambda: True,
    ) -> Floats:
        """`x` after every item's turn; `merged` is told of the points on the way.

        `ready`: when the second core may be asked for.
        """
        table = _Table(self.shop, x, items)

        def take_turns() -> None:
            while (turn := table.take()) is not None:
                changed = table.merge(turn, work(turn))
                if changed is not None and merged is not None:
                    merged(changed)

        def help_out() -> None:
            while table.todo and not ready():
                table.done.wait(PAUSE)
            self.core.wanted.set()
            while table.todo:
                if self.core.lock.acquire(timeout=PAUSE):
                    table.joined.set()
                    try:
                        take_turns()
                    finally:
                        self.core.lock.release()

        try:
            with ThreadPoolExecutor(1) as second:
                helping = second.submit(help_out)
                try:
                    if ready():
                        table.joined.wait(PAUSE)
                    take_turns()
                finally:
                    table.leave()
            helping.result()
        finally:
            self.core.wanted.clear()
        return table.x


class _Table:
    """What is to be done, and the point as far as it is done."""

    def __init__(self, shop: Workshop, x: Floats, items: Sequence[str]) -> None:
        self.shop, self.x, self.todo = shop, x, deque(items)
        self.shared = shop.blocks.columns.get(SHARED, NONE)
        self.lock, self.joined, self.done = Lock(), Event(), Event()
        self.taken: dict[str, Turn] = {}
        self.again: set[str] = set()

    def take(self) -> Turn | None:
        """The next item's turn."""
        with self.lock:
            if not self.todo:
                return None
            item = self.todo.popleft()
            room = self._room() if self.taken or (self.joined.is_set() and self.todo) else None
            turn = self.taken[item] = Turn(self.x, item, (*self.taken, *self.todo), room)
            return turn

    def merge(self, turn: Turn, found: Floats | None) -> Floats | None:
        """The point with what the turn has found, None if that is nothing new.

        An item that clashes with what has been merged meanwhile is due again; one that lacked room, once.
        """
        with self.lock:
            del self.taken[turn.item]
            if found is turn.x:
                return None
            x = found if found is None or self.x is turn.x else self._both(turn, found)
            if x is not None:
                self.x = x
            elif found is not None or (turn.room is not None and turn.item not in self.again):
                self.again.add(turn.item)
                self.todo.append(turn.item)
            return x

    def leave(self) -> None:
        """Nothing more is to be begun."""
        with self.lock:
            self.todo.clear()
            self.done.set()

    def _room(self) -> Floats:
        """Half of the room that rows and shared columns leave, or what of it the other at work has not been given.

        Whole decisions that are shared, and rows among these alone: all of it, unless the other at work has it.
        """
        matrix, shared, sides = self.shop.matrix, self.shared, self.shop.matrix.a @ self.x
        down = np.concatenate([sides - matrix.row_lower, self.x[shared] - matrix.lower[shared]])
        up = np.concatenate([matrix.row_upper - sides, matrix.upper[shared] - self.x[shared]])
        left = np.where(self.undivided, NO_LIMIT, np.clip((down, up), 0, NO_LIMIT))
        half = np.where(self.undivided, left, left / 2)
        for turn in self.taken.values():
            left = left - (half if turn.room is None else turn.room)
        return np.minimum(half, np.maximum(0.0, left))

    @cached_property
    def undivided(self) -> NDArray[np.bool_]:
        """Rows among shared whole decisions alone, and these."""
        matrix = self.shop.matrix
        whole = matrix.integer[self.shared]
        among = np.zeros(len(matrix.cost))
        among[self.shared[whole]] = 1.0
        alone = np.asarray(abs(matrix.a).sign() @ among) == np.diff(matrix.a.indptr)
        return np.concatenate([alone, whole])

    def _both(self, turn: Turn, found: Floats) -> Floats | None:
        """What both have changed; None where that breaks a row by more than both together have."""
        own, x, broken = self.shop.blocks.columns[turn.item], self.x.copy(), self.shop.matrix.broken
        x[own] = found[own]
        x[self.shared] += found[self.shared] - turn.x[self.shared]
        worse = broken(x) > broken(self.x) + broken(found) + HELD
        return None if worse.any() else x
