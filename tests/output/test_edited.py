"""Results changed by hand: rows of every broken rule, figures recomputed, and what cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pooling.case.case import Case
from pooling.case.findings import CaseError
from pooling.case.reader import read_rows
from pooling.output.breaks import Break, Breaks
from pooling.output.edited import Edited, read_edited
from pooling.output.excel import write_tables
from pooling.output.recomputed import Difference, differences, in_short
from pooling.output.tables import recomputed_tables, result_tables
from pooling.plan.plan import Claim, Outcome, Plan, Stage
from pooling.plan.verify import verify
from tests.helpers.cases import write_case_of
from tests.plan.verify.test_verify_rules import BROKEN

BOUND = (Stage("mean_delay", 1.0, 1.0, 0.0, 0.1, "optimal"), Stage("cost", 1.0, 1.0, 0.0, 0.1, "optimal"))

Checked = tuple[Edited, list[Break], list[Difference]]


def written(folder: Path, case: Case, plan: Plan) -> tuple[Path, Path]:
    """Case and result as workbooks."""
    verdict = verify(case, plan)
    write_tables(
        folder / "result.xlsx", result_tables(case, Outcome(plan, BOUND, 0.1), verdict), title="rich", force=True
    )
    return write_case_of(folder / "case.xlsx", case), folder / "result.xlsx"


def checked(case: Case, case_path: Path, result: Path) -> Checked:
    """What checking a result finds."""
    edited = read_edited(result, case)
    verdict = verify(case, edited.plan)
    broken = Breaks(edited, case, read_rows(case_path)).of(verdict.violations)
    return edited, broken, differences(edited, recomputed_tables(case, verdict.figures), case)


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """Change a workbook in place."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def column(sheet: Any, name: str) -> int:
    """The number of a column."""
    return next(cell.column for cell in sheet[1] if cell.value == name)


def add_row(sheet: Any, **values: Any) -> int:
    """Add a row with some of its cells; its number."""
    number = next((n for n in range(2, sheet.max_row + 1) if sheet.cell(n, 1).value is None), sheet.max_row + 1)
    for name, value in values.items():
        sheet.cell(number, column(sheet, name)).value = value
    return number


NOT_WRITTEN = ("known", "in what is not signed", "negative")
"""Of breaks those that a result cannot hold."""

SEEN = {rule: apply for rule, name, apply in reversed(BROKEN) if rule not in NOT_WRITTEN and name not in NOT_WRITTEN}
"""The first break of each rule."""

LIMITED = {
    "signing_window", "exclusive_group", "office", "partner_count", "min_partner_value", "delivery_window",
    "whole_lots", "lot_quantity", "line_capacity", "material_supply", "min_commitment", "order_window",
    "order_complete", "non_eu", "producer_share", "budget", "expansion_window", "instrument_fund",
}  # fmt: skip
"""Rules whose limit is a cell of the case."""


@pytest.mark.parametrize("rule", sorted(SEEN))
def test_every_broken_rule_is_told_with_its_row_and_limit(
    rich_case: Case, rich_plan: Plan, tmp_path: Path, rule: str
) -> None:
    """The cell stands in the result and speaks of what is broken; the limit's cell holds the limit that is told."""
    case, plan = SEEN[rule](rich_case, rich_plan)
    case_path, result = written(tmp_path, case, plan)
    _, broken, _ = checked(case, case_path, result)
    assert rule in {one.rule for one in broken}
    books = {path: openpyxl.load_workbook(path) for path in (case_path, result)}
    for one in broken:
        assert one.cell, one
        violation = next(v for v in verify(case, plan).violations if v.message == one.message)
        title, _, cell = one.cell.partition("!")
        row = [str(value.value) for value in books[result][title][openpyxl.utils.cell.coordinate_to_tuple(cell)[0]]]
        about = not {"COMMON", "POWDER"} & set(violation.codes)
        assert not about or any(any(code in text for text in row) for code in violation.codes), (one, row)
        assert one.rule not in LIMITED or one.limit, one
        if one.limit:
            title, _, cell = one.limit.partition("!")
            shown = books[case_path][title][cell].value
            assert one.limit_value == (f"{shown:,.10g}" if isinstance(shown, int | float) else one.limit_value)
        assert one.line("case.xlsx").startswith(f"error: {one.cell}: ")


def test_an_unedited_result_is_clean(rich_case: Case, rich_plan: Plan, tmp_path: Path) -> None:
    """No rule is broken and no figure differs."""
    edited, broken, differing = checked(rich_case, *written(tmp_path, rich_case, rich_plan))
    assert (edited.plan, broken, differing) == (rich_plan, [], [])


