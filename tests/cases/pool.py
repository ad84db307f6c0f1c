"""A tiny case to change in one respect, and its proven best plan.

Unless changed: two years from 2027 by quarter, nothing counted beyond them; partner A needs 10 units of item I at
once; line L makes 40 a year (10 a quarter); framework F can be signed and deliver in any quarter; a unit of lot T
costs 10.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from pooling.case import case as c
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan
from pooling.plan.solve import Options, solve
from pooling.plan.verify import verify

START, END = date(2027, 1, 1), date(2028, 12, 31)
FRAMEWORK = c.Framework("F", "F", "A", "candidate", 0, 24, "ALL", sign_from=START, sign_to=END)


def pool(settings: dict[str, Any] | None = None, **sheets: Any) -> c.Case:
    """The tiny case with `settings` changed and whole `sheets` replaced (a tuple of rows, or one row)."""
    rows: dict[str, Any] = {
        "partners": c.Partner("A"),
        "items": c.Item("I"),
        "producers": c.Producer("M"),
        "products": c.Product("Q", "I", "M", 100),
        "demand": need("A", 10),
        "lines": c.Line("L", "M"),
        "capacity": c.Capacity("L", START, 40),
        "frameworks": FRAMEWORK,
        "lots": c.Lot("T", "F", "Q", "L", 1000),
        "prices": c.Price("T", 0, 10),
    } | sheets
    base = c.Settings("tiny", START, END, after_horizon_months=0, tolerance_pct=0, mip_gap_pct=0)
    table = {sheet: given if isinstance(given, tuple) else (given,) for sheet, given in rows.items()}
    return c.Case(replace(base, **(settings or {})), **table)


def need(partner: str, quantity: float, due: date = START, item: str = "I") -> c.Demand:
    """One demand line; its code is unique by partner, item and date."""
    return c.Demand(f"{partner}-{item}-{due}", partner, item, due, quantity)


def framework(code: str = "F", **changes: Any) -> c.Framework:
    """The framework of the tiny case, changed."""
    return replace(FRAMEWORK, framework=code, **changes)


def existing(code: str = "F", signed: date = START, **changes: Any) -> c.Framework:
    """The framework of the tiny case as one that exists."""
    return framework(code, status="existing", signed=signed, sign_from=None, sign_to=None, **changes)


def partners(*codes: str, **changes: Any) -> tuple[c.Partner, ...]:
    """Partners alike."""
    return tuple(c.Partner(code, **changes) for code in codes)


def quarter(t: int) -> date:
    """First day of quarter t."""
    return date(2027 + t // 4, 1 + t % 4 * 3, 1)


@dataclass(frozen=True)
class Best:
    """A proven best plan with the verifier's figures."""

    plan: Plan
    figures: Figures

    @property
    def delay(self) -> float:
        """mean_delay, months."""
        return self.figures.mean_delay

    @property
    def cost(self) -> float:
        """EUR."""
        return self.figures.cost.total

    def taken(self, lot: str = "T") -> float:
        """Units called off from a lot."""
        return sum(units for (code, _, _), units in self.plan.call_offs.items() if code == lot)


def best(case: c.Case) -> Best:
    """Solve to optimality; the plan breaks no rule, and the verifier's value of every stage is the bound proven."""
    outcome = solve(case, Options(gap=0, time_limit=20))
    verdict = verify(case, outcome.plan)
    assert verdict.violations == ()
    assert [stage.objective for stage in outcome.stages] == list(case.settings.objectives)
    for stage in outcome.stages:
        assert stage.status == "optimal"
        assert stage.value == pytest.approx(stage.bound, rel=1e-5, abs=1e-5)
    return Best(outcome.plan, verdict.figures)
