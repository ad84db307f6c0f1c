"""What keeping an earlier result costs: told as far as the proofs of both plans carry it."""

from pooling.output.entry import Entry
from pooling.output.kept_tables import with_price
from pooling.output.table import Table, columns
from pooling.plan.plan import Outcome, Stage
from pooling.plan.verify import verify


def price(case, plan, bound_pct: float) -> str:
    """The sentence where the plan that keeps is also the best one found freely; bounds are so many percent of both."""
    figures = verify(case, plan).figures
    objectives = {"mean_delay": figures.mean_delay, "cost": figures.cost.total}
    stages = (Stage(name, n, n * bound_pct / 100, 1 - bound_pct / 100, 1.0, "gap") for name, n in objectives.items())
    entry = Entry("kept", case, figures, Outcome(plan, tuple(stages), 1.0))
    return str(with_price(Table("summary", "", columns("key value"), ()), entry, entry).rows[-1][1])


def test_nothing_is_told_that_gaps_may_hide(rich_case, rich_plan):
    """Two plans alike, each with a gap of half: keeping never saves time, it may cost half of it; cost is open."""
    half = verify(rich_case, rich_plan).figures.mean_delay / 2
    said = price(rich_case, rich_plan, 50)
    assert said.startswith(f"Keeping the earlier result costs between 0.0 and {half:.1f} months of mean delay")
    assert "not significant" in said.partition("delay")[2]


def test_what_is_proven_is_told(rich_case, rich_plan):
    """Without a gap both are the same."""
    assert price(rich_case, rich_plan, 100).count("neither saves nor costs") == 2
