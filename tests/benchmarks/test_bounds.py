"""Plans and bounds of random small cases of many kinds hold against the textbook model and another solver."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from pooling.plan.explain.infeasibility import Clash
from pooling.plan.plan import Outcome
from pooling.plan.solve import Infeasible, NoPlan, solve
from tests.benchmarks import bounds
from tests.benchmarks.bounds import main, tried
from tests.oracle.kinds import KINDS, drawn
from tests.oracle.small_cases import small_case

FIFTY = (*range(1, 45), 133, 242, 244, 245, 272, 300)
"""Three of each kind, and those at which a bound was false once."""


@pytest.mark.parametrize("seed", FIFTY)
def test_plans_and_bounds_hold(seed: int) -> None:
    """Valid, optimal, proven; or infeasible to the textbook model, too."""
    kind, case = drawn(seed)
    result = tried(case, gap=0.0, seconds=60)
    assert result.faults == (), kind
    assert result.unproven == 0, kind


def test_every_kind_changes_something() -> None:
    """Of a few cases each at least one is another one afterwards."""
    for kind in KINDS[1:]:
        cases = [small_case(Random(seed)) for seed in range(4)]
        assert any(kind(Random(0), case) != case for case in cases), kind.__name__


def last_stage(**changes: float) -> Callable[[Outcome], Outcome]:
    """An outcome whose last stage tells something else."""
    return lambda outcome: replace(outcome, stages=(*outcome.stages[:-1], replace(outcome.stages[-1], **changes)))


def nothing_signed(outcome: Outcome) -> Outcome:
    """Call-offs from frameworks that nobody has signed."""
    return replace(outcome, plan=replace(outcome.plan, signed={}))


def gives_up(fault: Exception) -> Callable[[Outcome], Outcome]:
    """No outcome but `fault`."""

    def give_up(_: Outcome) -> Outcome:
        raise fault

    return give_up


@pytest.mark.parametrize(
    ("tampered", "said"),
    [
        (last_stage(bound=1e6), bounds.BOUND),
        (last_stage(gap=0.5), bounds.UNPROVEN),
        (last_stage(value=-1e6), bounds.JUDGE),
        (nothing_signed, bounds.RULE),
        (gives_up(Infeasible(Clash(()))), bounds.CLASH),
        (gives_up(NoPlan("")), bounds.LOST),
    ],
)
def test_what_is_wrong_is_told(
    tampered: Callable[[Outcome], Outcome],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With the seed; the case is written and the exit code 1. A stage that is not proven is only counted."""
    monkeypatch.setattr(bounds, "solve", lambda *given: tampered(solve(*given)))
    code = main(["--cases", "1", "--seed", "22", "--seconds", "60", "--out", str(tmp_path)])
    told, wrong = capsys.readouterr().out, said != bounds.UNPROVEN
    assert f"   1 {said}" in told
    assert code == int(wrong)
    assert [path.name for path in tmp_path.iterdir()] == (["bounds-22.xlsx"] if wrong else [])
    assert (f"seed 22 ({drawn(22)[0]}): {said}" in told) == wrong
