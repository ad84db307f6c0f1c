"""What holds a plan back: limits ranked by what one per cent more of each would save."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import isfinite

from pooling.case.case import Case
from pooling.case.schema import COMMON
from pooling.output.limits_table import in_words
from pooling.output.names import Names
from pooling.output.words import PERIODS, listing, two_digits
from pooling.plan.explain.limits import Limit, Limits
from pooling.plan.explain.marginals import Marginals
from pooling.plan.figures import Figures

FULL = 0.05
"""A line or material of which no more than this part is unused counts as at its limit."""
ALIKE = 0.05
"""Part of the largest worth by which limits may differ and still count as alike."""
NOTICED = 1e-4
"""Months that one per cent more of a limit must save to be told."""
PER_CENT, MILLION = 0.01, 1e6
SHARES = ("line", "material", "budget")
"""Kinds of limits of which one per cent more is tried."""


def bottleneck(case: Case, figures: Figures, marginals: Marginals) -> Iterator[str]:
    """Lines, materials and budgets by months that one per cent more of each saves; those that are alike together.

    What was not solved again is told as the most that it can save. Of other limits, such as lead times, the one that
    saves most is told if that is more. Where nothing says anything, the lines or materials that are at their limit
    most often.
    """
    untried = marginals.limits.untried
    solved, more = isfinite(untried), _of_another_kind(marginals.limits)
    worth = saved(marginals.limits) if solved else worths(figures, marginals)
    most = max(worth.values(), default=0.0)
    if most >= NOTICED:
        ranked = sorted(worth, key=lambda code: -worth[code])
        alike = [code for code in ranked if worth[code] >= (1 - ALIKE) * most]
        others = [code for code in ranked if code not in alike and worth[code] >= NOTICED]
        names = _names(case)
        subject = "What may hold the plan back most"
        if solved:
            among = "of all that was tried " if most < untried else "of lines, materials and budgets " if more else ""
            subject = f"What {among}holds the plan back most"
        is_ = "is" if len(alike) == 1 else "are"
        each = "it" if len(alike) == 1 else "each"
        saves = "saves" if solved else "can save at most"
        following = f"; next {names[others[0]]} with {two_digits(worth[others[0]])}" if others else ""
        yield (
            f"{subject} {is_} {listing([names[code] for code in alike], 5)}: 1 % more of {each} "
            f"{saves} {two_digits(most)} months of mean delay{following} (with what is signed and built as it is)."
        )
    elif not more and (count := _limited_periods(case, figures)):
        names, often = _names(case), max(count.values())
        alike = sorted(code for code in count if count[code] == often)
        subject = "The bottleneck is" if len(alike) == 1 else "The bottlenecks are"
        verb = "it is at its" if len(alike) == 1 else "each is at its"
        periods = PERIODS[case.settings.period_months]
        yield (
            f"{subject} {listing([names[code] for code in alike], 5)}: {verb} limit in {often} of "
            f"{len(figures.periods)} {periods} while partners wait for what is made there."
        )
    if more:
        compared = ", more than that" if most >= NOTICED else ""
        yield f"{in_words(more, Names(case))} saves {two_digits(more.months)} months of mean delay{compared}."


def _of_another_kind(limits: Limits) -> Limit | None:
    """What saves most, where that is no part of a line, material or budget."""
    first = next(iter(limits.found), None)
    return None if first is None or (first.kind in SHARES and first.year is None) else first


def saved(limits: Limits) -> dict[tuple[str, str], float]:
    """(kind, code) of lines, materials and purses to the months that one per cent more saves, solved again."""
    alike = [limit for limit in limits.found if limit.kind in SHARES and limit.year is None]
    return {(limit.kind, limit.code): limit.months for limit in alike}


def worths(figures: Figures, marginals: Marginals) -> dict[tuple[str, str], float]:
    """(kind, code) of every limit to the months of mean delay that one per cent more of it can save, by its price."""
    saved: dict[tuple[str, str], float] = defaultdict(float)
    for line in figures.lines:
        saved["line", line.line] -= PER_CENT * line.capacity * marginals.lines.get((line.line, line.period), 0.0)
    for row in figures.materials:
        value = marginals.materials.get((row.material, row.period), 0.0)
        saved["material", row.material] -= PER_CENT * row.supplied * value
    for budget in figures.budgets:
        value = marginals.budgets.get((budget.partner, budget.year), 0.0)
        saved["budget", budget.partner] -= PER_CENT * (budget.limit or 0.0) / MILLION * value
    return dict(saved)


def _names(case: Case) -> dict[tuple[str, str], str]:
    names = {("line", row.line): (row.name, row.line) for row in case.lines}
    names |= {("material", row.material): (row.name, row.material) for row in case.materials}
    shown = {key: f"{name} ({code})" if name else code for key, (name, code) in names.items()}
    shown |= {("budget", row.partner): f"the budget of {row.name or row.partner}" for row in case.partners}
    return shown | {("budget", COMMON): "the common budget"}


def _limited_periods(case: Case, figures: Figures) -> dict[tuple[str, str], int]:
    """Line or material to the number of periods in which it is at its limit and one of its items is owed."""
    item_of = {row.product: row.item for row in case.products}
    lot_size = {row.item: row.lot_size for row in case.items}
    items: dict[str, set[str]] = defaultdict(set)
    largest: dict[str, float] = defaultdict(float)
    for lot in case.lots:
        item = item_of[lot.product]
        items[lot.line].add(item)
        largest[lot.line] = max(largest[lot.line], lot.load * lot_size[item])
    for recipe in case.recipes:
        items[recipe.material].add(item_of[recipe.product])
    owed = {(row.item, t) for row in figures.pairs.values() for t, backlog in enumerate(row.backlog) if backlog > 0}
    count: dict[tuple[str, str], int] = defaultdict(int)
    for line in figures.lines:
        room = line.capacity + line.carried_in
        unused = room - line.orders - line.call_offs
        limited = line.capacity > 0 and unused < max(largest[line.line] * (1 - 1e-9), FULL * room)
        if limited and any((item, line.period) in owed for item in items[line.line]):
            count["line", line.line] += 1
    for material in figures.materials:
        limited = material.used > 0 and material.left <= FULL * (material.used + material.left)
        if limited and any((item, material.period) in owed for item in items[material.material]):
            count["material", material.material] += 1
    return count
