"""What collecting finds wrong with a sheet, and what it lets pass with a warning."""

from __future__ import annotations

from datetime import date

import pytest
from corpus.mutate import edited
from helpers.sheets import FIRST, NEW_LINE
from openpyxl import load_workbook

from pooling.case import findings as catalogue
from pooling.exchange import collect as collecting
from pooling.exchange.collect import MERGED, REJECTED, UNCHANGED, collect
from pooling.exchange.template import read_base

NOW = "2026-11-23T12:00:00+00:00"

FAULTS = {
    "unknown-code": {f"demand!B{FIRST}": "155HF"},
    "negative": {f"demand!E{FIRST}": -4000},
    "date-format": {f"demand!D{FIRST}": "31.12.2027"},
    "ambiguous-number": {f"demand!E{FIRST}": "4,000"},
    "wrong-type": {f"demand!E{FIRST}": "many"},
    "missing-value": {f"demand!E{FIRST}": None},
    "error-cell": {f"stock!C{FIRST}": "#REF!"},
    "duplicate-key": {f"demand!A{FIRST + 1}": "D1"},
    "not-a-choice": {f"demand!F{FIRST}": "war"},
    "out-of-range": {f"budgets!A{FIRST}": 1066},
    "not-calculated": {f"budgets!B{FIRST}": "=1000*90000"},
    "date-order": {f"orders!H{FIRST}": date(2026, 1, 1)},
    "bad-code": {f"orders!A{FIRST}": "x" * 41},
    "revision": {"cover!revision": "second"},
    "other-case": {"cover!case": "another case"},
    "other-partner": {"cover!partner": "NOR"},
    "newer-form": {"cover!schema": 3},
}
"""A rule, and a cell that breaks it."""


@pytest.mark.parametrize("rule", FAULTS)
def test_every_fault_is_told_with_its_cell(case_file, sheet, rule):
    """File, cell, value, rule and advice; nothing is merged."""
    path = sheet("NLD", FAULTS[rule])
    collected = collect(read_base(case_file), [path], NOW)
    (verdict,) = collected.verdicts
    assert (verdict.status, collected.case) == (REJECTED, None)
    found = [finding for finding in verdict.findings if finding.rule == rule]
    (place,) = FAULTS[rule]
    assert found
    assert all(finding.file == path.name and finding.advice for finding in found)
    assert found[0].cell == place or "cover!" in place


def test_all_faults_of_all_files_at_once(case_file, sheet):
    """Eight mistakes in one file and one in the other: nine findings, in one run."""
    wrong = {
        f"demand!B{FIRST}": "155HF",
        f"demand!E{FIRST}": -1,
        f"demand!D{FIRST + 1}": "01.04.2027",
        f"demand!E{FIRST + 1}": "1,234",
        f"stock!C{FIRST}": "#N/A",
        f"budgets!A{FIRST}": "next year",
        f"orders!B{FIRST}": "BPAK",
        f"orders!E{FIRST}": None,
    }
    paths = [sheet("NLD", wrong), sheet("NOR", {f"demand!E{FIRST}": "none"})]
    first, second = collect(read_base(case_file), paths, NOW).verdicts
    assert {finding.cell for finding in first.findings} == set(wrong)
    assert len(second.findings) == 1


def test_a_row_of_another_partner_is_an_error(case_file, sheet):
    """A column `partner` may be there, but only with the partner's own code."""
    partner = {f"stock!F{FIRST - 1}": "partner", f"stock!F{FIRST}": "DNK"}
    (verdict,) = collect(read_base(case_file), [sheet("NLD", partner)], NOW).verdicts
    assert [(finding.rule, finding.cell) for finding in verdict.findings] == [("other-partner", f"stock!F{FIRST}")]
    partner[f"stock!F{FIRST}"] = "NLD"
    (verdict,) = collect(read_base(case_file), [sheet("NLD", partner)], NOW).verdicts
    assert verdict.findings == []


def test_warnings_do_not_block_unless_strict(case_file, sheet):
    """A number stored as text is read and told of; --strict rejects the sheet."""
    path = sheet("NLD", {f"stock!C{FIRST}": "650"})
    (verdict,) = collect(read_base(case_file), [path], NOW).verdicts
    assert (verdict.status, [finding.rule for finding in verdict.findings]) == (MERGED, ["text-number"])
    (verdict,) = collect(read_base(case_file), [path], NOW, strict=True).verdicts
    assert (verdict.status, verdict.findings[0].severity) == (REJECTED, "error")


