"""pooling solve --start: the search begins from an earlier result's plan, nothing of which is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pooling.case.reader import load
from pooling.cli.exits import Exit
from pooling.output.results import read_result
from pooling.plan import solve as solving
from pooling.plan.conditions.ceilings import NO_CEILINGS
from tests.helpers.workbooks import tiny_rows, write_workbook


@pytest.fixture
def case_path(tmp_path):
    """The tiny case; in `poor` the Netherlands can pay nothing in 2027, in `gone` Norway, F155 and the order are."""
    rows = tiny_rows()
    rows["budgets"] = [{"partner": "NLD", "year": year, "amount": 1e9} for year in (2027, 2028)]
    rows["scenarios"] = [{"scenario": "poor"}, {"scenario": "gone"}]
    removed = (
        ("lots", "framework=F155"),
        ("prices", "lot=L1"),
        ("frameworks", "framework=F155"),
        ("participants", "partner=NOR"),
        ("demand", "partner=NOR"),
        ("orders", "*"),
        ("partners", "partner=NOR"),
    )
    changes = (
        ("poor", "budgets", "year=2027", "amount", "set", "0"),
        ("gone", "frameworks", "framework=FPAC", "lead", "set", "NLD"),
        *(("gone", sheet, where, "", "remove", "") for sheet, where in removed),
    )
    names = ("scenario", "sheet", "where", "column", "op", "value")
    rows["changes"] = [dict(zip(names, change, strict=True)) for change in changes]
    return write_workbook(tmp_path / "tiny.xlsx", rows)


@pytest.fixture
def asked(monkeypatch):
    """The options of every solve, by scenario; solved all the same."""
    asked, solve = {}, solving.solve

    def spy(case, options, *more):
        asked.setdefault(case.scenario, options)
        return solve(case, options, *more)

    monkeypatch.setattr(solving, "solve", spy)
    return asked


def test_the_search_begins_from_the_plan_and_keeps_nothing(pooling, case_path, asked):
    """The solver gets the plan that the result holds, and no ceiling; a plan that is valid needs no word."""
    assert pooling("solve", case_path, "-o", "first.xlsx", "-q").code == Exit.DONE
    asked.clear()
    ended = pooling("solve", case_path, "--start", "first.xlsx", "-o", "second.xlsx")
    assert ended.code == Exit.DONE
    assert "guess" not in ended.err
    assert asked["base"].start == plan_of("first.xlsx", case_path)
    assert asked["base"].start.call_offs
    assert asked["base"].ceilings == NO_CEILINGS


def test_the_search_begins_with_the_prices_of_the_result(pooling, case_path, asked, monkeypatch):
    """What an earlier solve tells of its bound goes into its workbook and from there to the next solve."""
    prices = {("partner_budget", ("NLD", 2026)): -1e-8, ("fund", "I1"): 0.5}
    priced, solve = {"mean_delay": prices}, solving.solve

    def solved(*given):
        outcome = solve(*given)
        stages = tuple(replace(stage, prices=priced.get(stage.objective, {})) for stage in outcome.stages)
        return replace(outcome, stages=stages)

    monkeypatch.setattr(solving, "solve", solved)
    pooling("solve", case_path, "-o", "first.xlsx", "-q")
    asked.clear()
    assert pooling("solve", case_path, "--start", "first.xlsx", "-o", "second.xlsx", "-q").code == Exit.DONE
    assert asked["base"].prices == priced


def test_a_plan_that_is_not_valid_any_more_is_told_and_given(pooling, case_path, asked):
    """Budgets cut: one line names the rule, the solver gets the plan all the same, the new result is valid."""
    pooling("solve", case_path, "-o", "first.xlsx", "-q")
    ended = pooling("solve", case_path, "-s", "poor", "--start", "first.xlsx", "-o", "second.xlsx")
    assert ended.code == Exit.DONE
    (line,) = [line for line in ended.err.splitlines() if "first guess" in line]
    assert "no valid plan here" in line
    assert "NLD" in line
    assert asked["poor"].start == plan_of("first.xlsx", case_path)
    assert pooling("solve", case_path, "-s", "poor", "--start", "first.xlsx", "-o", "3.xlsx", "-q").err == ""


def test_what_the_case_does_not_have_any_more_is_left_out(pooling, case_path, asked):
    """A framework, a partner and an order are gone: the rest of the plan is still given."""
    pooling("solve", case_path, "-o", "first.xlsx", "-q")
    ended = pooling("solve", case_path, "-s", "gone", "--start", "first.xlsx", "-o", "second.xlsx")
    assert ended.code == Exit.DONE
    assert "of its decisions are left out" in ended.err
    start = asked["gone"].start
    assert start.joined == {"FPAC": frozenset({"NLD"})}
    assert {(lot, partner) for lot, partner, _ in start.call_offs} == {("L2", "NLD")}
    assert not start.signed
    assert not start.orders


def test_a_result_of_another_case_is_refused(pooling, case_path, tmp_path):
    """Nothing in common, no result at all, or --keep beside it: 2, and why."""
    rows = tiny_rows()
    for sheet in ("frameworks", "participants", "lots"):
        rows[sheet] = [row | {"framework": "X" + row["framework"]} for row in rows[sheet]]
    for sheet in ("lots", "prices"):
        rows[sheet] = [row | {"lot": "X" + row["lot"]} for row in rows[sheet]]
    del rows["orders"]
    other = write_workbook(tmp_path / "other.xlsx", rows)
    pooling("solve", other, "-o", "other-result.xlsx", "-q")
    for arguments, words in (
        (("--start", "other-result.xlsx"), "other-result.xlsx has nothing in common with the case tiny"),
        (("--start", case_path), "is no result"),
        (("--start", "absent.xlsx"), "absent.xlsx"),
        (("--start", "other-result.xlsx", "--keep", "other-result.xlsx"), "leave out --start"),
    ):
        ended = pooling("solve", case_path, *arguments, "-o", "never.xlsx", "-q")
        assert ended.code == Exit.INPUT
        assert words in ended.err
    assert not (tmp_path / "never.xlsx").exists()


def plan_of(result, case_path):
    """The plan in `result`, in the periods of the case."""
    case = load(case_path).case
    assert case
    return read_result(Path(result), case).plan
