"""Solve a case: lexicographic stages, each with a proven bound, to one verified plan of whole lots."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from os import cpu_count
from threading import Event

from models.instance import Instance
from pooling.case.case import Case
from pooling.plan.bound.prices import duals_of
from pooling.plan.conditions.ceilings import NO_CEILINGS, Ceilings, with_ceilings
from pooling.plan.conditions.keeping import rounding_room
from pooling.plan.conditions.likeness import LIKENESS, candidates
from pooling.plan.explain.infeasibility import Clash, clashing
from pooling.plan.parameters import STEPS
from pooling.plan.plan import Outcome, Plan, Prices, Stage
from pooling.plan.prepare import clipped, prepare, states_whole_lots
from pooling.plan.program.matrix import TrivialClash
from pooling.plan.search.neighbourhoods import chosen
from pooling.plan.stage.decode import untouched
from pooling.plan.stage.progress import Known, Limits
from pooling.plan.stage.workshop import Candidate, Workshop, open_workshop
from pooling.plan.stages import run_stage, with_value
from pooling.plan.tidy import tidied

MARGIN = 1e-6
"""What a later stage may give up of an earlier objective beyond the tolerance."""

FINEST = 1e-6
"""The smallest relative gap that is asked for: a finer one cannot be told from the solver's rounding, and would never
be reached where that stands in the way.
"""

SLIDE = "slide"
"""Objective that comes before those of the case where call-offs are kept: later ones give up nothing of it, but for
what whole lots ask for where the model does not count in them.
"""

BELOW_ONE = 1 - 1e-6
"""A whole number is known once its bound is this near."""

NOTHING_BETTER = "no usable plan yet: nothing better than calling nothing off was found; give it more time"

UNCONFIRMED = "no plan was found: the solver took hard rules to clash, which a second look did not confirm"


@dataclass(frozen=True)
class Options:
    """What a user may choose; None: the case's setting. `gap` is a share (0.01 = 1 %), `time_limit` seconds a stage.

    `work`: steps of the search a stage instead of seconds: the same case gives the same plan on any machine. `threads`:
    how many may be at work at a time. `without`: neighbourhoods that the search leaves out, to measure what they bring.

    `start`: a plan to begin from; `prices`: objective → those that its bound was proven at, to begin with where that
    plan is valid.
    """

    gap: float | None = None
    time_limit: float | None = None
    threads: int | None = None
    start: Plan | None = None
    prices: Mapping[str, Prices] = field(default_factory=dict)
    ceilings: Ceilings = NO_CEILINGS
    work: int | None = None
    without: frozenset[str] = frozenset()


def beginning_from(outcome: Outcome, options: Options) -> Options:
    """`options` with the plan of `outcome` to begin from, and what it knows."""
    return replace(options, start=outcome.plan, prices={stage.objective: stage.prices for stage in outcome.stages})


@dataclass(frozen=True)
class Progress:
    """Where a solve stands: stage `stage` of `stages`; incumbent and bound in the objective's unit, gap a share;
    `seconds` of `limit` have passed.
    """

    stage: int
    stages: int
    objective: str
    incumbent: float | None
    bound: float | None
    gap: float | None
    seconds: float
    limit: float | None = None


class Infeasible(Exception):
    """No plan exists; `clash` says which rules of the workbook cannot hold together, and what would do."""

    def __init__(self, clash: Clash) -> None:
        super().__init__("; ".join(clash.sentences))
        self.clash = clash

    def __reduce__(self) -> tuple[type[Infeasible], tuple[Clash]]:
        """How it goes to another process."""
        return Infeasible, (self.clash,)


class NoPlan(Exception):
    """The time limit (or an interrupt) came before any plan but to call nothing off, which may not be the best."""


class NothingElse(Exception):
    """No plan was found that differs enough from the others; `proven`: there is none."""

    def __init__(self, proven: bool) -> None:
        super().__init__("no other plan exists" if proven else "no other plan was found in time")
        self.proven = proven


Reporter = Callable[[Progress], None]


def solve(
    case: Case, options: Options | None = None, report: Reporter | None = None, stop: Event | None = None
) -> Outcome:
    """The best plan of `case` by its objectives in order.

    Raises `Infeasible` where hard rules clash, `NoPlan` where time ran out before any usable plan, and `NothingElse`
    where the plan is to differ from others and none does.
    """
    options, stop = options or Options(), stop or Event()
    chosen(options.without)
    begun = time.perf_counter()
    stated = with_ceilings(prepare(case), options.ceilings)
    instance = clipped(stated)
    exact = states_whole_lots(instance)
    first = (LIKENESS,) if instance.others else ()
    sliding = (SLIDE,) if instance.kept.call_offs or instance.kept.joined else ()
    objectives = (*first, *sliding, *case.settings.objectives)
    limits = Limits(
        gap=max(FINEST, case.settings.mip_gap_pct / 100 if options.gap is None else options.gap),
        seconds=(options.time_limit or case.settings.time_limit_s) if options.work is None else float("inf"),
        stop=stop,
        threads=1 if options.work else _threads(options.threads or case.settings.threads),
        work=options.work,
        without=options.without,
    )
    effort = {} if options.work is None else {"mip_max_nodes": STEPS.nodes, "time_limit": float("inf")}
    best: Candidate | None = None
    shop: Workshop | None = None
    keep = dict(options.ceilings.objectives)
    stages: list[Stage] = []
    for number, objective in enumerate(objectives):
        try:
            shop = open_workshop(case, instance, objective, keep, exact, best.figures if best else None, effort)
        except TrivialClash as clash:
            raise _no_plan(case, stated, options) from clash
        best = _best(shop, [options.start, best.plan if best else None])
        idle = shop.candidate(untouched(instance)) if best is None else None
        nothing = float("inf") if idle is None else idle.value
        shop = shop.beside(best.value if best else nothing)
        seconds = None if limits.work else limits.seconds
        tell = _reporter(report, number, len(objectives), objective, seconds, nothing)
        room = 0.0 if exact or objective != SLIDE else rounding_room(instance)
        enough = BELOW_ONE if objective == LIKENESS else room
        best, stage, proof = run_stage(shop, replace(limits, enough=enough), best, tell, _known(shop, options, best))
        if best is None:
            if proof == "infeasible" and idle is None:
                raise _no_plan(case, stated, options)
            raise NoPlan(
                f"no plan within {limits.work} steps" if limits.work else f"no plan within {stage.seconds:.0f} s"
            )
        if number == 0 and stage.gap > limits.gap and _does_nothing(shop, best):
            raise NoPlan(NOTHING_BETTER)
        stages.append(stage)
        if objective == LIKENESS:
            _require_difference(len(candidates(instance)) - options.ceilings.apart, stage)
        tolerance = 0.0 if objective in (SLIDE, LIKENESS) else case.settings.tolerance_pct / 100
        most = stage.value + abs(stage.value) * tolerance + room + MARGIN
        keep[objective] = min(most, keep.get(objective, most))
        if stop.is_set():
            break
    assert best is not None
    assert shop is not None
    best, note = tidied(shop, best, objectives, limits)
    last = with_value(stages[-1], best.value)
    stages[-1] = replace(last, note="; ".join(filter(None, (last.note, note))))
    return Outcome(best.plan, tuple(stages), time.perf_counter() - begun if limits.work is None else None)


def _threads(asked: int | None) -> int:
    """As many as asked for, but no more than there are cores, or than one to prove and one to search."""
    cores = cpu_count() or 1
    return min(asked or cores, max(2, cores))


def _no_plan(case: Case, stated: Instance, options: Options) -> Infeasible | NoPlan:
    """What to raise where the solver says that there is no plan: it is believed where rules are found that clash."""
    clash = clashing(case, stated, options.ceilings.objectives)
    return Infeasible(clash) if clash else NoPlan(UNCONFIRMED)


def _require_difference(most: int, stage: Stage) -> None:
    """Raise `NothingElse` where the plan is like others in more than `most` candidates."""
    if stage.value > most + MARGIN:
        raise NothingElse(proven=stage.bound > most + MARGIN)


def _best(shop: Workshop, plans: Iterable[Plan | None]) -> Candidate | None:
    """The best of `plans` that is valid in this stage."""
    candidates = [shop.candidate(plan) for plan in plans if plan is not None]
    return min(filter(None, candidates), key=lambda candidate: candidate.value, default=None)


def _does_nothing(shop: Workshop, found: Candidate) -> bool:
    """True if a plan calls nothing off, though something could be, and is no better than doing nothing at all."""
    nothing = shop.candidate(untouched(shop.instance))
    idle = bool(shop.sets.call_offs) and not found.plan.call_offs
    return idle and nothing is not None and found.value >= nothing.value


def _known(shop: Workshop, options: Options, best: Candidate | None) -> Known:
    """What the options tell a stage: prices of a large case, if there is a plan to begin from; and their plan, as a
    first guess where it is not valid here.
    """
    prices = options.prices.get(shop.objective) if best is not None and shop.large else None
    guess = None if options.start is None or shop.candidate(options.start) else _within(shop.instance, options.start)
    return Known(duals_of(shop.matrix, prices) if prices else None, guess)


def _within(i: Instance, plan: Plan) -> Plan:
    """What `plan` decides of what the instance has."""
    return replace(
        plan,
        joined={k: inside for k, inside in plan.joined.items() if k in i.frameworks},
        call_offs={key: units for key, units in plan.call_offs.items() if key[0] in i.lots},
        extended=frozenset(k for k in plan.extended if k in i.frameworks),
        orders={key: units for key, units in plan.orders.items() if key[0] in i.orders},
    )


def _reporter(
    report: Reporter | None, number: int, stages: int, objective: str, limit: float | None, nothing: float
) -> Callable[[float, float, float], None] | None:
    """What tells `report` where a stage stands; a value that deciding `nothing` has, too, is no usable plan."""
    if report is None:
        return None

    def tell(value: float, bound: float, seconds: float) -> None:
        found = abs(value) < float("inf") and value < nothing
        proven = abs(bound) < float("inf")
        gap = max(0.0, value - bound) / max(abs(value), 1e-9) if found and proven else None
        plan, least = (value if found else None), (bound if proven else None)
        report(Progress(number + 1, stages, objective, plan, least, gap, seconds, limit))

    return tell
