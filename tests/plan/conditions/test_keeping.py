"""Keeping an earlier plan: what is signed, joined and called off stays; the rest is planned anew."""

from dataclasses import replace
from datetime import date
from threading import Event

import pytest

from pooling.case import case as c
from pooling.plan.conditions.ceilings import Ceilings, keeps_ceilings, with_ceilings
from pooling.plan.conditions.keeping import came, change, kept_of, slide
from pooling.plan.plan import Plan
from pooling.plan.prepare import prepare
from pooling.plan.search.loop import Search
from pooling.plan.solve import Infeasible, Options, solve
from pooling.plan.stage.progress import Known, Limits, Progress
from pooling.plan.stage.workshop import open_workshop
from pooling.plan.verify import verify
from tests.oracle.hand import shared_line

EARLIER = Plan(signed={"F": 0}, joined={"F": frozenset("AB")}, call_offs={("F1", "B", 0): 3.0, ("F1", "A", 1): 1.0})
"""B goes first with three, A gets one later: far from the best, which is A at once."""


def again(case, **kept):
    """Plan and figures of the best plan that keeps the earlier one."""
    options = Options(ceilings=Ceilings(kept=kept_of(case, EARLIER, **kept)))
    plan = solve(case, options).plan
    verdict = verify(case, plan)
    assert verdict.valid
    return plan, verdict.figures


def test_what_is_kept_is_the_least():
    """B's three stay in the first quarter, A gets what is left of it: one; then three, and B its last one."""
    plan, figures = again(shared_line())
    assert plan.call_offs["F1", "B", 0] >= 3
    assert plan.call_offs["F1", "A", 1] >= 1
    assert figures.pairs["A", "I"].delay == pytest.approx(3 * 3 / 4)
    assert figures.pairs["B", "I"].delay == pytest.approx(3 * 1 / 4)


def test_before_the_date_nothing_else_happens():
    """Until April the first quarter is as it was: three for B and no more; the second quarter is free."""
    plan, figures = again(shared_line(), until=date(2027, 4, 1))
    assert {key: n for key, n in plan.call_offs.items() if key[2] == 0} == {("F1", "B", 0): 3}
    assert plan.call_offs["F1", "A", 1] == 4
    assert figures.pairs["A", "I"].delay == pytest.approx(3)


def test_until_the_beginning_nothing_is_kept():
    """Planning anew from the first day is planning freely."""
    case = shared_line()
    _, figures = again(case, until=date(2026, 1, 1))
    assert figures.mean_delay == pytest.approx(verify(case, solve(case).plan).figures.mean_delay)
    assert kept_of(case, EARLIER, date(2027, 1, 31)).call_offs == {}


def test_nothing_is_signed_before_the_date_that_was_not():
    """The earlier plan signed nothing: the framework, which can only be signed in the first quarter, never is."""
    case = shared_line()
    kept = kept_of(case, Plan(), date(2027, 4, 1))
    figures = verify(case, solve(case, Options(ceilings=Ceilings(kept=kept))).plan).figures
    assert figures.frameworks_signed == 0


def test_a_date_of_signing_is_kept():
    """Signed in the second quarter: not earlier, though that would be better."""
    case = shared_line()
    wider = replace(case.frameworks[0], sign_to=date(2027, 12, 31))
    case = replace(case, frameworks=(wider,))
    kept = kept_of(case, Plan(signed={"F": 1}, joined={"F": frozenset("A")}))
    plan = solve(case, Options(ceilings=Ceilings(kept=kept))).plan
    assert plan.signed == {"F": 1}
    assert "A" in plan.joined["F"]


def test_what_the_line_no_longer_makes_slides_as_little_as_can_be():
    """Two a quarter: B's third comes a quarter later, A's one beside it when it was planned; no other goes first."""
    case = shared_line(per_year=8)
    plan, figures = again(case)
    instance = with_ceilings(prepare(case), Ceilings(kept=kept_of(case, EARLIER)))
    assert [(row.partner, row.period, row.lots, row.to) for row in came(instance, figures) if row.to != row.period] == [
        ("B", 0, 1, 1)
    ]
    assert plan.call_offs["F1", "B", 0] == 2
    assert slide(instance, figures) == pytest.approx(3 / 4)


