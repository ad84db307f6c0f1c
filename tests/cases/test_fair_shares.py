"""Fair shares where supply is short: two partners, one line, worked by hand; and what the rule leaves alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pooling.case import case as c
from pooling.output.fair_shares import fair_shares_sentences, fair_shares_table
from tests.cases.pool import START, Best, best, need, partners, pool, quarter

LAST = date(2027, 12, 31)


def short(by: str, *objectives: str, end: date = LAST, **sheets: Any) -> c.Case:
    """A needs 80 at once and B 20, of a line that makes 25 a quarter for a year; both may pay for all of it."""
    rows = {
        "partners": partners("A", "B"),
        "items": c.Item("I", lot_size=2.5),
        "demand": (need("A", 80), need("B", 20)),
        "capacity": c.Capacity("L", START, 100),
        "budgets": (c.Budget("A", 2027, 10_000), c.Budget("B", 2027, 10_000)),
    } | sheets
    return pool({"end": end, "objectives": objectives or ("fair_shares",), "fair_by": by}, **rows)


def came(found: Best, partner: str) -> tuple[float, ...]:
    """What a partner has by the end of each quarter."""
    return found.figures.pairs[partner, "I"].delivered


def delays(found: Best) -> list[float]:
    """Months that A's and B's units are late."""
    return [row.delay for row in found.figures.pairs.values()]


def test_without_a_rule_the_small_need_comes_first() -> None:
    """Each partner's delay counts alike, so B's 20 units before A's 80: 0 and 5.625 months.

    Of two needed units one at least is A's with a probability of 0.96, and waits those 5.625 months.
    """
    found = best(short("need", "mean_delay"))
    assert came(found, "B")[0] == 20
    assert delays(found) == pytest.approx([5.625, 0])
    assert found.figures.fair_shares == pytest.approx(0.96 * 5.625)


def test_by_need_all_get_the_same_part_of_what_they_need() -> None:
    """20 and 5 of the 25 of each quarter; three quarters of 75, 50 and 25 % missing are 4.5 months."""
    found = best(short("need"))
    assert came(found, "A") == pytest.approx((20, 40, 60, 80))
    assert came(found, "B") == pytest.approx((5, 10, 15, 20))
    assert delays(found) == pytest.approx([4.5, 4.5])
    assert found.figures.fair_shares == pytest.approx(4.5)


def test_by_money_shares_are_as_budgets_up_to_the_need() -> None:
    """Equal money: 12.5 each, then B has its 20 and A all else.

    Unmet parts of claims of 50: 0.75 and 0.75; 0.4 and 0.6 (all of B's need); −0.1 and 0.6. The worse of two on average
    less 0.3, what it is where both needs are met: 0.45, 0.25 and 0.125, each for 3 months.
    """
    found = best(short("money"))
    assert came(found, "A") == pytest.approx((12.5, 30, 55, 80))
    assert came(found, "B") == pytest.approx((12.5, 20, 20, 20))
    assert found.figures.fair_shares == pytest.approx(3 * (0.45 + 0.25 + 0.125))


def test_by_money_nobody_without_money_has_a_claim() -> None:
    """A pays for all, so only what A misses counts; B can pay for nothing."""
    nothing = (c.Budget("A", 2027, 10_000), c.Budget("B", 2027, 0))
    found = best(short("money", budgets=nothing))
    assert came(found, "A") == pytest.approx((25, 50, 75, 80))
    assert found.figures.fair_shares == pytest.approx(3 * (55 + 30 + 5) / 80)


def test_what_is_given_counts_as_money_of_who_gets_it() -> None:
    """A sets 6,000 of its 10,000 aside for B: their shares are a fifth and four fifths."""
    gift = c.Donation("A", "B", 2027, 6_000)
    found = best(short("money", demand=(need("A", 80), need("B", 80)), donations=gift))
    assert came(found, "B") == pytest.approx((20, 40, 60, 80))
    assert came(found, "A") == pytest.approx((5, 10, 15, 20))


def test_by_months_all_wait_alike() -> None:
    """However the quarters are shared: 4.5 months each."""
    found = best(short("months"))
    assert delays(found) == pytest.approx([4.5, 4.5])
    assert found.figures.fair_shares == pytest.approx(4.5)


def test_it_follows_what_comes_before_it() -> None:
    """Behind mean delay it chooses among plans that are as good in that; before it, the other way round."""
    assert delays(best(short("need", "mean_delay", "fair_shares"))) == pytest.approx([5.625, 0])
    assert delays(best(short("need", "fair_shares", "mean_delay"))) == pytest.approx([4.5, 4.5])


@pytest.mark.parametrize("by", ["need", "money", "months"])
def test_nobody_is_held_back_for_what_others_cannot_get(by: str) -> None:
    """B cannot join: A has all of the line, as if it were alone."""
    alone = c.Participant("F", "B", "excluded")
    assert came(best(short(by, participants=alone)), "A") == pytest.approx((25, 50, 75, 80))


def test_nothing_late_is_nothing_unfair() -> None:
    """Where all comes in time every rule is kept, whatever shares are."""
    for by in ("need", "money", "months"):
        assert best(short(by, capacity=c.Capacity("L", START, 400))).figures.fair_shares == pytest.approx(0, abs=1e-9)


def test_orders_count_as_what_has_come() -> None:
    """A's order of 20 comes at once from another line: of 45 that have come then 36 and 9 are fair.

    In lots of 2.5 that is 35 and 10: 0.96 · 45/80 + 0.04 · 10/20 is less than 0.64 · 42.5/80 + 0.36 · 12.5/20.
    """
    placed = c.Order("O", "A", "Q", "M2", 20, START, START, START)
    rates = (c.Capacity("L", START, 100), c.Capacity("M2", START, 80), c.Capacity("M2", quarter(1), 0))
    found = best(short("need", lines=(c.Line("L", "M"), c.Line("M2", "M")), capacity=rates, orders=placed))
    assert (came(found, "A")[0], came(found, "B")[0]) == (35, 10)


@pytest.mark.parametrize(
    ("objective", "shares", "told"),
    [
        ("fair_shares", (80, 20), "by each year's end all partners have theirs of every item, to within a lot."),
        (
            "mean_delay",
            (60, 40),
            "farthest below is A, which by the end of 2027 Q2 has 60.0 % of what is met of I, where 80.0 % would be "
            "fair.",
        ),
    ],
)
def test_the_result_tells_each_share_beside_the_fair_one(objective: str, shares: tuple[int, int], told: str) -> None:
    """Of the 50 units that half a year makes."""
    case = short("need", objective, end=date(2027, 6, 30))
    figures = best(case).figures
    rows = fair_shares_table(case, figures).records()
    assert [row["share_pct"] for row in rows] == pytest.approx(shares)
    assert [row["fair_pct"] for row in rows] == pytest.approx((80, 20))
    assert list(fair_shares_sentences(case, figures)) == [f"Fair shares by need: {told}"]


def test_by_months_the_result_tells_who_waits_how_long() -> None:
    """No share is fair or not: what counts is how long units are waited for."""
    case = short("months", "mean_delay")
    figures = best(case).figures
    assert {row["fair_pct"] for row in fair_shares_table(case, figures).records()} == {None}
    assert list(fair_shares_sentences(case, figures)) == [
        "Fair shares by months late: of I A waits 5.6 months, B 0.0 months; no item is further apart."
    ]


NEEDS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 3), st.integers(1, 12)),
    min_size=1,
    max_size=5,
    unique_by=lambda n: n[:2],
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    needs=NEEDS,
    made=st.integers(1, 8),
    money=st.tuples(*[st.integers(0, 9)] * 3),
    by=st.sampled_from(["need", "money", "months"]),
)
def test_the_verifier_has_the_value_of_the_model(
    needs: list[tuple[str, int, int]], made: int, money: tuple[int, ...], by: str
) -> None:
    """Of a proven best plan, whatever is needed when, and whoever can pay how much of it."""
    best(
        pool(
            {"end": LAST, "objectives": ("fair_shares", "mean_delay"), "fair_by": by, "after_horizon_months": 12},
            partners=partners("A", "B", "C"),
            demand=tuple(need(partner, quantity, quarter(t)) for partner, t, quantity in needs),
            capacity=c.Capacity("L", START, 4 * made),
            budgets=tuple(c.Budget(partner, 2027, 20 * amount) for partner, amount in zip("ABC", money, strict=True)),
        )
    )
