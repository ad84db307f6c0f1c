"""Delays, needs and dates of small queues, each worked out by hand."""

from datetime import date

import pytest

from pooling.case import case as c
from pooling.plan.figures import PairFigures
from pooling.plan.plan import Plan
from pooling.plan.verify import verify


def queue(months: int = 3, after: float = 12, **sheets: tuple[object, ...]) -> c.Case:
    """One partner, one item, one existing framework with one lot, two years."""
    base: dict[str, tuple[object, ...]] = {
        "partners": (c.Partner("P"),),
        "items": (c.Item("I"),),
        "producers": (c.Producer("X"),),
        "products": (c.Product("A", "I", "X", 100),),
        "lines": (c.Line("L", "X"),),
        "capacity": (c.Capacity("L", date(2027, 1, 1), 40),),
        "frameworks": (c.Framework("F", "F", "P", "existing", 0, 48, "ALL", signed=date(2027, 1, 1)),),
        "lots": (c.Lot("T", "F", "A", "L", 1000),),
        "prices": (c.Price("T", 0, 5),),
    }
    settings = c.Settings("queue", date(2027, 1, 1), date(2028, 12, 31), months, after)
    return c.Case(settings=settings, **{**base, **sheets})


def pair(case: c.Case, *delivered: float) -> PairFigures:
    """The figures of P's I when so much is called off in periods 0, 1, …."""
    plan = Plan(joined={"F": frozenset({"P"})}, call_offs={("T", "P", t): x for t, x in enumerate(delivered) if x})
    return verify(case, plan).figures.pairs["P", "I"]


def due(day: date, quantity: float, line: str = "D") -> c.Demand:
    return c.Demand(line, "P", "I", day, quantity)


def test_queue_at_full_speed() -> None:
    """40 due at once, 10 a quarter: 30 + 20 + 10 quarters' waiting are 180 unit-months, 4.5 a unit."""
    figures = pair(queue(demand=(due(date(2027, 1, 1), 40),)), 10, 10, 10, 10)
    assert figures.backlog == (30, 20, 10, 0, 0, 0, 0, 0)
    assert figures.delay == pytest.approx(4.5)
    assert figures.need_met_by == date(2027, 10, 1)


def test_never_delivered() -> None:
    """Eight quarters late and twelve months after the horizon: 36 months; never met."""
    figures = pair(queue(demand=(due(date(2027, 1, 1), 40),)), 0)
    assert figures.delay == pytest.approx(36)
    assert figures.need_met_by is None


def test_delay_after_horizon_counts_the_last_backlog_only() -> None:
    """30 of 40 come at once: 10 wait 24 months and 5 after the horizon, 7.25 a needed unit."""
    figures = pair(queue(after=5, demand=(due(date(2027, 1, 1), 40),)), 30)
    assert figures.delay == pytest.approx((24 + 5) * 10 / 40)


def test_need_dates_fall_in_periods() -> None:
    """Before the start is period 0, within a quarter that quarter, after the horizon never."""
    days = (date(2020, 5, 5), date(2027, 6, 30), date(2027, 7, 1), date(2028, 12, 31), date(2029, 1, 1))
    lines = tuple(due(day, 10**n, str(n)) for n, day in enumerate(days))
    figures = pair(queue(demand=lines), 0)
    assert figures.need == (1, 11, 111, 111, 111, 111, 111, 1111)
    assert figures.delay == pytest.approx((3 * (1 + 11 + 5 * 111 + 1111) + 12 * 1111) / 1111)


