"""What the benchmark reads out of a run, on runs written by hand."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.benchmarks.generate import Size, generate
from tests.benchmarks.report import WITHOUT, best_bounds, exponent, middle, to_near_best, write_report
from tests.benchmarks.restart import as_good
from tests.benchmarks.run import Run, allowance, kept
from tests.benchmarks.trace import Trace
from tests.benchmarks.worker import TOOL, run_tool


def trace() -> Trace:
    """Plans 20, 12, 10.1 after 1, 4, 9 s; bounds 8, 9.5, 10 after 1, 5, 9 s."""
    made = Trace(timings={"build": 2.0, "root_lp": 100.0})
    for seconds, value, bound in ((0.5, 1e30, -1e30), (1, 20, 8), (4, 12, None), (5, None, 9.5), (9, 10.1, 10)):
        made.note(seconds, value, bound)
    return made


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


def test_exponents_are_slopes_in_logarithms() -> None:
    """y = 5 n² has exponent 2, gaps left out; one point has none."""
    assert exponent([1, 10, 50, 100], [5, 500, None, 50_000]) == pytest.approx(2)
    assert exponent([10], [3]) is None


def test_the_best_bound_of_any_run_judges_all(tmp_path: Path) -> None:
    """The peer's bound of 10 makes 10.5 the mark for the tool too; building counts, the root LP does not.

    Ratios are to the tool on the peer's own cases.
    """
    peer = Run("own matrix, SCIP", "S", "ceiling", 1, 30, traces=(trace(),))
    tool = Run(
        TOOL, "S", "ceiling", 1, 30, traces=(Trace(timings={"build": 2.0}, events=[(0.1, 30, 5), (0.2, 10.4, 6)]),)
    )
    failed = Run("textbook, PuLP + CBC", "S", "ceiling", 1, 30, fault="out of memory")
    bounds = best_bounds([tool, peer, failed])
    assert bounds == {("S", "ceiling", 1): 10}
    assert (to_near_best(tool, 10), to_near_best(peer, 10), to_near_best(failed, 10)) == (0.2, 11, None)
    other = Run(TOOL, "S", "ceiling", 2, 30, traces=(trace(),))
    write_report(tmp_path / "report.md", [tool, other, peer, failed], threads=2)
    text = (tmp_path / "report.md").read_text()
    assert f"| S | ceiling | {TOOL} | 2 | 4.6 | 1 |" in text
    assert "| S | ceiling | own matrix, SCIP | 1 | 11 | 55 |" in text
    assert "| S | ceiling | textbook, PuLP + CBC | 1 | > 30 | > 150 |" in text
    assert "seed 1, textbook, PuLP + CBC: out of memory" in text


def test_a_peer_alone_has_no_ratio(tmp_path: Path) -> None:
    """On a case that the tool has not been run on yet its time stands alone."""
    out = tmp_path / "report.md"
    write_report(out, [Run(name, "S", "ceiling", 1, 30, traces=(trace(),)) for name in ("one", "another")], threads=2)
    assert "| S | ceiling | one | 1 | 11 | – |" in out.read_text()


def test_a_peer_gets_ten_times_the_tools_time() -> None:
    """Within the least and the most allowed, and all of it where the tool itself got nowhere."""
    assert allowance(Run(TOOL, "S", "ceiling", 1, 300, traces=(trace(),)), 30, 300) == 90
    assert allowance(Run(TOOL, "S", "ceiling", 1, 300, traces=(trace(),)), 30, 60) == 60
    assert allowance(Run(TOOL, "S", "ceiling", 1, 300), 30, 300) == 300


def test_the_tool_is_traced_stage_by_stage() -> None:
    """A small generated case gives one trace per objective, each with a plan and a bound below it."""
    traces = run_tool(generate(Size(2, 1, 2, 2, 8), 1), 10, 1)
    assert [made.objective for made in traces] == ["mean_delay", "cost"]
    for made in traces:
        assert made.value is not None
        assert made.bound is not None
        assert made.bound <= made.value * (1 + 1e-6)


def test_the_ablation_tells_what_each_tactic_brings(tmp_path: Path) -> None:
    """A run without a tactic stands in the table of its own, beside the whole tool, and nowhere else."""
    tool = Run(TOOL, "S", "ceiling", 1, 30, traces=(Trace(events=[(0.1, 10, 9)]),))
    partial = Run(f"{TOOL}{WITHOUT}near_root", "S", "ceiling", 1, 30, traces=(Trace(events=[(0.1, 12, 9)]),))
    write_report(tmp_path / "report.md", [tool, partial], threads=2)
    before, _, after = (tmp_path / "report.md").read_text().partition("## Ablation")
    assert "near root" not in before
    assert "| S | ceiling | 1 | all | mean_delay | 10 | 10 |" in after
    assert "| S | ceiling | 1 | without near root | mean_delay | 12 | 25 |" in after


def test_runs_are_kept_from_call_to_call(tmp_path: Path) -> None:
    """What was written comes back; without a file there is nothing."""
    run = Run(TOOL, "S", "ceiling", 1, 30, traces=(trace(),))
    path = tmp_path / "runs.jsonl"
    assert kept(path) == []
    path.write_text(json.dumps(asdict(run)) + "\n")
    again = kept(path)[0]
    assert (again.solver, again.traces[0].value) == (TOOL, 10.1)


def test_as_good_is_when_every_stage_is() -> None:
    """Seconds add up over stages; a goal never reached counts as never."""
    assert as_good([trace(), trace()], [trace(), trace()]) == 18
    assert as_good([trace()], [Trace(events=[(1, 12.0, 9.0)])]) == 5
    assert as_good([trace()], [Trace(events=[(1, 9.0, 9.0)])]) is None


def test_a_tactic_can_be_left_out() -> None:
    """The tool still finds a plan, and an unknown tactic is a fault."""
    case = generate(Size(2, 1, 2, 2, 8), 1)
    assert run_tool(case, 10, 1, ["renewal"])[0].value is not None
    with pytest.raises(TypeError):
        run_tool(case, 10, 1, ["magic"])
