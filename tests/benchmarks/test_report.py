"""What the benchmark reads out of a run, on runs written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.generate import Size, generate
from tests.benchmarks.report import best_bounds, exponent, middle, to_near_best, write_report
from tests.benchmarks.run import Run, allowance
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
    """The peer's bound of 10 makes 10.5 the mark for the tool too; building counts, the root LP does not."""
    peer = Run("own matrix, SCIP", "S", "ceiling", 1, 30, traces=(trace(),))
    tool = Run(TOOL, "S", "ceiling", 1, 30, traces=(Trace(events=[(0.1, 30, 5), (0.2, 10.4, 6)]),))
    failed = Run("textbook, PuLP + CBC", "S", "ceiling", 1, 30, fault="out of memory")
    bounds = best_bounds([tool, peer, failed])
    assert bounds == {("S", "ceiling", 1): 10}
    assert (to_near_best(tool, 10), to_near_best(peer, 10), to_near_best(failed, 10)) == (0.2, 11, None)
    write_report(tmp_path / "report.md", [tool, peer, failed], threads=2)
    text = (tmp_path / "report.md").read_text()
    assert "| S | ceiling | own matrix, SCIP | 11 | 55 |" in text
    assert "| S | ceiling | textbook, PuLP + CBC | > 30 | > 150 |" in text
    assert "seed 1, textbook, PuLP + CBC: out of memory" in text


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
