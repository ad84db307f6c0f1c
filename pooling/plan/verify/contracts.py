"""Rules of frameworks: signing, joining, calling off, extending."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pooling.case.case import Certification, Framework, Lot, Partner
from pooling.plan.verify.facts import Facts, counts
from pooling.plan.verify.verdict import Violation, exceeds, whole

ROLE = "participants.role"
"""What says who is in."""


def signing_window(facts: Facts) -> Iterator[Violation]:
    """A candidate is signed between sign_from and sign_to."""
    for code, period in facts.plan.signed.items():
        row = facts.frameworks[code]
        if row.sign_from is None or row.sign_to is None or period not in facts.grid.window(row.sign_from, row.sign_to):
            message = f"{code} is signed on {facts.grid.first_day(period)}, outside {row.sign_from} to {row.sign_to}"
            limit = "sign_from" if row.sign_from and period < facts.grid.period(row.sign_from) else "sign_to"
            yield Violation("signing_window", message, (code,), period, limit=f"frameworks.{limit}")


def exclusive_group(facts: Facts) -> Iterator[Violation]:
    """At most one framework of a group is in force; existing ones count."""
    groups: dict[str, list[str]] = defaultdict(list)
    for code in facts.signing:
        groups[facts.frameworks[code].exclusive_group].append(code)
    for group, codes in groups.items():
        if group and len(codes) > 1:
            message = f"group {group} has {len(codes)} frameworks: {', '.join(codes)}"
            yield Violation(
                "exclusive_group", message, (group, *codes), amount=len(codes) - 1, limit="frameworks.exclusive_group"
            )


def office(facts: Facts) -> Iterator[Violation]:
    """No office signs more candidates in a year than existing frameworks signed in it have left."""
    limits = {(row.office, row.year): row.max_signings for row in facts.case.offices}
    signed: dict[tuple[str, int], list[str]] = defaultdict(list)
    for code, period in facts.signing.items():
        if facts.frameworks[code].office:
            year = facts.grid.year(period) if period >= 0 else facts.signing_day(code).year
            signed[facts.frameworks[code].office, year].append(code)
    for (name, year), codes in signed.items():
        limit = limits.get((name, year), len(codes))
        if len(codes) > limit and any(code in facts.plan.signed for code in codes):
            message = f"office {name} signs {len(codes)} frameworks in {year}, it can sign {limit}: {', '.join(codes)}"
            yield Violation("office", message, (name, *codes), None, year, len(codes) - limit, "offices.max_signings")


def membership(facts: Facts) -> Iterator[Violation]:
    """Members are in exactly if it is signed, others only where admitted, nobody in what is not signed."""
    for code in facts.frameworks:
        inside = facts.inside(code)
        if code not in facts.signing:
            yield from (_odd_member(code, partner, "is in, but it is not signed", "") for partner in sorted(inside))
            continue
        yield from (_odd_member(code, who, "is a member and left out") for who in sorted(facts.members[code] - inside))
        for partner in sorted(facts.joiners(code)):
            if not _admits(facts, facts.frameworks[code], facts.partners[partner]):
                own = (code, partner) in facts.participant
                yield _odd_member(code, partner, "may not join", ROLE if own else "frameworks.open_to")


def _odd_member(framework: str, partner: str, what: str, limit: str = ROLE) -> Violation:
    return Violation("membership", f"{framework}: {partner} {what}", (framework, partner), limit=limit)


def _admits(facts: Facts, framework: Framework, partner: Partner) -> bool:
    """Whether the partner may join by choice: its own row first, else whom the framework is open to."""
    row = facts.participant.get((framework.framework, partner.partner))
    if row is not None:
        return row.role == "may_join"
    return counts(partner, framework.open_to)


def partner_count(facts: Facts) -> Iterator[Violation]:
    """min_partners <= number in of every candidate signed, number in <= max_partners of every framework in force."""
    for code in facts.signing:
        row, number = facts.frameworks[code], len(facts.inside(code))
        if number < row.min_partners and code in facts.plan.signed:
            message = f"{code} has {number} partners, it needs {row.min_partners}"
            yield Violation(
                "partner_count", message, (code,), amount=row.min_partners - number, limit="frameworks.min_partners"
            )
        if row.max_partners is not None and number > row.max_partners:
            message = f"{code} has {number} partners, at most {row.max_partners} may be in"
            yield Violation(
                "partner_count", message, (code,), amount=number - row.max_partners, limit="frameworks.max_partners"
            )


def min_partner_value(facts: Facts) -> Iterator[Violation]:
    """Everyone in calls off at least min_partner_value at ceiling prices, joiners at least one lot."""
    value: dict[tuple[str, str], float] = defaultdict(float)
    lots: dict[tuple[str, str], float] = defaultdict(float)
    for row in facts.call_offs:
        pair = row.framework, row.partner
        value[pair] += row.quantity * facts.tiers[row.lot][0].unit_price
        lots[pair] += row.quantity / facts.items[row.item].lot_size
    for code in facts.signing:
        least = facts.frameworks[code].min_partner_value
        for partner in sorted(facts.inside(code)):
            called = value[code, partner]
            if exceeds(least, called):
                message = f"{code}: {partner} calls off {called:,.2f} EUR at ceiling prices, at least {least:,.2f}"
                yield Violation(
                    "min_partner_value",
                    message,
                    (code, partner),
                    amount=least - called,
                    limit="frameworks.min_partner_value",
                )
        for partner in sorted(facts.joiners(code)):
            if exceeds(1, lots[code, partner]):
                message = f"{code}: {partner} joins and calls off less than one lot"
                yield Violation("joins_for_show", message, (code, partner))


def call_off_allowed(facts: Facts) -> Iterator[Violation]:
    """Whole lots, by partners in the framework, within the delivery window, of products they accept."""
    accepted = {(row.partner, row.product): row for row in facts.case.certifications}
    windows = {
        (code, partner): facts.delivers(code, partner) for code in facts.signing for partner in facts.inside(code)
    }
    for row in facts.call_offs:
        codes = row.lot, row.partner
        what = f"{row.lot} to {row.partner} in {facts.grid.month(row.period)}"
        window = windows.get((row.framework, row.partner))
        if window is None:
            why = "it is not in the framework" if row.framework in facts.signing else "the framework is not signed"
            yield Violation(
                "not_in_framework", f"{what}: {why}", (*codes, row.framework), row.period, None, row.quantity
            )
        elif row.period not in window:
            late = row.period >= window.stop
            when = f"before {facts.grid.month(window.stop)}" if late else f"from {facts.grid.month(window.start)} on"
            limit = "frameworks.term_months" if late else "frameworks.lead_months"
            message = f"{what}: deliveries are possible {when}"
            yield Violation("delivery_window", message, (*codes, row.framework), row.period, None, row.quantity, limit)
        if not whole(row.quantity, facts.items[row.item].lot_size):
            message = f"{what}: {row.quantity:,.10g} is no multiple of {facts.items[row.item].lot_size:,.10g}"
            yield Violation("whole_lots", message, (*codes, row.item), row.period, None, row.quantity, "items.lot_size")
        if facts.items[row.item].certification and not _accepts(facts, accepted, row.partner, row.product, row.period):
            message = f"{what}: {row.product} is not certified there by then"
            yield Violation(
                "acceptance",
                message,
                (*codes, row.product),
                row.period,
                None,
                row.quantity,
                "certifications.status",
            )


def _accepts(facts: Facts, rows: dict[tuple[str, str], Certification], partner: str, product: str, period: int) -> bool:
    row = rows.get((partner, product))
    if row is None or row.status == "certified":
        return row is not None
    start = facts.plan.certified.get((partner, product))
    return start is not None and period >= start + facts.grid.periods(row.months)


def lot_quantity(facts: Facts) -> Iterator[Violation]:
    """min_quantity <= volume <= max_quantity of every lot in force."""
    for lot in facts.case.lots:
        if lot.framework in facts.signing:
            yield from _lot_quantity(lot, facts.volume[lot.lot])


def _lot_quantity(lot: Lot, volume: float) -> Iterator[Violation]:
    if exceeds(lot.min_quantity, volume):
        message = f"{lot.lot}: {volume:,.10g} called off, at least {lot.min_quantity:,.10g}"
        yield Violation(
            "lot_quantity", message, (lot.lot,), amount=lot.min_quantity - volume, limit="lots.min_quantity"
        )
    if exceeds(volume, lot.max_quantity):
        message = f"{lot.lot}: {volume:,.10g} called off, at most {lot.max_quantity:,.10g}"
        yield Violation(
            "lot_quantity", message, (lot.lot,), amount=volume - lot.max_quantity, limit="lots.max_quantity"
        )


def extension(facts: Facts) -> Iterator[Violation]:
    """Only a framework in force with extend_months is extended."""
    for code in sorted(facts.plan.extended):
        if code not in facts.signing or not facts.frameworks[code].extend_months:
            yield Violation("extension", f"{code} cannot be extended", (code,), limit="frameworks.extend_months")


RULES = (
    signing_window,
    exclusive_group,
    office,
    membership,
    partner_count,
    min_partner_value,
    call_off_allowed,
    lot_quantity,
    extension,
)
