"""Alone against the pool: shares, the case of one partner, months and money gained, the split of what is saved."""

from dataclasses import replace
from datetime import date

import pytest

from pooling.analysis.alone import alone, released, shares
from pooling.analysis.gain import WITHOUT, delay_of, item_weights, pooling_gain
from pooling.analysis.gain_sentences import verdicts
from pooling.analysis.gain_tables import core_table, gain_charts, gain_tables
from pooling.analysis.game import objections
from pooling.analysis.sharing import buyers, savings_game
from pooling.case import case as c
from pooling.case.calendar import Calendar
from pooling.plan.prepare import supply
from pooling.plan.prepare.need import need_curves
from pooling.plan.solve import Options
from pooling.plan.verify import verify
from tests.helpers.here import here
from tests.oracle.hand import shared_line

TIERS = ((0, 10.0), (5, 9.0))


def needs(case):
    return need_curves(case, Calendar(case.settings))


def capacity(case, line="L"):
    """Units a period of a line."""
    return supply.capacities(case, Calendar(case.settings))[line]


@pytest.fixture(scope="module")
def gain():
    """Two partners that need four each at once; the line makes four a quarter; from five on each costs 9."""
    return pooling_gain(shared_line(tiers=TIERS), Options(), here, guarantee=True)


@pytest.fixture(scope="module")
def tables(gain):
    """All tables of the gain by name."""
    return {table.name: table for table in gain_tables(shared_line(tiers=TIERS), gain)}


def test_shares_average_the_fractions_of_items(rich_case):
    """L1 serves shells only, of which AAA needs 230 of 430 and so on; POWDER likewise; LM serves missiles."""
    need = needs(rich_case)
    total = sum(curve[-1] for (_, item), curve in need.items() if item == "SHELL")
    assert shares(rich_case, need, "AAA")["L1"] == pytest.approx(need["AAA", "SHELL"][-1] / total)
    assert shares(rich_case, need, "AAA")["LM"] == pytest.approx(4 / 9)
    assert shares(rich_case, need, "DDD") == {"L1": 0, "L2": 0, "LM": 0, "POWDER": 0}
    both = replace(rich_case, lots=(*rich_case.lots, replace(rich_case.lots[2], lot="X", line="L1")))
    expected = (need["AAA", "SHELL"][-1] / total + 4 / 9) / 2
    assert shares(both, need, "AAA")["L1"] == pytest.approx(expected)


def test_shares_of_all_partners_add_up(rich_case):
    """Nothing is given twice, nothing is lost."""
    need = needs(rich_case)
    for code in ("L1", "L2", "LM", "POWDER"):
        assert sum(shares(rich_case, need, p.partner)[code] for p in rich_case.partners) == pytest.approx(1)


def test_a_partner_alone_gets_its_share_of_what_orders_leave():
    """Four a quarter; A's order takes two in the first, B's three in the second: halves of the rest, own on top."""
    orders = [
        c.Order("OA", "A", "Q", "L", 2, date(2027, 1, 1), date(2027, 1, 1), date(2027, 1, 1)),
        c.Order("OB", "B", "Q", "L", 3, date(2027, 4, 1), date(2027, 4, 1), date(2027, 4, 1)),
    ]
    case = shared_line(orders=orders)
    assert capacity(alone(case, "A")) == pytest.approx((1 + 2, 0.5, 2, 2))
    assert capacity(alone(case, "B")) == pytest.approx((1, 0.5 + 3, 2, 2))
    assert [o.order for o in alone(case, "A").orders] == ["OA"]


def test_work_in_progress_that_orders_use_is_not_shared():
    """Five ordered in the second quarter of a line that makes four: one of them is made in the first."""
    order = c.Order("OB", "B", "Q", "L", 5, date(2027, 4, 1), date(2027, 4, 1), date(2027, 4, 1))
    assert capacity(alone(shared_line(orders=[order]), "A")) == pytest.approx((1.5, 0, 2, 2))


def test_materials_keep_what_later_orders_need():
    """Ten in stock, one a unit; B's order takes eight in the last quarter: two are shared, in halves."""
    order = c.Order("OB", "B", "Q", "L", 8, date(2027, 10, 1), date(2027, 10, 1), date(2027, 10, 1))
    case = replace(
        shared_line(orders=[order], per_year=40),
        materials=(c.Material("M", opening=10),),
        recipes=(c.Recipe("Q", "M", 1),),
    )
    for partner, expected in (("A", (1, 0, 0, 0)), ("B", (1, 0, 0, 8))):
        lone = alone(case, partner)
        assert lone.materials[0].opening == 0
        assert supply.supplies(lone, Calendar(lone.settings))["M"] == pytest.approx(expected)


