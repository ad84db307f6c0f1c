"""The textbook model in PuLP: binaries per period, whole lots as integers, tiers by disjunction.

Quantities count lots of their item, money counts `money` EUR; apart from that the rows read like the rules.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from statistics import median
from typing import Any

import pulp

from pooling.case.case import Case
from tests.oracle.facts import Facts

Expr = Any


def within_use(case: Case) -> Case:
    """The case with no lot's most above what all partners together may take: big numbers make loose disjunctions."""
    facts = Facts(case)
    items = {lot.lot: facts.products[lot.product].item for lot in case.lots}
    most = {i: sum(facts.most(p.partner, i) for p in case.partners) for i in set(items.values())}
    lots = tuple(replace(lot, max_quantity=min(lot.max_quantity, most[items[lot.lot]])) for lot in case.lots)
    return replace(case, lots=lots)


class Decisions:
    """Every decision of a plan with the rules that hold among decisions alone."""

    def __init__(self, case: Case) -> None:
        self.facts = Facts(within_use(case))
        self.case = self.facts.case
        self.problem = pulp.LpProblem("textbook", pulp.LpMinimize)
        self.count = 0
        values = [
            lot.max_quantity * self.facts.tiers[lot.lot][0].unit_price
            for lot in self.case.lots
            if lot.max_quantity * self.facts.tiers[lot.lot][0].unit_price > 0
        ]
        self.money = 10.0 ** round(math.log10(median(values or [1.0])) - 2)
        self._sign()
        self._join()
        self._build_and_certify()
        self._call_off()
        self._deliver_orders()

    def var(self, kind: str, upper: float | None = None, cat: str = "Continuous") -> pulp.LpVariable:
        """A new variable from 0 to `upper`."""
        self.count += 1
        return self.problem.add_variable(f"{kind}_{self.count}", 0, upper, cat)

    def binary(self, kind: str) -> pulp.LpVariable:
        return self.var(kind, 1, "Integer")

    def rule(self, relation: Any) -> None:
        """Add a constraint."""
        self.problem += relation

    def _sign(self) -> None:
        """sign[k][s], extend[k][s]: signed in period s, and then extended; signed[k] is their sum."""
        f = self.facts
        self.sign: dict[str, dict[int, Expr]] = {}
        self.extend: dict[str, dict[int, Expr]] = {}
        self.signed: dict[str, Expr] = {}
        groups: dict[str, list[Expr]] = defaultdict(list)
        for k, framework in f.frameworks.items():
            existing = framework.status == "existing"
            one = pulp.LpAffineExpression(constant=1)
            self.sign[k] = {s: one if existing else self.binary("sign") for s in f.signing(framework)}
            self.signed[k] = pulp.lpSum(self.sign[k].values())
            if not existing:
                self.rule(self.signed[k] <= 1)
            if framework.exclusive_group:
                groups[framework.exclusive_group].append(self.signed[k])
            self.extend[k] = {}
            if framework.extend_months:
                self.extend[k] = {s: self.binary("extend") for s in self.sign[k]}
                for s, extended in self.extend[k].items():
                    self.rule(extended <= self.sign[k][s])
        for rivals in groups.values():
            self.rule(pulp.lpSum(rivals) <= 1)

    def _join(self) -> None:
        """join[k, p]: p is in framework k; members as soon as it is signed."""
        self.join: dict[tuple[str, str], Expr] = {}
        for k, framework in self.facts.frameworks.items():
            for p in self.case.partners:
                role = self.facts.role(framework, p.partner)
                if role == "member":
                    self.join[k, p.partner] = self.signed[k]
                elif role == "may_join":
                    self.join[k, p.partner] = self.binary("join")
                    self.rule(self.join[k, p.partner] <= self.signed[k])
            inside = pulp.lpSum(self.join.get((k, p.partner), 0) for p in self.case.partners)
            if framework.status == "candidate":
                self.rule(inside >= framework.min_partners * self.signed[k])
            if framework.max_partners is not None:
                self.rule(inside <= framework.max_partners * self.signed[k])

    def _build_and_certify(self) -> None:
        """build[x][s]: expansion x starts in s. certify[p, product][s]: certifying begins in s."""
        f = self.facts
        self.build = {
            x.expansion: {s: self.binary("build") for s in f.window(x.start_from, x.start_to)}
            for x in self.case.expansions
        }
        self.certify = {
            key: {s: self.binary("certify") for s in range(f.T)}
            for key, row in f.certifications.items()
            if row.status == "possible" and f.acceptance(*key) is row
        }
        for choices in (*self.build.values(), *self.certify.values()):
            self.rule(pulp.lpSum(choices.values()) <= 1)

    def _active(self, k: str, p: str, t: int) -> Expr | None:
        """1 if framework k delivers to p in period t; None if it never can."""
        f, framework = self.facts, self.facts.frameworks[k]
        first, term = f.delay_to_partner(framework, p), f.length(framework.term_months)
        longer = term + f.length(framework.extend_months)
        regular = [y for s, y in self.sign[k].items() if s + first <= t < s + term]
        more = [z for s, z in self.extend[k].items() if s + max(first, term) <= t < s + longer]
        return pulp.lpSum(regular + more) if regular or more else None

    def _call_off(self) -> None:
        """x[lot, p, t]: lots called off, only while the framework delivers, p is in and takes the product."""
        f = self.facts
        self.x: dict[tuple[str, str, int], pulp.LpVariable] = {}
        for lot in self.case.lots:
            item = f.products[lot.product].item
            for p in (p.partner for p in self.case.partners if (lot.framework, p.partner) in self.join):
                accepted = f.acceptance(p, lot.product)
                most = math.floor(min(f.most(p, item), lot.max_quantity) / f.lot_size(lot) + 1e-9)
                if accepted == "never" or most < 1:
                    continue
                for t in range(f.T):
                    active = self._active(lot.framework, p, t)
                    if active is None:
                        continue
                    x = self.x[lot.lot, p, t] = self.var("x", most, "Integer")
                    self.rule(x <= most * active)
                    if accepted != "always":
                        months = f.length(accepted.months)
                        begun = [c for s, c in self.certify[p, lot.product].items() if s + months <= t]
                        self.rule(x <= most * pulp.lpSum(begun))
                self.rule(pulp.lpSum(self.taken(lot.lot, p)) <= most * self.join[lot.framework, p])

    def taken(self, lot: str, p: str) -> list[pulp.LpVariable]:
        """A partner's call-offs of a lot over the horizon [lots]."""
        return [self.x[lot, p, t] for t in range(self.facts.T) if (lot, p, t) in self.x]

    def _deliver_orders(self) -> None:
        """piece[order, t]: lots of an order delivered in t; the odd rest, if any, comes with exactly one piece."""
        f = self.facts
        self.piece: dict[tuple[str, int], Expr] = {}
        for order in self.case.orders:
            lot = f.order_lot(order)
            whole = math.floor(order.quantity / lot + 1e-9)
            rest = order.quantity / lot - whole if order.quantity / lot - whole > 1e-9 else 0.0
            periods = f.window(order.earliest, order.latest)
            lots = {t: self.var("piece", whole, "Integer") for t in periods}
            odd = {t: self.binary("odd") for t in periods} if rest else {}
            later = f.period(order.latest) >= f.T
            for chosen, amount in ((lots, whole), (odd, 1)):
                if chosen or chosen is lots:
                    total = pulp.lpSum(chosen.values())
                    self.rule(total <= amount if later else total == amount)
            for t in periods:
                self.piece[order.order, t] = lots[t] + rest * odd[t] if rest else pulp.lpSum([lots[t]])
