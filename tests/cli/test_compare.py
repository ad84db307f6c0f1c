"""pooling compare: scenarios side by side, one failing among them."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from pooling.cli.exits import Exit
from tests.helpers.workbooks import tiny_rows, write_workbook


@pytest.fixture
def case_path(tmp_path):
    """The tiny case with a scenario of half the capacity, one that cannot be solved and one that cannot be read."""
    rows = tiny_rows()
    rows["lots"][1]["min_quantity"] = 6
    rows["scenarios"] = [{"scenario": name} for name in ("slow", "clash", "broken")]
    rows["changes"] = [
        {"scenario": name, "sheet": sheet, "where": where, "column": column, "op": op, "value": value}
        for name, sheet, where, column, op, value in (
            ("slow", "capacity", "*", "per_year", "scale", "0.4"),
            ("clash", "lots", "lot=L2", "min_quantity", "set", "19"),
            ("broken", "lots", "lot=NONE", "min_quantity", "set", "1"),
        )
    ]
    return write_workbook(tmp_path / "tiny.xlsx", rows)


def test_every_scenario_has_a_row_and_failures_do_not_stop_the_others(pooling, case_path):
    """Base and slow are solved; what clashes and what is broken say so, on stdout, stderr and in the workbook."""
    ended = pooling("compare", case_path, "--all", "--jobs", 2)
    assert ended.code == Exit.SOME_FAILED
    rows = {line.split()[0]: line for line in ended.out.splitlines()[1:5]}
    assert rows["clash"].endswith("infeasible")
    assert rows["broken"].endswith("refused")
    assert "4 of 4" not in ended.err
    assert "3 of 3 done" in ended.err
    book = load_workbook("outputs/tiny-compare.xlsx")
    names = [cell.value for cell in book["overview"][1]]
    values = {
        row[0]: dict(zip(names, row, strict=True)) for row in book["overview"].iter_rows(min_row=2, values_only=True)
    }
    assert values["slow"]["mean_delay_months"] > values["base"]["mean_delay_months"]
    assert "hard rules" in values["clash"]["message"]
    assert "selects no row" in values["broken"]["message"]


def test_named_scenarios_only_and_json(pooling, case_path):
    """The first named is what others are held against; stdout is one document."""
    ended = pooling("compare", case_path, "-s", "slow", "-s", "base", "--json", "-q", "-o", "c.xlsx")
    assert (ended.code, ended.err) == (Exit.DONE, "")
    document = json.loads(ended.out)
    slow, base = document["overview"]
    assert (slow["scenario"], slow["mean_delay_months_change"]) == ("slow", None)
    assert base["mean_delay_months_change"] < 0
    assert document["file"] == "c.xlsx"


def test_nothing_is_overwritten_and_nothing_solved_for_nothing(pooling, case_path, tmp_path):
    """The target is there: refused before anything is solved."""
    (tmp_path / "c.xlsx").write_text("old")
    ended = pooling("compare", case_path, "-o", "c.xlsx")
    assert ended.code == Exit.INPUT
    assert (tmp_path / "c.xlsx").read_text() == "old"
    assert "done" not in ended.err


def test_when_all_fail_the_code_is_theirs(pooling, case_path):
    """Infeasible alone is 3; a scenario that is no case is 2 and writes nothing."""
    assert pooling("compare", case_path, "-s", "clash", "-q").code == Exit.INFEASIBLE
    ended = pooling("compare", case_path, "-s", "broken", "-q", "-o", "none.xlsx")
    assert ended.code == Exit.INPUT
    assert "selects no row" in ended.err


@pytest.mark.parametrize(
    "command", [("compare", "--all"), ("shift",), ("gain",), ("frontier", "--points", 2), ("rules",)]
)
def test_quiet_prints_where_the_workbook_is(pooling, case_path, command):
    """One line, however much was found."""
    name, *more = command
    ended = pooling(name, case_path, *more, "--jobs", 2, "--time-limit", 5, "-q")
    assert ended.out.endswith(f": outputs/tiny-{name}.xlsx\n")
    assert ended.out.count("\n") == 1
