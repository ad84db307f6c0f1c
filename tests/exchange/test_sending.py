"""What collecting writes: sheets to send back, the merged case, and what the command tells."""

from __future__ import annotations

import json
from datetime import date

import pytest
from helpers.sheets import FIRST, NEW_LINE, everything_in, exchange_rows, fill, sheet_for, write_exchange_case
from openpyxl import load_workbook

from pooling.case.findings import RULES
from pooling.case.reader import load, read_rows
from pooling.exchange.collect import MERGED, SUPERSEDED, collect
from pooling.exchange.sending import to_send_back, write_annotations, write_case
from pooling.exchange.template import read_base
from pooling.exchange.words import phrases

NOW = "2026-11-23T12:00:00+00:00"


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


@pytest.mark.parametrize("language", ["nl", "de", "fr"])
def test_a_copy_speaks_its_partners_language(pooling, case_file, tmp_path, language):
    """Each message and column by its name in that language; whom to send it back to is kept; cells are linked."""
    words = phrases(language)
    wrong = {f"demand!B{FIRST}": "155HF", f"demand!D{FIRST}": "31.12.2027", f"stock!C{FIRST}": -1}
    path = sheet_for(case_file, "NLD", tmp_path / "s", wrong, language=language, return_to="the pool, pool@x.org")
    assert pooling("collect", case_file, path, "--annotate", "back").code == 2
    (copy,) = (tmp_path / "back").iterdir()
    book = load_workbook(copy)
    told = [[cell.value for cell in row] for row in book["corrections"].iter_rows(min_row=5)]
    label = {"demand!B": "item", "demand!D": "demand.need_by", "stock!C": "stock.quantity"}
    for sheet, cell, _, message, advice in told:
        column = words["columns"][label[f"{sheet}!{cell[0]}"]][0]
        rule = {"item": "unknown-code", "demand.need_by": "date-format", "stock.quantity": "negative"}
        meant = words["rules"][rule[label[f"{sheet}!{cell[0]}"]]]
        assert (message, advice) == (meant[0].replace("{column}", f"« {column} »"), meant[1])
    assert len(told) == 3
    assert "pool@x.org" in everything_in(copy)
    assert book["corrections"]["B5"].hyperlink.location == f"'{told[0][0]}'!{told[0][1]}"


def test_every_language_knows_the_same_rules():
    """A rule is told in all languages but English, which tells more by itself, or in none."""
    known = [set(phrases(language)["rules"]) for language in ("nl", "de", "fr")]
    assert known[0] == known[1] == known[2]
    assert known[0] <= set(RULES)
