"""The instance of a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from models import instance as mi
from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.case.currencies import (
    budgets_in_eur,
    donations_in_eur,
    lot_currencies,
    order_currencies,
    pledged,
    rates_of,
)
from pooling.plan.prepare import contracts, supply
from pooling.plan.prepare.need import longest_waits, need_curves, weights

FEW_LOTS = 60
"""A pair that needs at most so many lots is planned in whole lots; for more, rounding costs little."""

MANY_LOTS = 16_384
"""A pair that needs more lots than that is never planned in whole lots: one more or less is below every gap."""

SMALL = 4_000
"""A case with at most so many possible call-offs is planned in whole lots throughout."""

Offer = tuple[str, str, str]
"""(lot, partner, item): the lot's product may be taken by the partner."""


def prepare(case: Case, exact: bool | None = None) -> mi.Instance:
    """The instance of `case`.

    `exact` states every call-off in whole lots; otherwise pairs of many lots are continuous, which makes the instance
    a relaxation of the case. Default: exact where the case is small.

    Partners without need have columns like all others: a framework may need them to be signed, to claim or to reach a
    tier, and they count among the origin and the producers of an item.
    """
    grid = Calendar(case.settings)
    s, rates = case.settings, rates_of(case)
    need = need_curves(case, grid)
    frameworks = contracts.frameworks(case, grid)
    budget = budgets(case, grid)
    given = gifts(case, grid, budget)
    accepted, certifications = acceptance(case, grid, budget)
    offers = _offers(case, frameworks, accepted, certifications)
    if exact is None:
        exact = len(offers) * grid.periods <= SMALL
    items = {i.item: mi.Item(i.lot_size, i.max_non_eu_pct / 100, i.max_producer_pct / 100) for i in case.items}
    columns = {(p, i) for _, p, i in offers}
    most = MANY_LOTS if exact else FEW_LOTS
    few = {(p, i) for p, i in columns if (p, i) not in need or need[p, i][-1] <= most * items[i].lot_size}
    return mi.Instance(
        periods=grid.periods,
        year=tuple(grid.year(t) for t in range(grid.periods)),
        escalation=contracts.escalation(case, grid),
        rate={
            currency: {y: rates.level(currency, y) for y in grid.years}
            for currency in sorted({*lot_currencies(case).values(), *order_currencies(case).values()})
        },
        period_months=grid.months,
        after_months=s.after_horizon_months,
        items=items,
        need=need,
        weight=weights(case, need),
        frameworks=frameworks,
        lots=contracts.lots(case),
        capacity=supply.capacities(case, grid),
        carry=supply.carries(case),
        accepted=accepted,
        columns=frozenset(columns),
        whole=frozenset(few),
        orders=supply.orders(case, grid),
        opening={g.material: g.opening for g in case.materials},
        supply=supply.supplies(case, grid),
        recipe=supply.recipes(case),
        expansions=supply.expansions(case, grid),
        certifications=certifications,
        signings=_signings(case, grid, frameworks),
        budget=budget,
        carry_over=frozenset(p.partner for p in case.partners if p.carry_over and p.partner in budget),
        gifts=given,
        instruments=contracts.instruments(case, grid),
        reached_prices=s.budget_price == "reached",
        longest_wait=longest_waits(case, need),
        fair_by=s.fair_by,
        money=brought(budget, given) if s.fair_by == "money" else {},
    )


def states_whole_lots(i: mi.Instance) -> bool:
    """True if every call-off is in whole lots but those of pairs that need very many."""
    return all(i.need[p, item][-1] > MANY_LOTS * i.items[item].lot_size for p, item in i.columns - i.whole)


def few_lots(i: mi.Instance) -> int:
    """Most lots of a pair that is planned in whole lots."""
    return MANY_LOTS if states_whole_lots(i) else FEW_LOTS


