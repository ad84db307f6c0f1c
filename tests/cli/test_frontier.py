"""pooling frontier on a workbook."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from pooling.cli.exits import Exit
from tests.helpers.workbooks import tiny_rows, write_workbook


def test_frontier_writes_its_points(pooling, tmp_path):
    """A line a point on stdout, the workbook's sheets in their order."""
    write_workbook(tmp_path / "tiny.xlsx", tiny_rows())
    ended = pooling("frontier", "tiny.xlsx", "--points", 3, "--jobs", 2, "-q")
    assert ended.code == Exit.DONE
    assert ended.out.splitlines()[1].startswith("point 1")
    assert load_workbook("outputs/tiny-frontier.xlsx").sheetnames[:3] == ["frontier", "overview", "delays"]


@pytest.mark.parametrize("between", ["cost", "cost,cost", "cost,price", "cost,mean_delay,worst_delay,frameworks"])
def test_objectives_are_checked(pooling, tmp_path, between):
    """Two or three different ones of those that there are."""
    write_workbook(tmp_path / "tiny.xlsx", tiny_rows())
    ended = pooling("frontier", "tiny.xlsx", "--between", between)
    assert ended.code == Exit.INPUT
    assert "mean_delay, worst_delay, cost" in ended.err
