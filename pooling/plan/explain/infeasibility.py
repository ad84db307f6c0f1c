"""Why a case has no plan: a smallest set of hard rules that clash, as sentences about rows of the workbook."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
from scipy.sparse import csr_array, hstack

from models import build_model
from models.instance import Instance
from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.plan.program.highs import Answer, solve_matrix
from pooling.plan.program.matrix import Matrix, Name, TrivialClash, hand_over

SENTENCES = {
    "order_complete": "orders: {row.order} of {row.quantity:,.10g} comes between {row.earliest} and {row.latest}",
    "rest_complete": "orders: {row.order} of {row.quantity:,.10g} comes between {row.earliest} and {row.latest}",
    "least_volume": "lots: {row.lot} of {row.framework} asks for min_quantity {row.min_quantity:,.10g}",
    "most_volume": "lots: {row.lot} of {row.framework} allows max_quantity {row.max_quantity:,.10g}",
    "least_value": "frameworks: {0} asks {1} for min_partner_value {row.min_partner_value:,.10g}",
    "fewest_partners": "frameworks: {0} asks for min_partners {row.min_partners}",
    "most_partners": "frameworks: {0} allows max_partners {row.max_partners}",
    "one_lot_at_least": "frameworks: {1} joins {0} by choice only to call off a lot",
    "one_of_rival_offers": "frameworks: exclusive_group {0} allows one offer",
    "office_signings": "offices: {0} signs at most {limit:,.10g} in {1}",
    "line_capacity": "capacity: line {0} from {first} to {last}",
    "material_balance": "supply: material {0} from {first} to {last}",
    "taken_if_certified": "certifications: {0} takes {1} only when it is certified",
    "partner_budget": "budgets: {0} has {limit:,.10g} in {1}",
    "common_budget": "budgets: COMMON has {limit:,.10g} in {0}",
    "largest_non_eu_share": "items: {0} allows max_non_eu_pct {row.max_non_eu_pct:,.10g}",
    "largest_producer_share": "items: {0} allows max_producer_pct {row.max_producer_pct:,.10g} (producer {1})",
    "call_offs_of_partner": "demand: {1} takes no more of {item} than its need, or its orders, and one lot",
    "no_stockpiling": "demand: {0} takes no more of {1} than its need, or its orders, and one lot",
    "delay_guarantee": "guarantee: {0} waits for {1} no longer than {limit:,.10g} months",
    "mean_guarantee": "guarantee: {0} waits no longer than {limit:,.10g} months on average",
    "payment_guarantee": "guarantee: {0} pays no more than {limit:,.10g}",
    "kept": "ceiling: {0} is at most {limit:,.10g}",
    "keeps_signing": "kept: {0} is signed on {signed}, and may be from {row.sign_from} to {row.sign_to}",
    "calls_nothing_else_off": "kept: {1} calls off nothing else from {0} before {until}",
    "signs_nothing_else": "kept: {0} is not signed before {until}",
}
"""Family of rows → what it asks; `row` is the record of the workbook, `limit` a figure of the instance."""

FAMILIES = list(SENTENCES)

SHEETS = {"order": "orders", "rest": "orders", "least_volume": "lots", "most_volume": "lots", "largest": "items"}
"""Beginning of a family's name → the sheet of the record with its code; `frameworks` where none fits."""

BY_PERIOD = ("line_capacity", "material_balance", "taken_if_certified", "calls_nothing_else_off")
"""Families whose last index is a period."""

BROKEN = 1e-6
"""Slack, of a scaled row, that counts as breaking it."""

SECONDS = 60.0
"""Time for the search; when it is up the set is what clashes, but may not be smallest."""

Rule = tuple[str, tuple[Any, ...]]
"""(family, index without the period)."""

Spans = Mapping[Rule, range]
"""Rule → periods in which it must hold."""


def clashing(case: Case, instance: Instance, ceilings: Mapping[str, float]) -> tuple[str, ...]:
    """Sentences about a smallest set of hard rules that no plan can meet together, in the order of `SENTENCES`.

    `ceilings`: objective → most that it may become. Rules that only say what a decision means are taken for granted.
    Empty where no rules are shown to clash, be it that none do or that time ran out.
    """
    try:
        matrix = hand_over(build_model(instance, "frameworks", ceilings))
    except TrivialClash as fault:
        return (str(fault),)
    clash = _Search(matrix, instance.periods).smallest()
    ordered = sorted(clash, key=lambda rule: (FAMILIES.index(rule[0]), str(rule[1])))
    sentences = [_sentence(case, instance, ceilings, rule, clash[rule]) for rule in ordered]
    return tuple(dict.fromkeys(sentences))


@dataclass(frozen=True)
class _Slack:
    """A column that lets one row of a rule be broken."""

    rule: Rule
    period: int
    column: int