def test_need_of_norms_usage_and_stock() -> None:
    """Stock 20 covers norm 10 and one quarter's use of 8 (32 a year); the norm rises in July and falls in 2028."""
    case = queue(
        stock=(c.Stock("P", "I", 20),),
        norms=(
            c.Norm("P", "I", date(2020, 1, 1), 10),
            c.Norm("P", "I", date(2027, 7, 1), 30),
            c.Norm("P", "I", date(2027, 11, 2), 50),
            c.Norm("P", "I", date(2028, 4, 1), 0),
            c.Norm("P", "I", date(2031, 1, 1), 900),
        ),
        usage=(c.Usage("P", "I", 2027, 32),),
    )
    figures = pair(case, 5)
    assert figures.need == (0, 6, 34, 42, 62, 62, 62, 62)
    assert figures.norm == (10, 10, 30, 30, 50, 0, 0, 0)
    assert figures.stock == (17, 9, 1, -7, -7, -7, -7, -7)


def test_demand_and_norms_add_up() -> None:
    """The demand line comes on top of the shortfall so far."""
    case = queue(norms=(c.Norm("P", "I", date(2027, 1, 1), 7),), demand=(due(date(2027, 4, 1), 5),))
    figures = pair(case, 0)
    assert figures.need == (7, 12, 12, 12, 12, 12, 12, 12)
    assert figures.stock == (0,) * 8


def test_usage_beyond_stock_is_a_need_without_norms() -> None:
    """12 a year against a stock of 4: the second quarter is short by 2."""
    case = queue(stock=(c.Stock("P", "I", 4),), usage=(c.Usage("P", "I", 2027, 12),))
    figures = pair(case, 0)
    assert figures.need == (0, 2, 5, 8, 8, 8, 8, 8)
    assert figures.norm is None


def test_rounding_is_no_need() -> None:
    """Three times 0.1 is met by 0.3."""
    case = queue(stock=(c.Stock("P", "I", 0.3),), usage=(c.Usage("P", "I", 2027, 0.1), c.Usage("P", "I", 2028, 0.2)))
    figures = verify(case, Plan(joined={"F": frozenset({"P"})})).figures
    assert not figures.pairs
    assert (figures.mean_delay, figures.worst_delay, figures.need_met_pct, figures.non_eu_share) == (0, 0, 100, 0)


def test_months_and_halfyears() -> None:
    """The same need in periods of 1 and 6 months: delivered in the fourth month and in the second half-year."""
    demand = (due(date(2027, 1, 1), 12),)
    assert pair(queue(months=1, demand=demand), 0, 0, 0, 12).delay == pytest.approx(3)
    assert pair(queue(months=6, demand=demand), 0, 12).delay == pytest.approx(6)


def test_deliveries_ahead_of_need_are_no_delay() -> None:
    """What comes before it is needed is not late, and counts once."""
    figures = pair(queue(demand=(due(date(2028, 1, 1), 10), due(date(2028, 4, 1), 10, "E"))), 0, 10)
    assert figures.backlog == (0, 0, 0, 0, 0, 10, 10, 10)
    assert pair(queue(demand=(due(date(2028, 1, 1), 10),)), 10).need_met_by == date(2027, 1, 1)
    assert [figures.attainment_pct(t) for t in (0, 4, 5)] == [100, 100, 50]


def test_priorities_weigh_and_doubling_them_changes_nothing() -> None:
    """Delays 36 (P) and 0 (Q) weigh 3 to 1: 27 months; worst is 36."""
    demand = (due(date(2027, 1, 1), 10), c.Demand("Q", "Q", "I", date(2027, 1, 1), 10))
    plan = Plan(joined={"F": frozenset({"Q"})}, call_offs={("T", "Q", 0): 10})
    for factor in (1, 2):
        partners = (c.Partner("P", priority=3 * factor), c.Partner("Q", priority=factor))
        figures = verify(queue(partners=partners, demand=demand), plan).figures
        assert figures.mean_delay == pytest.approx(27)
        assert figures.worst_delay == pytest.approx(36)
        assert figures.need_met_pct == pytest.approx(50)


def test_deliveries_without_need_are_no_delay() -> None:
    """A partner that needs nothing and receives a lot has neither delay nor weight."""
    figures = pair(
        queue(demand=(c.Demand("D", "Q", "I", date(2027, 1, 1), 10),), partners=(c.Partner("P"), c.Partner("Q"))), 1
    )
    assert (figures.delay, figures.weight, figures.need_met_by) == (0, 0, date(2027, 1, 1))


