"""How long a partner waits at most: a limit on months late, kept, broken, given way; worked by hand."""

from __future__ import annotations

from typing import Any

import pytest

from pooling.analysis.alone import alone
from pooling.case import case as c
from pooling.plan.futures.decided import decided
from pooling.plan.plan import Plan
from pooling.plan.verify import verify
from tests.cases.pool import START, best, need, partners, pool

URGENT = (c.Partner("A", priority=9), c.Partner("B", priority=1, max_delay_months=1.5))


def both(**sheets: Any) -> c.Case:
    """A and B need ten units each at once, of a line that makes ten a quarter; A counts nine times as much."""
    return pool(**({"partners": URGENT, "demand": (need("A", 10), need("B", 10))} | sheets))


def delay(case: c.Case, partner: str) -> float:
    """Months that a needed unit of the partner is late in the best plan."""
    return best(case).figures.pairs[partner, "I"].delay


def test_priorities_decide_within_the_limit() -> None:
    """Without it all of A comes first and B waits a quarter; with it B has half of the first ten units."""
    free = (URGENT[0], c.Partner("B", priority=1))
    assert (delay(both(partners=free), "A"), delay(both(partners=free), "B")) == (0, 3)
    assert (delay(both(), "A"), delay(both(), "B")) == pytest.approx((1.5, 1.5))


def test_the_mean_is_over_items_by_their_priority() -> None:
    """Of J, three times as important, nothing ever comes: 24 of 24 months, so 18 on average, with I at once."""
    of_two = {
        "items": (c.Item("I", priority=1), c.Item("J", priority=3)),
        "demand": (need("A", 10), need("B", 10), need("B", 1, item="J")),
    }
    kept = (c.Partner("A", priority=99), c.Partner("B", max_delay_months=18))
    assert delay(both(partners=kept, **of_two), "B") == 0
    kept = (c.Partner("A", priority=99), c.Partner("B", max_delay_months=18.75))
    assert delay(both(partners=kept, **of_two), "B") == 3


def test_the_verifier_tells_who_waits_too_long() -> None:
    """Nothing called off: 24 months, all of the horizon, where 1.5 are allowed."""
    (broken,) = verify(both(), Plan({}, {}, {})).violations
    assert (broken.rule, broken.codes, broken.limit) == ("longest_wait", ("B",), "partners.max_delay_months")
    assert broken.message == "B: a needed unit comes 24 months late on average, at most 1.5"
    assert broken.amount == pytest.approx(22.5)


def test_who_needs_nothing_waits_for_nothing() -> None:
    """A limit of a partner without need, and of one whose needs all come in time."""
    idle = (*partners("A", "C", max_delay_months=0),)
    assert delay(pool(partners=idle), "A") == 0


def test_the_limit_is_the_pools() -> None:
    """Alone, and in futures of a plan, a partner may have to wait longer."""
    case = both()
    found = best(case)
    assert [row.max_delay_months for row in alone(case, "B").partners] == [None]
    assert {row.max_delay_months for row in decided(case, found.plan, found.figures).partners} == {None}


def test_an_order_in_time_counts() -> None:
    """B's order of five comes at once from a line of its own, so five of the ten from L are A's at most."""
    placed = c.Order("O", "B", "Q", "K", 5, START, START, START)
    lines = (c.Line("L", "M"), c.Line("K", "M"))
    rates = (c.Capacity("L", START, 40), c.Capacity("K", START, 20))
    case = both(lines=lines, capacity=rates, orders=placed)
    assert (delay(case, "A"), delay(case, "B")) == pytest.approx((0, 1.5))
