"""Other plans: as different as can be, within the tolerance, each verified; and what is said where there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from threading import Event

import pytest

from pooling.analysis.alternatives import Alternatives, alternatives, as_told
from pooling.analysis.alternatives_table import alternatives_table, ending, sentences
from pooling.analysis.solving import Solved, solved
from pooling.analysis.wish import Wish
from pooling.case import case as c
from pooling.case.case import Case
from pooling.plan.plan import Outcome, Stage
from pooling.plan.solve import Infeasible, NothingElse, Options, solve
from pooling.plan.verify import verify
from tests.cases.pool import framework, need, partners, pool

OPTIONS = Options(gap=0, time_limit=20)


def rivals(*setups: float, quantity: float = 10, lines: int = 1, **settings: float) -> Case:
    """So many frameworks alike but for what setting them up costs, on so many lines in turn."""
    numbers = range(len(setups))
    return pool(
        {"mip_gap_pct": 0, **settings},
        frameworks=tuple(framework(f"F{n}", setup_cost=setup) for n, setup in enumerate(setups)),
        lines=tuple(c.Line(f"L{n}", "M") for n in range(lines)),
        capacity=tuple(c.Capacity(f"L{n}", date(2027, 1, 1), 40) for n in range(lines)),
        lots=tuple(c.Lot(f"T{n}", f"F{n}", "Q", f"L{n % lines}", 1000) for n in numbers),
        prices=tuple(c.Price(f"T{n}", 0, 10) for n in numbers),
        demand=need("A", quantity),
    )


def plain(case: Case, options: Options, _: str) -> Outcome:
    return solve(case, options)


def found(case: Case, number: int = 3, within: float = 0.05, apart: int = 2) -> Alternatives:
    best = solved(case, OPTIONS, plain, Event())
    return alternatives(best, Wish(number, within, apart), OPTIONS, plain, Event())


def signings(case: Case, limits: dict[str, float]) -> dict[frozenset[str], tuple[float, ...]]:
    """What may be signed within the limits, with its best objectives: every set of frameworks is tried by itself."""
    codes = [row.framework for row in case.frameworks]
    possible = {}
    for size in range(len(codes) + 1):
        for chosen in combinations(codes, size):
            only = replace(
                case,
                frameworks=tuple(f for f in case.frameworks if f.framework in chosen),
                lots=tuple(lot for lot in case.lots if lot.framework in chosen),
                prices=tuple(p for p in case.prices if f"F{p.lot[1:]}" in chosen),
            )
            try:
                plan = solve(only, OPTIONS).plan
            except Infeasible:
                continue
            figures = verify(case, plan).figures
            values = tuple(figures.objective(name) for name in case.settings.objectives)
            if all(v <= limits[name] + 1e-6 for v, name in zip(values, case.settings.objectives, strict=True)):
                possible.setdefault(frozenset(plan.signed), values)
    return possible


@pytest.mark.parametrize(
    ("case", "within"),
    [
        (rivals(5, 6, 7), 0.05),
        (rivals(5, 6, 7, 30), 0.05),
        (rivals(5, 5, 6, 6, quantity=20, lines=2), 0.2),
    ],
    ids=["three", "one too dear", "two lines"],
)
def test_each_plan_is_as_far_as_can_be_from_all_before(case: Case, within: float) -> None:
    """Against every set of frameworks tried by itself; each within the tolerance, each valid, each signing used."""
    plans = found(case, number=3, within=within, apart=1)
    best = plans.best.verdict.figures
    limits = {name: best.objective(name) * (1 + within) for name in case.settings.objectives}
    possible = signings(case, limits)
    before = [frozenset(plans.best.outcome.plan.signed)]
    for other in plans.others:
        plan, figures = other.solved.outcome.plan, other.solved.verdict.figures
        signed = frozenset(plan.signed)
        assert other.solved.verdict.valid
        assert {lot.replace("T", "F") for lot, _, _ in plan.call_offs} == signed
        assert all(figures.objective(name) <= most + 1e-5 for name, most in limits.items())
        nearest = {one: min(len(one ^ earlier) for earlier in before) for one in possible}
        assert other.distance == min(len(signed ^ earlier) for earlier in before) >= max(nearest.values())
        assert other.distance <= other.most
        before.append(signed)
    assert plans.ending == ("" if len(plans.others) == 3 else "proven")


def test_of_those_that_differ_most_the_best_is_taken() -> None:
    """Three rivals differ by two from the cheapest: the second cheapest comes first, then the third."""
    plans = found(rivals(5, 6, 7), number=2)
    assert [list(other.solved.outcome.plan.signed) for other in plans.others] == [["F1"], ["F2"]]
    assert sentences(plans) == [
        "Plan 2 signs F1 (1 partner, EUR 100) instead of F0 (1 partner, EUR 100): the same mean delay, EUR 1 more.",
        "Plan 3 signs F2 (1 partner, EUR 100) instead of F0 (1 partner, EUR 100): the same mean delay, EUR 2 more.",
    ]


def test_that_none_exists_is_said_only_where_it_is_proven() -> None:
    """One framework and no other; too little tolerance; too much difference: proven. Out of time: not known."""
    for case, within, apart in (
        (rivals(5), 0.5, 1),
        (rivals(5, 50), 0.05, 1),
        (rivals(5, 6), 0.05, 3),
        (pool(frameworks=(), lots=(), prices=(), demand=()), 0.05, 1),
    ):
        plans = found(case, within=within, apart=apart)
        assert (plans.others, plans.ending) == ((), "proven")
        assert ending(plans).endswith("as is proven.")
    best = solved(rivals(5, 6), OPTIONS, plain, Event())

    def late(*_: object) -> Outcome:
        raise NothingElse(proven=False)

    plans = alternatives(best, Wish(2, 0.05, 1), OPTIONS, late, Event())
    assert plans.ending == "time"
    assert "was found in the time" in ending(plans)
    assert "whether there is one is not known" in ending(plans)
    stop = Event()
    stop.set()
    plans = alternatives(best, Wish(2, 0.05, 1), OPTIONS, plain, stop)
    assert "before the interrupt" in ending(plans)


def test_the_table_holds_differences_to_the_best(tmp_path) -> None:
    """A row a plan with its file, what it signs too or not, values and their change."""
    plans = found(rivals(5, 6, 7), number=1)
    table = alternatives_table(plans, ["a.xlsx", "a-2.xlsx"])
    first, second = table.records()
    assert (first["plan"], first["file"], first["what"], first["cost_eur_change"]) == (1, "a.xlsx", "", None)
    assert (second["file"], second["signed_too"], second["not_signed"]) == ("a-2.xlsx", "F1", "F0")
    assert (second["cost_eur"], second["cost_eur_change"]) == (106, pytest.approx(1))
    assert (second["frameworks_differ"], second["frameworks_differ_most"]) == (2, 2)


def test_partners_and_instruments_do_not_disturb() -> None:
    """Two partners who must join: another plan is one with all of them in."""
    case = rivals(5, 6)
    several = tuple(replace(row, min_partners=2) for row in case.frameworks)
    case = replace(case, partners=partners("A", "B"), frameworks=several, demand=(need("A", 5), need("B", 5)))
    (other,) = found(case, number=1).others
    assert other.solved.outcome.plan.joined == {"F1": frozenset({"A", "B"})}


def test_bounds_are_told_as_far_as_they_hold() -> None:
    """The first bound holds for every plan, a later one where earlier objectives are kept within the tolerance."""
    case = rivals(5, 6, tolerance_pct=1)
    figures = solved(case, OPTIONS, plain, Event()).verdict.figures
    for reached, told in ((0.0, 90.0), (-1.0, float("-inf"))):
        stages = (
            Stage("mean_delay", reached, -2.0, 0.1, 5.0, "gap"),
            Stage("cost", 100.0, 90.0, 0.1, 5.0, "time_limit"),
        )
        first, second = as_told(case, stages, figures)
        assert (first.value, first.bound, first.status) == (0.0, -2.0, "other")
        assert (second.value, second.bound) == (105.0, told)


def test_plans_of_a_result_are_solved_objects() -> None:
    """The best first."""
    plans = found(rivals(5, 6), number=1)
    assert isinstance(plans.plans[0], Solved)
    assert plans.plans[0] is plans.best
