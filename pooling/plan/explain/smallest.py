"""The smallest set of rules that clash, by implicit hitting sets.

Whatever the set, it holds a rule of every *correction*: rules without which the others have a plan. So the smallest set
that holds one of each correction known is looked at; has it no plan, it is the smallest clash, else what that plan
breaks is another correction (Ignatiev, Previti, Liffiton and Marques-Silva, CP 2015). Sound for whole numbers, too: of
the solver only a plan, or its proof that there is none, is believed.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from pooling.plan.explain.loosest import Loosest
from pooling.plan.explain.rules import COVERED, FAMILIES, Rule
from pooling.plan.program.highs import Answer, solve_matrix
from pooling.plan.program.matrix import Floats, Matrix, with_rows

BROKEN = 1e-6
"""Slack, of a scaled row, that counts as breaking it."""
SMALL = 60_000
"""Non-zeros up to which whole lots are kept whole; above, a clash in fractions of lots is looked for first."""
ROUGH, FINE = 1e-2, 1e-6
"""Relative gaps: any correction will do, but the least change is to be the least."""
PREFERENCE = 1e-3
"""What makes one of two equally small sets the one that is told."""

Spans = Mapping[Rule, range]
"""Rule → periods in which it must hold."""


@dataclass(frozen=True)
class Broken:
    """By how much rules are broken, and by what.

    amounts  rule → users' units in all; periods of a window
    spans    rule → periods from the first to the last in which it is broken
    called   (lot, partner, period) → lots called off
    """

    amounts: Mapping[Rule, float]
    spans: Mapping[Rule, range]
    called: Mapping[tuple[str, str, int], float]


class Search:
    """Probes of a loosest programme: which rules hold, and what else is then broken at least."""

    def __init__(self, loose: Loosest, periods: int, seconds: float) -> None:
        self.loose, self.always = loose, range(periods)
        self.until = time.perf_counter() + seconds
        self.rules = sorted({slack.rule for slack in loose.slacks}, key=lambda rule: rule.order)
        self.linear = False
        if loose.matrix.a.nnz > SMALL:
            self.linear = True
            self.linear = bool(self._broken(self._probe({})))

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.until - time.perf_counter()

    def smallest(self) -> tuple[dict[Rule, range], str]:
        """A smallest clash with the periods in which its rules must hold, and how that is proven (see `Clash`).

        Empty where time runs out before any clash is proven.
        """
        corrections: list[tuple[Rule, ...]] = []
        while self.left > 0:
            chosen = dict.fromkeys(_hitting(corrections), self.always)
            answer = self._probe(chosen)
            if answer.status == "infeasible":
                return self._shortened(chosen), "fractions" if self.linear else "smallest"
            broken = self._broken(answer)
            if not broken:
                break
            corrections.append(tuple(broken))
        return self._what_is_left(corrections), "early"

    def _what_is_left(self, corrections: list[tuple[Rule, ...]]) -> dict[Rule, range]:
        """Time is up, or nearly: all that was broken, without what a clash can be proven not to need."""
        self.until = max(self.until, time.perf_counter()) + 1.0
        every = {rule for correction in corrections for rule in correction}
        hard = dict.fromkeys(sorted(every, key=lambda rule: rule.order), self.always)
        if not self._clash(hard):
            return {}
        for rule in list(hard):
            fewer = {other: span for other, span in hard.items() if other != rule}
            if self.left > 0 and self._clash(fewer):
                hard = fewer
        return hard

    def _shortened(self, hard: dict[Rule, range]) -> dict[Rule, range]:
        """The rules of a clash in as few periods as clash: the earliest end, then the latest begin, by bisection."""
        for rule in [rule for rule in hard if rule.family in COVERED]:
            periods = sorted({slack.period for slack in self.loose.slacks if slack.rule == rule and not slack.distance})
            low, high = periods[0] + 1, periods[-1] + 1
            while low < high:
                end = (low + high) // 2
                shorter = self._clash({**hard, rule: range(periods[0], end)})
                low, high = (low, end) if shorter else (end + 1, high)
            begin, last = periods[0], high - 1
            while begin < last:
                middle = (begin + last + 1) // 2
                shorter = self._clash({**hard, rule: range(middle, high)})
                begin, last = (middle, last) if shorter else (begin, middle - 1)
            hard = {**hard, rule: range(begin, high)}
        return hard

    def _clash(self, hard: Spans) -> bool:
        return self._probe(hard).status == "infeasible"

    def least(self, *free: Rule) -> Broken | None:
        """The least by which `free` (all rules where none is given) are broken while others hold; None: no plan."""
        held = dict.fromkeys((rule for rule in self.rules if free and rule not in free), self.always)
        distance = max((slack.distance for slack in self.loose.slacks if slack.rule in free), default=0)
        answer = self._probe(held, gap=FINE)
        low, high = 1, distance
        while len(free) == 1 and answer.x is not None and low < high:
            middle = (low + high) // 2
            nearer = self._probe(held, within=middle, gap=FINE)
            answer, low, high = (nearer, low, middle) if nearer.x is not None else (answer, middle + 1, high)
        return self._measured(answer)

    def least_in_turn(self, levels: Sequence[Sequence[Rule]]) -> Broken | None:
        """The least by which rules of each level in turn are broken, while all others hold; None: no plan."""
        free = {rule for level in levels for rule in level}
        held = dict.fromkeys((rule for rule in self.rules if rule not in free), self.always)
        matrix, answer = self.loose.matrix, None
        for level in filter(None, levels):
            cost = np.zeros(len(matrix.cost))
            columns = [slack.column for slack in self.loose.slacks if slack.rule in level]
            cost[columns] = self.loose.matrix.cost[columns]
            answer = self._probe(held, gap=FINE, matrix=replace(matrix, cost=cost))
            if answer.x is None:
                return None
            matrix = _at_most(matrix, cost, float(cost @ answer.x))
        return None if answer is None else self._measured(answer)

    def _measured(self, answer: Answer) -> Broken | None:
        if answer.x is None:
            return None
        amounts: dict[Rule, float] = {}
        spans: dict[Rule, range] = {}
        for slack in self.loose.slacks:
            value = float(answer.x[slack.column])
            if value <= BROKEN:
                continue
            before = amounts.get(slack.rule, 0.0)
            amounts[slack.rule] = max(before, slack.distance) if slack.distance else before + value * slack.unit
            span = spans.get(slack.rule, range(slack.period, slack.period + 1))
            spans[slack.rule] = range(min(span.start, slack.period), max(span.stop, slack.period + 1))
        return Broken(amounts, spans, self.loose.matrix.values(answer.x, "CallOff"))

    def _probe(
        self, hard: Spans, within: int | None = None, gap: float = ROUGH, matrix: Matrix | None = None
    ) -> Answer:
        matrix = matrix or self.loose.matrix
        upper = matrix.upper.copy()
        for slack in self.loose.slacks:
            held = hard.get(slack.rule)
            if held is not None and (slack.period in held or slack.distance):
                upper[slack.column] = 0.0
            if within is not None and slack.distance > within:
                upper[slack.column] = 0.0
        return solve_matrix(matrix, gap=gap, time_limit=max(0.1, self.left), relax=self.linear, upper=upper)

    def _broken(self, answer: Answer) -> list[Rule]:
        if answer.x is None:
            return []
        x = answer.x
        return list(dict.fromkeys(slack.rule for slack in self.loose.slacks if x[slack.column] > BROKEN))


def _at_most(matrix: Matrix, cost: Floats, value: float) -> Matrix:
    """`matrix` in which `cost` may be no more than `value`; its columns are 0 where that is."""
    if value <= BROKEN:
        return replace(matrix, upper=np.where(cost > 0, matrix.lower, matrix.upper))
    return with_rows(
        matrix, csr_array(cost[np.newaxis]), np.array([-np.inf]), np.array([value * (1 + FINE)]), "at_most"
    )


def _hitting(corrections: list[tuple[Rule, ...]]) -> list[Rule]:
    """The fewest rules of which every correction holds one."""
    rules = sorted({rule for correction in corrections for rule in correction}, key=lambda rule: rule.order)
    if not rules:
        return []
    number = {rule: n for n, rule in enumerate(rules)}
    a = np.zeros((len(corrections), len(rules)))
    for row, correction in enumerate(corrections):
        a[row, [number[rule] for rule in correction]] = 1.0
    cost = np.array([1 + PREFERENCE * FAMILIES.index(rule.family) / len(FAMILIES) for rule in rules])
    found = milp(cost, integrality=np.ones(len(rules)), bounds=Bounds(0, 1), constraints=LinearConstraint(a, lb=1.0))
    return [rule for rule, taken in zip(rules, found.x, strict=True) if taken > 0.5]
