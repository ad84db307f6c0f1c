"""First stages: what a plan signs, joins, extends, builds and certifies before it is known what comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from pooling.case.calendar import Calendar
from pooling.case.case import Case, Certification, Participant
from pooling.case.currencies import budgets_in_eur
from pooling.case.places import NO_PLACES
from pooling.case.schema import COMMON
from pooling.plan.futures.applied import applied
from pooling.plan.futures.decided import Payments, certifying, horizon_year, moved, signing
from pooling.plan.futures.draws import Future, may_slip
from pooling.plan.plan import Plan


def first_stage(plan: Plan) -> Plan:
    """What of `plan` is decided before it is known what comes."""
    joined = {code: inside for code, inside in plan.joined.items() if inside}
    return replace(plan, joined=joined, call_offs={}, orders={}, claims={})


def with_first_stage(plan: Plan, first: Plan) -> Plan:
    """`plan` with all that `first` extends, builds and certifies, needed or not."""
    return replace(plan, extended=first.extended, expansions=first.expansions, certified=first.certified)


def foreseen(case: Case, future: Future) -> Case:
    """The undecided `case` as if it were known to come as in `future`.

    Orders are where they are planned, or as late as their lines and materials make them without anything being built.
    """
    facts = replace(case, budgets=budgets_in_eur(case), places=NO_PLACES)
    return replace(applied(replace(facts, expansions=()), future), expansions=applied(facts, future).expansions)


def held(case: Case, first: Plan) -> Case:
    """`case` in which nothing else than in `first` can be signed, joined, extended, built or certified, nor sooner.

    What `first` extends, builds and certifies is off the budgets: `with_first_stage` has it whether needed or not.
    """
    grid = Calendar(case.settings)
    kept = {f.framework for f in case.frameworks if f.status == "existing" or f.framework in first.signed}
    lots = tuple(lot for lot in case.lots if lot.framework in kept)
    named = {lot.lot for lot in lots}
    starts = {code: grid.first_day(t) for code, t in first.expansions.items()}
    return replace(
        case,
        frameworks=tuple(
            replace(f, extend_months=f.extend_months if f.framework in first.extended else 0, extend_cost=0.0)
            for f in case.frameworks
            if f.framework in kept
        ),
        participants=tuple(_participants(case, first, kept)),
        lots=lots,
        prices=tuple(row for row in case.prices if row.lot in named),
        certifications=tuple(_certifications(case, first, grid)),
        budgets=moved(budgets_in_eur(case), _spent(case, first, grid)),
        expansions=tuple(
            replace(e, start_from=starts[e.expansion], start_to=starts[e.expansion], investment=0.0)
            for e in case.expansions
            if e.expansion in starts
        ),
        places=NO_PLACES,
    )


def _participants(case: Case, first: Plan, kept: set[str]) -> Iterator[Participant]:
    """Those of the case; who is not in is kept out."""
    known = {(row.framework, row.partner): row for row in case.participants}
    for code in sorted(kept):
        for partner in (row.partner for row in case.partners):
            row = known.get((code, partner))
            if partner not in first.joined.get(code, ()) and (row is None or row.role != "member"):
                yield Participant(code, partner, "excluded")
            elif row:
                yield row


def _certifications(case: Case, first: Plan, grid: Calendar) -> Iterator[Certification]:
    """Those that `first` begins take until it has them come into effect."""
    for row in case.certifications:
        start = first.certified.get((row.partner, row.product))
        if row.status != "possible":
            yield row
        elif start is not None:
            yield replace(row, months=(start + grid.n_periods(row.months)) * grid.months, cost=0.0)


def _spent(case: Case, first: Plan, grid: Calendar) -> Payments:
    """What partners pay for certifying, and the common purse for extending and building."""
    spent: dict[tuple[str, int], float] = defaultdict(float)
    for purse, cost in certifying(case, first, grid):
        spent[purse] += cost
    for f in case.frameworks:
        if f.framework in first.extended:
            end = signing(f, first, grid) + grid.n_periods(f.term_months)
            spent[COMMON, horizon_year(end, grid)] += f.extend_cost
    for row in case.expansions:
        if row.expansion in first.expansions:
            spent[COMMON, horizon_year(first.expansions[row.expansion], grid)] += row.investment
    return spent


def where_it_may(facts: Case, future: Future) -> Future:
    """`future` without slips of what the decided case `facts` has deliver from the start on."""
    may = {row.framework for row in facts.frameworks if may_slip(facts, row)}
    return replace(future, slips={code: months for code, months in future.slips.items() if code in may})


def as_said(future: Future) -> bool:
    """Does all come as the case says?"""
    shares = [*future.lines.values(), *future.shares.values()]
    return not any(future.slips.values()) and all(share == 1 for share in shares)
