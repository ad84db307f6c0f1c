"""Why a need is late, on cases with one cause planted each: it is the one named, and the months add up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Any

import pytest

from pooling.case import case as c
from pooling.output.names import Names
from pooling.output.why_table import why_table
from pooling.plan.explain.causes import CAUSES, Share, causes
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan
from pooling.plan.prepare import prepare
from pooling.plan.solve import Infeasible, Options, solve
from pooling.plan.verify import verify
from tests.cases.pool import START, best, existing, framework, need, partners, pool, quarter
from tests.oracle.small_cases import small_case


@dataclass(frozen=True)
class Planted:
    """A case, and cause to months (and what it is about) of one partner's item; a plan where it is not the best."""

    case: c.Case
    shares: tuple[Share, ...]
    pair: tuple[str, str] = ("A", "I")
    plan: Plan | None = None


TWO_LINES = {
    "producers": (c.Producer("M"), c.Producer("N")),
    "products": (c.Product("Q", "I", "M", 100), c.Product("R", "I", "N", 0)),
    "lines": (c.Line("L", "M"), c.Line("K", "N")),
    "capacity": (c.Capacity("L", START, 8), c.Capacity("K", START, 400)),
    "lots": (c.Lot("T", "F", "Q", "L", 100), c.Lot("U", "F", "R", "K", 100)),
    "prices": (c.Price("T", 0, 10), c.Price("U", 0, 10)),
}
"""A slow line in the EU, a fast one outside."""


def two_items(**sheets: Any) -> dict[str, Any]:
    """A second item J with a framework G of its own on the same line."""
    return {
        "items": (c.Item("I", priority=9), c.Item("J")),
        "products": (c.Product("Q", "I", "M", 100), c.Product("R", "J", "M", 100)),
        "demand": (need("A", 10), need("A", 10, item="J")),
        "lots": (c.Lot("T", "F", "Q", "L", 100), c.Lot("U", "G", "R", "L", 100)),
        "prices": (c.Price("T", 0, 10), c.Price("U", 0, 10)),
    } | sheets


PLANTED = {
    "a line": Planted(pool(demand=need("A", 20)), (Share("line", 1.5, ("L",)),)),
    "a material": Planted(
        pool(
            materials=c.Material("P", opening=0),
            supply=c.Supply("P", START, 20),
            recipes=c.Recipe("Q", "P", 1),
        ),
        (Share("material", 1.5, ("P",)),),
    ),
    "a budget year": Planted(
        pool(budgets=(c.Budget("A", 2027, 50), c.Budget("A", 2028, 1000))), (Share("budget", 6, ("2027",)),)
    ),
    "an office that signs next year only": Planted(
        pool(frameworks=framework(office="O"), offices=(c.Office("O", 2027, 0), c.Office("O", 2028, 1))),
        (Share("office", 12, ("F",)),),
    ),
    "an office that never signs": Planted(
        pool(frameworks=framework(office="O"), offices=(c.Office("O", 2027, 0), c.Office("O", 2028, 0))),
        (Share("office", 24, ("F",)),),
    ),
    "the common budget": Planted(
        pool(
            frameworks=framework(setup_cost=5),
            budgets=(c.Budget("COMMON", 2027, 4), c.Budget("COMMON", 2028, 5)),
        ),
        (Share("common_budget", 12, ("F",)),),
    ),
    "a lead time": Planted(pool(frameworks=framework(lead_months=6)), (Share("lead_time", 6, ("F",)),)),
    "a window that opens late": Planted(
        pool(frameworks=framework(sign_from=quarter(2))), (Share("earliest_signing", 6, ("F",)),)
    ),
    "a certification": Planted(
        pool(
            items=c.Item("I", certification=True),
            certifications=c.Certification("A", "Q", "possible", 6),
        ),
        (Share("certification", 6, ("F",)),),
    ),
    "a lot's maximum": Planted(pool(lots=c.Lot("T", "F", "Q", "L", 6)), (Share("framework_maximum", 9.6, ("F",)),)),
    "a lot's minimum": Planted(
        pool(lots=c.Lot("T", "F", "Q", "L", 100, 50)), (Share("framework_minimum", 24, ("F",)),)
    ),
    "too few partners": Planted(pool(frameworks=framework(min_partners=2)), (Share("framework_minimum", 24, ("F",)),)),
    "a framework that is full": Planted(
        pool(
            partners=(c.Partner("A"), c.Partner("B", priority=9)),
            demand=(need("A", 5), need("B", 5)),
            frameworks=framework(max_partners=1),
        ),
        (Share("framework_maximum", 24, ("F",)),),
    ),
    "orders already placed": Planted(
        pool(
            partners=partners("A", "B"),
            orders=c.Order("O", "B", "Q", "L", 10, START, START, START),
        ),
        (Share("orders", 3),),
    ),
    "an own order that comes late": Planted(
        pool(
            frameworks=framework(open_to="LIST"),
            orders=c.Order("O", "A", "Q", "L", 10, quarter(2), quarter(2), quarter(2)),
            participants=c.Participant("F", "A", "may_join"),
            budgets=(c.Budget("A", 2027, 0),),
        ),
        (Share("orders", 6),),
    ),
    "a policy on origin": Planted(
        pool(items=c.Item("I", max_non_eu_pct=0), **TWO_LINES), (Share("policy", 6, ("max_non_eu_pct",)),)
    ),
    "whole lots": Planted(pool(items=c.Item("I", lot_size=4)), (Share("whole_lots", 0.6),)),
    "a partner of higher priority": Planted(
        pool(partners=(c.Partner("A"), c.Partner("B", priority=5)), demand=(need("A", 10), need("B", 10))),
        (Share("higher_priority", 3),),
    ),
    "a rival offer": Planted(
        pool(
            **two_items(
                frameworks=(framework(exclusive_group="X"), framework("G", exclusive_group="X")),
            )
        ),
        (Share("rivals", 24, ("G",)),),
        pair=("A", "J"),
    ),
    "no offer": Planted(
        pool(items=(c.Item("I"), c.Item("J")), demand=(need("A", 10), need("A", 5, item="J"))),
        (Share("no_offer", 24),),
        pair=("A", "J"),
    ),
    "an end before the start": Planted(
        pool(frameworks=existing(signed=date(2026, 7, 1), term_months=6)), (Share("term", 24, ("F",)),)
    ),
    "a framework that is not signed": Planted(pool(), (Share("not_signed", 24, ("F",)),), plan=Plan()),
    "signed later than the window allows": Planted(
        pool(),
        (Share("signing", 6, ("F",)),),
        plan=Plan(signed={"F": 2}, joined={"F": frozenset({"A"})}, call_offs={("T", "A", 2): 10}),
    ),
    "what was left for later objectives": Planted(
        pool(),
        (Share("later_objectives", 3),),
        plan=Plan(signed={"F": 0}, joined={"F": frozenset({"A"})}, call_offs={("T", "A", 1): 10}),
    ),
    "a line and a lead time": Planted(
        pool(demand=need("A", 20), frameworks=framework(lead_months=3)),
        (Share("line", 1.35, ("L",)), Share("lead_time", 3, ("F",))),
    ),
}


