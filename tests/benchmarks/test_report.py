"""What the benchmark reads out of a run, on runs written by hand."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from pooling.case.case import Case
from pooling.plan.plan import Outcome
from pooling.plan.prepare import prepare
from pooling.plan.solve import Options, solve
from pooling.plan.stage.decode import untouched
from pooling.plan.verify import verify
from tests.benchmarks.best import BestKnown
from tests.benchmarks.generate import Size, generate
from tests.benchmarks.peers import onward
from tests.benchmarks.report import WITHOUT, geometric_mean, middle, spread, write_report
from tests.benchmarks.restart import as_good
from tests.benchmarks.run import Run, kept
from tests.benchmarks.trace import Trace
from tests.benchmarks.worker import TOOL, run_peer, run_tool

CASE = Run(TOOL, "small", "coarse", 1, 20)


def trace() -> Trace:
    """Plans 20, 12, 10.1 after 1, 4, 9 s; bounds 8, 9.5, 10 after 1, 5, 9 s."""
    made = Trace(timings={"build": 2.0, "root_lp": 100.0})
    for seconds, value, bound in ((0.5, 1e30, -1e30), (1, 20, 8), (4, 12, None), (5, None, 9.5), (9, 10.1, 10)):
        made.note(seconds, value, bound)
    return made


def ending(value: float, bound: float = 0.0, objective: str = "mean_delay") -> Trace:
    """A stage that ended so after a second."""
    return Trace(objective, events=[(1.0, value, bound)])


def written(tmp_path: Path, runs: list[Run], best: BestKnown | None = None) -> str:
    """The report of `runs`."""
    write_report(tmp_path / "report.md", runs, best or BestKnown(), threads=2)
    return (tmp_path / "report.md").read_text(encoding="utf-8")


def test_a_trace_tells_when_it_reached_what() -> None:
    """First plan, values and the run's own gap are read off the events; 1e20 and more is nothing yet."""
    made = trace()
    assert (made.first_plan(), made.reached(12), made.reached(9)) == (1, 4, None)
    assert (made.value, made.bound) == (10.1, 10)
    assert (made.within(0.3), made.within(0.05), made.within(0.001)) == (5, 9, None)
    assert made.gap == pytest.approx(0.1 / 10.1)


def test_medians_count_what_was_never_reached_as_endless() -> None:
    """Two of three never: never; one of three never: the larger of the other two."""
    assert middle([3.0, None, None]) is None
    assert middle([3.0, None, 1.0]) == 3.0


def test_distances_are_averaged_as_factors() -> None:
    """0 and 21 % are 10 % together; what is not known makes the mean unknown; one run has no spread."""
    assert geometric_mean([0.0, 0.21]) == pytest.approx(0.1)
    assert geometric_mean([0.0, None]) is None
    assert (spread([1.0, 3.0, 2.0]), spread([1.0])) == (2.0, None)


def test_the_best_of_any_run_is_kept(tmp_path: Path) -> None:
    """A better value takes the place of a worse one, in the file too; what peers call a plan does not count."""
    best = BestKnown()
    best.learn("coarse-1", [ending(10.0)], verified=True)
    best.learn("coarse-1", [ending(9.0)], verified=True)
    best.learn("coarse-1", [ending(5.0)], verified=False)
    best.write(tmp_path / "best.json")
    assert BestKnown.read(tmp_path / "best.json").values == {"coarse-1": {"mean_delay": 9.0}}
    assert best.distance("coarse-1", ending(9.9)) == pytest.approx(0.1)
    assert best.distance("fine-1", ending(9.9)) is None


def test_a_cheaper_plan_that_is_later_is_no_best_known() -> None:
    """A cost counts only where delay is about as good as the best known."""
    best = BestKnown()
    best.learn("coarse-1", [ending(10.0), ending(100.0, objective="cost")], verified=True)
    best.learn("coarse-1", [ending(11.0), ending(80.0, objective="cost")], verified=True)
    assert best.values["coarse-1"]["cost"] == 100.0


def test_what_a_later_plan_costs_is_forgotten_once_one_is_much_sooner() -> None:
    """Nor is it the best known of a stage that the run did not come to."""
    best = BestKnown()
    best.learn("coarse-1", [ending(10.0), ending(100.0, objective="cost")], verified=True)
    best.learn("coarse-1", [ending(9.99), ending(101.0, objective="cost")], verified=True)
    assert best.values["coarse-1"]["cost"] == 100.0
    best.learn("coarse-1", [ending(9.0), ending(120.0, objective="cost")], verified=True)
    assert best.values["coarse-1"] == {"mean_delay": 9.0, "cost": 120.0}


def test_cases_show_median_spread_and_distance(tmp_path: Path) -> None:
    """Three runs at 11, 10 and 12 of a best known of 10: median 10 % away, 20 % apart."""
    runs = [replace(CASE, repeat=n, traces=(ending(value, 9.0),)) for n, value in enumerate((11.0, 10.0, 12.0))]
    text = written(tmp_path, runs, BestKnown({"coarse-1": {"mean_delay": 10.0}}))
    assert "| coarse-1 | mean_delay | 20 | 3 | 11.00 | 10.00 | 10.00 | 20.00 | 18.18 | 1 | – |" in text
    assert "| small | mean_delay | 1 | 10.00 | 10.00 | 18.18 | 18.18 | 1 |" in text