def test_terms_stand_as_they_are(rich_case):
    """Own rows and the common purse only; expansions add a share, their investment and commitment stand."""
    lone = alone(rich_case, "AAA")
    assert {row.partner for row in lone.budgets} == {"AAA", "COMMON"}
    assert {row.partner for row in (*lone.demand, *lone.orders, *lone.participants)} == {"AAA"}
    built, whole = lone.expansions[0], rich_case.expansions[0]
    assert built.adds_per_year == pytest.approx(whole.adds_per_year * shares(rich_case, needs(rich_case), "AAA")["L1"])
    assert (built.investment, built.min_commitment) == (whole.investment, whole.min_commitment)
    assert [f.framework for f in lone.frameworks] == ["F1", "F2", "F3", "F4"]
    assert [f.framework for f in alone(rich_case, "BBB").frameworks] == ["F1", "F3", "F4"]


def test_an_existing_framework_that_one_cannot_be_in_is_not_there(rich_case):
    """Its lots and prices neither; how many partners it needed is settled for those who are in it."""
    two = tuple(replace(f, min_partners=2) if f.framework == "F2" else f for f in rich_case.frameworks)
    assert [f.framework for f in alone(replace(rich_case, frameworks=two), "AAA").frameworks] == [
        "F1",
        "F2",
        "F3",
        "F4",
    ]
    lone = alone(replace(rich_case, frameworks=two), "BBB")
    assert [f.framework for f in lone.frameworks] == ["F1", "F3", "F4"]
    assert {lot.framework for lot in lone.lots} == {"F1", "F3", "F4"}
    assert {price.lot for price in lone.prices} == {lot.lot for lot in lone.lots}


def test_a_partner_that_cannot_keep_an_obligation_alone_is_solved_without_it():
    """The existing framework wants eight units, of which a partner alone may take five at most."""
    existing = c.Framework("E", "Old", "A", "existing", 0, 24, "ALL", signed=date(2026, 10, 1))
    case = shared_line()
    case = replace(
        case,
        frameworks=(*case.frameworks, existing),
        lots=(*case.lots, c.Lot("E1", "E", "Q", "L", max_quantity=10, min_quantity=8)),
        prices=(*case.prices, c.Price("E1", 0, 10)),
    )
    assert [f.framework for f in released(case).frameworks] == ["F"]
    gain = pooling_gain(case, Options(), here)
    assert gain.pooled.figures.frameworks["E"].value == 80
    assert {entry.message for entry in gain.alone.values()} == {WITHOUT}
    assert all(entry.figures for entry in gain.alone.values())


def test_months_gained_and_who_would_lose(tables):
    """Alone each gets two a quarter: 1.5 months late. Pooled, A comes at once and B three months late."""
    a, b = tables["gain"].records()
    assert (a["delay_alone_months"], a["delay_pooled_months"], a["worse_off"]) == (pytest.approx(1.5), 0, False)
    assert (b["months_gained"], b["worse_off"]) == (pytest.approx(-1.5), True)
    assert (a["need_met_alone_pct"], a["need_met_pooled_pct"]) == (100, 100)
    assert (a["price_saved_eur"], b["price_saved_eur"]) == (pytest.approx(4), pytest.approx(4))


def test_a_guarantee_costs_the_pool_something(gain, tables):
    """Both 1.5 months late: half a month more on average (A weighs double)."""
    assert [row["guaranteed_delay_months"] for row in tables["gain"].records()] == pytest.approx([1.5, 1.5])
    change = tables["overview"].records()[1]["mean_delay_months_change"]
    assert change == pytest.approx(0.5)
    sentences = " ".join(verdicts(gain, tables["gain"]))
    assert "Later in the pool than alone: B." in sentences
    assert "costs the pool 0.50 months" in sentences


def test_prices_by_item(tables):
    """Ten alone, nine pooled."""
    row = tables["items"].records()[0]
    assert (row["price_alone_eur"], row["price_pooled_eur"], row["price_gained_eur"]) == (10, 9, 1)
    assert (row["called_off_alone"], row["called_off_pooled"]) == (4, 4)


def test_what_is_saved_is_split_fairly(gain, tables):
    """Eight at nine and one setup of seven instead of two times four at ten and seven: 15, half to each."""
    split = {row["partner"]: row for row in tables["split"].records()}
    assert split["A"]["share_eur"] == pytest.approx(7.5)
    assert split["B"]["share_pct"] == pytest.approx(50)
    assert split["A"]["method"] == "exact"
    assert core_table(gain).rows == ()
    told = " ".join(verdicts(gain, tables["gain"]))
    assert "lies in the core" in told
    assert "whose cost is proven lowest to within 0.01 %" in told


