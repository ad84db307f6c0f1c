"""Frameworks: when they are signed, who is in, how much is called off, and what joining takes."""

from __future__ import annotations

from datetime import date

import pytest

from pooling.case import case as c
from tests.cases.pool import END, START, best, existing, framework, need, partners, pool, quarter


def test_nothing_in_the_way() -> None:
    """10 needed, 10 made in the first quarter: never late, 10 units at 10."""
    found = best(pool())
    assert (found.delay, found.cost) == (0, 100)
    assert found.plan.call_offs == {("T", "A", 0): 10}


def test_signing_window_and_lead_time() -> None:
    """Signed in May at the earliest (quarter 1), 4 months are 2 quarters: delivered in quarter 3, 9 months late."""
    found = best(pool(frameworks=framework(sign_from=date(2027, 5, 1), lead_months=4)))
    assert (found.delay, found.plan.signed) == (9, {"F": 1})
    assert found.plan.call_offs == {("T", "A", 3): 10}


def test_a_signing_window_that_began_before_the_horizon_is_clipped() -> None:
    """Nothing is signed before the start: three months of lead cost three months."""
    assert best(pool(frameworks=framework(sign_from=date(2026, 1, 1), lead_months=3))).delay == 3


def test_term_ends_and_extension() -> None:
    """20 needed, 4 a quarter for two quarters: backlogs 16 and 7 times 12. One quarter more: 16, 12 and 6 times 8."""
    short = {"term_months": 6, "sign_to": date(2027, 1, 31)}
    case = {"demand": need("A", 20), "capacity": c.Capacity("L", START, 16)}
    without = best(pool(frameworks=framework(**short), **case))
    assert without.delay == pytest.approx(3 * (16 + 7 * 12) / 20)
    assert without.cost == 80
    longer = best(pool(frameworks=framework(**short, extend_months=3, extend_cost=30), **case))
    assert longer.delay == pytest.approx(3 * (16 + 12 + 6 * 8) / 20)
    assert longer.plan.extended == {"F"}
    assert longer.cost == 120 + 30


def test_an_existing_framework_is_extended_in_its_last_year() -> None:
    """Signed April 2026 for 12 months: it ends with 4 of 8 delivered. Extending costs COMMON 30 in 2027."""
    contract = existing(signed=date(2026, 4, 1), term_months=12, extend_months=12, extend_cost=30)
    case = {"demand": need("A", 8), "capacity": c.Capacity("L", START, 16)}
    poor = best(pool(frameworks=contract, budgets=c.Budget("COMMON", 2027, 29), **case))
    rich = best(pool(frameworks=contract, budgets=c.Budget("COMMON", 2027, 30), **case))
    assert poor.delay == pytest.approx(3 * 8 * 4 / 8)
    assert rich.delay == pytest.approx(3 * 4 / 8)


def two_items(**changes: object) -> c.Case:
    """Items I and J, each with a line, a framework and a lot of its own; A needs 10 of each at once."""
    sheets = {
        "items": (c.Item("I"), c.Item("J")),
        "products": (c.Product("Q", "I", "M", 100), c.Product("QJ", "J", "M", 100)),
        "demand": (need("A", 10), need("A", 10, item="J")),
        "lines": (c.Line("L", "M"), c.Line("LJ", "M")),
        "capacity": (c.Capacity("L", START, 40), c.Capacity("LJ", START, 40)),
        "frameworks": (framework(office="O"), framework("G", office="O")),
        "lots": (c.Lot("T", "F", "Q", "L", 1000), c.Lot("TJ", "G", "QJ", "LJ", 1000)),
        "prices": (c.Price("T", 0, 10), c.Price("TJ", 0, 10)),
    }
    return pool(**(sheets | changes))


def test_an_office_signs_only_so_many_a_year() -> None:
    """One signing in 2027, 2028 without a row is free: the second framework comes in quarter 4, 12 months late."""
    limit = c.Office("O", 2027, 1)
    assert best(two_items(offices=limit)).delay == pytest.approx(12 / 2)
    heavy = (c.Item("I"), c.Item("J", priority=3))
    found = best(two_items(offices=limit, items=heavy))
    assert found.delay == pytest.approx(12 / 4)
    assert found.plan.signed["G"] < 4 <= found.plan.signed["F"]


def test_an_existing_framework_uses_up_the_office() -> None:
    """Signed in January 2027, it is that year's one signing."""
    both = (existing(office="O"), framework("G", office="O"))
    assert best(two_items(offices=c.Office("O", 2027, 1), frameworks=both)).delay == pytest.approx(12 / 2)


