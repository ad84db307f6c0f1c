"""What may be signed: frameworks with lots, prices and participants, offices, instruments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from pooling.case.case import Framework, Instrument, Lot, Office, Participant, Price
from tests.benchmarks.world.industry import Industry
from tests.benchmarks.world.need import START, Need, first_of, in_lots, nice


@dataclass(frozen=True)
class Contracts:
    """Everything about framework contracts; `main_item[framework]` is the item of its first lot."""

    frameworks: tuple[Framework, ...]
    participants: tuple[Participant, ...]
    lots: tuple[Lot, ...]
    prices: tuple[Price, ...]
    offices: tuple[Office, ...]
    instruments: tuple[Instrument, ...]
    main_item: Mapping[str, str]


def _lots(rng: Random, need: Need, industry: Industry, code: str, item: str, turn: int, existing: bool) -> list[Lot]:
    """One to three lots, each of another line of the item; lines take turns so that each is in some framework."""
    pairs = industry.item_lines[item]
    count = min(len(pairs), rng.choices((1, 2, 3), (0.45, 0.4, 0.15))[0])
    lot_size = need.kinds[item].lot
    rows = []
    for n in range(count):
        line, product = pairs[(turn + n) % len(pairs)]
        most = in_lots(need.of_item(item) * rng.uniform(0.3, 0.7) / count, lot_size)
        least = in_lots(most * rng.uniform(0.05, 0.15), lot_size)
        wanted = not existing and least < most / 2 and rng.random() < 0.5
        load = rng.choice((1, 1, 1, 1.1, 1.25))
        rows.append(Lot(f"{code}-{n + 1}", code, product, line, most, least if wanted else 0, load))
    return rows


def _second_item(rng: Random, need: Need, industry: Industry, code: str, item: str, number: int) -> list[Lot]:
    """A lot of another item that the same producer makes on a line of the first, if there is one."""
    owner = {p.product: p.producer for p in industry.products}
    of_item = {p.product: p.item for p in industry.products}
    makers = {owner[product]: line for line, product in industry.item_lines[item]}
    others = [p for p in owner if of_item[p] != item and owner[p] in makers]
    if not others or rng.random() > 0.12:
        return []
    product = rng.choice(others)
    other = of_item[product]
    load = nice(1.2 * need.of_item(item) / need.of_item(other))
    most = in_lots(need.of_item(other) * 0.15, need.kinds[other].lot)
    return [Lot(f"{code}-{number}", code, product, makers[owner[product]], most, 0, load)]


def _tiers(rng: Random, need: Need, item: str, lot: Lot, existing: bool) -> list[Price]:
    """Two or three tiers, each some per cent cheaper; one tier in five carries a fixed cost."""
    kind = need.kinds[item]
    price = kind.price * rng.uniform(0.9, 1.25)
    rows = []
    for n, share in enumerate((0, 0.35, 0.7)[: rng.randint(2, 3)]):
        start = in_lots(lot.max_quantity * share, kind.lot) if n else 0
        if rows and (start <= rows[-1].from_quantity or start >= lot.max_quantity):
            continue
        fixed = nice(lot.max_quantity * price * 0.01) if not existing and rng.random() < 0.2 else 0
        rows.append(Price(lot.lot, start, float(f"{price:.4g}"), fixed))
        price *= rng.uniform(0.88, 0.95)
    return rows


def _dates(rng: Random, years: int, existing: bool) -> dict[str, date | None]:
    if existing:
        days = rng.choice((45, -100, -300, -500, -700))
        return {"signed": START + timedelta(days=days), "sign_from": None, "sign_to": None}
    begin = rng.randrange(0, max(12, years * 4))
    return {
        "signed": None,
        "sign_from": first_of(begin),
        "sign_to": first_of(min(begin + rng.randrange(18, 48), years * 12 - 24)),
    }


def _framework(
    rng: Random, need: Need, code: str, item: str, offices: list[str], years: int, existing: bool
) -> Framework:
    value = need.of_item(item) * need.kinds[item].price
    advance = rng.random() < 0.35
    extend = rng.random() < (0.7 if existing else 0.25)
    term = rng.choice((60, 72)) if existing else rng.choice((48, 60, 72, 84))
    return Framework(
        framework=code,
        name=f"Framework {code} for {need.kinds[item].name}",
        lead=rng.choice(need.partners).partner,
        status="existing" if existing else "candidate",
        lead_months=rng.choice((9, 12, 15, 18, 24)),
        term_months=term,
        open_to=rng.choices(("ALL", "EU", "NATO", "LIST"), (0.2, 0.3, 0.3, 0.2))[0],
        **_dates(rng, years, existing),
        min_partners=1 if existing else rng.choice((1, 2, 2, 3)),
        max_partners=round(len(need.partners) * rng.uniform(0.5, 0.9)) if rng.random() < 0.3 else None,
        min_partner_value=0 if existing or rng.random() < 0.5 else nice(value / len(need.who(item)) * 0.01),
        setup_cost=0 if existing else nice(value * rng.uniform(0.001, 0.004)),
        join_cost=0 if rng.random() < 0.2 else nice(value / len(need.who(item)) * rng.uniform(0.001, 0.006)),
        fee_pct=rng.choice((0, 1, 1.5, 2, 3)),
        advance_pct=rng.choice((10, 20, 30)) if advance else 0,
        advance_years=rng.choice((1, 1, 2)) if advance else 0,
        office="" if rng.random() < 0.1 else rng.choice(offices),
        extend_months=rng.choice((12, 24)) if extend else 0,
        extend_cost=nice(value * 0.002) if extend else 0,
        slip_months=rng.choice((0, 6, 12)),
    )


def _accepting(industry: Industry, need: Need, item: str, products: set[str]) -> list[str]:
    """Partners that need the item and take one of the products at once."""
    if not next(i for i in need.items if i.item == item).certification:
        return need.who(item)
    certified = {c.partner for c in industry.certifications if c.product in products and c.status == "certified"}
    return [p for p in need.who(item) if p in certified]


def _admitted(framework: Framework, need: Need) -> set[str]:
    flags = {"ALL": lambda p: True, "EU": lambda p: p.eu, "NATO": lambda p: p.nato, "LIST": lambda p: False}
    return {p.partner for p in need.partners if flags[framework.open_to](p)}


def _participants(
    rng: Random, need: Need, industry: Industry, framework: Framework, item: str, products: set[str]
) -> list[Participant]:
    """A member or two, listed partners for LIST, late joiners and a few kept out; always enough to be signed."""
    able = _accepting(industry, need, item, products)
    rng.shuffle(able)
    existing = framework.status == "existing"
    members = able[: rng.randint(1, 2) if existing or rng.random() < 0.3 else 0]
    rows = [Participant(framework.framework, p, "member") for p in members]
    others = [p for p in need.who(item) if p not in members]
    rng.shuffle(others)
    enough = max(4, framework.min_partners + 1)
    listed = others[: rng.randint(enough, enough + 4)] if framework.open_to == "LIST" else others[:3]
    rows += [Participant(framework.framework, p, "may_join", rng.choice((0, 3, 6))) for p in listed]
    kept_out = [p for p in others if p not in listed]
    if framework.open_to != "LIST" and len(kept_out) > 6 and rng.random() < 0.4:
        rows.append(Participant(framework.framework, rng.choice(kept_out), "excluded"))
    return rows


def _possible(framework: Framework, rows: list[Participant], need: Need, item: str) -> int:
    """How many partners in need may be in."""
    out = {r.partner for r in rows if r.role == "excluded"}
    named = {r.partner for r in rows} - out
    return len(((_admitted(framework, need) - out) | named) & set(need.who(item)))


def _offices(names: list[str], frameworks: list[Framework], years: int) -> list[Office]:
    """Three signings a year at most (two in the first year), and never fewer than what is signed already."""
    taken = Counter((f.office, f.signed.year) for f in frameworks if f.signed and f.signed >= START)
    return [
        Office(name, START.year + y, max(2 if y in (0, 2) else 3, taken[name, START.year + y] + 1))
        for name in names
        for y in range(years)
    ]


def _instruments(need: Need, years: int) -> list[Instrument]:
    """Three instruments; the funds last for some frameworks only."""
    value = sum(need.of_item(i.item) * need.kinds[i.item].price for i in need.items)
    rows = (
        ("EDIRPA-like", 3, "EU", 15, 0.002, 0.006, 65, 0, 24),
        ("EDIP-like", 4, "EU", 10, 0.002, None, 65, 18, 60),
        ("common-fund", 2, "NATO", 5, None, 0.004, 0, 0, years * 12),
    )
    return [
        Instrument(
            instrument=f"INS{n + 1}",
            name=name,
            min_partners=least,
            counts=counts,
            reimburse_pct=pct,
            max_per_framework=None if cap is None else nice(value * cap),
            fund=None if fund is None else nice(value * fund),
            min_eu_content_pct=content,
            valid_from=first_of(begin),
            valid_to=first_of(min(stop, years * 12) - 1),
        )
        for n, (name, least, counts, pct, cap, fund, content, begin, stop) in enumerate(rows)
    ]


def _make_rivals(rows: list[Framework], items: int) -> None:
    """Every tenth framework and the next one of the same item become rival offers."""
    for n in range(0, len(rows) - items, 10):
        pair = (n, n + items)
        if all(rows[k].status == "candidate" and not rows[k].exclusive_group for k in pair):
            for k in pair:
                rows[k] = replace(rows[k], exclusive_group=f"RIVAL{n // 10 + 1}")


def draw_contracts(rng: Random, need: Need, industry: Industry, frameworks: int, years: int) -> Contracts:
    """Draw `frameworks` of which every fifth exists already."""
    names = [f"OFFICE{n + 1}" for n in range(max(2, frameworks // 10))]
    rows: list[Framework] = []
    participants: list[Participant] = []
    lots: list[Lot] = []
    prices: list[Price] = []
    main_item: dict[str, str] = {}
    of_item = {p.product: p.item for p in industry.products}
    for number in range(frameworks):
        item = need.items[number % len(need.items)].item
        existing = number % 5 == 2
        code = f"F{number + 1:03d}"
        framework = _framework(rng, need, code, item, names, years, existing)
        own = _lots(rng, need, industry, code, item, number // len(need.items), existing)
        invited = _participants(rng, need, industry, framework, item, {x.product for x in own})
        members = sum(p.role == "member" for p in invited)
        enough = min(framework.min_partners, members if existing else _possible(framework, invited, need, item))
        own += _second_item(rng, need, industry, code, item, len(own) + 1)
        lots += own
        rows.append(replace(framework, min_partners=enough))
        participants += invited
        prices += [tier for lot in own for tier in _tiers(rng, need, of_item[lot.product], lot, existing)]
        main_item[code] = item
    _make_rivals(rows, len(need.items))
    return Contracts(
        tuple(rows),
        tuple(participants),
        tuple(lots),
        tuple(prices),
        tuple(_offices(names, rows, years)),
        tuple(_instruments(need, years)),
        main_item,
    )
