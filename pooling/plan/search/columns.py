"""What a column is about: which item, partner, framework and period; and what follows when some are freed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.instance import Instance
from pooling.plan.program.blocks import owners
from pooling.plan.program.matrix import Name
from pooling.plan.program.part import Mask, Programme

NOBODY = -1
"""Number of what a column is not about."""

WIDE = ("kept",)
"""Rows that tie everything together: what they touch does not follow."""

REACH = 3
"""How many rows away what follows a freed column may lie: call-off, volume bought, tier."""

PARTNER = {"CallOff": 1, "Bought": 1, "Joined": 1, "JoinedIn": 1, "Certified": 0, "Backlog": 0, "Ahead": 0, "Saved": 0}
"""Component → place of the partner in its index."""

PERIOD = {"CallOff": 2, "Signed": 1, "Built": 1, "Delivered": 1, "RestDelivered": 1}
"""Component → place of the period in its index."""

Numbers = NDArray[np.int64]


class Columns:
    """By column: `item`, `partner`, `framework` (numbers, `NOBODY` where it has none), `period`; and its `component`.

    whole   columns that are decided in whole numbers and not fixed
    series  number of what a column forms a series in time with: these are freed together
    """

    def __init__(self, programme: Programme, instance: Instance) -> None:
        self.programme, matrix = programme, programme.matrix
        self.whole = matrix.integer & (matrix.lower < matrix.upper)
        self.others = ~matrix.integer & (matrix.lower < matrix.upper)
        self.component = np.array([component for component, _ in matrix.columns], dtype=object)
        names = [(component, _key(index)) for component, index in matrix.columns]
        item_of = owners(instance)
        self.item = _numbered([item_of[c](key) if c in item_of else "" for c, key in names])
        self.partner = _numbered([_partner(instance, c, key) for c, key in names])
        self.framework = _numbered([_framework(instance, c, key) for c, key in names])
        self.period = np.array([key[PERIOD[c]] if c in PERIOD else NOBODY for c, key in names], dtype=np.int64)
        self.series = _numbered([_series(name) for name in names])
        order = np.argsort(self.series, kind="stable")
        self.members = np.split(order, np.cumsum(np.bincount(self.series))[:-1])
        self.narrow = np.array([name not in WIDE for name, _ in matrix.rows], dtype=bool)

    def about(self, *components: str) -> Mask:
        """The whole columns of `components`."""
        mask: Mask = self.whole & np.isin(self.component, components)
        return mask

    def following(self, chosen: Mask) -> Mask:
        """`chosen` whole columns and all others that have to give way when these change."""
        free, front, programme = chosen.copy(), np.flatnonzero(chosen), self.programme
        for _ in range(REACH):
            rows = np.unique(programme.by_column[:, front].indices)
            touched = np.unique(programme.matrix.a[rows[self.narrow[rows]]].indices)
            new = touched[self.others[touched] & ~free[touched]]
            if not len(new):
                break
            front = np.concatenate([self.members[number] for number in np.unique(self.series[new])])
            front = front[self.others[front] & ~free[front]]
            free[front] = True
        free |= self.others & (self.component == "Excess")
        return free


def _numbered(names: list[str]) -> Numbers:
    """A number for each name, `NOBODY` for none."""
    number = {name: n for n, name in enumerate(sorted(set(names) - {""}))}
    return np.array([number.get(name, NOBODY) for name in names], dtype=np.int64)


def _key(index: Any) -> tuple[Any, ...]:
    return index if isinstance(index, tuple) else (index,)


def _partner(i: Instance, component: str, key: tuple[Any, ...]) -> str:
    if component in ("Delivered", "RestDelivered"):
        return i.orders[key[0]].partner
    return str(key[PARTNER[component]]) if component in PARTNER else ""


def _framework(i: Instance, component: str, key: tuple[Any, ...]) -> str:
    if key[0] in i.lots:
        return i.lots[key[0]].framework
    return str(key[0]) if key[0] in i.frameworks and component not in ("Built", "Delivered") else ""


def _series(name: Name) -> str:
    """All of a component that differ in their last index alone; what is bought by tier, whatever group and time."""
    component, key = name
    return str((component, key[:2] if component == "TierVolume" else key[:-1] if len(key) > 1 else key))
