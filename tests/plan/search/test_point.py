"""The search's point: it leaves what no plan comes of."""

from __future__ import annotations

import numpy as np
import pytest

from pooling.case import case as c
from pooling.plan.prepare import prepare
from pooling.plan.program.matrix import HELD
from pooling.plan.search.loop import Search
from pooling.plan.stage.workshop import Workshop, open_workshop
from tests.cases.pool import START, need, pool
from tests.plan.search.test_loop import opened, progress


def test_a_point_that_holds_and_is_no_plan_is_left_for_the_last_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """As what passes as rounding of rows does not pass as a plan, no step away from it would be taken for a mend."""
    shop = opened(304, monkeypatch)
    search = Search(shop, progress(1))
    search.mend(search.point)
    planned = search.point.x
    search.progress = progress(8)
    search.point.progress = search.progress
    with monkeypatch.context() as refusing:
        refusing.setattr(Workshop, "candidate", lambda *_: None)
        search.run(1)
    assert search.point.x is planned
    search.progress = search.point.progress = progress(8)
    search.run(1)
    assert search.point.value < search.programme.value(planned)


def test_a_third_of_a_lot_too_little_is_seen_among_ten_thousand() -> None:
    """What is missing of a least volume is no rounding: no plan would come of the point, and no step would mend it."""
    case = pool(
        demand=need("A", 10_000),
        lots=c.Lot("T", "F", "Q", "L", 100_000, 10_000),
        capacity=c.Capacity("L", START, 400_000),
    )
    shop = open_workshop(case, prepare(case), "mean_delay", {}, exact=False)
    m = shop.matrix
    row = m.rows.index(("least_volume", "T"))
    x = np.where(np.isfinite(m.upper), m.upper, m.lower)
    column = m.columns["Bought", ("T", "A")]
    for missing, seen in ((0.0, False), (0.3, True)):
        x[column] = (10_000 - missing) / m.column_scale[column]
        assert (m.broken(x)[row] > HELD) == seen
