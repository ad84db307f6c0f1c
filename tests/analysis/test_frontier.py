"""The trade-off curve on a case that is solved in the head."""

from dataclasses import replace

import pytest

from pooling.analysis.compare import entry_of
from pooling.analysis.frontier import Frontier, Point, _undominated, _waves, frontier
from pooling.analysis.frontier_tables import frontier_charts, frontier_table, frontier_tables
from pooling.analysis.runs import Run, Task
from pooling.output.entry import Entry
from pooling.plan.solve import Options
from tests.helpers.here import here
from tests.oracle.hand import shared_line


@pytest.fixture(scope="module")
def drawn():
    """Months against money: eight units at ten and a setup of seven, or less for less; and every task solved for it."""
    tasks = []

    def note(batch):
        tasks.extend(batch)
        return here(batch)

    return frontier(shared_line(), ("mean_delay", "cost"), 9, Options(), note), tasks


@pytest.fixture
def curve(drawn):
    return drawn[0]


@pytest.fixture
def tasks(drawn):
    return drawn[1]


def test_ends_are_the_best_of_each_objective(curve):
    """All eight units for 87 at a mean delay of one month; nothing for nothing."""
    first, last = curve.points[0].values, curve.points[-1].values
    assert first == pytest.approx({"mean_delay": 1.0, "cost": 87.0})
    assert last["cost"] == 0
    assert last["mean_delay"] == pytest.approx(24)


def test_every_point_is_the_best_for_its_money(curve):
    """n units for 7 + 10 n: the four of A first; A's delay falls by 16/3 months a unit, B's by less."""
    for point in curve.points[:-1]:
        units = round((point.values["cost"] - 7) / 10)
        assert point.values["cost"] == pytest.approx(7 + 10 * units)
        a, b = min(units, 4), max(0, units - 4)
        late_a = 24 * (4 - a) / 4
        late_b = (3 * 4 + (24 - 3) * (4 - b)) / 4 if units > 4 else 24
        assert point.values["mean_delay"] == pytest.approx((2 * late_a + late_b) / 3)


def test_no_point_dominates_another_and_bounds_hold(curve):
    """Better in one means worse in the other; what a point costs is within its bound."""
    months = [point.values["mean_delay"] for point in curve.points]
    costs = [point.values["cost"] for point in curve.points]
    assert months == sorted(months)
    assert costs == sorted(costs, reverse=True)
    assert len(set(costs)) == len(costs)
    assert all(point.values["cost"] <= point.bounds.get("cost", float("inf")) for point in curve.points)
    assert len(curve.points) + curve.dominated == 9
    assert curve.failed == ()


def test_points_start_from_neighbours(tasks):
    """All but the two ends begin from a plan that keeps their bound."""
    assert [task.options.start is None for task in tasks] == [True, True, *[False] * 7]
    assert tasks[2].case.settings.objectives == ("mean_delay", "cost")
    assert tasks[1].case.settings.objectives == ("cost", "mean_delay")


def test_points_begin_with_what_their_neighbours_know():
    """Not the plan alone: what limits were worth in it, too, by objective."""
    prices = {("partner_budget", ("P01", 2026)): -1e-9}
    tasks = []

    def priced(batch):
        tasks.extend(batch)
        return [
            replace(
                run, outcome=replace(run.outcome, stages=tuple(replace(s, prices=prices) for s in run.outcome.stages))
            )
            for run in here(batch)
        ]

    frontier(shared_line(), ("mean_delay", "cost"), 3, Options(), priced)
    known = dict.fromkeys(("mean_delay", "cost"), prices)
    assert [task.options.prices for task in tasks] == [{}, {}, known]


def test_three_objectives_give_a_grid():
    """Bounds on two of them; combinations that no plan keeps are no failures."""
    result = frontier(shared_line(), ("mean_delay", "cost", "frameworks"), 4, Options(), here)
    assert {point.values["frameworks"] for point in result.points} == {0, 1}
    assert result.failed == ()
    (chart,) = frontier_charts(result)
    assert len(chart.table.columns) == 4
    drawn = [cell for row in chart.table.rows for cell in row[1:] if cell is not None]
    assert len(drawn) == len(result.points)


