"""One stage's workbench: its matrix, and how points of the matrix become verified plans of whole lots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from models import build_model
from models.instance import Instance
from models.sets import Sets
from pooling.case.case import Case
from pooling.plan.conditions.ceilings import keeps_ceilings
from pooling.plan.conditions.keeping import change, slide
from pooling.plan.conditions.likeness import LIKENESS, likeness
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan
from pooling.plan.program.blocks import Blocks, cut
from pooling.plan.program.earlier import AIM, Earlier, resolved
from pooling.plan.program.highs import Watch, solve_matrix
from pooling.plan.program.matrix import Floats, Matrix, hand_over
from pooling.plan.program.tighten import tightened
from pooling.plan.search.followers import followers
from pooling.plan.search.rounding import whole_lots
from pooling.plan.stage.decode import decisions, encode, to_plan
from pooling.plan.verify import verify

STRUCTURE = ("Signed", "Extended", "Built", "Tier")
"""What shapes a plan: once these are fixed, the rest is quickly completed."""

FOLLOWERS = ("Joined", "Certified")
"""Whole decisions that follow from the volumes a structure allows."""

DETAILS = ("Delivered", "RestDelivered", "Claims")
"""Whole decisions that a solver settles at once when the others are fixed."""

CHOICES = (*STRUCTURE, *FOLLOWERS, *DETAILS)
"""Every whole decision but the call-offs."""

WHOLE = (*CHOICES, "CallOff")
"""Every whole decision."""

AGAINST_EARLIER = {"change": change, "slide": slide, LIKENESS: likeness}
"""Objectives that an earlier plan, or others, take part in."""

INTERIOR = {
    "solver": "ipx",
    "mip_lp_solver": "ipx",
    "mip_allow_restart": False,
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_pscost_minreliable": 0,
}
"""Time-indexed stock chains are very degenerate: interior point finds their optimum many times faster than simplex.

So whatever solves a large programme anew by simplex (restarts, sub-programmes, strong branching) costs more than it
brings.
"""

ROUGHLY = {"run_crossover": "off", "ipm_optimality_tolerance": 1e-4}
"""Where prices and parts are enough: a vertex may take longest, most of all where crossover fails."""

HEURISTICS = {
    "mip_heuristic_effort": 0.1,
    "mip_heuristic_run_rens": True,
    "mip_heuristic_run_rins": True,
    "mip_pscost_minreliable": 8,
}
"""What pays again where the structure is fixed and a start is at hand."""

COMPLETED = 5e-4
"""Relative gap when completing a structure."""

SMALL = 60_000
"""Non-zeros up to which branching on every choice at once gets through in seconds, and its points are worth landing."""

LARGE = 150_000
"""Non-zeros above which branching on a whole programme does not get far: items are then taken one after the other."""

VAST = 1_500_000
"""Non-zeros above which not even the linear relaxation is solved in a stage's usual time."""


@dataclass(frozen=True)
class Candidate:
    """A verified plan and its value in the stage's objective (lower is better)."""

    plan: Plan
    figures: Figures
    value: float


