"""HiGHS: one matrix in, one answer out. The only file that knows the solver."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from threading import Event, Thread
from typing import Any

import highspy
import numpy as np

from pooling.plan.program.matrix import Floats, Matrix, evened

THREADS = 1
"""Of a programme: the solver has one pool of threads a process, and refuses to run where the first run had others."""

FEASIBLE = 1e-7
"""Feasibility tolerance on scaled rows and integers."""

WHOLE = 1e-6
"""How far from a whole number a value may lie and count as whole."""

DOMINATED_COLUMNS, PARALLEL = 1 << 5, 1 << 13
"""Presolve rules that are off in integer programmes: dominated columns, and parallel rows and columns.

In HiGHS 1.10 to 1.16 they cut off better plans (the first 1.2 % of the worked example's cost), so that what was
reported as a bound was none.
"""

DOUBT = 1e-6
"""How far (relative) a claimed optimum may lie above its bound beyond the gap asked for."""

HEED = 0.1
"""Seconds between two looks at whether a linear programme is over."""


@dataclass(frozen=True)
class Answer:
    """What the solver found, in the solver's units of `Matrix`.

    `status` is `optimal`, `infeasible`, `time_limit`, `interrupted` or `failed`; x is None without any solution.
    `value` and `bound` are in the objective's own unit; `gap` is relative to value. The bound of a linear programme
    is what its duals prove. `reason`: why it failed.
    """

    status: str
    x: Floats | None
    value: float
    bound: float
    seconds: float
    row_dual: Floats | None = None
    reason: str = ""

    @property
    def gap(self) -> float:
        """|value − bound| / |value|, inf without a solution."""
        return relative_gap(self.value, self.bound)


NOTHING = Answer("failed", None, float("inf"), -float("inf"), 0.0)
"""What is known before any run."""


def relative_gap(value: float, bound: float) -> float:
    """How far a value may be from the best, relative to it."""
    if not np.isfinite(value) or not np.isfinite(bound):
        return float("inf")
    return max(0.0, value - bound) / max(abs(value), 1e-9) if value - bound > 1e-9 else 0.0


@dataclass
class Watch:
    """Watches a run: `report(value, bound, seconds)` is told of progress, `stop` ends it, `enough(value, bound)` too.

    `improved(x)` is told of every better solution (solver's units).
    """

    report: Callable[[float, float, float], None] | None = None
    stop: Event = field(default_factory=Event)
    improved: Callable[[Floats], None] | None = None
    enough: Callable[[float, float], bool] | None = None


def solve_matrix(
    matrix: Matrix,
    *,
    gap: float = 1e-4,
    time_limit: float = 600.0,
    relax: bool = False,
    start: Floats | None = None,
    watch: Watch | None = None,
    lower: Floats | None = None,
    upper: Floats | None = None,
    options: dict[str, Any] | None = None,
) -> Answer:
    """Minimise `matrix` (its linear relaxation with `relax`), `lower`/`upper` replacing its column bounds.

    `start` is a point in the solver's units of which the integer parts suffice; without all of these it is none: HiGHS
    completes such a point by solving a part of the programme, and reports bounds of that part as if of the whole.
    Raises nothing: the status tells.
    Every run uses one thread (a second value in one process is refused by HiGHS); parallel work is runs side by side.
    A run from a start is repeated without it where HiGHS claims an optimum but hands back a worse point: its presolve
    may improve the start and then return the start as it was.
    """
    begun = time.perf_counter()
    watch = watch or Watch()
    matrix = replace(
        matrix, lower=matrix.lower if lower is None else lower, upper=matrix.upper if upper is None else upper
    )
    linear = relax or not matrix.integer.any()
    given = evened(matrix) if linear else matrix
    if not given.is_finite:
        return replace(NOTHING, reason="a coefficient is no number")
    h = highspy.Highs()
    settings = {
        "output_flag": False,
        "mip_rel_gap": gap,
        "mip_abs_gap": 1e-9,
        "time_limit": max(0.01, time_limit),
        "threads": THREADS,
        "presolve_rule_off": DOMINATED_COLUMNS | (0 if linear else PARALLEL),
        "primal_feasibility_tolerance": FEASIBLE,
        "mip_feasibility_tolerance": FEASIBLE,
        **(options or {}),
    }
    for key, value in settings.items():
        if h.setOptionValue(key, value) == REFUSED:
            return replace(NOTHING, reason=f"the solver refuses {key} = {value}")
    if h.passModel(_programme(given)) == REFUSED:
        return replace(NOTHING, reason="the solver refuses the programme")
    if start is not None and not linear and _is_whole(start[matrix.integer]):
        solution = highspy.HighsSolution()
        solution.col_value = list(start)
        h.setSolution(solution)
    _listen(h, matrix, watch)
    with _heeding(h, watch.stop) if linear else nullcontext():
        ended = h.run()
    if ended == REFUSED:
        return replace(NOTHING, seconds=time.perf_counter() - begun, reason="the solver ended with an error")
    answer = _answer(h, given, linear, time.perf_counter() - begun)
    if linear:
        answer = _of(matrix, given, answer)
    if start is None or linear or answer.status != "optimal" or answer.gap <= gap + DOUBT:
        return answer
    left = time_limit - answer.seconds
    return solve_matrix(matrix, gap=gap, time_limit=left, watch=watch, options=options)


def _is_whole(x: Floats) -> bool:
    return bool((np.abs(x - np.round(x)) <= WHOLE).all())


def _of(matrix: Matrix, given: Matrix, answer: Answer) -> Answer:
    """The answer for `given`, `matrix` evened, in the units of `matrix`; its bound is what the duals prove."""
    x = None if answer.x is None else matrix.to_solver(given.to_users(answer.x))
    if answer.row_dual is None:
        return replace(answer, x=x)
    prices = answer.row_dual * given.row_scale / matrix.row_scale
    return replace(answer, x=x, row_dual=prices, bound=matrix.least(prices))


def _programme(matrix: Matrix) -> Any:
    lp: Any = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(matrix.cost), len(matrix.row_lower)
    lp.col_cost_, lp.offset_ = matrix.cost, matrix.offset
    lp.col_lower_, lp.col_upper_ = matrix.lower, matrix.upper
    lp.row_lower_, lp.row_upper_ = matrix.row_lower, matrix.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.a.indptr
    lp.a_matrix_.index_ = matrix.a.indices
    lp.a_matrix_.value_ = matrix.a.data
    if matrix.integer.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(whole)] for whole in matrix.integer]
    return lp


def _listen(h: highspy.Highs, matrix: Matrix, watch: Watch) -> None:
    scale = matrix.cost_scale

    def progress(event: Any) -> None:
        out = event.data_out
        value, bound = out.mip_primal_bound / scale, out.mip_dual_bound / scale
        if watch.report:
            watch.report(value, bound, out.running_time)
        if watch.stop.is_set() or (watch.enough and watch.enough(value, bound)):
            event.interrupt()

    def better(event: Any) -> None:
        if watch.improved:
            watch.improved(np.array(event.data_out.mip_solution, dtype=float))

    h.cbMipInterrupt += progress
    if watch.improved:
        h.cbMipImprovingSolution += better


@contextmanager
def _heeding(h: highspy.Highs, stop: Event) -> Iterator[None]:
    """Lets a linear programme be interrupted by `stop`.

    HiGHS would ask tens of thousands of times, each time waiting for its turn in Python: it asks only once `stop` is
    set.
    """
    over = Event()

    def heed() -> None:
        while not stop.wait(HEED):
            if over.is_set():
                return
        for asked in (h.cbSimplexInterrupt, h.cbIpmInterrupt):
            asked.subscribe(lambda event: event.interrupt())

    Thread(target=heed, daemon=True).start()
    try:
        yield
    finally:
        over.set()


REFUSED = highspy.HighsStatus.kError

STATUS = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kTimeLimit: "time_limit",
    highspy.HighsModelStatus.kInterrupt: "interrupted",
    highspy.HighsModelStatus.kSolutionLimit: "interrupted",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
}


def _answer(h: highspy.Highs, matrix: Matrix, linear: bool, seconds: float) -> Answer:
    status = STATUS.get(h.getModelStatus(), "failed")
    info, solution = h.getInfo(), h.getSolution()
    found = info.primal_solution_status == 2 and len(solution.col_value) == len(matrix.cost)
    x = np.array(solution.col_value, dtype=float) if found else None
    value = matrix.objective(x) if x is not None else float("inf")
    bound = -float("inf") if linear else info.mip_dual_bound / matrix.cost_scale
    if linear and h.getModelStatus() == highspy.HighsModelStatus.kModelEmpty:
        x, value, bound = (
            np.zeros(len(matrix.cost)),
            matrix.offset / matrix.cost_scale,
            matrix.offset / matrix.cost_scale,
        )
    dual = np.array(solution.row_dual, dtype=float) if linear and found else None
    return Answer(status, x, value, bound, seconds, dual)


class Sums:
    """Quantities of which sums are known, or at least how much they are; in units of the largest figure, which solvers
    like best. One programme for all its sums: each is solved from where the one before ended.
    """

    def __init__(self, matrix: Floats, right: Floats, least: Floats, floor: Floats) -> None:
        self.size = float(max([*np.abs(right), *np.abs(floor), 1.0]))
        rows = np.vstack([matrix, least])
        lp: Any = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = rows.shape
        lp.col_cost_ = np.zeros(lp.num_col_)
        lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.full(lp.num_col_, np.inf)
        lp.row_lower_ = np.concatenate([right, floor]) / self.size
        lp.row_upper_ = np.concatenate([right / self.size, np.full(len(floor), np.inf)])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.count_nonzero(rows, axis=1))]).astype(np.int32)
        lp.a_matrix_.index_ = np.nonzero(rows)[1].astype(np.int32)
        lp.a_matrix_.value_ = rows[np.nonzero(rows)]
        self._highs = highspy.Highs()
        self._highs.silent()
        self._highs.setOptionValue("presolve", "off")
        self._highs.setOptionValue("threads", THREADS)
        self._highs.passModel(lp)
        self._columns = np.arange(lp.num_col_, dtype=np.int32)

    def end(self, wanted: Floats, *, least: bool) -> float:
        """The least or the most of a sum of quantities."""
        sign = 1.0 if least else -1.0
        self._highs.changeColsCost(len(wanted), self._columns, sign * wanted)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return sign * float(self._highs.getInfo().objective_function_value) * self.size
        if status == highspy.HighsModelStatus.kUnbounded:
            return -sign * np.inf
        raise ArithmeticError(f"a sum of quantities has no interval: {self._highs.modelStatusToString(status)}")
