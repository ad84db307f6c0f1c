"""From dates, units and rows to periods, lots and sets: an instance read back by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.instance import Tier
from pooling.case import case as c
from pooling.plan.prepare import clipped, prepare
from tests.cases.pool import END, START, existing, framework, need, partners, pool, quarter


def test_dates_and_months_become_periods() -> None:
    """Windows are clipped to the horizon, months are rounded up, signing before the start is negative."""
    case = pool(
        frameworks=(
            framework(sign_from=date(2020, 1, 1), sign_to=date(2027, 5, 31), lead_months=4, term_months=13),
            framework("G", sign_from=quarter(7), sign_to=date(2035, 1, 1), extend_months=1),
            existing("H", signed=date(2026, 6, 30)),
        ),
        participants=c.Participant("F", "A", "may_join", 2),
    )
    f = prepare(case).frameworks
    assert (f["F"].sign, f["F"].lead, f["F"].term, f["F"].join_delay) == (range(2), 2, 5, {"A": 1})
    assert (f["G"].sign, f["G"].extension) == (range(7, 8), 1)
    assert (f["H"].signed, f["H"].sign) == (-3, range(0))


def test_rates_are_amounts_a_period_in_force_on_its_first_day() -> None:
    """40 a year are 10 a quarter; a step inside a quarter counts from the next one on."""
    steps = (c.Capacity("L", date(2027, 2, 1), 40), c.Capacity("L", date(2027, 10, 1), 8))
    assert prepare(pool(capacity=steps)).capacity["L"] == (0, 10, 10, 2, 2, 2, 2, 2)


def test_quantities_become_whole_lots() -> None:
    """Of lots of 4: 10 … 30 units are 3 … 7 lots; the tier from 9 begins at lot 3, that from 33 is never reached."""
    case = pool(
        items=c.Item("I", lot_size=4),
        lots=c.Lot("T", "F", "Q", "L", 30, 10),
        prices=(c.Price("T", 0, 9), c.Price("T", 9, 8, 5), c.Price("T", 33, 7)),
    )
    lot = prepare(case).lots["T"]
    assert (lot.min_lots, lot.max_lots) == (3, 7)
    assert lot.tiers == (Tier(0, 2, 9, 0), Tier(3, 7, 8, 5))


def test_counting_lots_forgives_rounding_of_decimals() -> None:
    """0.3 of lots of 0.1 are 3 lots, although 0.3 / 0.1 is a little less."""
    case = pool(items=c.Item("I", lot_size=0.1), lots=c.Lot("T", "F", "Q", "L", 0.3, 0.3))
    assert (prepare(case).lots["T"].min_lots, prepare(case).lots["T"].max_lots) == (3, 3)


def test_orders_are_whole_lots_and_a_rest() -> None:
    """10 of lots of 4: two lots and 2; the window may reach beyond the horizon."""
    order = c.Order("O", "A", "Q", "L", 10, quarter(6), quarter(5), date(2029, 3, 1), 2, 3)
    o = prepare(pool(items=c.Item("I", lot_size=4), orders=order)).orders["O"]
    assert (o.lots, o.rest, o.window, o.planned, o.may_remain) == (2, 2, range(5, 8), 6, True)


@pytest.mark.parametrize(
    ("sizes", "least"), [((4, 6), 100), ((4, 10), 100), ((5, 10), 100), ((40, 60), 100), ((7, 7), 105)]
)
def test_what_is_committed_is_called_off_in_whole_lots(sizes: tuple[int, int], least: float) -> None:
    """99 is 100 where lots have 4 and 6 units, or 4 and 10, 5 and 10, 40 and 60; 105 where both have 7."""
    case = pool(
        items=(c.Item("I", lot_size=sizes[0]), c.Item("J", lot_size=sizes[1])),
        products=(c.Product("Q", "I", "M", 100), c.Product("R", "J", "M", 100)),
        demand=(need("A", 840), need("A", 840, item="J")),
        lots=(c.Lot("T", "F", "Q", "L", 1000), c.Lot("U", "F", "R", "L", 1000)),
        prices=(c.Price("T", 0, 10), c.Price("U", 0, 10)),
        capacity=c.Capacity("L", START, 4000),
        expansions=c.Expansion("X", "L", 24, 6, START, END, min_commitment=99),
    )
    assert clipped(prepare(case)).expansions["X"].min_commitment == least


@pytest.mark.parametrize(
    ("cost", "budgets", "starts"),
    [(0, c.Budget("A", 2027, 9), (0,)), (5, (), (0,)), (5, c.Budget("A", 2027, 9), (0, 4))],
)
def test_a_certification_may_begin_once_a_year_where_it_costs_budget(
    cost: float, budgets: object, starts: tuple[int, ...]
) -> None:
    """Where it is free, or budgets don't bind, earlier is never worse."""
    case = pool(
        items=c.Item("I", certification=True),
        certifications=c.Certification("A", "Q", "possible", 3, cost),
        budgets=budgets,
    )
    assert prepare(case).certifications["A", "Q"].starts == starts


