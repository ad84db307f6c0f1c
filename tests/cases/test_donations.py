"""A partner that pays for another's call-offs, by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pooling.case import case as c
from tests.cases.pool import Best, best, framework, need, partners, pool, quarter
from tests.cases.test_contracts import two_items

AT_ONCE = c.Capacity("L", quarter(0), 400)
BOTH = (AT_ONCE, c.Capacity("LJ", quarter(0), 400))
OWN = tuple(c.Budget("A", year, amount) for year, amount in ((2027, 60), (2028, 0)))


def gift(amount: float, item: str = "I", year: int = 2027, **changes: Any) -> c.Donation:
    """B gives to A."""
    return c.Donation("B", "A", year, amount, item, **changes)


def gifted(*gifts: c.Donation, **sheets: Any) -> Best:
    """A needs ten units of 10 EUR in 2027 and has 60; B needs nothing."""
    given = {"partners": partners("A", "B"), "capacity": AT_ONCE, "budgets": OWN} | sheets
    return best(pool(given.pop("settings", None), donations=gifts, **given))


def purse(found: Best, partner: str, year: int = 2027) -> tuple[float, float | None, float]:
    """What it pays, what is left, what is idle."""
    row = next(row for row in found.figures.budgets if (row.partner, row.year) == (partner, year))
    return row.paid, row.left, row.idle


@pytest.mark.parametrize("counts", ["ceiling", "reached"])
@pytest.mark.parametrize(("amount", "units", "paid"), [(40, 10, 40), (39, 9, 39), (70, 10, 70)])
def test_a_donation_adds_to_what_the_recipient_can_pay(counts: str, amount: float, units: float, paid: float) -> None:
    """60 and 40 buy ten units; with 39 it is nine; what is given is paid first, as far as anything is called off."""
    found = gifted(gift(amount), settings={"budget_price": counts})
    assert found.taken() == units
    ((row,), total) = found.figures.donations, units * 10
    assert (row.amount, row.paid, row.reached) == pytest.approx((amount, min(amount, total), min(amount, total)))
    assert purse(found, "A")[:2] == pytest.approx((total - row.paid, 60 - total + row.paid))
    assert purse(found, "B")[0] == pytest.approx(row.paid)
    assert found.cost == total


def test_it_is_of_one_year() -> None:
    """What is given for 2028 buys nothing in 2027: four units come a year late."""
    assert gifted(gift(40, year=2028)).delay == pytest.approx(12 * 4 / 10)


def test_it_comes_off_the_donors_budget_whether_it_is_called_for_or_not() -> None:
    """B has 100 and gives 40, of which A calls for 20 only: B's own ten units are cut to six."""
    budgets = (c.Budget("A", 2027, 0), c.Budget("B", 2027, 100))
    found = gifted(gift(40), budgets=budgets, demand=(need("A", 1.5), need("B", 10)))
    taken = {p: sum(units for (_, q, _), units in found.plan.call_offs.items() if q == p) for p in "AB"}
    assert taken == {"A": 2, "B": 6}
    assert purse(found, "B") == pytest.approx((80, 0, 20))


def test_what_is_earmarked_pays_for_its_item_only() -> None:
    """Of two items at 10 a unit, ten needed of each: 50 of its own and 80 for I are eight of I and five of J."""
    found = best(
        replace(
            two_items(capacity=BOTH, budgets=c.Budget("A", 2027, 50), donations=gift(80)),
            partners=partners("A", "B"),
        )
    )
    by_item = {i: sum(row.quantity for row in found.figures.call_offs if row.item == i) for i in ("I", "J")}
    assert by_item["I"] + by_item["J"] == 13
    assert by_item["I"] >= 8
    assert found.figures.donations[0].paid == 80
    none = best(
        replace(
            two_items(capacity=BOTH, budgets=c.Budget("A", 2027, 50), donations=gift(200)),
            partners=partners("A", "B"),
        )
    )
    assert {i: sum(row.quantity for row in none.figures.call_offs if row.item == i) for i in ("I", "J")} == {
        "I": 10,
        "J": 5,
    }


