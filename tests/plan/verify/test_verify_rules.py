"""Every rule: a valid plan has no violation, and one thing broken at a time is found as exactly that."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from math import nan
from typing import Any

import pytest

from pooling.case.case import Case, Certification, Participant, Price
from pooling.plan.plan import Claim, Plan
from pooling.plan.verify import verify

Break = Callable[[Case, Plan], tuple[Case, Plan]]


def row(sheet: str, code: str, nth: int = 0, **changes: Any) -> Break:
    """Change the nth row of a sheet whose first column is `code`."""

    def apply(case: Case, plan: Plan) -> tuple[Case, Plan]:
        rows = list(getattr(case, sheet))
        first = fields(rows[0])[0].name
        place = [i for i, record in enumerate(rows) if getattr(record, first) == code][nth]
        rows[place] = replace(rows[place], **changes)
        return replace(case, **{sheet: tuple(rows)}), plan

    return apply


def add(sheet: str, record: object) -> Break:
    """Append a row to a sheet."""
    return lambda case, plan: (replace(case, **{sheet: (*getattr(case, sheet), record)}), plan)


def drop(sheet: str, nth: int) -> Break:
    """Delete the nth row of a sheet."""
    return lambda case, plan: (
        replace(case, **{sheet: tuple(r for i, r in enumerate(getattr(case, sheet)) if i != nth)}),
        plan,
    )


def decide(what: str, **changes: Any) -> Break:
    """Change entries of a mapping of the plan that are keyed by one code; None takes the entry out."""
    return put(what, changes)


def put(what: str, changes: dict[Any, Any]) -> Break:
    """Change entries of a mapping of the plan; None takes the entry out."""

    def apply(case: Case, plan: Plan) -> tuple[Case, Plan]:
        entries = {**getattr(plan, what), **changes}
        return case, replace(plan, **{what: {key: value for key, value in entries.items() if value is not None}})

    return apply


def extend(*frameworks: str) -> Break:
    """Extend these frameworks instead."""
    return lambda case, plan: (case, replace(plan, extended=frozenset(frameworks)))


def setting(**changes: Any) -> Break:
    """Change settings."""
    return lambda case, plan: (replace(case, settings=replace(case.settings, **changes)), plan)


def both(*breaks: Break) -> Break:
    """One after the other."""

    def apply(case: Case, plan: Plan) -> tuple[Case, Plan]:
        for change in breaks:
            case, plan = change(case, plan)
        return case, plan

    return apply


BROKEN: list[tuple[str, str, Break]] = [
    ("known", "unknown framework", decide("signed", F9=0)),
    ("known", "existing framework signed again", decide("signed", F2=0)),
    ("known", "unknown partner in", decide("joined", F3=frozenset({"ZZZ"}))),
    ("known", "unknown lot", put("call_offs", {("F9A", "AAA", 3): 10})),
    ("known", "call-off after the horizon", put("call_offs", {("F1A", "AAA", 12): 10})),
    ("known", "negative call-off", put("call_offs", {("F1A", "AAA", 4): -10})),
    ("known", "call-off that is no number", put("call_offs", {("F1A", "AAA", 4): nan})),
    ("known", "unknown order", put("orders", {("O9", 1): 10})),
    ("known", "certifying what is certified", put("certified", {("AAA", "M1"): 0})),
    (
        "known",
        "certifying before the horizon",
        both(add("certifications", Certification("DDD", "M1", "possible")), put("certified", {("DDD", "M1"): -1})),
    ),
    ("known", "certifying an item that asks for none", both(row("items", "MISSILE", certification=False))),
    ("known", "unknown expansion", decide("expansions", X9=0)),
    ("known", "unknown instrument", decide("claims", F2=Claim("I9", 1))),
    ("known", "unknown framework extended", extend("F1", "F9")),
    ("signing_window", "before sign_from", row("frameworks", "F1", sign_from=date(2027, 7, 1))),
    ("signing_window", "after sign_to", row("frameworks", "F1", sign_to=date(2027, 3, 31))),
    ("exclusive_group", "two rivals", decide("signed", F3=0)),
    ("exclusive_group", "an existing rival", row("frameworks", "F2", exclusive_group="G")),
    ("office", "one too many", row("offices", "OFF", max_signings=0)),
    (
        "office",
        "existing, signed in the horizon",
        row("frameworks", "F2", signed=date(2027, 1, 10), lead_months=0, setup_cost=0),
    ),
    ("membership", "a member left out", add("participants", Participant("F2", "DDD", "member"))),
    ("membership", "an excluded partner in", row("participants", "F1", 1, role="excluded")),
    ("membership", "not on the list", both(row("frameworks", "F1", open_to="LIST"), drop("participants", 1))),
    (
        "membership",
        "not in NATO",
        both(row("frameworks", "F1", open_to="NATO"), row("partners", "BBB", nato=False), drop("participants", 1)),
    ),
    ("membership", "in what is not signed", decide("joined", F3=frozenset({"AAA"}))),
    ("partner_count", "too few", row("frameworks", "F1", min_partners=3)),
    ("partner_count", "too many", row("frameworks", "F1", max_partners=1)),
    ("min_partner_value", "a joiner", row("frameworks", "F1", min_partner_value=13001)),
    ("min_partner_value", "a member and a joiner", row("frameworks", "F2", min_partner_value=4001)),
    (
        "joins_for_show",
        "without a call-off",
        both(
            add("participants", Participant("F2", "DDD", "may_join")),
            decide("joined", F2=frozenset({"AAA", "CCC", "DDD"})),
        ),
    ),
    ("delivery_window", "before the lead time", row("frameworks", "F1", lead_months=5)),
    ("delivery_window", "before a partner's own time", row("participants", "F1", 1, join_months=4)),
    ("delivery_window", "after the term", extend()),
    ("delivery_window", "after the extension", row("frameworks", "F1", extend_months=3)),
    ("delivery_window", "after an existing one's term", row("frameworks", "F2", term_months=21)),
    ("not_in_framework", "not in", decide("joined", F2=frozenset({"AAA"}))),
    ("not_in_framework", "not signed", put("call_offs", {("F3A", "CCC", 4): 10})),
    ("whole_lots", "half a lot", put("call_offs", {("F1A", "BBB", 8): 25})),
    ("acceptance", "never certified", drop("certifications", 0)),
    ("acceptance", "not yet certified", row("certifications", "CCC", months=10)),
    ("acceptance", "nobody certifies", put("certified", {("CCC", "M1"): None})),
    ("lot_quantity", "below the minimum", row("lots", "F1A", min_quantity=251)),
    ("lot_quantity", "above the maximum", row("lots", "F1A", max_quantity=249)),
    ("lot_quantity", "below an existing one's minimum", row("lots", "F2M", min_quantity=8)),
    ("extension", "not offered", extend("F1", "F2")),
    ("extension", "not signed", both(row("frameworks", "F3", extend_months=6), extend("F1", "F3"))),
    ("expansion_window", "before its window", row("expansions", "X1", start_from=date(2027, 4, 1))),
    (
        "expansion_window",
        "after its window",
        row("expansions", "X1", start_from=date(2026, 1, 1), start_to=date(2026, 12, 31)),
    ),
    ("min_commitment", "of a line", row("expansions", "X1", min_commitment=251)),
    (
        "min_commitment",
        "of a material",
        both(row("expansions", "X2", min_commitment=341, investment=0), decide("expansions", X2=0)),
    ),
    ("order_window", "too late", row("orders", "O1", latest=date(2027, 3, 31))),
    ("order_window", "too early", row("orders", "O3", earliest=date(2027, 7, 1))),
    ("order_complete", "a part missing", put("orders", {("O1", 1): 20})),
    ("order_complete", "nothing delivered", put("orders", {("O1", 1): None})),
    ("order_complete", "more than ordered", both(row("orders", "O2", quantity=1), put("orders", {("O2", 11): 2}))),
    ("order_pieces", "two odd pieces", put("orders", {("O3", 1): 12, ("O3", 2): 13})),
    (
        "order_pieces",
        "an odd rest",
        both(row("orders", "O3", latest=date(2031, 1, 1)), put("orders", {("O3", 1): 12, ("O3", 2): None})),
    ),
    ("stockpile", "more than needed", row("demand", "D1", quantity=210)),
    (
        "order_pieces",
        "an odd piece that leaves an odd rest",
        both(row("orders", "O3", quantity=23, latest=date(2031, 1, 1)), put("orders", {("O3", 1): 7, ("O3", 2): None})),
    ),
    (
        "stockpile",
        "a lot more than nothing",
        both(
            drop("demand", 3),
            drop("orders", 1),
            put("orders", {("O2", 11): None}),
            put("call_offs", {("F2M", "CCC", 6): None}),
        ),
    ),
    ("line_capacity", "without the expansion", decide("expansions", X1=None)),
    ("line_capacity", "expansion too late", row("expansions", "X1", build_months=10)),
    ("line_capacity", "too little carried", row("capacity", "LM", per_year=3)),
    (
        "line_capacity",
        "no more than one lot is carried",
        put("call_offs", {("F2M", "AAA", 1): None, ("F2M", "AAA", 2): 1, ("F2M", "AAA", 3): 3}),
    ),
    ("line_capacity", "load", row("lots", "F2M", load=1.5)),
    ("material_supply", "opening", row("materials", "POWDER", opening=14)),
    ("material_supply", "orders use it too", row("recipes", "S2", per_unit=2)),
    ("budget", "a partner's", row("budgets", "AAA", amount=25173)),
    ("budget", "a year without row", drop("budgets", 3)),
    ("budget", "fixed cost", row("prices", "F1A", 1, fixed_cost=41)),
    ("budget", "setup", row("frameworks", "F1", setup_cost=501)),
    (
        "budget",
        "setup of an existing one signed in the horizon",
        row("frameworks", "F2", signed=date(2027, 1, 10), lead_months=0, office="", setup_cost=1),
    ),
    ("budget", "extension in the year of the regular end", row("frameworks", "F1", extend_cost=301)),
    ("budget", "investment", row("expansions", "X1", investment=1001)),
    ("budget", "join cost in the year of signing", row("frameworks", "F1", join_cost=73)),
    ("budget", "shift cost", row("orders", "O1", shift_cost=1.1)),
    ("budget", "an advance before the horizon falls in its first year", row("frameworks", "F1", advance_pct=21)),
    ("non_eu", "above its share", row("items", "SHELL", max_non_eu_pct=15)),
    ("producer_share", "above its share", row("items", "SHELL", max_producer_pct=73)),
    ("instrument", "too few that count", row("instruments", "I1", min_partners=3)),
    ("instrument", "partners that do not count", row("partners", "AAA", eu=False)),
    ("instrument", "signed too early", row("instruments", "I1", valid_from=date(2027, 4, 2))),
    (
        "instrument",
        "signed too late",
        row("instruments", "I1", valid_to=date(2027, 3, 31), valid_from=date(2027, 1, 1)),
    ),
    ("instrument", "too little EU content", row("instruments", "I1", min_eu_content_pct=41)),
    ("instrument", "above its share", row("instruments", "I1", reimburse_pct=13)),
    ("instrument", "above a framework's most", row("instruments", "I1", max_per_framework=3999)),
    ("instrument", "negative", decide("claims", F1=Claim("I1", -1))),
    ("instrument", "not signed", decide("claims", F3=Claim("I1", 0))),
    ("instrument_fund", "above the fund", row("instruments", "I1", fund=3999)),
]

ALLOWED: list[tuple[str, Break]] = [
    ("nothing changed", both()),
    (
        "lead and join time, rounded up to periods",
        both(row("frameworks", "F1", lead_months=1), row("participants", "F1", 1, join_months=1)),
    ),
    ("extension rounded up to a period", row("frameworks", "F1", extend_months=4)),
    ("window that begins within the signing period", row("frameworks", "F1", sign_from=date(2027, 6, 30))),
    ("value at ceiling prices without escalation", row("frameworks", "F1", min_partner_value=13000)),
    (
        "an item that asks for no certification",
        both(row("items", "MISSILE", certification=False), put("certified", {("CCC", "M1"): None})),
    ),
    ("a framework open to all in NATO", both(row("frameworks", "F1", open_to="NATO"), drop("participants", 1))),
    (
        "a rest of an order after the horizon",
        both(row("orders", "O3", latest=date(2031, 1, 1)), put("orders", {("O3", 1): None})),
    ),
    ("an order in one odd piece", put("orders", {("O3", 1): 25, ("O3", 2): None})),
    ("work in progress of a lot", row("capacity", "LM", per_year=4)),
    (
        "material from an expansion",
        both(row("materials", "POWDER", opening=14), row("expansions", "X2", investment=0), decide("expansions", X2=0)),
    ),
    ("budgets at the price reached", both(setting(budget_price="reached"), row("budgets", "AAA", amount=23542))),
    ("less than the full claim", decide("claims", F1=Claim("I1", 10))),
    (
        "a claim of an existing framework at its own date",
        both(
            decide("claims", F1=None, F2=Claim("I1", 100)),
            row("instruments", "I1", valid_from=date(2026, 9, 15), counts="NATO"),
        ),
    ),
    ("an office's year without row", drop("offices", 0)),
    ("certified from the very period of the first delivery", row("certifications", "CCC", months=9)),
    ("certified from the first period on", put("certified", {("CCC", "M1"): 0})),
    ("a joiner with a single lot", put("call_offs", {("F2M", "CCC", 5): None, ("F2M", "CCC", 6): None})),
    ("a candidate with a date of signing", row("frameworks", "F3", signed=date(2026, 1, 1))),
    ("work in progress of a lot and its load", row("lots", "F2M", load=1.2)),
    ("just within the share reimbursed", row("instruments", "I1", reimburse_pct=13.05)),
    ("the same tier twice as far", add("prices", Price("F1A", 800, 70))),
]


@pytest.mark.parametrize(("rule", "why", "change"), BROKEN, ids=[f"{rule}: {why}" for rule, why, _ in BROKEN])
def test_broken_rule_is_found(rich_case: Case, rich_plan: Plan, rule: str, why: str, change: Break) -> None:
    """Exactly the broken rule fires."""
    case, plan = change(rich_case, rich_plan)
    assert {violation.rule for violation in verify(case, plan).violations} == {rule}


@pytest.mark.parametrize(("why", "change"), ALLOWED, ids=[why for why, _ in ALLOWED])
def test_allowed(rich_case: Case, rich_plan: Plan, why: str, change: Break) -> None:
    """What the rules allow is no violation."""
    case, plan = change(rich_case, rich_plan)
    assert verify(case, plan).violations == ()


AMOUNTS: list[tuple[tuple[str, ...], int | None, int | None, float, Break]] = [
    (("AAA",), None, 2027, 174, row("budgets", "AAA", amount=25000)),
    (("L1",), 3, None, 10, decide("expansions", X1=None)),
    (("F1A",), None, None, 50, row("lots", "F1A", min_quantity=300)),
    (("F1A",), None, None, 150, row("lots", "F1A", max_quantity=100)),
    (("F1", "BBB"), None, None, 1000, row("frameworks", "F1", min_partner_value=14000)),
    (("X1",), None, None, 30, row("expansions", "X1", min_commitment=280)),
    (("O1",), None, None, 10, put("orders", {("O1", 1): 20})),
    (("O3",), 1, None, 15, row("orders", "O3", earliest=date(2027, 7, 1))),
    (("AAA", "SHELL"), None, None, 10, row("demand", "D1", quantity=210)),
    (("F1",), None, None, 2, row("frameworks", "F1", min_partners=4, max_partners=None)),
    (("F1",), None, None, 1, row("frameworks", "F1", max_partners=1)),
    (("OFF", "F1"), None, 2027, 1, row("offices", "OFF", max_signings=0)),
    (("SHELL",), None, None, 54 - 34, row("items", "SHELL", max_non_eu_pct=10)),
    (("SHELL", "P1"), None, None, 250 - 170, row("items", "SHELL", max_producer_pct=50)),
    (("I1",), None, None, 1000, row("instruments", "I1", fund=3000)),
    (("G", "F2", "F1"), None, None, 1, row("frameworks", "F2", exclusive_group="G")),
    (
        ("OFF", "F2", "F1"),
        None,
        2027,
        1,
        row("frameworks", "F2", signed=date(2027, 1, 10), lead_months=0, setup_cost=0),
    ),
    (("POWDER",), 3, None, 5, row("materials", "POWDER", opening=10)),
]


@pytest.mark.parametrize(("codes", "period", "year", "amount", "change"), AMOUNTS, ids=lambda value: str(value)[:20])
def test_violation_names_who_when_and_how_much(
    rich_case: Case,
    rich_plan: Plan,
    codes: tuple[str, ...],
    period: int | None,
    year: int | None,
    amount: float,
    change: Break,
) -> None:
    """A violation carries code, period or year, and the excess."""
    (found,) = verify(*change(rich_case, rich_plan)).violations
    assert (found.codes, found.period, found.year, found.amount) == (codes, period, year, pytest.approx(amount))
    assert codes[0] in found.message


def test_tolerance_hides_rounding_only(rich_case: Case, rich_plan: Plan) -> None:
    """A millionth of a budget is rounding, ten are not."""
    exact = 25174
    for part, valid in ((5e-7, True), (1e-5, False)):
        case, plan = row("budgets", "AAA", amount=exact * (1 - part))(rich_case, rich_plan)
        assert verify(case, plan).valid is valid


def test_zero_is_as_good_as_absent(rich_case: Case, rich_plan: Plan) -> None:
    """Call-offs and pieces of 0 change nothing, wherever they stand."""
    case, plan = both(put("call_offs", {("F3A", "DDD", 0): 0}), put("orders", {("O1", 9): 0}))(rich_case, rich_plan)
    assert verify(case, plan) == verify(rich_case, rich_plan)
