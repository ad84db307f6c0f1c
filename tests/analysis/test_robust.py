"""What to sign by how it does in many futures: a cheap framework that may slip against a dear one that does not."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from pooling.analysis.analyses import hedged
from pooling.analysis.solving import NotSolved, solved, solving_by
from pooling.case import case as c
from pooling.plan.parameters import Extensive
from pooling.plan.solve import Options
from pooling.plan.verify import verify
from tests.helpers.here import here
from tests.oracle.hand import shared_line

OPTIONS = Options(time_limit=5)


def either(slip=6, lead=3):
    """One partner needs 4 at once; a line makes 4 a quarter. F is cheap and slips 0 … `slip` months, each as likely, of
    three months' lead; G is dear, keeps its `lead`; one of the two may be signed.

    What comes q quarters after the first is 3 q months late.
    """
    case = shared_line(partners=("A",))
    cheap = replace(case.frameworks[0], exclusive_group="one", lead_months=3, slip_months=slip)
    safe = replace(cheap, framework="G", name="Safe", lead_months=lead, slip_months=0)
    return replace(
        case,
        items=(replace(case.items[0], lot_size=4),),
        frameworks=(cheap, safe),
        lots=(*case.lots, replace(case.lots[0], lot="G1", framework="G")),
        prices=(*case.prices, c.Price("G1", 0, 12.0)),
    )


def robust(case, count, run_all=here, **more):
    """The tables by name, the sentences, and the chosen plan's result."""
    best = solved(case, OPTIONS, solving_by(run_all), threading.Event())
    found, chosen = hedged(best, OPTIONS, run_all, count, **{"samples": 7} | more)
    return {table.name: table.records() for table in found.tables}, " ".join(found.sentences), chosen


@pytest.fixture(scope="module")
def found():
    """Seven futures, one for each month of slip: none, three times one quarter and three times two."""
    return robust(either(), 7)


def test_the_safer_framework_is_signed(found):
    """F is 3 + 3 · (3 · 1 + 3 · 2) / 7 months late on average, and 9 at worst; G is 3 in every future."""
    nominal, safer = found[0]["plans"]
    assert nominal["plan"] == "nominal"
    assert nominal["signs"] == "F in 2027 Q1 for A"
    assert nominal["mean_months"] == nominal["worst_part_months"] == pytest.approx(3 + 27 / 7)
    assert (nominal["worst_months"], nominal["nominal_months"], nominal["cost_eur"]) == pytest.approx((9, 3, 47))
    assert safer["signs"] == "G in 2027 Q1 for A"
    assert (safer["mean_months"], safer["worst_months"], safer["nominal_months"]) == pytest.approx((3, 3, 3))
    assert safer["cost_eur"] == pytest.approx(4 * 12 + 7)
    assert [row["chosen"] for row in (nominal, safer)] == [False, True]
    assert len(safer["also"].split(", ")) == 5 + 1
    assert safer["also"].endswith(", all futures")


def test_regrets_are_those_of_each_future(found):
    """Nought where F does not slip, three months where it slips a quarter, six where two; never any of G."""
    rows = found[0]["regret"]
    assert sorted(row["nominal"] for row in rows) == pytest.approx([0, 3, 3, 3, 6, 6, 6])
    (safer,) = {name for name in rows[0] if name.startswith("future_")}
    assert [row[safer] for row in rows] == pytest.approx([0] * 7)
    assert found[0]["plans"][0]["largest_regret_months"] == pytest.approx(6)


def test_fresh_futures_say_what_that_buys_and_what_it_costs(found):
    """The same strata drawn anew: 27 / 7 months gained between what the interval says, EUR 8 more as the case says."""
    (row,) = found[0]["fresh"]
    assert row["months_gained"] == pytest.approx(27 / 7)
    assert 0 < row["months_gained_low"] < 27 / 7 < row["months_gained_high"]
    assert [entry["months_gained"] for entry in found[0]["fresh_futures"]] == pytest.approx(
        [entry["nominal_plan_months"] - 3 for entry in found[0]["fresh_futures"]]
    )
    drawn = [entry["nominal"] for entry in found[0]["regret"]]
    assert [entry["months_gained"] for entry in found[0]["fresh_futures"]] != pytest.approx(drawn)
    low, high = row["months_gained_low"], row["months_gained_high"]
    assert f"In 7 fresh futures it is {low:.2f} to {high:.2f} months less late on average" in found[1]
    assert "it is as late and costs EUR 8 more" in found[1]
    assert "signs G and does not sign F" in found[1]


def test_the_chosen_plan_is_a_result_of_the_case(found):
    """Valid as the case says, and told as another plan than the best: its cost is held against the best one's bound."""
    chosen = found[2]
    assert verify(either(), chosen.outcome.plan).violations == ()
    assert set(chosen.outcome.plan.signed) == {"G"}
    cost = next(stage for stage in chosen.outcome.stages if stage.objective == "cost")
    assert (cost.value, cost.bound, cost.status) == (pytest.approx(55), pytest.approx(47), "other")


