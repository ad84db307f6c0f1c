"""First stages: what of a case they leave to be decided, and to be paid."""

from __future__ import annotations

from dataclasses import replace

from pooling.case import case as c
from pooling.plan.futures.first_stage import first_stage, held
from pooling.plan.plan import Plan


def test_what_is_decided_is_off_the_budgets_and_costs_nothing_more(rich_case: c.Case, rich_plan: Plan) -> None:
    """X1 costs 1,000 in 2027, extending F1, whose term ends in 2028, 300 there, and certifying M1 70."""
    case = replace(rich_case, budgets=(*rich_case.budgets, c.Budget("CCC", 2027, 100)))
    facts = held(case, first_stage(rich_plan))
    left = {(row.partner, row.year): row.amount for row in facts.budgets}
    given = {(row.partner, row.year): row.amount for row in case.budgets}
    assert {key: given[key] - amount for key, amount in left.items() if amount != given[key]} == {
        ("COMMON", 2027): 1000,
        ("COMMON", 2028): 300,
        ("CCC", 2027): 70,
    }
    assert [row.investment for row in facts.expansions] == [0]
    assert [row.extend_cost for row in facts.frameworks] == [0, 0]
    assert [row.cost for row in facts.certifications if row.status == "possible"] == [0]
