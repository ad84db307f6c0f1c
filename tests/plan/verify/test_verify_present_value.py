"""The present value of a plan's cost, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pooling.case import case as c
from pooling.plan.plan import Claim, Plan
from pooling.plan.verify import verify
from tests.cases.pool import framework, need, pool, quarter


def ten_in_2028(discount: float, **sheets: object) -> c.Case:
    """Ten units of 2028 at 10 EUR, half of it paid in 2027."""
    return pool(
        {"discount_pct": discount},
        demand=need("A", 10, quarter(4)),
        frameworks=framework(fee_pct=10, advance_pct=50, advance_years=1, setup_cost=33),
        **sheets,
    )


def plan(signed: int = 0, **changes: object) -> Plan:
    """Signs F in a quarter and calls off the ten units in the first of 2028."""
    return replace(Plan({"F": signed}, {"F": frozenset({"A"})}, {("T", "A", 4): 10}), **changes)


def present_value(case: c.Case, found: Plan) -> float:
    """Of a valid plan."""
    verdict = verify(case, found)
    assert verdict.violations == ()
    return verdict.figures.present_value


def test_each_payment_is_discounted_from_its_year_to_the_first() -> None:
    """55 of the call-offs in 2027 and 55 in 2028; the setup cost in the year of signing."""
    assert present_value(ten_in_2028(10), plan()) == pytest.approx(33 + 55 + 55 / 1.1)
    assert present_value(ten_in_2028(10), plan(signed=4)) == pytest.approx(33 / 1.1 + 55 + 55 / 1.1)


def test_a_reimbursement_comes_as_the_call_offs_are_paid() -> None:
    """40 % of 100: half of it with the advance in 2027, half in 2028."""
    instrument = c.Instrument("N", "N", 1, 40, date(2027, 1, 1), date(2028, 12, 31))
    found = present_value(ten_in_2028(10, instruments=instrument), plan(claims={"F": Claim("N", 40)}))
    assert found == pytest.approx(33 + 55 - 20 + (55 - 20) / 1.1)


def test_without_discount_it_is_the_cost(rich_case: c.Case, rich_plan: Plan) -> None:
    """With every term of cost in it."""
    figures = verify(rich_case, rich_plan).figures
    assert figures.present_value == pytest.approx(figures.cost.total, rel=1e-12)
    settings = replace(rich_case.settings, discount_pct=3)
    discounted = verify(replace(rich_case, settings=settings), rich_plan).figures
    assert discounted.present_value < discounted.cost.total == figures.cost.total
