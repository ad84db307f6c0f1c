"""Sums of scenarios: which parts a name means, the order of their changes, and clashes between them."""

import pytest
from helpers.workbooks import tiny_rows, write_workbook

from pooling.case.reader import load
from pooling.case.sums import parts_of

KEYS = ("scenario", "sheet", "where", "column", "op", "value")


@pytest.fixture
def summed(tmp_path):
    """What loading the tiny case under a sum gives, with these changes of its scenarios."""

    def make(name, *changes):
        rows = tiny_rows()
        rows["scenarios"] = [{"scenario": scenario} for scenario in dict.fromkeys(change[0] for change in changes)]
        rows["changes"] = [dict(zip(KEYS, change, strict=True)) for change in changes]
        return load(write_workbook(tmp_path / "case.xlsx", rows), name)

    return make


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("base", ("base",)),
        ("a", ("a",)),
        ("a+b", ("a", "b")),
        ("b + a", ("b", "a")),
        ("base+a", ("a",)),
        ("base+base", ("base",)),
        ("a+base+b", ("a", "b")),
        ("c+d", ("c+d",)),
        ("a+c+d+b", ("a", "c+d", "b")),
        ("a+", ("a", "")),
        ("a+x", ("a", "x")),
    ],
)
def test_parts(name, parts):
    """In the order written; base adds nothing; a scenario whose own name holds a + stays whole."""
    assert parts_of(name, ("base", "a", "b", "c+d")) == parts


def test_changes_of_all_parts_in_the_order_written(summed):
    """Scaling, adding and inserting in two scenarios add up; the case says which scenarios it is of."""
    changes = (
        ("more", "demand", "line=D1", "quantity", "scale", "1.5"),
        ("more", "demand", "", "", "insert", "line=D9; partner=NLD; item=155HE; need_by=2028-01-01; quantity=10"),
        ("slow", "demand", "line=D1", "quantity", "scale", "2"),
        ("slow", "capacity", "*", "per_year", "scale", "0.5"),
    )
    for name in ("more+slow", "slow + more", "base+more+slow"):
        found = summed(name, *changes)
        assert found.case, found.findings
        assert found.findings == ()
        assert found.case.demand[0].quantity == 12000
        assert len(found.case.applied) == 4
        assert next(a.change.scenario for a in found.case.applied) == ("slow" if name.startswith("slow") else "more")
        assert found.case.scenario == "+".join(part.strip() for part in name.split("+") if part != "base")


CLASHES = {
    "set and set": (
        ("a", "demand", "line=D1", "quantity", "set", "100"),
        ("b", "demand", "partner=NLD", "quantity", "set", "200"),
        ("demand!E2", "4,000 becomes 100, then 200, the other way round 100"),
    ),
    "set and scale": (
        ("a", "demand", "line=D1", "quantity", "set", "100"),
        ("b", "demand", "line=D1", "quantity", "scale", "3"),
        ("demand!E2", "4,000 becomes 100, then 300, the other way round 100"),
    ),
    "add and scale": (
        ("a", "demand", "line=D1", "quantity", "add", "100"),
        ("b", "demand", "line=D1", "quantity", "scale", "3"),
        ("demand!E2", "the other way round 12,100"),
    ),
    "dates": (
        ("a", "demand", "line=D1", "need_by", "set", "2028-03-31"),
        ("b", "demand", "line=D1", "need_by", "shift_months", "6"),
        ("demand!D2", "2027-12-31 becomes 2028-03-31, then 2028-09-30, the other way round 2028-03-31"),
    ),
    "settings": (
        ("a", "settings", "key=end", "value", "shift_months", "12"),
        ("b", "settings", "key=end", "value", "set", "2030-12-31"),
        ("settings!B", "then 2030-12-31, the other way round 2031-12-31"),
    ),
    "changed and removed": (
        ("a", "demand", "line=D1", "quantity", "scale", "3"),
        ("b", "demand", "line=D1", "", "remove", ""),
        ("demand", "b removes it"),
    ),
    "removed and changed": (
        ("a", "demand", "line=D1", "", "remove", ""),
        ("b", "demand", "line=D1", "quantity", "scale", "3"),
        ("row 2 of demand", "it stays removed"),
    ),
    "inserted and changed": (
        ("a", "demand", "", "", "insert", "line=D9; partner=NLD; item=155HE; need_by=2028-01-01; quantity=10"),
        ("b", "demand", "partner=NLD", "quantity", "scale", "2"),
        ("a new row", "a inserts it"),
    ),
}


