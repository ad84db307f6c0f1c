"""The charts of order-shift options."""

from __future__ import annotations

from collections.abc import Sequence

from pooling.output.chart import BLUE, GREEN, PALETTE, VERMILION, Chart
from pooling.output.charts_comparison import bars, payments_chart
from pooling.output.entry import Entry, solved
from pooling.output.shift_tables import NOTICED, gained
from pooling.output.table import Table, columns
from pooling.plan.figures import Figures

MOST_BARS = 10
"""Pairs of bars that one block has room for."""
MOST_MOVERS = 24
"""Partners' items that are shown; the ledger has them all."""


def shift_charts(baseline: Entry, options: Sequence[Entry]) -> list[Chart]:
    """Months gained and cost of every option; who gains and who waits in the best one; payments by year."""
    before, plans = baseline.figures, solved(options)
    if before is None or not plans:
        return []
    months, euros = before.mean_delay, before.cost.total
    return [
        bars(
            options, "gains", "Mean delay gained against as ordered", "months", lambda f: months - f.mean_delay, GREEN
        ),
        bars(options, "costs", "Cost against as ordered", "million EUR", lambda f: (f.cost.total - euros) / 1e6, BLUE),
        _who(before, *plans[0]),
        payments_chart([baseline, *options][: len(PALETTE)]),
    ]


def _who(before: Figures, name: str, after: Figures) -> Chart:
    """Every partner's every item that gains or waits longer in one option."""
    ledger = [(pair, gain) for pair, gain in gained(before, after).items() if abs(gain) > NOTICED]
    largest = sorted(ledger, key=lambda entry: -abs(entry[1]))[:MOST_MOVERS]
    largest.sort(key=lambda entry: -entry[1])
    rows = tuple((f"{p} {i}", max(gain, 0.0), min(gain, 0.0)) for (p, i), gain in largest)
    return Chart(
        Table("who", f"Who gains and who waits longest: {name}", columns("who:code gains:months waits:months"), rows),
        "balance",
        "months of delay gained",
        wide=True,
        blocks=2 if len(rows) > MOST_BARS else 1,
        colours=(GREEN, VERMILION),
    )
