"""One stage's workbench: its matrix, and how points of the matrix become verified plans of whole lots."""

from __future__ import annotations

from collections import defaultdict
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
from pooling.plan.highs import Watch, solve_matrix
from pooling.plan.keeping import change
from pooling.plan.matrix import Floats, Matrix, hand_over
from pooling.plan.plan import Plan
from pooling.plan.rounding import whole_lots
from pooling.plan.verify import verify

STRUCTURE = ("Signed", "Extended", "Built", "Tier")
"""What shapes a plan: once these are fixed, the rest is quickly completed."""

FOLLOWERS = ("Joined", "Certified")
"""Whole decisions that follow from the volumes a structure allows."""

DETAILS = ("Delivered", "RestDelivered", "Claims")
"""Whole decisions that a solver settles at once when the others are fixed."""

CHOICES = (*STRUCTURE, *FOLLOWERS, *DETAILS)
"""Every whole decision but the call-offs."""

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

HEURISTICS = {
    "mip_heuristic_effort": 0.1,
    "mip_heuristic_run_rens": True,
    "mip_heuristic_run_rins": True,
    "mip_pscost_minreliable": 8,
}
"""What pays again where the structure is fixed and a start is at hand."""

JOINS = 0.5
"""A partner joins that buys at least this part of what joining asks for."""

COMPLETED = 5e-4
"""Relative gap when completing a structure."""

USED = 1e-3
"""A share above which a relaxed decision counts as taken."""

LEAST, MORE = ("least_value", "least_volume", "business_case"), 1.15
"""Rows that rounding could miss, and by what part more they ask for before it."""

SHAPED = 0.5
"""Part of earlier objectives' tolerance that a structure may use while all else is relaxed."""

SPENT, BOLD = (0.7, 0.4), (0.8,)
"""Part of earlier objectives' tolerance that a point may use before rounding uses some too; less where that fails; more
once there is a plan."""


@dataclass(frozen=True)
class Candidate:
    """A verified plan and its value in the stage's objective (lower is better)."""

    plan: Plan
    figures: Figures
    value: float


@dataclass(frozen=True)
class Workshop:
    """What a stage works with.

    `keep`: earlier objective → most that it may become; `reached`: what it is in the plan found so far.
    """

    case: Case
    instance: Instance
    sets: Sets
    matrix: Matrix
    objective: str
    keep: Mapping[str, float]
    reached: Mapping[str, float]
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
        if any(value_of(verdict.figures, name, self.instance) > limit for name, limit in self.keep.items()):
            return None
        return Candidate(plan, verdict.figures, value_of(verdict.figures, self.objective, self.instance))

    def as_is(self, x: Floats) -> Candidate | None:
        """The plan of a point that is whole already."""
        return self.candidate(to_plan(self.instance, decisions(self.matrix, x)))

    def completed(self, x: Floats, seconds: float = 60.0) -> Floats | None:
        """A point with the structure of `x` and whole choices; its call-offs may still be fractions of lots."""
        shape = fix(self.matrix, self.frozen, x, STRUCTURE)
        followed = fix(self.matrix, shape, followers(self, x), FOLLOWERS)
        details, choices = self.only_whole(*DETAILS), self.only_whole(*CHOICES)
        tries = [(self.hedged(details), followed, INTERIOR), (self.hedged(choices), shape, INTERIOR | HEURISTICS)]
        if not self.reached:
            tries.insert(1, (details, followed, INTERIOR))
        for matrix, (lower, upper), options in tries:
            answer = solve_matrix(matrix, gap=COMPLETED, time_limit=seconds, lower=lower, upper=upper, options=options)
            if answer.x is not None:
                return answer.x
        return None

    def settled(self, x: Floats, seconds: float, watch: Watch) -> Floats:
        """The point with better followers, its structure and details as in `x`; `x` itself if none were found."""
        lower, upper = fix(self.matrix, self.frozen, x, (*STRUCTURE, *DETAILS))
        matrix = self.hedged(self.only_whole(*CHOICES))
        answer = solve_matrix(
            matrix,
            gap=COMPLETED,
            time_limit=seconds,
            start=x,
            watch=watch,
            lower=lower,
            upper=upper,
            options=INTERIOR | HEURISTICS,
        )
        return x if answer.x is None or answer.value > matrix.objective(x) else answer.x

    def placed(self, x: Floats, spent: float) -> tuple[Floats | None, Floats]:
        """The best call-offs in fractions of lots with the whole choices of `x`, None if these clash; and what a unit
        of each earlier objective is worth there in this one.
        """
        lower, upper = fix(self.matrix, self.frozen, x, CHOICES)
        answer = solve_matrix(self.hedged(self.matrix, spent), relax=True, lower=lower, upper=upper, options=INTERIOR)
        rows = self._kept_rows
        return answer.x, np.zeros(len(rows)) if answer.row_dual is None else np.abs(answer.row_dual[rows])

    def filled(self, x: Floats) -> Floats | None:
        """The point with the whole choices and the call-offs of `x`; the rest follows. None if it clashes."""
        lower, upper = fix(self.matrix, self.frozen, x, CHOICES)
        columns = self.matrix.of("CallOff")
        lower[columns] = upper[columns] = np.clip(x[columns], lower[columns], upper[columns])
        return solve_matrix(self.matrix, relax=True, lower=lower, upper=upper, options=INTERIOR).x

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

    def hedged(self, matrix: Matrix, spent: float = SPENT[0]) -> Matrix:
        """`matrix` with room for rounding: higher least volumes, less of the earlier objectives' tolerance."""
        row_upper, a = matrix.row_upper.copy(), matrix.a.copy()
        for n, (name, index) in enumerate(matrix.rows):
            if name == "kept" and index in self.reached:
                limit = self.keep[index]
                row_upper[n] *= 1 - (1 - spent) * (limit - self.reached[index]) / limit if limit else 1
            elif name in LEAST:
                span = slice(a.indptr[n], a.indptr[n + 1])
                asks = self._choice[a.indices[span]]
                a.data[span] = np.where(asks, a.data[span] * MORE, a.data[span])
        return replace(matrix, row_upper=row_upper, a=a)

    @cached_property
    def _choice(self) -> np.ndarray:
        mask = np.zeros(len(self.matrix.cost), dtype=bool)
        mask[self.matrix.of(*CHOICES)] = True
        return mask

    def weighed(self, worth: Floats) -> Matrix:
        """The matrix with earlier objectives weighed against its own, without limits on them."""
        rows = self._kept_rows
        if not rows:
            return self.matrix
        cost = self.matrix.cost + self.matrix.a[rows].T @ worth
        cost[self._excess] = 0.0
        return self._exceeding(cost)

    def penalised(self, worth: Floats) -> Matrix:
        """The matrix in which what earlier objectives exceed costs their worth."""
        rows = self._kept_rows
        if not rows:
            return self.matrix
        cost = self.matrix.cost.copy()
        cost[self._excess] = worth * self.matrix.row_scale[rows]
        return self._exceeding(cost)

    def _exceeding(self, cost: Floats) -> Matrix:
        upper = self.matrix.upper.copy()
        upper[self._excess] = np.inf
        return replace(self.matrix, cost=cost, upper=upper)

    @cached_property
    def _excess(self) -> list[int]:
        return [self.matrix.columns["Excess", self.matrix.rows[n][1]] for n in self._kept_rows]

    @cached_property
    def _kept_rows(self) -> list[int]:
        return [n for n, (name, index) in enumerate(self.matrix.rows) if name == "kept" and index in self.reached]

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
) -> Workshop:
    """Build the stage's model and its matrix. Raises `TrivialClash` where a row cannot hold whatever is decided."""
    model = build_model(instance, objective, keep)
    reached = {name: value_of(best, name, instance) for name in keep} if best else {}
    return Workshop(case, instance, model.s, hand_over(model), objective, dict(keep), reached, exact)


