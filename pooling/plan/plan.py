"""Plan: what was decided, in users' units, with no solver object inside.

A plan holds decisions only; every figure about it is recomputed by `pooling.plan.verify`.
Periods are numbered from 0 (the one that begins at `settings.start`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Prices = Mapping[tuple[str, Any], float]
"""Row of the model (its family, its index) → change of the objective, in its unit, per unit of the row's right side."""


@dataclass(frozen=True)
class Claim:
    """A framework's claim on one instrument: `amount` EUR, nominal."""

    instrument: str
    amount: float


@dataclass(frozen=True)
class Plan:
    """The decisions of a plan; what is absent is not done.

    signed        candidate framework -> signing period (existing frameworks are not listed)
    joined        framework (signed candidate or existing) -> partners in, members included
    call_offs     (lot, partner, period) -> units > 0, whole multiples of the item's lot_size
    extended      frameworks whose term is extended
    expansions    expansion -> period in which building starts
    certified     (partner, product) -> period in which certifying starts
    orders        (order, period) -> units delivered > 0
    claims        framework -> claim on one instrument
    """

    signed: Mapping[str, int] = field(default_factory=dict)
    joined: Mapping[str, frozenset[str]] = field(default_factory=dict)
    call_offs: Mapping[tuple[str, str, int], float] = field(default_factory=dict)
    extended: frozenset[str] = frozenset()
    expansions: Mapping[str, int] = field(default_factory=dict)
    certified: Mapping[tuple[str, str], int] = field(default_factory=dict)
    orders: Mapping[tuple[str, int], float] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """One lexicographic stage: the plan's own value of `objective`, the proven bound, and how it ended.

    `value` and `bound` are in months, EUR, share (0-1) or a count; `gap` is relative to `value`
    (0-1); `status` is `optimal`, `gap`, `rounding` (to whole lots), `time_limit`, `ended` (before its time, without
    proof) or `interrupted`. `prices` are those that the bound was proven at, empty where none were needed; `note` tells
    of claims of the solver that proved false. `seconds` is None where work is limited, not time: then
    nothing that is told depends on the clock.
    """

    objective: str
    value: float
    bound: float
    gap: float
    seconds: float | None
    status: str
    prices: Prices = field(default_factory=dict, repr=False)
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a solve gives: the verified plan and how each stage ended; `seconds` as in a stage."""

    plan: Plan
    stages: tuple[Stage, ...]
    seconds: float | None
