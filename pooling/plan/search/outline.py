"""An outline: the case in years instead of its own periods, solved in a fraction of the time.

It tells what to sign, what is scarce, and how much of what items share each of them should get.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.instance import Kept
from pooling.case.case import Case
from pooling.plan.prepare import prepare
from pooling.plan.program.blocks import Bounds, Indices
from pooling.plan.program.highs import Answer, Watch, solve_matrix
from pooling.plan.program.matrix import Floats, Matrix, Name, TrivialClash
from pooling.plan.search.nearest import rounded_structure
from pooling.plan.stage.workshop import INTERIOR, ROUGHLY, Workshop, open_workshop

YEAR = 12
"""Months of an outline's period."""

BUDGETS = ("partner_budget", "budget_beside_gifts", "common_budget")
BY_PERIOD = ("line_capacity", "material_balance")
"""Rows that items share and of which each is given a part: by year, and by period."""


@dataclass(frozen=True)
class Outline:
    """What the case in years tells about the case.

    signed   candidate → period of its signing
    prices   by row: what a unit of it is worth (solver's units), 0 where that is not known
    rows     rows that are dealt out;  uses: item → how much of each it uses (solver's units)
    """

    signed: Mapping[str, int]
    prices: Floats
    rows: Indices
    uses: Mapping[str, Floats]

    def begun(self, matrix: Matrix, x: Floats) -> Floats:
        """`x` with the outline's signings."""
        x = x.copy()
        for (k, t), column in matrix.by_component.get("Signed", ()):
            x[column] = float(k in self.signed and t >= self.signed[k])
        return x

    def reserving(self, shop: Workshop, matrix: Matrix, x: Floats, others: Sequence[str], part: float) -> Matrix:
        """`matrix` where `part` of what `others` will use beyond what they use in `x` is reserved for them.

        Where it is a limit, no more than is left of it in `x`.
        """
        lower, upper = matrix.row_lower.copy(), matrix.row_upper.copy()
        a = matrix.a[self.rows]
        more = np.zeros(len(self.rows))
        for item in others:
            columns = shop.blocks.columns[item]
            more += part * np.maximum(0.0, self.uses.get(item, 0.0) - a[:, columns] @ x[columns])
        limit = lower[self.rows] < upper[self.rows]
        room = np.maximum(0.0, upper[self.rows] - a @ x)
        more[limit] = np.minimum(more, room)[limit]
        lower[self.rows] -= more
        upper[self.rows] -= more
        return replace(matrix, row_lower=lower, row_upper=upper)

    def priced(self, matrix: Matrix) -> Matrix:
        """`matrix` where what items share costs what it is worth: no item takes what serves others better."""
        return replace(matrix, cost=matrix.cost - matrix.a.T @ self.prices)


def outlined(shop: Workshop, seconds: float, watch: Watch) -> Outline | None:
    """The outline of a stage that keeps nothing; None where the case has none, or not in time."""
    case = in_years(shop.case)
    if case is None or shop.instance.kept != Kept():
        return None
    view = _View(shop, case, seconds, watch)
    try:
        coarse = view.opened(shop.objective)
    except TrivialClash:
        return None
    root = view.relaxed(coarse, coarse.matrix.bounds)
    near = None if root.x is None else rounded_structure(coarse, root.x, ("Signed",), coarse.matrix.bounds)
    return None if near is None else _carried_over(shop, coarse, view.periods, root, near)


def in_years(case: Case) -> Case | None:
    """The case in years; None where its periods, or its horizon, are not parts of whole years."""
    s = case.settings
    months = (s.end.year - s.start.year) * YEAR + s.end.month - s.start.month + 1
    if s.period_months >= YEAR or YEAR % s.period_months or months % YEAR:
        return None
    return replace(case, settings=replace(s, period_months=YEAR))


class _View:
    """The case of a stage in years, and how long its relaxations may take."""

    def __init__(self, shop: Workshop, case: Case, seconds: float, watch: Watch) -> None:
        self.shop, self.case, self.seconds, self.watch = shop, case, seconds, watch
        self.instance = prepare(case, exact=False)
        self.periods = YEAR // round(shop.instance.period_months)

    def opened(self, objective: str) -> Workshop:
        """A stage of the case in years."""
        return open_workshop(self.case, self.instance, objective, {}, exact=False, effort=self.shop.effort)

    def relaxed(self, coarse: Workshop, bounds: Bounds) -> Answer:
        """The linear relaxation of a stage in years."""
        return solve_matrix(
            coarse.matrix,
            relax=True,
            time_limit=self.seconds,
            watch=self.watch,
            lower=bounds[0],
            upper=bounds[1],
            options=INTERIOR | ROUGHLY,
        )


def _carried_over(shop: Workshop, coarse: Workshop, periods: int, root: Answer, near: Floats) -> Outline:
    """The outline of the relaxation `root` and the signings of `near`, in the shop's units; `periods` a year."""
    fine, rough = shop.matrix, coarse.matrix
    row_of = {name: n for n, name in enumerate(rough.rows)}
    pairs = [(n, row_of.get(_in_year(fine.rows[n], periods), -1)) for n in shop.blocks.coupling]
    own, their = np.array([pair for pair in pairs if pair[1] >= 0], dtype=np.int64).reshape(-1, 2).T
    prices = np.zeros(len(fine.rows))
    if root.row_dual is not None:
        worth = root.row_dual[their] * rough.row_scale[their] / rough.cost_scale
        prices[own] = worth * fine.cost_scale / fine.row_scale[own]
    dealt = np.array([fine.rows[n][0] in BUDGETS + BY_PERIOD for n in own], dtype=bool)
    own, their = own[dealt], their[dealt]
    part = np.array([1 / periods if fine.rows[n][0] in BY_PERIOD else 1.0 for n in own])
    scale = fine.row_scale[own] / rough.row_scale[their] * part
    uses = {}
    for item in shop.blocks.items:
        columns = coarse.blocks.columns.get(item)
        if columns is not None and root.x is not None:
            uses[item] = np.asarray(rough.a[their][:, columns] @ root.x[columns]) * scale
    return Outline(_signings(shop, rough, near, periods), prices, own, uses)


def _in_year(row: Name, periods: int) -> Name:
    """The name that a row of the case has in years."""
    name, index = row
    return (name, (*index[:-1], index[-1] // periods)) if name in BY_PERIOD else row


def _signings(shop: Workshop, rough: Matrix, near: Floats, periods: int) -> dict[str, int]:
    """Candidate → first period of its window in the year in which it is signed, or after it."""
    signed: dict[str, int] = {}
    for k, year in sorted(rough.values(near, "Signed", 0.5), key=lambda pair: -pair[1]):
        later = [t for t in shop.instance.frameworks[k].sign if t >= year * periods]
        if later:
            signed[k] = later[0]
    return signed
