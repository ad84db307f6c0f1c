"""Lines, materials, expansions, certification, orders and item policies."""

from __future__ import annotations

from datetime import date

import pytest

from pooling.case import case as c
from tests.cases.pool import END, START, best, need, partners, pool, quarter


def test_a_line_of_five_a_year_delivers_the_fifth_from_work_in_progress() -> None:
    """1.25 a quarter deliver 1, 1, 1, 2: backlogs 4, 3, 2, 0 of 5."""
    found = best(pool(demand=need("A", 5), capacity=c.Capacity("L", START, 5)))
    assert found.delay == pytest.approx(3 * (4 + 3 + 2) / 5)
    assert [found.plan.call_offs["T", "A", t] for t in range(4)] == [1, 1, 1, 2]


def test_work_in_progress_is_at_most_one_lot() -> None:
    """Nothing is built ahead: 8 due in quarter 3, a line of 4 a quarter, one carried over: 5, then 3."""
    late = framework_from(3)
    found = best(pool(demand=need("A", 8, quarter(3)), capacity=c.Capacity("L", START, 16), frameworks=late))
    assert found.delay == pytest.approx(3 * 3 / 8)
    assert found.plan.call_offs == {("T", "A", 3): 5, ("T", "A", 4): 3}


def framework_from(t: int) -> c.Framework:
    """A framework that cannot be signed before quarter t."""
    return c.Framework("F", "F", "A", "candidate", 0, 24, "ALL", sign_from=quarter(t), sign_to=END)


def test_load_is_line_capacity_per_unit() -> None:
    """Each unit takes 2 of 10 a quarter: 5, then 5."""
    assert best(pool(lots=c.Lot("T", "F", "Q", "L", 1000, load=2))).delay == pytest.approx(3 * 5 / 10)


@pytest.mark.parametrize(
    ("least", "backlogs", "cost"),
    [(0, (36, 32, 22, 12, 2), 450), (41, (36, 32, 22, 12, 2), 460), (42, (36, 32, 28, 24, 20, 16, 12, 8), 320)],
)
def test_a_line_is_expanded_where_there_is_a_business_case(
    least: float, backlogs: tuple[int, ...], cost: float
) -> None:
    """40 from 4 a quarter, 10 from quarter 2 on, for 50. At most 41 may be called off, so 42 is out of reach."""
    found = best(
        pool(
            demand=need("A", 40),
            capacity=c.Capacity("L", START, 16),
            expansions=c.Expansion("X", "L", 24, 6, START, END, investment=50, min_commitment=least),
        )
    )
    assert found.delay == pytest.approx(3 * sum(backlogs) / 40)
    assert found.cost == cost


def test_an_expansion_waits_for_its_window_and_its_money() -> None:
    """COMMON has the 50 in 2028 only: begun in quarter 4 it is there in quarter 6."""
    found = best(
        pool(
            demand=need("A", 40),
            capacity=c.Capacity("L", START, 16),
            expansions=c.Expansion("X", "L", 24, 6, START, END, investment=50),
            budgets=(c.Budget("COMMON", 2027, 49), c.Budget("COMMON", 2028, 50)),
        )
    )
    assert found.plan.expansions == {"X": 4}
    assert found.delay == pytest.approx(3 * (36 + 32 + 28 + 24 + 20 + 16 + 6) / 40)


def powder(**sheets: object) -> c.Case:
    """20 needed, 10 a quarter made, 2 powder each: 4 at hand and 6 a quarter."""
    return pool(
        demand=need("A", 20),
        materials=c.Material("P", opening=4),
        supply=c.Supply("P", START, 24),
        recipes=c.Recipe("Q", "P", 2),
        **sheets,
    )


def test_a_material_that_is_not_used_is_kept() -> None:
    """10, 16, 22, 28, 34, 40 powder make 5, 8, 11, 14, 17, 20: backlogs 15, 12, 9, 6, 3."""
    assert best(powder()).delay == pytest.approx(3 * (15 + 12 + 9 + 6 + 3) / 20)


@pytest.mark.parametrize(
    ("least", "backlogs", "taken"), [(40, (15, 9, 3), 20), (42, (15, 9, 3), 21), (43, (15, 12, 9, 6, 3), 20)]
)
def test_a_material_is_expanded_where_enough_of_it_is_used(
    least: float, backlogs: tuple[int, ...], taken: float
) -> None:
    """6 more a quarter from quarter 1: 10, 22, 34 powder. The 21 units that may be called off use 42 of it."""
    found = best(powder(expansions=c.Expansion("X", "P", 24, 3, START, END, min_commitment=least)))
    assert found.delay == pytest.approx(3 * sum(backlogs) / 20)
    assert found.taken() == taken


def test_orders_use_the_material_too() -> None:
    """An order of 2 takes 4 of the 10 powder of quarter 0: with 3 called off 5 are delivered as before, 18 in all."""
    found = best(powder(orders=c.Order("O", "A", "Q", "L", 2, START, START, START)))
    assert found.delay == pytest.approx(3 * (15 + 12 + 9 + 6 + 3) / 20)
    assert found.taken() == 18


def test_a_product_is_certified_first() -> None:
    """4 months are 2 quarters: 6 months late, and 9 more to pay."""
    found = best(
        pool(items=c.Item("I", certification=True), certifications=c.Certification("A", "Q", "possible", 4, 9))
    )
    assert (found.delay, found.cost, found.plan.certified) == (6, 109, {("A", "Q"): 0})


