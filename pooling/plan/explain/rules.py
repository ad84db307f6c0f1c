"""Rules that may be to blame where a case has no plan: rows of the programme as cells of the workbook.

What a case states as facts is never to blame: prices, recipes, loads, lot sizes, who may be in a framework, and what
candidates offer when. Nor are rows that only say what a decision means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.instance import Instance
from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.case.currencies import is_euro, pledged, rates_of
from pooling.case.places import key_of
from pooling.case.schema import LIMITS
from pooling.plan.program.matrix import Name

ORDERS = ("order_complete", "rest_complete")
COVERED = ("line_capacity", "material_balance")
"""Families whose rules are those in force in a period."""
CERTIFIED = "taken_if_certified"
BY_PERIOD = (*COVERED, CERTIFIED, "calls_nothing_else_off")
"""Families whose last index is a period."""


@dataclass(frozen=True)
class Wording:
    """Where a family of rules stands, and what it asks in words.

    `row` is the record of the workbook, `limit` a figure of the instance, 0, 1 … the rule's key.
    """

    sheet: str
    column: str
    sentence: str


WORDING = {
    "order_complete": Wording("orders", "quantity", "{0} of {row.quantity:,.10g} is delivered in full"),
    "order_earliest": Wording("orders", "earliest", "{0} comes no earlier than {row.earliest}"),
    "order_latest": Wording("orders", "latest", "{0} comes by {row.latest}"),
    "least_volume": Wording(
        "lots", "min_quantity", "{0} of {row.framework} asks for min_quantity {row.min_quantity:,.10g}"
    ),
    "most_volume": Wording(
        "lots", "max_quantity", "{0} of {row.framework} allows max_quantity {row.max_quantity:,.10g}"
    ),
    "least_value": Wording(
        "frameworks", "min_partner_value", "{0} asks {1} for min_partner_value {row.min_partner_value:,.10g}"
    ),
    "fewest_partners": Wording("frameworks", "min_partners", "{0} asks for min_partners {row.min_partners}"),
    "most_partners": Wording("frameworks", "max_partners", "{0} allows max_partners {row.max_partners}"),
    "framework_lead": Wording(
        "frameworks", "lead_months", "{0}, signed {row.signed}, delivers only after lead_months {row.lead_months}"
    ),
    "framework_join": Wording(
        "participants", "join_months", "{0} delivers to {1} only after another join_months {row.join_months}"
    ),
    "framework_term": Wording(
        "frameworks", "term_months", "{0}, signed {row.signed}, ends after term_months {row.term_months}"
    ),
    "one_of_rival_offers": Wording("frameworks", "exclusive_group", "exclusive_group {0} allows one offer"),
    "office_signings": Wording("offices", "max_signings", "{0} signs at most {row.max_signings} in {1}"),
    "line_capacity": Wording("capacity", "per_year", "line {0} makes {made} (counted {span})"),
    "material_balance": Wording("supply", "per_year", "material {0} comes at {made} (counted {span})"),
    "taken_if_certified": Wording(
        "certifications", "months", "{0} takes {1} only when it is certified, which takes months {row.months}"
    ),
    "uncertified": Wording("items", "certification", "{0} takes {1} only if it is certified, and has no row for it"),
    "partner_budget": Wording("budgets", "amount", "{0} has {limit:,.10g}{currency} in {1}"),
    "common_budget": Wording("budgets", "amount", "COMMON has {limit:,.10g}{currency} in {1}"),
    "largest_non_eu_share": Wording("items", "max_non_eu_pct", "{0} allows max_non_eu_pct {row.max_non_eu_pct:,.10g}"),
    "largest_producer_share": Wording(
        "items", "max_producer_pct", "{0} allows max_producer_pct {row.max_producer_pct:,.10g}"
    ),
    "no_stockpiling": Wording(
        "demand", "quantity", "{0} takes no more of {1} than its need, or its orders, and one lot"
    ),
    "longest_wait": Wording(
        "partners",
        "max_delay_months",
        "{0} waits no longer than max_delay_months {row.max_delay_months:,.10g} on average",
    ),
    "delay_guarantee": Wording("guarantee", "", "{0} waits for {1} no longer than {limit:,.10g} months"),
    "mean_guarantee": Wording("guarantee", "", "{0} waits no longer than {limit:,.10g} months on average"),
    "payment_guarantee": Wording("guarantee", "", "{0} pays no more than {limit:,.10g}"),
    "kept": Wording("ceiling", "", "{0} is at most {limit:,.10g}"),
    "keeps_signing": Wording("kept", "", "{0} is signed on {signed}, and may be from {row.sign_from} to {row.sign_to}"),
    "is_signed": Wording("kept", "", "{0} is signed, from {row.sign_from} to {row.sign_to}"),
    "calls_nothing_else_off": Wording("kept", "", "{1} calls off nothing else from {0} before {until}"),
    "signs_nothing_else": Wording("kept", "", "{0} is not signed before {until}"),
}
"""Family → its wording, in the order in which a clash is told."""

FAMILIES = list(WORDING)
BY_CODE = ("orders", "lots", "frameworks", "items", "partners")
"""Sheets of which a rule's key begins with the row's code."""


@dataclass(frozen=True)
class Rule:
    """A rule of the workbook: its family, and what of the case it is about."""

    family: str
    key: tuple[Any, ...]

    @property
    def order(self) -> tuple[int, str]:
        """Where it comes among others."""
        return FAMILIES.index(self.family), str(self.key)


class Rules:
    """The rules of a case, as cells and sentences."""

    def __init__(self, case: Case, instance: Instance, ceilings: Mapping[str, float]) -> None:
        self.case, self.instance, self.ceilings = case, instance, ceilings
        self.grid, self.currencies, self.aside = Calendar(case.settings), rates_of(case), pledged(case)
        self.records = {
            sheet: {key_of(sheet, row): row for row in getattr(case, sheet)}
            for sheet in (
                "orders",
                "lots",
                "frameworks",
                "participants",
                "offices",
                "certifications",
                "budgets",
                "items",
                "partners",
            )
        }
        self.steps = {
            "line_capacity": _steps((row.line, row.from_) for row in case.capacity),
            "material_balance": _steps((row.material, row.from_) for row in case.supply),
        }
        self.rates = {
            "line_capacity": {(row.line, row.from_): row.per_year for row in case.capacity},
            "material_balance": {(row.material, row.from_): row.per_year for row in case.supply},
        }

    def of_row(self, row: Name) -> tuple[Rule, int] | None:
        """The rule that a row of the programme states, and its period (0 where it knows none); None: it is a fact."""
        family, index = row
        key: tuple[Any, ...] = index if isinstance(index, tuple) else (index,)
        if family in ORDERS:
            return Rule("order_complete", key), 0
        if family in COVERED:
            return Rule(family, (key[0], self._in_force(family, *key))), key[1]
        if family == "budget_beside_gifts":
            return Rule("partner_budget", key[:2]), 0
        if family == "common_budget":
            return Rule(family, ("COMMON", *key)), 0
        if family == "largest_producer_share":
            return Rule(family, key[:1]), 0
        if family in BY_PERIOD:
            return Rule(family, key[:-1]), key[-1]
        return (Rule(family, key), 0) if family in WORDING else None

    def _in_force(self, family: str, code: str, t: int) -> date | None:
        day = self.grid.first_day(t)
        return next((start for start in reversed(self.steps[family].get(code, ())) if start <= day), None)

    def cells(self, rule: Rule) -> tuple[str, ...]:
        """Where the rule stands in the workbook, `lots!F12`; its sheet where it has no cell."""
        wording, places = WORDING[rule.family], self.case.places
        if rule.family == "no_stockpiling":
            return self._need(*rule.key)
        if rule.family in COVERED and rule.key[1] is None:
            return self._without_steps(rule)
        found = [places.at(sheet, key, column) for sheet, key, column in self._where(rule, wording)]
        return tuple(dict.fromkeys(found)) or (wording.sheet,)

    def cell(self, rule: Rule) -> tuple[str, tuple[Any, ...], str] | None:
        """The cell of `LIMITS` that states the rule (sheet, key, column); None where none does."""
        wording = WORDING[rule.family]
        if wording.column not in LIMITS.get(wording.sheet, ()):
            return None
        cell = wording.sheet, self._key(rule), wording.column
        return cell if cell[1] in self.records[wording.sheet] else None

    def _where(self, rule: Rule, wording: Wording) -> list[tuple[str, tuple[Any, ...], str]]:
        if not wording.column:
            return []
        if rule.family == "one_of_rival_offers":
            rivals = [row.framework for row in self.case.frameworks if row.exclusive_group == rule.key[0]]
            return [("frameworks", (code,), wording.column) for code in rivals]
        return [(wording.sheet, self._key(rule), wording.column)]

    def _key(self, rule: Rule) -> tuple[Any, ...]:
        """The key of the rule's record."""
        if rule.family == "uncertified":
            return (next(row.item for row in self.case.products if row.product == rule.key[1]),)
        return rule.key[:1] if WORDING[rule.family].sheet in (*BY_CODE, "kept") else rule.key

    def _need(self, partner: str, item: str) -> tuple[str, ...]:
        """Cells of what a partner needs of an item."""
        places, found = self.case.places, []
        for sheet in ("demand", "norms", "usage"):
            rows = [row for row in getattr(self.case, sheet) if (row.partner, row.item) == (partner, item)]
            found += [places.at(sheet, key_of(sheet, row), "quantity") for row in rows]
        return tuple(dict.fromkeys(found)) or ("demand",)

    def _without_steps(self, rule: Rule) -> tuple[str, ...]:
        """The line, or what there is of the material at the start: no row is in force yet."""
        if rule.family == "line_capacity":
            return (self.case.places.at("lines", rule.key[:1], "line"),)
        return (self.case.places.at("materials", rule.key[:1], "opening"),)

    def sentence(self, rule: Rule, span: range | None = None) -> str:
        """What the rule asks; `span`: the periods in which it must hold for the clash."""
        wording, i = WORDING[rule.family], self.instance
        row = self.records.get(wording.sheet, self.records["frameworks"]).get(self._key(rule))
        if rule.family == "partner_budget" and row is None:
            return f"{rule.key[0]} has no row for {rule.key[1]}, which is 0"
        if rule.family == "common_budget" and row is None:
            return f"COMMON has no row for {rule.key[1]}, which is 0"
        return wording.sentence.format(
            *rule.key,
            row=row,
            limit=self.limit(rule) / self.rate(rule),
            currency=self.currency(rule),
            made=self._made(rule),
            span=self.when(span or range(i.periods)),
            signed=self.grid.first_day(i.kept.signed.get(rule.key[0], 0)),
            until=self.grid.first_day(i.kept.until),
        )

    def _made(self, rule: Rule) -> str:
        if rule.family not in COVERED:
            return ""
        code, since = rule.key
        if since is not None:
            return f"{self.rates[rule.family][code, since]:,.10g} a year from {since}"
        if rule.family == "line_capacity":
            return "nothing yet"
        return f"nothing yet, but for {self.instance.opening[code]:,.10g} at the start"

    def when(self, span: range) -> str:
        """Periods as dates."""
        return f"{self.grid.first_day(span[0])} to {self.grid.last_day(span[-1])}"

    def rate(self, rule: Rule) -> float:
        """EUR per unit of the figure in the rule's cell: 1 but for a budget in another currency."""
        row = self.records["budgets"].get(rule.key) if WORDING[rule.family].sheet == "budgets" else None
        return self.currencies.eur(row.currency, row.year) if row else 1.0

    def currency(self, rule: Rule) -> str:
        """What to call that currency behind a figure; empty for the euro."""
        row = self.records["budgets"].get(rule.key)
        return f" {row.currency}" if row and not is_euro(row.currency) else ""

    def limit(self, rule: Rule) -> float:
        """The figure of the instance that the rule is about; 0 where it is none."""
        i = self.instance
        match rule.family, rule.key:
            case "partner_budget" | "common_budget", (purse, year):
                return i.budget[purse].get(year, 0.0) + self.aside.get((purse, year), 0.0)
            case "kept", (objective,):
                return self.ceilings[objective]
            case "longest_wait", (partner,):
                return i.longest_wait[partner][1]
            case "delay_guarantee", pair:
                return i.delay_ceiling[pair]
            case "mean_guarantee", (partner,):
                return i.mean_ceiling[partner][1]
            case "payment_guarantee", (purse,):
                return i.payment_ceiling[purse]
        return 0.0


def _steps(rows: Iterable[tuple[str, date]]) -> dict[str, list[date]]:
    steps: dict[str, list[date]] = {}
    for code, since in sorted(rows):
        steps.setdefault(code, []).append(since)
    return steps