def found(planted: Planted) -> tuple[dict[tuple[str, str], list[Share]], Figures]:
    """The causes in the best plan, or in that given."""
    plan = planted.plan or best(planted.case).plan
    verdict = verify(planted.case, plan)
    assert verdict.valid
    return causes(prepare(planted.case), plan, verdict.figures), verdict.figures


@pytest.mark.parametrize("name", PLANTED)
def test_the_cause_named_is_the_one_planted(name: str) -> None:
    """With its months, and what it is about."""
    planted = PLANTED[name]
    shares = found(planted)[0][planted.pair]
    assert [(share.cause, share.of) for share in shares] == [(share.cause, share.of) for share in planted.shares]
    for share, expected in zip(shares, planted.shares, strict=True):
        assert share.months == pytest.approx(expected.months, abs=1e-6)


@pytest.mark.parametrize("seed", range(601, 613))
def test_causes_add_up_to_the_delay(seed: int) -> None:
    """Of every late need of cases drawn at random; the pool's causes to the mean delay."""
    case = small_case(Random(seed))
    try:
        plan = solve(case, Options(gap=0.01, time_limit=5)).plan
    except Infeasible:
        return
    figures = verify(case, plan).figures
    reasons = causes(prepare(case), plan, figures)
    assert set(reasons) == {pair for pair, row in figures.pairs.items() if row.delay > 1e-6}
    for pair, shares in reasons.items():
        assert sum(share.months for share in shares) == pytest.approx(figures.pairs[pair].delay, abs=1e-5)
        assert all(share.months > 0 and share.cause in CAUSES for share in shares)
    pool_rows = [row for row in why_table(Names(case), figures, reasons).records() if row["scope"] == "pool"]
    assert sum(row["months"] for row in pool_rows) == pytest.approx(figures.mean_delay, abs=1e-4)


def test_looser_limits_are_what_the_shares_say() -> None:
    """Nine of twenty wait for the line, which carries one over from the idle first quarter; without that limit the best
    plan is as much sooner as the share says.
    """
    planted = PLANTED["a line and a lead time"]
    wide = replace(planted.case, capacity=(c.Capacity("L", START, 4000),))
    assert best(planted.case).delay - best(wide).delay == pytest.approx(planted.shares[0].months)
