"""pooling report: results to a page, whole or one partner's."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pooling.cli.exits import Exit
from pooling.output.excel import write_tables
from pooling.output.results import read_tables
from pooling.output.table import Cell, Table
from tests.helpers.results import write_result
from tests.helpers.workbooks import tiny_rows, write_workbook

ME = "BBB"
OTHERS = ("AAA", "CCC", "DDD")


@pytest.fixture
def result(tmp_path, rich_case, rich_plan):
    """A result of four partners."""
    return write_result(tmp_path / "rich.xlsx", rich_case, rich_plan)


def shown(path: Path) -> str:
    """The page without the drawing library."""
    text = path.read_text(encoding="utf-8")
    start = text.index('type="application/json">')
    return text[:start] + text[start : text.index("</script>", start)]


def test_report_writes_a_page(pooling, result):
    """Results by their scenario; those of one scenario by their file's name; nothing is overwritten unasked."""
    ended = pooling("report", result)
    assert (ended.code, ended.out) == (Exit.DONE, "Page: report.html\n")
    assert '"name":"base"' in shown(Path("report.html"))
    assert pooling("report", result).code == Exit.INPUT
    other = Path("other.xlsx")
    other.write_bytes(result.read_bytes())
    assert pooling("report", result, other, "-o", "two.html").code == Exit.DONE
    assert '"name":"rich"' in shown(Path("two.html"))
    assert '"name":"other"' in shown(Path("two.html"))


def test_what_is_no_result_is_refused(pooling, tmp_path, result):
    """A case, a missing file, a partner that the result does not know: exit code 2, nothing written."""
    (tmp_path / "text.xlsx").write_text("no workbook")
    for arguments in (["text.xlsx"], ["none.xlsx"], [result, "--partner", "ZZZ"], []):
        ended = pooling("report", *arguments)
        assert ended.code == Exit.INPUT
        assert ended.err
    assert not Path("report.html").exists()


def test_an_analysis_has_a_page_of_its_own(pooling, result, tmp_path):
    """Of compare's workbook, say; not beside a result, and not for one partner: nobody may see all figures."""
    write_workbook(tmp_path / "tiny.xlsx", tiny_rows())
    assert pooling("compare", "tiny.xlsx", "-s", "base", "-q", "-o", "c.xlsx").code == Exit.DONE
    for arguments in ((result,), ("--partner", "NLD")):
        ended = pooling("report", "c.xlsx", *arguments)
        assert (ended.code, ended.out) == (Exit.INPUT, "")
        assert "is an analysis" in ended.err
    assert not Path("report.html").exists()
    assert pooling("report", "c.xlsx").code == Exit.DONE
    assert '"analysis":"compare"' in shown(Path("report.html"))


class Canaries:
    """Numbers and words that occur nowhere else."""

    def __init__(self) -> None:
        self.random = random.Random(5)
        self.signs: list[str] = []

    def instead_of(self, cell: Cell) -> Cell:
        """A canary of the same type; dates and blanks stay."""
        if isinstance(cell, str) and cell:
            word = "".join(self.random.choices("BCDFGHJKLMNPQRSTVWXZ", k=9))
            self.signs.append(word)
            return word
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            number = self.random.randrange(100_000, 999_999)
            self.signs.append(str(number))
            return number
        return cell


def salted(table: Table, canaries: Canaries) -> Table:
    """`table` with canaries in every row of another partner, and wherever no partner is named."""
    names = [column.name for column in table.columns]
    rows = []
    for row in table.rows:
        cells = dict(zip(names, row, strict=True))
        if cells.get("partner") == ME or table.name in ("stages", "scenario"):
            rows.append(row)
        elif table.name == "summary":
            mine = cells["key"] in ("case", "scenario", "marking", "status", "version")
            rows.append(row if mine else (cells["key"], canaries.instead_of(cells["value"])))
        elif table.name == "frameworks":
            kept = ("framework", "name", "partners")
            rows.append(tuple(cells[n] if n in kept else canaries.instead_of(cells[n]) for n in names))
        else:
            kept = ("framework", "period", "year", "rows")
            rows.append(tuple(cells[n] if n in kept else canaries.instead_of(cells[n]) for n in names))
    return replace(table, rows=tuple(rows))


def test_a_partners_page_holds_nothing_of_another(pooling, result):
    """Every cell of another partner, and every total, is a canary: the whole page is full of them, BBB's has none."""
    canaries = Canaries()
    tables = [salted(table, canaries) for table in read_tables(result).values()]
    write_tables(Path("salted.xlsx"), tables, title="Rich", marking="")
    assert pooling("report", "salted.xlsx", "-o", "all.html").code == Exit.DONE
    assert sum(sign in shown(Path("all.html")) for sign in canaries.signs) > 50
    assert pooling("report", "salted.xlsx", "--partner", ME, "-o", "mine.html").code == Exit.DONE
    page = shown(Path("mine.html"))
    assert [sign for sign in canaries.signs if sign in page] == []
    assert not any(code in page for code in OTHERS)
    assert '"partner":"BBB"' in page
    assert f"figures of {ME}" in page


def test_a_partners_page_has_its_own_figures(pooling, result):
    """Its needs, call-offs, payments and frameworks; no use of lines that others use too."""
    assert pooling("report", result, "--partner", ME).code == Exit.DONE
    page = shown(Path("report.html"))
    assert '"capacity":[]' in page
    assert '"framework":"F1"' in page
    assert '"framework":"F2"' not in page
    assert date(2027, 1, 1).isoformat() in page