def test_a_gap_of_nothing_is_reached_up_to_rounding():
    """The bound of the second stage differs from the plan in the eighth digit: the stage ends, long before its time."""
    case = shared_line(per_year=4)
    assert case.settings.mip_gap_pct == 0
    outcome = solve(case, Options(time_limit=20, ceilings=Ceilings(kept=kept_of(case, EARLIER))))
    assert {stage.status for stage in outcome.stages} == {"optimal"}
    assert all(stage.seconds < 15 for stage in outcome.stages)


@pytest.mark.parametrize("until", [None, date(2027, 7, 1), date(2028, 1, 1)])
def test_what_slides_counts_before_the_date_too(until):
    """Nothing but what was kept comes before the date; with nothing else to do it slides no further than it must."""
    case = shared_line(per_year=4)
    plan, figures = again(case, until=until)
    instance = with_ceilings(prepare(case), Ceilings(kept=kept_of(case, EARLIER, until)))
    moved = {(row.partner, row.period, row.to) for row in came(instance, figures) if row.to != row.period}
    assert slide(instance, figures) == pytest.approx((3 + 6 + 6) / 4)
    assert len(moved) in (2, 3)
    early = sum(n for (_, _, t), n in plan.call_offs.items() if t < 2)
    assert early == 2


def test_what_is_no_longer_needed_is_dropped():
    """B needs one where three were called off for it: one more than that may come, the third comes no more."""
    case = shared_line()
    case = replace(case, demand=(case.demand[0], replace(case.demand[1], quantity=1)))
    _, figures = again(case)
    instance = with_ceilings(prepare(case), Ceilings(kept=kept_of(case, EARLIER)))
    assert [(row.partner, row.lots) for row in came(instance, figures) if row.to is None] == [("B", 1)]


def test_a_later_horizon_knows_what_was_signed_before_it():
    """A year later the framework exists: what was to come in the new horizon is kept, what came before is past."""
    case = shared_line()
    settings = replace(case.settings, start=date(2027, 4, 1), end=date(2028, 3, 31))
    existing = replace(case.frameworks[0], status="existing", signed=date(2027, 1, 1), sign_from=None, sign_to=None)
    later = replace(case, settings=settings, frameworks=(existing,))
    rolled = Plan(signed={"F": -1}, joined=EARLIER.joined, call_offs={("F1", "B", -1): 3.0, ("F1", "A", 0): 1.0})
    kept = kept_of(later, rolled)
    assert (kept.signed, kept.call_offs) == ({}, {("F1", "A", 0): 1.0})
    assert kept.joined == {("F", "A"), ("F", "B")}
    plan = solve(later, Options(ceilings=Ceilings(kept=kept))).plan
    assert plan.call_offs["F1", "A", 0] >= 1


def test_rows_that_clash_with_what_was_signed_are_named():
    """Signed in the first quarter, but the window has moved: both are told."""
    case = shared_line()
    moved = replace(case.frameworks[0], sign_from=date(2027, 7, 1), sign_to=date(2027, 9, 30))
    case = replace(case, frameworks=(moved,))
    with pytest.raises(Infeasible) as clash:
        again(case)
    assert [str(rule) for rule in clash.value.clash.rules] == [
        "kept: F is signed on 2027-01-01, and may be from 2027-07-01 to 2027-09-30"
    ]


def test_lots_are_counted_in_their_own_size(rich_case, rich_plan):
    """Ten shells a lot; existing frameworks' members stay too; nothing after the date."""
    kept = kept_of(rich_case, rich_plan, date(2027, 7, 1))
    assert kept.call_offs == {("F2M", "AAA", 1): 1}
    assert kept_of(rich_case, rich_plan).call_offs["F1A", "AAA", 2] == 10
    assert kept.until == 2
    assert kept.signed == {"F1": 1}
    assert kept.joined == {("F1", "AAA"), ("F1", "BBB"), ("F2", "AAA"), ("F2", "CCC")}