def test_order_and_company_of_rows_and_columns_do_not_matter(rich_case: Case, rich_plan: Plan, tmp_path: Path) -> None:
    """Rows upside down, columns in another order, a title above, notes beside, comments and blank rows between."""
    case_path, result = written(tmp_path, rich_case, rich_plan)

    def shuffled(book: Any) -> None:
        for name in ("call_offs", "members", "frameworks", "orders", "attainment"):
            sheet = book[name]
            head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
            sheet.tables.clear()
            sheet.delete_rows(1, sheet.max_row)
            sheet.append(["What we agreed on"])
            sheet.append([*reversed(head), "why"])
            for row in reversed(rows):
                sheet.append([*reversed(row), "as agreed"])
                sheet.append([])
            sheet.append(["# looked through on Friday"])

    edit(result, shuffled)
    edited, broken, differing = checked(rich_case, case_path, result)
    assert (edited.plan, broken, differing, edited.findings) == (rich_plan, [], [], ())


def test_added_rows_need_just_what_they_decide(rich_case: Case, rich_plan: Plan, tmp_path: Path) -> None:
    """Lot, partner, period and quantity; cells left blank say nothing wrong, sums elsewhere are told as changed."""
    case_path, result = written(tmp_path, rich_case, rich_plan)
    rows = []
    edit(
        result,
        lambda book: rows.append(
            add_row(book["call_offs"], lot="F1B", partner="AAA", period=datetime(2028, 1, 1), quantity=-0.0)
            and add_row(book["call_offs"], lot="F2M", partner="CCC", period="2028-11-05", quantity="1")
        ),
    )
    edited, _, differing = checked(rich_case, case_path, result)
    assert edited.plan.call_offs["F2M", "CCC", 7] == 1
    cells = {difference.cell for difference in differing}
    assert not any(cell.startswith(f"call_offs!{letter}{rows[0]}") for cell in cells for letter in "ABCDEFGHIJ")
    assert "cost_eur" in {difference.column for difference in differing if difference.sheet == "summary"}
    assert any(line.startswith("lots!") for line in in_short(differing))


def test_a_call_off_in_two_rows_is_one(rich_case: Case, rich_plan: Plan, tmp_path: Path) -> None:
    """Split over two rows it is the same plan, and no figure is wrong."""
    case_path, result = written(tmp_path, rich_case, rich_plan)

    def split(book: Any) -> None:
        sheet = book["call_offs"]
        quantity = column(sheet, "quantity")
        sheet.cell(2, quantity).value -= 40
        copied = {cell.value: sheet.cell(2, cell.column).value for cell in sheet[1]}
        add_row(sheet, **(copied | {"quantity": 40}))

    edit(result, split)
    edited, broken, differing = checked(rich_case, case_path, result)
    assert (edited.plan, broken, differing) == (rich_plan, [], [])


@pytest.mark.parametrize(
    ("sheet", "name", "value", "told"),
    [
        ("call_offs", "value_eur", 5, "value_eur is 5, recomputed"),
        ("frameworks", "partners", "AAA, BBB, DDD", "partners is AAA, BBB, DDD, recomputed AAA, BBB"),
        ("frameworks", "signed", datetime(2027, 5, 3), "signed is 2027-05-03, recomputed 2027-04-01"),
        ("delays", "delay_months", "#REF!", "delay_months is #REF!, recomputed"),
        ("orders", "months_moved", None, ""),
        ("budgets", "left", 7.0, "left is 7, recomputed"),
        ("expansions", "built", "N", "built is N, recomputed Y"),
        ("summary", "value", 12345, "recomputed"),
    ],
)
def test_written_figures_are_held_against_the_plan(
    rich_case: Case, rich_plan: Plan, tmp_path: Path, sheet: str, name: str, value: Any, told: str
) -> None:
    """One line with the cell, both figures; a blank says nothing."""
    case_path, result = written(tmp_path, rich_case, rich_plan)
    place = []

    def change(book: Any) -> None:
        table = book[sheet]
        if sheet == "summary":
            cell = next(row[1] for row in table.iter_rows() if row[0].value == "cost_eur")
        else:
            cell = table.cell(2, column(table, name))
        cell.value = value
        place.append(f"{sheet}!{cell.coordinate}")

    edit(result, change)
    _, broken, differing = checked(rich_case, case_path, result)
    assert broken == []
    assert [difference.cell for difference in differing] == (place if told else [])
    assert all(told in line for line in in_short(differing))


def test_rows_that_are_missing_or_too_many(rich_case: Case, rich_plan: Plan, tmp_path: Path) -> None:
    """A lot's row deleted, a delay's row of nobody added."""
    case_path, result = written(tmp_path, rich_case, rich_plan)

    def change(book: Any) -> None:
        book["lots"].delete_rows(2)
        add_row(book["delays"], partner="DDD", item="SHELL", delay_months=3)

    edit(result, change)
    told = in_short(checked(rich_case, case_path, result)[2])
    assert "lots: no row tells of F1A" in told
    assert any(line.startswith("delays!A") and "nothing of DDD, SHELL" in line for line in told)


