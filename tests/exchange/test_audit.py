"""The audit of totals: by hand, and against every assignment of small whole numbers."""

from __future__ import annotations

from datetime import date
from itertools import combinations, permutations, product
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pooling.exchange.audit import MARGIN, QUANTITIES, TOTALS, VALUE, Audit, taken

BOTH, ONLY_QUANTITIES, NOTHING = TOTALS


def audit(rows, tiers=None):
    """Of rows (partner, lot, item, year, quantity, price)."""
    call_offs = [
        {
            "framework": "F",
            "partner": partner,
            "lot": lot,
            "item": item,
            "period": date(year, 1, 1),
            "quantity": quantity,
            "unit_price": price,
        }
        for partner, lot, item, year, quantity, price in rows
    ]
    lots = [{"framework": "F", "lot": lot, "tier_from": (tiers or {}).get(lot, 0)} for lot in ("L", "L1", "L2")]
    return Audit(taken(call_offs, lots, "F"))


def four(price=lambda number: 100.0, quantities=(40, 50, 60, 70)):
    return audit([(c, "L", "I", 2027, q, price(n)) for n, (c, q) in enumerate(zip("ABCD", quantities, strict=True))])


def test_four_alike_may_be_told_everything():
    """One price, four takers, none dominant."""
    assert {code: four().safe_totals(code) for code in "ABCD"} == dict.fromkeys("ABCD", BOTH)


def test_two_and_three_are_told_nothing():
    """Two of three would know the third."""
    for codes in ("AB", "ABC"):
        judged = audit([(code, "L", "I", 2027, 50, 100) for code in codes])
        assert {judged.safe_totals(code) for code in codes} == {NOTHING}


def test_who_is_alone_is_told_its_own():
    """It learns nothing by it."""
    assert audit([("A", "L", "I", 2027, 50, 100)]).safe_totals("A") == BOTH


def test_a_dominant_one_would_be_known():
    """What the others add to it is less than the margin."""
    judged = four(quantities=(40, 2, 600, 3))
    assert judged.safe_totals("A") == NOTHING


def test_two_prices_and_a_value_tell_quantities():
    """Units and value are two equations for the two lots: so a lone taker's is known."""
    rows = [(code, "L1", "I", 2027, 100 + n, 1000) for n, code in enumerate("ABDE")] + [
        ("C", "L2", "I", 2027, 719, 1300)
    ]
    judged = audit(rows)
    assert not judged.is_safe("A", BOTH)
    figure, low, high = next(
        found for found in judged.intervals(BOTH, frozenset("A"), frozenset("C")) if found[0] == 719
    )
    assert (low, high) == pytest.approx((figure, figure))
    assert QUANTITIES not in judged.safe_totals("A") or VALUE not in judged.safe_totals("A")


def test_escalation_tells_a_year():
    """The same lot at another price in another year is as good as another lot."""
    rows = [(code, "L", "I", 2028, 20 + n, 102.0) for n, code in enumerate("ABDE")] + [("C", "L", "I", 2027, 14, 100.0)]
    assert not audit(rows).is_safe("A", BOTH)


def test_a_tier_tells_a_least_quantity():
    """Who pays the price of 100 units and takes 10 knows that its only companion takes 90 at least."""
    judged = audit([("A", "L", "I", 2027, 10, 100), ("B", "L", "I", 2027, 95, 100)], {"L": 100})
    assert not judged.is_safe("A", NOTHING)


rows_of_partners = st.lists(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from(["L1", "L2"]), st.just("I"), st.just(2027), st.integers(1, 4)),
    min_size=4,
    max_size=6,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=40, deadline=None)
@given(rows_of_partners, st.sampled_from([BOTH, ONLY_QUANTITIES]))
def test_whole_numbers_lie_in_the_interval(rows, told):
    """Every assignment of whole numbers that fits what is told lies in the interval; one that is told as safe leaves
    none of the figures alone.
    """
    price = {"L1": 2.0, "L2": 3.0}
    judged = audit([(*row, price[row[1]]) for row in rows])
    others = [row for row in rows if row[0] != "A"]
    codes = sorted({row[0] for row in others})
    if not codes:
        return
    units = sum(row[4] for row in others)
    value = sum(row[4] * price[row[1]] for row in others)
    fitting = [
        tried
        for tried in product(range(units + 1), repeat=len(others))
        if sum(tried) == units
        and (VALUE not in told or sum(n * price[r[1]] for n, r in zip(tried, others, strict=True)) == value)
    ]
    for code in codes:
        possible = [sum(n for n, row in zip(tried, others, strict=True) if row[0] == code) for tried in fitting]
        figure = sum(row[4] for row in others if row[0] == code)
        found = judged.intervals(told, frozenset("A"), frozenset(code))
        whole = [ends for ends in found if ends[0] == figure]
        assert any(low <= min(possible) + 1e-6 and high >= max(possible) - 1e-6 for _, low, high in whole)
        if judged.is_safe("A", told):
            assert max(high for _, _, high in whole) >= (1 + MARGIN) * figure - 1e-9


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=8, max_size=8), st.sampled_from([BOTH, ONLY_QUANTITIES]))
def test_what_swapping_tells_is_what_the_programmes_find(quantities, told):
    """Figures that need no programme are as uncertain as programmes over all places say."""
    rows = [
        (code, lot, "I", year, quantity, 100.0 + (lot == "L2"))
        for (code, (lot, year)), quantity in zip(product("ABCD", (("L1", 2027), ("L2", 2028))), quantities, strict=True)
    ]
    judged = audit([row for row in rows if row[4] > 10])
    codes = set(judged.of.quantity)
    for reader in codes:
        others = [code for code in codes if code != reader]
        groups = [(frozenset({reader, a}), frozenset({b})) for a, b in permutations(others, 2)]
        groups += [(frozenset({reader}), frozenset({code})) for code in others]
        groups += [(frozenset({reader}), frozenset(pair)) for pair in combinations(others, 2)]
        wide = all(
            low <= (1 - MARGIN + 1e-9) * figure and high >= (1 + MARGIN - 1e-9) * figure
            for knowing, group in groups
            for figure, low, high in judged.intervals(told, knowing, group)
        )
        assert judged.is_safe(reader, told) == wide


def test_many_members_are_audited_in_seconds():
    """Of 34 that take from the same lots in the same years nearly all needs no programme."""
    rows = [
        (f"P{n:02}", lot, "I", year, 10.0 * (1 + (7 * n + year) % 13), 100.0)
        for n, lot, year in product(range(34), ("L1", "L2"), range(2027, 2031))
    ]
    judged, began = audit(rows), process_time()
    assert {judged.safe_totals(code) for code in sorted(judged.of.quantity)} == {BOTH}
    assert process_time() - began < 20
