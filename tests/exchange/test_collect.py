"""Collecting: everything checked, every fault told, merged whole or not at all, the same however often."""

from __future__ import annotations

import json
from datetime import date
from itertools import count

import pytest
from corpus.hostile import edited
from helpers.sheets import FIRST, exchange_rows, facts_on, fill, sheet_for, untouched, write_exchange_case
from openpyxl import load_workbook

from pooling.case import findings as catalogue
from pooling.case.reader import load, read_rows
from pooling.exchange import collect as collecting
from pooling.exchange.collect import MERGED, REJECTED, SUPERSEDED, UNCHANGED, collect
from pooling.exchange.provenance import read_log
from pooling.exchange.sending import to_send_back, write_annotations, write_case
from pooling.exchange.template import read_base

NOW = "2026-11-23T12:00:00+00:00"
NEW_LINE = {f"demand!A{FIRST + 2}": "NLD-1", f"demand!B{FIRST + 2}": "155HE", f"demand!E{FIRST + 2}": 500}
NEW_LINE |= {f"demand!D{FIRST + 2}": date(2028, 1, 31)}

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
    "newer-form": {"cover!schema": 2},
}
"""A rule, and a cell that breaks it."""


def places(finding):
    return finding.file, finding.cell


@pytest.fixture
def sheet(tmp_path):
    """Makes a sheet of a partner with cells filled in, each in a folder of its own."""
    numbers = count(1)

    def make(partner="NLD", entries=None, revision=1):
        number = next(numbers)
        changed = {"cover!revision": revision} if revision != 1 else {}
        return untouched(tmp_path / f"s{number}" / f"{partner}-s{number}.xlsx", partner, (entries or {}) | changed)

    return make


def test_an_untouched_sheet_changes_nothing(case_file, sheet):
    """Template, collect: the case as it was, and a line in the log."""
    base = read_base(case_file)
    collected = collect(base, [sheet("NLD"), sheet("NOR"), sheet("DNK")], NOW)
    assert [verdict.status for verdict in collected.verdicts] == [UNCHANGED] * 3
    assert [verdict.findings for verdict in collected.verdicts] == [[]] * 3
    assert [[row.values for row in collected.case[name]] for name in base.tables] == [
        [row.values for row in base[name]] for name in base.tables
    ]
    assert [(entry.partner, entry.rows) for entry in collected.log] == [("NLD", 8), ("NOR", 2), ("DNK", 1)]


def test_a_partners_rows_take_the_place_of_its_own_and_no_others(case_file, sheet, tmp_path):
    """New and changed rows stand where the partner's first row stood; everybody else's rows are as they were."""
    path = sheet("NLD", NEW_LINE | {f"stock!C{FIRST}": 650})
    collected = collect(read_base(case_file), [path], NOW)
    write_case(tmp_path / "case2.xlsx", collected, False)
    merged = load(tmp_path / "case2.xlsx")
    assert [finding.message for finding in merged.findings] == [f.message for f in load(case_file).findings]
    assert [row.line for row in merged.case.demand] == ["D1", "D3", "NLD-1", "D2", "D4", "D5"]
    assert [(row.partner, row.quantity) for row in merged.case.stock] == [("NLD", 650)]
    assert merged.case.demand[-1].purpose == "norm"
    before = load(case_file).case
    assert merged.case.frameworks == before.frameworks
    assert merged.case.budgets == before.budgets
    assert merged.case.settings == before.settings


def test_what_changes_is_shown_line_by_line(case_file, sheet):
    """Old and new value, rows that are new, rows that are gone."""
    path = sheet("NLD", NEW_LINE | {f"stock!C{FIRST}": 650, **{f"usage!{c}{FIRST}": None for c in "ACDE"}})
    (verdict,) = collect(read_base(case_file), [path], NOW).verdicts
    assert [change.line for change in verdict.changes] == [
        "demand NLD-1: new, item 155HE, need_by 2028-01-31, quantity 500",
        "stock 155HE: quantity 700 -> 650",
        "usage 155HE 2027: gone, quantity 100",
    ]


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


def test_nothing_is_merged_unless_all_are_clean_or_it_is_asked_for(case_file, sheet, tmp_path):
    """--accept-clean merges the others and reports the rest."""
    paths = [sheet("NLD", NEW_LINE), sheet("NOR", {f"demand!E{FIRST}": -1})]
    base = read_base(case_file)
    assert collect(base, paths, NOW).case is None
    collected = collect(base, paths, NOW, accept_clean=True)
    assert [verdict.status for verdict in collected.verdicts] == [MERGED, REJECTED]
    assert [entry.partner for entry in collected.log] == ["NLD"]
    assert [row["line"] for row in collected.case["demand"]] == ["D1", "D3", "NLD-1", "D2", "D4", "D5"]


