"""The solve as a whole: stages told as they go, starts, stopping, and the path of large cases on small ones."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from os import cpu_count
from random import Random
from threading import Event, Lock, Timer

import highspy
import pytest

from pooling.case import case as c
from pooling.plan import stages
from pooling.plan.bound import prover
from pooling.plan.conditions.ceilings import Ceilings
from pooling.plan.plan import Plan
from pooling.plan.prepare import instance
from pooling.plan.program.highs import Answer
from pooling.plan.program.matrix import Matrix
from pooling.plan.solve import Infeasible, NoPlan, Options, Progress, solve
from pooling.plan.stage import workshop
from pooling.plan.verify import verify
from tests.benchmarks.generate import Size, generate
from tests.cases.pool import existing, need, partners, pool, quarter
from tests.oracle.small_cases import small_case
from tests.oracle.textbook import solve_textbook

CASE = pool(partners=partners("A", "B"), demand=(need("A", 10), need("B", 15)))


def first_objective(case: c.Case) -> c.Case:
    """The case with its delay as the only objective."""
    return replace(case, settings=replace(case.settings, objectives=("mean_delay",)))


def test_progress_is_told_stage_by_stage() -> None:
    """Stages in order; incumbents from the first plan on, and a closed gap at the end of each stage."""
    told: list[Progress] = []
    outcome = solve(CASE, Options(gap=0), told.append)
    numbers = [(p.stage, p.stages, p.objective) for p in told]
    assert list(dict.fromkeys(numbers)) == [(1, 2, "mean_delay"), (2, 2, "cost")]
    for n, stage in enumerate(outcome.stages, start=1):
        last = [p for p in told if p.stage == n][-1]
        assert (last.incumbent, last.gap) == (pytest.approx(stage.value), pytest.approx(0, abs=1e-6))


def test_a_stop_before_any_plan_leaves_nothing() -> None:
    """There is nothing to keep."""
    stop = Event()
    stop.set()
    with pytest.raises(NoPlan):
        solve(CASE, Options(gap=0), stop=stop)


def test_a_stop_leaves_the_later_stages_out() -> None:
    """What there is of the first stage is kept: here the plan to start from."""
    stop = Event()
    stop.set()
    start = Plan({"F": 0}, {"F": frozenset("A")}, {("T", "A", 0): 1.0})
    outcome = solve(CASE, Options(gap=0, start=start), stop=stop)
    assert [(stage.objective, stage.status) for stage in outcome.stages] == [("mean_delay", "interrupted")]
    assert outcome.plan == start


def test_calling_nothing_off_is_no_plan_while_something_better_may_be() -> None:
    """It is valid, but nothing is known of it."""
    stop = Event()
    stop.set()
    with pytest.raises(NoPlan, match="nothing better than calling nothing off"):
        solve(CASE, Options(gap=0, start=Plan()), stop=stop)


def test_calling_nothing_off_is_a_plan_where_it_is_proven_best() -> None:
    """Nothing is cheaper."""
    outcome = solve(replace(CASE, settings=replace(CASE.settings, objectives=("cost",))), Options(gap=0))
    assert (outcome.plan.call_offs, outcome.stages[0].status) == ({}, "optimal")


@pytest.mark.parametrize("small", [True, False])
def test_a_clash_that_nothing_confirms_is_no_proof(small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver's word that there is no plan is held against the rules: where none clash, none was found."""

    def no(matrix: Matrix, **_: object) -> Answer:
        return Answer("infeasible", None, float("inf"), float("inf"), 0.0)

    for module in (stages, prover):
        monkeypatch.setattr(module, "solve_matrix", no)
    if not small:
        monkeypatch.setattr(instance, "SMALL", 0)
        monkeypatch.setattr(instance, "FEW_LOTS", 0)
    with pytest.raises(NoPlan, match="a second look did not confirm"):
        solve(replace(CASE, frameworks=(existing(),), lots=(c.Lot("T", "F", "Q", "L", 1000, 5),)), Options(gap=0))


