"""Collecting: merged whole or not at all, the same however often, the highest revision of each partner."""

from __future__ import annotations

import json

from helpers.sheets import FIRST, NEW_LINE, facts_on, sheet_for

from pooling.case.reader import load, read_rows
from pooling.exchange.collect import MERGED, REJECTED, SUPERSEDED, UNCHANGED, collect
from pooling.exchange.provenance import read_log
from pooling.exchange.sending import write_case
from pooling.exchange.template import read_base

NOW = "2026-11-23T12:00:00+00:00"


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


def test_who_has_not_answered_and_what_was_not_read_are_told(pooling, case_file, sheet):
    """In words and as data; without -o a sheet would be merged, no more."""
    path = sheet("NLD", NEW_LINE)
    (path.parent / "NOR.ods").write_bytes(b"PK")
    ended = pooling("collect", case_file, path.parent)
    assert "would be merged" in ended.out
    assert "no sheet yet from: NOR, DNK" in ended.err
    assert "NOR.ods: not read" in ended.err
    document = json.loads(pooling("collect", case_file, path.parent, "--json").out)
    assert (document["unanswered"], document["unread"]) == (["NOR", "DNK"], ["NOR.ods"])
    assert "rows: merged" in pooling("collect", case_file, path, "-o", "merged.xlsx").out
