"""Ceilings on partners and objectives: held by the model, checked by the verifier's figures."""

from dataclasses import replace

import pytest

from pooling.case import case as c
from pooling.plan.conditions.ceilings import Ceilings, keeps_ceilings, payments, with_ceilings
from pooling.plan.prepare import prepare
from pooling.plan.solve import Infeasible, Options, solve
from pooling.plan.verify import verify
from tests.oracle.hand import shared_line


@pytest.fixture(scope="module")
def free():
    """The best plan of two partners on one line: A, with the larger weight, goes first."""
    return solved(shared_line())


def solved(case, **ceilings):
    """Figures of the best plan under ceilings."""
    return verify(case, solve(case, Options(ceilings=Ceilings(**ceilings))).plan).figures


def test_without_ceilings_the_heavier_partner_goes_first(free):
    """Four units a quarter for two needs of four: A waits one quarter, B two."""
    assert free.pairs["A", "I"].delay == pytest.approx(0)
    assert free.pairs["B", "I"].delay == pytest.approx(3)


def test_a_delay_ceiling_turns_the_queue(free):
    """B may not be late at all, so A waits instead."""
    figures = solved(shared_line(), delays={("B", "I"): 0.0})
    assert figures.pairs["B", "I"].delay == pytest.approx(0)
    assert figures.pairs["A", "I"].delay == pytest.approx(3)


def test_a_payment_ceiling_leaves_need_open():
    """B may pay for one unit of its four, though it has no budget."""
    figures = solved(shared_line(), payments={"B": 10.0})
    assert payments(figures)["B"] == pytest.approx(10)
    assert figures.pairs["B", "I"].delivered[-1] == 1


def test_the_common_purse_has_a_ceiling_too():
    """Setup costs 7, of which 5 may be paid: nothing is signed."""
    assert solved(shared_line(), payments={"COMMON": 7.0}).frameworks_signed == 1
    assert solved(shared_line(), payments={"COMMON": 5.0}).frameworks_signed == 0


@pytest.mark.parametrize("price", ["ceiling", "reached"])
def test_a_payment_ceiling_counts_what_is_paid(price):
    """The pool's volume of five and more costs 9 instead of 10 each: 27 pay for three units, whatever budgets count."""
    case = shared_line(tiers=((0, 10.0), (5, 9.0)), budget_price=price)
    figures = solved(case, payments={"B": 27.0})
    assert figures.pairs["B", "I"].delivered[-1] == 3
    assert payments(figures)["B"] == pytest.approx(27)


def test_a_payment_ceiling_holds_where_the_tier_is_lost():
    """A has need of one unit only: alone below the tier, B's 36 pay for three units at 10, and not for four at 9."""
    case = shared_line(tiers=((0, 10.0), (8, 9.0)))
    case = replace(case, demand=tuple(replace(row, quantity=1 if row.partner == "A" else 4) for row in case.demand))
    assert solved(case, payments={"B": 36.0}).pairs["B", "I"].delivered[-1] == 3


def test_a_ceiling_reserves_nothing_in_a_budget():
    """36 at the price reached pay for four units, though 40 are reserved for them: no budget counts there."""
    case = shared_line(tiers=((0, 10.0), (5, 9.0)))
    row = next(row for row in solved(case, payments={"B": 36.0}).budgets if row.partner == "B")
    assert (row.reached, row.reserved, row.limit) == (pytest.approx(36), pytest.approx(40), None)


def test_an_objective_ceiling_bounds_the_whole_plan():
    """Half the money buys half the units."""
    figures = solved(shared_line(), objectives={"cost": 47.0})
    assert figures.cost.total <= 47 + 1e-6
    assert sum(row.quantity for row in figures.call_offs) == 4


def test_ceilings_that_cannot_be_met_are_infeasible():
    """Both in time is more than the line makes."""
    with pytest.raises(Infeasible):
        solved(shared_line(), delays={("A", "I"): 0.0, ("B", "I"): 0.0})


def test_a_stage_never_loosens_a_ceiling():
    """The tolerance of a stage does not lift what was asked for."""
    case = shared_line()
    case = replace(case, settings=replace(case.settings, objectives=("cost", "mean_delay"), tolerance_pct=100))
    assert solved(case, objectives={"cost": 47.0}).cost.total <= 47 + 1e-6


def test_a_start_that_breaks_a_ceiling_is_not_taken(free):
    """The free plan as a start does not survive the ceiling."""
    case = shared_line()
    start = solve(case).plan
    ceilings = Ceilings(delays={("B", "I"): 1.0})
    figures = verify(case, solve(case, Options(start=start, ceilings=ceilings)).plan).figures
    assert figures.pairs["B", "I"].delay <= 1 + 1e-6


def test_figures_are_held_against_every_ceiling(free):
    """At the ceiling is allowed, above it is not; unknown pairs bind nobody."""
    instance = prepare(shared_line())
    late, paid = free.pairs["B", "I"].delay, payments(free)["B"]
    for ceilings, kept in (
        (Ceilings(delays={("B", "I"): late}, payments={"B": paid}), True),
        (Ceilings(delays={("B", "I"): late - 0.1}), False),
        (Ceilings(payments={"B": paid - 0.1}), False),
        (Ceilings(delays={("X", "I"): 0.0}), True),
    ):
        assert keeps_ceilings(with_ceilings(instance, ceilings), free) is kept


def test_no_ceilings_add_no_rows():
    """A case without ceilings gets no constraint more."""
    from models import build_model

    m = build_model(prepare(shared_line()), "mean_delay")
    assert len(m.delay_guarantee) == len(m.payment_guarantee) == 0


def test_a_budget_stands_beside_its_ceiling():
    """The smaller of the two binds."""
    case = shared_line()
    case = replace(case, budgets=(c.Budget("B", 2027, 30.0),))
    assert solved(case, payments={"B": 20.0}).pairs["B", "I"].delivered[-1] == 2
    assert solved(case, payments={"B": 40.0}).pairs["B", "I"].delivered[-1] == 3


def test_a_ceiling_on_the_mean_of_a_partners_items():
    """B's only item may be late by one month and a half: half of its units come with A's first ones."""
    figures = solved(shared_line(), means={"B": ({"I": 1.0}, 1.5)})
    assert figures.pairs["B", "I"].delay == pytest.approx(1.5)
    assert figures.pairs["A", "I"].delay == pytest.approx(1.5)
    instance = with_ceilings(prepare(shared_line()), Ceilings(means={"B": ({"I": 1.0}, 1.4)}))
    assert not keeps_ceilings(instance, figures)
