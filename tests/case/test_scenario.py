"""Scenarios: what each operation does to rows, and how a change that cannot be applied is reported."""

from datetime import date

import pytest
from helpers.workbooks import tiny_rows, write_workbook

from pooling.case.reader import load, loaded, read_rows


@pytest.fixture
def with_changes(tmp_path):
    """Make a workbook of the tiny case with one scenario `s` of the given changes."""

    def make(*changes, also=()):
        rows = tiny_rows()
        rows["scenarios"] = [{"scenario": "s", "description": "what if"}, *also]
        keys = ("scenario", "sheet", "where", "column", "op", "value")
        rows["changes"] = [dict(zip(keys, ("s", *change), strict=True)) for change in changes]
        return write_workbook(tmp_path / "case.xlsx", rows)

    return make


def test_base_is_the_case_without_changes(with_changes):
    """Changes are not applied unless their scenario is asked for."""
    path = with_changes(("demand", "*", "quantity", "scale", 2))
    case = load(path).case
    assert (case.scenario, case.applied, case.demand[0].quantity) == ("base", (), 4000)
    assert [(row.scenario, row.description) for row in load(path).scenarios] == [("s", "what if")]


def test_operations_in_order(with_changes):
    """set, add, scale, shift_months, remove and insert work on rows, in the order of the sheet."""
    path = with_changes(
        ("demand", "partner=NLD; item=155HE", "quantity", "set", 5000),
        ("demand", "partner=NLD|NOR; item=155HE", "quantity", "add", "-1000"),
        ("demand", "line=D1", "quantity", "scale", 1.125),
        ("demand", "line=D2", "need_by", "shift_months", -12),
        ("demand", "line=D3", "", "remove", ""),
        ("budgets", "", "", "insert", "partner=COMMON; year=2027; amount=1500000.5"),
        ("settings", "key=end", "value", "set", "2029-12-31"),
        ("settings", "key=end", "value", "shift_months", 12),
    )
    case = load(path, "s").case
    assert [(row.line, row.quantity, row.need_by) for row in case.demand] == [
        ("D1", 4500, date(2027, 12, 31)),
        ("D2", 1000, date(2027, 6, 30)),
        ("D4", 4, date(2028, 9, 30)),
    ]
    assert [(row.partner, row.year, row.amount) for row in case.budgets] == [("COMMON", 2027, 1500000.5)]
    assert case.settings.end == date(2030, 12, 31)
    assert [applied.rows for applied in case.applied] == [1, 2, 1, 1, 1, 1, 1, 1]
    assert case.applied[0].change.where == "partner=NLD; item=155HE"
    assert [row.value for row in case.changes[:3]] == ["5000", "-1000", "1.125"]
    assert case.scenario == "s"


def test_blank_window_of_an_order_opens_from_its_planned_date(tmp_path):
    """Where earliest is blank, shifting it starts from planned."""
    rows = tiny_rows()
    for column in ("earliest", "latest"):
        del rows["orders"][0][column]
    rows["scenarios"] = [{"scenario": "s"}]
    rows["changes"] = [
        {"scenario": "s", "sheet": "orders", "where": "*", "column": "latest", "op": "shift_months", "value": 6}
    ]
    (order,) = load(write_workbook(tmp_path / "case.xlsx", rows), "s").case.orders
    assert (order.earliest, order.latest) == (date(2027, 5, 1), date(2027, 11, 1))


def test_years_shift_by_whole_years(tmp_path):
    """A year column moves by twelve months; six months are an error."""
    rows = tiny_rows()
    rows["budgets"] = [{"partner": "NLD", "year": 2028, "amount": 1}]
    rows["scenarios"] = [{"scenario": "s"}, {"scenario": "t"}]
    rows["changes"] = [
        {
            "scenario": name,
            "sheet": "budgets",
            "where": "year=2028",
            "column": "year",
            "op": "shift_months",
            "value": months,
        }
        for name, months in (("s", -12), ("t", 6))
    ]
    path = write_workbook(tmp_path / "case.xlsx", rows)
    assert load(path, "s").case.budgets[0].year == 2027
    assert [finding.cell for finding in load(path, "t").findings if finding.severity == "error"] == ["changes!E3"]


def test_applying_a_scenario_leaves_the_rows_alone(with_changes):
    """One reading serves any number of scenarios."""
    rows = read_rows(with_changes(("demand", "*", "quantity", "scale", 2)))
    assert loaded(rows, "s").case.demand[0].quantity == 8000
    assert loaded(rows).case.demand[0].quantity == 4000


