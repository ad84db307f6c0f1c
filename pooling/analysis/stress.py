"""A plan under stress: call-offs planned anew in many futures, and where one line or framework fails."""

from __future__ import annotations

from dataclasses import dataclass

from pooling.analysis.runs import Run, RunAll, Task
from pooling.analysis.worker import Method
from pooling.case.case import Case
from pooling.plan.figures import Figures
from pooling.plan.futures.applied import applied
from pooling.plan.futures.decided import decided
from pooling.plan.futures.draws import Draws, Future, draw, in_use
from pooling.plan.futures.replan import MAY_MISS, replan
from pooling.plan.plan import Plan
from pooling.plan.solve import Options

REPLAN = Method(replan, MAY_MISS)
"""How a future gets its plan."""

UNDISTURBED = "nothing comes otherwise"


@dataclass(frozen=True)
class Failure:
    """A line or framework (`kind`) that delivers nothing any more, all else as the case says."""

    kind: str
    code: str
    run: Run


@dataclass(frozen=True)
class Stress:
    """What became of a plan: `case` is the decided one, `planned` are the plan's own figures.

    `runs` are those of the futures drawn, in their order; `undisturbed` that of the one in which all comes as the case
    says.
    """

    case: Case
    planned: Figures
    draws: Draws
    runs: tuple[Run, ...]
    undisturbed: Run
    failures: tuple[Failure, ...]

    @property
    def figures(self) -> list[Figures]:
        """Verified figures of the futures that have a plan."""
        return [run.figures for run in self.runs if run.figures]


def stress(
    case: Case, plan: Plan, figures: Figures, options: Options, run_all: RunAll, count: int, seed: int
) -> Stress:
    """`plan`, whose verified `figures` these are, in `count` futures."""
    facts = decided(case, plan, figures)
    draws = draw(facts, count, seed)
    failing = [
        *(("line", code, Future(lines={code: 0.0})) for code in sorted(in_use(facts))),
        *(("framework", f.framework, Future(slips={f.framework: f.term_months})) for f in facts.frameworks),
    ]
    tasks = [
        in_future(UNDISTURBED, facts, Future(), options),
        *(in_future(f"future {n}", facts, future, options) for n, future in enumerate(draws.futures, start=1)),
        *(in_future(f"without {kind} {code}", facts, future, options) for kind, code, future in failing),
    ]
    undisturbed, *runs = run_all(tasks)
    failures = (Failure(kind, code, run) for (kind, code, _), run in zip(failing, runs[count:], strict=True))
    return Stress(facts, figures, draws, tuple(runs[:count]), undisturbed, tuple(failures))


def in_future(label: str, case: Case, future: Future, options: Options, method: Method = REPLAN) -> Task:
    """The decided `case` in `future`, call-offs to be planned anew."""
    return Task(label, applied(case, future), options, method)
