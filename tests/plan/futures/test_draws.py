"""What is drawn: distributions of known shape, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from scipy.stats import triang

from pooling.case import case as c
from pooling.plan.futures.draws import Future, draw, sources, triangular
from tests.oracle.hand import shared_line


def signed(**changes):
    """The shared line's framework, signed on the first day; its first delivery comes half a year later."""
    case = shared_line()
    terms = {"status": "existing", "signed": date(2027, 1, 1), "sign_from": None, "sign_to": None, "lead_months": 6}
    return replace(case, frameworks=(replace(case.frameworks[0], **terms, **changes),))


@pytest.mark.parametrize("u", [0.0, 0.03, 0.5, 0.77, 1.0])
@pytest.mark.parametrize(("low", "likely", "high"), [(40, 75, 100), (0, 0, 10), (90, 110, 110)])
def test_shares_are_triangular(u, low, likely, high):
    """As scipy has it."""
    expected = triang.ppf(u, (likely - low) / (high - low), low, high - low)
    assert triangular(u, low, likely, high) == pytest.approx(expected)


def test_what_is_certain_is_not_drawn():
    """100 % everywhere, no slips: one and the same future, in which nothing comes otherwise."""
    draws = draw(shared_line(), 3, 1)
    assert draws.sources == ()
    assert draws.futures == (Future(),) * 3


def test_a_line_that_surely_delivers_less_does_so_in_every_future():
    """80 80 80 is no source, and counts."""
    case = replace(shared_line(), lines=(c.Line("L", "P", low_pct=80, likely_pct=80, high_pct=80),))
    draws = draw(case, 2, 1)
    assert draws.sources == ()
    assert [future.lines["L"] for future in draws.futures] == [0.8, 0.8]


def test_slips_are_whole_months_each_as_likely():
    """0 to 6: of 70 futures of a Latin hypercube ten each."""
    slips = Counter(future.slips["F"] for future in draw(signed(slip_months=6), 70, 1).futures)
    assert slips == dict.fromkeys(range(7), 10)


def test_what_delivers_already_slips_no_more():
    """Signed before the start, its first delivery has come: no source; a candidate that is signed later is one."""
    assert sources(signed(slip_months=6))
    early = signed(slip_months=6)
    early = replace(early, frameworks=(replace(early.frameworks[0], signed=date(2026, 1, 1)),))
    assert sources(early) == ()


def test_a_group_is_high_together_and_low_together():
    """One source for two rows; by themselves they are two."""
    rows = (c.Uncertain("demand", 100, 200, group="G"), c.Uncertain("supply", 50, 150, group="G"))
    draws = draw(replace(shared_line(), uncertain=rows), 20, 1)
    assert [(source.kind, source.code, source.rows) for source in draws.sources] == [("figures", "G", (0, 1))]
    ordered = sorted(draws.futures, key=lambda future: future.shares[0])
    assert [f.shares[1] for f in ordered] == sorted(f.shares[1] for f in draws.futures)
    apart = tuple(replace(row, group="") for row in rows)
    assert [s.code for s in sources(replace(shared_line(), uncertain=apart))] == ["demand", "supply"]
    twice = (apart[0], apart[0])
    assert [s.code for s in sources(replace(shared_line(), uncertain=twice))] == ["demand (1)", "demand (2)"]


def test_the_same_seed_gives_the_same_futures():
    """And another seed others."""
    case = replace(shared_line(), lines=(c.Line("L", "P", low_pct=40, likely_pct=75, high_pct=100),))
    one, again, other = (draw(case, 16, seed).futures for seed in (1, 1, 2))
    assert one == again != other
