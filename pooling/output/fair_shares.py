"""The sheet fair_shares of a result, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator

from pooling.case.case import Case
from pooling.output.names import Names
from pooling.output.result_sheets import result_table
from pooling.output.table import Table
from pooling.output.words import months
from pooling.plan.figures import Figures

BY = {"need": "by need", "money": "by money", "months": "by months late"}


def fair_shares_table(case: Case, figures: Figures) -> Table:
    """Who has how much of each item at the end of each year, beside what would be fair."""
    names, rows = Names(case), []
    for row in figures.fairness.shares(figures.pairs):
        day = figures.periods[row.period]
        shown = row.item, row.partner, day, row.need, row.met, row.share_pct, row.fair_pct, row.delay
        named = names.period(day), names.partner[row.partner], names.item[row.item], names.unit(row.item)
        rows.append((*shown, *named))
    return result_table("fair_shares", rows)


def fair_shares_sentences(case: Case, figures: Figures) -> Iterator[str]:
    """Who is farthest below its fair share; by months, who waits longest and who least for one item."""
    names, rule = Names(case), BY[case.settings.fair_by]
    shares = figures.fairness.shares(figures.pairs)
    if case.settings.fair_by == "months":
        last = [row for row in shares if row.period == len(figures.periods) - 1]
        spreads = [
            (max(of_item, key=lambda row: row.delay), min(of_item, key=lambda row: row.delay))
            for item in dict.fromkeys(row.item for row in last)
            if (of_item := [row for row in last if row.item == item])
        ]
        most, least = max(spreads, key=lambda pair: pair[0].delay - pair[1].delay, default=(None, None))
        if most and least and most.delay > least.delay:
            yield (
                f"Fair shares {rule}: of {names.item[most.item]} {names.partner[most.partner]} waits "
                f"{months(most.delay)}, {names.partner[least.partner]} {months(least.delay)}; no item is further apart."
            )
        elif most:
            yield f"Fair shares {rule}: all partners wait alike for each item."
        return
    lots = {row.item: row.lot_size for row in case.items}
    worst = max(shares, key=lambda row: row.missing / row.need, default=None)
    if worst is None:
        return
    if all(row.missing <= lots[row.item] for row in shares):
        yield f"Fair shares {rule}: by each year's end all partners have theirs of every item, to within a lot."
    else:
        end = names.period(figures.periods[worst.period])
        yield (
            f"Fair shares {rule}: farthest below is {names.partner[worst.partner]}, which by the end of {end} has "
            f"{worst.share_pct or 0.0:.1f} % of what is met of {names.item[worst.item]}, where "
            f"{worst.fair_pct or 0.0:.1f} % would be fair."
        )
