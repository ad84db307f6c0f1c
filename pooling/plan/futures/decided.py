"""What a plan has decided, as facts of a case in which only call-offs are left to plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pooling.case.calendar import Calendar
from pooling.case.case import Budget, Case, Certification, Expansion, Framework, Order, Participant, Price
from pooling.case.currencies import budgets_in_eur
from pooling.case.places import NO_PLACES
from pooling.case.schema import COMMON
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan

Payments = Mapping[tuple[str, int], float]
"""(partner, year) to EUR."""


def decided(case: Case, plan: Plan, figures: Figures) -> Case:
    """`case` with what `plan`, whose `figures` these are, has signed, joined, extended, built and certified as it is.

    Frameworks that it signs exist, others are not there; who is in is a member; orders come when it has them come. What
    that costs partners is taken from their budgets, and what the common purse pays is settled. Lots cost what counts
    against budgets in the plan, whatever is called off. How long a partner waits at most is agreed for the plan only.
    """
    grid = Calendar(case.settings)
    lots = tuple(lot for lot in case.lots if lot.framework in figures.frameworks)
    return replace(
        case,
        settings=replace(case.settings, objectives=("mean_delay",)),
        partners=tuple(replace(row, max_delay_months=None) for row in case.partners),
        certifications=tuple(_certifications(case, plan, grid)),
        frameworks=tuple(
            _framework(case, f, plan, figures, grid) for f in case.frameworks if f.framework in figures.frameworks
        ),
        participants=tuple(_participants(case, figures)),
        lots=lots,
        prices=tuple(_prices(case, figures)),
        offices=(),
        rules=(),
        budgets=tuple(row for row in moved(budgets_in_eur(case), _spent(case, plan, grid)) if row.partner != COMMON),
        instruments=(),
        expansions=tuple(_expansions(case, plan, grid)),
        orders=tuple(_orders(case, figures, grid)),
        places=NO_PLACES,
    )


def certified(case: Case) -> dict[tuple[str, str], int]:
    """What a plan of a decided case certifies: all that may be, from the start on."""
    return {(row.partner, row.product): 0 for row in case.certifications if row.status == "possible"}


def built(case: Case) -> dict[str, int]:
    """What a plan of a decided case builds: all that may be, when it must be."""
    grid = Calendar(case.settings)
    return {row.expansion: grid.index(row.start_from) for row in case.expansions}


def moved(budgets: Sequence[Budget], spent: Payments) -> tuple[Budget, ...]:
    """`budgets` less what is `spent` of them, of partners that have any; no year has less than nothing."""
    limited = {row.partner for row in budgets}
    left = {(row.partner, row.year): row.amount for row in budgets}
    for (partner, year), amount in spent.items():
        if partner in limited:
            left[partner, year] = max(0.0, left.get((partner, year), 0.0) - amount)
    return tuple(Budget(partner, year, amount) for (partner, year), amount in left.items())


def _framework(case: Case, f: Framework, plan: Plan, figures: Figures, grid: Calendar) -> Framework:
    """`f` as signed. Where prices reached count, its least value at ceiling prices is one at those."""
    row = figures.frameworks[f.framework]
    worth = row.value + row.rebate
    reached = case.settings.budget_price == "reached" and worth > 0
    more = grid.n_periods(f.extend_months) if f.framework in plan.extended else 0
    return replace(
        f,
        status="existing",
        signed=row.signed,
        sign_from=None,
        sign_to=None,
        term_months=(grid.n_periods(f.term_months) + more) * grid.months,
        min_partner_value=f.min_partner_value * (row.value / worth if reached else 1.0),
        setup_cost=0.0,
        join_cost=0.0,
        exclusive_group="",
        extend_months=0,
    )


def _participants(case: Case, figures: Figures) -> Iterator[Participant]:
    """Who is in is a member, everybody else is kept out."""
    later = {(row.framework, row.partner): row.join_months for row in case.participants}
    for code, row in figures.frameworks.items():
        for partner in (row.partner for row in case.partners):
            role = "member" if partner in row.partners else "excluded"
            yield Participant(code, partner, role, later.get((code, partner), 0))


def _prices(case: Case, figures: Figures) -> Iterator[Price]:
    """One price a lot: that of the tier reached where it counts, else the ceiling."""
    reached = case.settings.budget_price == "reached"
    counted = {row.lot: row.tier_from if reached else 0.0 for row in figures.lots.values()}
    for row in case.prices:
        if counted.get(row.lot) == row.from_quantity:
            yield replace(row, from_quantity=0.0, fixed_cost=0.0)


def _spent(case: Case, plan: Plan, grid: Calendar) -> Payments:
    """What joining by choice and certifying cost partners."""
    spent: dict[tuple[str, int], float] = defaultdict(float)
    members = {(row.framework, row.partner) for row in case.participants if row.role == "member"}
    for f in case.frameworks:
        if f.join_cost and f.framework in plan.joined:
            year = horizon_year(signing(f, plan, grid), grid)
            for partner in plan.joined[f.framework]:
                if (f.framework, partner) not in members:
                    spent[partner, year] += f.join_cost
    for purse, cost in certifying(case, plan, grid):
        spent[purse] += cost
    return spent


def certifying(case: Case, plan: Plan, grid: Calendar) -> Iterator[tuple[tuple[str, int], float]]:
    """What the certifications that `plan` begins cost: (partner, year), EUR."""
    for row in case.certifications:
        if (row.partner, row.product) in plan.certified:
            yield (row.partner, grid.year(plan.certified[row.partner, row.product])), row.cost


def signing(f: Framework, plan: Plan, grid: Calendar) -> int:
    """The period in which `plan` signs `f`, or in which it was signed."""
    signed = plan.signed.get(f.framework)
    return (grid.index(f.signed) if f.signed else 0) if signed is None else signed


def horizon_year(t: int, grid: Calendar) -> int:
    """Year in which what falls in period `t` is paid: one of the horizon."""
    return min(max(grid.year(t), grid.years[0]), grid.years[-1])


def _certifications(case: Case, plan: Plan, grid: Calendar) -> Iterator[Certification]:
    """Those that the plan begins come into effect when it has them do so, counted from the start."""
    for row in case.certifications:
        start = plan.certified.get((row.partner, row.product))
        if row.status == "certified":
            yield row
        elif start is not None:
            yield replace(row, months=(start + grid.n_periods(row.months)) * grid.months, cost=0.0)


def _expansions(case: Case, plan: Plan, grid: Calendar) -> Iterator[Expansion]:
    for row in case.expansions:
        if row.expansion in plan.expansions:
            start = grid.first_day(plan.expansions[row.expansion])
            yield replace(row, start_from=start, start_to=start)


def _orders(case: Case, figures: Figures, grid: Calendar) -> Iterator[Order]:
    """A row a piece, fixed when it comes, be it after the horizon; what shifting it cost is in its price."""
    terms = {row.order: row for row in case.orders}
    left = {row.order: row.quantity for row in case.orders}
    pieces: dict[str, list[Order]] = defaultdict(list)
    for piece in figures.orders:
        order = terms[piece.order]
        left[piece.order] -= piece.quantity
        price = order.unit_price + order.shift_cost * piece.months_moved
        pieces[piece.order].append(fixed(replace(order, unit_price=price), piece.quantity, piece.period, grid))
    for code, quantity in left.items():
        if quantity > NOTHING * terms[code].quantity:
            pieces[code].append(fixed(terms[code], quantity, grid.periods, grid))
    for rows in pieces.values():
        yield from numbered(rows)


NOTHING = 1e-9
"""Part of an order that is rounding."""


def fixed(order: Order, quantity: float, period: int, grid: Calendar) -> Order:
    """So much of `order`, to come in `period` and in no other."""
    day = grid.first_day(period)
    return replace(order, quantity=quantity, planned=day, earliest=day, latest=day, shift_cost=0.0)


def numbered(pieces: list[Order]) -> Iterator[Order]:
    """Pieces of an order, each with a code of its own."""
    if len(pieces) == 1:
        yield pieces[0]
        return
    for number, piece in enumerate(pieces, start=1):
        yield replace(piece, order=f"{piece.order}/{number}")
