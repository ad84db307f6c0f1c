"""A future as a case: what is drawn, applied to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pooling.case.case import Case
from pooling.case.selection import positions
from pooling.case.sheets_futures import SCALED
from pooling.plan.futures.draws import Future
from pooling.plan.futures.slipped import slipped


def applied(case: Case, future: Future) -> Case:
    """`case`, decided or not, as it comes in `future`, with orders as late as that makes them.

    A line's share counts for what is built on it, too.
    """
    factors: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(lambda: 1.0))
    for n, share in future.shares.items():
        row = case.uncertain[n]
        for position in positions(row.what, getattr(case, row.what), row.where):
            factors[row.what][position] *= share
    for position, step in enumerate(case.capacity):
        factors["capacity"][position] *= future.lines.get(step.line, 1.0)
    changed: dict[str, Any] = {sheet: _scaled(case, sheet, by) for sheet, by in factors.items()}
    return slipped(
        replace(
            case,
            **changed,
            expansions=tuple(
                replace(e, adds_per_year=e.adds_per_year * future.lines.get(e.resource, 1.0)) for e in case.expansions
            ),
            frameworks=tuple(
                replace(f, lead_months=f.lead_months + future.slips.get(f.framework, 0)) for f in case.frameworks
            ),
        )
    )


def _scaled(case: Case, sheet: str, factors: Mapping[int, float]) -> tuple[Any, ...]:
    column = SCALED[sheet]
    return tuple(
        replace(record, **{column: getattr(record, column) * factors[n]}) if n in factors else record
        for n, record in enumerate(getattr(case, sheet))
    )
