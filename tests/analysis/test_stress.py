"""A plan in futures: distributions of known shape are reproduced, failures and obligations are told as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import sqrt

import pytest

from pooling.analysis.analyses import stressed
from pooling.analysis.spread import mean, quantile, share, stands_out
from pooling.analysis.stress import REPLAN
from pooling.analysis.targets import reached, targets
from pooling.case import case as c
from pooling.plan.futures.draws import triangular
from pooling.plan.plan import Plan
from pooling.plan.solve import Options
from pooling.plan.verify import verify
from tests.helpers.here import here
from tests.oracle.hand import shared_line

SHARES = (40, 70, 100)
"""What the line delivers of its capacity [%]: triangular."""

COUNT = 60

PLAN = Plan(signed={"F": 0}, joined={"F": frozenset({"A"})}, call_offs={("F1", "A", t): 4 for t in range(4)})
"""All that the line makes."""


def one_line(**changes):
    """One partner needs 32 at once, of a line that makes 4 of them a quarter and is never done within the year.

    Its lots are so small that whole ones cost nothing.
    """
    case = shared_line(partners=("A",))
    return replace(
        case,
        items=(replace(case.items[0], lot_size=0.001),),
        demand=(replace(case.demand[0], quantity=32),),
        lines=(replace(case.lines[0], low_pct=SHARES[0], likely_pct=SHARES[1], high_pct=SHARES[2]),),
        **changes,
    )


def stress(case, plan=PLAN, samples=COUNT, **more):
    """The tables by name, and the sentences."""
    found = stressed(case, plan, Options(time_limit=10), here, samples, **more)
    assert all(entry.figures for entry in found.entries)
    return {table.name: table.records() for table in found.tables}, found.sentences


def delay(share_pct):
    """(3 · Σ_t (32 − 4 f (t+1)) + 12 · (32 − 16 f)) / 32 with t = 0 … 3: linear in the line's share f."""
    f = share_pct / 100
    return (3 * sum(32 - 4 * f * (t + 1) for t in range(4)) + 12 * (32 - 16 * f)) / 32


@pytest.fixture(scope="module")
def found():
    return stress(one_line())


def test_one_line_one_lot_has_the_distribution_of_its_share(found):
    """Mean, deviation and quantiles as in closed form: the delay is linear in a triangular share."""
    row = found[0]["stress"][0]
    low, likely, high = SHARES
    variance = (low**2 + likely**2 + high**2 - low * likely - low * high - likely * high) / 18
    slope = delay(0) - delay(100)
    assert row["planned_months"] == row["undisturbed_months"] == pytest.approx(delay(100))
    assert row["mean_months"] == pytest.approx(delay(sum(SHARES) / 3), abs=0.003 * slope)
    assert row["deviation_months"] == pytest.approx(slope * sqrt(variance) / 100, rel=0.03)
    assert row["mean_low_months"] < delay(sum(SHARES) / 3) < row["mean_high_months"]
    for pct in (5, 20, 50, 80, 95):
        expected = delay(triangular(1 - pct / 100, *SHARES))
        assert row[f"p{pct}_months"] == pytest.approx(expected, abs=slope / COUNT)
    only = found[0]["delays"][0]
    assert {name: only[name] for name in row if name != "figure"} == pytest.approx(
        {name: value for name, value in row.items() if name != "figure"}
    )


def test_the_worst_tenth_is_the_tail_of_the_distribution(found):
    """Of shares below the tenth percentile q, where the density rises, the mean is (low + 2 q) / 3."""
    tail = (SHARES[0] + 2 * triangular(0.1, *SHARES)) / 3
    assert found[0]["stress"][0]["worst_tenth_months"] == pytest.approx(delay(tail), rel=0.01)


