"""Families and public instances are cases that can be read, and small ones have the value worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from pooling.case.reader import load
from pooling.output.case_book import write_case
from pooling.plan.solve import Options, solve
from tests.benchmarks.families import FAMILIES, Sheets, draw
from tests.benchmarks.instances import instances, location


def cost_of(path: Path, sheets: Sheets) -> float:
    """Value of the last objective of the case, solved to the end."""
    write_case(path, sheets)
    case = load(path).case
    assert case is not None
    return solve(case, Options(time_limit=20)).stages[-1].value


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_a_case(tmp_path: Path, family: str) -> None:
    """Written and read without an error; the same seed gives the same rows, another one others."""
    sheets = draw(family, 1)
    write_case(tmp_path / "case.xlsx", sheets)
    found = load(tmp_path / "case.xlsx")
    assert found.case is not None, [str(f) for f in found.findings if f.severity == "error"]
    assert len(found.case.partners) == FAMILIES[family].partners
    assert draw(family, 1) == sheets
    assert draw(family, 2) != sheets


def test_warehouses_cost_what_they_do_by_hand(tmp_path: Path) -> None:
    """The first house serves five of the second customer's six units, the second all else; or is left closed."""
    houses = [(5.0, 1.0), (10.0, 20.0)]
    sheets = location("two", houses, [4.0, 6.0], [[2.0, 3.0], [2.0, 4.0]], None).sheets
    assert cost_of(tmp_path / "two.xlsx", sheets) == pytest.approx(1 + 20 + 5 * 2 / 6 + 4 / 6 + 3)
    sheets = location("dear", [(5.0, 9.0), (10.0, 20.0)], [4.0, 6.0], [[2.0, 3.0], [2.0, 4.0]], None).sheets
    assert cost_of(tmp_path / "dear.xlsx", sheets) == pytest.approx(20 + 3 + 4)


def test_files_of_instances_are_read(tmp_path: Path) -> None:
    """One of each format; a customer without demand costs its cheapest warehouse whatever is planned."""
    for name in ("orlib_cwl", "csplib_prob034", "clsp_eppen_martin"):
        (tmp_path / name).mkdir()
    cap = "1 2\n 10 7.\n 4\n 8.0\n 0\n 5.0\n"
    (tmp_path / "orlib_cwl" / "cap1.txt").write_text(cap)
    (tmp_path / "orlib_cwl" / "optima.csv").write_text("instance,optimum\ncap1,20.0\n")
    stores = "# stores\nwarehouses A B\ncapacity 1 2\nfixed 3 3\nsupply\n1 9\n9 2\n"
    (tmp_path / "csplib_prob034" / "stores.txt").write_text(stores)
    lots = "items 1\nperiods 2\ncapacity 10 10\nsetup 8\nholding 1\ndemand\n3 4\n"
    (tmp_path / "clsp_eppen_martin" / "lots.txt").write_text(lots)
    found = {instance.name: instance for instance in instances(tmp_path)}
    assert (found["cap1"].optimum, found["cap1"].constant) == (20.0, 5.0)
    assert cost_of(tmp_path / "cap1.xlsx", found["cap1"].sheets) == pytest.approx(7 + 8)
    assert cost_of(tmp_path / "stores.xlsx", found["csplib_prob034"].sheets) == pytest.approx(3 + 3 + 1 + 2)
    assert cost_of(tmp_path / "lots.xlsx", found["lots"].sheets) == pytest.approx(8 + 4)