def test_priorities_of_items() -> None:
    """I weighs twice as much as J: I comes at once, J never, a third of 36 months."""
    case = queue(
        items=(c.Item("I", priority=2), c.Item("J", priority=1)),
        demand=(due(date(2027, 1, 1), 10), c.Demand("J", "P", "J", date(2027, 1, 1), 10)),
    )
    plan = Plan(joined={"F": frozenset({"P"})}, call_offs={("T", "P", 0): 10})
    assert verify(case, plan).figures.mean_delay == pytest.approx(12)


def test_orders_deliver_too() -> None:
    """An order's delivery counts like a call-off; what of it comes after the horizon does not."""
    order = c.Order("O", "P", "A", "L", 30, date(2027, 4, 1), date(2027, 1, 1), date(2030, 1, 1))
    case = queue(demand=(due(date(2027, 1, 1), 20),), orders=(order,))
    figures = verify(case, Plan(orders={("O", 1): 5}, joined={"F": frozenset({"P"})})).figures
    assert figures.pairs["P", "I"].delivered == (0, 5, 5, 5, 5, 5, 5, 5)
    assert figures.need_met_pct == pytest.approx(25)


def test_work_in_progress_gives_the_fifth_missile() -> None:
    """A line that makes 1.25 a quarter delivers 1, 1, 1, 2, and not 2 a quarter earlier."""
    case = queue(capacity=(c.Capacity("L", date(2027, 1, 1), 5),), demand=(due(date(2027, 1, 1), 9),))

    def valid(*delivered: float) -> bool:
        calls = {("T", "P", t): x for t, x in enumerate(delivered)}
        return verify(case, Plan(joined={"F": frozenset({"P"})}, call_offs=calls)).valid

    assert valid(1, 1, 1, 2, 1, 1, 1, 1)
    assert not valid(1, 1, 2, 1, 1, 1, 1, 1)


def test_never_late_is_not_met_from_the_start() -> None:
    """A norm that rises by ten twice, each step delivered in time: nothing is late, yet the norm is reached in 2028."""
    steps = (c.Norm("P", "I", date(2027, 1, 1), 10), c.Norm("P", "I", date(2028, 1, 1), 20))
    figures = pair(queue(norms=steps), 10, 0, 0, 0, 10)
    assert (figures.is_late, figures.need_met_by) == (False, date(2027, 1, 1))
    assert figures.all_delivered_by == figures.norm_reached_by == date(2028, 1, 1)


def test_norms_are_reached_by_stock_and_demand_by_deliveries() -> None:
    """Twenty in stock are above a norm of ten from the start; the demand line is delivered in the third quarter."""
    stocked = queue(
        stock=(c.Stock("P", "I", 20),),
        norms=(c.Norm("P", "I", date(2027, 1, 1), 10),),
        demand=(due(date(2027, 1, 1), 10),),
    )
    figures = pair(stocked, 0, 0, 10)
    assert (figures.is_late, figures.norm_reached_by) == (True, date(2027, 1, 1))
    assert figures.need_met_by == figures.all_delivered_by == date(2027, 7, 1)
    assert pair(queue(demand=(due(date(2027, 1, 1), 10),)), 4).all_delivered_by is None
    assert pair(queue(demand=(due(date(2027, 1, 1), 10),)), 10).norm_reached_by is None


def test_a_norm_that_stock_falls_below_again_is_not_reached() -> None:
    """Use takes the stock below the norm in the last year."""
    falling = queue(
        stock=(c.Stock("P", "I", 10),),
        norms=(c.Norm("P", "I", date(2027, 1, 1), 10),),
        usage=(c.Usage("P", "I", 2028, 4),),
    )
    assert pair(falling).norm_reached_by is None
