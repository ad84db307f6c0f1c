"""Extracts: what a partner learns of a result, and which totals are withheld."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from itertools import product

import pytest
from helpers.results import write_result
from openpyxl import load_workbook

import pooling as pooling_from_python
from pooling.case.findings import CaseError
from pooling.case.kinds import kind_of
from pooling.case.schema import LANGUAGES
from pooling.exchange.audit import SENT_BEFORE, WITHHELD
from pooling.exchange.extract import extract, partners_in
from pooling.exchange.sent import REGISTER
from pooling.exchange.share import write_extracts
from pooling.exchange.speech import spoken
from pooling.output.excel import write_tables
from pooling.output.results import read_tables

PARTNERS = ("AAA", "BBB", "CCC", "DDD")


@pytest.fixture
def result(rich_case, rich_plan, tmp_path):
    return write_result(tmp_path / "plan.xlsx", rich_case, rich_plan)


@pytest.fixture
def tables(result):
    return read_tables(result)


def records(tables, partner, name):
    return next(table for table in extract(tables, partner).tables if table.name == name).records()


def test_partners_are_those_the_result_speaks_of(tables):
    """Everybody with a row of need, orders, payments or membership; the common purse is nobody."""
    assert partners_in(tables) == ["AAA", "BBB", "CCC", "DDD"]


def test_a_partner_gets_its_rows_and_no_others(tables):
    """Every row of the partner's in the result is there, and sums are those of its rows."""
    for partner in partners_in(tables):
        for name in ("call_offs", "orders", "attainment", "delays", "budgets", "certifications"):
            own = [row for row in tables[name].records() if row["partner"] == partner]
            assert len(records(tables, partner, name)) == len(own)
            for mine, row in zip(records(tables, partner, name), own, strict=True):
                assert mine.items() <= row.items()


def test_frameworks_with_totals_where_no_part_can_be_told(tables):
    """In F1 and F2 two partners pool: numbers of partners are told, totals and shares are not."""
    for partner, framework in (("AAA", "F1"), ("BBB", "F1"), ("CCC", "F2")):
        row = next(row for row in records(tables, partner, "frameworks") if row["framework"] == framework)
        assert row["partners"] == 2
        assert row["value_eur"] > 0
        assert (row["share_pct"], row["total_value_eur"], row["totals"]) == (None, None, WITHHELD)
        assert {(r["total_quantity"], r["totals"]) for r in records(tables, partner, "volumes")} == {(None, WITHHELD)}


def test_a_partner_not_in_a_framework_hears_nothing_of_it(tables):
    """CCC is in F2 only, DDD in none."""
    assert {row["framework"] for name in ("frameworks", "volumes") for row in records(tables, "CCC", name)} == {"F2"}
    assert records(tables, "DDD", "frameworks") == records(tables, "DDD", "volumes") == []


def pooled(tables, takers):
    """The result's tables with the framework F1 shared as `takers` says: partner to quantity of an item."""
    call_offs = tables["call_offs"]
    template = next(row for row in call_offs.rows if row[0] == "F1")
    rows = tuple(
        (template[0], f"L-{item}", partner, item, *template[4:7], quantity, 10.0, 10.0 * quantity, *template[10:])
        for (partner, item), quantity in takers.items()
        if quantity
    )
    partners = sorted({partner for partner, _ in takers})
    value = 10.0 * sum(takers.values())
    frame = next(row for row in tables["frameworks"].rows if row[0] == "F1")
    named = dict(zip((column.name for column in tables["frameworks"].columns), frame, strict=True))
    members = tuple(
        (
            "F1",
            p,
            named["signed"],
            named["first_delivery"],
            named["end"],
            10.0 * sum(q for (o, _), q in takers.items() if o == p),
            0.0,
            50.0,
            *[None] * 4,
        )
        for p in partners
    )
    return {
        **tables,
        "call_offs": replace(call_offs, rows=rows),
        "frameworks": replace(
            tables["frameworks"], rows=((*frame[:8], ", ".join(partners), "F1A", value, 0.0, 0.0, *frame[13:]),)
        ),
        "members": replace(tables["members"], rows=members),
    }


