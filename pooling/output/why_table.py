"""The sheet why: what makes needs late, by cause; the months of a need's causes add up to its delay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pooling.output.names import Names
from pooling.output.result_sheets import result_table
from pooling.output.table import Cell, Table
from pooling.output.words import listing, months
from pooling.plan.explain.causes import CAUSES, Share
from pooling.plan.explain.relaxed import Pair
from pooling.plan.figures import Figures

MOST = 4
"""Causes, and codes of one, that a sentence names."""
NOTICED = 0.05
"""Months below which a cause is not named where another is."""


def why_table(names: Names, figures: Figures, reasons: Mapping[Pair, Iterable[Share]], *, pool: bool = True) -> Table:
    """The pool's mean delay by cause (with `pool`), then every late need's delay, the largest share first."""
    rows: list[tuple[Cell, ...]] = []
    for cause, late in _pool(figures, reasons) if pool else ():
        part = 100 * late / figures.mean_delay if figures.mean_delay else None
        rows.append(("pool", None, None, cause, late, part, None, CAUSES[cause], None, None))
    for (partner, item), shares in reasons.items():
        delay = figures.pairs[partner, item].delay
        for share in sorted(shares, key=lambda share: -share.months):
            of, who = ", ".join(share.of) or None, (names.partner[partner], names.item[item])
            part = 100 * share.months / delay
            rows.append(("need", partner, item, share.cause, share.months, part, of, CAUSES[share.cause], *who))
    return result_table("why", rows)


def _pool(figures: Figures, reasons: Mapping[Pair, Iterable[Share]]) -> list[tuple[str, float]]:
    """Causes with their months of mean delay, the largest first."""
    total: dict[str, float] = defaultdict(float)
    for pair, shares in reasons.items():
        for share in shares:
            total[share.cause] += figures.pairs[pair].weight * share.months
    return sorted(total.items(), key=lambda entry: -entry[1])


def why_sentences(rows: Iterable[Mapping[str, Cell]]) -> Iterator[str]:
    """What makes the needs of `rows` of the sheet late, in one sentence; of several, weighted alike."""
    needs = [row for row in rows if row["scope"] == "need"]
    total: dict[str, float] = defaultdict(float)
    of: dict[str, dict[str, None]] = defaultdict(dict)
    for row in needs:
        cause = str(row["cause_name"])
        total[cause] += _number(row["months"])
        of[cause].update(dict.fromkeys(str(row["of"]).split(", ") if row["of"] else []))
    count = len({(row["partner"], row["item"]) for row in needs})
    if not count:
        return
    ranked = sorted(total, key=lambda cause: -total[cause])
    told = [cause for cause in ranked if total[cause] / count >= NOTICED][:MOST] or ranked[:1]
    named = [
        f"{months(total[cause] / count)} {cause}{f' ({listing(list(of[cause]), MOST)})' if of[cause] else ''}"
        for cause in told
    ]
    rest = sum(total[cause] for cause in ranked[len(told) :]) / count
    if rest >= NOTICED:
        named.append(f"{months(rest)} other causes")
    mean = "" if count == 1 else f", mean of {count} late needs"
    yield f"Late by cause{mean}: {'; '.join(named)}."


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0
