"""What a candidate that is not signed would cost, on the tiny case."""

from __future__ import annotations

from typing import Any

import pytest

from pooling.analysis.forced import forced, forced_table
from pooling.case import case as c
from tests.cases.pool import best, framework, pool
from tests.helpers.here import here


def candidates(case: c.Case, only: str = "") -> dict[str, dict[str, Any]]:
    """The rows of candidates that the best plan does not sign."""
    found = forced(case, best(case).plan, 10, here, only)
    return {str(row["framework"]): row for row in forced_table(case, found).records()}


RIVAL = {
    "frameworks": (framework(), framework("G", setup_cost=70), framework("H", min_partners=9)),
    "lots": (c.Lot("T", "F", "Q", "L", 1000), c.Lot("U", "G", "Q", "L", 1000), c.Lot("V", "H", "Q", "L", 1000)),
    "prices": (c.Price("T", 0, 10), c.Price("U", 0, 10), c.Price("V", 0, 10)),
}
"""F is all that is needed; G costs its setup besides; H asks for partners that there are not."""


def test_what_is_not_signed_costs_what_it_would_add() -> None:
    """No months, and the setup, proven to the euro."""
    row = candidates(pool(**RIVAL))["G"]
    assert (row["months_added"], row["months_added_most"]) == pytest.approx((0, 0), abs=1e-6)
    ends = row["cost_added_eur"], row["cost_added_least_eur"], row["cost_added_most_eur"]
    assert ends == pytest.approx((70, 70, 70), abs=0.1)
    assert "adds EUR 70" in row["sentence"]


def test_what_cannot_be_signed_says_why() -> None:
    """H asks for nine partners."""
    rows = candidates(pool(**RIVAL), only="H")
    assert list(rows) == ["H"]
    assert "H asks for min_partners 9" in rows["H"]["sentence"]
    assert rows["H"]["months_added"] is None


def test_a_candidate_is_signed_when_its_window_allows_it_best() -> None:
    """COMMON can pay G's setup in 2028 only, though its window opens in 2027."""
    row = candidates(pool(**RIVAL, budgets=(c.Budget("COMMON", 2027, 0), c.Budget("COMMON", 2028, 70))), only="G")["G"]
    assert row["signed"].year == 2028
    assert "signed in 2028" in row["sentence"]