def test_the_worst_part_may_choose_otherwise():
    """F slips 0, one (thrice) or two quarters: 6 months late on average as G is, which costs more; at worst 9."""
    case = either(slip=4, lead=6)
    tables, told, chosen = robust(case, 5)
    assert [row["mean_months"] for row in tables["plans"]] == pytest.approx([6, 6])
    assert set(chosen.outcome.plan.signed) == {"F"}
    assert "The nominal plan is as good as any of 2 plans" in told
    assert tables["fresh"] == tables["fresh_futures"] == []
    tables, told, chosen = robust(case, 5, cvar=20)
    assert [row["worst_part_months"] for row in tables["plans"]] == pytest.approx([9, 6])
    assert set(chosen.outcome.plan.signed) == {"G"}
    assert "in the worst 20 % of 5 futures" in told
    assert "no difference shown" in told
    assert "3.00 months later" in told


def test_the_worst_of_all_futures_is_the_mean_and_the_seed_is_the_numbers(found):
    """--cvar 100 chooses as without; the same seed gives the same, another one other futures."""
    assert robust(either(), 7, cvar=100)[0] == found[0]
    assert robust(either(), 7)[0] == found[0]
    other = robust(either(), 7, seed=2)[0]
    assert [row["nominal"] for row in other["regret"]] != [row["nominal"] for row in found[0]["regret"]]


def test_without_chance_the_nominal_plan_is_kept():
    """Nothing is uncertain: there is one future, which is the case, and no plan but the nominal one."""
    tables, told, chosen = robust(either(slip=0), 7)
    (row,) = tables["plans"]
    assert (row["plan"], row["futures"], row["mean_months"]) == ("nominal", 1, 3)
    assert "leaves nothing to chance" in told
    assert "No future proposes another plan: the nominal plan is kept" in told
    assert "fresh" not in told
    assert set(chosen.outcome.plan.signed) == {"F"}


def test_a_future_that_proposes_no_plan_is_told():
    """Where one cannot be solved the others are still judged."""

    def failing(tasks):
        return [
            replace(run, status="no_plan", message="no time", outcome=None, figures=None)
            if run.task.label in ("future 1", "future 2")
            else run
            for run in here(tasks)
        ]

    tables, told, chosen = robust(either(), 7, failing)
    assert set(chosen.outcome.plan.signed) == {"G"}
    assert [row["message"] for row in tables["plans"]][2:] == ["no time"] * len(tables["plans"][2:])
    assert "No plan comes of" in told

    def never(tasks):
        return [replace(run, status="no_plan", message="no time", outcome=None, figures=None) for run in here(tasks)]

    with pytest.raises(NotSolved, match="no time"):
        robust(either(), 7, never)


def without(*labels):
    """Runs of which those whose labels begin so give no plan."""

    def run_all(tasks):
        return [
            replace(run, status="no_plan", message="no time", outcome=None, figures=None)
            if run.task.label.startswith(labels)
            else run
            for run in here(tasks)
        ]

    return run_all


def test_a_plan_that_does_not_hold_in_a_future_is_told_of_those_where_it_does():
    """Means over other futures are not held against each other without a word."""
    _, told, chosen = robust(either(), 7, without("nominal in future 1"))
    assert set(chosen.outcome.plan.signed) == {"G"}
    assert "months late in the 6 of 7 where it holds" in told


def test_where_no_plan_holds_everywhere_the_nominal_one_is_kept_and_not_praised():
    """It is not said to be as good as the others."""
    others = [f"future {n} in future 2" for n in range(1, 8)]
    _, told, chosen = robust(either(), 7, without("nominal in future 1", *others))
    assert set(chosen.outcome.plan.signed) == {"F"}
    assert "None of 2 plans holds in every future in which another does: the nominal plan is kept" in told
    assert "as good as any" not in told


def test_what_a_future_builds_is_built_in_the_plan_that_it_proposes():
    """A line at half its capacity is worth an expansion that nobody needs where it delivers all."""
    case = shared_line(partners=("A",))
    case = replace(
        case,
        demand=(replace(case.demand[0], quantity=8),),
        items=(replace(case.items[0], lot_size=2),),
        capacity=(replace(case.capacity[0], per_year=32),),
        lines=(replace(case.lines[0], low_pct=50, likely_pct=50, high_pct=50),),
        expansions=(c.Expansion("X", "L", 32, 0, case.settings.start, case.settings.start, investment=5),),
    )
    tables, told, chosen = robust(case, 3)
    assert [row["mean_months"] for row in tables["plans"]] == pytest.approx([1.5, 0])
    assert chosen.outcome.plan.expansions == {"X": 0}
    assert "It signs the frameworks of the nominal plan" in told
    assert "every future is the same" in told


