"""Cases without any plan: exit code 3, and the rules that clash by their rows, no more of them and no fewer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pooling.case import case as c
from pooling.cli.exits import Exit
from pooling.cli.main import run
from pooling.output.case_book import write_case
from pooling.plan.solve import Infeasible, Options, solve
from tests.cases.pool import END, START, existing, framework, need, partners, pool, quarter

Reasons = Callable[[c.Case], tuple[str, ...]]


@pytest.fixture
def reasons(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Reasons:
    """Write a case as a workbook, let the command line solve it, and return the rules that it says clash."""

    def say(case: c.Case) -> tuple[str, ...]:
        book, result = tmp_path / "case.xlsx", tmp_path / "result.xlsx"
        write_case(book, rows(case))
        assert run(["solve", str(book), "-o", str(result), "-q"]) == Exit.INFEASIBLE
        assert not result.exists()
        out, told = capfd.readouterr()
        assert out == ""
        first, *sentences = told.splitlines()
        assert first == "base: no plan can meet all hard rules; these clash:"
        return tuple(sentence.strip() for sentence in sentences)

    return say


def rows(case: c.Case) -> dict[str, list[dict[str, Any]]]:
    """The sheets of a case; names are codes where the case has none."""
    book = {sheet: [_row(record) for record in getattr(case, sheet)] for sheet in c.RECORDS}
    settings = _row(case.settings) | {"objectives": ", ".join(case.settings.objectives), "threads": None}
    book["settings"] = [{"key": key, "value": value} for key, value in settings.items() if value is not None]
    return book


def _row(record: Any) -> dict[str, Any]:
    row = {field.name.rstrip("_"): getattr(record, field.name) for field in fields(record)}
    code = next(iter(row.values()))
    named = {name: row[name] or code for name in ("name", "family", "unit", "country") if name in row}
    return {name: None if value == "" else value for name, value in (row | named).items()}


def test_an_existing_minimum_above_what_its_line_makes(reasons: Reasons) -> None:
    """80 are made in two years, 81 are owed."""
    case = pool(demand=need("A", 90), frameworks=existing(), lots=c.Lot("T", "F", "Q", "L", 100, 81))
    assert reasons(case) == (
        "lots: T of F asks for min_quantity 81",
        "capacity: line L from 2027-01-01 to 2028-12-31",
    )


def test_an_existing_minimum_above_what_is_needed(reasons: Reasons) -> None:
    """10 needed and one lot more are 11, 12 are owed."""
    case = pool(frameworks=existing(), lots=c.Lot("T", "F", "Q", "L", 100, 12))
    assert reasons(case) == (
        "lots: T of F asks for min_quantity 12",
        "demand: A takes no more of I than its need, or its orders, and one lot",
    )


def test_an_existing_minimum_above_the_budgets(reasons: Reasons) -> None:
    """8 at 10 cost 80; A has 30 and 40. B, without a budget row, is not in."""
    case = pool(
        partners=partners("A", "B"),
        frameworks=existing(open_to="LIST"),
        participants=c.Participant("F", "A", "member"),
        lots=c.Lot("T", "F", "Q", "L", 100, 8),
        budgets=(c.Budget("A", 2027, 30), c.Budget("A", 2028, 40)),
    )
    assert reasons(case) == (
        "lots: T of F asks for min_quantity 8",
        "budgets: A has 30 in 2027",
        "budgets: A has 40 in 2028",
    )


def test_a_member_owes_a_value_that_it_does_not_need(reasons: Reasons) -> None:
    """B needs nothing: one lot of 10 is all it may take, 50 are owed."""
    case = pool(
        partners=partners("A", "B"),
        frameworks=existing(min_partner_value=50),
        participants=c.Participant("F", "B", "member"),
    )
    assert reasons(case) == (
        "frameworks: F asks B for min_partner_value 50",
        "demand: B takes no more of I than its need, or its orders, and one lot",
    )


def test_what_reading_a_workbook_refuses_already() -> None:
    """An existing framework with too many members, in a case that was not read from a workbook."""
    rows = tuple(c.Participant("F", p, "member") for p in ("A", "B"))
    case = pool(partners=partners("A", "B"), frameworks=existing(max_partners=1), participants=rows)
    with pytest.raises(Infeasible) as caught:
        solve(case, Options(gap=0))
    assert caught.value.families == ("frameworks: F allows max_partners 1",)


def test_a_value_that_no_lot_is_large_enough_for(reasons: Reasons) -> None:
    """The lot has 3 units at 10, A owes 50."""
    case = pool(
        frameworks=existing(min_partner_value=50),
        participants=c.Participant("F", "A", "member"),
        lots=c.Lot("T", "F", "Q", "L", 3),
    )
    assert reasons(case) == ("lots: T of F allows max_quantity 3", "frameworks: F asks A for min_partner_value 50")


def test_a_minimum_for_more_partners_than_may_join(reasons: Reasons) -> None:
    """A or B may be in, 11 units each; 15 are owed."""
    case = pool(
        partners=partners("A", "B"),
        demand=(need("A", 10), need("B", 10)),
        frameworks=existing(max_partners=1),
        lots=c.Lot("T", "F", "Q", "L", 100, 15),
    )
    assert reasons(case) == (
        "lots: T of F asks for min_quantity 15",
        "frameworks: F allows max_partners 1",
        "demand: A takes no more of I than its need, or its orders, and one lot",
        "demand: B takes no more of I than its need, or its orders, and one lot",
    )


def order(quantity: float, latest: date = START, **changes: object) -> c.Order:
    """An order of A from line L that comes between the start and `latest`."""
    return c.Order("O", "A", "Q", "L", quantity, START, START, latest, **changes)


def test_an_order_beyond_its_material(reasons: Reasons) -> None:
    """10 units need 20 powder by June; 4 are there and 6 a quarter come: 16."""
    case = pool(
        materials=c.Material("P", opening=4),
        supply=c.Supply("P", START, 24),
        recipes=c.Recipe("Q", "P", 2),
        orders=order(10, date(2027, 6, 30)),
    )
    assert reasons(case) == (
        "orders: O of 10 comes between 2027-01-01 and 2027-06-30",
        "supply: material P from 2027-01-01 to 2027-06-30",
    )


def test_an_order_beyond_its_line(reasons: Reasons) -> None:
    """10 a quarter in two quarters are 20, less than 21 (the line is idle neither before nor after)."""
    case = pool(orders=order(21, date(2027, 6, 30)))
    assert reasons(case) == (
        "orders: O of 21 comes between 2027-01-01 and 2027-06-30",
        "capacity: line L from 2027-01-01 to 2027-06-30",
    )


def test_an_order_without_a_budget(reasons: Reasons) -> None:
    """10 at 5 in January 2027; A has rows, but for 2028 only."""
    case = pool(orders=order(10, unit_price=5), budgets=c.Budget("A", 2028, 1000))
    assert reasons(case) == (
        "orders: O of 10 comes between 2027-01-01 and 2027-01-01",
        "budgets: A has 0 in 2027",
    )


def test_only_the_odd_rest_of_an_order_is_too_much(reasons: Reasons) -> None:
    """A lot of 4 and 2 by June: the line makes 5 and then nothing."""
    case = pool(
        items=c.Item("I", lot_size=4),
        capacity=(c.Capacity("L", START, 20), c.Capacity("L", quarter(1), 0)),
        orders=order(6, date(2027, 6, 30)),
    )
    assert reasons(case) == (
        "orders: O of 6 comes between 2027-01-01 and 2027-06-30",
        "capacity: line L from 2027-01-01 to 2027-06-30",
    )


def test_two_existing_contracts_on_one_line(reasons: Reasons) -> None:
    """Each of the minima of 45 fits a line of 80, both do not; the third contract on another line is not blamed."""
    case = pool(
        demand=need("A", 200),
        lines=(c.Line("L", "M"), c.Line("L2", "M")),
        capacity=(c.Capacity("L", START, 40), c.Capacity("L2", START, 40)),
        frameworks=(existing(), existing("G"), existing("H")),
        lots=(
            c.Lot("T", "F", "Q", "L", 100, 45),
            c.Lot("TG", "G", "Q", "L", 100, 45),
            c.Lot("TH", "H", "Q", "L2", 100, 70),
        ),
        prices=(c.Price("T", 0, 10), c.Price("TG", 0, 10), c.Price("TH", 0, 10)),
    )
    assert reasons(case) == (
        "lots: T of F asks for min_quantity 45",
        "lots: TG of G asks for min_quantity 45",
        "capacity: line L from 2027-01-01 to 2028-12-31",
    )


def test_the_common_purse_cannot_pay_what_exists(reasons: Reasons) -> None:
    """Setting up F cost 30, of which COMMON has 20."""
    case = pool(frameworks=existing(setup_cost=30), budgets=c.Budget("COMMON", 2027, 20))
    assert reasons(case) == ("budgets: COMMON has 20 in 2027",)


def test_a_minimum_that_needs_a_certificate(reasons: Reasons) -> None:
    """Certified 24 months from the start at the earliest, when the horizon is over: nothing can be called off."""
    case = pool(
        items=c.Item("I", certification=True),
        certifications=c.Certification("A", "Q", "possible", 18, 9),
        frameworks=existing(),
        lots=c.Lot("T", "F", "Q", "L", 100, 5),
        budgets=(c.Budget("A", 2027, 8), c.Budget("A", 2028, 100)),
    )
    assert reasons(case) == (
        "lots: T of F asks for min_quantity 5",
        "certifications: A takes Q only when it is certified",
        "budgets: A has 8 in 2027",
    )


def test_origin_and_a_minimum(reasons: Reasons) -> None:
    """All of I that can be had is made outside the EU, half of it may be."""
    case = pool(
        items=c.Item("I", max_non_eu_pct=50),
        products=c.Product("Q", "I", "M", 0),
        frameworks=existing(),
        lots=c.Lot("T", "F", "Q", "L", 100, 5),
    )
    assert reasons(case) == (
        "lots: T of F asks for min_quantity 5",
        "items: I allows max_non_eu_pct 50",
    )


def test_candidates_are_never_to_blame() -> None:
    """What need not be signed asks for nothing: an impossible candidate is left unsigned."""
    case = pool(
        demand=need("A", 10, END), frameworks=framework(min_partners=9), lots=c.Lot("T", "F", "Q", "L", 100, 99)
    )
    assert solve(case, Options(gap=0)).plan.signed == {}
