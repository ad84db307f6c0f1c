"""Fair shares: what partners may claim of an item that is short, by need, by money or by months late.

Of an item, s(p) is the share that partner p may claim and z(p) the part of its claim that is not met, Σ_p s(p) = 1 over
those with a claim. B(p) is what is late, N(p) the need so far.

by      s(p)                    z(p)                                      compared
need    N(p) / Σ N              B(p) / N(p)                               in each period
money   money(p) / Σ money      1 − (N(p) − B(p)) / (s(p) · Σ N)          in each period
months  N(p) / Σ N, in the end  delay(p,i)                                over the horizon
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.instance import Instance

OVER_HORIZON = -1
"""Period of what is compared over the horizon."""


@dataclass(frozen=True)
class Claim:
    """A partner's claim: its `share`; `least`, z where its need is met; `rate`, how z grows with a unit late."""

    share: float
    least: float
    rate: float


@dataclass(frozen=True)
class Moment:
    """When the claims on an item are compared: partner → claim; `weight`: what a z of 1 counts (months)."""

    item: str
    period: int
    weight: float
    claims: Mapping[str, Claim]


def moments(i: Instance) -> list[Moment]:
    """Every item with need in every period in which any is due; by months, every item once."""
    return [moment for item in sorted({item for _, item in i.need}) for moment in _of_item(i, item)]


def _of_item(i: Instance, item: str) -> Iterator[Moment]:
    of_item = {p: need for (p, it), need in i.need.items() if it == item}
    needs = {p: need for p, need in of_item.items() if i.fair_by != "money" or i.money.get(p, 0.0) > 0}
    worth = sum(i.weight[p, item] for p in of_item)
    total, last = sum(need[-1] for need in needs.values()), i.periods - 1
    if i.fair_by == "months":
        claims = {p: Claim(need[-1] / total, 0.0, 0.0) for p, need in needs.items()}
        yield Moment(item, OVER_HORIZON, worth, claims)
        return
    for t in range(i.periods):
        due = {p: need[t] for p, need in needs.items() if need[t] > 0}
        if due:
            months = i.period_months + (i.after_months if t == last else 0.0)
            yield Moment(item, t, worth * months * sum(due.values()) / total, _claims(i, due))


def _claims(i: Instance, due: Mapping[str, float]) -> dict[str, Claim]:
    """The claims of partners with so much need so far."""
    brought = due if i.fair_by == "need" else {p: i.money[p] for p in due}
    part = {p: amount / sum(brought.values()) for p, amount in brought.items()}
    claimed = {p: part[p] * sum(due.values()) for p in due}
    return {p: Claim(part[p], 1 - need / claimed[p], 1 / claimed[p]) for p, need in due.items()}
