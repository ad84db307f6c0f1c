"""Need, priorities, the five objectives and what later ones may give up of earlier ones."""

from __future__ import annotations

from datetime import date

import pytest

from pooling.case import case as c
from tests.cases.pool import START, Best, best, framework, need, partners, pool, quarter


def test_norms_in_steps_and_usage_against_stock() -> None:
    """Stock 10, norms 8, 14 (2028), 12, usage of 2 a quarter in 2027: N = 0, 2, 4, 6, 12, 12, 12, 12.

    One a quarter comes, 1 … 8 so far: backlogs 0, 0, 1, 2, 7, 6, 5, 4.
    """
    found = best(
        pool(
            demand=(),
            stock=c.Stock("A", "I", 10),
            norms=(
                c.Norm("A", "I", date(2026, 1, 1), 8),
                c.Norm("A", "I", quarter(4), 14),
                c.Norm("A", "I", quarter(6), 12),
            ),
            usage=c.Usage("A", "I", 2027, 8),
            capacity=c.Capacity("L", START, 4),
        )
    )
    assert found.figures.pairs["A", "I"].need == (0, 2, 4, 6, 12, 12, 12, 12)
    assert found.delay == pytest.approx(3 * (1 + 2 + 7 + 6 + 5 + 4) / 12)


def test_usage_beyond_stock_is_a_need_without_a_norm() -> None:
    """8 used in 2027, 3 at hand: 0, 1, 3, 5 and no more; nothing can be delivered before quarter 4."""
    found = best(
        pool(
            demand=(),
            stock=c.Stock("A", "I", 3),
            usage=c.Usage("A", "I", 2027, 8),
            capacity=c.Capacity("L", quarter(4), 40),
        )
    )
    assert found.delay == pytest.approx(3 * (0 + 1 + 3 + 5) / 5)


def test_needs_before_the_start_are_due_at_once_and_after_the_end_not_at_all() -> None:
    """4 of 2020 wait for quarter 2; 9 of 2029 are no need."""
    found = best(pool(demand=(need("A", 4, date(2020, 1, 1)), need("A", 9, date(2029, 1, 1))), frameworks=late()))
    assert (found.delay, found.taken()) == (6, 4)


def test_a_partner_that_hardly_counts_is_still_served() -> None:
    """Of mean delay A's counts a millionth: what may be given up of it saves none of its 16, nor buys one too many."""
    found = best(
        pool(
            {"end": date(2027, 12, 31), "after_horizon_months": 12},
            partners=(c.Partner("A"), c.Partner("B", priority=1e6)),
            demand=(need("A", 16), need("B", 8, quarter(2))),
            capacity=c.Capacity("L", START, 400),
            frameworks=(framework(setup_cost=1000), framework("G")),
            lots=(c.Lot("T", "F", "Q", "L", 100), c.Lot("U", "G", "Q", "L", 100)),
            prices=(c.Price("T", 0, 9), c.Price("T", 25, 4), c.Price("U", 0, 10)),
        )
    )
    assert (found.delay, found.cost) == (pytest.approx(0, abs=1e-6), 240)


def late() -> c.Framework:
    """A framework with six months of lead."""
    return framework(lead_months=6)


def test_what_is_never_delivered_waits_beyond_the_horizon() -> None:
    """4 of 10 wait 24 months and 12 more."""
    found = best(pool({"after_horizon_months": 12}, lots=c.Lot("T", "F", "Q", "L", 6)))
    assert found.delay == pytest.approx(36 * 4 / 10)


def two(weight: float = 1, **settings: object) -> Best:
    """A, of priority `weight`, and B need 10 each at once from a line of 10 a quarter."""
    return best(
        pool(
            dict(settings),
            partners=(c.Partner("A", priority=weight), c.Partner("B")),
            demand=(need("A", 10), need("B", 10)),
        )
    )


def test_whoever_has_priority_comes_first() -> None:
    """Equals: half of all is a quarter late. A weighs 3 of 4: B waits, at weight 1/4."""
    assert two().delay == pytest.approx(1.5)
    found = two(weight=3)
    assert found.delay == pytest.approx(0.75)
    assert found.figures.pairs["A", "I"].delay == 0


def test_the_worst_delay_is_shared() -> None:
    """Half of each at once: both 1.5 months late, whatever their priorities."""
    found = two(weight=3, objectives=("worst_delay",))
    assert found.figures.worst_delay == pytest.approx(1.5)


@pytest.mark.parametrize(("tolerance", "worst"), [(0, 3), (50, 2.4), (200, 1.5)])
def test_a_later_objective_takes_what_the_tolerance_leaves(tolerance: float, worst: float) -> None:
    """With x of A's 10 at once the mean is 2.25 − 0.15 x, at best 0.75, and B waits 0.3 x.

    Half more, 1.125, allows x = 8; three times as much allows x = 5, where A waits as long.
    """
    found = two(weight=3, objectives=("mean_delay", "worst_delay"), tolerance_pct=tolerance)
    assert found.figures.worst_delay == pytest.approx(worst)