@pytest.mark.parametrize(
    "change",
    [
        {"call_offs": {("F1", "B", 0): 3.0, ("F1", "A", 0): 1.0}},
        {"call_offs": {("F1", "B", 0): 4.0, ("F1", "A", 1): 1.0}},
        {"signed": {}, "joined": {}, "call_offs": {}},
    ],
)
def test_plans_that_do_not_keep_it_are_told(change):
    """Elsewhere, more before the date, not at all; the earlier plan itself keeps it."""
    case = shared_line()
    instance = with_ceilings(prepare(case), Ceilings(kept=kept_of(case, EARLIER, date(2027, 7, 1))))
    assert keeps_ceilings(instance, verify(case, EARLIER).figures)
    assert not keeps_ceilings(instance, verify(case, replace(EARLIER, **change)).figures)


def test_existing_frameworks_keep_their_partners():
    """A partner that has joined an existing framework stays in it."""
    case = shared_line()
    existing = c.Framework("E", "Old", "A", "existing", 0, 24, "ALL", signed=date(2026, 10, 1))
    case = replace(
        case,
        frameworks=(existing,),
        lots=(replace(case.lots[0], framework="E"),),
    )
    earlier = Plan(joined={"E": frozenset("B")}, call_offs={("F1", "B", 2): 1.0})
    figures = verify(case, solve(case, Options(ceilings=Ceilings(kept=kept_of(case, earlier)))).plan).figures
    assert ("E", "B") in {(row.framework, row.partner) for row in figures.members}
    assert figures.pairs["B", "I"].delivered[2] > figures.pairs["B", "I"].delivered[1]


def changing(case, *objectives):
    """Figures of the best plan by `objectives`, and its stages, measured against the earlier plan."""
    case = replace(case, settings=replace(case.settings, objectives=objectives, tolerance_pct=0))
    outcome = solve(case, Options(ceilings=Ceilings(earlier=kept_of(case, EARLIER))))
    instance = with_ceilings(prepare(case), Ceilings(earlier=kept_of(case, EARLIER)))
    return outcome, change(instance, verify(case, outcome.plan).figures)


def test_change_first_leaves_all_as_it_was():
    """Nothing need change: the earlier plan stands, and the rest is added to it."""
    outcome, moved = changing(shared_line(), "change", "mean_delay")
    assert moved == outcome.stages[0].value == 0
    assert outcome.plan.call_offs["F1", "B", 0] == 3
    assert outcome.plan.call_offs["F1", "A", 0] == 1


def test_change_last_moves_no_more_than_the_best_asks_for():
    """The best mean delay gives A the whole first quarter: both earlier call-offs go, the signing stays."""
    outcome, moved = changing(shared_line(), "mean_delay", "change")
    assert outcome.stages[0].value == pytest.approx(1)
    assert moved == outcome.stages[1].value == pytest.approx(2)
    assert outcome.plan.signed == {"F": 0}


def test_change_counts_parts_and_signings():
    """A third of B's call-off gone, A's doubled, and the framework signed elsewhen: a third and one."""
    case = shared_line()
    instance = with_ceilings(prepare(case), Ceilings(earlier=kept_of(case, EARLIER)))
    now = Plan({"F": 1}, {"F": frozenset("AB")}, {("F1", "B", 0): 2.0, ("F1", "A", 1): 2.0})
    assert change(instance, verify(case, now).figures) == pytest.approx(4 / 3)
    assert change(prepare(case), verify(case, now).figures) == 0


def test_change_against_nothing_is_nothing():
    """Without an earlier plan the stage is over at once."""
    case = shared_line()
    case = replace(case, settings=replace(case.settings, objectives=("change", "mean_delay")))
    stages = solve(case).stages
    assert (stages[0].value, stages[0].status) == (0, "optimal")
    assert stages[1].value == pytest.approx(1)


def test_the_search_begins_with_what_was_kept_as_late_as_the_line_makes_it():
    """The earlier plan breaks the line's capacity: its lots are dealt out within it before anything else is tried."""
    case = shared_line(per_year=8)
    instance = with_ceilings(prepare(case), Ceilings(kept=kept_of(case, EARLIER)))
    progress = Progress(Limits(gap=0, seconds=20, stop=Event()), None, None, Known(plan=EARLIER))
    Search(open_workshop(case, instance, "slide", {}, exact=True), progress).begin()
    assert progress.best is not None
    assert progress.best.value == pytest.approx(3 / 4)