def rivals(first: c.Framework, second: c.Framework) -> c.Case:
    """20 needed at once; F's line makes 10 a quarter at 10, G's 10 a quarter at 6."""
    return pool(
        demand=need("A", 20),
        lines=(c.Line("L", "M"), c.Line("L2", "M")),
        capacity=(c.Capacity("L", START, 40), c.Capacity("L2", START, 40)),
        frameworks=(first, second),
        lots=(c.Lot("T", "F", "Q", "L", 1000), c.Lot("T2", "G", "Q", "L2", 1000)),
        prices=(c.Price("T", 0, 10), c.Price("T2", 0, 6)),
    )


def test_only_one_of_rival_offers_is_signed() -> None:
    """Together they meet the need at once for 160; as rivals half waits a quarter, and the cheaper one delivers."""
    together = best(rivals(framework(), framework("G")))
    assert (together.delay, together.cost) == (0, 160)
    found = best(rivals(framework(exclusive_group="R"), framework("G", exclusive_group="R")))
    assert (found.delay, found.cost) == (1.5, 120)
    assert set(found.plan.signed) == {"G"}


def test_an_existing_framework_rules_out_its_rivals() -> None:
    """F exists: the cheaper G can no longer be signed."""
    found = best(rivals(existing(exclusive_group="R"), framework("G", exclusive_group="R")))
    assert (found.delay, found.cost, found.plan.signed) == (1.5, 200, {})


def test_enough_partners_have_to_join_and_none_for_show() -> None:
    """B needs nothing but may take one lot: with it F has two partners, for 10 more. Without it F is never signed."""
    case = {"partners": partners("A", "B"), "frameworks": framework(min_partners=2)}
    found = best(pool(**case))
    assert (found.delay, found.cost) == (0, 110)
    assert best(pool(partners=partners("A", "B"))).cost == 100
    alone = best(pool(**case, participants=c.Participant("F", "B", "excluded")))
    assert (alone.delay, alone.cost) == (24, 0)


def test_a_member_makes_up_the_number_without_buying() -> None:
    """A member is in as soon as F is signed; it owes no lot."""
    case = {"partners": partners("A", "B"), "frameworks": framework(min_partners=2)}
    found = best(pool(**case, participants=c.Participant("F", "B", "member")))
    assert (found.delay, found.cost, found.plan.joined) == (0, 100, {"F": {"A", "B"}})


def test_open_to_and_list() -> None:
    """Not in the EU: excluded from an EU framework, admitted by a row that says so."""
    case = {"partners": partners("A", eu=False), "frameworks": framework(open_to="EU")}
    assert best(pool(**case)).delay == 24
    assert best(pool(**case, participants=c.Participant("F", "A", "may_join"))).delay == 0
    assert best(pool(frameworks=framework(open_to="LIST"))).delay == 24


def test_at_most_so_many_partners() -> None:
    """Three need 10 at once, two may be in: C weighs 2 of 4, so one of the others waits 24 months at weight 1/4."""
    found = best(
        pool(
            partners=(c.Partner("A"), c.Partner("B"), c.Partner("C", priority=2)),
            demand=(need("A", 10), need("B", 10), need("C", 10)),
            capacity=c.Capacity("L", START, 400),
            frameworks=framework(max_partners=2),
        )
    )
    assert found.delay == pytest.approx(24 / 4)
    assert "C" in found.plan.joined["F"]


@pytest.mark.parametrize(("least", "delay", "cost"), [(100, 0, 100), (105, 0, 110), (111, 24, 0)])
def test_a_partner_calls_off_a_least_value(least: float, delay: float, cost: float) -> None:
    """Units cost 10 and A may take 11, one lot beyond its need: 105 takes all 11, 111 cannot be reached."""
    found = best(pool(frameworks=framework(min_partner_value=least)))
    assert (found.delay, found.cost) == (delay, cost)


@pytest.mark.parametrize(("least", "delay", "cost"), [(10, 0, 100), (11, 0, 110), (12, 24, 0)])
def test_a_lot_has_a_least_quantity(least: float, delay: float, cost: float) -> None:
    """One lot beyond the need makes up 11; a minimum of 12 keeps F from being signed."""
    found = best(pool(lots=c.Lot("T", "F", "Q", "L", 1000, least)))
    assert (found.delay, found.cost) == (delay, cost)


def test_a_lot_has_a_largest_quantity() -> None:
    """At most 6 of 10: 4 units wait 24 months."""
    assert best(pool(lots=c.Lot("T", "F", "Q", "L", 6))).delay == pytest.approx(24 * 4 / 10)