def fix(matrix: Matrix, bounds: tuple[Floats, Floats], x: Floats, components: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Column bounds with `components` fixed at their rounded values in `x`."""
    lower, upper = bounds[0].copy(), bounds[1].copy()
    columns = matrix.of(*components)
    whole = np.clip(np.round(x[columns]), lower[columns], upper[columns])
    lower[columns] = upper[columns] = whole
    return lower, upper


def followers(shop: Workshop, x: Floats) -> Floats:
    """`x` with whole followers: whoever buys enough joins, within max_partners; who takes a product certifies it."""
    i, matrix, x = shop.instance, shop.matrix, x.copy()
    lots: dict[tuple[str, str], float] = defaultdict(float)
    value: dict[tuple[str, str], float] = defaultdict(float)
    for (l, p, _), volume in matrix.values(x, "CallOff").items():
        key = i.lots[l].framework, p
        lots[key] += volume
        value[key] += volume * i.lots[l].tiers[0].price * i.items[i.lots[l].item].lot_size
    wanting: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for (k, p), column in matrix.by_component.get("Joined", ()):
        least = i.frameworks[k].min_value
        worth = min(lots[k, p], value[k, p] / least if least else 1.0)
        wanting[k].append((worth, value[k, p], column))
        x[column] = 0.0
    for k, rows in wanting.items():
        f = i.frameworks[k]
        most = len(rows) if f.max_partners is None else f.max_partners - len(f.members)
        fewest = f.min_partners - len(f.members)
        rows.sort(reverse=True)
        for n, (worth, _, column) in enumerate(rows[: max(0, most)]):
            x[column] = float(worth >= JOINS or (n < fewest and worth > USED))
    _certify_once(matrix, x)
    return x


def _certify_once(matrix: Matrix, x: Floats) -> None:
    """Of several possible starts keep the first that is taken."""
    seen: set[tuple[str, str]] = set()
    for (p, q, _), column in sorted(matrix.by_component.get("Certified", ()), key=lambda pair: pair[0][2]):
        taken = x[column] > USED and (p, q) not in seen
        x[column] = float(taken)
        if taken:
            seen.add((p, q))


def value_of(figures: Figures, objective: str, instance: Instance | None = None) -> float:
    """The figure that an objective minimises: months, EUR, share or count; `change` only against an instance."""
    if objective == "change":
        return change(instance, figures) if instance else 0.0
    return {
        "mean_delay": figures.mean_delay,
        "worst_delay": figures.worst_delay,
        "cost": figures.cost.total,
        "non_eu_share": figures.non_eu_share,
        "frameworks": float(figures.frameworks_signed),
    }[objective]