class _Search:
    """Rows of rules can be broken at a price, unless their rule is hard."""

    def __init__(self, matrix: Matrix, periods: int) -> None:
        self.always = range(periods)
        self.columns = len(matrix.cost)
        self.matrix, self.slacks = elastic(matrix)
        self.until = time.perf_counter() + SECONDS
        self.linear = True
        self.linear = bool(self._broken(self._solve({})))

    def smallest(self) -> Spans:
        """First collect hard rules until they clash, then drop each that the clash does not need; none if they do not.

        What a partner may call off from one lot is dropped first: other rules explain it better.
        """
        hard = self._collect()
        for rule in sorted(hard, key=lambda rule: rule[0] != "call_offs_of_partner"):
            fewer = {other: span for other, span in hard.items() if other != rule}
            if self._clash(fewer):
                hard = fewer
        for rule in [rule for rule in hard if rule[0] in BY_PERIOD]:
            hard = self._shortened(hard, rule)
        return hard

    def _collect(self) -> dict[Rule, range]:
        """The cheapest way to break rules names some of a clash; made hard, the next cheapest names more.

        None where the end of it is not that they clash.
        """
        hard: dict[Rule, range] = {}
        while True:
            answer = self._solve(hard)
            broken = self._broken(answer)
            if not broken:
                return hard if answer.status == "infeasible" else {}
            hard.update(dict.fromkeys(broken, self.always))

    def _shortened(self, hard: dict[Rule, range], rule: Rule) -> dict[Rule, range]:
        """The rule in as few periods as clash: the earliest end, then the latest begin, by bisection."""
        low, high = 1, len(self.always)
        while low < high:
            end = (low + high) // 2
            low, high = (low, end) if self._clash({**hard, rule: range(end)}) else (end + 1, high)
        begin, last = 0, high - 1
        while begin < last:
            middle = (begin + last + 1) // 2
            begin, last = (middle, last) if self._clash({**hard, rule: range(middle, high)}) else (begin, middle - 1)
        return {**hard, rule: range(begin, high)}

    def _clash(self, hard: Spans) -> bool:
        return self._solve(hard).status == "infeasible"

    def _solve(self, hard: Spans) -> Answer:
        upper = self.matrix.upper.copy()
        for slack in self.slacks:
            if slack.period in hard.get(slack.rule, ()):
                upper[slack.column] = 0
        left = self.until - time.perf_counter()
        return solve_matrix(self.matrix, gap=0.01, time_limit=left, relax=self.linear, upper=upper)

    def _broken(self, answer: Answer) -> Iterable[Rule]:
        if answer.x is None:
            return ()
        x = answer.x
        return dict.fromkeys(slack.rule for slack in self.slacks if x[slack.column] > BROKEN)


def elastic(matrix: Matrix) -> tuple[Matrix, list[_Slack]]:
    """The matrix with slacks on every row of a rule, minimising their sum."""
    rows: list[int] = []
    signs: list[float] = []
    slacks: list[_Slack] = []
    for n, row in enumerate(matrix.rows):
        if row[0] not in SENTENCES:
            continue
        for sign, limit in ((1.0, matrix.row_lower[n]), (-1.0, matrix.row_upper[n])):
            if np.isfinite(limit):
                slacks.append(_Slack(*_rule(row), len(matrix.cost) + len(rows)))
                rows.append(n)
                signs.append(sign)
    extra = len(rows)
    added = csr_array((signs, (rows, range(extra))), shape=(len(matrix.rows), extra))
    return (
        replace(
            matrix,
            cost=np.concatenate([np.zeros(len(matrix.cost)), np.ones(extra)]),
            offset=0.0,
            cost_scale=1.0,
            a=csr_array(hstack([matrix.a, added])),
            lower=np.concatenate([matrix.lower, np.zeros(extra)]),
            upper=np.concatenate([matrix.upper, np.full(extra, np.inf)]),
            integer=np.concatenate([matrix.integer, np.zeros(extra, dtype=bool)]),
            column_scale=np.concatenate([matrix.column_scale, np.ones(extra)]),
        ),
        slacks,
    )


def _rule(row: Name) -> tuple[Rule, int]:
    """The rule that a row belongs to, and its period (0 where a rule knows none)."""
    family, index = row
    key = index if isinstance(index, tuple) else (index,)
    return ((family, key[:-1]), key[-1]) if family in BY_PERIOD else ((family, key), 0)


def _sentence(case: Case, instance: Instance, ceilings: Mapping[str, float], rule: Rule, span: range) -> str:
    family, key = rule
    grid = Calendar(case.settings)
    return SENTENCES[family].format(
        *key,
        row=_record(case, family, key[0]),
        item=instance.lots[key[0]].item if key[0] in instance.lots else "",
        limit=_limit(instance, ceilings, rule),
        signed=grid.first_day(instance.kept.signed.get(key[0], 0)),
        until=grid.first_day(instance.kept.until),
        first=grid.first_day(span[0]),
        last=grid.first_day(span[-1] + 1) - timedelta(days=1),
    )


def _record(case: Case, family: str, code: object) -> Any:
    sheet = next((sheet for begin, sheet in SHEETS.items() if family.startswith(begin)), "frameworks")
    key = sheet.removesuffix("s")
    return next((row for row in getattr(case, sheet) if getattr(row, key) == code), None)


def _limit(i: Instance, ceilings: Mapping[str, float], rule: Rule) -> float:
    match rule:
        case "kept", (objective,):
            return ceilings[objective]
        case "office_signings", key:
            return i.signings[key]
        case "partner_budget", (partner, year):
            return i.budget[partner].get(year, 0.0)
        case "common_budget", (year,):
            return i.budget["COMMON"].get(year, 0.0)
        case "delay_guarantee", key:
            return i.delay_ceiling[key]
        case "mean_guarantee", (partner,):
            return i.mean_ceiling[partner][1]
        case "payment_guarantee", (purse,):
            return i.payment_ceiling[purse]
        case _:
            return 0.0
