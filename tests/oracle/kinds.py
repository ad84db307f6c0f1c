"""Random small cases of many kinds: one as `small_cases` draws it, then changed in one or two respects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from pooling.case.case import Budget, Case, Framework, Lot, Participant, Partner, Price
from pooling.case.schema import COMMON
from tests.oracle.facts import Facts
from tests.oracle.small_cases import AIMS, small_case

Change = Callable[[Random, Case], Case]


def idle_partners(rng: Random, case: Case) -> Case:
    """Partners without need: free to join, or members who may be obliged to call something off."""
    idle = [Partner(f"IDLE{n}", eu=rng.random() < 0.5, carry_over=rng.random() < 0.5) for n in range(rng.randint(1, 2))]
    rows = [
        Participant(f.framework, p.partner, _role(rng)) for f in case.frameworks for p in idle if rng.random() < 0.7
    ]
    years = sorted({b.year for b in case.budgets})
    budgets = [Budget(p.partner, y, rng.choice((0, 5, 50))) for p in idle if rng.random() < 0.4 for y in years]
    return replace(
        case,
        partners=(*case.partners, *idle),
        participants=(*case.participants, *rows),
        budgets=(*case.budgets, *budgets),
    )


def _role(rng: Random) -> str:
    return rng.choice(("may_join", "member", "excluded"))


def obliged(rng: Random, case: Case) -> Case:
    """Every framework asks much of those who are in, and of its lots."""
    frameworks = tuple(
        replace(f, min_partner_value=rng.choice((1, 4, 10)), min_partners=rng.choice((1, 2, 3)))
        for f in case.frameworks
    )
    sizes = _lot_sizes(case)
    lots = tuple(
        replace(lot, min_quantity=min(lot.max_quantity, sizes[lot.lot] * rng.randint(0, 4))) for lot in case.lots
    )
    return replace(case, frameworks=frameworks, lots=lots)


def orders_only(rng: Random, case: Case) -> Case:
    """No framework at all: whatever comes has been ordered."""
    return replace(case, frameworks=(), participants=(), lots=(), prices=())


def existing_only(rng: Random, case: Case) -> Case:
    """Every framework has been signed, some long ago."""
    start = case.settings.start
    ages = (-30, 0, 100, 400, 2000)
    frameworks = tuple(
        replace(
            f,
            status="existing",
            signed=f.signed or start - timedelta(days=rng.choice(ages)),
            sign_from=None,
            sign_to=None,
            exclusive_group="",
        )
        for f in case.frameworks
    )
    return replace(case, frameworks=frameworks)


def one_of_each(rng: Random, case: Case) -> Case:
    """One partner, one item, one framework with one lot, sometimes one period."""
    partner, item = case.partners[0].partner, case.items[0].item
    products = {p.product for p in case.products if p.item == item}
    lots = [lot for lot in case.lots if lot.product in products][:1]
    frameworks = {lot.framework for lot in lots}
    codes = {lot.lot for lot in lots}
    settings = case.settings
    if rng.random() < 0.5:
        end = _month(settings.start, settings.period_months) - timedelta(days=1)
        settings = replace(settings, end=end)

    def kept(row: Any) -> bool:
        own = {"partner": {partner, COMMON}, "item": {item}, "product": products, "framework": frameworks, "lot": codes}
        return all(getattr(row, name) in codes for name, codes in own.items() if hasattr(row, name))

    sheets = ("partners", "items", "products", "certifications", "demand", "stock", "norms", "usage", "recipes")
    sheets += ("frameworks", "participants", "lots", "prices", "budgets", "orders", "received")
    rows: dict[str, Any] = {sheet: tuple(filter(kept, getattr(case, sheet))) for sheet in sheets}
    orders = tuple(o for o in rows["orders"] if o.planned <= settings.end)
    return replace(case, settings=settings, **{**rows, "orders": orders})


def dummies(rng: Random, case: Case) -> Case:
    """Numbers that stand for "no limit" where nothing is limited, and for "never" where nothing is meant."""
    lots = tuple(replace(lot, max_quantity=rng.choice((lot.max_quantity, 1e8, 999999999))) for lot in case.lots)
    frameworks = tuple(
        replace(
            f,
            term_months=rng.choice((f.term_months, 1200)),
            max_partners=rng.choice((f.max_partners, 9999)),
            setup_cost=rng.choice((f.setup_cost, f.setup_cost, 1e9)) if f.status == "candidate" else f.setup_cost,
        )
        for f in case.frameworks
    )
    budgets = tuple(replace(b, amount=rng.choice((b.amount, b.amount, 1e12))) for b in case.budgets)
    partners = tuple(replace(p, priority=rng.choice((p.priority, p.priority, 1e6))) for p in case.partners)
    expansions = tuple(replace(x, adds_per_year=rng.choice((x.adds_per_year, 1e9))) for x in case.expansions)
    return replace(case, lots=lots, frameworks=frameworks, budgets=budgets, partners=partners, expansions=expansions)


def dear_rival(rng: Random, case: Case) -> Case:
    """One more candidate at prices that nobody pays, or a cheap one that nearly nobody may use."""
    if not case.lots:
        return case
    own = case.lots[rng.randrange(len(case.lots))]
    price = rng.choice((1e9, 1e6, 0.0))
    rival = Framework(
        "RIVAL",
        "RIVAL",
        "P0",
        "candidate",
        rng.choice((0, 12)),
        24,
        "ALL",
        sign_from=case.settings.start,
        sign_to=case.settings.end,
        min_partners=1 if price else 3,
    )
    return replace(
        case,
        frameworks=(*case.frameworks, rival),
        lots=(*case.lots, Lot("RIVAL-1", "RIVAL", own.product, own.line, own.max_quantity)),
        prices=(*case.prices, Price("RIVAL-1", 0, price)),
    )


def in_thousands(rng: Random, case: Case) -> Case:
    """A thousand, or a million, times as many units, in lots so many times as large."""
    return _counted(case, rng.choice((1e3, 1e6)))


def many_lots(rng: Random, case: Case) -> Case:
    """A hundred times as many lots of everything."""
    size = 100.0
    case = _counted(case, size)
    return replace(case, items=tuple(replace(i, lot_size=i.lot_size / size) for i in case.items))


def _counted(case: Case, size: float) -> Case:
    """Every quantity times `size`, every price divided by it."""

    def times(sheet: str, factor: float, *columns: str) -> tuple[Any, ...]:
        rows = getattr(case, sheet)
        return tuple(replace(row, **{column: getattr(row, column) * factor for column in columns}) for row in rows)

    materials = {m.material for m in case.materials}
    prices = tuple(
        replace(p, from_quantity=p.from_quantity * size, unit_price=p.unit_price / size) for p in case.prices
    )
    orders = tuple(
        replace(o, quantity=o.quantity * size, unit_price=o.unit_price / size, shift_cost=o.shift_cost / size)
        for o in case.orders
    )
    expansions = tuple(
        x
        if x.resource in materials
        else replace(x, adds_per_year=x.adds_per_year * size, min_commitment=x.min_commitment * size)
        for x in case.expansions
    )
    quantities = {sheet: times(sheet, size, "quantity") for sheet in ("demand", "stock", "norms", "usage", "received")}
    return replace(
        case,
        items=times("items", size, "lot_size"),
        capacity=times("capacity", size, "per_year"),
        recipes=times("recipes", 1 / size, "per_unit"),
        lots=times("lots", size, "max_quantity", "min_quantity"),
        prices=prices,
        orders=orders,
        expansions=expansions,
        **quantities,
    )


def in_millions(rng: Random, case: Case) -> Case:
    """A million times as much money."""
    columns = {
        "certifications": ("cost",),
        "expansions": ("investment",),
        "frameworks": ("min_partner_value", "setup_cost", "join_cost", "extend_cost"),
        "prices": ("unit_price", "fixed_cost"),
        "budgets": ("amount",),
        "instruments": ("max_per_framework", "fund"),
        "orders": ("shift_cost", "unit_price"),
    }

    def dearer(row: Any, names: tuple[str, ...]) -> Any:
        return replace(row, **{name: getattr(row, name) * 1e6 for name in names if getattr(row, name) is not None})

    rows = {sheet: tuple(dearer(row, names) for row in getattr(case, sheet)) for sheet, names in columns.items()}
    return replace(case, **rows)


def other_aims(rng: Random, case: Case) -> Case:
    """Objectives in any order, with any tolerance."""
    objectives = tuple(rng.sample(AIMS, rng.randint(2, 4)))
    tolerance = rng.choice((0, 0.1, 5, 100))
    return replace(case, settings=replace(case.settings, objectives=objectives, tolerance_pct=tolerance))


def spread(rng: Random, case: Case) -> Case:
    """Every item from several makers, and mostly from Europe."""
    items = tuple(
        replace(i, max_producer_pct=rng.choice((50, 60, 80)), max_non_eu_pct=rng.choice((20, 50))) for i in case.items
    )
    return replace(case, items=items)


def short_of_money(rng: Random, case: Case) -> Case:
    """A budget for everybody and for what is paid together, spent or carried over."""
    years = range(case.settings.start.year, case.settings.end.year + 1)
    owed = sum(o.quantity * (o.unit_price + 1) for o in case.orders)
    purses = [p.partner for p in case.partners] + [COMMON]
    rows = tuple(Budget(p, y, rng.choice((0, 2, 6, 15)) + (p != COMMON) * owed) for p in purses for y in years)
    partners = tuple(replace(p, carry_over=rng.random() < 0.5) for p in case.partners)
    return replace(case, budgets=rows, partners=partners)


def fair(rng: Random, case: Case) -> Case:
    """Fair shares first, by any rule, and perhaps a limit on how long a partner waits; a kind of its own."""
    fair_by = rng.choice(("need", "months", "money"))
    if fair_by == "money":
        case = short_of_money(rng, case)
    partners = tuple(replace(p, max_delay_months=rng.choice((None, None, 12, 36))) for p in case.partners)
    objectives = ("fair_shares", *rng.sample(("mean_delay", "worst_delay", "cost"), 2))
    return replace(case, settings=replace(case.settings, objectives=objectives, fair_by=fair_by), partners=partners)


def as_drawn(rng: Random, case: Case) -> Case:
    """As it is."""
    return case


KINDS: tuple[Change, ...] = (
    as_drawn,
    idle_partners,
    obliged,
    orders_only,
    existing_only,
    one_of_each,
    dummies,
    dear_rival,
    in_thousands,
    many_lots,
    in_millions,
    other_aims,
    spread,
    short_of_money,
)


def drawn(seed: int) -> tuple[str, Case]:
    """The case of a seed, and what kind it is: each seed's first change is the next kind, half have a second one."""
    rng = Random(seed)
    first = KINDS[seed % len(KINDS)]
    changes = [first]
    if rng.random() < 0.5:
        changes.append(rng.choice([other for other in KINDS if other is not first]))
    case = small_case(rng)
    for change in changes:
        case = change(rng, case)
    kind = " ".join(change.__name__ for change in changes)
    return kind, replace(case, settings=replace(case.settings, case=f"seed {seed}: {kind}"))


def _lot_sizes(case: Case) -> dict[str, float]:
    facts = Facts(case)
    return {lot.lot: facts.lot_size(lot) for lot in case.lots}


def _month(first: date, months: int) -> date:
    """The first day so many months later."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
