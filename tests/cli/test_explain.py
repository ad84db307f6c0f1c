"""pooling explain and pooling rules on a workbook."""

from __future__ import annotations

import json

from openpyxl import load_workbook

from pooling.cli.exits import Exit
from tests.cli.small_pool import write_small_pool


def test_a_result_is_explained(pooling, tmp_path, monkeypatch):
    """In sentences, as JSON and as a workbook; months of a need's causes add up to its delay."""
    write_small_pool(tmp_path / "pool.xlsx")
    assert pooling("solve", "pool.xlsx", "-o", "result.xlsx", "-q").code == Exit.DONE
    ended = pooling("explain", "pool.xlsx", "result.xlsx", "-o", "why.xlsx")
    assert ended.code == Exit.DONE
    assert ": late by cause" in ended.out
    book = load_workbook(tmp_path / "why.xlsx")
    assert book.sheetnames[:6] == ["summary", "read me", "why", "sign_by", "ends", "limits"]
    document = json.loads(pooling("explain", "pool.xlsx", "result.xlsx", "--json", "--partner", "DEU").out)
    assert {row["partner"] for row in document["why"]} == {"DEU"}
    ended = pooling("explain", "pool.xlsx", "result.xlsx", "--framework", "DE-RHM155", "--candidates", 2)
    assert ended.code == Exit.DONE
    assert "No candidate that may be signed is left out" in ended.out  # the framework exists already
    monkeypatch.setattr("pooling.cli.explain.MOST", 1)
    ended = pooling("explain", "pool.xlsx", "result.xlsx", "--item", "155HE")
    told = len(json.loads(pooling("explain", "pool.xlsx", "result.xlsx", "--json", "--item", "155HE").out)["headlines"])
    assert (ended.out.count("\n- "), told > 1) == (0, True)
    assert ended.out.splitlines()[-1].startswith(f"… and {told - 1} more: name --partner")
    assert "more: name" not in pooling("explain", "pool.xlsx", "result.xlsx", "-v").out
    assert pooling("explain", "pool.xlsx", "result.xlsx", "-o", "q.xlsx", "-q").out == "Explained: q.xlsx\n"
    delays = load_workbook(tmp_path / "result.xlsx")["delays"].iter_rows(min_row=2, values_only=True)
    (late,) = [row[5] for row in delays if row[0] == "DEU"]
    assert abs(sum(row["months"] for row in document["why"]) - late) < 1e-5


def test_what_cannot_be_explained_is_refused(pooling, tmp_path):
    """A code that the case does not have, a file that is no result."""
    write_small_pool(tmp_path / "pool.xlsx")
    assert pooling("solve", "pool.xlsx", "-o", "result.xlsx", "-q").code == Exit.DONE
    ended = pooling("explain", "pool.xlsx", "result.xlsx", "--partner", "Atlantis")
    assert ended.code == Exit.INPUT
    assert "the case has no partner Atlantis; there are NLD" in ended.err
    assert pooling("explain", "pool.xlsx", "pool.xlsx").code == Exit.INPUT


def test_rules_are_priced(pooling, tmp_path):
    """A row a rule that the case has; the workbook has the table and what its columns count."""
    write_small_pool(tmp_path / "pool.xlsx")
    ended = pooling("rules", "pool.xlsx", "--time-limit", 2, "--jobs", 2, "-o", "rules.xlsx")
    assert ended.code == Exit.DONE
    assert "max_producer_pct" in ended.out
    book = load_workbook(tmp_path / "rules.xlsx")
    assert book.sheetnames[:3] == ["summary", "read me", "rules"]
    assert all(row[3].value for row in book["read me"].iter_rows())
