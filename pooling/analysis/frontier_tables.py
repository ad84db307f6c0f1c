"""A frontier as tables and charts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pooling.analysis.frontier import Frontier, Point
from pooling.output.chart import BLUE, ORANGE, VERMILION, Chart
from pooling.output.comparison import comparison_tables
from pooling.output.entry import PROVEN
from pooling.output.overview import GAP
from pooling.output.proof import between, lower_at_most
from pooling.output.table import Cell, Column, ColumnKind, Table, unique_headers
from pooling.output.words import counted, listing


@dataclass(frozen=True)
class Shown:
    """How an objective is shown: column, its kind and scale there; words, unit and scale on an axis."""

    column: str
    kind: ColumnKind
    words: str
    unit: str = ""
    scale: float = 1
    on_axis: float = 1

    @property
    def head(self) -> str:
        """The head of a column on the terminal."""
        return "EUR" if self.kind == "money" else self.words

    @property
    def axis(self) -> str:
        """The title of an axis."""
        return ", ".join(filter(None, (self.words, self.unit)))


SHOWN = {
    "mean_delay": Shown("mean_delay_months", "months", "mean delay", "months"),
    "worst_delay": Shown("worst_delay_months", "months", "worst delay", "months"),
    "fair_shares": Shown("fair_shares_months", "months", "fair shares", "months"),
    "cost": Shown("cost_eur", "money", "cost", "million EUR", on_axis=1e-6),
    "non_eu_share": Shown("non_eu_share_pct", "percent", "non-EU share", "%", 100, 100),
    "frameworks": Shown("frameworks_signed", "int", "frameworks signed"),
}
BILLION = 1e9
"""Where costs reach this, an axis counts billions."""

NO_PLAN = "no plan"
"""In place of a point's name, where no plan keeps the bounds."""


def frontier_tables(result: Frontier) -> list[Table]:
    """frontier, and the sheets of a comparison of its points."""
    entries = [point.entry for point in result.points]
    return [frontier_table(result), *(comparison_tables([*entries, *result.failed]) if entries else [])]


def frontier_table(result: Frontier) -> Table:
    """A row a point: its values, the bounds it was solved under, how well it is proven; then bounds without a plan."""
    values = [Column(SHOWN[name].column, SHOWN[name].kind) for name in result.objectives]
    bounds = [Column(f"bound_{SHOWN[name].column}", SHOWN[name].kind) for name in result.objectives[1:]]
    proof = [Column("status", "code"), Column("gap_pct", "percent"), Column("seconds", "quantity")]
    proof += [Column(f"{SHOWN[name].column}{GAP}", "percent") for name in result.objectives]
    rows = tuple(_row(point, result.objectives) for point in (*result.points, *result.empty))
    left_out = f"{result.dominated} dominated ones left out"
    title = f"Points that no other dominates ({'; '.join(filter(None, (left_out, without_plan(result))))})"
    return Table("frontier", title, (Column("point", "code"), *values, *bounds, *proof), rows)


def without_plan(result: Frontier) -> str:
    """How many cells of the grid have no plan; empty if all have one."""
    number = len(result.empty)
    return f"no plan keeps the bounds of {number} {'cell' if number == 1 else 'cells'}" if number else ""


def _row(point: Point, objectives: tuple[str, ...]) -> tuple[Cell, ...]:
    values = [point.values[name] * SHOWN[name].scale if name in point.values else None for name in objectives]
    bounds = [point.bounds[name] * SHOWN[name].scale if name in point.bounds else None for name in objectives[1:]]
    outcome = point.entry.outcome
    if outcome is None:
        return NO_PLAN, *values, *bounds, point.entry.status, *[None] * (2 + len(objectives))
    gap = 100 * max(stage.gap for stage in outcome.stages)
    gaps = [point.entry.gap_pct(name) for name in objectives]
    return point.entry.name, *values, *bounds, point.entry.status, gap, outcome.seconds, *gaps


