"""Extracts: what a partner learns of a result, and which totals are withheld."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import product

import pytest
from helpers.results import write_result
from openpyxl import load_workbook

from pooling.case.findings import CaseError
from pooling.exchange.extract import SENT_BEFORE, WITHHELD, extract, partners_in
from pooling.exchange.sent import REGISTER
from pooling.exchange.share import write_extracts
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
    paths = write_extracts(result, ["AAA"], tmp_path / "shared")
    book = load_workbook(paths[0])
    assert book.sheetnames[:3] == ["summary", "frameworks", "volumes"]
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
        (extract_file,) = write_extracts(path, ["AAA"], tmp_path / "shared", force=True)
        sheet = load_workbook(extract_file)["volumes"]
        shown.append(sheet.cell(2, 4).value)
        assert len((tmp_path / "shared" / REGISTER).read_text().splitlines()) == 2
    assert shown == [200, None, 200]
