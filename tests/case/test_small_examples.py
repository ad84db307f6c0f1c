"""The small worked examples read cleanly in every scenario, and say of every figure whether it is public."""

from __future__ import annotations

from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from pooling.case.examples import EXAMPLES
from pooling.case.reader import check_scenarios, load, read_rows
from pooling.cli.main import group

SMALL = sorted(EXAMPLES.keys() - {"european-pool"})


@pytest.mark.parametrize("name", SMALL)
def test_every_row_says_where_its_figures_come_from(name):
    """Public, with where that was, or synthetic; a setting is chosen."""
    for sheet, rows in EXAMPLES[name]().items():
        for row in rows:
            assert row["source"].startswith(("public: ", "public that ", "synthetic", "chosen")), (sheet, row)
    national = [row for sheet in ("stock", "norms") for row in EXAMPLES[name]().get(sheet, [])]
    assert all("synthetic" in row["source"] for row in national)


@pytest.mark.parametrize("name", SMALL)
def test_the_shipped_workbook_is_a_clean_case_as_new_writes_it(name, tmp_path):
    """No finding in any scenario; `inputs/` holds what `pooling new` writes today, byte for byte."""
    fresh = tmp_path / f"{name}.xlsx"
    assert CliRunner().invoke(group, ["new", str(fresh), "--example", name]).exit_code == 0
    with ZipFile(fresh) as written, ZipFile(f"inputs/{name}.xlsx") as shipped:
        assert written.namelist() == shipped.namelist()
        assert [part for part in written.namelist() if written.read(part) != shipped.read(part)] == []
    assert load(fresh).findings == ()
    assert list(check_scenarios(read_rows(fresh, trusted=True))) == []