def test_two_partners_reach_a_minimum_that_one_cannot() -> None:
    """A minimum of 22 is both needs and a lot beyond each."""
    found = best(
        pool(
            partners=partners("A", "B"),
            demand=(need("A", 10), need("B", 10)),
            capacity=c.Capacity("L", START, 400),
            lots=c.Lot("T", "F", "Q", "L", 1000, 22),
        )
    )
    assert (found.delay, found.cost) == (0, 220)


def joining(**sheets: object) -> c.Case:
    """A is a member, B may join for 7 and waits 4 months (2 quarters) longer; both need 10 at once."""
    return pool(
        partners=partners("A", "B"),
        demand=(need("A", 10), need("B", 10)),
        frameworks=framework(join_cost=7),
        participants=(c.Participant("F", "A", "member"), c.Participant("F", "B", "may_join", 4)),
        **sheets,
    )


def test_joining_costs_money_and_months() -> None:
    """B's first delivery is two quarters later, 6 months at weight 1/2; only B pays to join."""
    found = best(joining())
    assert (found.delay, found.cost) == (3, 207)


def test_months_to_join_run_from_the_signing() -> None:
    """Set up with money of 2028: A waits 12 months, B 6 more."""
    found = best(
        pool(
            partners=partners("A", "B"),
            demand=(need("A", 10), need("B", 10)),
            frameworks=framework(setup_cost=30),
            participants=c.Participant("F", "B", "may_join", 4),
            budgets=(c.Budget("COMMON", 2027, 0), c.Budget("COMMON", 2028, 30)),
        )
    )
    assert found.delay == pytest.approx((12 + 18) / 2)


def test_joining_is_paid_from_the_partners_budget() -> None:
    """106 less 7 buys 9 units: 2 quarters of all 10, then 6 of the one left: 3 · (20 + 6) / 10 months at weight 1/2."""
    found = best(joining(budgets=(c.Budget("B", 2027, 106), c.Budget("B", 2028, 0))))
    assert found.delay == pytest.approx(3 * (2 * 10 + 6 * 1) / 10 / 2)
    assert found.cost == 100 + 90 + 7


def test_a_contract_signed_before_the_horizon_delivers_at_once() -> None:
    """Signed in July 2026 with 9 months of lead: 2 quarters have gone by, the third has still to pass."""
    found = best(pool(frameworks=existing(signed=date(2026, 7, 15), lead_months=9)))
    assert (found.delay, found.plan.call_offs) == (3, {("T", "A", 1): 10})


def test_a_window_may_open_at_the_last_quarter() -> None:
    """Signed in the last quarter: 7 quarters late."""
    assert best(pool(frameworks=framework(sign_from=quarter(7), sign_to=END))).delay == 21


@pytest.mark.parametrize("signed", [START, date(2020, 1, 1)])
def test_nobody_has_to_join_what_exists(signed: date) -> None:
    """A framework that asks for three partners, in force or long over, stands beside the one that is needed."""
    old = existing("OLD", signed, min_partners=3)
    lots = (c.Lot("T", "F", "Q", "L", 1000), c.Lot("O", "OLD", "Q", "L", 1000))
    plan = best(pool(frameworks=(framework(), old), lots=lots, prices=(c.Price("T", 0, 10), c.Price("O", 0, 11))))
    assert (plan.delay, plan.cost) == (0, 100)
    assert plan.plan.joined["OLD"] == frozenset()


@pytest.mark.parametrize(("signed", "owed"), [(START, 7), (date(2026, 12, 1), 0)])
def test_setup_of_what_was_signed_before_the_start_is_paid(signed: date, owed: float) -> None:
    """What is signed within the horizon still pays it."""
    assert best(pool(frameworks=existing(signed=signed, setup_cost=7))).cost == 100 + owed


@pytest.mark.parametrize("earlier", [date(2027, 1, 5), date(2027, 2, 20)])
def test_an_existing_framework_takes_its_offices_slot(earlier: date) -> None:
    """One signing in 2027: F waits for 2028, four quarters, be the other one signed before the start or after it."""
    settings = {"start": date(2027, 2, 1), "end": date(2029, 1, 31)}
    frameworks = (framework(office="O", sign_from=date(2027, 2, 1)), existing("E", earlier, office="O"))
    lots = (c.Lot("T", "F", "Q", "L", 1000), c.Lot("E", "E", "Q", "L", 4))
    case = pool(
        settings,
        demand=need("A", 10, date(2027, 2, 1)),
        frameworks=frameworks,
        lots=lots,
        prices=(c.Price("T", 0, 10), c.Price("E", 0, 10)),
        offices=c.Office("O", 2027, 1),
    )
    assert best(case).delay == pytest.approx(12 * 0.6)
