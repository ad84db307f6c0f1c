"""Framework contracts, their lots and tiers, who may take what, and instruments."""

from __future__ import annotations

from models import instance as mi
from models.lots import lots_for, lots_within
from pooling.case.calendar import Calendar
from pooling.case.case import Case, Framework, Instrument, Lot, Partner
from pooling.case.currencies import lot_currencies, rates_of
from pooling.plan.prepare.supply import window


def frameworks(case: Case, grid: Calendar) -> dict[str, mi.Framework]:
    """Framework contracts in periods."""
    return {f.framework: _framework(case, grid, f) for f in case.frameworks}


def admits(open_to: str, p: Partner) -> bool:
    """Does a framework open to ALL, EU, NATO or LIST admit partner `p` without a row in participants?"""
    return {"ALL": True, "EU": p.eu, "NATO": p.nato, "LIST": False}[open_to]


def _framework(case: Case, grid: Calendar, f: Framework) -> mi.Framework:
    rows = {r.partner: r for r in case.participants if r.framework == f.framework}
    members = frozenset(p for p, r in rows.items() if r.role == "member")
    open_for = {p.partner for p in case.partners if admits(f.open_to, p)}
    listed = {p for p, r in rows.items() if r.role == "may_join"}
    excluded = {p for p, r in rows.items() if r.role == "excluded"}
    signable = f.status == "candidate" and f.sign_from and f.sign_to
    return mi.Framework(
        signed=grid.index(f.signed) if f.status == "existing" and f.signed else None,
        sign=window(grid, f.sign_from, f.sign_to) if signable and f.sign_from and f.sign_to else range(0),
        lead=grid.n_periods(f.lead_months),
        term=grid.n_periods(f.term_months),
        extension=grid.n_periods(f.extend_months),
        members=members,
        may_join=frozenset((open_for | listed) - members - excluded),
        join_delay={p: grid.n_periods(r.join_months) for p, r in rows.items() if r.join_months},
        min_partners=f.min_partners,
        max_partners=f.max_partners,
        min_value=f.min_partner_value,
        setup_cost=f.setup_cost,
        join_cost=f.join_cost,
        extension_cost=f.extend_cost,
        fee=f.fee_pct / 100,
        advance=f.advance_pct / 100 if f.advance_years else 0.0,
        advance_years=f.advance_years,
        office=f.office,
        group=f.exclusive_group,
    )


def lots(case: Case) -> dict[str, mi.Lot]:
    """Lots in whole lots."""
    products = {q.product: q for q in case.products}
    items = {i.item: i for i in case.items}
    currencies = lot_currencies(case)
    out = {}
    for lot in case.lots:
        q = products[lot.product]
        size = items[q.item].lot_size
        most = lots_within(lot.max_quantity, size)
        out[lot.lot] = mi.Lot(
            framework=lot.framework,
            product=lot.product,
            item=q.item,
            producer=q.producer,
            line=lot.line,
            max_lots=most,
            min_lots=lots_for(lot.min_quantity, size),
            load=lot.load,
            non_eu=1 - q.eu_content_pct / 100,
            tiers=_tiers(case, lot, size, most),
            currency=currencies.get(lot.lot, ""),
        )
    return out


def escalation(case: Case, grid: Calendar) -> dict[str, tuple[float, ...]]:
    """Lot → price level by period, by the index of its framework, else of its item, else of the case."""
    items, of = {i.item: i for i in case.items}, {q.product: q.item for q in case.products}
    own = {f.framework: f.price_index_pct for f in case.frameworks}
    levels: dict[float, tuple[float, ...]] = {}
    out = {}
    for lot in case.lots:
        given = (own[lot.framework], items[of[lot.product]].price_index_pct, case.settings.price_index_pct)
        pct = next(index for index in given if index is not None)
        if pct not in levels:
            levels[pct] = tuple((1 + pct / 100) ** (t * grid.months // 12) for t in range(grid.periods))
        out[lot.lot] = levels[pct]
    return out


def _tiers(case: Case, lot: Lot, size: float, most: int) -> tuple[mi.Tier, ...]:
    """Tiers that some whole number of lots reaches, cheapest volume last."""
    rows = sorted((p for p in case.prices if p.lot == lot.lot), key=lambda p: p.from_quantity)
    rates = rates_of(case)
    starts = [lots_for(p.from_quantity, size) for p in rows]
    ends = [*(start - 1 for start in starts[1:]), most]
    return tuple(
        mi.Tier(first, min(last, most), p.unit_price * rates.at_start(p.currency), p.fixed_cost)
        for p, first, last in zip(rows, starts, ends, strict=True)
        if first <= min(last, most) or first == 0
    )


def instruments(case: Case, grid: Calendar) -> dict[str, mi.Instrument]:
    """Instruments with the signing periods that count, by framework."""
    counts = {
        "EU": frozenset(p.partner for p in case.partners if p.eu),
        "NATO": frozenset(p.partner for p in case.partners if p.nato),
        "ALL": frozenset(p.partner for p in case.partners),
    }
    return {
        n.instrument: mi.Instrument(
            share=n.reimburse_pct / 100,
            min_partners=n.min_partners,
            counted=counts[n.counts],
            eligible={f.framework: _eligible(case, grid, n, f) for f in case.frameworks},
            max_claim=n.max_per_framework,
            fund=n.fund,
        )
        for n in case.instruments
    }


def _eligible(case: Case, grid: Calendar, n: Instrument, f: Framework) -> range:
    """Signing periods of `f` whose first day (or `signed` itself) lies in the instrument's validity."""
    content = {q.product: q.eu_content_pct for q in case.products}
    contents = [content[lot.product] for lot in case.lots if lot.framework == f.framework]
    if not contents or min(contents) < n.min_eu_content_pct:
        return range(0)
    if f.status == "existing":
        s = grid.index(f.signed) if f.signed else 0
        return range(s, s + 1) if f.signed and n.valid_from <= f.signed <= n.valid_to else range(0)
    if not (f.sign_from and f.sign_to):
        return range(0)
    valid = [t for t in window(grid, f.sign_from, f.sign_to) if n.valid_from <= grid.first_day(t) <= n.valid_to]
    return range(valid[0], valid[-1] + 1) if valid else range(0)