def test_a_slip_makes_promises_later():
    """Slips of 0 … 6 months, each as likely, in quarters: of 35 futures 5 are on time, 15 one and 15 two quarters late.

    Clopper and Pearson's interval is that of 5 of 35.
    """
    case = replace(one_line(), lines=(c.Line("L", "P"),), demand=(c.Demand("D", "A", "I", date(2027, 2, 1), 4),))
    case = replace(case, frameworks=(replace(case.frameworks[0], lead_months=3, slip_months=6),))
    plan = replace(PLAN, call_offs={("F1", "A", 1): 4})
    tables, _ = stress(case, plan, 35)
    (row,) = tables["promises"]
    assert (row["target"], row["planned"]) == ("need", date(2027, 4, 1))
    assert row["planned_pct"] == pytest.approx(100 / 7)
    expected = share(5, 35)
    assert (row["planned_low_pct"], row["planned_high_pct"]) == (expected.low, expected.high)
    assert (row["promise_50"], row["promise_80"]) == (date(2027, 7, 1), date(2027, 10, 1))
    assert [entry["reached_pct"] for entry in tables["reached"]] == pytest.approx([0, 100 / 7, 400 / 7, 100])


def test_each_norm_is_a_target_of_its_own():
    """4 at once and 12 from July on: of a line that makes 4 a quarter, at 50 % only the second is ever late."""
    case = replace(
        one_line(),
        demand=(),
        norms=(c.Norm("A", "I", date(2027, 1, 1), 4), c.Norm("A", "I", date(2027, 7, 1), 8)),
        lines=(c.Line("L", "P", low_pct=50, likely_pct=50, high_pct=50),),
    )
    plan = replace(PLAN, call_offs={("F1", "A", t): 4 for t in range(2)})
    assert [
        (target.due, reached(target, verify(case, plan).figures)) for target in targets(verify(case, plan).figures)
    ] == [
        (0, 0),
        (2, 1),
    ]
    first, second = stress(case, plan, 3)[0]["promises"]
    assert [first[name] for name in ("norm_from", "norm", "planned")] == [date(2027, 1, 1), 4, date(2027, 1, 1)]
    assert [first[name] for name in ("due_pct", "promise_50")] == [0, date(2027, 4, 1)]
    assert [second[name] for name in ("norm_from", "norm", "planned")] == [date(2027, 7, 1), 8, date(2027, 4, 1)]
    assert [second[name] for name in ("due_pct", "promise_50")] == [0, date(2027, 10, 1)]


def test_what_fails_is_ranked_by_the_months_it_costs(found):
    """Line or framework, nothing comes any more: every unit is late to the end, and a year beyond."""
    tables, sentences = found
    assert [(row["kind"], row["code"], row["months_added"]) for row in tables["failures"]] == [
        ("line", "L", pytest.approx(delay(0) - delay(100))),
        ("framework", "F", pytest.approx(delay(0) - delay(100))),
    ]
    assert tables["failures"][0]["partner_hit"] == "A"
    assert any("failure hurts most is L:" in sentence for sentence in sentences)


def test_what_matters_goes_with_the_delay(found):
    """The only line explains all of it: the more it delivers, the less is late."""
    (row,) = found[0]["drivers"]
    assert (row["kind"], row["code"], row["correlation"]) == ("line", "L", pytest.approx(-1))
    assert row["significant"]
    assert row["difference_months"] == row["worst_third_months"] - row["best_third_months"] > 0


def test_obligations_out_of_reach_are_told():
    """At least 12 of 16: missed where the line delivers less than three quarters of its capacity."""
    case = one_line()
    case = replace(case, lots=(replace(case.lots[0], min_quantity=12),))
    tables, sentences = stress(case, samples=20)
    (row,) = tables["obligations"]
    low, likely, high = SHARES
    expected = 100 * (1 - (high - 75) ** 2 / ((high - low) * (high - likely)))
    assert row["missed_pct"] == pytest.approx(expected, abs=100 / 20)
    assert any("cannot be called off in some futures" in sentence for sentence in sentences)
    assert stress(one_line(), samples=3)[0]["obligations"] == []