@pytest.mark.parametrize(("first", "second", "said"), CLASHES.values(), ids=CLASHES)
def test_where_the_order_matters_is_said_in_one_line(summed, first, second, said):
    """A warning that names both changes, the cell and what comes of either order; the later part counts last."""
    found = summed("a+b", first, second)
    assert found.case, found.findings
    (warning,) = found.findings
    assert (warning.severity, warning.rule, warning.sheet) == ("warning", "clash", "changes")
    assert warning.cell in ("changes!F3", "changes!C3")
    assert "by a (changes!" in warning.message
    assert "then by b" in warning.message
    assert "b+a is the other order" in warning.advice
    for words in said:
        assert words in warning.message


def test_changes_that_agree_are_no_clash(summed):
    """The same value set twice, the same rows removed, the same row inserted: once is enough."""
    insert = ("demand", "", "", "insert", "line=D9; partner=NOR; item=155HE; need_by=2028-01-01; quantity=10")
    found = summed(
        "a+b",
        ("a", "demand", "line=D1", "quantity", "set", "100"),
        ("b", "demand", "partner=NLD", "quantity", "set", "100"),
        ("a", "demand", "line=D2", "", "remove", ""),
        ("b", "demand", "line=D2", "", "remove", ""),
        ("a", *insert),
        ("b", *insert),
    )
    assert found.findings == ()
    assert found.case
    assert [row.line for row in found.case.demand].count("D9") == 1
    assert "D2" not in [row.line for row in found.case.demand]


def test_many_cells_of_two_changes_are_one_line(summed):
    """With how many more there are."""
    found = summed(
        "a+b",
        ("a", "demand", "*", "quantity", "set", "100"),
        ("b", "demand", "*", "quantity", "scale", "2"),
    )
    (warning,) = found.findings
    assert f"as {len(tiny_rows()['demand']) - 1} more" in warning.message


def test_a_scenario_alone_never_clashes_with_itself(summed):
    """Its changes follow one another on purpose."""
    changes = (("a", "demand", "*", "quantity", "set", "100"), ("a", "demand", "*", "quantity", "scale", "2"))
    assert summed("a", *changes).findings == ()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("a+x", "x", "no such scenario"),
        ("a+a", "a", "names the scenario twice"),
        ("a+", "a+", "no scenario before or after a +"),
        ("+a", "+a", "no scenario before or after a +"),
    ],
)
def test_a_sum_that_cannot_be(summed, name, value, words):
    """One line with the part meant."""
    found = summed(name, ("a", "demand", "*", "quantity", "set", "100"))
    assert found.case is None
    (error,) = found.findings
    assert (error.rule, error.value) == ("unknown-scenario", value)
    assert words in error.message


def test_rows_of_one_key_inserted_twice_are_told_with_both_cells(summed):
    """They differ: neither wins by itself."""
    found = summed(
        "a+b",
        ("a", "budgets", "", "", "insert", "partner=NLD; year=2027; amount=10"),
        ("b", "budgets", "", "", "insert", "partner=NLD; year=2027; amount=20"),
    )
    (error,) = [finding for finding in found.findings if finding.severity == "error"]
    assert error.rule == "duplicate-key"
    assert {"changes!F2", "changes!F3"} <= {error.cell, *error.message.replace(",", " ").split()}
