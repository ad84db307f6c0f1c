"""Sums of scenarios at the command line: wherever a scenario is named."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from pooling.cli.exits import Exit
from pooling.output.contributions import more_than_parts
from pooling.output.entry import Entry, Kpi
from pooling.plan.proof import Interval
from tests.helpers.workbooks import tiny_rows, write_workbook

SLOW = ("slow", "capacity", "*", "per_year", "scale", "0.4")
SURGE = ("surge", "demand", "line=D2", "quantity", "scale", "2")
EARLY = ("shift-early", "orders", "*", "earliest", "set", "2027-01-01")
SET = ("set", "demand", "line=D2", "quantity", "set", "1500")


@pytest.fixture
def case_path(tmp_path):
    """The tiny case with scenarios that slow its lines, need more, shift orders, and set what `surge` scales."""
    rows = tiny_rows()
    rows["scenarios"] = [{"scenario": change[0]} for change in (SLOW, SURGE, EARLY, SET)]
    keys = ("scenario", "sheet", "where", "column", "op", "value")
    rows["changes"] = [dict(zip(keys, change, strict=True)) for change in (SLOW, SURGE, EARLY, SET)]
    return write_workbook(tmp_path / "tiny.xlsx", rows)


def test_solve_names_the_sum_and_lists_its_changes(pooling, case_path):
    """The result is of slow+surge: its file, its summary and its changes say so."""
    ended = pooling("solve", case_path, "-s", "slow+surge", "-q", "--json")
    assert ended.code == Exit.DONE
    (result,) = json.loads(ended.out)["results"]
    assert result["scenario"] == "slow+surge"
    assert result["file"].endswith("tiny-slow+surge.xlsx")
    assert [(row["scenario"], row["rows"] > 0) for row in result["changes"]] == [("slow", True), ("surge", True)]


@pytest.mark.parametrize("command", ["check", "solve", "compare", "frontier", "gain", "shift"])
def test_a_clash_is_named_wherever_a_sum_is(pooling, case_path, command):
    """On stderr, once, with both changes and the cell; the command goes on."""
    arguments = {"frontier": ("--points", 2), "compare": ("--jobs", 2)}.get(command, ())
    ended = pooling(command, case_path, "-s", "surge+set", *arguments)
    assert ended.code == Exit.DONE, ended.err
    (line,) = [line for line in ended.err.splitlines() if "[clash]" in line]
    assert "is changed by surge (changes!F3), then by set" in line
    assert "set+surge is the other order" in line


@pytest.mark.parametrize("command", ["check", "solve", "frontier", "gain", "shift"])
def test_an_unknown_part_ends_the_command(pooling, case_path, command):
    """2, and which part it is."""
    ended = pooling(command, case_path, "-s", "slow+sruge")
    assert ended.code == Exit.INPUT
    assert "sruge" in ended.err
    assert "did you mean surge?" in ended.err


def test_compare_shows_what_each_part_contributes(pooling, case_path):
    """Base and the parts are solved, too; the sheet adds up; the sentence says it; a page can be made of it."""
    ended = pooling("compare", case_path, "-s", "slow+surge", "--json", "-q", "-o", "c.xlsx")
    assert ended.code == Exit.DONE
    document = json.loads(ended.out)
    overview = {row["scenario"]: row for row in document["overview"]}
    assert list(overview) == ["base", "slow", "surge", "slow+surge"]
    rows = {(row["of"], row["part"]): row for row in document["contributions"]}
    assert list(rows) == [("alone", "slow"), ("alone", "surge"), ("together", None), ("interplay", None)]
    for key in ("mean_delay_months", "cost_eur", "frameworks_signed"):
        slow, surge, together, interplay = (row[f"{key}_change"] for row in rows.values())
        assert slow == pytest.approx(overview["slow"][f"{key}_change"])
        assert together == pytest.approx(overview["slow+surge"][f"{key}_change"])
        assert slow + surge + interplay == pytest.approx(together)
    for row in rows.values():
        least, most = (row[f"mean_delay_months_change_{end}"] for end in ("least", "most"))
        assert least - 1e-9 <= row["mean_delay_months_change"] <= most + 1e-9
    (sentence,) = [line for line in document["headlines"] if "against base" in line]
    assert "slow alone adds" in sentence
    assert "beyond its parts added up" in sentence
    notes = [[cell.value for cell in row] for row in load_workbook("c.xlsx")["read me"].iter_rows()]
    told = {row[1]: row[3] for row in notes if row[0] == "contributions" and row[1]}
    assert all(told.values())
    assert told["cost_eur_change"].startswith("Change against what the column of says")
    assert pooling("report", "c.xlsx", "-o", "c.html").code == Exit.DONE


def test_all_scenarios_and_a_sum(pooling, case_path):
    """--all beside -s: every scenario, then the sum."""
    ended = pooling("compare", case_path, "--all", "-s", "slow+surge", "--json", "-q", "--jobs", 2)
    names = [row["scenario"] for row in json.loads(ended.out)["overview"]]
    assert names == ["base", "slow", "surge", "shift-early", "set", "slow+surge"]


def test_orders_are_shifted_within_a_scenario(pooling, case_path):
    """Every scenario that shifts is added to the one asked for."""
    ended = pooling("shift", case_path, "-s", "slow", "--json", "-q")
    assert ended.code == Exit.DONE
    options = {row["option"] for row in json.loads(ended.out)["options"]}
    assert options == {"free to shift", "slow+shift-early", "nobody loses"}
    ended = pooling("shift", case_path, "-s", "slow+shift-early", "--json", "-q", "--force")
    assert {row["option"] for row in json.loads(ended.out)["options"]} == {"free to shift", "nobody loses"}


def test_interplay_is_as_sure_as_all_its_figures(monkeypatch):
    """Whole 10-12, parts 4-5 and 3-3, base 1-2: between 10 - 8 + 1 and 12 - 7 + 2."""
    known = {"whole": Interval(10, 12), "a": Interval(4, 5), "b": Interval(3, 3), "base": Interval(1, 2)}
    monkeypatch.setattr(Entry, "interval", lambda self, objective: known[self.name])
    kpi = Kpi("mean_delay_months", "months", -1, lambda figures: 0.0, "mean_delay")
    found = more_than_parts(Entry("base"), [Entry("a"), Entry("b")], Entry("whole"), kpi)
    assert (found.low, found.high) == (3, 7)
