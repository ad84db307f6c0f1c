"""A result explained: dates by which to sign, what ends, and the parts that are asked for."""

from __future__ import annotations

from datetime import date

import pytest

from pooling.analysis.explained import Chosen, Explained, explain
from pooling.case import case as c
from tests.cases.pool import START, best, existing, framework, need, partners, pool, quarter


def explained(case: c.Case, **chosen: str) -> Explained:
    """The best plan of a case, explained."""
    found = best(case)
    return explain(case, found.plan, found.figures, Chosen(**chosen))


def records(found: Explained, sheet: str) -> list[dict[str, object]]:
    """The rows of a sheet."""
    return next(table for table in found.tables if table.name == sheet).records()


def test_the_last_quarter_to_sign_in_and_what_waiting_costs() -> None:
    """Needed by the end of the fourth quarter of 2027, delivered a quarter after signing, 10 a quarter: signed in the
    third, all comes in the fourth, which is in time; a quarter later it is three months late.
    """
    found = explained(pool(demand=need("A", 10, quarter(3)), frameworks=framework(lead_months=3)))
    (row,) = records(found, "sign_by")
    assert (row["framework"], row["sign_by"]) == ("F", quarter(2))
    assert row["months_later_after"] == pytest.approx(3)
    assert str(row["sentence"]).startswith("Sign F by 2027-09-30 for I of A: in 2027 Q4 it comes 3.0 months later")


def test_nothing_is_lost_within_a_window_that_closes_early() -> None:
    """The window closes before waiting would cost anything."""
    case = pool(demand=need("A", 10, quarter(7)), frameworks=framework(sign_to=date(2027, 6, 30)))
    (row,) = records(explained(case), "sign_by")
    assert (row["sign_by"], row["months_later_after"]) == (quarter(1), None)


def test_that_nothing_is_late_is_said() -> None:
    """Of all, or of what was asked for."""
    case = pool(demand=need("A", 10, quarter(7)))
    assert explained(case).sentences[0] == "Nothing comes late."
    assert explained(case, partner="A").sentences[0] == "Nothing of what was asked for comes late."


def test_what_ends_may_be_extended_or_replaced() -> None:
    """F ends with 2027 when 15 of 55 are still to come; G, a quarter from signing to delivery, is to be signed by the
    fourth quarter to go on in time.
    """
    case = pool(
        demand=need("A", 55),
        frameworks=(
            existing(term_months=12, extend_months=12, extend_cost=10**9),
            framework("G", lead_months=3, sign_from=quarter(0), min_partners=5),
        ),
        lots=(c.Lot("T", "F", "Q", "L", 40), c.Lot("U", "G", "Q", "L", 1000)),
        prices=(c.Price("T", 0, 10), c.Price("U", 0, 10)),
        budgets=c.Budget("COMMON", 2027, 0),
    )
    (row,) = records(explained(case), "ends")
    assert (row["framework"], row["end"], row["still_needed"]) == ("F", quarter(4), 15)
    assert (row["extend_by"], row["extend_months"]) == (date(2027, 12, 31), 12)
    assert (row["replacement"], row["replacement_sign_by"]) == ("G", quarter(3))


def test_only_what_is_asked_for_is_told() -> None:
    """One partner, one item, one framework; the pool only where all is asked for."""
    case = pool(partners=partners("A", "B"), demand=(need("A", 20), need("B", 20)))
    assert {row["partner"] for row in records(explained(case), "why")} == {None, "A", "B"}
    assert {row["partner"] for row in records(explained(case, partner="B"), "why")} == {"B"}
    assert records(explained(case, item="I", framework="F"), "sign_by")
    limits = {p: {row["for"] for row in records(explained(case, partner=p), "limits")} for p in "AB"}
    assert limits["A"] <= {"A"}
    assert limits["B"] <= {"B"}
    assert any(limits.values())


def test_sentences_say_what_a_little_more_saves() -> None:
    """One per cent of the line, found by solving again."""
    case = pool(demand=need("A", 20), capacity=c.Capacity("L", START, 40))
    assert any("found by solving again" in sentence for sentence in explained(case).sentences)
