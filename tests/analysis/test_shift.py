"""Order-shift options on a case that is solved in the head."""

from dataclasses import replace
from datetime import date

import pytest

from pooling.analysis.shift import AS_ORDERED, FREE, NOBODY_LOSES, no_worse_than, shift_options
from pooling.case import case as c
from pooling.output.charts_shift import shift_charts
from pooling.output.shift_tables import cash, moved_between_years, shift_sentences, shift_tables
from pooling.plan.conditions.ceilings import payments
from pooling.plan.plan import Plan
from pooling.plan.solve import Options, solve
from tests.helpers.here import here
from tests.oracle.hand import shared_line


def trading(shift_cost=0.0):
    """A has an order of four in the first quarter but needs it in the third; B needs four in the first."""
    order = c.Order("O", "A", "Q", "L", 4, date(2027, 1, 1), date(2027, 1, 1), date(2027, 12, 31), shift_cost, 5)
    case = shared_line(orders=[order])
    later, now = case.demand
    return replace(case, demand=(replace(later, need_by=date(2027, 8, 1)), now))


@pytest.fixture(scope="module")
def shift():
    """Free to shift, a scenario with a longer horizon for needs, one that is no case."""
    slower = replace(trading(), capacity=(c.Capacity("L", date(2027, 1, 1), 8),))
    return shift_options(trading(), {"shift-slow": slower, "shift-bad": "no such row"}, Options(), here)


@pytest.fixture(scope="module")
def tables(shift):
    """Rows of every table by its name."""
    return {table.name: table.records() for table in shift_tables(shift.baseline, shift.options)}


def test_options_are_ranked_by_months_gained(shift, tables):
    """B's three months of delay weigh a third; slower lines lose; what is no case comes last with its reason."""
    assert shift.baseline.name == AS_ORDERED
    rows = tables["options"]
    assert {row["option"] for row in rows[:2]} == {FREE, NOBODY_LOSES}
    assert [row["option"] for row in rows[2:]] == ["shift-slow", "shift-bad"]
    assert [row["months_gained"] for row in rows[:2]] == pytest.approx([1.0, 1.0])
    assert (rows[0]["gaining"], rows[0]["waiting_longer"], rows[0]["largest_gain_months"]) == (1, 0, 3.0)
    assert rows[0]["orders_moved"] == 1
    assert (rows[3]["status"], rows[3]["message"], rows[3]["months_gained"]) == ("refused", "no such row", None)
    assert [row["rank"] for row in rows] == [1, 1, 3, None]


def test_a_move_is_explained(tables):
    """The order leaves the first quarter to B, whose deliveries it displaces in its own new place, or nobody's."""
    move = next(row for row in tables["moves"] if row["option"] == FREE)
    assert (move["order"], move["planned"], move["quantity"]) == ("O", date(2027, 1, 1), 4)
    assert move["months_moved"] in (3, 6)
    assert move["goes_to"] == "4 for B (lot F1)"
    assert move["displaces"] == ("4 for B (lot F1)" if move["months_moved"] == 3 else "")
    assert f"{move['months_moved']} months later" in move["explanation"]
    assert "taken by 4 for B (lot F1)" in move["explanation"]
    assert "instead of 2027 Q1" in move["explanation"]


def test_the_ledger_says_who_gains(tables):
    """B gains three months and has its need met three months earlier; A gains nothing."""
    rows = {(row["option"], row["partner"]): row for row in tables["ledger"]}
    assert rows[FREE, "B"]["months_gained"] == pytest.approx(3)
    assert rows[FREE, "B"]["need_met_earlier_months"] == 3
    assert rows[FREE, "A"]["months_gained"] == pytest.approx(0)


def test_where_moving_costs_nobody_loses_means_nobody_moves():
    """Free to shift moves the order for a fee that A pays; the option in which nobody pays more keeps it."""
    shift = shift_options(trading(shift_cost=1), {}, Options(), here)
    options = {entry.name: entry.figures for entry in shift.options}
    before = shift.baseline.figures
    assert options[FREE].mean_delay == pytest.approx(0)
    assert options[FREE].cost.shift > 0
    assert options[NOBODY_LOSES].mean_delay == pytest.approx(before.mean_delay)
    assert payments(options[NOBODY_LOSES])["A"] <= payments(before)["A"] + 1e-6


def test_ceilings_are_those_of_the_baseline(shift):
    """Every partner's every item, every purse."""
    ceilings = no_worse_than(shift.baseline.figures)
    assert ceilings.delays == pytest.approx({("A", "I"): 0.0, ("B", "I"): 3.0})
    assert ceilings.payments["B"] == pytest.approx(40)