def test_offices_have_left_what_existing_frameworks_signed_in_the_horizon_leave() -> None:
    """Of two in 2027 one is taken; signed in 2026 takes nothing."""
    rows = (existing(office="O"), existing("G", date(2026, 12, 31), office="O"), framework("H", office="O"))
    case = pool(frameworks=rows, offices=(c.Office("O", 2027, 2), c.Office("O", 2028, 1)))
    assert prepare(case).signings == {("O", 2027): 1, ("O", 2028): 1}


def test_a_missing_year_of_a_purse_is_0_and_years_outside_the_horizon_are_dropped() -> None:
    """A partner without rows has no purse at all."""
    case = pool(partners=partners("A", "B"), budgets=(c.Budget("A", 2028, 5), c.Budget("A", 2040, 9)))
    assert prepare(case).budget == {"A": {2027: 0, 2028: 5}}


def test_who_may_be_in() -> None:
    """Rows go before flags: excluded although admitted, listed although not."""
    case = pool(
        partners=(c.Partner("A"), c.Partner("B", eu=False), c.Partner("C"), c.Partner("D", eu=False)),
        frameworks=framework(open_to="EU"),
        participants=(c.Participant("F", "C", "excluded"), c.Participant("F", "D", "member")),
    )
    f = prepare(case).frameworks["F"]
    assert (f.members, f.may_join) == ({"D"}, {"A"})
    listed = replace(case, participants=(*case.participants, c.Participant("F", "B", "may_join")))
    assert prepare(listed).frameworks["F"].may_join == {"A", "B"}


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "eligible"),
    [(START, END, range(8)), (date(2027, 1, 2), END, range(1, 8)), (START, date(2027, 6, 30), range(2))],
)
def test_an_instrument_counts_first_days_of_signing_periods(valid_from: date, valid_to: date, eligible: range) -> None:
    """The period's first day has to be within its validity."""
    n = c.Instrument("N", "N", 1, 10, valid_from, valid_to)
    assert prepare(pool(instruments=n)).instruments["N"].eligible["F"] == eligible


def test_work_in_progress_is_the_largest_lot_on_the_line() -> None:
    """Lot size times load over lots, lot size over orders."""
    lots = (c.Lot("T", "F", "Q", "L", 9, load=1.5), c.Lot("T2", "F", "Q", "L", 9))
    prices = (c.Price("T", 0, 1), c.Price("T2", 0, 1))
    assert prepare(pool(items=c.Item("I", lot_size=4), lots=lots, prices=prices)).carry == {"L": 6}
    assert prepare(pool(lots=(), orders=c.Order("O", "A", "Q", "L", 3, START, START, START))).carry == {"L": 1}


def test_a_large_case_is_relaxed() -> None:
    """Pairs of many lots are continuous; partners without need have columns in whole lots, as in small cases."""
    case = pool(
        partners=partners("A", "B", "C"), demand=(need("A", 500), need("B", 5)), lots=c.Lot("T", "F", "Q", "L", 600)
    )
    relaxed, exact = prepare(case, exact=False), prepare(case, exact=True)
    assert relaxed.columns == exact.columns == exact.whole == {("A", "I"), ("B", "I"), ("C", "I")}
    assert relaxed.whole == {("B", "I"), ("C", "I")}
    assert prepare(case) == exact
