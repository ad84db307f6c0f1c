"""Rules of policy: item shares, and what instruments reimburse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pooling.case.case import Instrument
from pooling.plan.figures import InstrumentFigures
from pooling.plan.verify.facts import Facts, counts
from pooling.plan.verify.verdict import Violation, exceeds


def item_shares(facts: Facts) -> Iterator[Violation]:
    """Non-EU and single-producer shares of what is called off of an item."""
    producer_of = {row.product: row.producer for row in facts.case.products}
    total: dict[str, float] = defaultdict(float)
    non_eu: dict[str, float] = defaultdict(float)
    by_producer: dict[tuple[str, str], float] = defaultdict(float)
    for row in facts.call_offs:
        total[row.item] += row.quantity
        non_eu[row.item] += row.quantity * facts.non_eu[row.product]
        by_producer[row.item, producer_of[row.product]] += row.quantity
    for code, quantity in non_eu.items():
        limit = facts.items[code].max_non_eu_pct / 100 * total[code]
        if exceeds(quantity, limit):
            message = f"{code}: {quantity:,.10g} units' worth is made outside the EU, at most {limit:,.10g}"
            yield Violation("non_eu", message, (code,), amount=quantity - limit, limit="items.max_non_eu_pct")
    for (code, producer), quantity in by_producer.items():
        limit = facts.items[code].max_producer_pct / 100 * total[code]
        if exceeds(quantity, limit):
            message = f"{code}: {quantity:,.10g} units from {producer}, at most {limit:,.10g}"
            yield Violation(
                "producer_share", message, (code, producer), amount=quantity - limit, limit="items.max_producer_pct"
            )


def non_eu_share(facts: Facts, needed: dict[tuple[str, str], float]) -> float:
    """Mean over items with need of the non-EU quantity called off per unit needed (0-1)."""
    need: dict[str, float] = defaultdict(float)
    for (_, item), quantity in needed.items():
        need[item] += quantity
    non_eu: dict[str, float] = defaultdict(float)
    for row in facts.call_offs:
        non_eu[row.item] += row.quantity * facts.non_eu[row.product]
    return sum(non_eu[item] / quantity for item, quantity in need.items()) / len(need) if need else 0.0


def instruments(facts: Facts) -> list[InstrumentFigures]:
    """Every claim, by framework."""
    value: dict[str, float] = defaultdict(float)
    for row in facts.call_offs:
        value[row.framework] += row.value
    rows = {row.instrument: row for row in facts.case.instruments}
    claims = []
    for framework, claim in sorted(facts.plan.claims.items()):
        whom = rows[claim.instrument].counts
        counted = sum(counts(facts.partners[partner], whom) for partner in facts.inside(framework))
        claims.append(InstrumentFigures(claim.instrument, framework, counted, value[framework], claim.amount))
    return claims


def instrument(facts: Facts, claims: list[InstrumentFigures]) -> Iterator[Violation]:
    """Every claim meets its instrument's conditions and limits, all claims together its fund."""
    rows = {row.instrument: row for row in facts.case.instruments}
    claimed: dict[str, float] = defaultdict(float)
    for claim in claims:
        claimed[claim.instrument] += claim.amount
        for column, why in _objections(facts, rows[claim.instrument], claim):
            message = f"{claim.framework} claims {claim.amount:,.2f} EUR of {claim.instrument}: {why}"
            codes, limit = (claim.instrument, claim.framework), f"instruments.{column}" if column else ""
            yield Violation("instrument", message, codes, amount=claim.amount, limit=limit)
    for code, amount in claimed.items():
        fund = rows[code].fund
        if fund is not None and exceeds(amount, fund):
            message = f"{code}: {amount:,.2f} EUR are claimed, the fund holds {fund:,.2f}"
            yield Violation("instrument_fund", message, (code,), amount=amount - fund, limit="instruments.fund")


def _objections(facts: Facts, row: Instrument, claim: InstrumentFigures) -> Iterator[tuple[str, str]]:
    """The column of `instruments` that stands against a claim (empty: none does), and why."""
    if claim.framework not in facts.signing:
        yield "", "it is not signed"
        return
    signed = facts.signing_day(claim.framework)
    if not row.valid_from <= signed <= row.valid_to:
        column = "valid_from" if signed < row.valid_from else "valid_to"
        yield column, f"signed outside {row.valid_from} to {row.valid_to}"
    if claim.counted_partners < row.min_partners:
        yield "min_partners", f"{claim.counted_partners} partners count, {row.min_partners} are needed"
    for lot in facts.case.lots:
        if lot.framework == claim.framework and exceeds(row.min_eu_content_pct / 100, 1 - facts.non_eu[lot.product]):
            yield "min_eu_content_pct", f"lot {lot.lot} has less than {row.min_eu_content_pct:g} % EU content"
    share = row.reimburse_pct / 100 * claim.base
    if exceeds(claim.amount, share) or exceeds(0, claim.amount):
        yield "reimburse_pct", f"{row.reimburse_pct:g} % of its call-off value are {share:,.2f} EUR"
    if row.max_per_framework is not None and exceeds(claim.amount, row.max_per_framework):
        yield "max_per_framework", f"a framework gets at most {row.max_per_framework:,.2f} EUR"