def frontier_sentences(result: Frontier) -> list[str]:
    """How many points there are, between what they lie, and how well they are proven."""
    lines = []
    if result.points:
        names = listing([SHOWN[name].words for name in result.objectives])
        lines.append(f"{counted(len(result.points), 'point')} between {names} that no other dominates.")
    for point in (result.points[0], result.points[-1]) if len(result.points) > 1 else result.points:
        said = [f"{SHOWN[name].words} {_between(point, name)}" for name in result.objectives]
        lines.append(f"{point.entry.name.capitalize()}: {listing(said, separator='; ')}.")
    first = result.objectives[0]
    gaps = [gap for point in result.points if (gap := point.entry.gap_pct(first)) is not None]
    if gaps:
        lines.append(f"Under its bounds each point's {SHOWN[first].words} {lower_at_most(max(gaps))}.")
    if len(gaps) < len(result.points):
        lines.append(f"{counted(len(result.points) - len(gaps), 'point')} without any proven bound.")
    if result.empty:
        lines.append(f"{without_plan(result).capitalize()}: they are too tight together.")
    if result.failed:
        lines.append(f"Not solved: {listing([f'{entry.name} ({entry.status})' for entry in result.failed], 10)}.")
    return lines


def _between(point: Point, name: str) -> str:
    """Between which values the best lies under the point's bounds."""
    kpi = next(kpi for kpi in PROVEN if kpi.objective == name)
    return between(kpi.interval(point.entry), kpi.tell)


def frontier_charts(result: Frontier) -> list[Chart]:
    """The first two objectives against each other, points numbered; three series where there is a third."""
    first, second, *others = result.objectives
    x, y = _shown(result, first), _shown(result, second)
    title = f"{y.words[:1].upper()}{y.words[1:]} against {x.words}"
    points = [(p.values[first] * x.on_axis, p.values[second] * y.on_axis, p) for p in result.points]
    names = [point.entry.name.removeprefix("point ") for point in result.points]
    if not others:
        pair = (Column(x.column, "quantity"), Column(y.column, "quantity"))
        table = Table("trade_off", title, pair, tuple((a, b) for a, b, _ in points))
        return [Chart(table, "scatter", y.axis, x.axis, wide=True, blocks=2, colours=(BLUE,), points=names)]
    levels = _levels(result, others[0])
    names_of_levels = unique_headers((name for name, _, _ in levels), x.column)
    head = (Column(x.column, "quantity"), *(Column(name, "quantity") for name in names_of_levels))
    rows = tuple(
        (a, *(b if low <= p.values[others[0]] <= high else None for _, low, high in levels)) for a, b, p in points
    )
    table = Table("trade_off", f"{title}, by {SHOWN[others[0]].words}", head, rows)
    colours = (BLUE, ORANGE, VERMILION)
    return [Chart(table, "dots", y.axis, x.axis, wide=True, blocks=2, colours=colours, points=names)]


def _shown(result: Frontier, name: str) -> Shown:
    """How an objective is shown on an axis: large costs in billions."""
    shown = SHOWN[name]
    if name == "cost" and max((point.values[name] for point in result.points), default=0.0) >= BILLION:
        return replace(shown, unit="billion EUR", on_axis=1e-9)
    return shown


def _levels(result: Frontier, name: str) -> list[tuple[str, float, float]]:
    """Thirds of the range of an objective, each with its name; one where all have the same value."""
    values = [point.values[name] for point in result.points]
    low, high = min(values, default=0.0), max(values, default=0.0)
    parts = 3 if high > low else 1
    edges = [low + (high - low) * n / parts for n in range(parts + 1)]
    shown = _shown(result, name)
    ends = zip(edges, (*edges[1:-1], high), strict=False)
    return [
        (
            f"{shown.words} {_short(a * shown.on_axis)} to {_short(b * shown.on_axis)} {shown.unit}".strip(),
            a if n == 0 else _above(a),
            b,
        )
        for n, (a, b) in enumerate(ends)
    ]


def _short(number: float) -> str:
    """Two decimals at most."""
    return f"{number:,.2f}".rstrip("0").rstrip(".")


def _above(edge: float) -> float:
    """The least number that belongs to the next third."""
    return edge + 1e-12 * (1 + abs(edge))
