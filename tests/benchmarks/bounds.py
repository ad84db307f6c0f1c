"""Hold plans and bounds of random small cases of many kinds against a textbook model in whole lots.

Every stage is solved again in the textbook model by another solver, with the earlier objectives kept as the tool kept
them: no bound may lie above that optimum, no plan may break a rule, and no case may be called infeasible that has a
plan. Stages that end unproven are counted. A case that fails is told with its seed and written to a workbook.

Usage: python -m tests.benchmarks.bounds [--cases 300] [--seed 1] [--solver SCIP|CBC|HiGHS] [--size small|medium|large]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from pooling.case.case import Case
from pooling.output.case_book import write_case
from pooling.plan import stages
from pooling.plan.plan import Outcome
from pooling.plan.prepare import instance
from pooling.plan.solve import Infeasible, NoPlan, Options, solve
from pooling.plan.stage import workshop
from pooling.plan.stage.workshop import value_of
from pooling.plan.verify import verify
from tests.benchmarks.generate import rows
from tests.oracle.kinds import drawn
from tests.oracle.money import Textbook
from tests.oracle.textbook import TextbookStage, keep, least

SIZES = {"as it is": {}, "small": {}, "medium": {"SMALL": 0}, "large": {"SMALL": 0, "LARGE": 0}}
"""Way in which a case is solved → limits of sizes under which it counts as such a one."""

SECONDS = 10.0
"""A stage may take so long; another solver six times that."""

NEAR = 1e-5
"""Relative difference that is rounding."""

KEPT = 1e-6
"""What a later stage may give up of an earlier objective beyond the tolerance."""

BOUND, RULE, CLASH, LOST, JUDGE = (
    "bound above the optimum",
    "plan that breaks a rule",
    "called infeasible, though there is a plan",
    "no plan, though there is one",
    "plan better than the textbook model's optimum",
)
UNPROVEN = "stages that ended before they were proven"


@dataclass(frozen=True)
class Fault:
    """What is wrong with one case."""

    what: str
    detail: str


@dataclass(frozen=True)
class Tried:
    """One case: how many stages were compared, how many of them ended unproven, and what is wrong."""

    compared: int
    unproven: int
    faults: tuple[Fault, ...]


@contextmanager
def solved_as(size: str, seconds: float) -> Iterator[None]:
    """Within it every case is solved on the path of cases of a size, large ones in fractions of lots.

    As it is, a case has all its time for being solved at once: on a busy machine a second may be too short.
    """
    with ExitStack() as stack:
        stack.enter_context(patch.object(stages, "PATIENCE", seconds))
        if size != "as it is":
            stack.enter_context(patch.object(instance, "SMALL", 0))
            stack.enter_context(patch.object(instance, "FEW_LOTS", 2))
        for name, value in SIZES[size].items():
            stack.enter_context(patch.object(workshop, name, value))
        yield


def tried(case: Case, gap: float, seconds: float = SECONDS, size: str = "as it is", solver: str = "SCIP") -> Tried:
    """Solve a case with the tool, then stage by stage with the textbook model."""
    try:
        with solved_as(size, seconds):
            outcome = solve(case, Options(gap=gap, time_limit=seconds, threads=1))
    except (Infeasible, NoPlan) as ending:
        found = least(Textbook(case), case.settings.objectives[0], solver, 6 * seconds)
        what = CLASH if isinstance(ending, Infeasible) else LOST
        nothing = found.plan is None or (what == LOST and not found.plan.call_offs)
        return Tried(1, 0, () if nothing else (Fault(what, f"the textbook model has {found.value:.10g}"),))
    verdict = verify(case, outcome.plan)
    faults = [Fault(RULE, str(violation)) for violation in verdict.violations]
    faults += _kept(case, outcome)
    model, unproven = Textbook(case), 0
    for stage in outcome.stages:
        best = least(model, stage.objective, solver, 6 * seconds)
        faults += _compared(case, stage.objective, stage.value, stage.bound, best)
        if stage.gap > max(gap, NEAR):
            unproven += 1
        if "fault" in stage.note:
            faults.append(Fault(BOUND, stage.note))
        keep(model, stage.objective, _most(case, stage.value))
    return Tried(len(outcome.stages), unproven, tuple(faults))


def _most(case: Case, value: float) -> float:
    """What later stages may make of an objective that had this value."""
    return value + abs(value) * case.settings.tolerance_pct / 100 + KEPT


def _kept(case: Case, outcome: Outcome) -> Iterator[Fault]:
    """Earlier objectives that the plan gives up too much of."""
    figures = verify(case, outcome.plan).figures
    for stage in outcome.stages:
        now = value_of(figures, stage.objective)
        if now > _most(case, stage.value) + _rounding(now):
            yield Fault(RULE, f"{stage.objective} was {stage.value:.10g} and is {now:.10g}")


def _compared(case: Case, objective: str, value: float, bound: float, best: TextbookStage) -> Iterator[Fault]:
    """What is wrong with a stage's value and bound, given the textbook model's best."""
    said = f"{objective}: value {value:.10g}, bound {bound:.10g}, textbook {best.value:.10g} ({best.status})"
    if best.plan is not None:
        verdict = verify(case, best.plan)
        if verdict.violations:
            yield Fault(JUDGE, f"{objective}: the textbook model's plan breaks a rule: {verdict.violations[0]}")
            return
        reached = value_of(verdict.figures, objective)
        if bound > max(reached, best.value) + _rounding(reached):
            yield Fault(BOUND, said)
    if best.status == "infeasible" or value < best.bound - _rounding(best.bound):
        yield Fault(JUDGE, said)


def _rounding(value: float) -> float:
    return NEAR * max(1.0, abs(value))


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the cases of a row of seeds and tell what was found; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1, help="the first one")
    parser.add_argument("--solver", choices=("SCIP", "CBC", "HiGHS"), default="SCIP")
    parser.add_argument("--size", choices=tuple(SIZES), default="as it is", help="the path on which cases are solved")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for a stage")
    parser.add_argument("--gap", type=float, default=0.0, help="share; 0: to the end")
    parser.add_argument("--out", type=Path, default=Path("outputs"), help="folder for the cases that fail")
    given = parser.parse_args(arguments)
    compared, unproven, counts = 0, 0, Counter[str]()
    for seed in range(given.seed, given.seed + given.cases):
        kind, case = drawn(seed)
        result = tried(case, given.gap, given.seconds, given.size, given.solver)
        compared, unproven = compared + result.compared, unproven + result.unproven
        counts.update({fault.what for fault in result.faults})
        for fault in result.faults:
            print(f"seed {seed} ({kind}): {fault.what}: {fault.detail}", flush=True)
        if result.faults:
            write_case(given.out / f"bounds-{seed}.xlsx", rows(case), force=True)
    print(f"{given.cases} cases, {compared} stages compared with {given.solver}'s optimum of the textbook model")
    print(f"{unproven:4} {UNPROVEN}")
    for what in (BOUND, RULE, CLASH, LOST, JUDGE):
        print(f"{counts[what]:4} {what}")
    return 1 if counts else 0


if __name__ == "__main__":
    sys.exit(main())
