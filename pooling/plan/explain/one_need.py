"""One partner's one item in a plan: what it calls off, and when what is signed could deliver to it."""

from __future__ import annotations

from functools import cached_property

from models.instance import Instance, Pair
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan

NOTHING = 1e-9


class OneNeed:
    """The need of `pair` in `plan`, and of all call-offs, lines and materials those that it has to do with."""

    def __init__(self, i: Instance, plan: Plan, figures: Figures, pair: Pair) -> None:
        self.i, self.plan, self.figures = i, plan, figures
        self.partner, self.item = pair
        self.size = i.items[self.item].lot_size
        self.need = i.need[pair]
        self.lots = [l for l, lot in i.lots.items() if lot.item == self.item and self._inside(lot.framework)]
        lines = {i.lots[l].line for l in self.lots}
        materials = {g for l in self.lots for g in i.recipe.get(i.lots[l].product, {})}
        self.line_rows = [row for row in figures.lines if row.line in lines]
        self.material_rows = [row for row in figures.materials if row.material in materials]
        self.call_offs = [
            row
            for row in figures.call_offs
            if self.partner == row.partner
            or self.item == row.item
            or row.line in lines
            or not materials.isdisjoint(i.recipe.get(row.product, ()))
        ]
        self.own = {(row.lot, row.period): row.quantity for row in self.call_offs if (row.partner, row.item) == pair}

    def _inside(self, k: str) -> bool:
        return self._signed(k) is not None and self.partner in self.plan.joined.get(k, frozenset())

    def _signed(self, k: str) -> int | None:
        """Period of signing, None where it is not signed."""
        signed = self.i.frameworks[k].signed
        return self.plan.signed.get(k) if signed is None else signed

    def window(self, l: str, lifted: frozenset[str]) -> range:
        """Periods in which lot l may deliver."""
        lot = self.i.lots[l]
        f, signed = self.i.frameworks[lot.framework], self._signed(lot.framework)
        assert signed is not None
        accepted = 0 if "certification" in lifted else self._accepted(lot.product)
        if accepted is None:
            return range(0)
        end = signed + f.term + (f.extension if lot.framework in self.plan.extended else 0)
        if f"signing {lot.framework}" in lifted:
            signed = f.sign[0]
        start = signed + ("lead_time" not in lifted) * (f.lead + f.join_delay.get(self.partner, 0))
        start = 0 if "earliest_signing" in lifted else max(0, start, accepted)
        return range(start, self.i.periods if "term" in lifted else min(end, self.i.periods))

    def _accepted(self, product: str) -> int | None:
        key = self.partner, product
        if key in self.i.accepted:
            return 0
        start = self.plan.certified.get(key)
        return None if start is None else start + self.i.certifications[key].takes

    @cached_property
    def others_first(self) -> frozenset[Pair]:
        """Partners' items that weigh more in the mean delay than this one."""
        mine = self.i.weight[self.partner, self.item]
        return frozenset(pair for pair, weight in self.i.weight.items() if weight > mine * (1 + NOTHING))

    def ordered(self, lifted: frozenset[str]) -> list[float]:
        """Units of own orders that come in each period; at once where orders are lifted."""
        come = [0.0] * self.i.periods
        for row in self.figures.orders:
            if (row.partner, row.item) == (self.partner, self.item):
                come[0 if "orders" in lifted else row.period] += row.quantity
        return come