BAD = {
    "unknown lot": ("call_offs", "lot", "F1Q", "unknown-code", "did you mean F1"),
    "unknown partner": ("members", "partner", "ZZZ", "unknown-code", "partners"),
    "no quantity": ("call_offs", "quantity", None, "missing-value", "number"),
    "no number": ("call_offs", "quantity", "many", "wrong-type", "number"),
    "negative": ("call_offs", "quantity", -10, "negative", "at least 0"),
    "no date": ("orders", "period", "soon", "date-format", "2027-04-01"),
    "before the horizon": ("call_offs", "period", date(2026, 12, 1), "outside-horizon", "within the horizon"),
    "after the horizon": ("certifications", "start", date(2030, 1, 1), "outside-horizon", "within the horizon"),
    "built without a day": ("expansions", "start", None, "missing-value", "give the day"),
    "neither Y nor N": ("frameworks", "extended", "perhaps", "not-a-choice", "Y or N"),
    "an error": ("orders", "quantity", "#REF!", "error-cell", "formula"),
}


@pytest.mark.parametrize(("sheet", "name", "value", "rule", "advice"), BAD.values(), ids=BAD)
def test_decisions_that_cannot_be_read(
    rich_case: Case, rich_plan: Plan, tmp_path: Path, sheet: str, name: str, value: Any, rule: str, advice: str
) -> None:
    """An error with the cell, the value and what to do."""
    case_path, result = written(tmp_path, rich_case, rich_plan)
    cells = []

    def change(book: Any) -> None:
        cell = book[sheet].cell(2, column(book[sheet], name))
        cell.value = value
        cells.append(f"{sheet}!{cell.coordinate}")

    edit(result, change)
    with pytest.raises(CaseError) as caught:
        checked(rich_case, case_path, result)
    (finding,) = caught.value.findings
    assert (finding.rule, finding.cell, finding.file) == (rule, cells[0], "result.xlsx")
    assert advice in finding.advice


def test_a_missing_sheet_or_column_is_one_error(rich_case: Case, rich_plan: Plan, tmp_path: Path) -> None:
    """Of decisions; of figures it is none."""
    case_path, result = written(tmp_path, rich_case, rich_plan)
    edit(result, lambda book: [book.remove(book[name]) for name in ("attainment", "capacity")])
    assert not any(difference.cell for difference in checked(rich_case, case_path, result)[2])
    edit(result, lambda book: book.remove(book["members"]))
    with pytest.raises(CaseError, match="a result has a sheet members"):
        checked(rich_case, case_path, result)
    case_path, result = written(tmp_path, rich_case, rich_plan)
    edit(result, lambda book: book["call_offs"].delete_cols(column(book["call_offs"], "quantity")))
    with pytest.raises(CaseError, match="lacks the column quantity"):
        checked(rich_case, case_path, result)


def test_an_empty_sheet_has_no_rows(rich_case: Case, tmp_path: Path) -> None:
    """As other programs write a table without rows: without its headers, too."""
    case_path, result = written(tmp_path, rich_case, Plan())
    edit(result, lambda book: [book.remove(book[name]) for name in ("call_offs", "members")])
    edit(result, lambda book: [book.create_sheet(name) for name in ("call_offs", "members")])
    assert checked(rich_case, case_path, result)[0].plan == Plan()


def test_rows_that_contradict_one_another_break_a_rule(rich_case: Case, rich_plan: Plan, tmp_path: Path) -> None:
    """A framework signed twice, two claims of one framework; the same row twice is no contradiction."""
    case_path, result = written(tmp_path, rich_case, rich_plan)
    rows = {}

    def change(book: Any) -> None:
        rows["frameworks"] = add_row(book["frameworks"], framework="F1", signed=datetime(2027, 7, 1))
        rows["instruments"] = add_row(book["instruments"], framework="F1", instrument="I1", reimbursed_eur=7)
        add_row(book["members"], framework="F1", partner="AAA")

    edit(result, change)
    edited, broken, _ = checked(rich_case, case_path, result)
    assert edited.plan == replace(rich_plan, claims={"F1": Claim("I1", 4000)})
    assert [(one.rule, one.cell) for one in broken] == [
        ("twice", f"frameworks!A{rows['frameworks']}"),
        ("twice", f"instruments!B{rows['instruments']}"),
    ]


def test_what_the_case_does_not_leave_open_is_a_broken_rule(rich_case: Case, rich_plan: Plan, tmp_path: Path) -> None:
    """Certifying what is certified already: the row added is told."""
    case_path, result = written(tmp_path, rich_case, rich_plan)
    rows = []
    added = {"partner": "AAA", "product": "M1", "start": datetime(2027, 1, 1)}
    edit(result, lambda book: rows.append(add_row(book["certifications"], **added)))
    (broken,) = checked(rich_case, case_path, result)[1]
    assert (broken.rule, broken.cell) == ("known", f"certifications!B{rows[0]}")
