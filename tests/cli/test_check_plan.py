"""pooling check CASE RESULT: plans changed by hand, at the command line."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from pooling.cli.exits import Exit
from tests.cli.small_pool import write_small_pool
from tests.helpers.workbooks import tiny_rows, write_workbook


@pytest.fixture
def solved(pooling, tmp_path):
    """The tiny case, its result `result.xlsx`, and that of its scenario `slow`."""
    rows = tiny_rows()
    rows["scenarios"] = [{"scenario": "slow"}, {"scenario": "surge"}]
    keys = ("scenario", "sheet", "where", "column", "op", "value")
    changes = (
        ("slow", "capacity", "*", "per_year", "scale", "0.4"),
        ("surge", "demand", "line=D2", "quantity", "scale", "2"),
    )
    rows["changes"] = [dict(zip(keys, change, strict=True)) for change in changes]
    path = write_workbook(tmp_path / "tiny.xlsx", rows)
    assert pooling("solve", path, "-o", "result.xlsx", "-q").code == Exit.DONE
    return path


def edit(path, sheet, row, **values):
    """Change cells of a row by the names of their columns."""
    book = load_workbook(path)
    heads = {cell.value: cell.column for cell in book[sheet][1]}
    for name, value in values.items():
        book[sheet].cell(row, heads[name]).value = value
    book.save(path)


def test_an_unedited_result_is_valid_in_every_scenario(pooling, solved):
    """0 and not a word of warning; the scenario is the result's own, be it a sum."""
    assert pooling("solve", solved, "-s", "slow+surge", "-o", "sum.xlsx", "-q").code == Exit.DONE
    for result in ("result.xlsx", "sum.xlsx"):
        ended = pooling("check", solved, result, "--strict")
        assert (ended.code, ended.err) == (Exit.DONE, "")
        assert "no rule is broken" in ended.out
        assert "as in the plan as it was solved; at most 0.0 months from the best possible." in " ".join(
            ended.out.split()
        )
    assert "scenario slow+surge" in ended.out


def test_a_broken_rule_ends_with_3_and_its_cells(pooling, solved):
    """On stderr with the row of the result and the cell of the case; on stdout how far the plan is; in JSON all."""
    edit("result.xlsx", "call_offs", 2, quantity=150)
    ended = pooling("check", solved, "result.xlsx")
    assert ended.code == Exit.INFEASIBLE
    (line,) = [line for line in ended.err.splitlines() if "[whole_lots]" in line]
    assert line.startswith("error: call_offs!H2: ")
    assert "the limit is 100 in tiny.xlsx items!E2" in line
    assert "figures in the result are not of this plan" in ended.out.replace("\n  ", " ")
    document = json.loads(pooling("check", solved, "result.xlsx", "--json").out)
    assert (document["exit_code"], document["valid"]) == (Exit.INFEASIBLE, False)
    assert "whole_lots" in {one["rule"] for one in document["broken"]}
    assert {one["column"] for one in document["differences"] if one["sheet"] == "summary"} >= {"cost_eur"}


def test_a_later_call_off_is_valid_and_its_distance_told(pooling, solved):
    """Months and EUR against the plan as it was solved and its bound; figures that are stale only warn."""
    book = load_workbook("result.xlsx")
    names = [cell.value for cell in book["call_offs"][1]]
    rows = [dict(zip(names, row, strict=True)) for row in book["call_offs"].iter_rows(min_row=2, values_only=True)]
    number, row = max(enumerate(rows, 2), key=lambda pair: pair[1]["period"])
    edit("result.xlsx", "call_offs", number, quantity=row["quantity"] - (100 if row["item"] == "155HE" else 1))
    ended = pooling("check", solved, "result.xlsx")
    assert ended.code == Exit.DONE, ended.err
    said = " ".join(ended.out.split())
    assert "later than the plan as it was solved" in said
    assert "less than the plan as it was solved" in said
    (first, second) = json.loads(pooling("check", solved, "result.xlsx", "--json").out)["objectives"]
    assert first["value"] > first["solved"] >= first["bound"] - 1e-6
    assert second["bound"] is None or second["value"] >= second["bound"]
    assert pooling("check", solved, "result.xlsx", "--strict").code == Exit.INPUT


def test_bad_input_ends_with_2(pooling, solved, tmp_path):
    """A code that the case does not have; no result; a scenario that is gone; two scenarios."""
    shutil.copy("result.xlsx", "typo.xlsx")
    edit("typo.xlsx", "members", 2, partner="NDL")
    for arguments, words in (
        (("typo.xlsx",), "did you mean NLD?"),
        ((solved,), "this is a case, not a result"),
        (("absent.xlsx",), "no such file"),
        (("result.xlsx", "-s", "gone"), "no such scenario"),
        (("result.xlsx", "-s", "slow", "-s", "surge"), "a result is of one scenario"),
    ):
        ended = pooling("check", solved, *arguments)
        assert ended.code == Exit.INPUT, arguments
        assert words in ended.err
        assert ended.out == ""


def test_another_scenario_or_case_is_told(pooling, solved, tmp_path):
    """A warning each, and no bound is claimed."""
    ended = pooling("check", solved, "result.xlsx", "-s", "surge")
    assert "is of scenario base and is held against surge" in ended.err
    assert "best possible" not in ended.out
    edit(solved, "demand", 2, quantity=3900)
    ended = pooling("check", solved, "result.xlsx")
    assert "the case has changed since the result was solved" in ended.err
    assert "best possible" not in ended.out
    assert "as it was solved (" not in ended.out


def test_an_edited_plan_is_kept_and_begun_from(pooling, solved):
    """--keep keeps what was added by hand; --start tells in a line what it breaks; stale figures disturb neither."""
    book = load_workbook("result.xlsx")
    book["attainment"].cell(2, 4).value = "#REF!"
    book["call_offs"].cell(2, 9).value = "to be agreed"
    book.save("result.xlsx")
    edit("result.xlsx", "call_offs", 2, quantity=1_000_000)
    ended = pooling("solve", solved, "--start", "result.xlsx", "-o", "again.xlsx")
    assert ended.code == Exit.DONE
    (line,) = [line for line in ended.err.splitlines() if "first guess" in line]
    assert "is no valid plan here" in line
    assert "to be mended or left out" in line
    assert pooling("check", solved, "again.xlsx", "--strict").code == Exit.DONE
    ended = pooling("solve", solved, "--keep", "result.xlsx", "-o", "kept.xlsx")
    assert ended.code == Exit.DONE
    assert pooling("check", solved, "kept.xlsx", "--strict").code == Exit.DONE


def test_saved_by_libreoffice_it_is_the_same_plan(pooling, solved, tmp_path):
    """Opened and saved again."""
    (tmp_path / "saved").mkdir()
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ("--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "saved", "result.xlsx")
    subprocess.run(["soffice", profile, *convert], check=True, capture_output=True, timeout=120)
    ended = pooling("check", solved, "saved/result.xlsx", "--strict")
    assert (ended.code, ended.err) == (Exit.DONE, "")


@pytest.mark.parametrize("scenario", ["base", "shift-500m", "capacity-slips", "european-first", "ukraine-surge"])
def test_the_worked_example_comes_back_clean(pooling, tmp_path, scenario):
    """Cut down, in its scenarios."""
    case = write_small_pool(tmp_path / "pool.xlsx")
    assert pooling("solve", case, "-s", scenario, "-o", "pool-result.xlsx", "-q", "--gap", 20).code == Exit.DONE
    ended = pooling("check", case, "pool-result.xlsx", "-q", "--strict")
    assert (ended.code, ended.err) == (Exit.DONE, "")