@pytest.mark.parametrize(("tolerance", "cost", "delay"), [(0, 100, 3), (10, 94, 3.3), (20, 88, 3.6)])
def test_cost_takes_what_the_tolerance_leaves(tolerance: float, cost: float, delay: float) -> None:
    """At best all 10 come in quarter 1 at 10 each; each unit from a line of quarter 2 saves 6 and adds 0.3 months."""
    found = best(
        pool(
            {"tolerance_pct": tolerance},
            lines=(c.Line("L", "M"), c.Line("L2", "M")),
            capacity=(c.Capacity("L", quarter(1), 40), c.Capacity("L2", quarter(2), 40)),
            lots=(c.Lot("T", "F", "Q", "L", 1000), c.Lot("T2", "F", "Q", "L2", 1000)),
            prices=(c.Price("T", 0, 10), c.Price("T2", 0, 4)),
        )
    )
    assert found.cost == pytest.approx(cost)
    assert found.delay == pytest.approx(delay)


def abroad(**settings: object) -> Best:
    """An EU line of 5 a quarter at 10, and a foreign one of 10 a quarter at 2 with 60 % EU content."""
    return best(
        pool(
            dict(settings),
            producers=(c.Producer("M"), c.Producer("N")),
            products=(c.Product("Q", "I", "M", 100), c.Product("QN", "I", "N", 60)),
            lines=(c.Line("L", "M"), c.Line("LN", "N")),
            capacity=(c.Capacity("L", START, 20), c.Capacity("LN", START, 40)),
            lots=(c.Lot("T", "F", "Q", "L", 1000), c.Lot("TN", "F", "QN", "LN", 1000)),
            prices=(c.Price("T", 0, 10), c.Price("TN", 0, 2)),
        )
    )


def test_the_non_eu_share_is_least_as_far_as_delay_allows() -> None:
    """10 at once: 5 from the EU, 5 with 40 % from outside: 0.2. By cost alone all come from abroad: 0.4."""
    share = abroad(objectives=("mean_delay", "non_eu_share"))
    assert share.figures.non_eu_share == pytest.approx(0.2)
    cheap = abroad(objectives=("mean_delay", "cost"))
    assert cheap.figures.non_eu_share == pytest.approx(0.4)
    assert cheap.cost == 20


@pytest.mark.parametrize(
    ("objectives", "signed", "cost"),
    [(("mean_delay", "cost"), 2, 160), (("mean_delay", "frameworks", "cost"), 1, 200)],
)
def test_few_frameworks_or_low_cost(objectives: tuple[str, ...], signed: int, cost: float) -> None:
    """F sells I and J at 10, G sells I at 6: one framework costs 200, both cost 160."""
    found = best(
        pool(
            {"objectives": objectives},
            items=(c.Item("I"), c.Item("J")),
            products=(c.Product("Q", "I", "M", 100), c.Product("QJ", "J", "M", 100)),
            demand=(need("A", 10), need("A", 10, item="J")),
            lines=(c.Line("L", "M"), c.Line("LJ", "M")),
            capacity=(c.Capacity("L", START, 80), c.Capacity("LJ", START, 80)),
            frameworks=(framework(), framework("G")),
            lots=(c.Lot("T", "F", "Q", "L", 99), c.Lot("TJ", "F", "QJ", "LJ", 99), c.Lot("T2", "G", "Q", "L", 99)),
            prices=(c.Price("T", 0, 10), c.Price("TJ", 0, 10), c.Price("T2", 0, 6)),
        )
    )
    assert (found.figures.frameworks_signed, found.cost) == (signed, cost)


def test_cost_alone_buys_nothing() -> None:
    """The cheapest plan is empty, and everything waits to the end."""
    found = best(pool({"objectives": ("cost",)}))
    assert (found.cost, found.delay, found.plan.call_offs) == (0, 24, {})


def test_a_case_without_any_need_is_solved() -> None:
    """Nothing is late, and nothing is bought."""
    found = best(pool({"objectives": ("mean_delay", "worst_delay", "non_eu_share", "frameworks", "cost")}, demand=()))
    assert (found.delay, found.cost, found.plan.signed) == (0, 0, {})


def test_a_weight_of_zero_gives_way() -> None:
    """A's delay counts for nothing: B is served at once."""
    found = two(weight=0)
    assert (found.delay, found.figures.pairs["B", "I"].delay) == (0, 0)


def test_items_weigh_like_partners() -> None:
    """I and J share a line of 10 a quarter; J weighs 4 of 5, so I waits a quarter at weight 1/5."""
    found = best(
        pool(
            partners=partners("A"),
            items=(c.Item("I"), c.Item("J", priority=4)),
            products=(c.Product("Q", "I", "M", 100), c.Product("QJ", "J", "M", 100)),
            demand=(need("A", 10), need("A", 10, item="J")),
            lots=(c.Lot("T", "F", "Q", "L", 99), c.Lot("TJ", "F", "QJ", "L", 99)),
            prices=(c.Price("T", 0, 10), c.Price("TJ", 0, 10)),
        )
    )
    assert found.delay == pytest.approx(3 / 5)
