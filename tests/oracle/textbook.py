"""The oracle: the textbook formulation of a case, optimised objective by objective.

It shares no code with the tool's own formulation, nor with its verifier; only what a case and a plan are.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import highspy
import pulp
from pulp.apis.coin_api import pulp_cbc_path

from pooling.case.case import Case
from pooling.plan.plan import Claim, Plan
from tests.oracle.money import Textbook


@dataclass(frozen=True)
class TextbookStage:
    """One objective's stage: value and bound in users' units, the stage's own plan, seconds in the solver.

    `status`: `optimal`, `infeasible` or `time_limit`.
    """

    objective: str
    status: str
    value: float
    bound: float
    seconds: float
    plan: Plan | None


@dataclass(frozen=True)
class TextbookResult:
    """`status`: `optimal`, `time_limit` (the last stage has a plan or there is none), `infeasible`."""

    status: str
    stages: tuple[TextbookStage, ...]
    build_seconds: float
    columns: int
    rows: int
    integers: int

    @property
    def plan(self) -> Plan:
        """The last stage's plan. Raises IndexError where no stage found one."""
        plan = self.stages[-1].plan
        assert plan is not None
        return plan

    @property
    def values(self) -> Mapping[str, float]:
        """Best value found per objective, in its own stage."""
        return {stage.objective: stage.value for stage in self.stages}


def solve_textbook(
    case: Case, solver: str = "HiGHS", time_limit: float = 60, gap: float = 0.0, threads: int = 1
) -> TextbookResult:
    """Optimise a case's objectives in order with CBC, SCIP or HiGHS; `time_limit` [s] holds per objective."""
    began = time.perf_counter()
    model = Textbook(case)
    model.problem.setObjective(pulp.lpSum([]))
    built = time.perf_counter() - began
    stages: list[TextbookStage] = []
    status = "optimal"
    for objective in case.settings.objectives:
        stage = least(model, objective, solver, time_limit, gap, threads)
        status = stage.status
        if stage.plan is None:
            break
        stages.append(stage)
        keep(model, objective, stage.value + abs(stage.value) * case.settings.tolerance_pct / 100 + 1e-6)
    integers = sum(v.cat == pulp.LpInteger for v in model.problem.variables())
    columns, rows = model.problem.numVariables(), model.problem.numConstraints()
    return TextbookResult(status, tuple(stages), built, columns, rows, integers)


def least(
    model: Textbook,
    objective: str,
    solver: str = "HiGHS",
    time_limit: float = 60,
    gap: float = 0.0,
    threads: int = 1,
) -> TextbookStage:
    """The least value of one objective within what the model keeps; `plan` is None where none was found."""
    unit = _unit(model, objective)
    expression = model.objectives[objective]
    model.problem.setObjective(expression.copy())
    began = time.perf_counter()
    status, bound = _run(model.problem, solver, time_limit, gap, threads)
    seconds = time.perf_counter() - began
    if model.problem.sol_status not in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        return TextbookStage(objective, status, float("inf"), bound * unit, seconds, None)
    value = expression.value()
    return TextbookStage(
        objective, status, value * unit, (value if bound is None else bound) * unit, seconds, plan_of(model)
    )


def keep(model: Textbook, objective: str, most: float) -> None:
    """Let an objective be no more than `most`, in its own unit, from now on."""
    model.rule(model.objectives[objective] <= most / _unit(model, objective))


def _unit(model: Textbook, objective: str) -> float:
    """What the model counts an objective in."""
    return model.money if objective == "cost" else 1.0


def _run(problem: pulp.LpProblem, solver: str, limit: float, gap: float, threads: int) -> tuple[str, float | None]:
    """Solve and return status and proven bound (of the objective with its constant; None: the value itself)."""
    if solver == "HiGHS":
        problem.solve(pulp.HiGHS(msg=False, timeLimit=limit, gapRel=gap, gapAbs=1e-9, threads=threads))
        highs = problem.solverModel
        constant = problem.objective.constant
        bound = highs.getInfo().mip_dual_bound + constant
        status = {
            highspy.HighsModelStatus.kOptimal: "optimal",
            highspy.HighsModelStatus.kInfeasible: "infeasible",
            highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
        }.get(highs.getModelStatus(), "time_limit")
        return status, bound
    if solver == "SCIP":
        problem.solve(pulp.SCIP_PY(msg=False, timeLimit=limit, gapRel=gap))
        scip = problem.solverModel
        status = {"optimal": "optimal", "infeasible": "infeasible"}.get(scip.getStatus(), "time_limit")
        return status, scip.getDualbound() + problem.objective.constant
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        options = {"timeLimit": limit, "gapRel": gap, "threads": threads, "logPath": str(log)}
        problem.solve(pulp.COIN_CMD(path=pulp_cbc_path, msg=False, **options))
        text = log.read_text()
    if problem.status == pulp.LpStatusInfeasible:
        return "infeasible", float("inf")
    if problem.sol_status == pulp.LpSolutionOptimal:
        return "optimal", None
    found = re.findall(r"(?:Lower bound|best possible):?\s+(-?[\d.e+]+)", text)
    return "time_limit", float(found[-1]) + problem.objective.constant if found else float("-inf")


def plan_of(model: Textbook) -> Plan:
    """The solver's solution as a plan, integers rounded."""
    f = model.facts
    lot_size = {lot.lot: f.lot_size(lot) for lot in model.case.lots}
    order_size = {o.order: f.order_lot(o) for o in model.case.orders}
    orders = {key: piece.value() * order_size[key[0]] for key, piece in model.piece.items()}
    signed = {k: s for k, choices in model.sign.items() for s, y in choices.items() if y.value() > 0.5}
    joined = defaultdict(set)
    for (k, p), inside in model.join.items():
        if inside.value() > 0.5:
            joined[k].add(p)
    return Plan(
        signed={k: s for k, s in signed.items() if f.frameworks[k].status == "candidate"},
        joined={k: frozenset(inside) for k, inside in joined.items()},
        call_offs={key: round(x.value()) * lot_size[key[0]] for key, x in model.x.items() if x.value() > 0.5},
        extended=frozenset(k for k, choices in model.extend.items() if any(z.value() > 0.5 for z in choices.values())),
        expansions={k: s for k, choices in model.build.items() for s, b in choices.items() if b.value() > 0.5},
        certified={k: s for k, choices in model.certify.items() for s, c in choices.items() if c.value() > 0.5},
        orders={key: round(quantity, 9) for key, quantity in orders.items() if quantity > 1e-6},
        claims={
            k: Claim(n, model.amount[k, n].value() * model.money)
            for (k, n), claim in model.claim.items()
            if claim.value() > 0.5
        },
    )
