"""What the commands that run several solves share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pooling.analysis.runs import Run, Standing, Task
from pooling.cli.exits import Exit
from pooling.cli.options import Session
from pooling.cli.running import QUICK, Runner
from pooling.cli.several import as_lines, ending
from pooling.output.entry import Entry
from pooling.output.table import Table, columns
from pooling.plan.solve import Options, Progress
from pooling.plan.verify import verify
from tests.oracle.hand import shared_line


@pytest.mark.parametrize(("asked", "case_limit", "limit"), [(None, 600, QUICK), (None, 5, 5), (300, 5, 300)])
def test_one_of_many_solves_gets_a_minute(monkeypatch, asked, case_limit, limit):
    """Unless asked for otherwise, or unless the case allows less."""
    seen = []
    monkeypatch.setattr("pooling.analysis.runs.run_all", lambda tasks, *_: seen.extend(tasks) or [])
    case = shared_line()
    case = replace(case, settings=replace(case.settings, time_limit_s=case_limit))
    Runner(1, Session())([Task("a", case, Options(time_limit=asked))])
    assert seen[0].options.time_limit == limit


def test_progress_tells_how_many_are_done(monkeypatch, capsys):
    """A line for each that ends, and now and then where one stands; failures by name; nothing under -q but failures."""

    def run_all(tasks, jobs, report, stop, notes):
        report(Standing("a", Progress(1, 2, "mean_delay", 3.0, 2.0, 0.3, 4.0), 0, 2))
        report(Standing("a", None, 1, 2))
        return [Run(tasks[0], "no_plan", "no plan within 4 s")]

    monkeypatch.setattr("pooling.analysis.runs.run_all", run_all)
    Runner(1, Session())([Task("a", shared_line())])
    err = capsys.readouterr().err.splitlines()
    assert err[0].startswith("0 of 2 done  a: 1/2 mean_delay  plan 3.00 months")
    assert err[1:] == ["1 of 2 done  a", "a: no plan within 4 s"]
    Runner(1, Session(verbosity=-1))([Task("a", shared_line())])
    assert capsys.readouterr().err.splitlines() == ["a: no plan within 4 s"]


def test_exit_codes(rich_case, rich_plan):
    """0 all done, 5 some failed, that of the first where all failed, 130 interrupted."""
    good = Entry("g", rich_case, verify(rich_case, rich_plan).figures)
    bad = {status: Entry("b", status=status) for status in ("infeasible", "no_plan", "failed", "refused")}
    assert ending([good, good]) == Exit.DONE
    assert ending([good, bad["infeasible"]]) == Exit.SOME_FAILED
    assert ending([bad["infeasible"]]) == Exit.INFEASIBLE
    assert ending([bad["no_plan"], bad["failed"]]) == Exit.NO_PLAN
    assert ending([bad["failed"]]) == Exit.FAULT
    assert ending([bad["refused"]]) == Exit.INPUT
    assert ending([good], stopped=True) == Exit.INTERRUPTED


def test_flags_are_those_of_the_workbook():
    """Y or nothing, as its cells have them."""
    table = Table("t", "", columns("a:code b:flag"), (("x", True), ("y", False)))
    assert as_lines(table, {"a": "name", "b": "chosen"}) == ["name  chosen", "x          Y", "y"]


def test_lines_are_aligned():
    """Text left, figures right; money in millions where it comes so, blanks blank; a name too long is cut."""
    table = Table("t", "", columns("a:code b:money c:money"), (("x", 1.5, None), ("longer", 1234567.8, 2.0)))
    assert as_lines(table, {"a": "name", "b": "EUR", "c": "n"}) == [
        "name    EUR m     n",
        "x        0.00",
        "longer   1.23  2.00",
    ]
    long = replace(table, rows=(("a name longer than any terminal is wide " * 3, -0.001, 2.0),))
    assert max(len(line) for line in as_lines(long, {"a": "name", "b": "EUR", "c": "n"})) <= 80
    assert "-0.00" not in as_lines(long, {"a": "name", "b": "EUR", "c": "n"})[1]