def test_a_check_on_trial_warns_until_strict(case_file, sheet, monkeypatch):
    """A rule introduced lately does not block a deadline."""
    path = sheet("NLD", {f"orders!H{FIRST}": date(2027, 4, 1)})
    monkeypatch.setattr(collecting, "NEW_CHECKS", frozenset({"date-order"}))
    (verdict,) = collect(read_base(case_file), [path], NOW).verdicts
    assert {(finding.rule, finding.severity) for finding in verdict.findings} == {("date-order", "warning")}
    assert verdict.status == MERGED
    (verdict,) = collect(read_base(case_file), [path], NOW, strict=True).verdicts
    assert {finding.severity for finding in verdict.findings} == {"error"}
    assert frozenset() == catalogue.NEW_CHECKS


def test_comments_are_warned_of(case_file, sheet):
    """A row that begins with # is not read: a partner should know."""
    path = sheet("NLD", {f"demand!A{FIRST}": "# D1"})
    (verdict,) = collect(read_base(case_file), [path], NOW).verdicts
    assert [finding.rule for finding in verdict.findings] == ["comment-row"]
    assert any(change.line.startswith("demand D1: gone") for change in verdict.changes)


def test_a_formulas_last_value_is_taken_and_told(case_file, sheet):
    """The stock is a formula with a value beside it: the value counts, and the partner should type it."""
    path = sheet("NLD")
    change = edited("xl/worksheets/sheet3.xml", b"<v>700</v>", b"<f>70*10</f><v>700</v>")
    path.write_bytes(change(path.read_bytes()))
    (verdict,) = collect(read_base(case_file), [path], NOW).verdicts
    assert [(finding.rule, finding.cell) for finding in verdict.findings] == [("formula", f"stock!C{FIRST}")]
    assert verdict.status == UNCHANGED


def test_hidden_rows_are_read_and_warned_of(case_file, sheet):
    """Hiding a row does not delete it."""
    path = sheet("NLD")
    book = load_workbook(path)
    book["demand"].row_dimensions[FIRST].hidden = True
    book.save(path)
    (verdict,) = collect(read_base(case_file), [path], NOW).verdicts
    assert [(finding.rule, finding.cell) for finding in verdict.findings] == [("hidden", f"demand!A{FIRST}")]
    assert verdict.status == UNCHANGED


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda book: book.remove(book["norms"]), "missing-sheet"),
        (lambda book: setattr(book["norms"], "title", "normes"), "missing-sheet"),
        (lambda book: book["demand"].delete_rows(FIRST - 1), "missing-column"),
        (lambda book: book["demand"].delete_cols(4), "missing-column"),
        (lambda book: book.remove(book["cover"]), "not-a-demand-sheet"),
        (lambda book: book["demand"].merge_cells(f"A{FIRST}:A{FIRST + 1}"), "merged-cells"),
        (lambda book: book["demand"].__setitem__(f"H{FIRST - 1}", "quantity"), "duplicate-column"),
        (lambda book: book.create_sheet("Demand "), "duplicate-sheet"),
    ],
)
def test_broken_layouts_are_told(case_file, sheet, change, rule):
    """Sheets gone or renamed, keys gone or doubled, cells merged, no cover."""
    path = sheet("NLD")
    book = load_workbook(path)
    change(book)
    book.save(path)
    (verdict,) = collect(read_base(case_file), [path], NOW).verdicts
    assert rule in [finding.rule for finding in verdict.findings]
    assert verdict.status == REJECTED


def test_columns_and_rows_may_move(case_file, sheet):
    """Columns are found by their keys, and rows inserted above the table do no harm."""
    path = sheet("NLD", NEW_LINE)
    book = load_workbook(path)
    book["demand"].insert_rows(2, 3)
    book["stock"].move_range(f"C{FIRST - 1}:C{FIRST}", cols=5)
    book.save(path)
    (verdict,) = collect(read_base(case_file), [path], NOW).verdicts
    assert verdict.findings == []
    assert [change.line for change in verdict.changes] == [
        "demand NLD-1: new, item 155HE, need_by 2028-01-31, quantity 500"
    ]
