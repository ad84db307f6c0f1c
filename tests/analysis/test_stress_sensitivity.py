"""What the delay of a plan depends on: lines whose parts of the variance are known in closed form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pooling.analysis.analyses import stressed
from pooling.analysis.sensitivity import LEAST
from pooling.case import case as c
from pooling.plan.plan import Plan
from pooling.plan.solve import Options
from tests.helpers.here import here
from tests.oracle.hand import shared_line

RATES = {"L": 16, "M": 8, "IDLE": 0}
"""Line to what it makes a year: 4, 2 and no units a quarter."""

PLAN = Plan(
    signed={"F": 0},
    joined={"F": frozenset({"A"})},
    call_offs={(lot, "A", t): rate for lot, rate in (("FL", 4), ("FM", 2)) for t in range(4)},
)


def lines(lot_size=0.001, **shares):
    """One partner needs 96 at once, of lines that are never done within the year: delay is linear in their shares.

    Each delivers 40 to 100 % of what it makes, unless `shares` says otherwise.
    """
    case = shared_line(partners=("A",))
    spread = {code: shares.get(code, (40, 70, 100)) for code in RATES}
    return replace(
        case,
        items=(replace(case.items[0], lot_size=lot_size),),
        demand=(replace(case.demand[0], quantity=96),),
        lines=tuple(c.Line(code, "P", f"Line {code}", *spread[code]) for code in RATES),
        capacity=tuple(c.Capacity(code, date(2027, 1, 1), rate) for code, rate in RATES.items()),
        lots=tuple(replace(case.lots[0], lot=f"F{code}", line=code) for code in RATES),
        prices=tuple(replace(case.prices[0], lot=f"F{code}") for code in RATES),
    )


def stress(case, plan=PLAN, run_all=here):
    """The analysis, the table's records by line, and what the sentences say of sensitivity."""
    found = stressed(case, plan, Options(time_limit=10), run_all, 3, points=LEAST)
    (table,) = (table for table in found.tables if table.name == "sensitivity")
    told = [sentence for sentence in found.sentences if "depends on" in sentence or "not shown" in sentence]
    return found, {row["code"]: row for row in table.records()}, told


def test_parts_of_the_variance_are_those_of_capacities_squared():
    """4² and 2² of 20: 80 and 20 % alone and in all; what makes nothing is not shown to matter."""
    found, rows, told = stress(lines())
    assert list(rows) == ["L", "M", "IDLE"]
    for code, expected in (("L", 80), ("M", 20)):
        row = rows[code]
        assert row["total_low_pct"] < expected < row["total_high_pct"]
        assert row["first_low_pct"] < expected < row["first_high_pct"]
        assert row["change_low_months"] < row["change_months"] < row["change_high_months"]
        assert row["shown"]
    assert rows["L"]["change_months"] == pytest.approx(2 * rows["M"]["change_months"], rel=0.5)
    assert (rows["IDLE"]["total_pct"], rows["IDLE"]["shown"]) == (0, False)
    most, unshown = told
    assert most.startswith("What the mean delay depends on most is Line L, which has part in ")
    assert unshown.startswith("That the mean delay depends on 1 uncertain figure of 3 is not shown")
    assert len([entry for entry in found.entries if entry.name.startswith("point ")]) == LEAST * 5


def test_what_points_do_not_tell_apart_is_not_told_apart():
    """Two lines whose shares spread as much in units: which is first is chance."""
    _, rows, told = stress(lines(L=(70, 85, 100)))
    assert all(rows[code]["shown"] for code in ("L", "M"))
    assert f"is one of 2, which {LEAST} base points do not tell apart: Line " in told[0]


def test_what_whole_lots_may_make_is_not_shown():
    """In lots of 2 units a share of M decides between one lot more or less a quarter: that may be rounding; L shows."""
    _, rows, told = stress(lines(lot_size=2), replace(PLAN, call_offs={("FL", "A", t): 4 for t in range(4)}))
    assert [code for code, row in rows.items() if row["shown"]] == ["L"]
    assert rows["M"]["total_pct"] > 0
    assert rows["M"]["lots_pct"] > 0
    assert all(row["total_high_pct"] <= 100 for row in rows.values())
    assert told[1].startswith("That the mean delay depends on 2 uncertain figures of 3 is not shown")


def test_where_futures_have_no_plan_too_few_points_tell_nothing():
    """Every second future fails: no base point is whole."""

    def failing(tasks):
        return [
            replace(run, status="failed", outcome=None, figures=None) if number % 2 else run
            for number, run in enumerate(here(tasks))
        ]

    _, rows, told = stress(lines(), run_all=failing)
    assert rows == {}
    assert told == [
        "What the mean delay depends on cannot be told: of 0 base points all futures could be planned, 16 are needed."
    ]


def test_nothing_uncertain_nothing_told():
    """No sheet, no sentence, no futures beyond those asked for."""
    certain = lines(**dict.fromkeys(RATES, (100, 100, 100)))
    found = stressed(certain, PLAN, Options(time_limit=10), here, 3, points=LEAST)
    assert "sensitivity" not in [table.name for table in found.tables]
    assert not [entry for entry in found.entries if entry.name.startswith("point ")]