SELECTIONS = [
    ("partner=nld", "D1 D3"),
    ("partner=nld|NOR; item=pac3", "D3 D4"),
    ("partner!=NLD", "D2 D4"),
    ("quantity>8", "D1 D2"),
    ("quantity >= 8", "D1 D2 D3"),
    ("quantity<8", "D4"),
    ("quantity<=8; quantity!=4", "D3"),
    ("quantity=4..8", "D3 D4"),
    ("quantity=2000..|4", "D1 D2 D4"),
    ("need_by>2028-03-31", "D2 D4"),
    ("need_by=2028-01-01..2028-06-30", "D2 D3"),
    ("need_by=..2027-12-31", "D1"),
    ("quantity!=4..8", "D1 D2"),
    ("need_by<2028-04-01; item!=155he", "D3"),
]


@pytest.mark.parametrize(("where", "lines"), SELECTIONS)
def test_where_selects_by_value_range_and_comparison(with_changes, where, lines):
    """Numbers and dates can be compared; letters match in either case."""
    result = load(with_changes(("demand", where, "quantity", "add", 1_000_000)), "s")
    assert result.findings == ()
    assert " ".join(row.line for row in result.case.demand if row.quantity > 1e6) == lines
    assert result.case.applied[0].rows == len(lines.split())


def test_a_code_that_is_exactly_meant_is_the_only_one(tmp_path):
    """Codes that differ in case only are still told apart."""
    rows = tiny_rows()
    rows["demand"][1]["line"] = "d1"
    rows["scenarios"] = [{"scenario": "s"}]
    rows["changes"] = [{"scenario": "s", "sheet": "demand", "where": "line=d1", "op": "remove"}]
    case = load(write_workbook(tmp_path / "case.xlsx", rows), "s").case
    assert [row.line for row in case.demand] == ["D1", "D3", "D4"]


def test_a_value_that_selects_nothing_beside_others_is_told(with_changes):
    """The change is applied, and the value that no row has is named with the one that it resembles."""
    result = load(with_changes(("demand", "partner=NLD|NRO", "quantity", "scale", 2)), "s")
    (finding,) = result.findings
    assert (finding.severity, finding.rule, finding.cell, finding.value) == ("warning", "change", "changes!C2", "NRO")
    assert finding.advice == "did you mean NOR?"


def test_a_change_counts_the_rows_that_it_changes(with_changes):
    """Not those that were so before."""
    case = load(with_changes(("demand", "*", "quantity", "set", 8)), "s").case
    assert case.applied[0].rows == 3


ERRORS = [
    (("frameworks", "*", "max_partners", "scale", 2), "changes!F2", "use set"),
    (("demand", "line=D1", "quantity", "set", 4000), "changes!F2", "delete the change"),
    (("demand", "line=D1", "quantity", "add", 0), "changes!F2", "delete the change"),
    (("items", "*", "max_non_eu_pct", "set", 100), "changes!F2", "delete the change"),
    (("demand", "*", "need_by", "shift_months", 0), "changes!F2", "delete the change"),
    (("demand", "partner=NRO", "quantity", "set", 1), "changes!C2", "did you mean NOR?"),
    (("demand", "partner>NLD", "quantity", "set", 1), "changes!C2", "use = or !="),
    (("demand", "quantity>", "quantity", "set", 1), "changes!C2", "quantity>value"),
    (("demand", "quantity=8..4", "quantity", "set", 1), "changes!C2", "smaller value first"),
    (("demand", "quantity>many", "quantity", "set", 1), "changes!C2", "give a number"),
    (("demnd", "*", "quantity", "set", 1), "changes!B2", "did you mean demand?"),
    (("scenarios", "*", "description", "set", 1), "changes!B2", "give one of"),
    (("demand", "item=XYZ", "quantity", "set", 1), "changes!C2", "demand"),
    (("demand", "itm=155HE", "quantity", "set", 1), "changes!C2", "did you mean item?"),
    (("demand", "155HE", "quantity", "set", 1), "changes!C2", "column=value"),
    (("demand", "", "quantity", "set", 1), "changes!C2", "* for every row"),
    (("demand", "quantity=many", "quantity", "set", 1), "changes!C2", "give a number"),
    (("demand", "*", "quantty", "set", 1), "changes!D2", "did you mean quantity?"),
    (("demand", "*", "", "set", 1), "changes!D2", "give one of"),
    (("demand", "*", "quantity", "set", "many"), "changes!F2", "give a number"),
    (("demand", "*", "quantity", "set", -1), "changes!F2", "at least 0"),
    (("demand", "*", "quantity", "set", ""), "changes!F2", "give a value"),
    (("demand", "*", "quantity", "add", ""), "changes!F2", "give a number"),
    (("demand", "*", "quantity", "add", -5000), "changes!F2", "at least 0"),
    (("demand", "*", "item", "scale", 2), "changes!E2", "use set"),
    (("demand", "*", "quantity", "shift_months", 2), "changes!E2", "column of dates"),
    (("demand", "*", "need_by", "shift_months", 1.5), "changes!F2", "whole number"),
    (("demand", "*", "need_by", "set", "01.04.2027"), "changes!F2", "2027-04-01"),
    (("demand", "", "", "insert", "line=D9; partner=NLD"), "changes!F2", "every required column"),
    (("demand", "", "", "insert", "line=D9; colour=red"), "changes!F2", "give one of"),
    (("demand", "", "", "insert", "nothing"), "changes!F2", "column=value"),
    (("settings", "", "", "insert", "key=speed; value=1"), "changes!F2", "give one of"),
]