CEILINGS = {
    "objectives": (Ceilings(objectives={"mean_delay": 3, "cost": 100}), "ceiling: {} is at most {}"),
    "means": (
        Ceilings(means={p: ({"I": 1.0}, 1.5) for p in "AB"}),
        "guarantee: {} waits no longer than {} months on average",
    ),
}


@pytest.mark.parametrize(
    ("kind", "named"), [("objectives", [("mean_delay", 3), ("cost", 100)]), ("means", [("A", 1.5), ("B", 1.5)])]
)
def test_ceilings_that_clash_are_named(kind: str, named: list[tuple[str, int]]) -> None:
    """A and B need 25 at once at 10 each, of which 10 are made a quarter."""
    ceilings, sentence = CEILINGS[kind]
    with pytest.raises(Infeasible) as found:
        solve(CASE, Options(gap=0, ceilings=ceilings))
    assert {sentence.format(*row) for row in named} <= set(map(str, found.value.clash.rules))


@pytest.mark.parametrize("window", [0, 5])
def test_nothing_but_orders_is_a_case(window: int) -> None:
    """Without any framework to sign, also where time is up at once: nothing can be called off."""
    order = c.Order("O", "A", "Q", "L", 10, quarter(2), quarter(2 - min(window, 2)), quarter(2 + window))
    case = pool(orders=order, frameworks=(), lots=(), prices=())
    stop = Event()
    outcome = solve(case, Options(gap=0), stop=stop)
    assert [stage.status for stage in outcome.stages] == ["optimal", "optimal"]
    assert outcome.stages[0].value == pytest.approx(0 if window else 6)
    stop.set()
    assert solve(case, Options(gap=0, start=outcome.plan), stop=stop).plan == outcome.plan


@pytest.mark.parametrize("ending", ["stop", "time"])
def test_a_stage_ends_in_time(ending: str) -> None:
    """Whatever its threads are at: they are told of the end."""
    stop, begun = Event(), time.perf_counter()
    timer = Timer(1.5, stop.set)
    timer.start()
    options = Options(gap=0, time_limit=1.5 if ending == "time" else 600.0)
    with suppress(NoPlan):
        solve(generate("S", 1), options, stop=stop if ending == "stop" else None)
    timer.join()
    assert time.perf_counter() - begun < 60


