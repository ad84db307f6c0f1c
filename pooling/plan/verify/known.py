"""Does a plan speak of what the case holds? What does not is reported and left out of everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import isfinite
from typing import TypeVar

from pooling.case.case import Case
from pooling.plan.plan import Claim, Plan
from pooling.plan.verify.grid import Grid
from pooling.plan.verify.verdict import Violation

Key = TypeVar("Key")
Value = TypeVar("Value")


def known(case: Case, plan: Plan) -> tuple[Plan, list[Violation]]:
    """The part of the plan that the case's codes and periods cover, and a violation for every other entry."""
    grid = Grid.of(case.settings)
    partners = {row.partner for row in case.partners}
    frameworks = {row.framework for row in case.frameworks}
    candidates = {row.framework for row in case.frameworks if row.status == "candidate"}
    lots = {row.lot for row in case.lots}
    expansions = {row.expansion for row in case.expansions}
    possible = _certifiable(case)
    orders = {row.order for row in case.orders}
    instruments = {row.instrument for row in case.instruments}

    def call_off(key: tuple[str, str, int], quantity: float) -> bool:
        return key[0] in lots and key[1] in partners and _counts(grid, key[2], quantity)

    def piece(key: tuple[str, int], quantity: float) -> bool:
        return key[0] in orders and _counts(grid, key[1], quantity)

    def claim(framework: str, claimed: Claim) -> bool:
        return framework in frameworks and claimed.instrument in instruments and isfinite(claimed.amount)

    sieve = _Sieve()
    kept = replace(
        plan,
        signed=sieve("signed", plan.signed, lambda framework, _: framework in candidates),
        joined=sieve("joined", plan.joined, lambda framework, who: framework in frameworks and who <= partners),
        call_offs=sieve("call_offs", plan.call_offs, call_off),
        extended=frozenset(sieve("extended", dict.fromkeys(plan.extended), lambda key, _: key in frameworks)),
        expansions=sieve("expansions", plan.expansions, lambda key, _: key in expansions),
        certified=sieve("certified", plan.certified, lambda key, start: key in possible and 0 <= start < grid.count),
        orders=sieve("orders", plan.orders, piece),
        claims=sieve("claims", plan.claims, claim),
    )
    return kept, sieve.violations


class _Sieve:
    """Keeps the entries that a test admits and remembers the others."""

    def __init__(self) -> None:
        self.violations: list[Violation] = []

    def __call__(
        self, what: str, entries: Mapping[Key, Value], admits: Callable[[Key, Value], bool]
    ) -> dict[Key, Value]:
        kept = {key: value for key, value in entries.items() if admits(key, value)}
        self.violations += self._unknown(what, entries, kept)
        return kept

    @staticmethod
    def _unknown(what: str, entries: Mapping[Key, Value], kept: Mapping[Key, Value]) -> Iterator[Violation]:
        for key, value in entries.items():
            if key not in kept:
                codes = tuple(part for part in (key if isinstance(key, tuple) else (key,)) if isinstance(part, str))
                message = f"{what}: {key} = {value} names nothing that the case lets a plan decide"
                yield Violation("known", message, codes)


def _counts(grid: Grid, period: int, quantity: float) -> bool:
    return 0 <= period < grid.count and isfinite(quantity) and quantity >= 0


def _certifiable(case: Case) -> set[tuple[str, str]]:
    """(partner, product) that a plan may certify: `possible`, for an item that asks for certification."""
    asks = {row.item for row in case.items if row.certification}
    products = {row.product for row in case.products if row.item in asks}
    return {
        (row.partner, row.product)
        for row in case.certifications
        if row.status == "possible" and row.product in products
    }