@pytest.mark.parametrize(("change", "cell", "advice"), ERRORS)
def test_a_change_that_cannot_be_applied_names_its_row(with_changes, change, cell, advice):
    """The cell of `changes` at fault is named, with advice; the base case stays usable."""
    path = with_changes(change)
    result = load(path, "s")
    assert result.case is None
    assert [(finding.rule, finding.cell) for finding in result.findings] == [("change", cell)], result.findings
    assert advice in result.findings[0].advice
    assert load(path).case is not None


def test_wrong_operation_is_found_when_reading(with_changes):
    """An operation that does not exist is a wrong choice, found without applying."""
    (finding,) = load(with_changes(("demand", "*", "quantity", "sett", 1))).findings
    assert (finding.rule, finding.cell, "did you mean set?" in finding.advice) == ("not-a-choice", "changes!E2", True)


def test_checks_run_on_the_changed_rows(with_changes):
    """What a change makes wrong is reported at the change, not at the innocent cell."""
    result = load(with_changes(("lots", "lot=L1", "min_quantity", "set", 20000)), "s")
    assert [(finding.rule, finding.cell) for finding in result.findings] == [("min-above-max", "changes!F2")]


def test_inserted_rows_are_checked_too(with_changes):
    """An inserted row with an unknown code is reported at the change."""
    change = ("demand", "", "", "insert", "line=D9; partner=NLD; item=NONE; need_by=2027-04-01; quantity=5")
    result = load(with_changes(change), "s")
    assert [(finding.rule, finding.cell) for finding in result.findings if finding.severity == "error"] == [
        ("unknown-code", "changes!F2")
    ]


def test_a_change_can_mend_an_unreadable_cell(with_changes, tmp_path):
    """Setting a column that the base holds wrongly does not hide the base's own error."""
    rows = tiny_rows()
    rows["demand"][0]["quantity"] = "many"
    rows["scenarios"] = [{"scenario": "s"}]
    rows["changes"] = [
        {"scenario": "s", "sheet": "demand", "where": "*", "column": "quantity", "op": "set", "value": 7}
    ]
    path = write_workbook(tmp_path / "case.xlsx", rows)
    assert [finding.cell for finding in load(path, "s").findings] == ["demand!E2"]


def test_unknown_scenario(with_changes):
    """The closest name is suggested; what exists is listed otherwise."""
    path = with_changes(("demand", "*", "quantity", "scale", 2), also=({"scenario": "no-pooling"},))
    for name, advice in (("no-poling", "did you mean no-pooling?"), ("zzz", "base, s, no-pooling")):
        result = load(path, name)
        (finding,) = result.findings
        assert result.case is None
        assert (finding.rule, finding.sheet, finding.value) == ("unknown-scenario", "scenarios", name)
        assert advice in finding.advice


def test_base_takes_no_changes(with_changes):
    """Changes of a scenario named base are an error: base is the case as it stands."""
    rows = tiny_rows()
    rows["scenarios"] = [{"scenario": "base"}]
    rows["changes"] = [{"scenario": "base", "sheet": "demand", "where": "*", "op": "remove"}]
    path = with_changes()
    write_workbook(path, rows)
    assert [(finding.rule, finding.cell) for finding in load(path).findings] == [("change", "changes!A2")]
