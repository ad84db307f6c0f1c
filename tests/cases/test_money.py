"""Prices, tiers, budgets, advances and instruments."""

from __future__ import annotations

from datetime import date

import pytest

from pooling.case import case as c
from tests.cases.pool import START, best, existing, framework, need, partners, pool, quarter
from tests.cases.test_contracts import two_items

FROM_2028 = c.Capacity("L", quarter(4), 40)
TIERS = (c.Price("T", 0, 10), c.Price("T", 8, 5))


def purse(*amounts: float, partner: str = "A") -> tuple[c.Budget, ...]:
    """Budgets of 2027 and 2028."""
    return tuple(c.Budget(partner, 2027 + n, amount) for n, amount in enumerate(amounts))


@pytest.mark.parametrize(("price", "taken", "cost"), [(9, 11, 99), (9.5, 10, 100)])
def test_all_units_cost_the_price_of_the_tier_reached(price: float, taken: float, cost: float) -> None:
    """11 at 9 are cheaper than 10 at 10; 11 at 9.5 are not."""
    found = best(pool(prices=(c.Price("T", 0, 10), c.Price("T", 11, price))))
    assert (found.taken(), found.cost) == (taken, cost)


def test_nobody_stockpiles_to_get_a_discount() -> None:
    """At most one lot beyond the need: 12 at 1 are out of reach."""
    assert best(pool(prices=(c.Price("T", 0, 10), c.Price("T", 12, 1)))).cost == 100


def test_orders_make_room_where_they_exceed_the_need() -> None:
    """4 needed, 10 ordered for the end: 11 may arrive, so one unit is called off at once and 3 wait 7 quarters."""
    found = best(pool(demand=need("A", 4), orders=c.Order("O", "A", "Q", "L", 10, quarter(7), quarter(7), quarter(7))))
    assert found.taken() == 1
    assert found.delay == pytest.approx(3 * 7 * 3 / 4)


def test_a_tier_is_reached_by_all_partners_together() -> None:
    """A alone pays 10 for each of its 4 units; with B's 4 units they reach 8, and both pay 5."""
    assert best(pool(demand=need("A", 4), prices=TIERS)).cost == 4 * 10
    both = (need("A", 4), need("B", 4))
    assert best(pool(partners=partners("A", "B"), demand=both, prices=TIERS)).cost == 8 * 5


@pytest.mark.parametrize(("counts", "delay", "cost"), [("ceiling", 24 * 4 / 10, 60), ("reached", 0, 50)])
def test_which_price_counts_against_a_budget(counts: str, delay: float, cost: float) -> None:
    """60 buy 6 units at the ceiling price of 10, or all 10 at the price of 5 that 8 and more reach."""
    found = best(pool({"budget_price": counts}, prices=TIERS, budgets=purse(60, 0)))
    assert found.delay == pytest.approx(delay)
    assert found.cost == cost


@pytest.mark.parametrize(("first", "delay"), [(55, 0), (44, 24 / 2 * 2 / 10)])
def test_an_advance_is_paid_a_year_earlier(first: float, delay: float) -> None:
    """Ten units of 2028 with a fee of 10 % cost 110, half of it in 2027: with 44 there 2 units wait 4 quarters."""
    found = best(
        pool(
            demand=need("A", 10, quarter(4)),
            capacity=FROM_2028,
            frameworks=framework(fee_pct=10, advance_pct=50, advance_years=1),
            budgets=purse(first, 55),
        )
    )
    assert found.delay == pytest.approx(delay)


def test_nothing_is_paid_before_the_first_year() -> None:
    """An advance on units of 2027 falls in 2027 itself."""
    advance = framework(advance_pct=50, advance_years=1)
    assert best(pool(frameworks=advance, budgets=purse(100, 0))).delay == 0
    assert best(pool(frameworks=advance, budgets=purse(90, 0))).delay == pytest.approx(24 / 10)


@pytest.mark.parametrize(("carry", "delay"), [(True, 0), (False, 12)])
def test_what_is_left_over_is_carried_over(carry: bool, delay: float) -> None:
    """All money comes in 2027, all units in 2028: without carry-over they are never bought, 4 quarters late each."""
    found = best(
        pool(
            partners=c.Partner("A", carry_over=carry),
            demand=need("A", 10, quarter(4)),
            capacity=FROM_2028,
            budgets=purse(100),
        )
    )
    assert found.delay == delay


def test_money_of_next_year_is_not_there_yet() -> None:
    """With carry-over too, 60 in 2027 buy 6; 4 wait four quarters for the rest."""
    found = best(pool(partners=c.Partner("A", carry_over=True), budgets=purse(60, 40)))
    assert found.delay == pytest.approx(12 * 4 / 10)


@pytest.mark.parametrize(("common", "delay", "cost"), [(29, 24, 0), (30, 24 * 3 / 10, 100), (55, 0, 105)])
def test_the_common_purse_pays_setup_and_fixed_costs(common: float, delay: float, cost: float) -> None:
    """Setting up costs 30; the tier from 8 on costs 25 more and halves the price; without it 7 are called off."""
    found = best(
        pool(
            frameworks=framework(setup_cost=30),
            prices=(c.Price("T", 0, 10), c.Price("T", 8, 5, fixed_cost=25)),
            budgets=c.Budget("COMMON", 2027, common),
        )
    )
    assert found.delay == pytest.approx(delay)
    assert found.cost == pytest.approx(cost)


