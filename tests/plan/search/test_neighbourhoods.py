"""What a step frees: about as much as asked for, of what it says, and all that follows from it."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from pooling.case import case as c
from pooling.plan.prepare import prepare
from pooling.plan.search.columns import NOBODY, Columns
from pooling.plan.search.loop import programme_of
from pooling.plan.search.neighbourhoods import (
    NEIGHBOURHOODS,
    Broken,
    Differing,
    Frameworks,
    Items,
    Neighbourhood,
    Partners,
    Window,
    chosen,
)
from pooling.plan.stage.workshop import open_workshop
from tests.benchmarks.generate import Size, generate
from tests.cases.pool import framework, need, pool

SIZES = [5, 40, 10_000]


@pytest.fixture(scope="module")
def columns() -> Columns:
    """The columns of a small generated case."""
    case = generate(Size(partners=4, items=3, lines=4, frameworks=6, quarters=12), 1)
    shop = open_workshop(case, prepare(case), "mean_delay", {}, exact=False)
    return Columns(programme_of(shop), shop.instance)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", NEIGHBOURHOODS)
def test_some_whole_columns_are_freed(kind: type[Neighbourhood], size: int, columns: Columns) -> None:
    """At least one, only whole ones; never many more than asked for."""
    neighbourhood, x = kind(columns, Random(1)), np.zeros(len(columns.whole))
    for _ in range(10):
        freed = neighbourhood.freed(x, size)
        assert not (freed & ~columns.whole).any()
        assert freed.sum() <= 2 * size + 40
        assert size < 40 or freed.any()


def test_each_frees_what_it_says(columns: Columns) -> None:
    """One partner's, one item's, one framework's; periods in a row."""
    x = np.zeros(len(columns.whole))
    for kind, numbers in ((Partners, columns.partner), (Items, columns.item), (Frameworks, columns.framework)):
        freed = kind(columns, Random(2)).freed(x, 1)
        assert len(set(numbers[freed]) - {NOBODY}) == 1
    periods = columns.period[Window(columns, Random(2)).freed(x, 50)]
    assert NOBODY not in periods


def test_what_differs_most_comes_first(columns: Columns) -> None:
    """Columns at which the relaxation is elsewhere."""
    x = np.zeros(len(columns.whole))
    apart = np.flatnonzero(columns.whole)[:10]
    neighbourhood = Differing(columns, Random(3))
    neighbourhood.relaxed = x.copy()
    neighbourhood.relaxed[apart] = 1.0
    assert set(np.flatnonzero(neighbourhood.freed(x, 10))) == set(apart)


def test_what_follows_is_not_whole_and_near(columns: Columns) -> None:
    """Freed call-offs take their partner's balance along, not that of a partner who shares nothing with it."""
    partner = int(columns.partner[columns.about("CallOff")][0])
    freed = columns.about("CallOff") & (columns.partner == partner)
    following = columns.following(freed)
    assert (following & columns.whole == freed).all()
    backlog = (columns.component == "Backlog") & columns.others
    assert (following & backlog & (columns.partner == partner)).any()
    assert not (following & backlog & (columns.partner != partner)).any()


def test_broken_rows_are_looked_at(columns: Columns) -> None:
    """Something of a broken row is freed; nothing where none is broken."""
    m = columns.programme.matrix
    x = np.clip(np.zeros(len(columns.whole)), m.lower, m.upper)
    lots = columns.about("CallOff")
    x[lots] = m.upper[lots]
    broken = np.flatnonzero(m.broken(x) > 1e-5)
    freed = Broken(columns, Random(4)).freed(x, 50)
    assert freed.any()
    assert set(m.a[broken].indices) & set(np.flatnonzero(freed))


def test_a_broken_row_of_a_framework_of_two_items_is_looked_at_with_all_of_it() -> None:
    """More than may be bought of the second item may be mended by nobody being in, and by not signing at all."""
    case = pool(
        items=(c.Item("I"), c.Item("J")),
        products=(c.Product("Q", "I", "M", 100), c.Product("R", "J", "M", 100)),
        demand=(need("A", 10), need("A", 10, item="J")),
        lots=(c.Lot("T", "F", "Q", "L", 1000), c.Lot("U", "F", "R", "L", 1000)),
        prices=(c.Price("T", 0, 10), c.Price("U", 0, 10)),
        frameworks=framework(open_to="LIST"),
        participants=c.Participant("F", "A", "may_join"),
    )
    shop = open_workshop(case, prepare(case), "mean_delay", {}, exact=False)
    columns = Columns(programme_of(shop), shop.instance)
    row = shop.matrix.rows.index(("bought_in_all", ("U", "A")))
    about = np.any(list(Broken(columns, Random(5)).about(row)), axis=0)
    decided = columns.about("Signed", "Joined")
    assert decided.sum() > 1
    assert (about >= decided).all()


def test_neighbourhoods_left_out() -> None:
    """By name; a name that is none is a fault, and so is leaving out all."""
    assert Window not in chosen(frozenset({"Window"}))
    assert chosen(frozenset()) == NEIGHBOURHOODS
    for names in ({"Magic"}, {kind.__name__ for kind in NEIGHBOURHOODS}):
        with pytest.raises(ValueError, match="neighbourhoods are"):
            chosen(frozenset(names))
