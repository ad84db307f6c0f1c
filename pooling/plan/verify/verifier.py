"""The verifier: every rule and every figure of the model, from case and plan alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pooling.case.case import Case
from pooling.plan.fairness import Fairness
from pooling.plan.figures import (
    CallOffFigures,
    CertificationFigures,
    Figures,
    FrameworkFigures,
    LotFigures,
    MemberFigures,
    PairFigures,
)
from pooling.plan.plan import Plan
from pooling.plan.verify import contracts, donations, money, policies, supply
from pooling.plan.verify.facts import Facts
from pooling.plan.verify.known import known
from pooling.plan.verify.need import Pair, pairs, waiting
from pooling.plan.verify.verdict import Verdict


def verify(case: Case, plan: Plan) -> Verdict:
    """Check `plan` against every rule and recompute its figures.

    Entries that name nothing of the case are violations and count in no figure; the figures of an invalid plan
    are those of its decisions as they stand.
    """
    plan, violations = known(case, plan)
    facts = Facts(case, plan)
    figures = _figures(facts)
    needed = _needed(figures.pairs.values())
    for rule in contracts.RULES:
        violations += rule(facts)
    violations += supply.line_capacity(facts, list(figures.lines))
    violations += supply.material_supply(facts, list(figures.materials))
    violations += supply.expansion_allowed(facts, list(figures.expansions))
    violations += supply.orders(facts)
    violations += supply.stockpile(facts, needed)
    violations += waiting(facts, figures.pairs)
    violations += policies.item_shares(facts)
    violations += money.budget(list(figures.budgets))
    violations += policies.instrument(facts, list(figures.instruments))
    return Verdict(tuple(violations), figures)


def _figures(facts: Facts) -> Figures:
    by_pair = pairs(facts)
    owing = [row for row in by_pair.values() if row.need[-1] > 0]
    met = [row.attainment_pct(facts.grid.last) for row in owing]
    return Figures(
        periods=tuple(facts.grid.first_day(t) for t in range(facts.grid.count)),
        mean_delay=sum(row.weight * row.delay for row in owing),
        worst_delay=max((row.delay for row in owing), default=0.0),
        cost=money.cost(facts),
        present_value=money.present_value(facts),
        non_eu_share=policies.non_eu_share(facts, _needed(owing)),
        frameworks_signed=len(facts.plan.signed),
        need_met_pct=sum(met) / len(met) if met else 100.0,
        pairs=by_pair,
        frameworks=_frameworks(facts),
        members=tuple(_members(facts)),
        lots=_lots(facts),
        call_offs=facts.call_offs,
        orders=facts.pieces,
        lines=tuple(supply.lines(facts)),
        materials=tuple(supply.materials(facts)),
        budgets=tuple(money.budgets(facts)),
        donations=tuple(donations.donations(facts)),
        expansions=tuple(supply.expansions(facts)),
        certifications=tuple(_certifications(facts)),
        instruments=tuple(policies.instruments(facts)),
        fairness=_fairness(facts),
    )


def _fairness(facts: Facts) -> Fairness:
    settings, years = facts.case.settings, facts.years
    ends = tuple(t for t in range(facts.grid.count) if t == facts.grid.last or years[t + 1] != years[t])
    by_money = settings.fair_by == "money"
    return Fairness(
        by=settings.fair_by,
        money=money.brought(facts) if by_money else {},
        period=facts.grid.months,
        after=settings.after_horizon_months,
        year_ends=ends,
    )


def _needed(rows: Iterable[PairFigures]) -> dict[Pair, float]:
    return {(row.partner, row.item): row.need[-1] for row in rows if row.need[-1] > 0}


def _frameworks(facts: Facts) -> dict[str, FrameworkFigures]:
    """Frameworks in force, in the order of the case."""
    rows: dict[str, list[CallOffFigures]] = defaultdict(list)
    for row in facts.call_offs:
        rows[row.framework].append(row)
    lots: dict[str, list[str]] = defaultdict(list)
    for lot in facts.case.lots:
        lots[lot.framework].append(lot.lot)
    figures = {}
    for code in facts.frameworks:
        if code in facts.signing:
            claim = facts.plan.claims.get(code)
            first = min((row.period for row in rows[code]), default=None)
            figures[code] = FrameworkFigures(
                framework=code,
                signed=facts.signing_day(code),
                first_delivery=None if first is None else facts.grid.first_day(first),
                end=facts.grid.first_day(facts.end(code)),
                extended=code in facts.plan.extended,
                partners=tuple(partner for partner in facts.partners if partner in facts.inside(code)),
                lots=tuple(lots[code]),
                value=sum(row.value for row in rows[code]),
                rebate=sum(row.ceiling_value - row.value for row in rows[code]),
                reimbursed=claim.amount if claim else 0.0,
            )
    return figures


def _members(facts: Facts) -> list[MemberFigures]:
    """Who is in, by framework and partner in the order of the case."""
    value: dict[tuple[str, str], float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    periods: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in facts.call_offs:
        value[row.framework, row.partner] += row.value
        total[row.framework] += row.value
        periods[row.framework, row.partner].append(row.period)
    figures = []
    for code in facts.frameworks:
        for partner in (p for p in facts.partners if code in facts.signing and p in facts.inside(code)):
            own = periods[code, partner]
            figures.append(
                MemberFigures(
                    framework=code,
                    partner=partner,
                    signed=facts.signing_day(code),
                    first_delivery=facts.grid.first_day(min(own)) if own else None,
                    last_delivery=facts.grid.first_day(max(own)) if own else None,
                    value=value[code, partner],
                    join_cost=facts.frameworks[code].join_cost if partner in facts.joiners(code) else 0.0,
                    share_pct=100 * value[code, partner] / total[code] if total[code] > 0 else 0.0,
                )
            )
    return figures


def _lots(facts: Facts) -> dict[str, LotFigures]:
    """Lots of frameworks in force, in the order of the case."""
    value: dict[str, float] = defaultdict(float)
    for row in facts.call_offs:
        value[row.lot] += row.value
    return {
        lot.lot: LotFigures(
            lot=lot.lot,
            framework=lot.framework,
            quantity=facts.volume[lot.lot],
            tier_from=facts.reached[lot.lot].from_quantity,
            unit_price=facts.reached[lot.lot].unit_price,
            ceiling_price=facts.tiers[lot.lot][0].unit_price,
            fixed_cost=facts.reached[lot.lot].fixed_cost,
            value=value[lot.lot],
        )
        for lot in facts.case.lots
        if lot.framework in facts.signing
    }


def _certifications(facts: Facts) -> list[CertificationFigures]:
    return [
        CertificationFigures(
            partner=row.partner,
            product=row.product,
            start=facts.grid.first_day(start),
            effective=facts.grid.first_day(start + facts.grid.periods(row.months)),
            cost=row.cost,
        )
        for row, start in money.begun(facts)
    ]
