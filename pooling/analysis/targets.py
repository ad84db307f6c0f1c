"""What is to be reached, each norm of a partner's item or, where it has none, its need; and when that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from pooling.output.entry import owing
from pooling.plan.figures import Figures, PairFigures

ROUNDING = 1e-9
"""Part of a quantity that is rounding."""


@dataclass(frozen=True)
class Target:
    """A norm, which comes into force in period `due`, or (`due` None) all that is needed within the horizon."""

    partner: str
    item: str
    due: int | None = None


def targets(figures: Figures) -> list[Target]:
    """Those of the partners' items that need anything, in the order of the figures."""
    found = []
    for (partner, item), row in owing(figures).items():
        steps = _steps(row.norm) if row.norm and row.stock else []
        found += [Target(partner, item, due) for due in steps] or [Target(partner, item)]
    return found


def _steps(norm: Sequence[float]) -> list[int]:
    """Periods in which the norm is higher than it ever was."""
    return [t for t, level in enumerate(norm) if level > max(norm[:t], default=0.0)]


def reached(target: Target, figures: Figures) -> float:
    """From the end of which period on it is reached for good; infinite where it is not within the horizon."""
    row = figures.pairs.get((target.partner, target.item))
    if row is None:
        return 0.0
    held = _held(target, row)
    first = max((t for t, is_so in enumerate(held) if not is_so), default=-1) + 1
    return float(first) if first < len(held) else inf


def _held(target: Target, row: PairFigures) -> list[bool]:
    if target.due is not None and row.norm and row.stock:
        level = row.norm[target.due]
        return [stock >= level * (1 - ROUNDING) for stock in row.stock]
    return [late <= ROUNDING * row.need[-1] for late in row.backlog]


def times(all_targets: Sequence[Target], futures: Sequence[Figures]) -> Mapping[Target, list[float]]:
    """Target to when each future reaches it."""
    return {target: [reached(target, figures) for figures in futures] for target in all_targets}
