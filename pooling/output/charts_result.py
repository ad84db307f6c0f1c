"""The charts of a result workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pooling.case.calendar import later
from pooling.case.case import Case
from pooling.output.chart import BLUE, ORANGE, SKY, VERMILION, Chart
from pooling.output.table import Column, Table, columns, unique_headers
from pooling.plan.figures import Figures, FrameworkFigures

MOST_SERIES = 7
"""Series that stay distinguishable in one chart; the rest is summed up."""

MOST_BARS = 12
"""Bars that stay readable in one block's height."""

OTHER = "other"


def result_charts(case: Case, figures: Figures, as_ordered: Figures | None = None) -> list[Chart]:
    """Need met by family, deliveries by framework, payments by partner, and the frameworks' timeline."""
    return [
        *_attainment(case, figures, as_ordered),
        _deliveries(figures),
        _payments(case, figures),
        _timeline(case, figures),
    ]


def family_attainment(case: Case, figures: Figures) -> dict[str, list[float]]:
    """Family to the share of need met [%] at each period's end: the mean over partners' items that need anything."""
    family = {item.item: item.family or item.item for item in case.items}
    rows = defaultdict(list)
    for row in figures.pairs.values():
        if row.need[-1] > 0:
            rows[family[row.item]].append(row)
    return {
        name: [sum(row.attainment_pct(t) for row in members) / len(members) for t in range(len(figures.periods))]
        for name, members in sorted(rows.items())
    }


def _attainment(case: Case, figures: Figures, as_ordered: Figures | None) -> Iterable[Chart]:
    """One chart a family: the plan, and the plan with orders at their planned dates beside it."""
    before = family_attainment(case, as_ordered) if as_ordered else {}
    for number, (family, met) in enumerate(family_attainment(case, figures).items(), start=1):
        beside = before.get(family)
        head = columns("period:period plan:percent") + (Column("as ordered", "percent"),) * bool(beside)
        lines = zip(figures.periods, met, *([beside] if beside else []), strict=True)
        yield Chart(
            Table(f"attainment_{number}", f"Need met: {family}", head, tuple(lines)),
            "line",
            "% of need delivered",
            colours=(BLUE, VERMILION),
            span=(0, 100),
        )


def _deliveries(figures: Figures) -> Chart:
    called = [(row.framework, figures.periods[row.period].year, row.value) for row in figures.call_offs]
    return deliveries_chart(called, sorted({day.year for day in figures.periods}))


def deliveries_chart(called: Iterable[tuple[str, int, float]], years: Sequence[int]) -> Chart:
    """Value by year and framework of what is `called` off (framework, year, EUR); the smallest are summed up."""
    value: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for code, year, amount in called:
        value[code][year] += amount / 1e6
    largest = sorted(value, key=lambda code: (-sum(value[code].values()), code))
    shown, rest = largest[:MOST_SERIES], largest[MOST_SERIES:]
    rows = [
        (
            year,
            *(value[code][year] for code in shown),
            *([sum(value[code][year] for code in rest)] if rest else []),
        )
        for year in (years if value else ())
    ]
    head = (
        Column("year", "int"),
        *(Column(code, "quantity") for code in unique_headers([*shown, *([OTHER] if rest else [])], "year")),
    )
    return Chart(
        Table("deliveries", "Deliveries from frameworks, by year", head, tuple(rows)),
        "stacked",
        "million EUR",
        wide=True,
        grey=frozenset({OTHER}) if rest else frozenset(),
    )


def _payments(case: Case, figures: Figures) -> Chart:
    """What every purse pays over the horizon at the prices reached, reserves at ceiling prices, and may pay.

    No budget, no bar; nothing is reserved where budgets count the prices reached.
    """
    paid: dict[str, float] = defaultdict(float)
    reserved: dict[str, float] = defaultdict(float)
    limit: dict[str, float] = {}
    for row in figures.budgets:
        paid[row.partner] += row.reached / 1e6
        reserved[row.partner] += row.paid / 1e6
        if row.limit is not None:
            limit[row.partner] = limit.get(row.partner, 0.0) + row.limit / 1e6
    at_ceiling = case.settings.budget_price == "ceiling"
    rows = tuple(
        (code, paid[code], *([reserved[code]] if at_ceiling else []), limit.get(code))
        for code in paid
        if paid[code] or limit.get(code)
    )
    held = "reserved:quantity" if at_ceiling else ""
    return Chart(
        Table(
            "payments",
            f"Paid (prices reached){' and reserved (ceiling prices)' if at_ceiling else ''} against budgets, "
            f"{case.settings.start.year} to {case.settings.end.year}",
            columns(f"partner:code paid:quantity {held} budget:quantity"),
            rows,
        ),
        "column",
        "million EUR",
        wide=True,
        colours=(BLUE, ORANGE, SKY) if at_ceiling else (BLUE, SKY),
    )


def _timeline(case: Case, figures: Figures) -> Chart:
    """A bar a framework: from signing to first delivery, and from there to its end, within the horizon."""
    start, end = case.settings.start, later(case.settings.end, 1).replace(day=1)
    names = {row.framework: row.name for row in case.frameworks}
    in_time = [row for row in figures.frameworks.values() if row.end > start]
    in_time.sort(key=lambda row: (row.signed, row.framework))
    rows = [(_label(row.framework, names), *_spans(row, start, end)) for row in in_time]
    return Chart(
        Table(
            "timeline",
            "Frameworks from signing to end",
            columns("framework signed:date days_to_first_delivery:int days_of_delivery:int"),
            tuple(rows),
        ),
        "timeline",
        "light: from signing to first delivery, dark: deliveries",
        wide=True,
        blocks=2 if len(rows) > MOST_BARS else 1,
        colours=(SKY, SKY, BLUE),
        span=(start.replace(month=1), date(case.settings.end.year + 1, 1, 1)),
    )


def _spans(row: FrameworkFigures, start: date, end: date) -> tuple[date, int, int]:
    """Signing, days until the first delivery, days from there to the end, as far as they lie in the horizon."""
    signed, last = max(row.signed, start), min(row.end, end)
    first = min(max(row.first_delivery or last, start), last)
    return signed, (first - signed).days, (last - first).days


def _label(code: str, names: Mapping[str, str], longest: int = 60) -> str:
    text = f"{code}: {names[code]}" if names.get(code) else code
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
