"""The cheapest placing of units in lots: a small mixed-integer programme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from scipy.optimize import milp

Column = tuple[Hashable, ...]


@dataclass(frozen=True)
class Tier:
    """From `first` units on, in EUR."""

    first: float
    unit_price: float
    fixed_cost: float


@dataclass(frozen=True)
class Contract:
    """A framework: EUR once it is used, fee as a share of its value; what part of that is reimbursed at most."""

    fixed_cost: float
    fee: float = 0.0
    reimbursed: float = 0.0
    max_claim: float = inf
    fund: str = ""


@dataclass(frozen=True)
class Place:
    """A lot: its framework, tiers by ascending volume, and the most it holds."""

    contract: str
    tiers: Sequence[Tier]
    most: float


@dataclass(frozen=True)
class Parcel:
    """Units that go to any of `places`, at their tiers' prices times the place's level."""

    places: tuple[str, ...]
    levels: tuple[float, ...]
    units: float


def cheapest(
    parcels: Sequence[Parcel],
    places: Mapping[str, Place],
    contracts: Mapping[str, Contract],
    funds: Mapping[str, float],
) -> float:
    """EUR for the best placing of `parcels`, reimbursements taken off."""
    total = sum(parcel.units for parcel in parcels)
    if total <= 0:
        return 0.0
    model = _Model()
    in_lot: dict[tuple[str, int], list[Column]] = defaultdict(list)
    values: dict[str, dict[Column, float]] = defaultdict(dict)
    for n, parcel in enumerate(parcels):
        shares: dict[Column, float] = {}
        for lot, level in zip(parcel.places, parcel.levels, strict=True):
            contract = contracts[places[lot].contract]
            for k, tier in enumerate(places[lot].tiers):
                price = tier.unit_price * level * total
                column = model.column(("share", n, lot, k), price * (1 + contract.fee))
                shares[column] = 1.0
                in_lot[lot, k].append(column)
                values[places[lot].contract][column] = price
        model.row(shares, parcel.units / total, parcel.units / total)
    reached: dict[str, list[Column]] = defaultdict(list)
    for (lot, k), columns in in_lot.items():
        tiers = places[lot].tiers
        end = tiers[k + 1].first if k + 1 < len(tiers) else inf
        on = model.column(("tier", lot, k), tiers[k].fixed_cost, most=1, whole=True)
        reached[lot].append(on)
        inside = dict.fromkeys(columns, 1.0)
        model.row({**inside, on: -tiers[k].first / total}, 0, inf)
        model.row({**inside, on: -min(end, places[lot].most, total) / total}, -inf, 0)
    claimed: dict[str, dict[Column, float]] = defaultdict(dict)
    for code, value in values.items():
        contract = contracts[code]
        used = model.column(("used", code), contract.fixed_cost, most=1)
        for lot in (lot for lot in reached if places[lot].contract == code):
            model.row({**dict.fromkeys(reached[lot], 1.0), used: -1.0}, -inf, 0)
        if contract.reimbursed > 0:
            claim = model.column(("claim", code), -1.0, most=contract.max_claim)
            model.row({claim: 1.0, **{column: -contract.reimbursed * v for column, v in value.items()}}, -inf, 0)
            claimed[contract.fund][claim] = 1.0
    for fund, claims in claimed.items():
        model.row(claims, -inf, funds[fund])
    return model.least()


class _Model:
    """Columns and rows by name; all columns are at least 0."""

    def __init__(self) -> None:
        self.index: dict[Column, int] = {}
        self.cost: list[float] = []
        self.most: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[tuple[Mapping[Column, float], float, float]] = []

    def column(self, name: Column, cost: float, most: float = inf, whole: bool = False) -> Column:
        self.index[name] = len(self.cost)
        self.cost.append(cost)
        self.most.append(most)
        self.whole.append(whole)
        return name

    def row(self, terms: Mapping[Column, float], least: float, most: float) -> None:
        self.rows.append((terms, least, most))

    def least(self) -> float:
        """The least cost."""
        matrix = np.zeros((len(self.rows), len(self.cost)))
        for n, (terms, _, _) in enumerate(self.rows):
            for name, number in terms.items():
                matrix[n, self.index[name]] = number
        scale = max(map(abs, self.cost)) or 1.0
        answer = milp(
            np.array(self.cost) / scale,
            integrality=np.array(self.whole, dtype=int),
            bounds=(0, np.array(self.most)),
            constraints=(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows]),
            options={"mip_rel_gap": 0.0},
        )
        if answer.x is None:
            raise ArithmeticError(f"no placing of call-offs was found: {answer.message}")
        return float(answer.fun) * scale
