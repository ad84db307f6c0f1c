"""What came before start is no longer to come, nor needed, and counts once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pooling.case.reader import load
from tests.helpers.workbooks import tiny_rows, write_workbook

BEFORE = date(2026, 12, 15)


def came(code, quantity, day=BEFORE, partner="NLD"):
    """A row of `deliveries`."""
    return {"order_or_lot": code, "partner": partner, "date": day, "quantity": quantity}


def case_of(folder, *deliveries, change=lambda rows: None):
    """The tiny case, with what came."""
    rows = tiny_rows()
    rows["deliveries"] = list(deliveries)
    change(rows)
    found = load(write_workbook(folder / "case.xlsx", rows))
    assert found.case is not None, [finding.line for finding in found.findings]
    return found.case


def test_what_came_is_taken_off_its_order_and_off_the_need(tmp_path):
    """Of two missiles one came: one is still to come; of eight needed, seven are."""
    case = case_of(tmp_path, came("O1", 1))
    (order,) = case.orders
    assert (order.quantity, order.planned, order.latest) == (1, date(2027, 5, 1), date(2028, 2, 1))
    assert case.placed[0].quantity == 2
    assert case.came == {("NLD", "PAC3"): 1}


def test_without_deliveries_nothing_changes(tmp_path):
    """The case is the one without the sheet."""
    case = case_of(tmp_path)
    assert case.received == case.placed == ()
    assert case.orders[0].quantity == 2


def overdue(rows):
    """The order was due last November."""
    rows["orders"][0].update(planned=date(2026, 11, 1), earliest=None, latest=None)


def test_what_was_due_and_did_not_come_is_due_at_start(tmp_path):
    """It comes from start on, by the end of the horizon; a row of 0 says that nothing came."""
    (order,) = case_of(tmp_path, came("O1", 0), change=overdue).orders
    assert order.quantity == 2
    assert (order.earliest, order.planned, order.latest) == (date(2027, 1, 1), date(2027, 1, 1), date(2028, 12, 31))


def test_an_order_due_before_start_needs_a_word(tmp_path):
    """Without a row of it nobody can know whether it came."""
    rows = tiny_rows()
    overdue(rows)
    found = load(write_workbook(tmp_path / "case.xlsx", rows))
    (finding,) = [finding for finding in found.findings if finding.severity == "error"]
    assert finding.cell == "orders!F2"
    assert "deliveries" in finding.advice


def test_an_order_of_which_all_came_takes_no_capacity(tmp_path):
    """Nothing of it is left, and no warning says that it is for nothing."""

    def fixed(rows):
        rows["orders"][0].update(quantity=40, planned=date(2027, 1, 1), earliest=None, latest=None)

    case = case_of(tmp_path, came("O1", 40), change=fixed)
    assert case.orders[0].quantity == 0
    found = load(tmp_path / "case.xlsx")
    assert not [finding for finding in found.findings if finding.rule in ("over-capacity", "no-quantity")]


def tiered(rows):
    """F155 exists; its lot has a least volume and three tiers with fixed costs."""
    rows["frameworks"][0] |= {"status": "existing", "signed": date(2026, 1, 1), "sign_from": None, "sign_to": None}
    rows["lots"][0]["min_quantity"] = 4000
    tiers = ((0, 4000, 10), (5000, 3600, 30), (8000, 3500, 70))
    rows["prices"] = [{"lot": "L1", "from_quantity": n, "unit_price": p, "fixed_cost": f} for n, p, f in tiers]
    rows["prices"].append({"lot": "L2", "from_quantity": 0, "unit_price": 1})


@pytest.mark.parametrize(
    ("units", "least", "most", "tiers"),
    [
        (1000, 3000, 9000, [(0, 4000, 0), (4000, 3600, 20), (7000, 3500, 60)]),
        (5000, 0, 5000, [(0, 3600, 0), (3000, 3500, 40)]),
        (10_000, 0, 0, [(0, 3500, 0)]),
    ],
)
def test_what_came_is_taken_off_volumes_and_tiers(tmp_path, units, least, most, tiers):
    """The tier reached is the first, its fixed cost is paid; the next ones are nearer."""
    case = case_of(tmp_path, came("L1", units), change=tiered)
    assert (case.lots[0].min_quantity, case.lots[0].max_quantity) == (least, most)
    assert [(p.from_quantity, p.unit_price, p.fixed_cost) for p in case.prices if p.lot == "L1"] == tiers
    assert [p.unit_price for p in case.prices if p.lot == "L2"] == [1]


def test_what_is_counted_in_stock_does_not_count_again(tmp_path):
    """Of three deliveries the two up to the day of counting are in stock; the third comes on top."""
    days = [date(2026, 10, 1), date(2026, 11, 30), date(2026, 12, 1)]

    def stocked(rows):
        tiered(rows)
        rows["stock"] = [{"partner": "NLD", "item": "155HE", "quantity": 7, "counted": date(2026, 11, 30)}]

    case = case_of(tmp_path, *(came("L1", 100 * n, day) for n, day in enumerate(days, 1)), change=stocked)
    assert case.came == {("NLD", "155HE"): 300}
    assert case.lots[0].max_quantity == 9400


@given(st.lists(st.tuples(st.sampled_from(("L1", "O1")), st.integers(0, 9), st.integers(0, 300)), max_size=6))
def test_planned_and_delivered_is_what_was_ordered(tmp_path_factory, entries):
    """Whatever came: what is left and what came is what was ordered, and it meets the need once."""
    unique = {(code, day): units for code, units, day in entries}

    def roomy(rows):
        tiered(rows)
        rows["orders"][0]["quantity"] = 100

    rows = [came(code, units, date.fromordinal(BEFORE.toordinal() - day)) for (code, day), units in unique.items()]
    case = case_of(tmp_path_factory.mktemp("came"), *rows, change=roomy)
    total = {code: sum(n for (c, _), n in unique.items() if c == code) for code in ("L1", "O1")}
    assert case.orders[0].quantity + total["O1"] == 100
    assert case.lots[0].max_quantity + total["L1"] == 10_000
    assert sum(row.quantity for row in case.received) == sum(total.values())