@dataclass(frozen=True)
class Workshop:
    """What a stage works with.

    `keep`: earlier objective → most that it may become; `reached`: what it is in the plan found so far. `effort`: where
    work is limited, not time, the solver's options that end each of the search's programmes, in place of its seconds.
    """

    case: Case
    instance: Instance
    sets: Sets
    matrix: Matrix
    objective: str
    keep: Mapping[str, float]
    reached: Mapping[str, float]
    exact: bool
    effort: dict[str, Any] = field(default_factory=dict)

    @property
    def small(self) -> bool:
        """True where every choice is branched on at once."""
        return int(self.matrix.a.nnz) <= SMALL

    @property
    def large(self) -> bool:
        """True where items are taken one after the other."""
        return int(self.matrix.a.nnz) > LARGE

    @property
    def vast(self) -> bool:
        """True where the linear relaxation is not waited for."""
        return int(self.matrix.a.nnz) > VAST

    @cached_property
    def earlier(self) -> Earlier:
        """Earlier objectives as the matrix keeps them."""
        return Earlier(self.matrix, self.keep, self.reached)

    @cached_property
    def blocks(self) -> Blocks:
        """The matrix's columns and rows by item."""
        return cut(self.matrix, self.instance)

    def beside(self, value: float) -> Workshop:
        """The same for plans at least as good as one of this value: what is far too dear for them is left out.

        The same workshop where nothing is.
        """
        matrix = tightened(self.matrix, value)
        return self if matrix is self.matrix else replace(self, matrix=resolved(matrix, self.keep, self.reached))

    def candidate(self, plan: Plan) -> Candidate | None:
        """The plan if it is valid and keeps the earlier objectives, else None."""
        verdict = verify(self.case, plan)
        if verdict.violations:
            return None
        if not keeps_ceilings(self.instance, verdict.figures):
            return None
        if any(value_of(verdict.figures, name, self.instance) > limit for name, limit in self.keep.items()):
            return None
        return Candidate(plan, verdict.figures, value_of(verdict.figures, self.objective, self.instance))

    def as_is(self, x: Floats) -> Candidate | None:
        """The plan of a point that is whole already."""
        return self.candidate(to_plan(self.instance, decisions(self.matrix, x)))

    def completed(
        self,
        x: Floats,
        aim: float = AIM,
        seconds: float = 60.0,
        watch: Watch | None = None,
    ) -> Floats | None:
        """A point with the structure of `x` and whole choices; its call-offs may still be fractions of lots.

        `aim`: part of earlier objectives' tolerance that it may use. There is no second try once `watch` has stopped
        the first.
        """
        shape = fix(self.matrix, self.matrix.bounds, x, STRUCTURE)
        followed = fix(self.matrix, shape, followers(self.instance, self.matrix, x), FOLLOWERS)
        tries = ((DETAILS, followed, INTERIOR), (CHOICES, shape, INTERIOR | HEURISTICS))
        for whole, (lower, upper), options in tries:
            matrix = self.earlier.sparing(self.only_whole(*whole), 1 - aim)
            answer = solve_matrix(
                matrix,
                gap=COMPLETED,
                time_limit=seconds,
                watch=watch,
                lower=lower,
                upper=upper,
                options={**options, **self.effort},
            )
            if answer.x is not None or (watch and watch.stop.is_set()):
                return answer.x
        return None

    def placed(self, x: Floats, aim: float) -> tuple[Floats | None, Floats]:
        """The best call-offs in fractions of lots with the whole choices of `x`, None if these clash; and what a unit
        of each earlier objective is worth there in this one.
        """
        lower, upper = fix(self.matrix, self.matrix.bounds, x, CHOICES)
        earlier = self.earlier
        matrix = earlier.sparing(self.matrix, 1 - aim)
        answer = solve_matrix(matrix, relax=True, lower=lower, upper=upper, options=INTERIOR)
        return answer.x, earlier.worthless if answer.row_dual is None else earlier.worth(answer.row_dual)

    def dealt(self, x: Floats) -> Floats:
        """`x` with its call-offs dealt out in whole lots, within every limit; least volumes may be missed."""
        tiers = dict(tuple(self.matrix.values(x, "Tier", 0.5)))
        dealt = whole_lots(self.instance, self.sets, decisions(self.matrix, x), tiers)
        x = x.copy()
        x[self.matrix.of("CallOff")] = 0.0
        for index, lots in dealt.call_offs.items():
            column = self.matrix.columns["CallOff", index]
            x[column] = lots / self.matrix.column_scale[column]
        return x

    def bearing(self, matrix: Matrix, x: Floats, item: str) -> Matrix:
        """`matrix` where rows that an item shares may stay as broken as they are in `x`; those of it alone may not."""
        sides, own = np.asarray(matrix.a @ x), self.blocks.rows[item]
        lower, upper = np.minimum(matrix.row_lower, sides), np.maximum(matrix.row_upper, sides)
        lower[own], upper[own] = matrix.row_lower[own], matrix.row_upper[own]
        return replace(matrix, row_lower=lower, row_upper=upper)

    def only_whole(self, *components: str) -> Matrix:
        """The matrix with only `components` whole."""
        mask = np.zeros(len(self.matrix.cost), dtype=bool)
        mask[self.matrix.of(*components)] = True
        return replace(self.matrix, integer=self.matrix.integer & mask)

    def encoded(self, plan: Plan) -> Floats:
        """The plan as a point of the matrix."""
        return encode(self.instance, plan, self.matrix)


def open_workshop(
    case: Case,
    instance: Instance,
    objective: str,
    keep: Mapping[str, float],
    exact: bool,
    best: Figures | None = None,
    effort: dict[str, Any] | None = None,
) -> Workshop:
    """Build the stage's model and its matrix. Raises `TrivialClash` where a row cannot hold whatever is decided."""
    model = build_model(instance, objective, keep)
    reached = {name: value_of(best, name, instance) for name in keep} if best else {}
    matrix = resolved(tightened(hand_over(model)), keep, reached)
    return Workshop(case, instance, model.s, matrix, objective, dict(keep), reached, exact, effort or {})


def fix(matrix: Matrix, bounds: tuple[Floats, Floats], x: Floats, components: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Column bounds with `components` fixed at their rounded values in `x`."""
    lower, upper = bounds[0].copy(), bounds[1].copy()
    columns = matrix.of(*components)
    whole = np.clip(np.round(x[columns]), lower[columns], upper[columns])
    lower[columns] = upper[columns] = whole
    return lower, upper


def value_of(figures: Figures, objective: str, instance: Instance | None = None) -> float:
    """The figure that an objective minimises: months, EUR, share or count; `change`, `slide` against an instance."""
    if objective in AGAINST_EARLIER:
        return AGAINST_EARLIER[objective](instance, figures) if instance else 0.0
    return figures.objective(objective)
