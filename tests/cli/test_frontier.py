"""pooling frontier on a workbook."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from pooling.cli.exits import Exit
from tests.helpers.workbooks import tiny_rows, write_workbook


def test_frontier_writes_its_points(pooling, tmp_path):
    """A line a point on stdout, the workbook's sheets in their order."""
    write_workbook(tmp_path / "tiny.xlsx", tiny_rows())
    ended = pooling("frontier", "tiny.xlsx", "--points", 3, "--jobs", 2)
    assert ended.code == Exit.DONE
    assert ended.out.splitlines()[1].startswith("point 1")
    book = load_workbook("outputs/tiny-frontier.xlsx")
    assert book.sheetnames[:5] == ["summary", "read me", "frontier", "overview", "delays"]
    assert all(row[3].value for row in book["read me"].iter_rows())


def test_cells_without_plan_are_told(pooling, tmp_path):
    """Three objectives: the bounds that no plan keeps are rows, and how many there are is said in the end."""
    write_workbook(tmp_path / "tiny.xlsx", tiny_rows())
    between = ("--between", "worst_delay,mean_delay,cost", "--points", 4)
    ended = pooling("frontier", "tiny.xlsx", *between, "--jobs", 2, "--time-limit", 20)
    assert ended.code == Exit.DONE
    empty = [line for line in ended.out.splitlines() if line.startswith("no plan")]
    assert empty
    assert f"keeps the bounds of {len(empty)} cell" in ended.out


@pytest.mark.parametrize("between", ["cost", "cost,cost", "cost,price", "cost,mean_delay,worst_delay,frameworks"])
def test_objectives_are_checked(pooling, tmp_path, between):
    """Two or three different ones of those that there are."""
    write_workbook(tmp_path / "tiny.xlsx", tiny_rows())
    ended = pooling("frontier", "tiny.xlsx", "--between", between)
    assert ended.code == Exit.INPUT
    assert "mean_delay, worst_delay, fair_shares, cost" in ended.err
