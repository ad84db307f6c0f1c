"""Money: the terms of cost, who pays what in which year, and the rules of budgets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pooling.case.case import Certification
from pooling.case.schema import COMMON
from pooling.plan.cost import Cost
from pooling.plan.figures import BudgetFigures, CallOffFigures
from pooling.plan.verify.donations import amount as given
from pooling.plan.verify.donations import donations, paid_of_donations
from pooling.plan.verify.facts import Facts
from pooling.plan.verify.verdict import Violation, exceeds

Payments = dict[tuple[str, int], float]


def cost(facts: Facts) -> Cost:
    """Every term of the objective `cost` [EUR]."""
    return Cost(
        call_offs=sum(row.value for row in facts.call_offs),
        fees=sum(row.value * _fee(facts, row) for row in facts.call_offs),
        fixed=sum(facts.reached[row.lot].fixed_cost for row in facts.case.lots if row.framework in facts.signing),
        setup=sum(_setup(facts, code) for code in facts.signing),
        join=sum(facts.frameworks[code].join_cost * len(facts.joiners(code)) for code in facts.signing),
        extension=sum(facts.frameworks[code].extend_cost for code in _extended(facts)),
        investment=sum(row.investment for row in facts.case.expansions if row.expansion in facts.plan.expansions),
        certification=sum(row.cost for row, _ in begun(facts)),
        orders=sum(piece.price for piece in facts.pieces),
        shift=sum(piece.shift_cost for piece in facts.pieces),
        reimbursed=sum(claim.amount for claim in facts.plan.claims.values()),
    )


def present_value(facts: Facts) -> float:
    """Payments less reimbursements, each discounted from its calendar year to the first [EUR].

    A framework's reimbursement comes as its call-offs are paid, in the same proportion.
    """
    amounts = [(year, amount) for (_, year), amount in _payments(facts, at_ceiling=False).items()]
    value: dict[str, float] = defaultdict(float)
    for row in facts.call_offs:
        value[row.framework] += row.value
    for row in facts.call_offs:
        claim = facts.plan.claims.get(row.framework)
        if claim and row.value:
            amounts += facts.spread(row, -claim.amount * row.value / value[row.framework])
    factor = 1 + facts.case.settings.discount_pct / 100
    return sum(amount / factor ** (year - facts.grid.years[0]) for year, amount in amounts)


def begun(facts: Facts) -> list[tuple[Certification, int]]:
    """The certifications that the plan begins, each with its period."""
    rows = {(row.partner, row.product): row for row in facts.case.certifications}
    return [(rows[pair], start) for pair, start in sorted(facts.plan.certified.items())]


def _fee(facts: Facts, row: CallOffFigures) -> float:
    return facts.frameworks[row.framework].fee_pct / 100


def _extended(facts: Facts) -> list[str]:
    return sorted(code for code in facts.plan.extended if code in facts.signing)


def brought(facts: Facts) -> dict[str, float]:
    """Partner to its budgets over the horizon, less what it sets aside for others, and what others do for it [EUR]."""
    money: dict[str, float] = defaultdict(float)
    for row in facts.case.budgets:
        if row.year in facts.grid.years:
            money[row.partner] += row.amount * facts.rate(row.currency, row.year)
    for gift in facts.case.donations:
        if gift.year in facts.grid.years:
            money[gift.donor] -= given(facts, gift)
            money[gift.recipient] += given(facts, gift)
    return dict(money)


def budgets(facts: Facts) -> list[BudgetFigures]:
    """Every purse in every year of the horizon, COMMON last; a year without row is 0 in a purse that has rows."""
    reserved, reached = _payments(facts, at_ceiling=True), _payments(facts, at_ceiling=False)
    counted = reserved if facts.case.settings.budget_price == "ceiling" else reached
    limits = {
        (row.partner, row.year): row.amount * facts.rate(row.currency, row.year)
        for row in facts.case.budgets
        if row.year in facts.grid.years
    }
    limited = {row.partner for row in facts.case.budgets}
    carries = {code for code, partner in facts.partners.items() if partner.carry_over}
    idle, open_ = _unused(facts)
    rows = []
    for purse in (*facts.partners, COMMON):
        carried = 0.0
        for year in facts.grid.years:
            limit = limits.get((purse, year), 0.0) if purse in limited else None
            key = purse, year
            row = BudgetFigures(
                purse, year, limit, carried, counted[key], reserved[key], reached[key], idle[key], open_[key]
            )
            rows.append(row)
            carried = max(0.0, row.left or 0.0) if purse in carries else 0.0
    return rows


def budget(rows: list[BudgetFigures]) -> Iterator[Violation]:
    """Payments <= budget and what was carried in."""
    for row in rows:
        if row.limit is not None and exceeds(row.paid + row.idle, row.limit + row.carried_in):
            aside = f" and has set {row.idle:,.2f} aside for others" if row.idle else ""
            message = (
                f"{row.partner} pays {row.paid:,.2f} EUR{aside} in {row.year}, it has {row.limit + row.carried_in:,.2f}"
            )
            over = row.paid + row.idle - row.limit - row.carried_in
            yield Violation("budget", message, (row.partner,), None, row.year, over, "budgets.amount")


def _unused(facts: Facts) -> tuple[Payments, Payments]:
    """What donors have set aside and recipients do not call for, by (donor, year) and by (recipient, year)."""
    idle: Payments = defaultdict(float)
    open_: Payments = defaultdict(float)
    for row in donations(facts):
        idle[row.donor, row.year] += row.amount - row.paid
        open_[row.recipient, row.year] += row.amount - row.paid
    return idle, open_


def _payments(facts: Facts, *, at_ceiling: bool) -> Payments:
    """Payments by (purse, year of the horizon), call-offs at ceiling prices or at those of the tiers reached."""
    paid: Payments = defaultdict(float)
    _pay_call_offs(facts, paid, at_ceiling=at_ceiling)
    _pay_partners_other(facts, paid)
    _pay_common(facts, paid)
    for number, amount in paid_of_donations(facts, at_ceiling=at_ceiling).items():
        row = facts.case.donations[number]
        paid[row.recipient, row.year] -= amount
        paid[row.donor, row.year] += amount
    return paid


def _pay_call_offs(facts: Facts, paid: Payments, *, at_ceiling: bool) -> None:
    """Value and fee, a part of it in advance."""
    for row in facts.call_offs:
        for year, amount in facts.due(row, at_ceiling=at_ceiling):
            paid[row.partner, year] += amount


def _pay_partners_other(facts: Facts, paid: Payments) -> None:
    """Joining in the year of signing, certifying in the year it begins, orders in the year of delivery."""
    for code, signed in facts.signing.items():
        for partner in facts.joiners(code):
            paid[partner, facts.grid.horizon_year(facts.grid.year(signed))] += facts.frameworks[code].join_cost
    for row, start in begun(facts):
        paid[row.partner, facts.grid.year(start)] += row.cost
    for piece in facts.pieces:
        paid[piece.partner, facts.grid.year(piece.period)] += piece.price + piece.shift_cost


def _setup(facts: Facts, code: str) -> float:
    """What setting it up costs: an existing framework signed before the start has paid it."""
    return facts.frameworks[code].setup_cost if facts.signing[code] >= 0 else 0.0


def _pay_common(facts: Facts, paid: Payments) -> None:
    """Setup and fixed cost in the year of signing (fixed cost of existing: the first year), extension, investment."""
    grid = facts.grid
    fixed: dict[str, float] = defaultdict(float)
    for lot in facts.case.lots:
        fixed[lot.framework] += facts.reached[lot.lot].fixed_cost
    for code, signed in facts.signing.items():
        year = grid.horizon_year(grid.year(signed))
        paid[COMMON, year] += _setup(facts, code)
        paid[COMMON, year if code in facts.plan.signed else grid.years[0]] += fixed[code]
    for code in _extended(facts):
        year = grid.horizon_year(grid.year(facts.regular_end(code)))
        paid[COMMON, year] += facts.frameworks[code].extend_cost
    for expansion in facts.case.expansions:
        if expansion.expansion in facts.plan.expansions:
            year = grid.horizon_year(grid.year(facts.plan.expansions[expansion.expansion]))
            paid[COMMON, year] += expansion.investment
