"""Figures of the rich plan by hand, and what may not change them."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pooling.case import case as c
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan
from pooling.plan.verify import verify


@pytest.fixture
def figures(rich_case: c.Case, rich_plan: Plan) -> Figures:
    verdict = verify(rich_case, rich_plan)
    assert verdict.valid
    return verdict.figures


def test_delays(figures: Figures) -> None:
    """Backlogs times 3 months, the last one 12 months more, over need; AAA counts twice."""
    delays = {pair: row.delay for pair, row in figures.pairs.items()}
    assert delays == {
        ("AAA", "SHELL"): 0,
        ("AAA", "MISSILE"): pytest.approx((4 + 3 + 2) * 3 / 4),
        ("BBB", "SHELL"): pytest.approx(((10 + 25 + 35 + 45 + 55 + 25 * 4) * 3 + 12 * 25) / 190),
        ("CCC", "MISSILE"): pytest.approx(((3 + 2 * 5 + 1) * 3 + 12 * 1) / 5),
    }
    weights = {("AAA", "SHELL"): 2, ("AAA", "MISSILE"): 2, ("BBB", "SHELL"): 1, ("CCC", "MISSILE"): 1}
    assert figures.mean_delay == pytest.approx(sum(weights[pair] * delays[pair] for pair in delays) / 6)
    assert figures.worst_delay == delays["CCC", "MISSILE"]
    assert figures.need_met_pct == pytest.approx((100 + 100 + 100 * 165 / 190 + 80) / 4)


def test_cost(figures: Figures) -> None:
    """F1A reaches its second tier with exactly 250, F2M misses its own by one; F2 has paid its setup."""
    cost = figures.cost
    f1a = 90 * (100 + 60 + 60 + 30 * 1.21)
    f1b = 80 * (40 + 50 * 1.1)
    f2m = 1000 * (4 + 3 * 1.1)
    assert cost.call_offs == pytest.approx(f1a + f1b + f2m)
    assert cost.fees == pytest.approx(0.02 * (f1a + f1b))
    assert cost.fixed == 40 + 7
    assert (cost.setup, cost.join, cost.extension, cost.investment) == (500, 50, 300, 1000)
    assert (cost.certification, cost.orders, cost.shift, cost.reimbursed) == (70, 1760, 30 * 3 + 10 * 2 * 3, 4000)
    gross = cost.call_offs + cost.fees + 47 + 500 + 50 + 300 + 1000 + 70 + 1760 + 150
    assert cost.total == pytest.approx(gross - 4000)
    assert figures.objective("cost") == cost.total


def test_payments(figures: Figures) -> None:
    """Ceiling prices, fee, a fifth paid a year ahead but not before 2027, joining, orders and their shifts."""
    paid = {(row.partner, row.year): row.paid for row in figures.budgets}
    late = 30 * 100 * 1.21 * 1.02
    mid = 50 * 80 * 1.1 * 1.02
    assert paid["AAA", 2027] == pytest.approx((160 * 100 + 40 * 80) * 1.02 + 4 * 1000 + 30 * 50 + 90)
    assert paid["BBB", 2027] == pytest.approx(6000 * 1.02 + 0.2 * mid + 50 + 25 * 10 + 60)
    assert paid["BBB", 2028] == pytest.approx(0.8 * mid + 0.2 * late)
    assert paid["BBB", 2029] == pytest.approx(0.8 * late)
    assert paid["CCC", 2027] == 70
    assert paid["CCC", 2028] == pytest.approx(3300)
    assert paid["COMMON", 2027] == 500 + 40 + 7 + 1000
    assert paid["COMMON", 2028] == 300


@pytest.mark.parametrize("budget_price", ["ceiling", "reached"])
def test_what_is_paid_at_prices_reached_adds_up_to_the_cost(rich_case, rich_plan, budget_price):
    """Reserved at ceiling prices is what the rebate is more; budgets count the one or the other."""
    case = replace(rich_case, settings=replace(rich_case.settings, budget_price=budget_price))
    figures = verify(case, rich_plan).figures
    reached, reserved = (sum(getattr(row, name) for row in figures.budgets) for name in ("reached", "reserved"))
    assert reached == pytest.approx(figures.cost.total + figures.cost.reimbursed)
    fees = {row.framework: 1 + row.fee_pct / 100 for row in case.frameworks}
    more = sum((row.ceiling_value - row.value) * fees[row.framework] for row in figures.call_offs)
    assert more > 0
    assert reserved == pytest.approx(reached + more)
    counted = "reserved" if budget_price == "ceiling" else "reached"
    assert [row.paid for row in figures.budgets] == [getattr(row, counted) for row in figures.budgets]
    assert next(row for row in figures.budgets if row.partner == "CCC").left is None


def test_unspent_budget_moves_on_only_where_carried(rich_case: c.Case, rich_plan: Plan) -> None:
    """AAA keeps what it leaves, BBB and COMMON lose it."""
    more = tuple(replace(row, amount=row.amount + 100) for row in rich_case.budgets)
    rows = verify(replace(rich_case, budgets=more), rich_plan).figures.budgets
    carried = {(row.partner, row.year): row.carried_in for row in rows if row.carried_in}
    assert carried == {("AAA", 2028): pytest.approx(100), ("AAA", 2029): pytest.approx(100)}


def test_lots_frameworks_and_members(figures: Figures) -> None:
    """Tier, rebate, dates and shares."""
    lot = figures.lots["F1A"]
    assert (lot.quantity, lot.tier_from, lot.unit_price, lot.ceiling_price, lot.fixed_cost) == (250, 250, 90, 100, 40)
    f1 = figures.frameworks["F1"]
    assert (f1.signed, f1.first_delivery, f1.end) == (date(2027, 4, 1), date(2027, 7, 1), date(2029, 4, 1))
    assert f1.extended
    assert f1.partners == ("AAA", "BBB")
    assert f1.rebate == pytest.approx(10 * (220 + 30 * 1.21))
    assert f1.reimbursed == 4000
    f2 = figures.frameworks["F2"]
    assert (f2.signed, f2.first_delivery, f2.end) == (date(2026, 9, 15), date(2027, 4, 1), date(2029, 7, 1))
    assert (f2.reimbursed, f2.rebate, f2.extended) == (0, 0, False)
    assert (figures.frameworks_signed, set(figures.frameworks)) == (1, {"F1", "F2"})
    bbb = next(row for row in figures.members if row.partner == "BBB")
    assert (bbb.first_delivery, bbb.last_delivery, bbb.join_cost) == (date(2027, 10, 1), date(2029, 1, 1), 50)
    assert bbb.share_pct == pytest.approx(100 * bbb.value / f1.value)
    assert bbb.value == pytest.approx(60 * 90 + 30 * 90 * 1.21 + 50 * 80 * 1.1)


def test_shares(figures: Figures) -> None:
    """Non-EU shells are 0.6 of 90 for a need of 420, missiles 0.2 of 7 for 9."""
    assert figures.non_eu_share == pytest.approx((54 / 420 + 1.4 / 9) / 2)


def test_supply(figures: Figures) -> None:
    """Line L1 with its expansion, LM with work in progress, powder in stock, commitments."""
    line = {(row.line, row.period): row for row in figures.lines}
    assert [line["L1", t].capacity for t in range(4)] == [100, 100, 200, 200]
    assert [line["L1", t].carried_in for t in range(4)] == [0, 10, 10, 10]
    assert (line["L1", 1].orders, line["L1", 3].call_offs) == (30, 120)
    assert line["L1", 3].used_pct == pytest.approx(100 * 120 / 210)
    assert [line["LM", t].carried_in for t in range(8)] == [0, 1, 1, 1, 0.25, 0.5, 0.75, 1]
    powder = [row.left for row in figures.materials]
    assert powder[:5] == [50, 50 + 100 - 45, 105 + 100 - 110, 95 + 100 - 160, 35 + 100 - 50]
    x1, x2 = figures.expansions
    assert (x1.start, x1.available, x1.committed, x1.investment) == (date(2027, 1, 1), date(2027, 7, 1), 250, 1000)
    assert (x2.start, x2.available, x2.committed, x2.investment) == (None, None, 340, 0)


def test_expansion_without_building_time(rich_case: c.Case, rich_plan: Plan) -> None:
    """What takes no time to build is there from the period in which it starts."""
    expansions = tuple(replace(row, build_months=0) for row in rich_case.expansions)
    figures = verify(replace(rich_case, expansions=expansions), rich_plan).figures
    assert [row.capacity for row in figures.lines if row.line == "L1"] == [200] * 12


def test_orders_certifications_instruments(figures: Figures) -> None:
    """Months moved, effective dates, counted partners."""
    assert [(row.order, row.period, row.months_moved, row.shift_cost) for row in figures.orders] == [
        ("O1", 1, 3, 90),
        ("O2", 11, 0, 0),
        ("O3", 1, 0, 0),
        ("O3", 2, 3, 60),
    ]
    (certified,) = figures.certifications
    assert (certified.start, certified.effective, certified.cost) == (date(2027, 4, 1), date(2027, 10, 1), 70)
    (claim,) = figures.instruments
    assert (claim.counted_partners, claim.amount) == (2, 4000)
    assert claim.base == pytest.approx(figures.frameworks["F1"].value)


def in_units_of(k: Fraction, case: c.Case, plan: Plan) -> tuple[c.Case, Plan]:
    """Every item counted in units of k: quantities / k, prices * k."""

    def less(quantity: float) -> float:
        return float(Fraction(quantity) / k)

    def more(price: float) -> float:
        return float(Fraction(price) * k)

    scaled = replace(
        case,
        items=tuple(replace(r, lot_size=less(r.lot_size)) for r in case.items),
        demand=tuple(replace(r, quantity=less(r.quantity)) for r in case.demand),
        stock=tuple(replace(r, quantity=less(r.quantity)) for r in case.stock),
        norms=tuple(replace(r, quantity=less(r.quantity)) for r in case.norms),
        usage=tuple(replace(r, quantity=less(r.quantity)) for r in case.usage),
        capacity=tuple(replace(r, per_year=less(r.per_year)) for r in case.capacity),
        recipes=tuple(replace(r, per_unit=more(r.per_unit)) for r in case.recipes),
        expansions=tuple(
            replace(r, adds_per_year=less(r.adds_per_year), min_commitment=less(r.min_commitment))
            if r.resource != "POWDER"
            else r
            for r in case.expansions
        ),
        lots=tuple(replace(r, min_quantity=less(r.min_quantity), max_quantity=less(r.max_quantity)) for r in case.lots),
        prices=tuple(
            replace(r, from_quantity=less(r.from_quantity), unit_price=more(r.unit_price)) for r in case.prices
        ),
        orders=tuple(
            replace(r, quantity=less(r.quantity), unit_price=more(r.unit_price), shift_cost=more(r.shift_cost))
            for r in case.orders
        ),
    )
    return scaled, replace(
        plan,
        call_offs={key: less(quantity) for key, quantity in plan.call_offs.items()},
        orders={key: less(quantity) for key, quantity in plan.orders.items()},
    )


def essence(figures: Figures) -> tuple[list[float], list[object]]:
    """What no change of units or order may touch: amounts, and dates."""
    cost = figures.cost
    amounts = [figures.mean_delay, figures.worst_delay, figures.non_eu_share, figures.need_met_pct, cost.total]
    amounts += [row.delay for _, row in sorted(figures.pairs.items())]
    amounts += [row.paid for row in sorted(figures.budgets, key=lambda row: (row.partner, row.year))]
    amounts += [row.value for _, row in sorted(figures.frameworks.items())]
    amounts += [row.rebate for _, row in sorted(figures.frameworks.items())]
    amounts += [row.used_pct for row in sorted(figures.lines, key=lambda row: (row.line, row.period))]
    dates: list[object] = [row.need_met_by for _, row in sorted(figures.pairs.items())]
    dates += [(row.signed, row.first_delivery, row.end) for _, row in sorted(figures.frameworks.items())]
    return amounts, dates


unchanged = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@unchanged
@given(k=st.sampled_from([Fraction(1000), Fraction(3), Fraction(1, 1000), Fraction(7, 11)]) | st.fractions(1, 10**6))
def test_units_change_nothing(rich_case: c.Case, rich_plan: Plan, k: Fraction) -> None:
    """Counting items in units of k changes no delay, no cost, no date, and the plan stays valid."""
    amounts, dates = essence(verify(rich_case, rich_plan).figures)
    verdict = verify(*in_units_of(k, rich_case, rich_plan))
    assert verdict.violations == ()
    assert essence(verdict.figures) == (pytest.approx(amounts, rel=1e-9, abs=1e-9), dates)


@unchanged
@given(random=st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(rich_case: c.Case, rich_plan: Plan, random: Random) -> None:
    """Rows of every sheet in any order: same figures."""
    sheets = {name: getattr(rich_case, name) for name in c.RECORDS}
    shuffled = {name: tuple(random.sample(rows, len(rows))) for name, rows in sheets.items()}
    amounts, dates = essence(verify(rich_case, rich_plan).figures)
    verdict = verify(replace(rich_case, **shuffled), rich_plan)
    assert verdict.violations == ()
    assert essence(verdict.figures) == (pytest.approx(amounts, rel=1e-9, abs=1e-9), dates)
