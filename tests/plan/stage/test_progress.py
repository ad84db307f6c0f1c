"""How a stage stands: whose bounds are believed."""

from __future__ import annotations

from threading import Event

from pooling.plan.stage.progress import BRANCHING, RELAXATION, Limits, Progress
from pooling.plan.stage.workshop import Candidate
from pooling.plan.verify import verify
from tests.cases.pool import best, need, pool


def _progress(value: float | None) -> Progress:
    """A stage whose best plan has `value`."""
    case = pool(demand=need("A", 10))
    plan = best(case).plan
    start = None if value is None else Candidate(plan, verify(case, plan).figures, value)
    return Progress(Limits(gap=0, seconds=60, stop=Event()), start, None)


def test_a_bound_above_a_plan_is_seen_and_dropped() -> None:
    """The best of the others counts, and whoever claimed it is not heard again."""
    progress = _progress(100.0)
    progress.prove(80.0, RELAXATION)
    progress.prove(110.0, BRANCHING)
    progress.prove(99.0, BRANCHING)
    assert progress.bound == 80.0
    assert not progress.over
    assert "branch and bound gives a bound of 110 above a plan's value of 100" in progress.note


def test_a_plan_below_a_bound_shows_it_false() -> None:
    """The same where the plan is found later."""
    progress = _progress(None)
    progress.prove(80.0, RELAXATION)
    progress.prove(110.0, BRANCHING)
    assert progress.offer(_progress(100.0).best)
    assert progress.bound == 80.0
    assert progress.note


def test_rounding_is_no_fault() -> None:
    """A bound is never reported above the plan, even by the last digit."""
    progress = _progress(100.0)
    progress.prove(100.0000001, BRANCHING)
    assert (progress.bound, progress.gap, progress.note) == (100.0, 0.0, "")
    assert progress.over


def test_a_claim_that_there_is_no_plan_ends_no_stage_that_has_one() -> None:
    """Without any plan it does."""
    with_plan, without = _progress(100.0), _progress(None)
    for progress in (with_plan, without):
        progress.take_clash(BRANCHING)
    assert not with_plan.over
    assert "says that there is no plan" in with_plan.note
    assert without.over