def test_charts_show_both(gain):
    """Delay alone beside pooled and, where asked for, the guaranteed pool; the split."""
    tables = gain_tables(shared_line(tiers=TIERS), gain)
    delays, split = gain_charts(gain, tables)
    late = pytest.approx(1.5)
    assert delays.table.rows == (("A", late, 0, late), ("B", late, pytest.approx(3), late))
    assert [column.name for column in delays.table.columns[2:]] == ["pooled", "pooled, nobody later than alone"]
    assert split.table.column("share") == pytest.approx((7.5e-6, 7.5e-6))
    delays, _ = gain_charts(replace(gain, guaranteed=None), tables)
    assert delays.table.rows == (("A", late, 0), ("B", late, pytest.approx(3)))


def test_the_game_of_a_plan_adds_up_to_its_own_cost(rich_case, rich_plan):
    """The grand coalition pays what the plan costs, but for what is nobody's to share; singles save nothing."""
    figures = verify(rich_case, rich_plan).figures
    game = savings_game(rich_case, figures)
    assert buyers(figures) == ["AAA", "BBB", "CCC"]
    assert game(frozenset()) == 0
    assert all(game(frozenset({p})) == pytest.approx(0) for p in buyers(figures))
    cost = figures.cost
    together = cost.call_offs + cost.fees + cost.fixed + cost.setup + cost.extension - cost.reimbursed
    singles = 0.0
    for partner in buyers(figures):
        singles += _bill(rich_case, figures, partner)
    assert game(frozenset(buyers(figures))) == pytest.approx(singles - together)


def majority_case():
    """Three need ten each; an old framework sells at 10, a new one twenty at most, and all twenty at 7."""
    base = shared_line(partners="ABC", per_year=200)
    old = c.Framework("E", "Old", "A", "existing", 0, 24, "ALL", signed=date(2026, 10, 1))
    return replace(
        base,
        demand=tuple(replace(row, quantity=10) for row in base.demand),
        frameworks=(replace(base.frameworks[0], setup_cost=0), old),
        lots=(replace(base.lots[0], max_quantity=20), c.Lot("E1", "E", "Q", "L", max_quantity=100)),
        prices=(c.Price("F1", 0, 10), c.Price("F1", 20, 7), c.Price("E1", 0, 10)),
    )


def test_a_coalition_places_its_units_where_they_are_cheapest():
    """Any two fill the new framework and save 60, as all three do; the split gives them 40: nothing satisfies all."""
    case = majority_case()
    gain = pooling_gain(case, Options(), here)
    assert {len(coalition): worth for coalition, worth in gain.split.worth.items()} == pytest.approx(
        {0: 0, 1: 0, 2: 60, 3: 60}
    )
    assert gain.split.value == pytest.approx(dict.fromkeys("ABC", 20))
    told = " ".join(verdicts(gain, gain_tables(case, gain)[0]))
    assert "The core is empty" in told
    assert "lies in the core" not in told


def test_nobody_is_placed_in_a_framework_that_does_not_admit_it():
    """C may not join the new framework: A and B alone fill it, and nobody objects to halves."""
    case = replace(majority_case(), participants=(c.Participant("F", "C", "excluded"),))
    split = pooling_gain(case, Options(), here).split
    assert split.worth[frozenset("AC")] == pytest.approx(0)
    assert split.value == pytest.approx({"A": 30, "B": 30, "C": 0})
    assert objections(split) == []


def _bill(case, figures, partner):
    """What one partner would pay alone, from its call-offs by hand: F1A by 160 or 90 is below 250, F2M below 8.

    Setting up F2, which exists, is paid already.
    """
    levels = [1.0] * 4 + [1.1] * 4 + [1.21] * 4
    total = {"AAA": 500 + 300 + 7, "BBB": 500 + 300, "CCC": 7}[partner]
    price = {"F1A": 100, "F1B": 80, "F2M": 1000}
    fee = {"F1A": 1.02, "F1B": 1.02, "F2M": 1.0}
    for row in figures.call_offs:
        if row.partner == partner:
            total += row.quantity * price[row.lot] * levels[row.period] * fee[row.lot]
    return total


def test_a_partners_delay_weighs_items_by_priority(rich_case, rich_plan):
    """Three for shells and one for missiles; equal where all are 0."""
    figures = verify(rich_case, rich_plan).figures
    assert item_weights({"SHELL": 3, "MISSILE": 1}, figures, "AAA") == {"SHELL": 0.75, "MISSILE": 0.25}
    assert item_weights({"SHELL": 0, "MISSILE": 0}, figures, "AAA") == {"SHELL": 0.5, "MISSILE": 0.5}
    late = [figures.pairs["AAA", item].delay for item in ("SHELL", "MISSILE")]
    assert delay_of({"SHELL": 3, "MISSILE": 1}, figures, "AAA") == pytest.approx(0.75 * late[0] + 0.25 * late[1])