def test_four_partners_share_their_totals(tables):
    """With three others, none of them nearly all, total value, total volume and the own share are told."""
    shared = pooled(tables, {(p, "SHELL"): n for p, n in zip(PARTNERS, (100, 60, 40, 50), strict=True)})
    (framework,) = records(shared, "AAA", "frameworks")
    (volume,) = records(shared, "AAA", "volumes")
    assert (framework["partners"], framework["total_value_eur"], framework["totals"]) == (4, 2500, "")
    assert (volume["quantity"], volume["total_quantity"]) == (100, 250)


def test_two_of_three_would_know_the_third(tables):
    """So three partners get no total."""
    shared = pooled(tables, {("AAA", "SHELL"): 100, ("BBB", "SHELL"): 60, ("CCC", "SHELL"): 40})
    (framework,) = records(shared, "AAA", "frameworks")
    assert (framework["partners"], framework["total_value_eur"], framework["totals"]) == (3, None, WITHHELD)


def test_totals_of_two_plans_are_not_sent_to_one_partner(tables):
    """The difference would tell who changed by how much."""
    shared = pooled(tables, {(p, "SHELL"): 50 for p in ("AAA", "BBB", "CCC", "DDD")})
    again = {table.name: table.records() for table in extract(shared, "AAA", sent_before=["F1"]).tables}
    assert again["frameworks"][0]["total_value_eur"] is None
    assert [(row["total_quantity"], row["totals"]) for row in again["volumes"]] == [(None, SENT_BEFORE)]


def test_one_item_shared_by_two_withholds_the_frameworks_totals(tables):
    """Else the framework's total less the other items' would give it away."""
    takers = {(p, "SHELL"): 50 for p in ("AAA", "BBB", "CCC", "DDD")} | {("AAA", "MISSILE"): 3, ("BBB", "MISSILE"): 4}
    shared = pooled(tables, takers)
    (framework,) = records(shared, "AAA", "frameworks")
    assert framework["total_value_eur"] is None
    assert [row["total_quantity"] for row in records(shared, "AAA", "volumes")] == [None, None]


@pytest.mark.parametrize("quantities", list(product((0, 1, 30), repeat=3)))
def test_no_total_determines_what_another_takes(tables, quantities):
    """Whatever is told fits different quantities of each other partner: subtracting tells nobody's part."""
    takers = dict(zip(product(("AAA", "BBB", "CCC"), ("SHELL",)), quantities, strict=True))
    shared = pooled(tables, takers)
    for me, mine in zip(("AAA", "BBB", "CCC"), quantities, strict=True):
        for row in records(shared, me, "volumes"):
            if row["total_quantity"] is None:
                continue
            rest = row["total_quantity"] - mine
            others = [quantity for (code, _), quantity in takers.items() if code != me]
            assert rest not in others
            assert rest > 0


def test_workbook_holds_tables_and_charts_of_its_own(result, tmp_path):
    """A summary, tables, native charts that draw from the same file; the marking on every sheet; no formula."""
    paths = write_extracts(result, ["AAA"], tmp_path / "shared").paths
    book = load_workbook(paths[0])
    assert book.sheetnames[:4] == ["summary", "decisions", "frameworks", "volumes"]
    assert len(book["charts"]._charts) >= 3
    sources = defaultdict(set)
    for chart in book["charts"]._charts:
        for series in chart.series:
            sources[series.val.numRef.f.split("!")[0].strip("'")].add(series.val.numRef.f)
    assert set(sources) <= set(book.sheetnames)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_command_writes_one_file_a_partner(pooling, result, tmp_path):
    """Named after result and partner; nothing overwritten; a code the result does not know is answered."""
    ended = pooling("share", result, "--all")
    assert (ended.code, len(ended.out.split())) == (0, 4)
    assert (tmp_path / "shared" / "plan-AAA.xlsx").exists()
    assert pooling("share", result, "--all").code == 2
    assert pooling("share", result, "--partner", "AAA", "--force", "--json").code == 0
    ended = pooling("share", result, "--partner", "AAB")
    assert ended.code == 2
    assert "did you mean AAA?" in ended.err
    assert pooling("share", result).code == 2