def test_what_a_future_certifies_leaves_room_in_the_budget_where_all_comes_as_the_case_says():
    """R is worth certifying where Q's line is at half. Else 8 of Q are cheapest, 96, and certifying R, 10, too dear."""
    case = shared_line(partners=("A",))
    case = replace(
        case,
        demand=(replace(case.demand[0], quantity=8),),
        items=(replace(case.items[0], lot_size=4, certification=True),),
        products=(*case.products, c.Product("R", "I", "P", 100)),
        certifications=(c.Certification("A", "Q", "certified"), c.Certification("A", "R", "possible", cost=10)),
        lines=(replace(case.lines[0], low_pct=50, likely_pct=50, high_pct=50), c.Line("M", "P")),
        capacity=(replace(case.capacity[0], per_year=32), replace(case.capacity[0], line="M")),
        lots=(*case.lots, c.Lot("F2", "F", "R", "M", max_quantity=100)),
        prices=(c.Price("F1", 0, 12.0), c.Price("F2", 0, 10.0)),
        budgets=(c.Budget("A", 2027, 100), c.Budget("A", 2028, 0)),
    )
    tables, told, chosen = robust(case, 3)
    assert [row["mean_months"] for row in tables["plans"]] == pytest.approx([1.5, 0])
    assert chosen.outcome.plan.certified == {("A", "R"): 0}
    assert chosen.verdict.figures.cost.total == pytest.approx(7 + 4 * 12 + 4 * 10 + 10)
    assert "No plan comes" not in told


def hedge():
    """Two cheap frameworks, E and F, slip 0 to 9 months each for itself; H never does, and takes three months longer.

    One may be signed. Where one of the two hardly slips it is best there, but which is not known: H is best over both.
    """
    case = either(slip=9)
    cheap = case.frameworks[0]
    twin = replace(cheap, framework="E", name="Twin")
    safe = replace(cheap, framework="H", name="Hedge", lead_months=6, slip_months=0)
    return replace(
        case,
        frameworks=(cheap, twin, safe),
        lots=(case.lots[0], *(replace(case.lots[0], lot=f"{code}1", framework=code) for code in "EH")),
        prices=(case.prices[0], c.Price("E1", 0, 10.0), c.Price("H1", 0, 11.0)),
    )


@pytest.mark.parametrize("cvar", [None, 50])
def test_what_is_best_over_all_futures_though_in_none_is_found(cvar):
    """Two futures: F is 3 and 24 months late, E 24 and 6, H 6 in both; no future proposes H."""
    tables, told, chosen = robust(hedge(), 2, seed=2, cvar=cvar)
    assert [row["plan"] for row in tables["plans"]] == ["nominal", "future 2", "all futures"]
    assert all("H in" not in row["signs"] for row in tables["plans"][:2])
    assert set(chosen.outcome.plan.signed) == {"H"}
    late = [(row["mean_months"], row["worst_months"]) for row in tables["plans"]]
    assert late == [pytest.approx((13.5, 24)), pytest.approx((15, 24)), pytest.approx((6, 6))]
    (row,) = tables["programme"]
    assert (row["plan"], row["status"]) == ("all futures", "optimal")
    assert (row["value_months"], row["bound_months"]) == pytest.approx((6, 6))
    worst = " in the worst 50 %" if cvar else ""
    assert f"that of all futures is 6.00 months late{worst}, and no other choice of what to sign" in told


def test_a_programme_that_gives_no_plan_costs_nothing_else(monkeypatch):
    """Too large, too many futures or no time: why is told, and the best of what futures propose is chosen."""
    monkeypatch.setattr("pooling.plan.futures.extensive.EXTENSIVE", Extensive(coefficients=10))
    tables, told, chosen = robust(hedge(), 2, seed=2)
    assert set(chosen.outcome.plan.signed) == {"E"}
    (row,) = tables["programme"]
    assert (row["plan"], row["bound_months"], row["status"]) == ("", None, "none")
    assert "were not planned as one programme: it would have" in told
    assert "one of the futures; another may be better" in told
    _, told, _ = robust(hedge(), 2, without("all futures"), seed=2)
    assert "The 2 futures were not planned as one programme: no time." in told
    _, told, _ = robust(either(), 11)
    assert "The 11 futures were not planned as one programme: that is done for up to 10." in told


@pytest.mark.parametrize(
    ("bound", "told"),
    [(5.567, "is less than 5.56 months late (7.3 % less)."), (0.0, "it was not proven how late any other choice is")],
)
def test_no_more_is_told_of_the_programme_than_is_proven(bound, told):
    """Rounded down, and in per cent rounded up; nothing of the least where nothing is known of it."""

    def proving(tasks):
        runs = here(tasks)
        for n, run in enumerate(runs):
            if run.task.label == "all futures":
                (stage,) = run.outcome.stages
                stage = replace(stage, bound=bound, gap=(stage.value - bound) / stage.value, status="time_limit")
                runs[n] = replace(run, outcome=replace(run.outcome, stages=(stage,)))
        return runs

    assert told in robust(hedge(), 2, proving, seed=2)[1]