def test_where_nothing_is_left_to_chance_nothing_is_said_of_it():
    """All futures are the case: no confidence, no promise, but what fails still hurts."""
    case = one_line()
    tables, sentences = stress(
        replace(case, lines=(replace(case.lines[0], low_pct=100, likely_pct=100, high_pct=100),)), samples=3
    )
    told = " ".join(sentences)
    assert "leaves nothing of this plan to chance" in told
    assert not [word for word in ("confidence", "Nine in ten", "futures drawn", "promised") if word in told]
    assert "The line whose failure hurts most" in told
    assert tables["drivers"] == []


def test_surges_and_shortfalls_come_from_the_sheet_uncertain():
    """Half of the material in every future halves what can be made; twice the demand leaves more of it late."""
    row = c.Uncertain("supply", 50, 50, 50, where="material=M")
    supplied = replace(
        one_line(),
        lines=(c.Line("L", "P"),),
        materials=(c.Material("M"),),
        supply=(c.Supply("M", date(2027, 1, 1), 16),),
        recipes=(c.Recipe("Q", "M", 1),),
        uncertain=(row,),
    )
    assert stress(supplied, samples=2)[0]["stress"][0]["mean_months"] == pytest.approx(delay(50))
    surge = replace(one_line(), lines=(c.Line("L", "P"),), uncertain=(c.Uncertain("demand", 200, 200, 200),))
    late = (3 * sum(64 - 4 * (t + 1) for t in range(4)) + 12 * (64 - 16)) / 64
    assert stress(surge, samples=2)[0]["stress"][0]["mean_months"] == pytest.approx(late)


def test_more_futures_narrow_the_interval(found):
    """After 10, 20, 40 and all 60."""
    rows = found[0]["convergence"]
    assert [row["futures"] for row in rows] == [10, 20, 40, 60]
    widths = [row["mean_high_months"] - row["mean_low_months"] for row in rows]
    assert widths[-1] < widths[0]
    assert rows[-1]["mean_months"] == pytest.approx(found[0]["stress"][0]["mean_months"])


def test_every_future_is_verified(rich_case, rich_plan):
    """Each run's plan is valid in its own future but for obligations that it cannot meet; so many rows as futures."""
    runs = []

    def watched(tasks):
        runs.extend(here(tasks))
        return runs

    lines = tuple(replace(row, low_pct=30, likely_pct=80, high_pct=110) for row in rich_case.lines)
    stressed(replace(rich_case, lines=lines), rich_plan, Options(time_limit=5), watched, 6)
    for run in runs:
        assert run.status == "done", run.message
        broken = [row for row in verify(run.task.case, run.plan).violations if row.limit not in REPLAN.may_miss]
        assert broken == []


def test_intervals_of_known_samples():
    """Student's t, order statistics, and what too few futures do not tell."""
    assert mean([1.0]).low is None
    estimate = mean([1.0, 2.0, 3.0])
    assert (estimate.value, estimate.high - estimate.value) == (2, pytest.approx(4.303 / sqrt(2), rel=1e-3))
    assert quantile(range(1, 101), 95).value == 95
    assert quantile(range(1, 101), 50) == quantile([*range(1, 101)][::-1], 50)
    assert (quantile(range(1, 101), 50).low, quantile(range(1, 101), 50).high) == (40, 61)
    assert quantile(range(10), 95).high is None


def test_a_plan_that_breaks_a_rule_is_none_to_hold_against_futures():
    """Five of a line that makes four a quarter."""
    with pytest.raises(ValueError, match="L delivers 5"):
        stress(one_line(), replace(PLAN, call_offs={("F1", "A", 0): 5}), 2)


def test_what_chance_makes_stands_out_of_nothing():
    """Of forty that have nothing to do with it one correlates by 0.4 over thirty futures; alone that would be told."""
    assert stands_out(0.4, 30, 1)
    assert not stands_out(0.4, 30, 40)
    assert stands_out(1.0, 30, 40)
    assert not stands_out(1.0, 3, 1)


def test_what_is_in_no_use_is_not_drawn():
    """A line without lot or order would correlate with what it cannot change."""
    idle = replace(one_line(), lines=(*one_line().lines, c.Line("IDLE", "P", low_pct=10, likely_pct=20, high_pct=90)))
    assert [row["code"] for row in stress(idle, samples=4)[0]["drivers"]] == ["L"]
