"""Call-offs planned anew, as early as can be, where all else is decided: a linear programme, then whole lots."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event

import numpy as np
from scipy.sparse import csr_array

from models import build_model
from pooling.case.case import Case
from pooling.plan.futures.decided import built, certified
from pooling.plan.plan import Outcome, Plan, Stage
from pooling.plan.prepare import clipped, prepare
from pooling.plan.program.highs import Watch, relative_gap, solve_matrix
from pooling.plan.program.matrix import Floats, Matrix, hand_over, with_columns
from pooling.plan.search.lots import WholeLots
from pooling.plan.solve import NoPlan, Options, Progress
from pooling.plan.stage.decode import decisions, to_plan
from pooling.plan.stage.workshop import INTERIOR, Workshop
from pooling.plan.verify import verify

OWED = ("least_volume", "least_value", "business_case")
"""Rows by which partners owe a framework, or what is built, call-offs: kept as far as there are any to be had."""

MAY_MISS = frozenset({"lots.min_quantity", "frameworks.min_partner_value", "expansions.min_commitment"})
"""The limits of the case that these rows state."""

DEAR = 100.0
"""Months of mean delay that it costs to miss a whole obligation: no call-off comes earlier at its expense."""

SETTLED = ("Built", "Certified")
"""What is decided, but for call-offs, in a decided case."""


def replan(case: Case, options: Options, report: Callable[[Progress], None] | None, stop: Event) -> Outcome:
    """The plan of a decided `case` (`pooling.plan.futures.decided`) with the least mean delay, in whole lots.

    What is owed is kept as far as can be. The stage's bound is the optimum in fractions of lots.
    """
    begun = time.perf_counter()
    instance = clipped(prepare(case))
    model = build_model(instance, "mean_delay")
    firm = settled(hand_over(model))
    matrix = with_slack(firm)
    limit = options.time_limit or case.settings.time_limit_s
    answer = solve_matrix(matrix, relax=True, time_limit=limit, watch=Watch(stop=stop), options=INTERIOR)
    if answer.x is None:
        raise NoPlan(f"the linear programme of this future ended without a solution: {answer.status}")
    shop = Workshop(case, instance, model.s, matrix, "mean_delay", {}, {}, exact=False)
    plan = _dealt(shop, answer.x) or _rounded(shop, answer.x, stop, limit)
    if plan is None:
        raise NoPlan("no plan in whole lots was found in this future")
    value = verify(case, plan).figures.mean_delay
    least = min(value, firm.objective(answer.x[: len(firm.cost)]))
    seconds = time.perf_counter() - begun
    stage = Stage("mean_delay", value, least, relative_gap(value, least), seconds, "rounding")
    return Outcome(plan, (stage,), seconds)


def settled(matrix: Matrix) -> Matrix:
    """`matrix` with all that is decided done."""
    lower, done = matrix.lower.copy(), matrix.of(*SETTLED)
    lower[done] = matrix.upper[done]
    return replace(matrix, lower=lower)


def _dealt(shop: Workshop, x: Floats) -> Plan | None:
    """The call-offs of `x` dealt out in whole lots; None where that breaks a rule."""
    return _valid(shop, shop.dealt(x))


def _rounded(shop: Workshop, x: Floats, stop: Event, seconds: float) -> Plan | None:
    """Whole lots near those of `x`, item by item, by small integer programmes; None where there are none."""
    found = WholeLots(shop, stop).rounded(x, shop.matrix, seconds)
    return None if found is None else _valid(shop, found)


def _valid(shop: Workshop, x: Floats) -> Plan | None:
    """The plan of a point; None where it breaks a rule that it must not."""
    plan = to_plan(shop.instance, decisions(shop.matrix, x))
    plan = replace(plan, certified=certified(shop.case), expansions=built(shop.case))
    broken = [row for row in verify(shop.case, plan).violations if row.limit not in MAY_MISS]
    return None if broken else plan


def with_slack(matrix: Matrix) -> Matrix:
    """A settled `matrix` in which what is owed may be missed, at a price; its columns come first."""
    rows = np.array([n for n, (name, _) in enumerate(matrix.rows) if name in OWED], dtype=np.int64)
    count = len(rows)
    owed = np.abs(csr_array(matrix.a[rows]) @ np.where(matrix.lower == matrix.upper, matrix.lower, 0.0))
    way = np.where(np.isfinite(matrix.row_lower[rows]), 1.0, -1.0)
    missed = csr_array((way * owed, (rows, np.arange(count))), shape=(len(matrix.rows), count))
    return with_columns(matrix, missed, np.full(count, DEAR * matrix.cost_scale), np.ones(count))
