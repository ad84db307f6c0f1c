"""The search's point: it leaves what no plan comes of."""

from __future__ import annotations

import pytest

from pooling.plan.search.loop import Search
from pooling.plan.stage.workshop import Workshop
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