def test_merging_again_gives_the_same_case(case_file, sheet, tmp_path):
    """Byte by byte, whatever the order of the sheets, and a later time is not logged."""
    paths = [sheet("NLD", NEW_LINE), sheet("NOR", {f"demand!E{FIRST}": 2100}), sheet("DNK")]
    write_case(tmp_path / "one.xlsx", collect(read_base(case_file), paths, NOW), False)
    write_case(tmp_path / "two.xlsx", collect(read_base(tmp_path / "one.xlsx"), paths[::-1], "later"), False)
    write_case(tmp_path / "three.xlsx", collect(read_base(case_file), paths[::-1], NOW), False)
    one = (tmp_path / "one.xlsx").read_bytes()
    assert one == (tmp_path / "two.xlsx").read_bytes()
    assert one == (tmp_path / "three.xlsx").read_bytes()


def test_log_says_where_rows_came_from(case_file, sheet, tmp_path):
    """Time, file, hash, partner, issue, revision, rows; the next sheet's revision and issue count on."""
    path = sheet("NLD", NEW_LINE, revision=3)
    collected = collect(read_base(case_file), [path], NOW)
    write_case(tmp_path / "case2.xlsx", collected, False)
    (entry,) = read_log(read_rows(tmp_path / "case2.xlsx"))
    assert entry == collected.log[0]
    assert (entry.time, entry.file, entry.partner, entry.revision, entry.rows) == (NOW, path.name, "NLD", 3, 9)
    assert len(entry.sha256) == 64
    facts = facts_on(sheet_for(tmp_path / "case2.xlsx", "NLD", tmp_path))
    assert (facts["issue"], facts["revision"]) == (2, 4)


def test_higher_revision_wins_and_is_compared_with_the_lower(case_file, sheet):
    """The first submission is superseded, with whatever was wrong in it; the second shows what it changes."""
    first = sheet("NLD", NEW_LINE)
    second = sheet("NLD", NEW_LINE | {f"demand!E{FIRST + 2}": 800}, revision=2)
    wrong = sheet("NOR", {f"demand!E{FIRST}": -1})
    right = sheet("NOR", {f"demand!E{FIRST}": 1}, revision=2)
    collected = collect(read_base(case_file), [second, first, wrong, right], NOW)
    statuses = [verdict.status for verdict in collected.verdicts]
    assert statuses == [MERGED, SUPERSEDED, SUPERSEDED, MERGED]
    assert [change.line for change in collected.verdicts[0].changes] == ["demand NLD-1: quantity 500 -> 800"]
    assert [finding.rule for finding in collected.verdicts[1].findings] == ["superseded"]
    assert collected.is_clean


def test_equal_revisions_must_be_equal(case_file, sheet):
    """Different content under one revision is an error of both; the same content is one sheet."""
    one, other = sheet("NLD", NEW_LINE), sheet("NLD")
    collected = collect(read_base(case_file), [one, other], NOW)
    assert [[f.rule for f in verdict.findings] for verdict in collected.verdicts] == [["same-revision"]] * 2
    assert collected.case is None
    same = collect(read_base(case_file), [one, sheet("NLD", NEW_LINE)], NOW)
    assert sorted(verdict.status for verdict in same.verdicts) == [MERGED, SUPERSEDED]


def test_what_is_merged_already_is_not_undone(case_file, sheet, tmp_path):
    """A lower revision than the log's is left out; its own revision with other content is an error."""
    write_case(tmp_path / "c2.xlsx", collect(read_base(case_file), [sheet("NLD", NEW_LINE, revision=2)], NOW), False)
    base = read_base(tmp_path / "c2.xlsx")
    (older,) = collect(base, [sheet("NLD")], NOW).verdicts
    assert older.status == SUPERSEDED
    (other,) = collect(base, [sheet("NLD", revision=2)], NOW).verdicts
    assert [finding.rule for finding in other.findings] == ["same-revision"]
    newer = collect(base, [sheet("NLD", revision=3)], NOW)
    assert [row["line"] for row in newer.case["demand"]][:2] == ["D1", "D3"]
    assert [entry.revision for entry in newer.log] == [2, 3]


def test_codes_must_be_unique_in_the_whole_case(case_file, sheet):
    """Two partners may not use one line code; the planners see whose, the partners do not."""
    path = sheet("NLD", NEW_LINE | {f"demand!A{FIRST + 2}": "D5"})
    collected = collect(read_base(case_file), [path, sheet("DNK")], NOW)
    rejected = [verdict for verdict in collected.verdicts if verdict.status == REJECTED]
    assert collected.case is None
    (finding,) = rejected[0].findings
    assert finding.rule == "duplicate-key"
    (told,) = rejected[0].for_partner
    assert "DNK" not in told.line.replace(told.file, "")
    assert told.cell == f"demand!A{FIRST + 2}"
    assert "s2" not in told.line.replace(told.file, "")
    alone = collect(read_base(case_file), [path], NOW, accept_clean=True)
    assert [verdict.status for verdict in alone.verdicts] == [REJECTED]


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


