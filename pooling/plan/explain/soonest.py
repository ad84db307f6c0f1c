"""How soon one need could be met while everything else stays as it is.

A small programme of this need's own call-offs. What others take of lines, materials, lots and budgets is as in the
plan; so are signings, joins, building and certificates. Limits can be lifted one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from models.prices import paid_in
from pooling.plan.explain.one_need import NOTHING, OneNeed
from pooling.plan.program.highs import solve_matrix
from pooling.plan.program.matrix import Matrix

NODES = 500
"""Branch-and-bound nodes of one programme in whole lots."""

Columns = Mapping[int, float]
"""Column → coefficient."""


@dataclass(frozen=True)
class Least:
    """The least delay [months], and what holds it: limit → codes (or years) of rows with a price."""

    months: float
    held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def least(one: OneNeed, lifted: Iterable[str] = (), *, whole: bool = False) -> Least:
    """The least delay without the limits of `lifted`, in whole lots or in fractions of them."""
    build = _Builder(one, frozenset(lifted))
    matrix = build.matrix(whole)
    answer = solve_matrix(matrix, gap=0.0, relax=not whole, options={"mip_max_nodes": NODES} if whole else None)
    if answer.x is None:
        return Least(float("inf"))
    held: dict[str, dict[str, None]] = defaultdict(dict)
    for n, (limit, code) in enumerate(build.names):
        if answer.row_dual is not None and limit and abs(answer.row_dual[n]) > NOTHING:
            held[limit][code] = None
    return Least(max(0.0, answer.value), {limit: tuple(codes) for limit, codes in held.items()})


class _Builder:
    """Columns and rows of the programme, one after the other."""

    def __init__(self, one: OneNeed, lifted: frozenset[str]) -> None:
        self.one, self.lifted = one, lifted
        self.cost: list[float] = []
        self.upper: list[float] = []
        self.names: list[tuple[str, str]] = []
        self.rows: list[Columns] = []
        self.sides: list[tuple[float, float]] = []
        self.calls = {(l, t): self._column() for l in one.lots for t in one.window(l, lifted)}
        self.lots_of: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for (l, t), column in self.calls.items():
            self.lots_of[l].append((l, t, column))
        self._need()
        self._lines()
        self._materials()
        self._budgets()
        self._volumes()
        self._policies()

    def _column(self, cost: float = 0.0, upper: float = np.inf) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        return len(self.cost) - 1

    def _row(self, limit: str, code: str, columns: Columns, lower: float, upper: float) -> None:
        if limit not in self.lifted and columns:
            self.names.append((limit, code))
            self.rows.append(columns)
            self.sides.append((lower, upper))

    def matrix(self, whole: bool) -> Matrix:
        """The programme; counted lots are the first columns."""
        index = [(n, column, value) for n, row in enumerate(self.rows) for column, value in row.items()]
        rows, columns, values = zip(*index, strict=True)
        number = len(self.cost)
        integer = np.zeros(number, dtype=bool)
        integer[: len(self.calls)] = whole
        return Matrix(
            cost=np.array(self.cost),
            offset=0.0,
            a=csr_array((values, (rows, columns)), shape=(len(self.rows), number)),
            row_lower=np.array([lower for lower, _ in self.sides]),
            row_upper=np.array([upper for _, upper in self.sides]),
            lower=np.zeros(number),
            upper=np.array(self.upper),
            integer=integer,
            columns={},
            rows=(),
            column_scale=np.ones(number),
            row_scale=np.ones(len(self.rows)),
            cost_scale=1.0,
        )

    def _need(self) -> None:
        """Ahead[t] − late[t] = Ahead[t−1] − late[t−1] + what comes − what is newly needed  (shares of the need); and
        no more than is needed, and a lot.
        """
        one, i = self.one, self.one.i
        total = one.need[-1]
        come, before = one.ordered(self.lifted), 0.0
        by_period: dict[int, list[int]] = defaultdict(list)
        for (_, t), column in self.calls.items():
            by_period[t].append(column)
        last: tuple[int, int] | None = None
        for t in range(i.periods):
            months = i.period_months + (i.after_months if t == i.periods - 1 else 0)
            ahead, late = self._column(), self._column(months)
            row = {ahead: 1.0, late: -1.0} | dict.fromkeys(by_period[t], -one.size / total)
            if last:
                row |= {last[0]: -1.0, last[1]: 1.0}
            side = (come[t] - (one.need[t] - before)) / total
            self._row("", "", row, side, side)
            last, before = (ahead, late), one.need[t]
        room = (max(total, sum(come)) + one.size - sum(come)) / one.size
        self._row("", "", dict.fromkeys(self.calls.values(), 1.0), -np.inf, room)

    def _taken(self, lot: str, partner: str, item: str) -> bool:
        """Whether a call-off stays: another's, and of no higher priority where that is lifted."""
        if (partner, item) == (self.one.partner, self.one.item):
            return False
        return "higher_priority" not in self.lifted or (partner, item) not in self.one.others_first

    def _lines(self) -> None:
        one, i = self.one, self.one.i
        used: dict[tuple[str, int], float] = defaultdict(float)
        for row in one.call_offs:
            if self._taken(row.lot, row.partner, row.item):
                used[row.line, row.period] += i.lots[row.lot].load * row.quantity
        by_line: dict[tuple[str, int], dict[int, float]] = defaultdict(dict)
        for (l, t), column in self.calls.items():
            by_line[i.lots[l].line, t][column] = i.lots[l].load * one.size
        carried: dict[str, int] = {}
        for line in one.line_rows:
            key = line.line, line.period
            ordered = 0.0 if "orders" in self.lifted else line.orders
            carry = self._column(upper=i.carry[line.line])
            columns = by_line[key] | {carry: 1.0}
            if line.line in carried:
                columns[carried[line.line]] = -1.0
            self._row("line", line.line, columns, -np.inf, line.capacity - ordered - used[key])
            carried[line.line] = carry

    def _materials(self) -> None:
        one, i = self.one, self.one.i
        recipes = {l: i.recipe.get(i.lots[l].product, {}) for l in one.lots}
        back = self._back()
        for material in sorted({g for recipe in recipes.values() for g in recipe}):
            left: int | None = None
            for row in (row for row in one.material_rows if row.material == material):
                t = row.period
                mine = {
                    column: recipes[l][material] * one.size
                    for (l, u), column in self.calls.items()
                    if u == t and material in recipes[l]
                }
                kept = self._column()
                opening = i.opening[material] if t == 0 else 0.0
                room = opening + row.supplied - row.used + back[material, t]
                columns = mine | {kept: 1.0} | ({left: -1.0} if left is not None else {})
                self._row("material", material, columns, room, room)
                left = kept

    def _back(self) -> dict[tuple[str, int], float]:
        """(material, period) to units that are not taken: this need's own, and what is lifted."""
        one, i = self.one, self.one.i
        back: dict[tuple[str, int], float] = defaultdict(float)
        free = [row for row in one.call_offs if not self._taken(row.lot, row.partner, row.item)]
        uses = [(row.product, row.period, row.quantity) for row in free]
        if "orders" in self.lifted:
            uses += [(row.product, row.period, row.quantity) for row in one.figures.orders]
        for product, period, quantity in uses:
            for material, units in i.recipe.get(product, {}).items():
                back[material, period] += units * quantity
        return back

    def _budgets(self) -> None:
        """Of every year, or of all years up to it where what is left is kept; donations may pay for anything."""
        one, i = self.one, self.one.i
        if one.partner not in i.budget:
            return
        mine: dict[int, dict[int, float]] = defaultdict(dict)
        freed: dict[int, float] = defaultdict(float)
        for (l, t), column in self.calls.items():
            for year, value in self._paid(l, t):
                mine[year][column] = mine[year].get(column, 0.0) + value
        for (l, t), units in one.own.items():
            for year, value in self._paid(l, t):
                freed[year] += value * units / one.size
        room, columns = 0.0, dict[int, float]()
        for row in (row for row in one.figures.budgets if row.partner == one.partner):
            free = (row.limit or 0.0) - row.paid - row.idle + row.open + freed[row.year]
            if one.partner in i.carry_over:
                room += free
                for column, value in mine[row.year].items():
                    columns[column] = columns.get(column, 0.0) + value
                self._row("budget", str(row.year), dict(columns), -np.inf, room)
            else:
                self._row("budget", str(row.year), mine[row.year], -np.inf, free)

    def _paid(self, l: str, t: int) -> list[tuple[int, float]]:
        """(year, EUR) that a lot of l delivered in t costs."""
        i = self.one.i
        lot = i.lots[l]
        price = self.one.figures.lots[l].unit_price if i.reached_prices else lot.tiers[0].price
        value = price * self.one.size * i.escalation[l][t]
        return [(year, share * value) for year, share in paid_in(i, l, t)]

    def _volumes(self) -> None:
        """Least and largest volumes of lots, and what the partner owes to a framework."""
        one, i = self.one, self.one.i
        owed: dict[str, dict[int, float]] = defaultdict(dict)
        elsewhere: dict[str, float] = defaultdict(float)
        for l in one.lots:
            lot = i.lots[l]
            columns = {column: 1.0 for _, _, column in self.lots_of[l]}
            others = [row for row in one.call_offs if row.lot == l and row.partner != one.partner]
            least = lot.min_lots - sum(row.quantity for row in others) / one.size
            stay = sum(row.quantity for row in others if self._taken(l, row.partner, row.item)) / one.size
            self._row("framework_minimum", lot.framework, columns, least, np.inf)
            self._row("framework_maximum", lot.framework, columns, -np.inf, lot.max_lots - stay)
            price = lot.tiers[0].price * one.size
            owed[lot.framework] |= dict.fromkeys(columns, price)
        for row in one.call_offs:
            if row.partner == one.partner and row.item != one.item:
                elsewhere[row.framework] += row.quantity * i.lots[row.lot].tiers[0].price
        for k, columns in owed.items():
            self._row("framework_minimum", k, columns, i.frameworks[k].min_value - elsewhere[k], np.inf)

    def _policies(self) -> None:
        """Origin and producers of all that is bought of the item."""
        one, i = self.one, self.one.i
        data = i.items[one.item]
        others = [row for row in one.call_offs if row.item == one.item and row.partner != one.partner]

        def share(weight: Mapping[str, float], limit: float, code: str) -> None:
            columns = {column: weight[l] - limit for (l, _), column in self.calls.items()}
            rest = sum((weight[row.lot] - limit) * row.quantity for row in others) / one.size
            self._row("policy", code, columns, -np.inf, max(0.0, -rest))

        of_item = {l: lot for l, lot in i.lots.items() if lot.item == one.item}
        if data.max_non_eu < 1:
            share({l: lot.non_eu for l, lot in of_item.items()}, data.max_non_eu, "max_non_eu_pct")
        if data.max_producer < 1:
            for producer in sorted({lot.producer for lot in of_item.values()}):
                made = {l: float(lot.producer == producer) for l, lot in of_item.items()}
                share(made, data.max_producer, "max_producer_pct")