def test_what_is_given_for_a_framework_pays_for_its_lots() -> None:
    """Of two frameworks at 10 and 20 a unit, only the dear one is paid for: 40 buy two there, 60 six of the other."""
    found = gifted(
        gift(40, item="", framework="G"),
        frameworks=(framework("F"), framework("G")),
        lots=(c.Lot("T", "F", "Q", "L", 1000), c.Lot("U", "G", "Q", "L", 1000)),
        prices=(c.Price("T", 0, 10), c.Price("U", 0, 20)),
    )
    assert (found.taken("T"), found.taken("U")) == (6, 2)


def test_donations_overlap() -> None:
    """30 for anything and 50 for I pay, with 20 of its own, for ten units; the rows of the case pay in their order."""
    found = gifted(gift(30, item=""), gift(50), budgets=c.Budget("A", 2027, 20))
    assert found.taken() == 10
    assert [row.paid for row in found.figures.donations] == [30, 50]
    found = gifted(gift(80, item=""), gift(50), budgets=c.Budget("A", 2027, 20))
    assert [row.paid for row in found.figures.donations] == [80, 20]


def test_own_money_that_a_donation_spares_is_carried_over() -> None:
    """60 of 2027 are spared by what is given, and buy the six units that are needed in 2028."""
    found = gifted(
        gift(60),
        partners=(c.Partner("A", carry_over=True), c.Partner("B")),
        demand=(need("A", 6), need("A", 6, quarter(4))),
        budgets=c.Budget("A", 2027, 60),
        capacity=(c.Capacity("L", quarter(0), 24), c.Capacity("L", quarter(1), 0), c.Capacity("L", quarter(4), 24)),
        lots=c.Lot("T", "F", "Q", "L", 12),
    )
    assert (found.taken(), found.delay) == (12, 0)
    assert purse(found, "A", 2028)[0] == pytest.approx(60)


def test_fees_and_advances_are_paid_for_too() -> None:
    """Ten units of 2028 with a fee of 10 %, half of it in 2027: 55 are given then, and A has 55 in 2028."""
    found = gifted(
        gift(55),
        demand=need("A", 10, quarter(4)),
        capacity=(c.Capacity("L", quarter(4), 400)),
        frameworks=framework(fee_pct=10, advance_pct=50, advance_years=1),
        budgets=(c.Budget("A", 2027, 0), c.Budget("A", 2028, 55)),
    )
    assert found.delay == 0
    assert purse(found, "B")[0] == pytest.approx(55)


def test_a_donation_in_another_currency() -> None:
    """50 dollars at 0.8 are 40 EUR."""
    assert gifted(gift(50, currency="USD"), rates=c.Rate("USD", 2027, 0.8)).taken() == 10
    assert gifted(gift(49, currency="USD"), rates=c.Rate("USD", 2027, 0.8)).taken() == 9


def test_what_is_given_for_everything_is_like_a_larger_budget() -> None:
    """60 and 35 for anything are as good as 95."""
    more = (c.Budget("A", 2027, 95), c.Budget("A", 2028, 0))
    given, had = gifted(gift(35, item="")), gifted(budgets=more)
    assert (given.delay, given.cost) == pytest.approx((had.delay, had.cost))


def test_payments_still_add_up_to_the_cost(rich_case: c.Case) -> None:
    """With donations, fees and advances, over all purses and years."""
    case = replace(
        rich_case,
        donations=(
            c.Donation("DDD", "BBB", 2027, 900, "SHELL"),
            c.Donation("CCC", "BBB", 2028, 700, "", "F1"),
            c.Donation("CCC", "AAA", 2028, 1e6),
        ),
    )
    found = best(case)
    reached = sum(row.reached for row in found.figures.budgets)
    assert reached == pytest.approx(found.cost + found.figures.cost.reimbursed)


def test_a_donor_that_buys_nothing_gives_what_it_carries_over() -> None:
    """B has 100 in 2027 only and gives 40 of them in 2028: four units come then."""
    carrying = (c.Partner("A"), c.Partner("B", carry_over=True))
    found = gifted(
        gift(40, year=2028),
        partners=carrying,
        budgets=(*OWN, c.Budget("B", 2027, 100)),
        frameworks=framework(open_to="LIST"),
        participants=c.Participant("F", "A", "member"),
    )
    assert found.delay == pytest.approx(12 * 4 / 10)
    assert purse(found, "B", 2028)[:2] == pytest.approx((40, 60))
