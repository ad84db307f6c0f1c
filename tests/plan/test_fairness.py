"""Fair shares of any plan: what they are by their definition, and what no rule may reward."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pooling.plan.fairness import Fairness
from pooling.plan.figures import PairFigures

BY = st.sampled_from(["need", "money", "months"])
MONEY = {"A": 3.0, "B": 1.0, "C": 0.0}
PERIOD, AFTER, LAST = 3.0, 12.0, 1


def row(partner: str, need: tuple[float, float], late: tuple[float, float]) -> PairFigures:
    """A partner's need of I by the end of two periods, and what of it is late."""
    delay = (PERIOD * sum(late) + AFTER * late[-1]) / need[-1]
    met = tuple(n - b for n, b in zip(need, late, strict=True))
    return PairFigures(partner, "I", 1 / 3, need, met, late, None, None, delay, None, True, None, None)


def rule(by: str) -> Fairness:
    """Quarters, and a year for what never comes."""
    return Fairness(by, MONEY, PERIOD, AFTER, (LAST,))


def value(by: str, rows: list[PairFigures]) -> float:
    """The measure of the rule."""
    return rule(by).value({(r.partner, r.item): r for r in rows})


def by_definition(by: str, rows: list[PairFigures]) -> float:
    """Every pair of claims, each time that they are compared."""
    rows = [r for r in rows if by != "money" or MONEY[r.partner]]
    total = sum(r.need[LAST] for r in rows)
    if by == "months":
        return sum(a.need[1] * b.need[1] * max(a.delay, b.delay) for a, b in product(rows, rows)) / total**2
    found = 0.0
    for t, months in ((0, PERIOD), (1, PERIOD + AFTER)):
        due = [r for r in rows if r.need[t]]
        needed = sum(r.need[t] for r in due)
        keys = [MONEY[r.partner] if by == "money" else r.need[t] for r in due]
        shares = [key / sum(keys) for key in keys]
        unmet = [1 - (r.need[t] - r.backlog[t]) / (s * needed) for r, s in zip(due, shares, strict=True)]
        least = [1 - r.need[t] / (s * needed) for r, s in zip(due, shares, strict=True)]
        for n, k in product(range(len(due)), repeat=2):
            more = max(unmet[n], unmet[k]) - max(least[n], least[k])
            found += months * needed / total * shares[n] * shares[k] * more
    return found


QUANTITY = st.integers(0, 9)
NEEDS = st.tuples(*[st.tuples(QUANTITY, st.integers(1, 9))] * 3)
PARTS = st.tuples(*[st.tuples(st.floats(0, 1), st.floats(0, 1))] * 3)


def rows_of(needs: tuple[tuple[int, int], ...], parts: tuple[tuple[float, float], ...]) -> list[PairFigures]:
    """Three partners, of whose needs parts are late."""
    grown = [(float(first), float(first + more)) for first, more in needs]
    return [
        row(partner, need, (need[0] * part[0], need[1] * part[1]))
        for partner, need, part in zip("ABC", grown, parts, strict=True)
    ]


@given(by=BY, needs=NEEDS, parts=PARTS)
def test_it_is_the_mean_of_the_worse_met_of_two(
    by: str, needs: tuple[tuple[int, int], ...], parts: tuple[tuple[float, float], ...]
) -> None:
    """As its definition says, which is 0 where nothing is late."""
    rows = rows_of(needs, parts)
    assert value(by, rows) == pytest.approx(by_definition(by, rows), abs=1e-9)
    assert value(by, rows_of(needs, ((0, 0),) * 3)) == pytest.approx(0, abs=1e-9)


@given(by=BY, needs=NEEDS, parts=PARTS, who=st.integers(0, 2), less=st.floats(0, 1))
def test_giving_more_to_anybody_never_makes_it_worse(
    by: str, needs: tuple[tuple[int, int], ...], parts: tuple[tuple[float, float], ...], who: int, less: float
) -> None:
    """So nobody is held back for the sake of fair shares."""
    served = tuple((a * less, b * less) if n == who else (a, b) for n, (a, b) in enumerate(parts))
    assert value(by, rows_of(needs, served)) <= value(by, rows_of(needs, parts)) + 1e-9


@given(by=st.sampled_from(["need", "money"]), needs=NEEDS, parts=PARTS)
def test_fair_shares_add_up_and_nobody_gets_more_than_it_needs(
    by: str, needs: tuple[tuple[int, int], ...], parts: tuple[tuple[float, float], ...]
) -> None:
    """All that is met is shared; who is not at its need has no less for its key than anybody else."""
    rows = rows_of(needs, parts)
    shares = rule(by).shares({(r.partner, r.item): r for r in rows})
    fair = {share.partner: share.fair or 0.0 for share in shares}
    need = {share.partner: share.need for share in shares}
    key = MONEY if by == "money" else need
    assert sum(fair.values()) == pytest.approx(sum(share.met for share in shares))
    open_ = [p for p in fair if fair[p] < need[p] - 1e-6 and key[p]]
    for p in fair:
        assert fair[p] <= need[p] + 1e-9
        assert all(fair[p] * key[q] <= fair[q] * key[p] + 1e-6 for q in open_ if key[p])


def test_alone_all_that_is_met_is_fair() -> None:
    """Of four three are met."""
    (share,) = rule("need").shares({("A", "I"): row("A", (2.0, 4.0), (0.0, 1.0))})
    assert (share.period, share.need, share.met, share.share_pct, share.missing) == (LAST, 4, 3, 100, 0)
