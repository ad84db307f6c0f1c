"""The textbook model's money: tiers reached, payments within budgets, claims, and the objectives."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pulp

from pooling.case.schema import COMMON
from tests.oracle.fairness import Fairness
from tests.oracle.formulation import Expr


class Textbook(Fairness):
    """The whole model; `objectives` maps each objective's name to its expression in users' units."""

    def __init__(self, case: Any) -> None:
        super().__init__(case)
        self._tiers()
        self._shifted()
        self._payments()
        self._budgets()
        self._common()
        self._claims()
        self.objectives = self._objectives()

    def _tiers(self) -> None:
        """tier[lot][h]: the tier reached. split[lot, p, t]: (h, lots) pairs; p = "" where only the sum matters."""
        f = self.facts
        reached = self.case.settings.budget_price == "reached"
        self.tier: dict[str, list[pulp.LpVariable]] = {}
        self.split: dict[tuple[str, str, int], list[pulp.LpVariable]] = {}
        for lot in self.case.lots:
            size, tiers = f.lot_size(lot), f.tiers[lot.lot]
            chosen = self.tier[lot.lot] = [self.binary("tier") for _ in tiers]
            self.rule(pulp.lpSum(chosen) == self.signed[lot.framework])
            groups: dict[tuple[str, int], list[pulp.LpVariable]] = defaultdict(list)
            for (_, p, t), x in self.x_of[lot.lot]:
                groups[p if reached else "", t].append(x)
            for (p, t), called in groups.items():
                parts = self.split[lot.lot, p, t] = [self.var("split") for _ in tiers]
                self.rule(pulp.lpSum(parts) == pulp.lpSum(called))
                most = min(sum(x.upBound for x in called), lot.max_quantity / size)
                for part, on in zip(parts, chosen, strict=True):
                    self.rule(part <= most * on)
            for h, on in enumerate(chosen):
                volume = pulp.lpSum(self.split[lot.lot, p, t][h] for p, t in groups)
                self.rule(volume >= tiers[h].from_quantity / size * on)
                last = h + 1 == len(tiers)
                ends = lot.max_quantity / size if last else -(-tiers[h + 1].from_quantity // size) - 1
                self.rule(volume <= ends * on)

    def _shifted(self) -> None:
        """price[order, t]: EUR per unit delivered in t, months moved included."""
        f = self.facts
        self.moving = {}
        for order in self.case.orders:
            for t in f.window(order.earliest, order.latest):
                self.moving[order.order, t] = order.shift_cost * f.step * abs(t - f.period(order.planned))

    def _value(self, lot: str, p: str, t: int, tiers: bool) -> Expr:
        """Call-off value without fee, at ceiling prices or at the tier reached [money in the lot's currency]."""
        f = self.facts
        unit = f.lot_size(f.lots[lot]) * f.escalation(lot, t) / self.money
        if not tiers:
            return self.x[lot, p, t] * (unit * f.tiers[lot][0].unit_price)
        parts = zip(self.split[lot, p, t], f.tiers[lot], strict=True)
        return pulp.lpSum(part * (unit * tier.unit_price) for part, tier in parts)

    def _in_year(self, k: str, happened: Expr, year: int, first: int) -> Expr:
        """`happened` (0 or 1, at most signed[k]) if framework k is signed in `year`, else 0: as a lower bound.

        What an existing framework costs falls in year `first`.
        """
        f = self.facts
        if f.frameworks[k].status == "existing":
            return happened if year == first else pulp.LpAffineExpression()
        then = [y for s, y in self.sign[k].items() if f.year(s) == year]
        if not then:
            return pulp.LpAffineExpression()
        both = self.var("both", 1)
        self.rule(both >= happened + pulp.lpSum(then) - 1)
        return pulp.lpSum([both])

    def _payments(self) -> None:
        """pay[p, year]: terms that count against a partner's budget [money]."""
        f = self.facts
        limited = {b.partner for b in self.case.budgets}
        reached = self.case.settings.budget_price == "reached"
        self.pay: dict[tuple[str, int], list[Expr]] = defaultdict(list)
        self.pay_lot: dict[tuple[str, int, str], list[Expr]] = defaultdict(list)
        for lot, p, t in self.x:
            if p not in limited:
                continue
            framework = f.frameworks[f.lots[lot].framework]
            due = self._value(lot, p, t, reached) * (1 + framework.fee_pct / 100)
            for year, part in f.parts(lot, t):
                self.pay[p, year].append(due * part)
                self.pay_lot[p, year, lot].append(due * part)
        for (k, p), joined in self.join.items():
            cost = f.frameworks[k].join_cost / self.money
            if p in limited and cost and f.role(f.frameworks[k], p) == "may_join":
                first = min(f.year_within(f.year(s)) for s in self.sign[k]) if self.sign[k] else f.years[0]
                for year in f.years:
                    self.pay[p, year].append(self._in_year(k, joined, year, first) * cost)
        for (p, product), choices in self.certify.items():
            for t, chosen in choices.items():
                self.pay[p, f.year(t)].append(chosen * (f.certifications[p, product].cost / self.money))
        for order in self.case.orders:
            for t in f.window(order.earliest, order.latest):
                self.pay[order.partner, f.year(t)].append(self._order_value(order, t))

    def _order_value(self, order: Any, t: int) -> Expr:
        """What is paid for an order's delivery in t, shifting included [money]."""
        f = self.facts
        per_unit = (order.unit_price + self.moving[order.order, t]) * f.rate(order.currency, f.year(t))
        return self.piece[order.order, t] * (f.order_lot(order) * per_unit / self.money)

    def _budgets(self) -> None:
        """Partners pay within their budgets; what is left moves on if the partner carries over."""
        f = self.facts
        amounts = {(b.partner, b.year): b.amount * f.rate(b.currency, b.year) for b in self.case.budgets}
        for partner in self.case.partners:
            if not any(p == partner.partner for p, _ in amounts):
                continue
            before: Expr = 0
            for year in f.years:
                amount = amounts.get((partner.partner, year), 0) / self.money
                amount -= sum(
                    self._amount(d) for d in self.case.donations if (d.donor, d.year) == (partner.partner, year)
                )
                paid = pulp.lpSum(self.pay[partner.partner, year]) - self._given(partner.partner, year)
                if partner.carry_over:
                    after = self.var("left")
                    self.rule(paid + after <= amount + before)
                    before = after
                else:
                    self.rule(paid <= amount)

    def _amount(self, donation: Any) -> float:
        """What is set aside [money]."""
        return float(donation.amount * self.facts.rate(donation.currency, donation.year) / self.money)

    def _given(self, recipient: str, year: int) -> Expr:
        """What donors pay of a recipient's call-offs: each for its lots only, and no more than is due for a lot."""
        f = self.facts
        flows: dict[str, list[pulp.LpVariable]] = defaultdict(list)
        for d in self.case.donations:
            if (d.recipient, d.year) == (recipient, year):
                item = {code: f.products[lot.product].item for code, lot in f.lots.items()}
                lots = [code for code, lot in f.lots.items() if d.framework in ("", lot.framework)]
                parts = [(code, self.var("given")) for code in lots if d.item in ("", item[code])]
                self.rule(pulp.lpSum(part for _, part in parts) <= self._amount(d))
                for code, part in parts:
                    flows[code].append(part)
        for code, parts_of_lot in flows.items():
            self.rule(pulp.lpSum(parts_of_lot) <= pulp.lpSum(self.pay_lot[recipient, year, code]))
        return pulp.lpSum(part for parts_of_lot in flows.values() for part in parts_of_lot)

    def _common(self) -> None:
        """COMMON pays setup, fixed costs, extensions and investments, year by year."""
        f = self.facts
        amounts = {b.year: b.amount * f.rate(b.currency, b.year) for b in self.case.budgets if b.partner == COMMON}
        if not amounts:
            return
        paid: dict[int, list[Expr]] = defaultdict(list)
        for k, framework in f.frameworks.items():
            for s, y in self.sign[k].items():
                if s >= 0:
                    paid[f.year(s)].append(y * (framework.setup_cost / self.money))
            for s, z in self.extend[k].items():
                end = f.year_within(f.year(s + f.length(framework.term_months)))
                paid[end].append(z * (framework.extend_cost / self.money))
        for lot in self.case.lots:
            for tier, on in zip(f.tiers[lot.lot], self.tier[lot.lot], strict=True):
                for year in f.years if tier.fixed_cost else ():
                    due = self._in_year(lot.framework, on, year, f.years[0])
                    paid[year].append(due * (tier.fixed_cost / self.money))
        for x in self.case.expansions:
            for s, b in self.build[x.expansion].items():
                paid[f.year(s)].append(b * (x.investment / self.money))
        for year in f.years:
            self.rule(pulp.lpSum(paid[year]) <= amounts.get(year, 0) / self.money)

    def _claims(self) -> None:
        """claim[k, n] and amount[k, n]: framework k claims instrument n [money]."""
        f, case = self.facts, self.case
        self.claim: dict[tuple[str, str], pulp.LpVariable] = {}
        self.amount: dict[tuple[str, str], pulp.LpVariable] = {}
        for k, framework in f.frameworks.items():
            value = pulp.lpSum(
                self._value(lot, p, t, tiers=True) * f.eur(lot, t)
                for lot, p, t in self.split
                if f.lots[lot].framework == k
            )
            for n in case.instruments:
                content = min((f.products[lot.product].eu_content_pct for lot in f.lots_of[k]), default=100)
                if framework.status == "existing":
                    signed_on = dict.fromkeys(self.sign[k], framework.signed)
                else:
                    signed_on = {s: f.first_day(s) for s in self.sign[k]}
                valid = [y for s, y in self.sign[k].items() if n.valid_from <= signed_on[s] <= n.valid_to]
                if not valid or content < n.min_eu_content_pct:
                    continue
                claim = self.claim[k, n.instrument] = self.binary("claim")
                self.rule(claim <= pulp.lpSum(valid))
                counted = pulp.lpSum(self.join.get((k, p), 0) for p in f.counted(n.counts))
                self.rule(counted >= n.min_partners * claim)
                share = n.reimburse_pct / 100
                cap = share * sum(
                    lot.max_quantity
                    * f.tiers[lot.lot][0].unit_price
                    * max(f.escalation(lot.lot, t) * f.eur(lot.lot, t) for t in range(f.T))
                    for lot in f.lots_of[k]
                )
                cap = cap if n.max_per_framework is None else min(cap, n.max_per_framework)
                amount = self.amount[k, n.instrument] = self.var("amount")
                self.rule(amount <= cap / self.money * claim)
                self.rule(amount <= value * share)
            own = [c for (framework_code, _), c in self.claim.items() if framework_code == k]
            self.rule(pulp.lpSum(own) <= 1)
        for n in case.instruments:
            if n.fund is not None:
                claimed = pulp.lpSum(a for (_, code), a in self.amount.items() if code == n.instrument)
                self.rule(claimed <= n.fund / self.money)

    def _objectives(self) -> dict[str, Expr]:
        f, delays = self.facts, self.delays()
        self.wait(delays)
        worst = self.var("worst")
        for delay in delays.values():
            self.rule(worst >= delay)
        shares = []
        for i, item in f.items.items():
            needed = sum(need[-1] for (_, own), need in f.need.items() if own == i)
            if needed > 0:
                lots = [(lot, f.products[lot.product]) for lot in self.case.lots]
                foreign = [self.volume(lot.lot) * (1 - pr.eu_content_pct / 100) for lot, pr in lots if pr.item == i]
                shares.append(pulp.lpSum(foreign) * (item.lot_size / needed))
        candidates = [self.signed[k] for k, framework in f.frameworks.items() if framework.status == "candidate"]
        asked = "fair_shares" in self.case.settings.objectives
        return {
            **({"fair_shares": self.fair_shares(delays)} if asked else {}),
            "mean_delay": pulp.lpSum(delays[pair] * weight for pair, weight in f.weights().items()),
            "worst_delay": pulp.lpSum([worst]),
            "cost": self._cost(),
            "non_eu_share": pulp.lpSum(shares) * (1 / max(1, len(shares))),
            "frameworks": pulp.lpSum(candidates),
        }

    def _cost(self) -> Expr:
        """Everything that is paid, less reimbursements [money]."""
        f, unit = self.facts, 1 / self.money
        terms: list[Expr] = []
        for lot, p, t in self.split:
            fee = f.frameworks[f.lots[lot].framework].fee_pct / 100
            terms.append(self._value(lot, p, t, tiers=True) * (f.eur(lot, t) * (1 + fee)))
        for lot, chosen in self.tier.items():
            terms += [on * (tier.fixed_cost * unit) for on, tier in zip(chosen, f.tiers[lot], strict=True)]
        for k, framework in f.frameworks.items():
            terms += [y * (framework.setup_cost * unit) for s, y in self.sign[k].items() if s >= 0]
            terms += [z * (framework.extend_cost * unit) for z in self.extend[k].values()]
        for (k, p), joined in self.join.items():
            if f.role(f.frameworks[k], p) == "may_join":
                terms.append(joined * (f.frameworks[k].join_cost * unit))
        for x in self.case.expansions:
            terms += [b * (x.investment * unit) for b in self.build[x.expansion].values()]
        for key, choices in self.certify.items():
            terms += [c * (f.certifications[key].cost * unit) for c in choices.values()]
        for order in self.case.orders:
            terms += [self._order_value(order, t) for t in f.window(order.earliest, order.latest)]
        return pulp.lpSum(terms) - pulp.lpSum(self.amount.values())
