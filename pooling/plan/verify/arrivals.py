"""What was planned, what came, and what is late: every instalment of orders and of an earlier plan's call-offs."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from pooling.case.case import Case
from pooling.plan.figures import Figures
from pooling.plan.verify.grid import Grid
from pooling.plan.verify.verdict import NOISE

When = TypeVar("When", date, int)


@dataclass(frozen=True)
class Promised:
    """What an earlier plan, that begins at `start`, has called off: (lot, partner, period of the case) → units.

    Periods before the case begins are negative.
    """

    call_offs: Mapping[tuple[str, str, int], float] = field(default_factory=dict)
    start: date | None = None


@dataclass(frozen=True)
class Instalment:
    """What was due of an order, or of a lot to a partner, in a period: `planned` units, of which `came` came.

    `period` is None where nothing was planned that it could belong to; `last` is the day on which the last of it came,
    `to` the period in which this plan brings the last of what is outstanding, None where it brings not all. The last of
    it comes `months_late` after the period in which it was due (negative: before), None where that is not known.
    """

    code: str
    partner: str
    item: str
    period: int | None
    planned: float
    came: float
    last: date | None
    to: int | None
    months_late: int | None

    @property
    def outstanding(self) -> float:
        """Units that were due and have not come."""
        left = self.planned - self.came
        return left if left > NOISE * self.planned else 0.0


def instalments(case: Case, figures: Figures, promised: Promised) -> tuple[Instalment, ...]:
    """Those of orders of which something came, or was due, and of call-offs that were due or came before the start.

    What came counts towards what was due first; an earlier plan's call-offs are met by what came since its start.
    """
    grid = Grid.of(case.settings)
    article = {row.product: row.item for row in case.products}
    came: dict[tuple[str, str], list[tuple[date, float]]] = defaultdict(list)
    for row in sorted(case.deliveries, key=lambda row: row.date):
        came[row.order_or_lot, row.partner].append((row.date, row.quantity))
    coming: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for piece in figures.orders:
        coming[piece.order, piece.partner].append((piece.period, piece.quantity))
    for call_off in sorted(figures.call_offs, key=lambda row: row.period):
        coming[call_off.lot, call_off.partner].append((call_off.period, call_off.quantity))
    found: list[Instalment] = []
    for order in case.placed:
        key = order.order, order.partner
        if key in came:
            due = [(grid.period(order.planned), order.quantity)]
            found += _matched(grid, key, article[order.product], due, came[key], coming[key])
    for lot in case.lots:
        for partner in (row.partner for row in case.partners):
            key = lot.lot, partner
            due = [(t, n) for (l, p, t), n in sorted(promised.call_offs.items()) if (l, p) == key]
            since = [(day, n) for day, n in came[key] if promised.start is None or day >= promised.start]
            found += _matched(grid, key, article[lot.product], due, since, coming[key])
    orders = {row.order for row in case.placed}
    return tuple(row for row in found if row.came or row.code in orders or (row.period is not None and row.period < 0))


def _matched(
    grid: Grid,
    key: tuple[str, str],
    item: str,
    due: Iterable[tuple[int, float]],
    came: Iterable[tuple[date, float]],
    coming: Iterable[tuple[int, float]],
) -> Iterator[Instalment]:
    """What was due first is met first, by what came and then by what is coming; a row for what belongs to nothing."""
    arrived, expected = deque(came), deque(coming)
    for period, planned in due:
        got, last = _take(arrived, planned)
        missing = planned - got if planned - got > NOISE * planned else 0.0
        brought, to = _take(expected, missing)
        if missing - brought > NOISE * planned:
            to = None
        end = to if missing else None if last is None else grid.period(last)
        late = None if end is None else (end - period) * grid.months
        yield Instalment(*key, item, period, planned, got, last, to, late)
    got, last = _take(arrived, float("inf"))
    if got:
        yield Instalment(*key, item, None, 0.0, got, last, None, None)


def _take(waiting: deque[tuple[When, float]], most: float) -> tuple[float, When | None]:
    """Up to `most` units from the head of `waiting`, and when the last of them comes."""
    taken, last = 0.0, None
    while waiting and most > taken * (1 + NOISE):
        when, units = waiting.popleft()
        part = min(units, most - taken)
        if part > 0:
            taken, last = taken + part, when
        if units - part > NOISE * units:
            waiting.appendleft((when, units - part))
    return taken, last
