"""Plans are offered to one another: whoever may do more is never worse by accident."""

from math import inf

from pooling.analysis.offers import FAULT, exchanged, run_together
from pooling.analysis.runs import Run, Task
from pooling.plan.conditions.ceilings import Ceilings
from pooling.plan.plan import Outcome, Plan, Stage
from pooling.plan.solve import Options
from pooling.plan.verify import verify
from tests.oracle.hand import shared_line

AT_ONCE = Plan({"F": 0}, {"F": frozenset("A")}, {("F1", "A", 0): 4.0})
WAIT = Plan({"F": 0}, {"F": frozenset("A")}, {("F1", "A", 1): 4.0})


def ended(label, case, plan, options=None, bound=0.5):
    """A run that found `plan`, with a bound on mean delay of that part of its value."""
    figures = verify(case, plan).figures
    stage = Stage("mean_delay", figures.mean_delay, bound * figures.mean_delay, 1 - bound, 1.0, "time_limit")
    return Run(Task(label, case, options or Options()), "done", "", Outcome(plan, (stage,), 1.0), figures)


def test_a_better_plan_of_another_is_taken_with_the_bound_of_its_own():
    """The looser case found less; it takes the other's plan, its own bound stays, its gap shrinks."""
    tight, loose = shared_line(per_year=16), shared_line(per_year=32)
    runs = exchanged([ended("loose", loose, WAIT), ended("tight", tight, AT_ONCE)])
    before = ended("loose", loose, WAIT).outcome.stages[0]
    (stage,) = runs[0].outcome.stages
    assert runs[0].plan == runs[1].plan == AT_ONCE
    assert runs[0].figures == verify(loose, AT_ONCE).figures
    assert stage.value < before.value
    assert stage.bound == before.bound
    assert stage.gap < before.gap


def test_a_plan_that_breaks_a_rule_or_a_ceiling_is_not_taken():
    """Half the capacity; nobody later than a delay that the plan misses; a bound on an objective."""
    slow = shared_line(per_year=8)
    assert exchanged([ended("slow", slow, Plan()), ended("fast", shared_line(), AT_ONCE)])[0].plan == Plan()
    strict = Options(ceilings=Ceilings(delays={("B", "I"): 0.0}))
    dear = Options(ceilings=Ceilings(objectives={"cost": 1.0}))
    for options in (strict, dear):
        run = ended("x", shared_line(), Plan(), options)
        assert exchanged([run, ended("y", shared_line(), AT_ONCE)])[0] == run


def test_a_bound_that_another_plan_refutes_is_left_out_and_said():
    """A bound above the value of a valid plan proves nothing."""
    case = shared_line()
    run, _ = exchanged([ended("wrong", case, WAIT, bound=1.0), ended("right", case, AT_ONCE)])
    assert run.plan == AT_ONCE
    assert run.message == FAULT
    assert (run.outcome.stages[0].bound, run.outcome.stages[0].gap) == (-inf, inf)
    assert run.outcome.stages[0].status != "optimal"


def test_the_order_of_runs_makes_no_difference():
    """Whoever ends first."""
    case = shared_line()
    runs = [ended("a", case, WAIT), ended("b", case, AT_ONCE), ended("c", case, Plan())]
    ways = [exchanged(order) for order in (runs, runs[::-1])]
    assert {run.task.label: run.plan for run in ways[0]} == {run.task.label: run.plan for run in ways[1]}
    assert all(run.plan == AT_ONCE for run in ways[0])


def test_a_run_without_a_plan_is_solved_again_from_one_that_fits():
    """Its own task stays, only where it begins differs."""
    case, asked = shared_line(), []

    def run_all(tasks):
        asked.append([(task.label, task.options.start) for task in tasks])
        return [
            ended(task.label, case, AT_ONCE)
            if task.options.start or task.label == "found"
            else Run(task, "no_plan", "-")
            for task in tasks
        ]

    runs = run_together([Task("late", case), Task("found", case)], run_all)
    assert asked == [[("late", None), ("found", None)], [("late", AT_ONCE)]]
    assert [run.status for run in runs] == ["done", "done"]
    assert runs[0].task == Task("late", case)
