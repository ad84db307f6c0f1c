"""One stage's workbench: its matrix, and how points of the matrix become verified plans of whole lots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models import build_model
from models.instance import Instance
from models.sets import Sets
from pooling.case.case import Case
from pooling.plan.ceilings import keeps_ceilings
from pooling.plan.decode import decisions, encode, to_plan
from pooling.plan.figures import Figures
from pooling.plan.highs import solve_matrix
from pooling.plan.matrix import Floats, Matrix, hand_over
from pooling.plan.plan import Plan
from pooling.plan.rounding import whole_lots
from pooling.plan.verify import verify

STRUCTURE = ("Signed", "Extended", "Built", "Certified")
"""What shapes a plan: once these are fixed, the rest is quickly completed."""

CHOICES = (*STRUCTURE, "Joined", "Delivered", "RestDelivered", "Tier", "Claims")
"""Every whole decision but the call-offs."""

HEDGES = (0.0, 1.0, 4.0)
"""How many lots the least volumes are raised by, tried in turn, so that they still hold after rounding."""

HEDGED = (
    "least_volume",
    "least_value",
    "business_case",
    "tier_reached",
    "largest_non_eu_share",
    "largest_producer_share",
)


@dataclass(frozen=True)
class Candidate:
    """A verified plan and its value in the stage's objective (lower is better)."""

    plan: Plan
    figures: Figures
    value: float


@dataclass(frozen=True)
class Workshop:
    """What a stage works with. `keep`: earlier objective → most that it may become."""

    case: Case
    instance: Instance
    sets: Sets
    matrix: Matrix
    objective: str
    keep: Mapping[str, float]
    exact: bool

    @cached_property
    def frozen(self) -> tuple[Floats, Floats]:
        """Column bounds without the relaxations: no idle lots, no joining without columns to call off."""
        lower, upper = self.matrix.lower.copy(), self.matrix.upper.copy()
        upper[self.matrix.of("Idle")] = 0
        for (k, p), column in self.matrix.by_component.get("Joined", ()):
            if not any((l, p) in self.sets.series for l in self.sets.lots_of.get(k, ())):
                upper[column] = 0
        return lower, upper

    def candidate(self, plan: Plan) -> Candidate | None:
        """The plan if it is valid and keeps the earlier objectives, else None."""
        verdict = verify(self.case, plan)
        if verdict.violations:
            return None
        if not keeps_ceilings(self.instance, verdict.figures):
            return None
        if any(value_of(verdict.figures, name) > limit for name, limit in self.keep.items()):
            return None
        return Candidate(plan, verdict.figures, value_of(verdict.figures, self.objective))

    def as_is(self, x: Floats) -> Candidate | None:
        """The plan of a point that is whole already."""
        return self.candidate(to_plan(self.instance, decisions(self.matrix, x)))

    def completed(self, x: Floats, seconds: float = 60.0) -> Candidate | None:
        """The plan with the structure of `x`: joins and orders decided, then dealt out in whole lots."""
        fixed = fix(self.matrix, self.frozen, x, STRUCTURE)
        matrix = replace(self.matrix, integer=self.matrix.integer & ~self._is("CallOff"))
        answer = solve_matrix(matrix, gap=2e-3, time_limit=seconds, lower=fixed[0], upper=fixed[1], start=x)
        if answer.x is None:
            return None
        return self.dealt(answer.x, seconds)

    def dealt(self, x: Floats, seconds: float = 60.0) -> Candidate | None:
        """The plan with the whole decisions of `x`, call-offs dealt out in whole lots."""
        lower, upper = fix(self.matrix, self.frozen, x, CHOICES)
        for hedge in HEDGES:
            matrix = self._hedged(hedge, lower, upper) if hedge else self.matrix
            if hedge:
                answer = solve_matrix(matrix, relax=True, time_limit=seconds, lower=lower, upper=upper)
                if answer.x is None:
                    continue
                x = answer.x
            found = self._round(x)
            if found:
                return found
        return None

    def _round(self, x: Floats) -> Candidate | None:
        tiers = {l: n for l, n in self.matrix.values(x, "Tier", 0.5)}
        return self.candidate(
            to_plan(self.instance, whole_lots(self.instance, self.sets, decisions(self.matrix, x), tiers))
        )

    def _hedged(self, lots: float, lower: Floats, upper: Floats) -> Matrix:
        """The matrix with a margin of `lots` in every row that rounding could break and that asks for anything."""
        fixed = np.where(lower == upper, lower, 0.0)
        asked = self.matrix.a @ fixed
        row_lower, row_upper = self.matrix.row_lower.copy(), self.matrix.row_upper.copy()
        for n, (name, index) in enumerate(self.matrix.rows):
            if name == "kept" and index in ("mean_delay", "worst_delay", "cost", "non_eu_share"):
                row_upper[n] -= 1e-3 * lots * abs(row_upper[n])
            elif name in HEDGED:
                margin = lots * self._lot_in_row(n)
                if np.isfinite(row_upper[n]) and (asked[n] > row_upper[n] + 1e-12 or name.startswith("largest")):
                    row_upper[n] -= margin
                elif np.isfinite(row_lower[n]) and asked[n] < row_lower[n] - 1e-12:
                    row_lower[n] += margin
        return replace(self.matrix, row_lower=row_lower, row_upper=row_upper)

    def _lot_in_row(self, n: int) -> float:
        """What one lot counts in row n, scaled."""
        a = self.matrix.a
        span = slice(a.indptr[n], a.indptr[n + 1])
        columns, values = a.indices[span], np.abs(a.data[span])
        lots = values[~self.matrix.integer[columns]] / self.matrix.column_scale[columns[~self.matrix.integer[columns]]]
        return float(lots.max(initial=0.0))

    def _is(self, component: str) -> np.ndarray:
        mask = np.zeros(len(self.matrix.cost), dtype=bool)
        mask[self.matrix.of(component)] = True
        return mask

    def encoded(self, plan: Plan) -> Floats:
        """The plan as a point of the matrix."""
        return encode(self.instance, plan, self.matrix)


def open_workshop(case: Case, instance: Instance, objective: str, keep: Mapping[str, float], exact: bool) -> Workshop:
    """Build the stage's model and its matrix. Raises `TrivialClash` where a row cannot hold whatever is decided."""
    model = build_model(instance, objective, keep)
    return Workshop(case, instance, model.s, hand_over(model), objective, dict(keep), exact)


def fix(matrix: Matrix, bounds: tuple[Floats, Floats], x: Floats, components: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Column bounds with `components` fixed at their rounded values in `x`."""
    lower, upper = bounds[0].copy(), bounds[1].copy()
    columns = matrix.of(*components)
    whole = np.clip(np.round(x[columns]), lower[columns], upper[columns])
    lower[columns] = upper[columns] = whole
    return lower, upper


def value_of(figures: Figures, objective: str) -> float:
    """The figure that an objective minimises: months, EUR, share or count."""
    return {
        "mean_delay": figures.mean_delay,
        "worst_delay": figures.worst_delay,
        "cost": figures.cost.total,
        "non_eu_share": figures.non_eu_share,
        "frameworks": float(figures.frameworks_signed),
    }[objective]
