"""A case whose best plan is worked out by hand: what the solver here must find and prove."""

from __future__ import annotations

from datetime import date

from pooling.case import case as c
from pooling.plan.solve import Options, solve
from pooling.plan.verify import verify

DELAY, COST = 1.5, 500.0
"""60 units are needed at once and 30 made a quarter: the second half comes a quarter late, 1.5 months on average; 60
reach the price of 8 below that of 10, and signing costs 20.
"""


def known_case() -> c.Case:
    """One partner, one line, one framework to sign, four quarters."""
    first, last = date(2027, 1, 1), date(2027, 12, 31)
    return c.Case(
        settings=c.Settings("known", first, last),
        partners=(c.Partner("A", "A"),),
        items=(c.Item("I", "I", "I", "unit"),),
        producers=(c.Producer("P", "P"),),
        products=(c.Product("X", "I", "P", 100),),
        demand=(c.Demand("D", "A", "I", first, 60),),
        lines=(c.Line("L", "P"),),
        capacity=(c.Capacity("L", first, 120),),
        frameworks=(
            c.Framework(
                framework="F",
                name="F",
                lead="A",
                status="candidate",
                sign_from=first,
                sign_to=last,
                lead_months=0,
                term_months=12,
                open_to="ALL",
                setup_cost=20,
            ),
        ),
        lots=(c.Lot("F1", "F", "X", "L", max_quantity=100),),
        prices=(c.Price("F1", 0, 10), c.Price("F1", 60, 8)),
    )


def is_right() -> bool:
    """Whether the solver finds the known best value of each objective, and proves it."""
    case = known_case()
    outcome = solve(case, Options(gap=0, time_limit=30, threads=1))
    figures = verify(case, outcome.plan).figures
    values = round(figures.mean_delay, 6), round(figures.cost.total, 6)
    bounds = tuple(round(stage.bound, 4) for stage in outcome.stages)
    return values == bounds == (DELAY, COST)
