"""pooling gain on a workbook."""

from __future__ import annotations

import json

from openpyxl import load_workbook

from pooling.cli.exits import Exit
from tests.helpers.workbooks import tiny_rows, write_workbook


def test_gain_holds_every_partner_alone_against_the_pool(pooling, tmp_path):
    """A row a partner on stdout, sentences below; the workbook's sheets in their order; JSON on demand."""
    write_workbook(tmp_path / "tiny.xlsx", tiny_rows())
    ended = pooling("gain", "tiny.xlsx", "--jobs", 2)
    assert ended.code == Exit.DONE
    assert [line.split()[0] for line in ended.out.splitlines()[1:3]] == ["NLD", "NOR"]
    assert "later in the pool" in ended.out.lower()
    assert "3 of 3 done" in ended.err
    book = load_workbook("outputs/tiny-gain.xlsx")
    told = [row[1].value for row in book["summary"].iter_rows() if row[0].value == "headline"]
    assert told
    printed = " ".join(ended.out.split())
    assert all(sentence in printed for sentence in told)
    assert all(row[3].value for row in book["read me"].iter_rows())
    assert book.sheetnames == ["summary", "read me", "gain", "items", "split", "core", "charts", "chart_data"]
    assert pooling("gain", "tiny.xlsx", "-s", "none").code == Exit.INPUT
    ended = pooling("gain", "tiny.xlsx", "--json", "-q", "--guarantee", "-o", "g.xlsx")
    document = json.loads(ended.out)
    assert len(document["gain"]) == 2
    assert len(document["verdicts"]) == 4
    assert [row["scenario"] for row in document["overview"]] == ["pooled", "guaranteed"]
