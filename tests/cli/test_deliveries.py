"""A plan is made, a quarter passes, deliveries come in: the next plan starts from what came."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pooling.cli.exits import Exit
from tests.helpers.workbooks import tiny_rows, write_workbook

NEXT = date(2027, 10, 1)
ROOT = Path(__file__).parents[2]
ALIKE = ("--work", "20")
"""Several plans are as good: the same one each time."""


@pytest.fixture
def rolled(pooling, tmp_path):
    """A function that plans the tiny case, and then again from October 2027 with `deliveries`; its rows by sheet."""
    write_workbook(tmp_path / "first-case.xlsx", tiny_rows())
    assert pooling("solve", "first-case.xlsx", "-o", "first.xlsx", "-q", *ALIKE).code == Exit.DONE

    def solve(*deliveries):
        rows = tiny_rows()
        rows["settings"][1]["value"] = NEXT
        rows["frameworks"][0] |= {"status": "existing", "signed": date(2027, 1, 1), "sign_from": None, "sign_to": None}
        rows["orders"][0]["shift_cost"] = 1_000_000  # so that of plans as early the one that moves no order is best
        names = ("order_or_lot", "partner", "date", "quantity")
        rows["deliveries"] = [dict(zip(names, row, strict=True)) for row in deliveries]
        write_workbook(tmp_path / "next-case.xlsx", rows)
        ended = pooling(
            "solve", "next-case.xlsx", "--keep", "first.xlsx", "-o", "next.xlsx", "--force", "--json", "-q", *ALIKE
        )
        assert ended.code == Exit.DONE, ended.err
        return sheets("first.xlsx"), sheets("next.xlsx"), json.loads(ended.out)["results"][0]

    return solve


def test_the_next_plan_starts_from_what_came(pooling, rolled):
    """All rounds came; of four missiles due one did: three come when the line can, and are that much late."""
    first, then, result = rolled(
        ("L1", "NLD", date(2027, 9, 20), 2000),
        ("O1", "NLD", date(2027, 9, 1), 1),
    )
    due = {(row["lot"], row["partner"]): row["quantity"] for row in first["call_offs"] if row["period"].date() < NEXT}
    assert due == {("L1", "NLD"): 2000, ("L2", "NLD"): 2}
    rows = {(row["order_or_lot"], row["partner"]): row for row in then["deliveries"]}
    assert rows.keys() == {("L1", "NLD"), ("O1", "NLD"), ("L2", "NLD")}
    assert [rows["L1", "NLD"][name] for name in ("quantity", "came", "outstanding", "comes")] == [2000, 2000, 0, None]
    (when,) = {row["period"].month for row in first["call_offs"] if row["lot"] == "L2" and row["period"].date() < NEXT}
    for code, left, month in (("O1", 1, 4), ("L2", 2, when)):
        row = rows[code, "NLD"]
        assert (row["outstanding"], row["comes"].date(), row["months_late"]) == (left, NEXT, NEXT.month - month)
    lines, title = then["chart_data"], "Planned, delivered, replanned: PAC-3 MSE [missile]"
    start = next(n for n, row in enumerate(lines) if title in row.values())
    values = [tuple(row.values())[:4] for row in lines[start + 2 : start + 5]]
    soon = 4 if when == 4 else 2
    assert values == [("2027 Q2", soon, 0, None), ("2027 Q3", 4, 1, 1), ("2027 Q4", 4, None, 4)]
    assert 0 < result["churn_pct"] < 100
    assert (result["deliveries_due"], result["deliveries_outstanding"]) == (3, 2)
    assert any("Of 4 units (missile) of PAC3 due before 2027-10-01, 1 came" in said for said in result["headlines"])
    assert sum(row["quantity"] for row in then["orders"]) == 1


def test_all_that_is_planned_and_came_is_what_is_needed(rolled):
    """Nothing is bought twice: over both plans every partner gets its need, neither more nor less."""
    _, then, _ = rolled(("L1", "NLD", date(2027, 9, 20), 1500), ("O1", "NLD", date(2027, 9, 1), 2))
    got = {}
    for row in (*then["call_offs"], *then["orders"]):
        got[row["partner"], row["item"]] = got.get((row["partner"], row["item"]), 0) + row["quantity"]
    got["NLD", "155HE"] += 1500
    got["NLD", "PAC3"] += 2
    assert got == {("NLD", "155HE"): 4000, ("NOR", "155HE"): 2000, ("NLD", "PAC3"): 8, ("NOR", "PAC3"): 4}
    (lot,) = [row for row in then["lots"] if row["lot"] == "L1"]
    assert lot["max_quantity"] == 8500


def test_without_an_earlier_result_orders_alone_are_told(pooling, tmp_path):
    """What came of a lot is shown without a plan; a result checks against its case, to the last figure."""
    rows = tiny_rows()
    rows["deliveries"] = [
        {"order_or_lot": "O1", "partner": "NLD", "date": date(2026, 12, 1), "quantity": 1},
        {"order_or_lot": "L2", "partner": "NLD", "date": date(2026, 12, 1), "quantity": 1},
    ]
    write_workbook(tmp_path / "case.xlsx", rows)
    assert pooling("solve", "case.xlsx", "-o", "out.xlsx", "-q").code == Exit.DONE
    told = [(row["order_or_lot"], row["due"] is None, row["came"]) for row in sheets("out.xlsx")["deliveries"]]
    assert told == [("O1", False, 1), ("L2", True, 1)]
    ended = pooling("check", "case.xlsx", "out.xlsx")
    assert ended.code == Exit.DONE
    assert "every figure in the result is that of its plan" in " ".join(ended.out.split()).lower()


def test_the_worked_example_of_the_docs(rolled):
    """The table in the how-to is what the command gives."""
    _, then, _ = rolled(
        ("L1", "NLD", date(2027, 6, 20), 1500),
        ("L1", "NLD", date(2027, 9, 20), 600),
        ("O1", "NLD", date(2027, 9, 1), 1),
    )
    text = (ROOT / "docs" / "planner.md").read_text()
    table = text[text.index("| order_or_lot | due") :].split("\n\n", maxsplit=1)[0].splitlines()
    names, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in table)
    told = [[shown(row[name]) for name in names] for row in then["deliveries"]]
    assert sorted(told) == sorted(rows)


def shown(cell):
    """A cell as the docs show it."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell)


def sheets(path):
    """Every sheet's rows by column name."""
    book = load_workbook(path)
    made = {}
    for sheet in book.worksheets:
        names, *rows = sheet.iter_rows(values_only=True)
        made[sheet.title] = [
            dict(zip(names, row, strict=True)) for row in rows if any(cell is not None for cell in row)
        ]
    return made
