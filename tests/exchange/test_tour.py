"""The exchange on the worked example as its users go through it: sheets out, three come back, corrected, merged."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from helpers.sheets import FIRST, everything_in, facts_on, fill
from openpyxl import load_workbook

from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.case.reader import load
from pooling.plan.plan import Outcome, Plan, Stage

EXAMPLE = Path(__file__).parents[2] / "inputs" / "european-pool.xlsx"

MISTAKES = {
    f"demand!B{FIRST}": "155HX",
    f"demand!E{FIRST + 1}": -40000,
    f"demand!D{FIRST + 2}": "15.12.2028",
    f"demand!E{FIRST + 3}": "50,000",
    f"demand!A{FIRST + 5}": "DEU-155HE-2026",
    f"budgets!A{FIRST}": "next year",
    f"budgets!B{FIRST + 1}": "#REF!",
    f"orders!E{FIRST}": None,
}
RIGHT = {
    f"demand!B{FIRST}": "155HE",
    f"demand!E{FIRST + 1}": 40000,
    f"demand!D{FIRST + 2}": date(2028, 12, 15),
    f"demand!E{FIRST + 3}": 50000,
    f"demand!A{FIRST + 5}": "DEU-155HE-2031",
    f"budgets!A{FIRST}": 2026,
    f"budgets!B{FIRST + 1}": 420_000_000,
    f"orders!E{FIRST}": 5000,
}


def as_it_stands(case: Case) -> Plan:
    """The plan that decides nothing: orders come as planned, running contracts keep their members."""
    period = Calendar(case.settings).index
    existing = {row.framework for row in case.frameworks if row.status == "existing"}
    members = {(row.framework, row.partner) for row in case.participants if row.role == "member"}
    joined = {code: frozenset(p for f, p in members if f == code) for code in existing}
    orders = {(row.order, period(row.planned)): row.quantity for row in case.orders}
    return Plan(joined={code: partners for code, partners in joined.items() if partners}, orders=orders)


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that is quick and decides nothing: what is shared of a plan does not hang on how good it is."""

    def solve(case, *_):
        return Outcome(as_it_stands(case), (Stage("mean_delay", 1.0, 0.0, 1.0, 0.1, "gap"),), 0.1)

    monkeypatch.setattr("pooling.plan.solve.solve", solve)


@pytest.mark.usefixtures("solver")
def test_tour(pooling, tmp_path):
    """template --all, fill three, collect --annotate, correct, collect again, check, solve, share --all."""
    shutil.copy(EXAMPLE, tmp_path / "european-pool.xlsx")
    ended = pooling("template", "european-pool.xlsx", "--all", "-o", "sheets", "--return-to", "pool@example.org")
    assert (ended.code, len(ended.out.split())) == (0, 12)
    came = tmp_path / "came"
    came.mkdir()
    for partner in ("NLD", "DEU", "POL"):
        shutil.move(tmp_path / "sheets" / f"european-pool-{partner}.xlsx", came / f"{partner}.xlsx")
    line = {f"demand!A{FIRST}": "NLD-1", f"demand!B{FIRST}": "155HE", f"demand!D{FIRST}": date(2027, 12, 31)}
    fill(came / "NLD.xlsx", line | {f"demand!E{FIRST}": 12_000, f"stock!C{FIRST}": 26_000})
    fill(came / "DEU.xlsx", MISTAKES)
    hostile = (came / "POL.xlsx").read_bytes()
    (came / "POL.xlsx").write_bytes(hostile[: len(hostile) // 2])

    ended = pooling("collect", "european-pool.xlsx", "came", "-o", "case-2.xlsx", "--annotate", "back", "--json")
    assert ended.code == 2
    assert not (tmp_path / "case-2.xlsx").exists()
    sheets = {row["file"]: row for row in json.loads(ended.out)["sheets"]}
    assert sheets["NLD.xlsx"]["status"] == "merged"
    told = {finding["cell"] for finding in sheets["DEU.xlsx"]["findings"] if finding["severity"] == "error"}
    assert told == set(MISTAKES)
    assert [finding["rule"] for finding in sheets["POL.xlsx"]["findings"]] == ["damaged"]

    back = tmp_path / "back" / "DEU-to-correct.xlsx"
    assert [path.name for path in back.parent.iterdir()] == [back.name]
    assert facts_on(back)["revision"] == 2
    red = {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in load_workbook(back)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert red == set(MISTAKES)
    fill(back, RIGHT)
    shutil.move(back, came / "DEU-2.xlsx")
    (came / "POL.xlsx").write_bytes(hostile)

    ended = pooling("collect", "european-pool.xlsx", "came", "-o", "case-2.xlsx")
    assert ended.code == 0
    assert "stock 155HE: quantity 25000 -> 26000" in ended.out
    assert "demand NLD-1: new" in ended.out
    before, after = (load(tmp_path / name).case for name in ("european-pool.xlsx", "case-2.xlsx"))
    assert sorted(set(after.demand) - set(before.demand), key=lambda row: row.line)[0].quantity == 12_000
    assert len(after.demand) == len(before.demand) + 1
    assert [row for row in after.orders if row.partner == "DEU"] == [r for r in before.orders if r.partner == "DEU"]
    assert after.frameworks == before.frameworks
    assert pooling("check", "case-2.xlsx").code == 0
    again = pooling("collect", "case-2.xlsx", "came", "-o", "case-3.xlsx")
    assert again.code == 0
    assert (tmp_path / "case-3.xlsx").read_bytes() == (tmp_path / "case-2.xlsx").read_bytes()

    assert pooling("solve", "case-2.xlsx", "-o", "result.xlsx").code == 0
    ended = pooling("share", "result.xlsx", "--all", "-o", "shared")
    assert (ended.code, len(ended.out.split())) == (0, 12)
    codes = [row.partner for row in after.partners]
    for code in codes:
        text = everything_in(tmp_path / "shared" / f"result-{code}.xlsx")
        assert code in text
        for other in set(codes) - {code}:
            assert f">{other}<" not in text
            assert f"-{other}-" not in text
