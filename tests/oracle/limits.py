"""The textbook model's limits on quantities: lots, shares, lines, materials, offices, item policy, backlog."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pulp

from tests.oracle.formulation import Decisions, Expr


class Limits(Decisions):
    """Decisions with every limit that is not about money, and the backlog of each pair in need."""

    def __init__(self, case: Any) -> None:
        super().__init__(case)
        self._lots_and_shares()
        self._lines()
        self._materials()
        self._commitments()
        self._offices()
        self._item_policy()
        self._backlog()

    def volume(self, lot: str) -> Expr:
        """Everything called off of a lot [lots]."""
        return pulp.lpSum(x for (own, _, _), x in self.x_of[lot])

    @property
    def x_of(self) -> dict[str, list[tuple[tuple[str, str, int], pulp.LpVariable]]]:
        """Call-offs by lot."""
        if not hasattr(self, "_x_of"):
            self._x_of: dict[str, list[tuple[tuple[str, str, int], pulp.LpVariable]]] = defaultdict(list)
            for key, x in self.x.items():
                self._x_of[key[0]].append((key, x))
        return self._x_of

    def _lots_and_shares(self) -> None:
        """min_quantity and max_quantity of lots; what each partner in has to call off at least."""
        f = self.facts
        for lot in self.case.lots:
            volume, size, signed = self.volume(lot.lot), f.lot_size(lot), self.signed[lot.framework]
            self.rule(volume >= lot.min_quantity / size * signed)
            self.rule(volume <= lot.max_quantity / size * signed)
        for (k, p), joined in self.join.items():
            framework = f.frameworks[k]
            own = [(lot, x) for lot in f.lots_of[k] for x in self.taken(lot.lot, p)]
            if framework.min_partner_value:
                value = pulp.lpSum(x * (f.lot_size(lot) * f.ceiling_at_start(lot.lot)) for lot, x in own)
                self.rule(value * (1 / self.money) >= framework.min_partner_value / self.money * joined)
            if f.role(framework, p) == "may_join":
                self.rule(pulp.lpSum(x for _, x in own) >= joined)

    def _lines(self) -> None:
        """Line capacity with expansions and work in progress of at most one lot."""
        f, case = self.facts, self.case
        for line in case.lines:
            lots = [lot for lot in case.lots if lot.line == line.line]
            orders = [o for o in case.orders if o.line == line.line]
            largest = max([f.lot_size(lot) * lot.load for lot in lots] + [f.order_lot(o) for o in orders], default=0)
            if not largest:
                continue
            free = f.rates(c for c in case.capacity if c.line == line.line)
            used = self._use(
                [(lot.lot, f.lot_size(lot) * lot.load) for lot in lots], [(o, f.order_lot(o)) for o in orders]
            )
            before: Expr = 0
            for t in range(f.T):
                after = self.var("carried", 1)
                room = free[t] / largest + self._added(line.line, t) * (1 / largest) + before - after
                self.rule(used[t] * (1 / largest) <= room)
                before = after

    def _use(self, lots: list[tuple[str, float]], orders: list[tuple[Any, float]]) -> list[Expr]:
        """Use per period: given factors per lot called off and per order piece."""
        terms: dict[int, list[Expr]] = defaultdict(list)
        for lot, factor in lots:
            for (_, _, t), x in self.x_of[lot]:
                terms[t].append(x * factor)
        for order, factor in orders:
            for t in range(self.facts.T):
                if (order.order, t) in self.piece:
                    terms[t].append(self.piece[order.order, t] * factor)
        return [pulp.lpSum(terms[t]) for t in range(self.facts.T)]

    def _added(self, resource: str, t: int) -> Expr:
        """What finished expansions of a line or material add in period t [units]."""
        f = self.facts
        return pulp.lpSum(
            b * (x.adds_per_year * f.step / 12)
            for x in self.case.expansions
            if x.resource == resource
            for s, b in self.build[x.expansion].items()
            if s + f.length(x.build_months) <= t
        )

    def _recipes(self, material: str) -> dict[str, float]:
        return {r.product: r.per_unit for r in self.case.recipes if r.material == material and r.per_unit}

    def _materials(self) -> None:
        """Cumulated use of a material stays within opening stock, cumulated supply and expansions."""
        f, case = self.facts, self.case
        for material in case.materials:
            recipe = self._recipes(material.material)
            used = self._use(
                [(x.lot, f.lot_size(x) * recipe[x.product]) for x in case.lots if x.product in recipe],
                [(o, f.order_lot(o) * recipe[o.product]) for o in case.orders if o.product in recipe],
            )
            supply = f.rates(s for s in case.supply if s.material == material.material)
            unit = max(material.opening, sum(supply), 1e-9)
            use, have = pulp.LpAffineExpression(), pulp.LpAffineExpression(constant=material.opening)
            for t in range(f.T):
                use, have = use + used[t], have + supply[t] + self._added(material.material, t)
                if used[t]:
                    self.rule(use * (1 / unit) <= have * (1 / unit))

    def _commitments(self) -> None:
        """An expansion with a business case is built only if enough is called off."""
        f, case = self.facts, self.case
        materials = {m.material for m in case.materials}
        for x in case.expansions:
            if not x.min_commitment:
                continue
            recipe = self._recipes(x.resource)
            called: list[Expr] = []
            for lot in case.lots:
                per_unit = recipe.get(lot.product, 0) if x.resource in materials else float(lot.line == x.resource)
                if per_unit:
                    called.append(self.volume(lot.lot) * (f.lot_size(lot) * per_unit / x.min_commitment))
            self.rule(pulp.lpSum(called) >= pulp.lpSum(self.build[x.expansion].values()))

    def _offices(self) -> None:
        """Signings of an office in a year; existing frameworks signed in it count, be it before the start.

        They stand even where they are more than the office signs: there is no room for candidates then.
        """
        f = self.facts
        for row in self.case.offices:
            of_office = [framework for framework in f.frameworks.values() if framework.office == row.office]
            existing = sum(framework.signed.year == row.year for framework in of_office if framework.signed)
            signings = [
                y
                for framework in of_office
                if framework.signed is None
                for s, y in self.sign[framework.framework].items()
                if f.year(s) == row.year
            ]
            self.rule(pulp.lpSum(signings) <= max(0, row.max_signings - existing))

    def _item_policy(self) -> None:
        """Largest non-EU share and largest producer's share of an item's call-offs."""
        f = self.facts
        for i, item in f.items.items():
            lots = [(lot, f.products[lot.product]) for lot in self.case.lots if f.products[lot.product].item == i]
            whole = pulp.lpSum(self.volume(lot.lot) for lot, _ in lots)
            foreign = pulp.lpSum(self.volume(lot.lot) * (1 - pr.eu_content_pct / 100) for lot, pr in lots)
            self.rule(foreign <= whole * (item.max_non_eu_pct / 100))
            for maker in {pr.producer for _, pr in lots}:
                own = pulp.lpSum(self.volume(lot.lot) for lot, pr in lots if pr.producer == maker)
                self.rule(own <= whole * (item.max_producer_pct / 100))

    def _backlog(self) -> None:
        """backlog[p, i][t] >= need - delivered [lots]; no stockpiling."""
        f = self.facts
        self.backlog: dict[tuple[str, str], list[pulp.LpVariable]] = {}
        arrivals: dict[tuple[str, str, int], list[Expr]] = defaultdict(list)
        for (lot, p, t), x in self.x.items():
            arrivals[p, f.products[f.lots[lot].product].item, t].append(x)
        for order in self.case.orders:
            for t in range(f.T):
                if (order.order, t) in self.piece:
                    arrivals[order.partner, f.products[order.product].item, t].append(self.piece[order.order, t])
        for (p, i), need in f.need.items():
            size = f.items[i].lot_size
            delivered = pulp.LpAffineExpression()
            rows = []
            for t in range(f.T):
                delivered = delivered + pulp.lpSum(arrivals[p, i, t])
                if need[-1] > 0:
                    rows.append(self.var("backlog"))
                    self.rule(rows[-1] + delivered >= need[t] / size)
            if rows:
                self.backlog[p, i] = rows
            self.rule(delivered <= f.most(p, i) / size)
