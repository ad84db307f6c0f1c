"""What pooling gains, in sentences that say no more than is proven, and of how many partners."""

from __future__ import annotations

from collections.abc import Iterator

from pooling.analysis.gain import Gain
from pooling.analysis.gain_tables import NOTICED
from pooling.analysis.game import least_objection, objections
from pooling.output.proof import between, lower_at_most
from pooling.output.table import Table
from pooling.output.words import counted, listing, money
from pooling.plan.proof import difference

MOST_NAMED = 40
"""Partners that a sentence names."""


def verdicts(gain: Gain, table: Table) -> list[str]:
    """Who would lose by pooling, what buying together saves, whether the split holds, what a guarantee costs.

    `table` is that of `pooling.analysis.gain_tables.gain_table`.
    """
    if gain.pooled.figures is None:
        why = gain.pooled.message or gain.pooled.status
        return [f"There is no pooled plan to hold anybody against: {why}."]
    return [*_losers(table), *_missing(table), *_savings(gain), *_guarantee(gain)]


def _losers(table: Table) -> Iterator[str]:
    """Who is later in the pool: proven by its plan alone; that the others are not is proven by their bounds only."""
    rows = [row for row in table.records() if row["months_gained"] is not None]
    losers = [str(row["partner"]) for row in rows if row["worse_off"]]
    others = [row for row in rows if not row["worse_off"]]
    if losers:
        yield f"Later in the pool than alone: {listing(losers, MOST_NAMED)}."
    if others:
        least = {str(row["partner"]): row["months_gained_least"] for row in others}
        open_ = [partner for partner, months in least.items() if months is None or months < -NOTICED]
        who = "Of the others, no partner" if losers else "No partner"
        proof = f"; better plans alone are not ruled out for {listing(open_, MOST_NAMED)}" if open_ else ""
        yield f"{who} of {len(others)} computed is later in the pool than alone{proof}."


def _missing(table: Table) -> Iterator[str]:
    rows = table.records()
    missing = [f"{row['partner']} ({row['status']})" for row in rows if row["months_gained"] is None]
    if missing:
        names = listing(missing, MOST_NAMED)
        yield f"Not computed alone: {len(missing)} of {counted(len(rows), 'partner')}: {names}."


def _savings(gain: Gain) -> Iterator[str]:
    if gain.split is None:
        return
    split = gain.split
    count, bad, saved = len(split.worth), len(objections(split)), sum(split.value.values())
    gap = gain.pooled.gap_pct("cost")
    known = "has no proven bound" if gap is None else lower_at_most(gap)
    yield (
        f"Buying together saves {money(saved)} against the same call-offs bought one by one: those of this plan, "
        f"whose cost {known}."
    )
    if not bad:
        yield f"The split lies in the core: none of {count} coalitions looked at would save more by itself."
        return
    yield f"{bad} of {count} coalitions looked at would save more by themselves than the split gives them."
    short = least_objection(split)
    if short is not None:
        yield (
            f"The core is empty: however it is split, some coalition would save {money(short)} or more by itself."
            if short > 0
            else "The core is not empty: another split would satisfy every coalition."
        )


def _guarantee(gain: Gain) -> Iterator[str]:
    """What the guarantee costs: the pool without it may do all that the guaranteed one does."""
    if gain.guaranteed and gain.guaranteed.figures and gain.pooled.figures:
        more = difference(gain.guaranteed.interval("mean_delay"), gain.pooled.interval("mean_delay")).at_least(0.0)
        yield f"That nobody is later than alone costs the pool {between(more, _months)} of mean delay."


def _months(number: float) -> str:
    """Such as `0.25 months`."""
    return f"{round(number, 2) + 0.0:,.2f} months"
