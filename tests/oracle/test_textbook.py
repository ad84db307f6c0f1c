"""The oracle against hand-computed optima, against the verifier, and against random changes of its plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pooling.case.case import (
    Capacity,
    Case,
    Demand,
    Framework,
    Item,
    Line,
    Lot,
    Partner,
    Price,
    Producer,
    Product,
    Settings,
)
from pooling.plan.figures import Figures
from pooling.plan.verify import verify
from tests.oracle.neighbours import neighbours
from tests.oracle.small_cases import small_case, small_cases
from tests.oracle.textbook import solve_textbook


def figure(figures: Figures, objective: str) -> float:
    """The verifier's value of an objective."""
    if objective == "cost":
        return figures.cost.total
    return float(getattr(figures, "frameworks_signed" if objective == "frameworks" else objective))


def queue(per_year: float, needed: float, tiers: tuple[tuple[float, float], ...] = ((0, 10),)) -> Case:
    """One partner that needs `needed` missiles at once from one line, through one framework without lead time."""
    start = date(2027, 1, 1)
    return Case(
        Settings("queue", start, date(2028, 12, 31), after_horizon_months=0),
        partners=(Partner("NLD"),),
        items=(Item("GEMT"),),
        producers=(Producer("M"),),
        products=(Product("GEMT-M", "GEMT", "M", 100),),
        demand=(Demand("D", "NLD", "GEMT", start, needed),),
        lines=(Line("L", "M"),),
        capacity=(Capacity("L", start, per_year),),
        frameworks=(Framework("F", "F", "NLD", "candidate", 0, 24, "ALL", sign_from=start, sign_to=date(2028, 1, 1)),),
        lots=(Lot("F-1", "F", "GEMT-M", "L", 100),),
        prices=tuple(Price("F-1", first, price) for first, price in tiers),
    )


@pytest.mark.parametrize("solver", ["HiGHS", "CBC"])
def test_a_line_of_five_missiles_a_year_delivers_the_fifth_from_work_in_progress(solver: str) -> None:
    """1.25 a quarter: 1, 1, 1, 2 are delivered, so backlogs of 5 needed are 4, 3, 2, 0: 3 · 9 / 5 months."""
    result = solve_textbook(queue(5, 5), solver)
    assert result.status == "optimal"
    assert result.values["mean_delay"] == pytest.approx(3 * 9 / 5)
    assert [result.plan.call_offs[key] for key in sorted(result.plan.call_offs)] == [1, 1, 1, 2]


def test_units_never_delivered_wait_until_the_horizon_ends_and_longer() -> None:
    """4 a year for two years, 10 needed: backlogs 9 … 2, and 2 units wait another 12 months."""
    case = queue(4, 10)
    case = replace(case, settings=replace(case.settings, after_horizon_months=12))
    assert solve_textbook(case).values["mean_delay"] == pytest.approx((3 * sum(range(2, 10)) + 12 * 2) / 10)


def test_the_tier_reached_prices_all_units() -> None:
    """Five units: one lot more reaches the tier at 6, and six units at 7 cost less than five at 10."""
    assert solve_textbook(queue(40, 5, ((0, 10), (6, 7)))).values["cost"] == pytest.approx(42)


def test_a_tier_ends_one_lot_before_the_next() -> None:
    """With the next tier out of reach (stockpiling ends at need + 1 lot) five units cost 50."""
    assert solve_textbook(queue(40, 5, ((0, 10), (7, 5)))).values["cost"] == pytest.approx(50)


def test_an_impossible_minimum_of_an_existing_framework_is_infeasible() -> None:
    """Existing frameworks owe their minimum: no plan exists where the line cannot make it."""
    case = queue(4, 5)
    existing = replace(case.frameworks[0], status="existing", signed=date(2026, 7, 1), sign_from=None, sign_to=None)
    case = replace(case, frameworks=(existing,), lots=(replace(case.lots[0], min_quantity=50),))
    result = solve_textbook(case)
    assert (result.status, result.stages) == ("infeasible", ())


@given(small_cases())
@settings(max_examples=120, deadline=None, derandomize=True)
def test_plans_verify_and_their_values_are_the_verifiers(case: Case) -> None:
    """Every stage's plan is valid, its value is the verifier's, and earlier objectives are within tolerance."""
    result = solve_textbook(case)
    best: dict[str, float] = {}
    for stage in result.stages:
        verdict = verify(case, stage.plan)
        assert verdict.violations == ()
        assert figure(verdict.figures, stage.objective) == pytest.approx(stage.value, rel=1e-5, abs=1e-5)
        for earlier, value in best.items():
            limit = value + abs(value) * case.settings.tolerance_pct / 100 + 1e-5
            assert figure(verdict.figures, earlier) <= limit * (1 + 1e-6)
        best[stage.objective] = stage.value


@given(small_cases(), st.integers(0, 2**32))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_no_valid_plan_nearby_beats_the_optimum(case: Case, seed: int) -> None:
    """A random walk over plans that the verifier takes never finds a better first objective."""
    first = case.settings.objectives[0]
    result = solve_textbook(replace(case, settings=replace(case.settings, objectives=(first,))))
    rng = Random(seed)
    walk = [stage.plan for stage in result.stages]
    for _ in range(100 if walk else 0):
        for plan in neighbours(rng, case, walk[-1], 1):
            verdict = verify(case, plan)
            if verdict.valid:
                value = figure(verdict.figures, first)
                assert value >= result.stages[0].value - 1e-6 * max(1, abs(value))
                walk.append(plan)


@pytest.mark.parametrize("seed", range(8))
def test_both_solvers_agree(seed: int) -> None:
    """CBC and HiGHS find the same first optimum."""
    case = small_case(Random(seed))
    case = replace(case, settings=replace(case.settings, objectives=case.settings.objectives[:1]))
    highs, cbc = solve_textbook(case, "HiGHS"), solve_textbook(case, "CBC")
    assert highs.status == cbc.status
    for one, other in zip(highs.stages, cbc.stages, strict=True):
        assert one.value == pytest.approx(other.value, rel=1e-5, abs=1e-5)


def test_small_cases_use_what_they_can() -> None:
    """Over a hundred cases every kind of row and every kind of decision occurs, and few are infeasible."""
    cases = [small_case(Random(seed)) for seed in range(100)]
    sheets = {name for case in cases for name, rows in vars(case).items() if isinstance(rows, tuple) and rows}
    unused = {"rules", "uncertain", "scenarios", "changes", "applied", "deliveries", "placed"}
    assert {name for name, rows in vars(cases[0]).items() if isinstance(rows, tuple)} - unused == sheets
    results = [solve_textbook(case) for case in cases[:60]]
    assert sum(result.status == "optimal" for result in results) >= 57
    plans = [result.plan for result in results if result.stages]
    for decision in vars(plans[0]):
        assert any(getattr(plan, decision) for plan in plans), decision
