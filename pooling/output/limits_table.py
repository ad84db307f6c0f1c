"""The sheet limits: what holds the plan back, for the pool, every family of items and every partner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pooling.case.case import Case
from pooling.output.names import Names
from pooling.output.result_sheets import result_table
from pooling.output.table import Cell, Table
from pooling.plan.explain.limits import TOLD, Limit
from pooling.plan.explain.relaxed import Pair
from pooling.plan.figures import Figures

TRIED = {
    "line": "1 % more capacity over the horizon",
    "material": "1 % more supply over the horizon",
    "budget": "EUR 1 million more in this year",
    "signing": "signed one period earlier",
    "office": "one more signing in this year",
    "lead_time": "lead time one period shorter",
    "certification": "certified in one period less",
}
"""Kind of limit to what is tried."""
EVERY_YEAR = "1 % more in every year"
"""What is tried of a budget, too."""


def limits_table(case: Case, figures: Figures, limits: tuple[Limit, ...]) -> Table:
    """A row a limit, ranked within the pool, a family or a partner by the months of its own mean delay saved there."""
    names = Names(case)
    rows: list[tuple[Cell, ...]] = []
    for scope, code, name, pairs in _scopes(case, figures, names):
        saved = [(_saved(limit, figures, pairs) if pairs else limit.months, limit) for limit in limits]
        told = sorted((entry for entry in saved if entry[0] > TOLD), key=lambda entry: -entry[0])
        for rank, (months, limit) in enumerate(told, start=1):
            what = limit.kind, limit.code, _name(limit, names), limit.year, _tried(limit)
            rows.append((scope, code, name, rank, *what, months))
    return result_table("limits", rows)


def in_words(limit: Limit, names: Names) -> str:
    """Such as `Shells for all: lead time one period shorter`."""
    year = f" in {limit.year}" if limit.year else ""
    return f"{_name(limit, names)}{year}: {_tried(limit)}"


def _tried(limit: Limit) -> str:
    if limit.kind == "budget" and limit.year is None:
        return EVERY_YEAR
    return f"{TRIED[limit.kind]} (of {limit.by})" if limit.by else TRIED[limit.kind]


def _scopes(case: Case, figures: Figures, names: Names) -> Iterator[tuple[str, str | None, str, list[Pair]]]:
    """Pool, families and partners, each with its partners' items."""
    owing = [pair for pair, row in figures.pairs.items() if row.need[-1] > 0]
    family = {row.item: row.family or names.item[row.item] for row in case.items}
    yield "pool", None, "all partners", []
    for name in dict.fromkeys(family[item] for _, item in owing):
        yield "family", None, name, [pair for pair in owing if family[pair[1]] == name]
    for partner in dict.fromkeys(partner for partner, _ in owing):
        yield "partner", partner, names.partner[partner], [pair for pair in owing if pair[0] == partner]


def _saved(limit: Limit, figures: Figures, pairs: Iterable[Pair]) -> float:
    """Months of mean delay saved among `pairs`, weighted as in the pool."""
    weights = {pair: figures.pairs[pair].weight for pair in pairs}
    total = sum(weights.values())
    return sum(weight * limit.by_pair.get(pair, 0.0) for pair, weight in weights.items()) / total if total else 0.0


def _name(limit: Limit, names: Names) -> str:
    if limit.kind == "office":
        return limit.code
    known = {
        "line": names.line,
        "material": names.material,
        "budget": names.partner,
        "signing": names.framework,
        "lead_time": names.framework,
        "certification": names.product,
    }
    return known[limit.kind][limit.code]
