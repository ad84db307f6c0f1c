"""What a rule costs: on the tiny case with one rule that bites, the months and EUR that its being off saves."""

from __future__ import annotations

from typing import Any

import pytest

from pooling.analysis.rule_prices import AS_IT_STANDS, RULES, rule_prices, rules_sentences, rules_table
from pooling.case import case as c
from pooling.plan.solve import Options
from tests.cases.pool import START, framework, need, partners, pool, quarter
from tests.helpers.here import here

OFFERS = {
    "producers": (c.Producer("M"), c.Producer("N")),
    "products": (c.Product("Q", "I", "M", 100), c.Product("R", "I", "N", 0)),
    "lines": (c.Line("L", "M"), c.Line("K", "N")),
    "capacity": (c.Capacity("L", START, 8), c.Capacity("K", START, 400)),
    "lots": (c.Lot("T", "F", "Q", "L", 100), c.Lot("U", "F", "R", "K", 100)),
    "prices": (c.Price("T", 0, 10), c.Price("U", 0, 10)),
}
"""A slow line in the EU (2 a quarter), a fast one outside."""

SLOW, FAST = c.Lot("T", "F", "Q", "L", 100), c.Lot("U", "G", "Q", "K", 100)
RIVALS = {
    "frameworks": (framework(exclusive_group="X"), framework("G", exclusive_group="X")),
    "lines": (c.Line("L", "M"), c.Line("K", "M")),
    "capacity": (c.Capacity("L", START, 40), c.Capacity("K", START, 40)),
    "lots": (SLOW, FAST),
    "prices": (c.Price("T", 0, 10), c.Price("U", 0, 10)),
}
"""Two lines of 10 a quarter, each with a framework of its own."""

PLANTED: dict[str, tuple[c.Case, float]] = {
    "max_non_eu_pct": (pool(items=c.Item("I", max_non_eu_pct=0), **OFFERS), 6),
    "max_delay_months": (
        pool(
            partners=(c.Partner("A", priority=9), c.Partner("B", priority=1, max_delay_months=1.5)),
            demand=(need("A", 10), need("B", 10)),
        ),
        1.2,
    ),
    "offices": (pool(frameworks=framework(office="O"), offices=(c.Office("O", 2027, 0), c.Office("O", 2028, 1))), 12),
    "min_partners": (pool(frameworks=framework(min_partners=2)), 24),
    "max_partners": (
        pool(partners=partners("A", "B"), demand=(need("A", 5), need("B", 5)), frameworks=framework(max_partners=1)),
        12,
    ),
    "min_partner_value": (pool(frameworks=framework(min_partner_value=500)), 24),
    "min_quantity": (pool(lots=c.Lot("T", "F", "Q", "L", 100, 50)), 24),
    "exclusive_group": (pool(demand=need("A", 20), **RIVALS), 1.5),
    "signing windows": (pool(frameworks=framework(sign_from=quarter(2))), 6),
    "order windows": (
        pool(frameworks=framework(lead_months=24), orders=c.Order("O", "A", "Q", "L", 10, *[quarter(2)] * 3)),
        6,
    ),
    "certification": (
        pool(items=c.Item("I", certification=True), certifications=c.Certification("A", "Q", "possible", 6)),
        6,
    ),
    "budgets": (pool(budgets=(c.Budget("A", 2027, 50), c.Budget("A", 2028, 1000))), 6),
    "lot_size": (pool(items=c.Item("I", lot_size=4)), 0.6),
}
"""Rule to a case in which it bites, and the months of mean delay that it costs there."""


def price(case: c.Case) -> dict[str, dict[str, Any]]:
    """The rows of the price list by rule."""
    entries = rule_prices(case, Options(gap=0, time_limit=20), here)
    assert entries[0].name == AS_IT_STANDS
    return {str(row["rule"]): row for row in rules_table(entries).records()}


@pytest.mark.parametrize("rule", PLANTED)
def test_a_rule_costs_what_is_planted(rule: str) -> None:
    """Proven: the least and the most that it saves are the same."""
    case, months = PLANTED[rule]
    rows = price(case)
    assert next(iter(rows)) == rule
    row = rows[rule]
    ends = row["months_saved"], row["months_saved_least"], row["months_saved_most"]
    assert ends == pytest.approx((months, months, months), abs=0.01)
    assert row["significant"]


def test_only_rules_that_the_case_has_are_priced() -> None:
    """The tiny case has none but that lots are whole, which costs nothing where ten lots are needed."""
    (row,) = price(pool()).values()
    assert (row["rule"], row["months_saved"], row["message"]) == ("lot_size", 0, "the same mean delay, proven")


def test_a_tolerance_costs_months_and_saves_money() -> None:
    """25 are needed, 10 a quarter come at 10 and 10 at 20: 5 come a quarter late. Half as much delay again lets two
    more wait, which saves 10 each.
    """
    sheets = RIVALS | {
        "frameworks": (framework(), framework("G")),
        "prices": (c.Price("T", 0, 10), c.Price("U", 0, 20)),
    }
    row = price(pool(settings={"tolerance_pct": 50}, demand=need("A", 25), **sheets))["tolerance_pct"]
    assert row["months_saved"] == pytest.approx(3 * 2 / 25)
    assert row["cost_change_eur"] == pytest.approx(20)


def test_sentences_say_what_each_rule_means_and_which_is_proven_the_dearest() -> None:
    """Where the base case is as good as any, no rule is."""
    case, _ = PLANTED["budgets"]
    told = list(rules_sentences(rule_prices(case, Options(gap=0, time_limit=20), here)))
    assert told[0].startswith("As it stands: mean delay ")
    assert told[1] == "Without budgets (nobody has a limit): saves 6.0 months in mean delay."
    assert told[-1] == "No other rule costs more mean delay than budgets, as is proven."
    free = list(rules_sentences(rule_prices(pool(), Options(gap=0, time_limit=20), here)))
    assert free[1:] == ["Without lot_size (lots are 10 times smaller): the same mean delay, proven."]


def test_every_rule_has_words() -> None:
    """And no name twice."""
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.off for rule in RULES)