def budgets(case: Case, grid: Calendar) -> dict[str, dict[int, float]]:
    """Purse → year → EUR for the horizon's years, less what is set aside for others; a year without row is 0."""
    out: dict[str, dict[int, float]] = {}
    for b in budgets_in_eur(case):
        years = out.setdefault(b.partner, dict.fromkeys(grid.years, 0.0))
        if b.year in years:
            years[b.year] += b.amount
    for (donor, year), amount in pledged(case).items():
        if year in out.get(donor, ()):
            out[donor][year] -= amount
    return out


def gifts(
    case: Case, grid: Calendar, budget: dict[str, dict[int, float]]
) -> dict[tuple[str, int], tuple[mi.Gift, ...]]:
    """(recipient with a budget, year) → what is donated for which lots, in one for the same lots."""
    item = {q.product: q.item for q in case.products}
    found: dict[tuple[str, int], dict[frozenset[str], float]] = defaultdict(lambda: defaultdict(float))
    for row in donations_in_eur(case):
        if row.amount and row.recipient in budget and row.year in grid.years:
            lots = frozenset(
                lot.lot
                for lot in case.lots
                if row.framework in ("", lot.framework) and row.item in ("", item[lot.product])
            )
            found[row.recipient, row.year][lots] += row.amount
    return {key: tuple(mi.Gift(*gift) for gift in given.items()) for key, given in found.items()}


def brought(
    budget: Mapping[str, Mapping[int, float]], given: Mapping[tuple[str, int], tuple[mi.Gift, ...]]
) -> dict[str, float]:
    """p → EUR over the horizon: its budgets less what is set aside for others, and what others give for it."""
    money = {p: sum(years.values()) for p, years in budget.items()}
    for (p, _), of_year in given.items():
        money[p] += sum(gift.amount for gift in of_year)
    return money


def acceptance(
    case: Case, grid: Calendar, budget: dict[str, dict[int, float]]
) -> tuple[frozenset[tuple[str, str]], dict[tuple[str, str], mi.Certification]]:
    """What each partner takes, and what it could certify.

    Beginning earlier in a year is never worse (the cost falls in the same year), so a certification may begin
    in the first period of each year, or only in period 0 where it costs no budget.
    """
    certified = {i.item for i in case.items if i.certification}
    accepted = {(p.partner, q.product) for p in case.partners for q in case.products if q.item not in certified}
    item = {q.product: q.item for q in case.products}
    first = [t for t in range(grid.periods) if t == 0 or grid.year(t) != grid.year(t - 1)]
    possible = {}
    for c in case.certifications:
        if item[c.product] not in certified:
            continue
        if c.status == "certified":
            accepted.add((c.partner, c.product))
            continue
        takes = grid.n_periods(c.months)
        starts = first if c.cost and c.partner in budget else first[:1]
        starts = [t for t in starts if t + takes < grid.periods]
        if starts:
            possible[c.partner, c.product] = mi.Certification(tuple(starts), takes, c.cost)
    return frozenset(accepted), possible


def _offers(
    case: Case,
    frameworks: dict[str, mi.Framework],
    accepted: frozenset[tuple[str, str]],
    certifications: dict[tuple[str, str], mi.Certification],
) -> list[Offer]:
    item = {q.product: q.item for q in case.products}
    return [
        (lot.lot, p, item[lot.product])
        for lot in case.lots
        for p in sorted(frameworks[lot.framework].partners)
        if (p, lot.product) in accepted or (p, lot.product) in certifications
    ]


def _signings(case: Case, grid: Calendar, frameworks: dict[str, mi.Framework]) -> dict[tuple[str, int], int]:
    """(office, year) → signings left after existing frameworks signed in it, be it before the start."""
    taken: dict[tuple[str, int], int] = defaultdict(int)
    for row in case.frameworks:
        signed = frameworks[row.framework].signed
        if signed is not None and row.signed is not None:
            taken[row.office, grid.year(signed) if signed >= 0 else row.signed.year] += 1
    return {(o.office, o.year): max(0, o.max_signings - taken[o.office, o.year]) for o in case.offices}
