"""Headline: what was found, in sentences for those who plan and those who decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from pooling.case.calendar import later
from pooling.case.case import Case
from pooling.case.schema import COMMON
from pooling.output.words import PERIODS, counted, listing, money, month, months
from pooling.plan.figures import Figures, PairFigures
from pooling.plan.verify import Verdict

SPENT = 0.01
"""A budget of which no more than this part is left counts as spent."""
FEW = 3
"""Partners of a framework that are named; of more only the number is told."""
FULL = 0.05
"""A line or material of which no more than this part is unused counts as at its limit."""


def headline(case: Case, verdict: Verdict, as_ordered: Figures | None = None) -> list[str]:
    """Is it valid; when needs and norms are met, and what is not; what pooling signs and saves; what holds it back."""
    figures = verdict.figures
    return [
        *_broken(verdict),
        *_needs(case, figures),
        *_norms(case, figures),
        *_unmet(case, figures),
        *_signed(case, figures),
        *_savings(figures),
        *_bottleneck(case, figures),
        *_budgets(case, figures),
        *_shifting(figures, as_ordered),
    ]


def _broken(verdict: Verdict) -> Iterator[str]:
    if verdict.violations:
        messages = listing([violation.message for violation in verdict.violations])
        yield f"This plan is not valid, it breaks {counted(len(verdict.violations), 'rule')}: {messages}."


def _end(case: Case, day: date) -> str:
    """The last month of the period that begins on `day`."""
    return month(later(day, case.settings.period_months - 1))


def _owing(figures: Figures) -> list[PairFigures]:
    return [row for row in figures.pairs.values() if row.need[-1] > 0]


def _name(case: Case, row: PairFigures) -> str:
    partner = next(p for p in case.partners if p.partner == row.partner)
    item = next(i for i in case.items if i.item == row.item)
    return f"{item.name or item.item} for {partner.name or partner.partner}"


def _needs(case: Case, figures: Figures) -> Iterator[str]:
    rows = _owing(figures)
    if not rows:
        yield "Nothing is needed within the horizon."
        return
    met = [row.need_met_by for row in rows if row.need_met_by is not None]
    if len(met) == len(rows):
        yield f"All needs of all partners are met by {_end(case, max(met))}."
    else:
        yield (
            f"{len(met)} of {counted(len(rows), 'need')} are met by the end of {month(case.settings.end)}; "
            f"{figures.need_met_pct:.1f} % of what is needed is delivered by then."
        )
    worst = max(rows, key=lambda row: row.delay)
    if worst.delay > 0:
        yield (
            f"A needed unit comes {months(figures.mean_delay)} late on average, "
            f"at worst {months(worst.delay)} ({_name(case, worst)})."
        )
    else:
        yield "Nothing comes late."


def _norms(case: Case, figures: Figures) -> Iterator[str]:
    """What is held against norms: where partners give norms, when stocks reach them for good."""
    rows = [row for row in _owing(figures) if row.norm is not None and max(row.norm) > 0]
    met = [row.need_met_by for row in rows if row.need_met_by is not None]
    if rows and len(met) == len(rows):
        yield f"All stock norms that call for deliveries are reached by {_end(case, max(met))}."
    elif rows:
        last = f", the last of them by {_end(case, max(met))}" if met else ""
        yield f"Stock norms that call for deliveries: {len(met)} of {len(rows)} are reached{last}."


def _unmet(case: Case, figures: Figures) -> Iterator[str]:
    rows = [row for row in _owing(figures) if row.need_met_by is None]
    rows.sort(key=lambda row: (-row.backlog[-1] / row.need[-1], row.partner, row.item))
    if rows:
        parts = [f"{_name(case, row)} ({row.backlog[-1]:,.10g} of {row.need[-1]:,.10g} missing)" for row in rows]
        yield f"Not met by the end: {listing(parts, separator='; ')}."


def _signed(case: Case, figures: Figures) -> Iterator[str]:
    names = {row.framework: row.name or row.framework for row in case.frameworks}
    new = {row.framework for row in case.frameworks if row.status == "candidate"}
    partners = {row.partner: row.name or row.partner for row in case.partners}
    rows = sorted((row for row in figures.frameworks.values() if row.framework in new), key=lambda row: row.signed)
    if not rows:
        yield "The plan signs no new framework."
        return
    parts = [
        f"{names[row.framework]} ({month(row.signed)}, {_with([partners[p] for p in row.partners])})" for row in rows
    ]
    yield f"The plan signs {counted(len(rows), 'framework')}: {listing(parts, 6, '; ')}."


def _with(partners: list[str]) -> str:
    """Who is in, by name as long as they are few."""
    return listing(partners) if len(partners) <= FEW else counted(len(partners), "partner")


def _savings(figures: Figures) -> Iterator[str]:
    value = sum(row.value for row in figures.frameworks.values())
    rebate = sum(row.rebate for row in figures.frameworks.values())
    if value > 0:
        saved = (
            f", {money(rebate)} ({100 * rebate / (value + rebate):.1f} %) below ceiling prices" if rebate > 0 else ""
        )
        yield f"Partners call off {money(value)} on frameworks{saved}."
    back = f" after {money(figures.cost.reimbursed)} of co-financing" if figures.cost.reimbursed > 0 else ""
    yield f"The whole plan costs {money(figures.cost.total)}{back}."


def _bottleneck(case: Case, figures: Figures) -> Iterator[str]:
    """The line or material that is at its limit in most periods in which somebody waits for what it makes."""
    count = _limited_periods(case, figures)
    if not count:
        return
    code = max(count, key=lambda code: (count[code], code))
    names = {row.line: row.name for row in case.lines} | {row.material: row.name for row in case.materials}
    shown = f"{names[code]} ({code})" if names.get(code) else code
    periods = PERIODS[case.settings.period_months]
    yield (
        f"The bottleneck is {shown}: it is at its limit in {count[code]} of {len(figures.periods)} {periods} "
        "while partners wait for what it makes."
    )


def _limited_periods(case: Case, figures: Figures) -> dict[str, int]:
    """Line or material to the number of periods in which it is at its limit and one of its items is owed."""
    item_of = {row.product: row.item for row in case.products}
    lot_size = {row.item: row.lot_size for row in case.items}
    items: dict[str, set[str]] = defaultdict(set)
    largest: dict[str, float] = defaultdict(float)
    for lot in case.lots:
        item = item_of[lot.product]
        items[lot.line].add(item)
        largest[lot.line] = max(largest[lot.line], lot.load * lot_size[item])
    for recipe in case.recipes:
        items[recipe.material].add(item_of[recipe.product])
    owed = {(row.item, t) for row in figures.pairs.values() for t, backlog in enumerate(row.backlog) if backlog > 0}
    count: dict[str, int] = defaultdict(int)
    for line in figures.lines:
        room = line.capacity + line.carried_in
        unused = room - line.orders - line.call_offs
        limited = line.capacity > 0 and unused < max(largest[line.line] * (1 - 1e-9), FULL * room)
        if limited and any((item, line.period) in owed for item in items[line.line]):
            count[line.line] += 1
    for material in figures.materials:
        limited = material.used > 0 and material.left <= FULL * (material.used + material.left)
        if limited and any((item, material.period) in owed for item in items[material.material]):
            count[material.material] += 1
    return count


def _budgets(case: Case, figures: Figures) -> Iterator[str]:
    names = {row.partner: row.name or row.partner for row in case.partners} | {COMMON: "the common budget"}
    spent: dict[str, list[str]] = defaultdict(list)
    for row in figures.budgets:
        room = (row.limit or 0.0) + row.carried_in
        if row.left is not None and room > 0 and row.left <= SPENT * room:
            spent[row.partner].append(str(row.year))
    if spent:
        parts = [f"{names[purse]} in {listing(years, 10)}" for purse, years in spent.items()]
        yield f"Budgets spent to within {100 * SPENT:.0f} %: {listing(parts, separator='; ')}."


def _shifting(figures: Figures, as_ordered: Figures | None) -> Iterator[str]:
    """What is gained against orders at their planned dates."""
    if as_ordered is None or not figures.orders:
        return
    gained = as_ordered.mean_delay - figures.mean_delay
    moved = {row.order for row in figures.orders if row.months_moved}
    if not moved:
        yield "All orders stay at their planned dates."
        return
    shift = figures.cost.shift
    effect = f"{'saves' if gained > 0 else 'adds'} {months(abs(gained))} of mean delay"
    effect = effect if abs(gained) >= 0.05 else "does not change the mean delay"
    costs = f" and costs {money(shift)}" if shift > 0 else ""
    yield f"Moving {counted(len(moved), 'order')} away from planned dates {effect}{costs}."
