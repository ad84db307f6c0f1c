"""What a little more of a limit saves, on cases worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pooling.case import case as c
from pooling.output.limits_table import limits_table
from pooling.plan.explain.marginals import marginals
from pooling.plan.explain.relaxed import relax
from pooling.plan.plan import Plan
from pooling.plan.solve import Options, solve
from pooling.plan.verify import verify
from tests.cases.pool import FRAMEWORK, START, best, framework, need, pool


def saved(case: c.Case, plan: Plan | None = None) -> dict[tuple[Any, ...], float]:
    """Limit to the months that a little more of it saves in the best plan of `case`, or in `plan`."""
    plan = plan or solve(case, Options(gap=0.0, time_limit=20)).plan
    return {(row.kind, row.code, row.year): row.months for row in marginals(case, plan).limits.found}


def test_one_percent_of_a_line() -> None:
    """Ten a quarter for twenty needed: half comes three months late. A hundredth more, a tenth unit comes in time."""
    assert saved(pool(demand=need("A", 20)))["line", "L", None] == pytest.approx(3 * 0.1 / 20)


def test_a_line_with_room_holds_nobody_back() -> None:
    """Ten a quarter for ten needed: nothing is late, so nothing saves."""
    assert saved(pool()) == {}


def test_one_percent_of_a_material() -> None:
    """Powder for five a quarter and ten needed: five wait a quarter; a hundredth more is for 0.05 units in time."""
    powder = {
        "materials": c.Material("POWDER", opening=0),
        "supply": c.Supply("POWDER", START, 20),
        "recipes": c.Recipe("Q", "POWDER", 1),
    }
    assert saved(pool(**powder)) == {("material", "POWDER", None): pytest.approx(3 * 0.05 / 10)}


def test_a_million_of_a_budget_is_what_it_really_saves() -> None:
    """EUR 50 buy five of ten, the rest waits for 2028, four quarters; what a million is worth at the price of a euro is
    more than there is to gain.
    """
    budgets = (c.Budget("A", 2027, 50), c.Budget("A", 2028, 1000))
    months = saved(pool(budgets=budgets))
    assert months["budget", "A", 2027] == pytest.approx(3 * 4 * 5 / 10)
    assert ("budget", "A", 2028) not in months


def test_a_lead_time_of_a_quarter() -> None:
    """Everything comes a quarter late because the framework delivers a quarter after signing."""
    case = pool(frameworks=replace(FRAMEWORK, lead_months=3))
    assert saved(case)["lead_time", "F", None] == pytest.approx(3)


def test_a_signing_a_quarter_earlier() -> None:
    """Signed in the second quarter though the first was open."""
    case = pool()
    late = Plan(signed={"F": 1}, joined={"F": frozenset({"A"})}, call_offs={("T", "A", 1): 10})
    assert verify(case, late).valid
    assert saved(case, late)["signing", "F", None] == pytest.approx(3)


def test_a_signing_a_quarter_earlier_ends_a_quarter_earlier() -> None:
    """Four quarters of ten for sixty needed: as much as a plan saves that signs so, and no fifth quarter."""
    case = pool(demand=need("A", 60), frameworks=replace(FRAMEWORK, term_months=12))
    late, early = (Plan({"F": t}, {"F": frozenset({"A"})}, {("T", "A", t + n): 10 for n in range(4)}) for t in (1, 0))
    before, after = relax(case, late), relax(case, early)
    assert before
    assert after
    assert saved(case, late)["signing", "F", None] == pytest.approx(before.value - after.value)


def two_frameworks(**sheets: Any) -> c.Case:
    """F and G of one office, each with a line of its own for ten a quarter; twenty are needed."""
    return pool(
        demand=need("A", 20),
        lines=(c.Line("L", "M"), c.Line("K", "M")),
        capacity=(c.Capacity("L", START, 40), c.Capacity("K", START, 40)),
        frameworks=(framework("F", office="O"), framework("G", office="O")),
        lots=(c.Lot("T", "F", "Q", "L", 1000), c.Lot("U", "G", "Q", "K", 1000)),
        prices=(c.Price("T", 0, 10), c.Price("U", 0, 10)),
        **sheets,
    )


def test_one_more_signing_of_an_office() -> None:
    """One a year: ten of twenty come a quarter late, or with a second framework at once. Where two may be signed, or
    nothing else is offered, one more saves nothing.
    """
    one, two = (two_frameworks(offices=(c.Office("O", 2027, n), c.Office("O", 2028, 0))) for n in (1, 2))
    months = saved(one)
    assert months["office", "O", 2027] == pytest.approx(3 * 10 / 20)
    assert ("office", "O", 2028) not in months
    assert not [key for key in saved(two) if key[0] == "office"]
    table = limits_table(
        one, verify(one, best(one).plan).figures, marginals(one, best(one).plan).limits.found
    ).records()
    (told,) = {row["a_little_more"] for row in table if row["limit"] == "office"}
    assert told in ("one more signing in this year (of F)", "one more signing in this year (of G)")


def test_one_more_signing_moves_one_of_a_later_year() -> None:
    """One a year, the second framework waits for 2028: signed in 2027 it takes the ten that come a quarter late."""
    case = two_frameworks(offices=(c.Office("O", 2027, 1), c.Office("O", 2028, 1)))
    plan = Plan(
        {"F": 0, "G": 4},
        {"F": frozenset({"A"}), "G": frozenset({"A"})},
        {("T", "A", 0): 10, ("U", "A", 4): 10},
    )
    assert verify(case, plan).valid
    months = saved(case, plan)
    assert months["office", "O", 2027] == pytest.approx(3 * 10 / 20)


def test_one_more_signing_that_other_rules_forbid_saves_nothing() -> None:
    """A rival is signed; or the second framework asks for more partners, or more volume, than there are."""
    office = c.Office("O", 2027, 1), c.Office("O", 2028, 0)
    case = two_frameworks(offices=office)
    for changes in ({"exclusive_group": "g"}, {"min_partners": 2}):
        barred = replace(case, frameworks=tuple(replace(row, **changes) for row in case.frameworks))
        plan = Plan({"F": 0}, {"F": frozenset({"A"})}, {("T", "A", 0): 10, ("T", "A", 1): 10})
        assert not [key for key in saved(barred, plan) if key[0] == "office"]
    large = replace(case, lots=(case.lots[0], replace(case.lots[1], min_quantity=30)))
    assert not [key for key in saved(large) if key[0] == "office"]


def test_a_certification_that_takes_a_quarter_less() -> None:
    """The product may come a quarter after its certification begins."""
    case = pool(
        items=c.Item("I", certification=True),
        certifications=c.Certification("A", "Q", "possible", 3, 0),
    )
    signed = Plan({"F": 0}, {"F": frozenset({"A"})}, {("T", "A", 1): 10}, certified={("A", "Q"): 0})
    assert verify(case, signed).valid
    assert saved(case, signed)["certification", "Q", None] == pytest.approx(3)


def test_limits_are_ranked_for_pool_families_and_partners() -> None:
    """A tenth unit more in time is one of eleven for A, one of twenty for B."""
    case = pool(
        partners=(c.Partner("A", "Aland"), c.Partner("B", "Beland")),
        items=(c.Item("I", family="Shells"), c.Item("J", family="Missiles")),
        products=(c.Product("Q", "I", "M", 100), c.Product("R", "J", "M", 100)),
        demand=(c.Demand("D1", "A", "I", START, 11), c.Demand("D2", "B", "J", START, 20)),
        lines=(c.Line("M", "M"), c.Line("L", "M", "Long line")),
        capacity=(c.Capacity("M", START, 40), c.Capacity("L", START, 40)),
        lots=(c.Lot("T", "F", "Q", "M", 1000), c.Lot("U", "F", "R", "L", 1000)),
        prices=(c.Price("T", 0, 10), c.Price("U", 0, 10)),
    )
    plan = solve(case, Options(gap=0.0, time_limit=20)).plan
    figures = verify(case, plan).figures
    rows = limits_table(case, figures, marginals(case, plan).limits.found).records()
    ranks = {(row["scope"], row["for_name"], row["rank"]): (row["of"], row["months_saved"]) for row in rows}
    for_a, for_b = 3 * 0.1 / 11, 3 * 0.1 / 20
    assert ranks == {
        ("pool", "all partners", 1): ("M", pytest.approx(for_a / 2)),
        ("pool", "all partners", 2): ("L", pytest.approx(for_b / 2)),
        ("family", "Shells", 1): ("M", pytest.approx(for_a)),
        ("family", "Missiles", 1): ("L", pytest.approx(for_b)),
        ("partner", "Aland", 1): ("M", pytest.approx(for_a)),
        ("partner", "Beland", 1): ("L", pytest.approx(for_b)),
    }
