"""pooling shift on a workbook."""

from __future__ import annotations

import json

from openpyxl import load_workbook

from pooling.cli.exits import Exit
from tests.helpers.workbooks import tiny_rows, write_workbook


def test_shift_ranks_and_writes(pooling, tmp_path):
    """Every scenario that begins with shift is an option, no other; sheets in their order; figures in JSON too."""
    rows = tiny_rows()
    rows["scenarios"] = [{"scenario": "shift-early"}, {"scenario": "slow"}]
    rows["changes"] = [
        {
            "scenario": "shift-early",
            "sheet": "orders",
            "where": "*",
            "column": "earliest",
            "op": "set",
            "value": "2027-01-01",
        }
    ]
    write_workbook(tmp_path / "tiny.xlsx", rows)
    ended = pooling("shift", "tiny.xlsx", "--json", "-q", "--jobs", 2)
    assert (ended.code, ended.err) == (Exit.DONE, "")
    document = json.loads(ended.out)
    assert {row["option"] for row in document["options"]} == {"free to shift", "shift-early", "nobody loses"}
    assert document["overview"][0]["scenario"] == "as ordered"
    book = load_workbook("outputs/tiny-shift.xlsx")
    assert all(row[3].value for row in book["read me"].iter_rows())
    assert book.sheetnames[:7] == ["summary", "read me", "options", "overview", "delays", "frameworks", "payments"]
    assert book.sheetnames[7:11] == ["ledger", "moves", "cash", "commitments"]
