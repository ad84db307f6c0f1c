"""Headline: what was found, in sentences for those who plan and those who decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from pooling.case.calendar import later
from pooling.case.case import Case
from pooling.case.schema import COMMON
from pooling.output.bottleneck import bottleneck
from pooling.output.entry import PROVEN, Entry, Kpi, asks_fair_shares
from pooling.output.fair_shares import fair_shares_sentences
from pooling.output.proof import effect, unproven
from pooling.output.words import counted, listing, money, month, months
from pooling.plan.explain.marginals import NO_MARGINALS, Marginals
from pooling.plan.figures import Figures, PairFigures
from pooling.plan.plan import Outcome
from pooling.plan.proof import difference, reached
from pooling.plan.verify import Verdict

SPENT = 0.01
"""A budget of which no more than this part is left counts as spent."""
FEW = 3
"""Partners of a framework that are named; of more only the number is told."""
STOPPED = ("time_limit", "interrupted", "ended")
"""How a stage ends that is not proven as closely as was asked for."""
VISIBLE = 1e-3
"""Part of a figure by which two of its values are seen to differ."""


def headline(
    case: Case,
    verdict: Verdict,
    outcome: Outcome,
    as_ordered: Entry | None = None,
    marginals: Marginals = NO_MARGINALS,
) -> list[str]:
    """Is it valid; when needs and norms are met, and what is not; what pooling signs and saves; what holds it back.

    `as_ordered` is the plan with orders at their planned dates, or why there is none.
    """
    figures = verdict.figures
    return [
        *_broken(verdict),
        *_needs(case, figures),
        *_unproven(outcome),
        *_norms(case, figures),
        *_unmet(case, figures),
        *(fair_shares_sentences(case, figures) if asks_fair_shares(case.settings) else ()),
        *_signed(case, figures),
        *_savings(case, figures),
        *bottleneck(case, figures, marginals),
        *_budgets(case, figures),
        *_shifting(figures, outcome, as_ordered),
        *_tolerance(case, figures, outcome),
    ]


def _broken(verdict: Verdict) -> Iterator[str]:
    if verdict.violations:
        messages = listing([violation.message for violation in verdict.violations])
        yield f"This plan is not valid, it breaks {counted(len(verdict.violations), 'rule')}: {messages}."


def _unproven(outcome: Outcome) -> Iterator[str]:
    """How much better than this the best plan might be, of each objective that did not end within the gap asked for."""
    words = {kpi.objective: kpi.words for kpi in PROVEN}
    for stage in outcome.stages:
        if stage.status in STOPPED and stage.objective in words:
            yield f"The {words[stage.objective]} {unproven(100 * stage.gap)}."


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


def _savings(case: Case, figures: Figures) -> Iterator[str]:
    value = sum(row.value for row in figures.frameworks.values())
    rebate = sum(row.rebate for row in figures.frameworks.values())
    if value > 0:
        saved = (
            f", {money(rebate)} ({100 * rebate / (value + rebate):.1f} %) below ceiling prices" if rebate > 0 else ""
        )
        yield f"Partners call off {money(value)} on frameworks{saved}."
    back = f" after {money(figures.cost.reimbursed)} of co-financing" if figures.cost.reimbursed > 0 else ""
    rate, first = case.settings.discount_pct, case.settings.start.year
    present = f"; its present value in {first} is {money(figures.present_value)} at {rate:g} % a year" if rate else ""
    yield f"The whole plan costs {money(figures.cost.total)}{back}{present}."


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


def _tolerance(case: Case, figures: Figures, outcome: Outcome) -> Iterator[str]:
    """Where a later objective used what it may give up of an earlier one: why two figures of it differ."""
    for stage in outcome.stages[:-1]:
        kpi = next((kpi for kpi in PROVEN if kpi.objective == stage.objective), None)
        now = figures.objective(stage.objective) if kpi else stage.value
        if kpi and now > stage.value + VISIBLE * abs(stage.value):
            tolerance = f"{case.settings.tolerance_pct:g} %"
            yield (
                f"The plan's {kpi.words} is {shown(kpi, now)} where {shown(kpi, stage.value)} was found: "
                f"what comes after it may give up {tolerance} of it."
            )


def shown(kpi: Kpi, value: float) -> str:
    """The value with a decimal more than elsewhere, so that small differences are seen."""
    return f"{value:,.2f} months" if kpi.kind == "months" else kpi.tell(kpi.scale * value)


def _shifting(figures: Figures, outcome: Outcome, as_ordered: Entry | None) -> Iterator[str]:
    """What is gained against orders at their planned dates, as far as the gaps of both plans carry it."""
    if as_ordered is None or not figures.orders:
        return
    moved = {row.order for row in figures.orders if row.months_moved}
    if not moved:
        yield "All orders stay at their planned dates."
        return
    moving = f"Moving {counted(len(moved), 'order')} away from planned dates"
    costs = f" and costs {money(figures.cost.shift)}" if figures.cost.shift > 0 else ""
    if as_ordered.figures is None:
        yield f"{moving}: what that saves is not known, {as_ordered.message}."
        return
    less = difference(as_ordered.interval("mean_delay"), reached(figures, outcome, "mean_delay"))
    if as_ordered.looser:
        less = less.at_least(0.0)
    yield f"{moving} {effect(less, _of_mean_delay)}{costs}."
    if as_ordered.message:
        yield f"With orders at their planned dates, {as_ordered.message}."


def _of_mean_delay(number: float) -> str:
    return f"{months(number)} of mean delay"
