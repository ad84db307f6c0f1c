"""All futures as one programme: what to sign where it is best over all of them, though it may be best in none.

Extensive form: a block where all comes as the case says, which any first stage has to suit, and one for each future,
which alone count. Call-offs are in fractions of lots; in a future orders come where they are planned, or as late as it
makes them, and what is owed need not be called off.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, isfinite
from threading import Event

import numpy as np

from models import build_model
from models.instance import Instance, Kept
from pooling.case.case import Case
from pooling.plan.conditions.ceilings import Ceilings
from pooling.plan.futures.draws import Future
from pooling.plan.futures.first_stage import first_stage, foreseen, held, with_first_stage
from pooling.plan.futures.replan import OWED
from pooling.plan.parameters import EXTENSIVE
from pooling.plan.plan import Outcome, Plan, Stage
from pooling.plan.prepare import clipped, prepare
from pooling.plan.program.blocks import Bounds
from pooling.plan.program.highs import NOTHING, Answer, Watch, relative_gap, solve_matrix
from pooling.plan.program.matrix import Floats, Matrix, TrivialClash, hand_over
from pooling.plan.program.two_stage import Block, TwoStage, two_stage
from pooling.plan.solve import FINEST, Infeasible, NoPlan, Options, Progress, solve
from pooling.plan.stage.decode import decisions, encode, to_plan, untouched
from pooling.plan.stage.workshop import CHOICES, INTERIOR, SMALL
from pooling.plan.verify import verify

FIRST = ("Signed", "Extended", "Joined", "Built", "Certified")
"""What is decided before it is known what comes."""

ONCE = (
    "fewest_partners",
    "most_partners",
    "one_of_rival_offers",
    "office_signings",
    "one_lot_at_least",
    "common_budget",
    *OWED,
)
"""Rows about what is signed, joined and built, and what that owes: they hold where all comes as the case says."""

PART_OF_LOT = 1e-3
"""Lots below which nothing is called off: rounding."""

ALIKE = 0.1
"""Part by which the relaxation may differ from a whole decision and still be like it."""

SLACK = 1e-6
"""Months that the mean may give up for a lower cost beyond the tolerance of the case."""

NOWHERE = "no plan where all comes as the case says"

Reporter = Callable[[Progress], None]


@dataclass(frozen=True)
class Together:
    """The solver of a case over `futures`, by the mean of the worst `part` (0-1) of them.

    It begins from the plan of its options, whose call-offs in each future are those of `starts`, and gives a plan of
    the case. Its first stage tells of the programme: the value there, and the bound that is proven.
    """

    futures: tuple[Future, ...]
    part: float
    starts: tuple[Plan, ...]

    def __call__(self, case: Case, options: Options, report: Reporter | None, stop: Event) -> Outcome:
        """Raises `NoPlan` where the programme is too large, ends without a solution, or gives no plan of the case."""
        assert options.start is not None
        begun = time.perf_counter()
        instance = clipped(prepare(case))
        whole, start = self._programme(case, instance, options.start, stop)
        gap = max(FINEST, case.settings.mip_gap_pct / 100 if options.gap is None else options.gap)
        search = _Search(whole, gap, options.time_limit or case.settings.time_limit_s, report, stop)
        x, stage = search.best(start, case.settings.tolerance_pct / 100)
        first = _first_stage(whole, instance, x)
        same = first == first_stage(options.start)
        plan = options.start if same else Completing(first)(case, options, report, stop).plan
        return Outcome(plan, (stage,), time.perf_counter() - begun)

    def _programme(self, case: Case, instance: Instance, start: Plan, stop: Event) -> tuple[TwoStage, Floats]:
        """The programme, and `start` as a point of it."""
        nominal = _matrix(instance, "cost")
        size = int(nominal.a.nnz) * (1 + len(self.futures))
        if size > EXTENSIVE.coefficients:
            raise NoPlan(
                f"it would have {size / 1e6:.1f} million coefficients, more than "
                f"{EXTENSIVE.coefficients / 1e6:.1f} million"
            )
        blocks, points = [Block(nominal, 0.0)], [encode(instance, start, nominal)]
        for future, plan in zip(self.futures, self.starts, strict=True):
            if stop.is_set():
                raise NoPlan("interrupted")
            known = clipped(prepare(foreseen(case, future)))
            matrix = _matrix(known, "mean_delay")
            ordered = replace(start, call_offs=plan.call_offs, orders=untouched(known).orders, claims={})
            blocks.append(Block(_in_future(matrix), 1 / len(self.futures)))
            points.append(encode(known, ordered, blocks[-1].matrix))
        whole = two_stage(blocks, FIRST, self.part)
        return whole, whole.joined(points)


@dataclass(frozen=True)
class Completing:
    """The solver of a case in which the first stage `first` is decided."""

    first: Plan

    def __call__(self, case: Case, options: Options, report: Reporter | None, stop: Event) -> Outcome:
        """The best plan with all of it, needed or not; raises `NoPlan` where there is none or none is found."""
        joined = frozenset((code, p) for code, inside in self.first.joined.items() for p in inside)
        keeping = replace(options, ceilings=Ceilings(kept=Kept(self.first.signed, joined)))
        try:
            found = solve(held(case, self.first), keeping, report, stop)
        except (NoPlan, Infeasible) as none:
            raise NoPlan(f"{NOWHERE}: {none}") from none
        plan = with_first_stage(found.plan, self.first)
        if broken := verify(case, plan).violations:
            raise NoPlan(f"{NOWHERE}: {broken[0].message}")
        return replace(found, plan=plan)


@dataclass(frozen=True)
class _Search:
    """Looks for the best point of the programme, each objective within `limit` seconds."""

    whole: TwoStage
    gap: float
    limit: float
    report: Reporter | None
    stop: Event

    def best(self, start: Floats, tolerance: float) -> tuple[Floats, Stage]:
        """The point with the least mean delay found and, of those within `tolerance` (0-1), the one that costs least.

        That is what its first stage costs where all comes as the case says, with no more called off than it owes.

        A large programme is first relaxed, for the bound; then only that of the first stage is free in which the
        relaxation differs from `start` (relaxation induced neighbourhood search; Danna, Rothberg and Le Pape 2005).
        """
        begun, matrix = time.perf_counter(), self.whole.matrix
        bound, free, partly = -np.inf, matrix, matrix.a.nnz > SMALL
        if partly:
            relaxed = self._relaxed(matrix, matrix.bounds)
            if relaxed.x is None:
                raise NoPlan(f"its relaxation was not solved within {self.limit:.0f} s; give it more time")
            bound, free = relaxed.bound, self._between(start, relaxed.x)
        left = self.limit - (time.perf_counter() - begun)
        found = self._solved(1, "mean_delay", free, start, left, bound if partly else None)
        if not partly and found.x is not None:
            bound = found.bound
        if found.x is None:
            found = self._relaxed(matrix, fixed(matrix, start))
        if found.x is None or self.stop.is_set():
            raise NoPlan(f"it ended without a solution: {found.status}")
        most = found.value * (1 + tolerance) + SLACK
        cheaper = self.whole.then(0, most, free)
        cheapest = self._solved(2, "cost", cheaper, found.x, self.limit, -np.inf if partly else None)
        x = found.x if cheapest.x is None else cheapest.x
        value = min(matrix.objective(x), self._relaxed(matrix, fixed(matrix, x)).value)
        proven = max(0.0, min(value, bound))
        gap, seconds = relative_gap(value, proven), time.perf_counter() - begun
        status = "optimal" if gap <= FINEST else "gap" if gap <= self.gap else "time_limit"
        return x, Stage("mean_delay", value, proven, gap, seconds, status)

    def _between(self, start: Floats, x: Floats) -> Matrix:
        """The programme with the first stage of `start`, but where `x` has another one."""
        matrix, first = self.whole.matrix, len(self.whole.matrix.columns)
        alike = np.flatnonzero(np.abs(x[:first] - start[:first]) <= ALIKE)
        lower, upper = matrix.lower.copy(), matrix.upper.copy()
        lower[alike] = upper[alike] = start[alike]
        return replace(matrix, lower=lower, upper=upper)

    def _solved(
        self, number: int, objective: str, matrix: Matrix, start: Floats, seconds: float, known: float | None
    ) -> Answer:
        """The answer for `matrix`; where that is a part of the whole, told with the bound `known` of the whole."""
        if seconds <= 0:
            return NOTHING

        def tell(value: float, bound: float, seconds: float) -> None:
            if self.report:
                plan, least = (x if isfinite(x) else None for x in (value, bound if known is None else known))
                gap = None if plan is None or least is None else relative_gap(plan, least)
                self.report(Progress(number, 2, objective, plan, least, gap, seconds, self.limit))

        watch = Watch(report=tell, stop=self.stop)
        return solve_matrix(matrix, gap=self.gap, time_limit=seconds, start=start, watch=watch, options=INTERIOR)

    def _relaxed(self, matrix: Matrix, bounds: Bounds) -> Answer:
        watch, (lower, upper) = Watch(stop=self.stop), bounds
        return solve_matrix(
            matrix, relax=True, time_limit=self.limit, watch=watch, lower=lower, upper=upper, options=INTERIOR
        )


def fixed(matrix: Matrix, x: Floats) -> Bounds:
    """Bounds in which every whole decision is that of `x`."""
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    lower[matrix.integer] = upper[matrix.integer] = np.round(x[matrix.integer])
    return lower, upper


def _matrix(instance: Instance, objective: str) -> Matrix:
    """The programme of a block, call-offs in fractions of lots; raises `NoPlan` where it cannot hold."""
    try:
        matrix = hand_over(build_model(instance, objective))
    except TrivialClash as clash:
        raise NoPlan(f"no plan: {clash}") from clash
    whole = np.zeros_like(matrix.integer)
    whole[matrix.of(*CHOICES)] = True
    return replace(matrix, integer=matrix.integer & whole)


def _in_future(matrix: Matrix) -> Matrix:
    """The programme of a future, without the rows that hold `ONCE`."""
    lower, upper = matrix.row_lower.copy(), matrix.row_upper.copy()
    once = [n for n, (name, _) in enumerate(matrix.rows) if name in ONCE]
    lower[once], upper[once] = -np.inf, np.inf
    return replace(matrix, row_lower=lower, row_upper=upper)


def _first_stage(whole: TwoStage, instance: Instance, x: Floats) -> Plan:
    """What the point decides at first, less what no call-off of any block needs."""
    found = [decisions(block.matrix, whole.of_block(n, x)) for n, block in enumerate(whole.blocks)]
    lots: dict[tuple[str, str, int], float] = {}
    for key, number in ((key, number) for each in found for key, number in each.call_offs.items()):
        if number > PART_OF_LOT:
            lots[key] = max(lots.get(key, 0.0), ceil(number - PART_OF_LOT))
    return first_stage(to_plan(instance, replace(found[0], call_offs=lots, orders={}, rests=frozenset(), claims={})))
