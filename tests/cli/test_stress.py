"""pooling stress on a workbook."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from pooling.cli.exits import Exit
from tests.helpers.workbooks import tiny_rows, write_workbook

SHEETS = ["stress", "delays", "promises", "reached", "failures", "drivers", "obligations", "convergence", "futures"]


@pytest.fixture
def tiny(tmp_path):
    """The tiny case with lines that deliver less, leads that slip and a need that may double."""
    rows = tiny_rows()
    for row in rows["lines"]:
        row |= {"low_pct": 50, "likely_pct": 80, "high_pct": 100}
    for row in rows["frameworks"]:
        row["slip_months"] = 6
    rows["uncertain"] = [
        {"what": "demand", "low": 100, "likely": 110, "high": 200, "group": "war", "where": "partner=NLD"},
        {"what": "capacity", "low": 90, "high": 100, "group": "war"},
    ]
    write_workbook(tmp_path / "tiny.xlsx", rows)
    return rows


def test_stress_holds_a_plan_against_futures(pooling, tiny):
    """Solved first where no result is named; sheets in their order, every column explained, and a page."""
    ended = pooling("stress", "tiny.xlsx", "--samples", 4, "--sensitivity", 16, "--jobs", 2)
    assert ended.code == Exit.DONE, ended.err
    assert ended.out.splitlines()[1].startswith("mean delay")
    assert max(map(len, ended.out.splitlines())) <= 80
    book = load_workbook("outputs/tiny-stress.xlsx")
    assert book.sheetnames == ["summary", "read me", *SHEETS, "sensitivity", "charts", "chart_data"]
    assert all(row[3].value for row in book["read me"].iter_rows())
    told = [row[1].value for row in book["summary"].iter_rows() if row[0].value == "headline"]
    assert all(sentence in " ".join(ended.out.split()) for sentence in told)
    assert pooling("report", "outputs/tiny-stress.xlsx", "-o", "page.html").code == Exit.DONE


def test_the_same_seed_gives_the_same_numbers_however_many_work(pooling, tiny):
    """One process or two; another seed gives others."""
    assert pooling("solve", "tiny.xlsx", "-o", "plan.xlsx", "-q").code == Exit.DONE

    def futures(*more):
        ended = pooling("stress", "tiny.xlsx", "plan.xlsx", "--samples", 5, "--json", "-q", "--force", *more)
        assert ended.code == Exit.DONE, ended.err
        return [row["mean_delay_months"] for row in json.loads(ended.out)["futures"]]

    one = futures("--jobs", 1)
    assert one == futures("--jobs", 2)
    assert one != futures("--jobs", 2, "--seed", 2)


def test_what_is_no_plan_of_the_case_is_refused(pooling, tiny, tmp_path):
    """And what is uncertain must be there, in order."""
    assert pooling("stress", "tiny.xlsx", "tiny.xlsx").code == Exit.INPUT
    assert pooling("stress", "tiny.xlsx", "--samples", 0).code == Exit.INPUT
    ended = pooling("stress", "tiny.xlsx", "--sensitivity", 8)
    assert ended.code == Exit.INPUT
    assert "--sensitivity: 8 is out of range; give 16 to" in ended.err
    tiny["uncertain"][0] |= {"low": 300, "where": "partner=NOBODY"}
    write_workbook(tmp_path / "wrong.xlsx", tiny)
    ended = pooling("stress", "wrong.xlsx")
    assert ended.code == Exit.INPUT
    assert "uncertain!" in ended.err
    assert "low is above likely" in ended.err
    assert "partner=NOBODY" in ended.err


def test_nothing_of_it_changes_a_plan(pooling, tiny, tmp_path):
    """What is uncertain is for futures: solving takes the case as it says."""
    certain = tiny | {"uncertain": [], "lines": [dict(row) for row in tiny["lines"]]}
    for row in certain["lines"]:
        row |= {"low_pct": 100, "likely_pct": 100, "high_pct": 100}
    write_workbook(tmp_path / "certain.xlsx", certain)
    plans = []
    for name in ("tiny", "certain"):
        assert pooling("solve", f"{name}.xlsx", "-o", f"{name}-plan.xlsx", "-q").code == Exit.DONE
        plans.append(
            [tuple(c.value for c in row) for row in load_workbook(f"{name}-plan.xlsx")["call_offs"].iter_rows()]
        )
    assert plans[0] == plans[1]
    assert len(plans[0]) > 1
