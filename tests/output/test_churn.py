"""How much of a plan another one changes: worked by hand, and between the bounds that it has."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pooling.output.churn import churn_against, churn_between, churn_pct
from pooling.output.entry import Entry
from pooling.output.overview import overview_sentences, overview_table
from pooling.plan.plan import Plan
from pooling.plan.verify import verify

Q1, Q2 = date(2027, 1, 1), date(2027, 4, 1)
PRICE = {"A": 10.0, "B": 30.0}


@pytest.mark.parametrize(
    ("first", "second", "pct"),
    [
        ({("A", "N", Q1): 4}, {("A", "N", Q1): 4}, 0),
        ({("A", "N", Q1): 4}, {("A", "N", Q2): 4}, 100),  # another period
        ({("A", "N", Q1): 4}, {("A", "D", Q1): 4}, 100),  # another partner
        ({("A", "N", Q1): 4}, {("A", "N", Q1): 2, ("A", "N", Q2): 2}, 50),
        ({("A", "N", Q1): 3}, {("A", "N", Q1): 1}, 50),
        ({("A", "N", Q1): 3, ("B", "N", Q1): 1}, {("A", "N", Q1): 3}, 100 * 30 / 90),  # by value
        ({}, {("A", "N", Q1): 1}, 100),
        ({}, {}, None),
    ],
)
def test_by_hand(first, second, pct):
    """100 · Σ v |x₁ − x₂| / Σ v (x₁ + x₂)."""
    assert churn_pct(first, second, PRICE) == (None if pct is None else pytest.approx(pct))


def test_lots_without_a_price_count_by_units():
    """Where nothing costs anything the figure is that of units."""
    assert churn_pct({("A", "N", Q1): 1}, {("A", "N", Q1): 3}, {"A": 0.0}) == 50


PLANS = st.dictionaries(
    st.tuples(st.sampled_from("AB"), st.sampled_from("ND"), st.sampled_from((Q1, Q2))), st.integers(1, 9)
)


@given(PLANS, PLANS)
def test_it_is_symmetric_and_a_percentage(first, second):
    """The same both ways, 0 only for the same plan, 100 at most."""
    pct = churn_pct(first, second, PRICE)
    assert pct == churn_pct(second, first, PRICE)
    if pct is not None:
        assert 0 <= pct <= 100
        assert (pct == 0) == (first == second)


def test_overviews_and_kept_plans_have_it(rich_case):
    """Two of four units stay; against what an earlier plan had promised it is the same figure."""
    one, other = (Plan(call_offs={("F2M", "AAA", 2): 2, ("F2M", "AAA", t): 2}) for t in (3, 4))
    first, second = (verify(rich_case, plan).figures for plan in (one, other))
    entries = [Entry("base", rich_case, first), Entry("later", rich_case, second), Entry("bad", rich_case)]
    assert overview_table(entries).column("churn_pct") == (None, pytest.approx(50), None)
    assert churn_between((rich_case, first), (rich_case, second)) == pytest.approx(50)
    assert churn_against(rich_case, second, one.call_offs) == pytest.approx(50)
    assert "later: " in overview_sentences(entries)[1]
    assert "it changes 50 % of what base calls off" in overview_sentences(entries)[1]
