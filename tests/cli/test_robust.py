"""pooling robust on a workbook."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from pooling.cli.exits import Exit
from tests.helpers.workbooks import tiny_rows, write_workbook

SHEETS = ["plans", "regret", "fresh", "fresh_futures", "programme"]


@pytest.fixture
def tiny(tmp_path):
    """The tiny case with a framework that may slip, and a dearer one beside it that may not."""
    rows = tiny_rows()
    safe = rows["frameworks"][0] | {"framework": "G155", "name": "another", "exclusive_group": "one"}
    rows["frameworks"][0] |= {"slip_months": 18, "exclusive_group": "one"}
    rows["frameworks"].append(safe | {"slip_months": 0})
    rows["lots"].append(rows["lots"][0] | {"lot": "L3", "framework": "G155"})
    rows["prices"].append({"lot": "L3", "from_quantity": 0, "unit_price": 5000})
    write_workbook(tmp_path / "tiny.xlsx", rows)


def test_robust_chooses_a_plan_and_writes_its_result(pooling, tiny):
    """Sheets in their order, every column explained, a page; the result is one that check and stress take."""
    ended = pooling("robust", "tiny.xlsx", "-k", 3, "--samples", 3, "--jobs", 2)
    assert ended.code == Exit.DONE, ended.err
    assert max(map(len, ended.out.splitlines())) <= 80
    assert ended.out.endswith("Result: outputs/tiny-robust-plan.xlsx\n")
    book = load_workbook("outputs/tiny-robust.xlsx")
    assert book.sheetnames == ["summary", "read me", *SHEETS, "charts", "chart_data"]
    assert all(row[3].value for row in book["read me"].iter_rows())
    told = [row[1].value for row in book["summary"].iter_rows() if row[0].value == "headline"]
    assert all(sentence in " ".join(ended.out.split()) for sentence in told)
    assert "signs G155 and does not sign F155" in " ".join(told)
    assert pooling("report", "outputs/tiny-robust.xlsx", "-o", "page.html").code == Exit.DONE
    assert pooling("check", "tiny.xlsx", "outputs/tiny-robust-plan.xlsx").code == Exit.DONE


def test_the_same_seed_gives_the_same_numbers_however_many_work(pooling, tiny):
    """One process or two."""

    def found(jobs):
        ended = pooling("robust", "tiny.xlsx", "-k", 3, "--samples", 2, "--json", "-q", "--force", "--jobs", jobs)
        assert ended.code == Exit.DONE, ended.err
        return json.loads(ended.out)

    assert found(1) == found(2)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("-k", "0"), "--futures: 0 is out of range; give 1 to 1000"),
        (("--cvar", "0"), "--cvar: 0 is out of range"),
        (("--cvar", "101"), "--cvar: 101 is out of range"),
        (("--samples", "1"), "--samples: 1 is out of range; give 2 to 100000"),
        (("--seed", "x"), "--seed: x is no number"),
        (("-s", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_meant_is_refused(pooling, tiny, arguments, told):
    """One line, and nothing is written."""
    ended = pooling("robust", "tiny.xlsx", *arguments)
    assert ended.code == Exit.INPUT
    assert told in ended.err


def test_nothing_is_overwritten(pooling, tiny, tmp_path):
    """The result beside the workbook neither."""
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs" / "tiny-robust-plan.xlsx").write_text("mine")
    ended = pooling("robust", "tiny.xlsx")
    assert ended.code == Exit.INPUT
    assert "tiny-robust-plan.xlsx" in ended.err
    assert (tmp_path / "outputs" / "tiny-robust-plan.xlsx").read_text() == "mine"