def test_what_is_no_result_is_told(pooling, case_file):
    """A case is not a result: one clear line, exit code 2."""
    ended = pooling("share", case_file, "--all")
    assert ended.code == 2
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("code", ["../AAA", "a/b", "A\\B", "A:B", "A."])
def test_a_result_that_names_a_path_for_a_partner_is_refused(tables, tmp_path, code):
    """Nothing is written, in the folder or outside it."""
    changed = [
        replace(t, rows=tuple(tuple(code if cell == "AAA" else cell for cell in row) for row in t.rows))
        for t in tables.values()
    ]
    path = tmp_path / "in" / "plan.xlsx"
    write_tables(path, changed, title="x")
    with pytest.raises(CaseError) as told:
        write_extracts(path, [], tmp_path / "in" / "shared")
    assert {finding.rule for finding in told.value.findings} == {"bad-code"}
    assert [file.name for file in tmp_path.rglob("*.xlsx") if file.name != "plan.xlsx"] == []


def test_partners_of_one_file_name_are_told(tables, tmp_path):
    """On many systems aaa and AAA are one file."""
    changed = [
        replace(t, rows=tuple(tuple("aaa" if cell == "BBB" else cell for cell in row) for row in t.rows))
        for t in tables.values()
    ]
    path = tmp_path / "plan2.xlsx"
    write_tables(path, changed, title="x")
    with pytest.raises(CaseError, match="would take the file of"):
        write_extracts(path, [], tmp_path / "shared")


def test_what_went_out_is_registered(tables, tmp_path):
    """One line a partner and framework whose totals it was told; the same result adds none, another tells none."""
    shown = []
    for number in (50, 51, 50):
        path = tmp_path / f"plan-{number}.xlsx"
        write_tables(path, [*pooled(tables, {(p, "SHELL"): number for p in PARTNERS}).values()], title="x", force=True)
        (extract_file,) = write_extracts(path, ["AAA"], tmp_path / "shared", force=True).paths
        sheet = load_workbook(extract_file)["volumes"]
        shown.append(sheet.cell(2, 5).value)
        assert len((tmp_path / "shared" / REGISTER).read_text().splitlines()) == 2
    assert shown == [200, None, 200]


def told_in(path):
    """The sentences on the first sheet, by section."""
    sentences = defaultdict(list)
    for section, sentence, *_ in load_workbook(path).worksheets[0].iter_rows(min_row=6, values_only=True):
        sentences[section].append(sentence)
    return dict(sentences)


def test_an_extract_says_what_is_got_paid_and_decided_by_when(result, tmp_path):
    """By hand: 4 missiles from 2027 Q2 on, EUR 25,174 in 2027; F1 is signed in April 2027, O1 moved by 3 months."""
    write_extracts(result, [], tmp_path)
    told = told_in(tmp_path / "plan-AAA.xlsx")
    assert told["What you get"][0] == "Shell: 230 of 230 round; the first in 2027 Q2; all on time."
    assert told["What you pay"][0] == "You pay EUR 25,174 in all: 2027 EUR 25,174."
    assert told["What you decide"][:3] == [
        "Reserve EUR 25,174 in the budget of 2027.",
        "Agree before 1 February 2027 that order O1 (S1) comes 3 months later than planned; it costs EUR 90.",
        "Sign Shells together (F1) by 1 April 2027.",
    ]
    assert told["How well this is proven"][0].endswith("Nothing is proven for you alone.")
    other = told_in(tmp_path / "plan-CCC.xlsx")["What you decide"]
    assert "Begin certification of M1 (M1) by 1 April 2027; it costs EUR 70." in other