def test_as_ordered_impossible_leaves_the_options():
    """Two orders planned for more than the line makes: nothing to compare with, but a plan."""
    case = trading()
    more = tuple(replace(case.orders[0], order=name) for name in ("O1", "O2"))
    shift = shift_options(replace(case, orders=more), {}, Options(), here)
    assert shift.baseline.figures is None
    assert [entry.name for entry in shift.options] == [FREE]
    tables = {table.name: table for table in shift_tables(shift.baseline, shift.options)}
    assert tables["options"].column("months_gained") == (None,)
    assert tables["ledger"].rows == tables["moves"].rows == ()
    assert shift_charts(shift.baseline, shift.options) == []


def test_cash_moved_between_years():
    """What is paid later in one year and earlier in another; what is paid more in all has not moved."""
    assert moved_between_years({(2027,): -50.0, (2028,): 30.0, (2029,): 5.0}) == 35
    assert moved_between_years({(2027,): 50.0}) == 0


def test_cash_is_what_all_purses_pay(shift):
    """By year, the common purse included."""
    figures = shift.baseline.figures
    assert sum(cash(figures).values()) == pytest.approx(figures.cost.total)


def test_charts_show_the_options(shift):
    """Gains and costs of every option that has a plan, and the best one's ledger."""
    charts = {chart.table.name: chart.table for chart in shift_charts(shift.baseline, shift.options)}
    assert charts["gains"].column("gains")[0] == pytest.approx(1)
    assert charts["who"].rows == (("B I", pytest.approx(3), 0),)
    assert len(charts["costs"].rows) == 3


def test_orders_beyond_a_budget_are_a_baseline_with_its_excess():
    """A pays 20 for its order in 2027, of which it has 5 there and the rest a year later: that is why it shifts."""
    case = trading()
    order = replace(case.orders[0], latest=date(2028, 12, 31))
    case = replace(
        case,
        settings=replace(case.settings, end=date(2028, 12, 31)),
        orders=(order,),
        budgets=(c.Budget("A", 2027, 5), c.Budget("A", 2028, 100)),
    )
    shift = shift_options(case, {}, Options(), here)
    assert shift.baseline.figures is not None
    assert shift.baseline.message == "orders as placed cost more than budgets hold: A by EUR 15 in 2027"
    free, safe = shift_tables(shift.baseline, shift.options)[0].records()
    assert free["months_gained"] is not None
    assert (safe["option"], safe["rank"]) == (NOBODY_LOSES, None)
    assert "hard rules" in safe["message"]
    assert any("A by EUR 15 in 2027" in line for line in shift_sentences(shift.baseline, shift.options))


def test_what_is_gained_is_told_as_far_as_it_is_proven(shift, tables):
    """Solved to the end: least and most are the same, significant; the sentence has one figure and a count."""
    row = next(row for row in tables["options"] if row["option"] == FREE)
    assert (row["months_gained_least"], row["months_gained_most"]) == pytest.approx((1.0, 1.0))
    assert row["significant"] is True
    assert row["mean_delay_gap_pct"] == 0
    told = " ".join(shift_sentences(shift.baseline, shift.options))
    assert "free to shift moves 1 order: saves 1.0 months in mean delay." in told
    assert "shift-bad: no such row." in told


def test_an_option_that_may_do_more_surely_gains_no_less_than_nothing(shift):
    """Gaps of half the delay: moving saves between nothing and some months, and that is no finding."""
    loose = [
        replace(
            entry,
            outcome=replace(
                entry.outcome,
                stages=tuple(replace(stage, bound=stage.bound / 2, gap=0.5) for stage in entry.outcome.stages),
            ),
        )
        for entry in (shift.baseline, shift.baseline)
    ]
    option = replace(loose[1], name=FREE, looser=True)
    (row,) = shift_tables(loose[0], [option])[0].records()
    assert (row["months_gained_least"], row["significant"]) == (0, False)
    assert "found nothing better: it could be better by at most 0.5 months" in row["message"]


def test_a_move_that_gains_nothing_is_taken_back():
    """A's order comes first and is needed last, B's may come in the third quarter: it has room there as it is."""
    orders = [
        c.Order("O1", "A", "Q", "L", 4, date(2027, 1, 1), date(2027, 1, 1), date(2027, 12, 1)),
        c.Order("O2", "B", "Q", "L", 4, date(2027, 10, 1), date(2027, 7, 1), date(2027, 12, 1), shift_cost=2),
    ]
    base = shared_line(orders=orders)
    late, early = base.demand[0], base.demand[1]
    case = replace(base, frameworks=(), lots=(), prices=(), demand=(replace(late, need_by=date(2027, 10, 1)), early))
    moved = Plan(orders={("O1", 3): 4.0, ("O2", 2): 4.0})
    plan = solve(case, Options(start=moved)).plan
    assert plan.orders == {("O1", 0): 4, ("O2", 2): 4}
