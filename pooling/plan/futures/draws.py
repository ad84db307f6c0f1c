"""Futures drawn: what of a case is uncertain, and samples of it by Latin hypercube."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from scipy.stats import qmc

from pooling.case.calendar import Calendar
from pooling.case.case import Case, Framework
from pooling.plan.program.matrix import Floats

CERTAIN = (100.0, 100.0, 100.0)


@dataclass(frozen=True)
class Source:
    """A source of uncertainty: one number between 0 and 1 is drawn for it, 0 where things go worst for its figures.

    kind    `line` (share of capacity), `framework` (months of slip) or `figures` (share of what rows of the case say)
    code    the line or framework, the group, or what the row of `uncertain` speaks of
    rows    positions in `case.uncertain`, of figures
    """

    kind: str
    code: str
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Future:
    """What comes otherwise: shares by line, months of slip by framework, shares by position in `case.uncertain`."""

    lines: Mapping[str, float] = field(default_factory=dict)
    slips: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Draws:
    """Futures, and what was drawn for each: a row a future, a column a source, between 0 and 1."""

    sources: tuple[Source, ...]
    numbers: Floats
    futures: tuple[Future, ...]


def sources(case: Case) -> tuple[Source, ...]:
    """What is uncertain in a case, decided or not, in the order of the case."""
    used = in_use(case)
    lines = [Source("line", row.line) for row in case.lines if row.line in used and row.low_pct < row.high_pct]
    slipping = [Source("framework", row.framework) for row in case.frameworks if may_slip(case, row)]
    grouped: dict[str, list[int]] = {}
    for n, row in enumerate(case.uncertain):
        if row.low < row.high:
            grouped.setdefault(row.group or _name(case, n), []).append(n)
    return (*lines, *slipping, *(Source("figures", code, tuple(rows)) for code, rows in grouped.items()))


def in_use(case: Case) -> set[str]:
    """Lines from which anything is called off or ordered."""
    return {lot.line for lot in case.lots} | {order.line for order in case.orders}


def may_slip(case: Case, row: Framework) -> bool:
    """Can its first delivery still slip? What delivers from the start on has slipped already.

    That of what is not signed yet can where it could if it were signed as late as may be.
    """
    grid = Calendar(case.settings)
    signed = row.signed or row.sign_to
    first = grid.index(signed) + grid.n_periods(row.lead_months) if signed else 0
    return row.slip_months > 0 and first > 0


def draw(case: Case, count: int, seed: int) -> Draws:
    """`count` futures of a case, decided or not; the same for the same case and seed, wherever they are planned."""
    found = sources(case)
    numbers = qmc.LatinHypercube(max(1, len(found)), rng=seed).random(count)[:, : len(found)]
    return Draws(found, numbers, futures_at(case, found, numbers))


def futures_at(case: Case, found: Sequence[Source], points: Floats) -> tuple[Future, ...]:
    """The future at each point: a row of numbers of the sources."""
    return tuple(future(case, found, row) for row in points)


def future(case: Case, found: Sequence[Source], numbers: Sequence[float]) -> Future:
    """What these numbers of the sources mean; what is certain but not 100 % counts in every future."""
    drawn = {(source.kind, source.code): float(u) for source, u in zip(found, numbers, strict=True)}
    groups = {n: source.code for source in found for n in source.rows}
    lines = {
        row.line: triangular(drawn.get(("line", row.line), 0.5), row.low_pct, row.likely_pct, row.high_pct) / 100
        for row in case.lines
        if (row.low_pct, row.likely_pct, row.high_pct) != CERTAIN
    }
    slips = {
        row.framework: int((1 - drawn["framework", row.framework]) * (row.slip_months + 1) * BELOW)
        for row in case.frameworks
        if ("framework", row.framework) in drawn
    }
    shares = {
        n: triangular(drawn.get(("figures", groups.get(n, "")), 0.5), row.low, row.likely, row.high) / 100
        for n, row in enumerate(case.uncertain)
    }
    return Future(lines, slips, shares)


BELOW = 1 - 1e-12
"""So that the largest number drawn gives no month too many."""


def triangular(u: float, low: float, likely: float, high: float) -> float:
    """The value of a triangular distribution below which it lies with probability `u`."""
    if high <= low:
        return likely
    if u * (high - low) < likely - low:
        return low + sqrt(u * (high - low) * (likely - low))
    return high - sqrt((1 - u) * (high - low) * (high - likely))


def _name(case: Case, n: int) -> str:
    """What the row is called: what is uncertain, and where; as often as that is said, with a number."""
    row = case.uncertain[n]
    said = [_said(other.what, other.where) for other in case.uncertain]
    name = _said(row.what, row.where)
    return name if said.count(name) == 1 else f"{name} ({said[: n + 1].count(name)})"


def _said(what: str, where: str) -> str:
    return f"{what} {where}".strip()
