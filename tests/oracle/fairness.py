"""The textbook model's fair shares: the worse met of every two claims, and how long partners wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product

import pulp

from tests.oracle.formulation import Expr
from tests.oracle.limits import Limits

Claim = tuple[float, float, Expr]
"""A share of what is claimed, the part of it that is not met where its need is, and the part that is not met."""


class Fairness(Limits):
    """Limits, delays, and fair shares by the rule of the case."""

    def delays(self) -> dict[tuple[str, str], Expr]:
        """Months that a needed unit is late, of each pair in need."""
        f, after = self.facts, self.case.settings.after_horizon_months
        return {
            (p, i): (f.step * pulp.lpSum(rows) + after * rows[-1]) * (f.items[i].lot_size / f.need[p, i][-1])
            for (p, i), rows in self.backlog.items()
        }

    def wait(self, delays: Mapping[tuple[str, str], Expr]) -> None:
        """Nobody waits longer than its limit, on average over its items by their priority."""
        f = self.facts
        for partner in self.case.partners:
            own = {i: f.items[i].priority for p, i in delays if p == partner.partner}
            if partner.max_delay_months is not None and sum(own.values()):
                late = pulp.lpSum(delays[partner.partner, i] * (n / sum(own.values())) for i, n in own.items())
                self.rule(late <= partner.max_delay_months)

    def fair_shares(self, delays: Mapping[tuple[str, str], Expr]) -> Expr:
        """Months that the worse met of two claims is late, items by their weight."""
        weight: dict[str, float] = defaultdict(float)
        for (_, i), part in self.facts.weights().items():
            weight[i] += part
        return pulp.lpSum(self._item(i, delays) * part for i, part in weight.items())

    def _item(self, i: str, delays: Mapping[tuple[str, str], Expr]) -> Expr:
        f, settings, money = self.facts, self.case.settings, self._money()
        by_money = settings.fair_by == "money"
        need = {p: n for (p, own), n in f.need.items() if own == i and n[-1] > 0 and (not by_money or money[p] > 0)}
        total = sum(n[-1] for n in need.values())
        if settings.fair_by == "months":
            return self._worse([(n[-1] / total, 0.0, delays[p, i]) for p, n in need.items()])
        value: Expr = pulp.lpSum([])
        for t in range(f.T):
            due = {p: n[t] for p, n in need.items() if n[t] > 0}
            months = f.step + (settings.after_horizon_months if t == f.T - 1 else 0)
            key = {p: money[p] if by_money else due[p] for p in due}
            claims = list(self._claimed(i, t, due, key))
            value = value + self._worse(claims) * (months * sum(due.values()) / total if due else 0)
        return value

    def _claimed(self, i: str, t: int, due: Mapping[str, float], key: Mapping[str, float]) -> Iterator[Claim]:
        for p, needed in due.items():
            share = key[p] / sum(key.values())
            claimed = share * sum(due.values())
            late = self.backlog[p, i][t] * self.facts.items[i].lot_size
            yield share, 1 - needed / claimed, 1 - needed / claimed + late * (1 / claimed)

    def _worse(self, claims: list[Claim]) -> Expr:
        """The larger unmet part of two claims drawn by their shares, beyond the same where all needs are met."""
        terms = []
        for (a, least_a, unmet_a), (b, least_b, unmet_b) in product(claims, claims):
            beyond = self.var("beyond")
            for unmet in (unmet_a, unmet_b):
                self.rule(beyond >= unmet - max(least_a, least_b))
            terms.append(beyond * (a * b))
        return pulp.lpSum(terms)

    def _money(self) -> dict[str, float]:
        """What everybody may pay over the horizon, with what others set aside for it and without what it does."""
        f, found = self.facts, defaultdict[str, float](float)
        years = {f.year(t) for t in range(f.T)}
        for row in self.case.budgets:
            found[row.partner] += row.amount * f.rate(row.currency, row.year) if row.year in years else 0
        for gift in self.case.donations:
            amount = gift.amount * f.rate(gift.currency, gift.year) if gift.year in years else 0
            found[gift.donor] -= amount
            found[gift.recipient] += amount
        return found
