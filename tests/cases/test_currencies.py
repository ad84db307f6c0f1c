"""Prices, budgets and orders in another currency, and indices of frameworks and items, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pooling.case import case as c
from pooling.plan.plan import Plan
from pooling.plan.verify import verify
from tests.cases.pool import Best, best, framework, need, pool, quarter

FROM_2028 = c.Capacity("L", quarter(4), 40)
DOLLARS = c.Price("T", 0, 10, currency="USD")


def rates(*given: float) -> tuple[c.Rate, ...]:
    """What a dollar costs in 2027 and 2028."""
    return tuple(c.Rate("USD", 2027 + n, rate) for n, rate in enumerate(given))


def paid(found: Best, purse: str = "A") -> list[float]:
    """EUR by year at the prices reached."""
    return [row.reached for row in found.figures.budgets if row.partner == purse]


def of_2028(settings: dict[str, Any] | None = None, **sheets: Any) -> c.Case:
    """Ten units that are needed, and can be made, in 2028 only."""
    return pool(settings, **{"demand": need("A", 10, quarter(4)), "capacity": FROM_2028} | sheets)


def test_a_price_costs_the_rate_of_the_year_in_which_it_is_paid() -> None:
    """100 dollars of 2028 at 0.8: 80 EUR; half of it a year ahead, at 0.9: 45 + 40, and 10 % more with the fee."""
    assert paid(best(of_2028(prices=DOLLARS, rates=rates(0.9, 0.8)))) == pytest.approx([0, 80])
    ahead = framework(advance_pct=50, advance_years=1, fee_pct=10)
    found = best(of_2028(prices=DOLLARS, rates=rates(0.9, 0.8), frameworks=ahead))
    assert paid(found) == pytest.approx([49.5, 44])
    assert found.cost == pytest.approx(93.5)


def test_a_rate_is_on_top_of_escalation() -> None:
    """11 dollars at 0.8 a unit."""
    found = best(of_2028({"price_index_pct": 10}, prices=DOLLARS, rates=rates(0.9, 0.8)))
    assert found.cost == pytest.approx(10 * 11 * 0.8)


@pytest.mark.parametrize("counts", ["ceiling", "reached"])
@pytest.mark.parametrize(("budget", "delay"), [(80, 0), (79, 12 / 10)])
def test_what_counts_against_a_budget(counts: str, budget: float, delay: float) -> None:
    """80 EUR of 2028 buy ten units of 10 dollars at 0.8; 79 buy nine, and the tenth is late for four quarters."""
    purse = c.Budget("A", 2028, budget)
    found = best(of_2028({"budget_price": counts}, prices=DOLLARS, rates=rates(0.9, 0.8), budgets=purse))
    assert found.delay == pytest.approx(delay)


@pytest.mark.parametrize(("dollars", "delay"), [(100, 0), (99, 12 / 10)])
def test_a_budget_is_worth_the_rate_of_its_year(dollars: float, delay: float) -> None:
    """Ten units of 8 EUR in 2028 take 100 dollars at 0.8."""
    purse = c.Budget("A", 2028, dollars, "USD")
    found = best(of_2028(prices=c.Price("T", 0, 8), rates=rates(0.9, 0.8), budgets=purse))
    assert found.delay == pytest.approx(delay)
    assert [row.limit for row in found.figures.budgets if row.partner == "A"] == pytest.approx([0, 0.8 * dollars])


def test_a_purse_of_other_years_only_is_empty() -> None:
    """A budget of 2035 in dollars needs no rate and pays for nothing."""
    found = best(of_2028(rates=rates(1, 1), budgets=c.Budget("A", 2035, 1e6, "USD")))
    assert found.taken() == 0


def test_an_order_costs_the_rate_of_the_year_of_delivery() -> None:
    """10 at 3 dollars, moved by 12 months at 0.5 dollars each month: in 2028 at 0.8."""
    order = c.Order("O", "A", "Q", "L", 10, quarter(0), quarter(0), quarter(7), 0.5, 3, "USD")
    found = best(of_2028(demand=need("A", 10), orders=order, rates=rates(0.9, 0.8)))
    assert found.figures.orders[0].period == 4
    assert (found.figures.cost.orders, found.figures.cost.shift) == pytest.approx((24, 48))


def test_the_cheaper_year_is_chosen_where_nothing_is_late() -> None:
    """What is needed in 2028 is bought in 2027 where the dollar is cheaper then, and not where it is dearer."""
    for given, years in (((0.8, 0.9), {2027}), ((0.9, 0.8), {2028})):
        found = best(pool(demand=need("A", 10, quarter(5)), prices=DOLLARS, rates=rates(*given)))
        assert {2027 + t // 4 for _, _, t in found.plan.call_offs} == years
        assert found.cost == pytest.approx(80)


def test_tiers_of_a_currency_are_reached_over_all_years() -> None:
    """Seven units of 2027 at 0.9 and three of 2028 at 0.8 reach the tier from 8 on: 5 dollars each."""
    demand = (need("A", 7), need("A", 3, quarter(4)))
    capacity = (c.Capacity("L", quarter(0), 28), c.Capacity("L", quarter(1), 0), c.Capacity("L", quarter(4), 40))
    prices = (DOLLARS, c.Price("T", 8, 5, currency="USD"))
    found = best(pool(demand=demand, capacity=capacity, prices=prices, rates=rates(0.9, 0.8)))
    assert found.cost == pytest.approx(5 * (7 * 0.9 + 3 * 0.8))


def test_a_least_value_counts_at_the_rate_of_the_first_year() -> None:
    """90 EUR are ten units of 10 dollars at 0.9, whatever the dollar costs when they are paid."""
    owed = framework(min_partner_value=90)
    found = best(of_2028(demand=need("A", 9.5, quarter(4)), prices=DOLLARS, rates=rates(0.9, 0.5), frameworks=owed))
    assert found.taken() == 10


def test_a_reimbursement_is_a_part_of_what_is_paid() -> None:
    """40 % of 80 EUR."""
    instrument = c.Instrument("N", "N", 1, 40, date(2027, 1, 1), date(2028, 12, 31))
    found = best(of_2028(prices=DOLLARS, rates=rates(0.9, 0.8), instruments=instrument))
    assert found.cost == pytest.approx(80 - 32)


def rich_in(case: c.Case, currency: str, rate: float) -> c.Case:
    """The case with its prices, budgets and orders in a currency that always costs `rate`."""
    return replace(
        case,
        prices=tuple(replace(row, unit_price=row.unit_price / rate, currency=currency) for row in case.prices),
        budgets=tuple(replace(row, amount=row.amount / rate, currency=currency) for row in case.budgets),
        orders=tuple(
            replace(row, unit_price=row.unit_price / rate, shift_cost=row.shift_cost / rate, currency=currency)
            for row in case.orders
        ),
        rates=tuple(c.Rate(currency, year, rate) for year in range(2027, 2030)),
    )


@pytest.fixture(scope="module")
def rich_best(rich_case: c.Case) -> Best:
    """The best of the rich case."""
    return best(rich_case)


@pytest.mark.parametrize("rate", [0.5, 4.0, 0.0884])
def test_a_case_in_another_currency_has_the_same_plan(
    rich_case: c.Case, rich_plan: Plan, rich_best: Best, rate: float
) -> None:
    """Every figure of a plan stays, and so do the best delay and the best cost."""
    other = rich_in(rich_case, "SEK", rate)
    here, there = verify(rich_case, rich_plan), verify(other, rich_plan)
    assert there.violations == here.violations == ()
    assert there.figures.cost.total == pytest.approx(here.figures.cost.total)
    for one, two in zip(here.figures.budgets, there.figures.budgets, strict=True):
        assert (two.limit, two.paid, two.reached) == pytest.approx((one.limit, one.paid, one.reached))
    found = best(other)
    assert found.cost == pytest.approx(rich_best.cost)
    assert found.delay == pytest.approx(rich_best.delay)


LATE = {"demand": need("A", 10, quarter(4)), "capacity": FROM_2028}


@pytest.mark.parametrize(
    ("general", "item", "contract", "cost"),
    [
        (10, None, None, 110),
        (10, 5, None, 105),
        (10, None, 0, 100),
        (10, 5, 20, 120),
        (0, None, None, 100),
        (0, 0, None, 100),
        (0, None, -10, 90),
    ],
)
def test_which_index_counts(general: float, item: float | None, contract: float | None, cost: float) -> None:
    """That of the framework, else that of the item, else the general one; 0 is an index, blank is none."""
    found = best(
        pool(
            {"price_index_pct": general},
            items=c.Item("I", price_index_pct=item),
            frameworks=framework(price_index_pct=contract),
            **LATE,
        )
    )
    assert found.cost == pytest.approx(cost)
    assert found.figures.call_offs[0].unit_price == pytest.approx(cost / 10)


def test_indices_of_frameworks_decide_between_them() -> None:
    """Of two frameworks at the same price the one whose price stays is taken in the second year."""
    found = best(
        pool(
            frameworks=(framework("F", price_index_pct=8), framework("G", price_index_pct=2)),
            lots=(c.Lot("T", "F", "Q", "L", 1000), c.Lot("U", "G", "Q", "L", 1000)),
            prices=(c.Price("T", 0, 10), c.Price("U", 0, 10)),
            **LATE,
        )
    )
    assert (found.taken("T"), found.taken("U"), found.cost) == (0, 10, pytest.approx(102))
