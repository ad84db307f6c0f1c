"""How much a plan is like others: in how many candidates it signs, or does not sign, what they do."""

from __future__ import annotations

from collections.abc import Collection

from models.instance import Instance
from pooling.plan.figures import Figures

LIKENESS = "likeness"
"""Objective that comes before all others where a plan is to differ from some."""


def candidates(instance: Instance) -> tuple[str, ...]:
    """Frameworks that may be signed or not."""
    return tuple(k for k, framework in instance.frameworks.items() if framework.signed is None and len(framework.sign))


def likeness(instance: Instance, figures: Figures) -> float:
    """Most candidates decided as in one of the other plans."""
    signed, free = figures.frameworks.keys(), candidates(instance)
    return float(max((alike(free, signed, other) for other in instance.others), default=0))


def alike(free: Collection[str], one: Collection[str], other: Collection[str]) -> int:
    """How many of `free` are in both or in neither."""
    return sum((k in one) == (k in other) for k in free)