@pytest.mark.parametrize("part", ["prove_beyond", "Search"])
def test_a_fault_is_heard_at_once(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A prover or a search that raises ends the stage with what it raised, long before its time is up."""

    def fault(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(stages, part, fault)
    begun = time.perf_counter()
    with pytest.raises(ZeroDivisionError):
        solve(generate("S", 1), Options(gap=0, time_limit=600))
    assert time.perf_counter() - begun < 60


@pytest.mark.parametrize("threads", [1, 2])
def test_no_more_threads_than_asked_for(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is one: nothing runs beside it."""
    running: list[int] = []
    solver, lock = highspy.Highs.run, Lock()

    def counted(h: highspy.Highs) -> object:
        with lock:
            running.append(running[-1] + 1 if running else 1)
            most.append(running[-1])
        try:
            return solver(h)
        finally:
            with lock:
                running.append(running[-1] - 1)

    most: list[int] = []
    monkeypatch.setattr(highspy.Highs, "run", counted)
    with suppress(NoPlan):
        solve(first_objective(generate("S", 1)), Options(gap=0, time_limit=3, threads=threads))
    assert max(most) == threads


def test_no_more_threads_than_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand would leave none of them time to find anything."""
    most: list[int] = []
    monkeypatch.setattr(stages, "PATIENCE", 0.0)
    executor = stages.ThreadPoolExecutor
    monkeypatch.setattr(stages, "ThreadPoolExecutor", lambda workers: most.append(workers) or executor(workers))
    with suppress(NoPlan):
        solve(first_objective(generate("S", 1)), Options(gap=0, time_limit=1, threads=1000))
    assert most
    assert max(most) <= max(2, cpu_count() or 1)


def test_limited_work_gives_the_same_plan() -> None:
    """As many steps, the same plan, whatever else the machine does."""
    case = generate(Size(partners=4, items=3, lines=5, frameworks=7, quarters=18), 2)
    outcomes = [solve(case, Options(gap=0, work=6)) for _ in range(2)]
    assert all(stage.gap > 0 for stage in outcomes[0].stages)  # not solved at once
    assert outcomes[0].plan == outcomes[1].plan
    assert [stage.value for stage in outcomes[0].stages] == [stage.value for stage in outcomes[1].stages]


@pytest.mark.parametrize("limits", [{}, {"LARGE": 0}])
def test_where_work_is_limited_no_programme_ends_by_the_clock(
    limits: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole programmes of constructions and steps end by their nodes: a slow machine finds the same."""
    for name, value in limits.items():
        monkeypatch.setattr(workshop, name, value)
    seconds: list[float] = []
    solver = highspy.Highs.run

    def timed(h: highspy.Highs) -> object:
        if h.getLp().integrality_:
            seconds.append(h.getOptionValue("time_limit")[1])
        return solver(h)

    monkeypatch.setattr(highspy.Highs, "run", timed)
    solve(generate(Size(partners=3, items=2, lines=4, frameworks=5, quarters=14), 1), Options(gap=0, work=4))
    assert len(seconds) > 4
    assert set(seconds) == {float("inf")}


def test_a_start_is_taken_up() -> None:
    """With a first objective that any plan fulfils, the first stage ends with the plan given."""
    idle = replace(CASE, settings=replace(CASE.settings, objectives=("frameworks",), mip_gap_pct=100))
    assert solve(idle, Options(gap=0, start=Plan())).plan == Plan()
    best = solve(CASE, Options(gap=0))
    again = solve(CASE, Options(gap=0, start=best.plan))
    assert [s.value for s in again.stages] == pytest.approx([s.value for s in best.stages])


def test_a_start_that_breaks_a_rule_is_ignored() -> None:
    """A plan that calls off what nobody signed is no plan to start from."""
    broken = Plan(call_offs={("T", "A", 0): 10})
    best, started = solve(CASE, Options(gap=0)), solve(CASE, Options(gap=0, start=broken))
    assert [s.value for s in started.stages] == pytest.approx([s.value for s in best.stages])


SIZES = {"small": {}, "medium": {"SMALL": 0}, "large": {"SMALL": 0, "LARGE": 0}}
"""Size → limits of sizes under which every case counts as one."""


@pytest.mark.parametrize("seed", [301, 304, 312])
@pytest.mark.parametrize("size", SIZES)
def test_the_paths_of_sizes(size: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """On every choice, as a whole or item by item: a valid plan, and a bound that the oracle's optimum respects."""
    monkeypatch.setattr(instance, "SMALL", 0)
    monkeypatch.setattr(instance, "FEW_LOTS", 2)
    for name, value in SIZES[size].items():
        monkeypatch.setattr(workshop, name, value)
    case = small_case(Random(seed))
    case = replace(case, settings=replace(case.settings, objectives=("mean_delay", "cost")))
    best = solve_textbook(case).stages[0].value
    outcome = solve(case, Options(gap=0.02, time_limit=2))
    stage = outcome.stages[0]
    assert verify(case, outcome.plan).violations == ()
    assert stage.bound <= best + 1e-5 * max(1, abs(best))
    assert stage.value >= best - 1e-5 * max(1, abs(best))
    assert stage.status in ("optimal", "gap", "time_limit")
    assert outcome.seconds < 20


@pytest.mark.parametrize("seed", [301, 304, 312])
@pytest.mark.parametrize("size", ["small", "medium"])
def test_what_moments_do_not_solve_is_branched_on(size: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Choices first, then call-offs too: the oracle's optimum is found and proven."""
    monkeypatch.setattr(stages, "PATIENCE", 0.0)
    for name, value in SIZES[size].items():
        monkeypatch.setattr(workshop, name, value)
    case = first_objective(small_case(Random(seed)))
    best = solve_textbook(case).stages[0].value
    stage = solve(case, Options(gap=1e-6, time_limit=8)).stages[0]
    assert (stage.value, stage.bound) == pytest.approx((best, best), rel=1e-4, abs=1e-6)