def test_who_gets_nothing_is_told_so(result, tmp_path):
    """DDD needs nothing, is in no framework and pays nothing: a sentence each, and no empty sheets but decisions."""
    write_extracts(result, ["DDD"], tmp_path)
    told = told_in(tmp_path / "plan-DDD.xlsx")
    assert told["What you get"] == [
        "You need nothing within the period of the plan.",
        "The plan calls nothing off from frameworks for you.",
    ]
    assert (told["What you pay"], told["What you decide"]) == (
        ["You pay nothing under this plan."],
        ["There is nothing for you to decide."],
    )


def test_gaps_are_those_of_the_plan_shown(tables):
    """What later stages gave up of an earlier objective counts; what is not known is not told as proven."""
    stages = tables["stages"]
    head = [column.name for column in stages.columns]
    row = dict(zip(head, stages.rows[0], strict=True))
    delay = dict(tables["summary"].rows)["mean_delay_months"]
    for bound, gap in ((delay, 0.0), (0.9 * delay, 10.0), (delay * (1 - 2e-8), 1e-4), (None, None)):
        changed = replace(stages, rows=(tuple((row | {"bound": bound})[name] for name in head),))
        summary = dict(extract(tables | {"stages": changed}, "AAA").tables[0].rows)
        assert summary["gap_mean_delay_pct"] == (None if gap is None else pytest.approx(gap, rel=0.02))


def keys_of(words):
    return {key: keys_of(part) for key, part in words.items()} if isinstance(words, dict) else type(words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_extract_speaks_one_language(result, tmp_path, language):
    """Sheets, columns and sentences are those of the language's table, which says what every other says; the kind of
    the workbook is known in each.
    """
    assert keys_of(spoken(language).words) == keys_of(spoken("en").words)
    (path, *_) = write_extracts(result, ["CCC"], tmp_path, language=language).paths
    book, words = load_workbook(path), spoken(language).words
    sheets = {name for name, _ in words["sheets"].values()} | {words["charts"][0], words["charts"][2]}
    assert set(book.sheetnames) <= sheets
    for name in book.sheetnames[1:-2]:
        assert {cell.value for cell in book[name][1]} <= set(words["columns"].values())
    assert set(told_in(path)) == set(words["sections"].values())
    assert kind_of(book.sheetnames) == "a partner's extract by pooling share"


def test_each_partner_gets_its_own_language(rich_case, rich_plan, tmp_path):
    """As the case says; one language for all where that is asked for."""
    partners = tuple(
        replace(partner, language=language) for partner, language in zip(rich_case.partners, LANGUAGES, strict=True)
    )
    path = write_result(tmp_path / "plan.xlsx", replace(rich_case, partners=partners), rich_plan)
    for asked, meant in ((None, LANGUAGES), ("fr", ["fr"] * 4)):
        written = write_extracts(path, [], tmp_path / "shared", language=asked, force=True).paths
        firsts = [load_workbook(file).sheetnames[0] for file in written]
        assert firsts == [spoken(language).words["sheets"]["summary"][0] for language in meant]


def test_totals_sent_before_are_told_in_one_line(pooling, tables, tmp_path):
    """A line a framework on stderr names whom another plan's totals went to."""
    for number in (50, 51):
        write_tables(
            tmp_path / f"{number}.xlsx", [*pooled(tables, {(p, "SHELL"): number for p in PARTNERS}).values()], title="x"
        )
    assert "warning" not in pooling("share", "50.xlsx", "--all").err
    lines = [line for line in pooling("share", "51.xlsx", "--all").err.splitlines() if line.startswith("warning")]
    assert len(lines) == 1
    assert "F1" in lines[0]
    assert "AAA, BBB, CCC, DDD" in lines[0]
    with pytest.warns(UserWarning, match="F1: totals of another plan were sent before to AAA, BBB, CCC, DDD"):
        pooling_from_python.share(tmp_path / "51.xlsx", tmp_path / "shared", force=True)


def test_nothing_but_results_on_stdout(result, tmp_path):
    """Programs read it; the audit's solver tells who it is unless it is kept from that."""
    command = [sys.executable, "-m", "pooling", "share", str(result), "--all", "-o", str(tmp_path / "out"), "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(ended.stdout)["command"] == "share"