def test_published_optima_are_reached_and_proven_apart(tmp_path: Path) -> None:
    """Reached without a proof, proven at another value (a fault somewhere), and both."""
    runs = [
        replace(CASE, group="instances", family=name, seed=0, optimum=100.0, traces=(ending(value, bound),))
        for name, value, bound in (("open", 100.0, 50.0), ("false", 90.0, 90.0), ("good", 100.0, 100.0))
    ]
    text = written(tmp_path, runs)
    for name, said in (("open", "yes | no"), ("false", "no | yes"), ("good", "yes | yes")):
        assert f"| {name} | {TOOL} | 100.00 |" in text
        assert next(line for line in text.splitlines() if line.startswith(f"| {name} ")).endswith(f"{said} | 0 |")


def test_a_peer_is_compared_on_its_own_case(tmp_path: Path) -> None:
    """A peer at 9 where the tool is at 10 is 11 % better, one at 8 that began from a plan of 8.8 10 %; a fault is told
    at the end.
    """
    peer = replace(CASE, solver="own matrix, SCIP", limit=200, traces=(ending(9.0, 8.1),))
    failed = replace(CASE, solver="textbook, PuLP + CBC", limit=200, fault="out of memory")
    onward = replace(CASE, solver="onward", traces=(replace(ending(8.0, 4.0, "cost"), given=8.8),))
    text = written(tmp_path, [replace(CASE, traces=(ending(10.0),)), peer, onward, failed])
    assert "| coarse-1 | mean_delay | own matrix, SCIP | 200 | 9.00 | – | 10.00 | 11.11 |" in text
    assert "| coarse-1 | cost | onward | 20 | 8.00 | – | 50.00 | 10.00 |" in text
    assert "| coarse-1 | mean_delay | textbook, PuLP + CBC | 200 | – | – | – | – |" in text
    assert "- coarse-1, textbook, PuLP + CBC: out of memory" in text


def test_a_step_is_judged_by_the_spread(tmp_path: Path) -> None:
    """Without a step 12 instead of 10, where runs of the whole tool differ by 1 of 10."""
    whole = [replace(CASE, repeat=n, traces=(ending(value),)) for n, value in enumerate((10.0, 9.5, 10.5))]
    partial = replace(CASE, solver=f"{TOOL}{WITHOUT}renewal", traces=(ending(12.0),))
    before, _, after = written(tmp_path, [*whole, partial]).partition("## Without a step")
    assert "renewal" not in before
    assert "| renewal | mean_delay | 1 | 20.00 | 10.00 |" in after


def test_a_solver_goes_on_from_the_plan_that_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """From one that calls nothing off, though the tool has found the best, to the best."""
    case = generate(Size(2, 1, 2, 2, 8), 1)
    best = solve(replace(case, settings=replace(case.settings, objectives=("mean_delay",))), Options(gap=0.0))
    nothing = untouched(prepare(case))
    late = verify(case, nothing).figures.mean_delay

    def idle(part: Case, options: Options) -> Outcome:
        found = solve(part, options)
        return replace(found, plan=nothing, stages=(replace(found.stages[0], value=late), *found.stages[1:]))

    monkeypatch.setattr(onward, "solve", idle)
    first, last = run_peer("own matrix, HiGHS from the tool's plan", case, 100, 2)
    assert (first.objective, last.objective) == ("mean_delay", "cost")
    assert first.given == late > best.stages[0].value
    assert first.value == pytest.approx(best.stages[0].value, rel=1e-3)
    assert first.bound is not None
    assert first.bound <= first.value * (1 + 1e-6)


def test_the_tool_is_traced_stage_by_stage() -> None:
    """A small generated case gives one trace per objective, each with a plan and a bound below it."""
    traces = run_tool(generate(Size(2, 1, 2, 2, 8), 1), 10, 1)
    assert [made.objective for made in traces] == ["mean_delay", "cost"]
    for made in traces:
        assert made.value is not None
        assert made.bound is not None
        assert made.bound <= made.value * (1 + 1e-6)


def test_runs_are_kept_from_call_to_call(tmp_path: Path) -> None:
    """What was written comes back; without a file there is nothing."""
    path = tmp_path / "runs.jsonl"
    assert kept(path) == []
    path.write_text(json.dumps(asdict(replace(CASE, traces=(trace(),)))) + "\n", encoding="utf-8")
    again = kept(path)[0]
    assert (again.case, again.traces[0].value) == ("coarse-1", 10.1)


def test_as_good_is_when_every_stage_is() -> None:
    """Seconds add up over stages; a goal never reached counts as never."""
    assert as_good([trace(), trace()], [trace(), trace()]) == 18
    assert as_good([trace()], [Trace(events=[(1, 12.0, 9.0)])]) == 5
    assert as_good([trace()], [Trace(events=[(1, 9.0, 9.0)])]) is None


def test_a_step_can_be_left_out() -> None:
    """The tool still finds a plan, and an unknown step is a fault."""
    case = generate(Size(2, 1, 2, 2, 8), 1)
    assert run_tool(case, 10, 1, ["Window"])[0].value is not None
    with pytest.raises(ValueError, match="neighbourhoods are"):
        run_tool(case, 10, 1, ["magic"])
