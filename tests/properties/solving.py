"""Proven values of random small cases, and how two of them compare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pooling.case.case import Case
from pooling.plan.plan import Outcome
from pooling.plan.solve import Options, solve
from pooling.plan.verify import verify


def solved(case: Case) -> Outcome:
    """The proven optimum of every stage; the plan is valid, and the verifier's value is the bound proven."""
    outcome = solve(case, Options(gap=0, time_limit=60))
    assert verify(case, outcome.plan).violations == ()
    assert {stage.status for stage in outcome.stages} == {"optimal"}
    assert [stage.value for stage in outcome.stages] == near([stage.bound for stage in outcome.stages])
    return outcome


def values(case: Case) -> list[float]:
    """The value of every stage, in the objectives' order."""
    return [stage.value for stage in solved(case).stages]


def first(case: Case) -> float:
    """The best value of the first objective alone."""
    only = replace(case.settings, objectives=case.settings.objectives[:1])
    return values(replace(case, settings=only))[0]


def near(expected: Any) -> Any:
    """Equal up to what solver tolerances leave."""
    return pytest.approx(expected, rel=1e-5, abs=1e-5)


def scaled_rows(rows: tuple[Any, ...], factor: float, *columns: str) -> tuple[Any, ...]:
    """`rows` with `columns` multiplied by `factor`."""
    return tuple(replace(row, **{column: getattr(row, column) * factor for column in columns}) for row in rows)