def test_the_common_purse_pays_in_the_year_of_signing() -> None:
    """30 are there in 2028 only: F is signed in quarter 4, 12 months late."""
    found = best(pool(frameworks=framework(setup_cost=30), budgets=purse(0, 30, partner="COMMON")))
    assert (found.delay, found.plan.signed) == (12, {"F": 4})


def test_an_existing_framework_pays_its_fixed_cost_in_the_first_year() -> None:
    """Signed in 2026: the 25 of its tier fall in 2027, where COMMON has only 24, so 7 units are called off."""
    sheets = {
        "frameworks": existing(signed=date(2026, 10, 1)),
        "prices": (c.Price("T", 0, 10), c.Price("T", 8, 5, fixed_cost=25)),
    }
    assert best(pool(**sheets, budgets=purse(24, 100, partner="COMMON"))).taken() == 7
    assert best(pool(**sheets, budgets=purse(25, 0, partner="COMMON"))).taken() == 10


def test_prices_rise_by_whole_years_since_the_start() -> None:
    """From July 2027 the first year ends in July 2028: 5 units at 10 before it, 5 at 11 after it."""
    settings = {"start": date(2027, 7, 1), "end": date(2029, 6, 30), "price_index_pct": 10}
    contract = framework(sign_from=date(2027, 7, 1))
    found = best(
        pool(
            settings,
            frameworks=contract,
            demand=need("A", 10, date(2028, 4, 1)),
            capacity=c.Capacity("L", date(2028, 4, 1), 20),
        )
    )
    assert found.delay == pytest.approx(3 * 5 / 10)
    assert found.cost == pytest.approx(5 * 10 + 5 * 11)


def instrument(**changes: object) -> c.Instrument:
    """40 % of a framework's call-offs, at most 30 each and 50 in all."""
    given = {"counts": "EU", "max_per_framework": 30, "fund": 50, "valid_to": date(2028, 12, 31)} | changes
    return c.Instrument("N", "N", given.pop("min_partners", 1), 40, START, **given)


def test_claims_stay_within_each_frameworks_limit_and_the_fund() -> None:
    """Two frameworks of 100 each could claim 40, may claim 30, and find 50 in the fund: 200 − 50."""
    found = best(two_items(instruments=instrument()))
    assert found.cost == 150
    assert sorted(claim.amount for claim in found.plan.claims.values()) == pytest.approx([20, 30])


@pytest.mark.parametrize(
    ("instruments", "cost"),
    [
        (instrument(max_per_framework=None, fund=None), 60),
        (instrument(min_partners=2), 100),
        (instrument(min_eu_content_pct=81), 100),
        (instrument(min_eu_content_pct=80), 70),
        ((instrument(), c.Instrument("N2", "N2", 1, 50, START, START, "EU")), 50),
    ],
    ids=["no limits", "too few counted", "too little made in the EU", "enough made in the EU", "only the better one"],
)
def test_what_a_framework_may_claim(instruments: c.Instrument | tuple[c.Instrument, ...], cost: float) -> None:
    """A is the only EU partner of A and B, the product's EU content is 80 %; one claim a framework."""
    found = best(
        pool(
            partners=(c.Partner("A"), c.Partner("B", eu=False)),
            products=c.Product("Q", "I", "M", 80),
            demand=(need("A", 5), need("B", 5)),
            instruments=instruments,
        )
    )
    assert found.cost == pytest.approx(cost)


@pytest.mark.parametrize(("content", "cost"), [(60, 70), (59, 100)])
def test_every_lot_of_a_claiming_framework_is_made_in_the_eu(content: float, cost: float) -> None:
    """60 % are asked for; the second lot, of which nothing is bought, counts too."""
    found = best(
        pool(
            products=(c.Product("Q", "I", "M", 100), c.Product("Q2", "I", "M", content)),
            lots=(c.Lot("T", "F", "Q", "L", 1000), c.Lot("T2", "F", "Q2", "L", 1000)),
            prices=(c.Price("T", 0, 10), c.Price("T2", 0, 99)),
            instruments=instrument(min_eu_content_pct=60),
        )
    )
    assert found.cost == cost


@pytest.mark.parametrize(("day", "cost"), [(date(2026, 12, 14), 100), (date(2026, 12, 15), 70)])
def test_an_existing_framework_claims_by_its_own_date(day: date, cost: float) -> None:
    """Valid from 15 December 2026: the date signed counts, not its period's first day."""
    found = best(
        pool(
            frameworks=existing(signed=day),
            instruments=c.Instrument("N", "N", 1, 30, date(2026, 12, 15), date(2026, 12, 31)),
        )
    )
    assert found.cost == pytest.approx(cost)
    assert bool(found.plan.claims) == (cost < 100)


def test_a_claim_lowers_cost_but_not_payments() -> None:
    """99 do not buy 10 units, whatever is reimbursed."""
    found = best(pool(budgets=purse(99, 0), instruments=instrument()))
    assert found.taken() == 9
    assert found.cost == pytest.approx(90 - 30)
