"""Ceilings: what a plan must not exceed beyond the rules of its case, so that nobody is worse off than before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from models.instance import Instance, Kept
from pooling.plan.conditions.keeping import keeps
from pooling.plan.figures import Figures

SLACK = 1e-6
"""A ceiling is broken beyond this part of it, and this much."""


@dataclass(frozen=True)
class Ceilings:
    """Most that may become.

    delays      (partner, item) → months
    means       partner → (item → weight, months): weighted mean over items that it needs, weights add up to 1
    payments    partner or COMMON → EUR over the horizon, at the prices reached, whatever budgets count
    objectives  objective → months, EUR, share or count
    kept        what an earlier plan has decided (see `kept_of`)
    earlier     what the objective `change` is measured against
    others      candidates signed by each plan that this one is to differ from, in at least `apart` candidates
    """

    delays: Mapping[tuple[str, str], float] = field(default_factory=dict)
    means: Mapping[str, tuple[Mapping[str, float], float]] = field(default_factory=dict)
    payments: Mapping[str, float] = field(default_factory=dict)
    objectives: Mapping[str, float] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    earlier: Kept = field(default_factory=Kept)
    others: tuple[frozenset[str], ...] = ()
    apart: int = 0


NO_CEILINGS = Ceilings()


def with_ceilings(instance: Instance, ceilings: Ceilings) -> Instance:
    """`instance` with the ceilings on partners."""
    return replace(
        instance,
        delay_ceiling=dict(ceilings.delays),
        mean_ceiling=dict(ceilings.means),
        payment_ceiling=dict(ceilings.payments),
        kept=ceilings.kept,
        earlier=ceilings.earlier,
        others=ceilings.others,
    )


def keeps_ceilings(instance: Instance, figures: Figures) -> bool:
    """True if no partner is above its ceilings, and what is kept is kept."""
    paid = payments(figures)
    pairs = figures.pairs
    late = any(pair in pairs and above(pairs[pair].delay, most) for pair, most in instance.delay_ceiling.items())
    late = late or any(
        above(sum(weight * pairs[p, item].delay for item, weight in weights.items()), most)
        for p, (weights, most) in instance.mean_ceiling.items()
    )
    if late or not keeps(instance, figures):
        return False
    return not any(above(paid.get(p, 0.0), most) for p, most in instance.payment_ceiling.items())


def payments(figures: Figures) -> dict[str, float]:
    """What every purse pays over the horizon, at the prices reached [EUR]."""
    paid: dict[str, float] = defaultdict(float)
    for row in figures.budgets:
        paid[row.partner] += row.reached
    return dict(paid)


def above(value: float, most: float) -> bool:
    """True if `value` is above `most` by more than rounding."""
    return value > most + SLACK * (1 + abs(most))
