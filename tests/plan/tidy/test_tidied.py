"""What a plan does for nothing is taken back, alone or together, and no objective gets worse for it."""

from dataclasses import replace
from threading import Event

import pytest

from pooling.case import case as c
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan
from pooling.plan.prepare import clipped, prepare, states_whole_lots
from pooling.plan.program.highs import NOTHING
from pooling.plan.program.part import Programme
from pooling.plan.solve import MARGIN, Options, solve
from pooling.plan.stage import workshop
from pooling.plan.stage.progress import Limits
from pooling.plan.stage.workshop import open_workshop
from pooling.plan.tidy import tidied
from pooling.plan.verify import verify
from tests.cases.pool import END, START, framework, need, partners, pool, quarter

LIMITS = Limits(gap=0, seconds=60, stop=Event())


@pytest.fixture(params=["at once", "in parts"], autouse=True)
def size(request, monkeypatch):
    """Every case as a small one, and taken apart as a larger one is."""
    if request.param == "in parts":
        monkeypatch.setattr(workshop, "SMALL", 0)


def tidy(case: c.Case, plan: Plan, limits: Limits = LIMITS) -> tuple[Plan, str]:
    """The plan tidied as after the last stage, and the note."""
    instance, figures = clipped(prepare(case)), verify(case, plan).figures
    *earlier, last = case.settings.objectives
    keep = {name: figures.objective(name) + MARGIN for name in earlier}
    shop = open_workshop(case, instance, last, keep, states_whole_lots(instance), figures)
    best = shop.candidate(plan)
    assert best is not None, verify(case, plan).violations
    found, note = tidied(shop, best, case.settings.objectives, limits)
    assert all(_value(found.figures, name) <= _value(best.figures, name) for name in case.settings.objectives)
    return found.plan, note


def _value(figures: Figures, objective: str) -> float:
    return round(figures.objective(objective), 6)


def plan(call_offs: dict, signed=("F",), joined="A", **others) -> Plan:
    """Frameworks signed in the first quarter, all of `joined` in each."""
    inside = {code: frozenset(joined) for code in signed}
    return Plan(signed=dict.fromkeys(signed, 0), joined=inside, call_offs=call_offs, **others)


ONE = plan({("T", "A", 0): 10})
"""All that the tiny case needs, at once."""


def order(code: str, planned: int, earliest: int = 0, latest: int = 7, **changes) -> c.Order:
    """Ten units for A."""
    days = {"planned": quarter(planned), "earliest": quarter(earliest), "latest": quarter(latest)}
    return c.Order(**({"order": code, "partner": "A", "product": "Q", "line": "L", "quantity": 10} | days | changes))


@pytest.mark.parametrize("objectives", [("mean_delay",), ("mean_delay", "cost")])
def test_surplus_units(objectives):
    """Ten are needed, eleven called off."""
    case = pool({"objectives": objectives}, capacity=c.Capacity("L", START, 44))
    assert tidy(case, plan({("T", "A", 0): 11}))[0] == ONE


def test_surplus_where_all_at_once_takes_too_long(monkeypatch):
    """Each of two partners has one too many: what is found for one after the other is kept."""
    quick = Programme.solve

    def slow(programme, x, free, **settings):
        everything = free[programme.matrix.integer & (programme.matrix.lower < programme.matrix.upper)].all()
        return NOTHING if everything else quick(programme, x, free, **settings)

    monkeypatch.setattr(Programme, "solve", slow)
    case = pool(partners=partners("A", "B"), demand=(need("A", 10), need("B", 10)), capacity=c.Capacity("L", START, 88))
    found, _ = tidy(case, plan({("T", "A", 0): 11, ("T", "B", 0): 11}, joined="AB"))
    assert found == plan({("T", "A", 0): 10, ("T", "B", 0): 10}, joined="AB")


def test_surplus_that_reaches_a_lower_price_stays():
    """Eleven at 8 cost less than ten at 10."""
    case = pool(prices=(c.Price("T", 0, 10), c.Price("T", 11, 8)), capacity=c.Capacity("L", START, 44))
    bought = plan({("T", "A", 0): 11})
    assert tidy(case, bought)[0] == bought


def test_orders_that_only_go_back_together():
    """A quarter holds one of them: what each was planned for is where the other one is."""
    case = pool(
        demand=need("A", 20, quarter(7)), orders=(order("O1", 0), order("O2", 1)), settings={"objectives": ("cost",)}
    )
    found, _ = tidy(case, Plan(orders={("O1", 1): 10, ("O2", 0): 10}))
    assert found.orders == {("O1", 0): 10, ("O2", 1): 10}


