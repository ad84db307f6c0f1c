"""pooling solve --alternatives at the command line."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from pooling.cli.exits import Exit
from tests.analysis.test_alternatives import rivals
from tests.helpers.cases import write_case_of


@pytest.fixture
def case_path(tmp_path):
    """Three rival frameworks."""
    return write_case_of(tmp_path / "rivals.xlsx", rivals(5, 6, 7))


def test_each_plan_is_a_workbook_of_its_own(pooling, case_path):
    """Beside the result; listed in it, on the terminal and in JSON; each comes back clean."""
    ended = pooling("solve", case_path, "--alternatives", 3, "-o", "r.xlsx", "--time-limit", 20)
    assert ended.code == Exit.DONE
    said = " ".join(ended.out.split())
    assert "Plan 3 signs F2" in said
    assert "No further plan exists that differs from these in 2 frameworks or more" in said
    assert [line.split()[0] for line in ended.out.splitlines()[-3:]] == ["r.xlsx", "r-2.xlsx", "r-3.xlsx"]
    rows = list(load_workbook("r.xlsx")["alternatives"].iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["file", "r.xlsx", "r-2.xlsx", "r-3.xlsx"]
    for name in ("r.xlsx", "r-2.xlsx", "r-3.xlsx"):
        checked = pooling("check", case_path, name, "--strict")
        assert (checked.code, checked.err) == (Exit.DONE, "")
    notes = [[cell.value for cell in row] for row in load_workbook("r.xlsx")["read me"].iter_rows()]
    assert all(row[3] for row in notes if row[0] == "alternatives")
    ended = pooling("solve", case_path, "--alternatives", 1, "-o", "r.xlsx", "--json", "-q", "--force")
    (result,) = json.loads(ended.out)["results"]
    assert [row["file"] for row in result["alternatives"]] == ["r.xlsx", "r-2.xlsx"]
    assert any(line.startswith("Plan 2 signs F1") for line in result["headlines"])
    assert pooling("report", "r.xlsx", "r-2.xlsx", "-o", "r.html").code == Exit.DONE


def test_within_and_differ(pooling, case_path):
    """Less tolerance leaves fewer plans; one candidate of difference lets a further one be signed beside."""
    ended = pooling("solve", case_path, "--alternatives", 3, "--within", "1.5", "-o", "r.xlsx", "--json", "-q")
    assert [row["signed_too"] for row in json.loads(ended.out)["results"][0]["alternatives"]] == ["", "F1"]
    options = ("--alternatives", 3, "--differ", 3, "-o", "s.xlsx", "--json", "-q")
    (result,) = json.loads(pooling("solve", case_path, *options).out)["results"]
    differ = [row["frameworks_differ"] for row in result["alternatives"][1:]]
    assert all(number >= 3 for number in differ)


def test_usage(pooling, case_path, tmp_path):
    """Parts of the wish alone, with --keep, out of range; a plan's place that is taken is found before solving."""
    for arguments, words in (
        (("--within", 5), "give their number"),
        (("--differ", 2), "give their number"),
        (("--alternatives", 0), "out of range"),
        (("--alternatives", 2, "--within", 200), "out of range"),
        (("--alternatives", 2, "--keep", "r.xlsx"), "give one"),
    ):
        ended = pooling("solve", case_path, *arguments)
        assert ended.code == Exit.INPUT
        assert words in ended.err
    (tmp_path / "r-3.xlsx").write_text("mine")
    ended = pooling("solve", case_path, "--alternatives", 2, "-o", "r.xlsx")
    assert ended.code == Exit.INPUT
    assert "r-3.xlsx exists already" in ended.err
    assert not (tmp_path / "r.xlsx").exists()