def test_cells_without_plan_are_shown():
    """Mean delay and money bounded together: where the money does not pay for the months, a row says so."""
    result = frontier(shared_line(), ("worst_delay", "mean_delay", "cost"), 9, Options(), here)
    cells = {(point.bounds["mean_delay"], point.bounds["cost"]) for point in result.empty}
    assert len(cells) == 6
    assert len(result.points) + result.dominated + len(cells) == 3 + 9
    for months, money in cells:
        units = max(0, int((money - 7) / 10))
        least = (2 * 24 * (4 - min(units, 4)) / 4 + (24 if units <= 4 else 24 - 5.25 * (units - 4))) / 3
        assert least > months
    table = frontier_table(result)
    assert table.title.endswith("no plan keeps the bounds of 6 cells)")
    rows = [row for row in table.records() if row["status"] == "infeasible"]
    assert table.records()[-6:] == rows
    assert {(row["bound_mean_delay_months"], row["bound_cost_eur"]) for row in rows} == cells
    assert {row["point"] for row in rows} == {"no plan"}
    (chart,) = frontier_charts(result)
    assert len(chart.table.rows) == len(result.points)


def test_a_case_without_any_plan_is_a_failure():
    """An end that is infeasible is no cell: it fails, so that the command can say so."""
    infeasible = frontier(
        shared_line(), ("mean_delay", "cost"), 5, Options(), lambda tasks: [Run(task, "infeasible") for task in tasks]
    )
    assert [entry.status for entry in infeasible.failed] == ["infeasible", "infeasible"]
    assert infeasible.empty == ()


def test_tables_and_chart(curve):
    """A row a point with bound and gap, the comparison's sheets, one picture."""
    tables = {table.name: table for table in frontier_tables(curve)}
    assert list(tables) == ["frontier", "overview", "delays", "frameworks", "payments"]
    rows = tables["frontier"].records()
    assert [row["point"] for row in rows] == [f"point {n}" for n in range(1, len(rows) + 1)]
    assert rows[1]["bound_cost_eur"] >= rows[1]["cost_eur"]
    assert all(row["gap_pct"] <= 0.01 for row in rows)
    (chart,) = frontier_charts(curve)
    assert chart.table.rows[0] == (pytest.approx(1), pytest.approx(87e-6))
    assert list(chart.points) == [str(n) for n in range(1, len(rows) + 1)]


def test_large_costs_are_drawn_in_billions():
    """A cost of a billion or more, as one of two objectives and as the third."""
    for euros, unit in ((2e9, "billion EUR"), (2e8, "million EUR")):
        values = {"mean_delay": 3.0, "non_eu_share": 0.25, "cost": euros}
        two = {name: values[name] for name in ("mean_delay", "cost")}
        (pair,) = frontier_charts(Frontier(tuple(two), (Point(Entry("point 1"), {}, two),), 0, ()))
        (grid,) = frontier_charts(Frontier(tuple(values), (Point(Entry("point 1"), {}, values),), 0, ()))
        assert pair.value_axis == f"cost, {unit}"
        number = "2" if unit.startswith("b") else "200"
        assert [column.name for column in grid.table.columns[1:]] == [f"cost {number} to {number} {unit}"]
        assert (grid.value_axis, grid.table.rows[0][:2]) == ("non-EU share, %", (3.0, 25.0))


def test_dominated_points_are_dropped():
    """As good in both and better in one; of equal points one stays."""

    def point(*values):
        return Point(Entry("p"), {}, dict(zip("ab", values, strict=True)))

    kept = _undominated([point(1, 5), point(2, 2), point(2, 3), point(5, 1), point(1, 5), point(6, 6)])
    assert [tuple(p.values.values()) for p in kept] == [(1, 5), (2, 2), (5, 1)]


def test_halving_visits_every_bound_once():
    """The middle, then the middles on either side."""
    bounds = [{"x": float(n)} for n in range(7)]
    waves = [[int(b["x"]) for b in wave] for wave in _waves(bounds)]
    assert waves == [[3], [1, 5], [0, 2, 4, 6]]
    assert list(_waves([])) == []


def test_where_an_end_fails_there_is_no_curve():
    """An end without plan is a failure that is told; nothing else is solved."""
    batches = []

    def failing(batch):
        batches.append(batch)
        return [Run(task, "no_plan", "no plan within 1 s") for task in batch]

    result = frontier(shared_line(), ("mean_delay", "cost"), 5, Options(), failing)
    assert result == Frontier(("mean_delay", "cost"), (), 0, tuple(entry_of(r) for r in failing(batches[0])))
    assert len(batches) == 2
    assert frontier_tables(result)[0].rows == ()
    assert isinstance(batches[0][0], Task)
