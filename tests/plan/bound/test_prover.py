"""Proving: how long branching goes on."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest

from pooling.plan.bound import prover
from pooling.plan.stage.progress import BRANCHING, Limits, Progress
from pooling.plan.stage.workshop import Candidate
from pooling.plan.verify import verify
from tests.cases.pool import best, need, pool


@pytest.fixture
def progress() -> Progress:
    """A stage whose best plan has a value of 100."""
    case = pool(demand=need("A", 10))
    plan = best(case).plan
    start = Candidate(plan, verify(case, plan).figures, 100.0)
    return Progress(Limits(gap=0, seconds=60, stop=Event()), start, None)


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets time pass."""
    now = [0.0]
    monkeypatch.setattr(prover.time, "perf_counter", lambda: now[0])

    def passes(seconds: float) -> None:
        now[0] += seconds

    return passes


def test_branching_goes_on_while_the_bound_rises(progress: Progress, wait: Callable[[float], None]) -> None:
    """A tenth of the gap every two seconds is enough for any time."""
    over = prover.stalled(progress)
    for bound in range(0, 90, 10):
        wait(2.0)
        progress.prove(bound, BRANCHING)
        assert not over(100.0, bound)


def test_branching_ends_when_the_bound_has_stood_still(progress: Progress, wait: Callable[[float], None]) -> None:
    """For half of its time, be that ever so long, and for some seconds at least."""
    progress.prove(0.0, BRANCHING)
    over = prover.stalled(progress)
    wait(2.0)
    assert not over(100.0, 0.0)
    wait(18.0)
    progress.prove(50.0, BRANCHING)
    assert not over(100.0, 50.0)
    wait(19.0)
    progress.prove(51.0, BRANCHING)
    assert not over(100.0, 51.0)
    wait(2.0)
    assert over(100.0, 51.0)