def test_three_orders_in_a_ring():
    """Each where the next one was planned."""
    case = pool(demand=need("A", 30, quarter(7)), orders=tuple(order(f"O{n}", n) for n in range(3)))
    found, _ = tidy(case, Plan(orders={(f"O{n}", (n + 1) % 3): 10 for n in range(3)}))
    assert found.orders == {(f"O{n}", n): 10 for n in range(3)}


def test_an_order_goes_back_as_far_as_it_can():
    """The line makes nothing in the quarter in which it is planned, nor in the next."""
    capacity = (c.Capacity("L", START, 0), c.Capacity("L", quarter(2), 40))
    case = pool(demand=need("A", 10, quarter(7)), orders=order("O", 1), capacity=capacity)
    assert tidy(case, Plan(orders={("O", 6): 10}))[0].orders == {("O", 2): 10}


def test_a_move_that_serves_stays():
    """The order was planned for a year after it is needed."""
    moved = Plan(orders={("O", 0): 10})
    assert tidy(pool(orders=order("O", 4)), moved)[0] == moved


def test_a_move_that_makes_room_stays():
    """B needs at once what the line makes in the first quarter; the order of A can wait."""
    case = pool(partners=partners("A", "B"), demand=(need("A", 10, quarter(7)), need("B", 10)), orders=order("O", 0))
    moved = plan({("T", "B", 0): 10}, joined="B", orders={("O", 1): 10})
    assert tidy(case, moved)[0] == moved


TWO_LOTS = {
    "lots": (c.Lot("T", "F", "Q", "L", 1000), c.Lot("U", "F", "Q", "K", 1000)),
    "prices": (c.Price("T", 0, 10), c.Price("U", 0, 10)),
    "lines": (c.Line("L", "M"), c.Line("K", "M")),
    "capacity": (c.Capacity("L", START, 40), c.Capacity("K", START, 40)),
}


def test_crumbs_of_one_delivery():
    """Nine from one lot and one from another at the same price and time: one call-off will do."""
    found, _ = tidy(pool(**TWO_LOTS), plan({("T", "A", 0): 9, ("U", "A", 0): 1}))
    assert list(found.call_offs.values()) == [10]


def test_crumbs_over_periods():
    """Needed in two years: it need not come in four parts."""
    found, _ = tidy(pool(demand=need("A", 10, END)), plan({("T", "A", t): n for t, n in enumerate((7, 1, 1, 1))}))
    assert list(found.call_offs.values()) == [10]


def test_a_framework_for_a_crumb():
    """The second one is signed and joined for one unit that the first one has."""
    case = pool(**{**TWO_LOTS, "frameworks": (framework("F"), framework("G"))})
    case = replace(case, lots=(case.lots[0], replace(case.lots[1], framework="G")))
    found, _ = tidy(case, plan({("T", "A", 0): 9, ("U", "A", 0): 1}, signed="FG"))
    assert len(found.signed) == len(found.joined) == len(found.call_offs) == 1


def test_a_certification_for_a_crumb():
    """Nine of what is accepted and one of a product that has to be certified first."""
    case = pool(**TWO_LOTS, items=c.Item("I", certification=True), demand=need("A", 10, quarter(1)))
    products = (*case.products, c.Product("R", "I", "M", 100))
    lots = (case.lots[0], replace(case.lots[1], product="R"))
    rules = (c.Certification("A", "Q", "certified"), c.Certification("A", "R", "possible", 3))
    case = replace(case, products=products, lots=lots, certifications=rules)
    found, _ = tidy(case, plan({("T", "A", 1): 9, ("U", "A", 1): 1}, certified={("A", "R"): 0}))
    assert found == plan({("T", "A", 1): 10})


def test_an_expansion_for_nothing():
    """The line has room for all without it."""
    built = c.Expansion("E", "L", 40, 3, START, END)
    assert tidy(pool(expansions=built), replace(ONE, expansions={"E": 0}))[0] == ONE


def test_where_time_is_up_it_is_said():
    """What was found so far is the plan."""
    stopped = Event()
    stopped.set()
    bought = plan({("T", "A", 0): 11})
    found, note = tidy(pool(capacity=c.Capacity("L", START, 44)), bought, replace(LIMITS, stop=stopped))
    assert found == bought
    assert "no time" in note
    assert tidy(pool(), ONE) == (ONE, "")


def test_a_plan_is_tidied_before_it_is_written():
    """A first plan that is best already, with its orders the wrong way round."""
    case = pool(demand=need("A", 20, quarter(7)), orders=(order("O1", 0), order("O2", 1)))
    start = Plan(orders={("O1", 1): 10, ("O2", 0): 10})
    assert solve(case, Options(start=start)).plan.orders == {("O1", 0): 10, ("O2", 1): 10}
