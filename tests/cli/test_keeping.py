"""pooling solve --keep: planning anew on an earlier result."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from pooling.cli.exits import Exit
from tests.helpers.workbooks import tiny_rows, write_workbook


@pytest.fixture
def case_path(tmp_path):
    """The tiny case, with scenarios: Norway needs all its rounds at once, slow and dead lines, a window that moves, a
    framework that is gone.
    """
    rows = tiny_rows()
    rows["scenarios"] = [{"scenario": name} for name in ("surge", "slow", "dead", "window", "other")]
    changes = (
        ("surge", "demand", "line=D2", "need_by", "set", "2027-03-31"),
        ("surge", "demand", "line=D2", "quantity", "set", "8000"),
        ("dead", "capacity", "line=L155", "per_year", "scale", "0"),
        ("dead", "frameworks", "framework=F155", "min_partners", "set", "0"),
        ("slow", "capacity", "*", "per_year", "scale", "0.3"),
        ("window", "frameworks", "framework=F155", "sign_from", "shift_months", "9"),
        ("other", "frameworks", "framework=F155", "", "remove", ""),
        ("other", "lots", "lot=L1", "", "remove", ""),
        ("other", "prices", "lot=L1", "", "remove", ""),
    )
    rows["changes"] = [
        {"scenario": name, "sheet": sheet, "where": where, "column": column, "op": op, "value": value}
        for name, sheet, where, column, op, value in changes
    ]
    return write_workbook(tmp_path / "tiny.xlsx", rows)


def test_what_was_decided_stays_and_its_price_is_told(pooling, case_path):
    """Every call-off of the earlier result is in the new one; the summary says what that costs, in JSON too."""
    assert pooling("solve", case_path, "-o", "first.xlsx", "-q").code == Exit.DONE
    ended = pooling("solve", case_path, "-s", "surge", "--keep", "first.xlsx", "-o", "second.xlsx", "--json", "-q")
    assert ended.code == Exit.DONE
    (result,) = json.loads(ended.out)["results"]
    assert result["keeping_costs_months"] >= 0
    assert any(sentence.startswith("Keeping the earlier result ") for sentence in result["headlines"])
    first, second = (call_offs(path) for path in ("first.xlsx", "second.xlsx"))
    assert first
    assert all(second.get(key, 0) >= quantity for key, quantity in first.items())


def test_until_keeps_just_what_came_before(pooling, case_path):
    """Until the quarter of the first call-offs is over the new result is the earlier one."""
    pooling("solve", case_path, "-o", "first.xlsx", "-q")
    until = (min(key[2] for key in call_offs("first.xlsx")) + timedelta(days=92)).strftime("%Y-%m-01")
    options = ("--keep", "first.xlsx", "--until", until, "-o", "second.xlsx", "-q")
    assert pooling("solve", case_path, "-s", "surge", *options).code == Exit.DONE
    early = [
        {key: n for key, n in call_offs(path).items() if key[2].isoformat() < until}
        for path in ("first.xlsx", "second.xlsx")
    ]
    assert early[0]
    assert early[0] == early[1]


def test_what_slides_is_told_and_listed(pooling, case_path):
    """Lines at a third: what comes later, or no more, stands on a sheet with its months, and in a sentence."""
    pooling("solve", case_path, "-o", "first.xlsx", "-q")
    ended = pooling("solve", case_path, "-s", "slow", "--keep", "first.xlsx", "-o", "second.xlsx", "--json", "-q")
    assert ended.code == Exit.DONE
    (result,) = json.loads(ended.out)["results"]
    rows = sheet_rows("second.xlsx", "slid")
    assert rows
    assert result["slid_call_offs"] + result["dropped_call_offs"] >= 1
    assert result["slide_months"] > 0
    assert any("later, by" in sentence or "dropped" in sentence for sentence in result["headlines"])
    for row in rows:
        months = row["months_later"]
        assert (row["period"] is None) == (months is None)
        if months:
            assert months > 0
            moved = (row["period"].year - row["kept"].year) * 12 + row["period"].month - row["kept"].month
            assert moved == months


def test_what_cannot_be_kept_is_refused(pooling, case_path):
    """A window that has moved: infeasible, with the rows; a lot that is gone, no result, --until alone: 2."""
    pooling("solve", case_path, "-o", "first.xlsx", "-q")
    ended = pooling("solve", case_path, "-s", "dead", "--keep", "first.xlsx", "-o", "dead.xlsx", "-q")
    assert ended.code == Exit.DONE
    lost = {row["lot"] for row in sheet_rows("dead.xlsx", "slid") if row["period"] is None}
    assert lost == {"L1"}
    assert "L1" not in {lot for lot, _, _ in call_offs("dead.xlsx")}
    ended = pooling("solve", case_path, "-s", "window", "--keep", "first.xlsx", "-q")
    assert ended.code == Exit.INFEASIBLE
    assert "kept: F155 is signed on" in ended.err
    assert "--until DATE keeps less" in ended.err
    for arguments, word in (
        (("-s", "other", "--keep", "first.xlsx"), "the case has no framework F155"),
        (("--keep", case_path), "is no result"),
        (("--until", "2027-07-01"), "name the result"),
    ):
        ended = pooling("solve", case_path, *arguments, "-q")
        assert ended.code == Exit.INPUT
        assert word in ended.err


def sheet_rows(path, sheet):
    """The rows of a sheet by column name, blank ones left out."""
    names, *rows = load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows if any(cell is not None for cell in row)]


def call_offs(path):
    """(lot, partner, period) to quantity."""
    sheet = load_workbook(path)["call_offs"]
    names = [cell.value for cell in sheet[1]]
    rows = [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    return {(row["lot"], row["partner"], row["period"]): row["quantity"] for row in rows if row["lot"]}
