"""Partners without need: a pool may need them to be signed, to claim, to reach a minimum, a tier or a mix of origins.

Each case is worked by hand, planned as a small case, and held against the instance that a large case would have.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import build_model
from pooling.case import case as c
from pooling.plan.prepare import prepare
from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import hand_over
from pooling.plan.solve import Infeasible, Options, solve
from pooling.plan.verify import verify
from tests.cases.pool import END, START, best, existing, framework, need, partners, pool, quarter

IDLE = ("B", "C", "D", "E")
SOURCES: dict[str, Any] = {
    "producers": (c.Producer("M"), c.Producer("N")),
    "lines": (c.Line("L", "M"), c.Line("K", "N")),
    "capacity": (c.Capacity("L", START, 400), c.Capacity("K", quarter(7), 400)),
    "lots": (c.Lot("T", "F", "Q", "L", 1000), c.Lot("U", "F", "R", "K", 1000)),
    "prices": (c.Price("T", 0, 10), c.Price("U", 0, 10)),
}
"""Two sources of the item; the second delivers in the last quarter only, too late for A."""

CASES: dict[str, tuple[dict[str, Any], float, float]] = {
    "alone": ({}, 0, 40),
    "enough partners": ({"frameworks": framework(min_partners=4)}, 0, 70),
    "a member's least value": (
        {"frameworks": framework(min_partner_value=10), "participants": c.Participant("F", "B", "member")},
        0,
        50,
    ),
    "a least quantity": ({"lots": c.Lot("T", "F", "Q", "L", 1000, 8)}, 0, 80),
    "a least quantity of what exists": (
        {"frameworks": existing(min_partners=1), "lots": c.Lot("T", "F", "Q", "L", 1000, 8)},
        0,
        80,
    ),
    "a tier": ({"prices": (c.Price("T", 0, 10), c.Price("T", 8, 2))}, 0, 16),
    "a claim": ({"instruments": c.Instrument("N", "N", 5, 60, START, END)}, 0, 32),
    "an expansion's business case": (
        {
            "capacity": c.Capacity("L", START, 1),
            "expansions": c.Expansion("X", "L", 400, 0, START, END, investment=5, min_commitment=7),
        },
        0,
        75,
    ),
    "origin": (
        SOURCES
        | {
            "items": c.Item("I", max_non_eu_pct=50),
            "products": (c.Product("Q", "I", "M", 0), c.Product("R", "I", "N", 100)),
        },
        0,
        80,
    ),
    "producers": (
        SOURCES
        | {
            "items": c.Item("I", max_producer_pct=50),
            "products": (c.Product("Q", "I", "M", 100), c.Product("R", "I", "N", 100)),
        },
        0,
        80,
    ),
}
"""What A, who needs 4 at 10 each, cannot do without others, each of whom may take one: sheets, delay, cost.

Of eight bought half are A's, and one is each other's: a least quantity, half from elsewhere, a tier that makes them 2
each, or a claim of five partners on 60 % of what they pay.
"""


def pooled(**sheets: Any) -> c.Case:
    """A needs 4, the others nothing."""
    return pool(partners=partners("A", *IDLE), demand=need("A", 4), **sheets)


@pytest.mark.parametrize("kind", CASES)
def test_small_cases(kind: str) -> None:
    """The plan's values."""
    sheets, delay, cost = CASES[kind]
    found = best(pooled(**sheets))
    assert (found.delay, found.cost) == pytest.approx((delay, cost))


@pytest.mark.parametrize("kind", CASES)
def test_the_instance_of_large_cases(kind: str) -> None:
    """The same values: so few lots are whole in it, too, and nobody is left out."""
    sheets, delay, cost = CASES[kind]
    instance = prepare(pooled(**sheets), exact=False)
    first = solve_matrix(hand_over(build_model(instance, "mean_delay")), gap=0, time_limit=20)
    assert (first.status, first.bound) == ("optimal", pytest.approx(delay, abs=1e-6))
    keep = {"mean_delay": delay + 1e-6}
    second = solve_matrix(hand_over(build_model(instance, "cost", keep)), gap=0, time_limit=20)
    assert (second.status, second.bound) == ("optimal", pytest.approx(cost, abs=1e-3))


MANY = tuple(f"B{n:02d}" for n in range(40))
"""With A more call-offs, by month over ten years, than a case may have to be planned as a small one."""


def large(**sheets: Any) -> c.Case:
    """A needs 4, 40 others nothing, by month over ten years."""
    settings = {"end": date(2036, 12, 31), "period_months": 1}
    rows = {
        "partners": partners("A", *MANY),
        "demand": need("A", 4),
        "capacity": c.Capacity("L", START, 480),
        "frameworks": framework(term_months=120),
    }
    return pool(settings, **(rows | sheets))


@pytest.mark.parametrize(
    ("sheets", "cost"),
    [
        pytest.param({"frameworks": framework(term_months=120, min_partners=30)}, 330, id="enough partners"),
        pytest.param({"lots": c.Lot("T", "F", "Q", "L", 1000, 40)}, 400, id="a least quantity"),
        pytest.param({"instruments": c.Instrument("N", "N", 41, 95, START, END)}, 22, id="a claim"),
        pytest.param(
            {
                "frameworks": existing(term_months=120, min_partner_value=10),
                "participants": c.Participant("F", "B00", "member"),
            },
            50,
            id="a member of nothing but what exists",
        ),
    ],
)
def test_large_cases(sheets: dict[str, Any], cost: float) -> None:
    """A plan is found and is proven."""
    case = large(**sheets)
    outcome = solve(case, Options(gap=0, time_limit=20))
    verdict = verify(case, outcome.plan)
    assert verdict.valid
    assert (verdict.figures.mean_delay, verdict.figures.cost.total) == pytest.approx((0, cost))
    assert [stage.status for stage in outcome.stages] == ["optimal", "optimal"]


def test_a_large_case_that_clashes() -> None:
    """B00 owes more than one lot is worth, and may take no more."""
    case = large(
        frameworks=existing(term_months=120, min_partner_value=20), participants=c.Participant("F", "B00", "member")
    )
    with pytest.raises(Infeasible, match="F asks B00 for min_partner_value 20"):
        solve(case, Options(time_limit=20))
