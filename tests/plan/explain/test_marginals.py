"""Marginal values against what really happens when there is a little more or less."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from models.instance import Instance
from pooling.case.case import Case
from pooling.plan.explain.marginals import marginals
from pooling.plan.explain.relaxed import MILLION, in_fractions
from pooling.plan.plan import Plan
from pooling.plan.prepare import prepare
from pooling.plan.program.highs import solve_matrix
from pooling.plan.solve import Infeasible, Options, solve
from pooling.plan.stage.workshop import CHOICES, fix, open_workshop
from tests.oracle.small_cases import small_case

SEEDS = range(301, 313)
LITTLE = 1e-3
SCARCE = 0.2
SHORT_OF_LINES = (327, 328, 330, 334)
"""Small cases in which what a framework may deliver is what its line can make: two rows that limit the same."""


def solved(seed: int, part: float = SCARCE) -> tuple[Case, Plan] | None:
    """A small case with `part` of its material, and its plan of least delay; None where there is none."""
    case = small_case(Random(seed))
    case = replace(
        case,
        settings=replace(case.settings, objectives=("mean_delay",)),
        materials=tuple(replace(row, opening=row.opening * part) for row in case.materials),
        supply=tuple(replace(row, per_year=row.per_year * part) for row in case.supply),
    )
    try:
        return case, solve(case, Options(gap=0.0, time_limit=30)).plan
    except Infeasible:
        return None


def least_delay(case: Case, i: Instance, plan: Plan) -> float:
    """Least mean delay with the decisions of `plan`, call-offs in fractions; inf where there is none."""
    shop = open_workshop(case, i, "mean_delay", {}, exact=False)
    lower, upper = fix(shop.matrix, shop.matrix.bounds, shop.encoded(plan), CHOICES)
    return solve_matrix(in_fractions(shop.matrix), relax=True, lower=lower, upper=upper).value


def with_more(i: Instance, kind: str, key: tuple[str, int], more: float) -> Instance:
    """The instance with that much more capacity, material or budget."""
    name, n = key
    if kind == "budget":
        purses = {p: dict(limits) for p, limits in i.budget.items()}
        purses[name][n] += more
        return replace(i, budget=purses)
    rows = {r: list(row) for r, row in getattr(i, kind).items()}
    rows[name][n] += more
    return replace(i, **{kind: {r: tuple(row) for r, row in rows.items()}})


@pytest.mark.parametrize(("seed", "part"), [*((seed, SCARCE) for seed in SEEDS), *((n, 1.0) for n in SHORT_OF_LINES)])
def test_marginal_values_are_slopes_of_the_least_delay(seed: int, part: float) -> None:
    """Least delay is convex in what there is: it lies on or above the line that a marginal value draws."""
    found = solved(seed, part)
    if found is None:
        return
    case, plan = found
    i, values = prepare(case), marginals(case, plan)
    base = least_delay(case, i, plan)
    kinds = {"capacity": (values.lines, 1.0), "supply": (values.materials, 1.0), "budget": (values.budgets, MILLION)}
    for kind, (slopes, unit) in kinds.items():
        worthy = sorted(slopes, key=lambda key: slopes[key])[:3] + sorted(slopes)[:2]
        for key in worthy:
            assert slopes[key] <= 1e-6
            for more in (LITTLE * unit, -LITTLE * unit):
                line = base + slopes[key] * more / unit
                assert least_delay(case, with_more(i, kind, key, more), plan) >= line - 1e-6


def test_some_marginal_values_matter() -> None:
    """Among the small cases are lines, materials and budgets of which a little more helps."""
    known = [marginals(*found) for seed in SEEDS if (found := solved(seed))]
    for kind in ("lines", "materials", "budgets"):
        assert any(value < -1e-6 for values in known for value in getattr(values, kind).values()), kind