def test_certifying_is_paid_in_its_year() -> None:
    """A has 8 in 2027 and enough in 2028: certified from quarter 4, taken from quarter 6 on, 18 months late."""
    found = best(
        pool(
            items=c.Item("I", certification=True),
            certifications=c.Certification("A", "Q", "possible", 4, 9),
            budgets=(c.Budget("A", 2027, 8), c.Budget("A", 2028, 109)),
        )
    )
    assert (found.delay, found.plan.certified) == (18, {("A", "Q"): 4})


def test_what_is_neither_certified_nor_possible_is_not_taken() -> None:
    """B is certified, A is not."""
    found = best(
        pool(
            partners=partners("A", "B"),
            demand=(need("A", 10), need("B", 10)),
            items=c.Item("I", certification=True),
            certifications=c.Certification("B", "Q", "certified"),
        )
    )
    assert (found.delay, found.cost) == (24 / 2, 100)


def traded(latest: date) -> c.Case:
    """A's order of 10 stands in quarter 0, needed in quarter 1; B's stands in quarter 1, needed at once."""
    return pool(
        partners=partners("A", "B"),
        demand=(need("A", 10, quarter(1)), need("B", 10)),
        frameworks=(),
        lots=(),
        prices=(),
        orders=(
            c.Order("OA", "A", "Q", "L", 10, START, START, latest, shift_cost=2),
            c.Order("OB", "B", "Q", "L", 10, quarter(1), START, quarter(1), shift_cost=2),
        ),
    )


def test_two_orders_trade_slots() -> None:
    """The line makes 10 a quarter. Both moved by 3 months cost 2 · 10 · 3 each, and nobody is late."""
    found = best(traded(quarter(1)))
    assert (found.delay, found.cost) == (0, 120)
    assert found.plan.orders == {("OA", 1): 10, ("OB", 0): 10}


def test_an_order_without_room_keeps_its_slot() -> None:
    """A's order cannot move: B is 3 months late at weight 1/2."""
    found = best(traded(START))
    assert (found.delay, found.cost) == (1.5, 0)


def test_an_order_with_an_odd_rest_is_split_in_whole_lots_and_the_rest_in_one_piece() -> None:
    """Lots of 4: an order of 10 are 2 lots and 2. The line makes 4 a quarter: 4, 4, 2, with backlogs 6, 2."""
    found = best(
        pool(
            items=c.Item("I", lot_size=4),
            capacity=c.Capacity("L", START, 16),
            frameworks=(),
            lots=(),
            prices=(),
            orders=c.Order("O", "A", "Q", "L", 10, START, START, END),
        )
    )
    assert found.delay == pytest.approx(3 * (6 + 2) / 10)
    assert sorted(found.plan.orders.values()) == [2, 4, 4]


def test_an_order_may_come_after_the_horizon() -> None:
    """Of 10 ordered for quarter 7 or later 4 are needed in time; what comes after the horizon is paid after it."""
    found = best(
        pool(
            demand=need("A", 4, quarter(7)),
            frameworks=(),
            lots=(),
            prices=(),
            orders=c.Order("O", "A", "Q", "L", 10, quarter(7), quarter(7), date(2029, 6, 1), unit_price=5),
        )
    )
    assert (found.delay, found.cost, found.plan.orders) == (0, 20, {("O", 7): 4})


def test_orders_are_paid_from_budgets() -> None:
    """The order owes 60 of 100 in 2027, so 4 units are left to call off that year and 6 of 20 wait."""
    found = best(
        pool(
            demand=need("A", 20),
            capacity=c.Capacity("L", START, 400),
            orders=c.Order("O", "A", "Q", "L", 10, START, START, START, unit_price=6),
            budgets=(c.Budget("A", 2027, 100), c.Budget("A", 2028, 0)),
        )
    )
    assert found.delay == pytest.approx(24 * 6 / 20)
    assert found.cost == 60 + 40


@pytest.mark.parametrize(
    "items", [c.Item("I", max_non_eu_pct=50), c.Item("I", max_producer_pct=50)], ids=["non-EU", "one producer"]
)
def test_at_most_half_from_elsewhere(items: c.Item) -> None:
    """20 needed; EU line 2 a quarter, foreign line plenty: half of it at once, the rest as the EU line makes it."""
    found = best(
        pool(
            items=items,
            producers=(c.Producer("M"), c.Producer("N")),
            products=(c.Product("Q", "I", "M", 100), c.Product("QN", "I", "N", 0)),
            demand=need("A", 20),
            lines=(c.Line("L", "M"), c.Line("LN", "N")),
            capacity=(c.Capacity("L", START, 8), c.Capacity("LN", START, 400)),
            lots=(c.Lot("T", "F", "Q", "L", 1000), c.Lot("TN", "F", "QN", "LN", 1000)),
            prices=(c.Price("T", 0, 10), c.Price("TN", 0, 10)),
        )
    )
    assert found.delay == pytest.approx(3 * (8 + 6 + 4 + 2) / 20)
    assert (found.taken("T"), found.taken("TN")) == (10, 10)


def test_capacity_is_a_step_function_and_0_before_its_first_row() -> None:
    """Nothing before quarter 2, then 2 a quarter, then 6 from quarter 4: backlogs 10, 10, 8, 6, 0."""
    found = best(pool(capacity=(c.Capacity("L", quarter(2), 8), c.Capacity("L", quarter(4), 24))))
    assert found.delay == pytest.approx(3 * (10 + 10 + 8 + 6) / 10)


def test_call_offs_are_whole_lots() -> None:
    """Lots of 4 for a need of 10: 12 are called off, 4 a quarter from a line of 5 with a lot carried over: 4, 4, 4."""
    found = best(pool(items=c.Item("I", lot_size=4), capacity=c.Capacity("L", START, 20)))
    assert found.delay == pytest.approx(3 * (6 + 2) / 10)
    assert (found.taken(), found.cost) == (12, 120)