def test_annotated_sheet_marks_every_fault_and_can_be_sent_again(case_file, sheet, tmp_path):
    """Red cells with notes, a page of corrections, what was right kept, revision raised; corrected, it is merged."""
    wrong = NEW_LINE | {f"demand!E{FIRST}": -4, f"orders!E{FIRST}": None, f"stock!C{FIRST}": "#REF!"}
    path = sheet("NLD", wrong)
    base = read_base(case_file)
    collected = collect(base, [path], NOW)
    back = to_send_back(collected, tmp_path / "back")
    write_annotations(back, base, False)
    ((copy, _),) = back
    assert copy.name == f"{path.stem}-to-correct.xlsx"
    book = load_workbook(copy)
    red = {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert red.keys() == {f"demand!E{FIRST}", f"orders!E{FIRST}", f"stock!C{FIRST}"}
    assert "below 0" in red[f"demand!E{FIRST}"]
    assert book["demand"][f"E{FIRST}"].fill.fgColor.rgb == "FFF8B4AE"
    assert book["demand"][f"A{FIRST + 2}"].value == "NLD-1"
    listed = {f"{row[0].value}!{row[1].value}" for row in book["corrections"].iter_rows(min_row=5)}
    assert listed == red.keys()
    fill(copy, {f"demand!E{FIRST}": 4000, f"orders!E{FIRST}": 2, f"stock!C{FIRST}": 700})
    both = collect(base, [path, copy], NOW)
    assert [verdict.status for verdict in both.verdicts] == [SUPERSEDED, MERGED]
    assert both.is_clean


def test_a_sheet_of_unknown_origin_is_not_sent_back(case_file, sheet, tmp_path):
    """If the cover was changed, nobody can say to whom it may go."""
    path = sheet("NLD", {"cover!partner": "NOR"})
    assert to_send_back(collect(read_base(case_file), [path], NOW), tmp_path) == []


def test_what_planners_added_stays(tmp_path):
    """Comments, columns and sheets that no case has survive; a planner's column stays with its row."""
    path = write_exchange_case(tmp_path / "case.xlsx")
    book = load_workbook(path)
    demand = book["demand"]
    demand["H1"], demand["H2"], demand["H3"] = "checked by", "Ann", "Bob"
    demand.insert_rows(3)
    demand["A3"] = "# from here on other nations"
    book.create_sheet("minutes").append(["agreed", 1, date(2026, 5, 1)])
    book.save(path)
    base = read_base(path)
    sheet = sheet_for(path, "NLD", tmp_path / "s", NEW_LINE)
    collected = collect(base, [sheet], NOW)
    write_case(tmp_path / "case2.xlsx", collected, False)
    rows = read_rows(tmp_path / "case2.xlsx")
    assert rows.others["minutes"][0][:2] == ("agreed", 1)
    assert [row.extra.get("checked by") for row in rows["demand"]][:3] == ["Ann", None, None]
    assert rows["demand"][3].extra == {"checked by": "Bob"}
    assert any("other nations" in str(cells) for _, cells in rows.tables["demand"].comments)


def test_command_tells_merges_and_writes(pooling, case_file, sheet, tmp_path):
    """Verdicts and changes on stdout, findings on stderr; 0 clean, 2 nothing written, 5 some left out."""
    good, bad = sheet("NLD", NEW_LINE), sheet("NOR", {f"demand!E{FIRST}": -1})
    shown = pooling("collect", case_file, good)
    assert shown.code == 0
    assert "demand NLD-1: new" in shown.out
    ended = pooling("collect", case_file, good, bad, "-o", "c2.xlsx", "--annotate", "back")
    assert ended.code == 2
    assert f"{bad.name} demand!E{FIRST}: quantity is below 0" in ended.err
    assert not (tmp_path / "c2.xlsx").exists()
    assert (tmp_path / "back" / f"{bad.stem}-to-correct.xlsx").exists()
    ended = pooling("collect", case_file, good, bad, "-o", "c2.xlsx", "--accept-clean", "--json")
    assert ended.code == 5
    data = json.loads(ended.out)
    assert [(row["partner"], row["status"]) for row in data["sheets"]] == [("NLD", "merged"), ("NOR", "rejected")]
    assert data["case"] == "c2.xlsx"
    assert load(tmp_path / "c2.xlsx").case
    assert pooling("collect", case_file, good, "-o", "c2.xlsx").code == 2
    assert pooling("collect", case_file, good, "-o", "c2.xlsx", "--force").code == 0


def test_command_unfolds_folders_and_passes_over_lock_files(pooling, case_file, sheet, tmp_path):
    """A folder stands for its workbooks; what Excel keeps beside an open one is none."""
    folder = sheet("NLD").parent
    (folder / "~$NLD.xlsx").write_bytes(b"lock")
    ended = pooling("collect", case_file, folder)
    assert (ended.code, ended.out.count("\n")) == (0, 1)
    (tmp_path / "empty").mkdir()
    assert pooling("collect", case_file, tmp_path / "empty").code == 2


def test_a_faulty_case_is_told_before_any_sheet(pooling, sheet, tmp_path):
    """Nothing can be merged into a case with errors."""
    rows = exchange_rows()
    rows["items"][0]["lot_size"] = -1
    ended = pooling("collect", write_exchange_case(tmp_path / "bad.xlsx", rows), sheet("NLD"), "--json")
    assert ended.code == 2
    assert json.loads(ended.out)["findings"][0]["rule"] == "negative"
