"""What hurts a plan most: lines and frameworks that fail, figures that turn out otherwise, obligations out of reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from pooling.analysis.spread import correlation, share, stands_out
from pooling.analysis.stress import Stress
from pooling.case.currencies import rates_of
from pooling.output.entry import owing
from pooling.output.names import Names
from pooling.output.table import Cell, Table, columns
from pooling.plan.figures import Figures

THIRD = 3
"""Futures are held against each other by thirds of what was drawn."""

ROUNDING = 1e-6


def failures_table(found: Stress, names: Names) -> Table:
    """A row a line and framework in force that delivers nothing, what hurts most first."""
    head = columns(
        "rank:int kind:code code:code name months_added:months mean_delay_months:months partner_hit:code item_hit:code "
        "hit_months_added:months partner_hit_name item_hit_name status:code"
    )
    calm = found.undisturbed.figures
    rows: list[tuple[Cell, ...]] = []
    for failure in found.failures if calm else ():
        figures, name = failure.run.figures, name_of(names, failure.kind, failure.code)
        if figures is None or calm is None:
            rows.append((failure.kind, failure.code, name, *[None] * 7, failure.run.status))
            continue
        pair, more = max(_added(calm, figures).items(), key=lambda entry: entry[1])
        hit = (*pair, more, names.partner[pair[0]], names.item[pair[1]]) if more > ROUNDING else (None,) * 5
        added = figures.mean_delay - calm.mean_delay
        rows.append((failure.kind, failure.code, name, added, figures.mean_delay, *hit, failure.run.status))
    rows.sort(key=lambda row: -row[3] if isinstance(row[3], float) else 0.0)
    ranked = tuple((rank, *row) for rank, row in enumerate(rows, start=1))
    return Table("failures", "What it costs if a line, or a framework, delivers nothing", head, ranked)


def _added(before: Figures, after: Figures) -> dict[tuple[str, str], float]:
    return {pair: after.pairs[pair].delay - row.delay for pair, row in owing(before).items()}


def name_of(names: Names, kind: str, code: str) -> str:
    """What a line, a framework or uncertain figures are called."""
    return {"line": names.line, "framework": names.framework}.get(kind, {}).get(code, code)


def drivers_table(found: Stress, names: Names) -> Table:
    """A row a source of uncertainty: how much of the mean delay goes with it, the strongest first."""
    head = columns(
        "rank:int kind:code code:code name correlation:quantity worst_third_months:months best_third_months:months "
        "difference_months:months significant:flag"
    )
    planned = [n for n, run in enumerate(found.runs) if run.figures]
    values = np.array([figures.mean_delay for figures in found.figures])
    rows: list[tuple[Cell, ...]] = []
    for column, source in enumerate(found.draws.sources):
        drawn = found.draws.numbers[planned, column]
        related = correlation(list(drawn), list(values))
        if related is None or len(values) < THIRD:
            continue
        order, third = np.argsort(drawn, kind="stable"), len(values) // THIRD
        low, high = float(values[order[:third]].mean()), float(values[order[-third:]].mean())
        worse, better = max(low, high), min(low, high)
        name = name_of(names, source.kind, source.code)
        sure = stands_out(related, len(values), len(found.draws.sources))
        rows.append((source.kind, source.code, name, related, worse, better, worse - better, sure))
    rows.sort(key=lambda row: -abs(float(str(row[3]))))
    ranked = tuple((rank, *row) for rank, row in enumerate(rows, start=1))
    return Table("drivers", "What of the uncertain goes with late and early futures", head, ranked)


def obligations_table(found: Stress, names: Names) -> Table:
    """Least volumes, values and commitments that a future keeps out of reach, and how often."""
    head = columns(
        "framework:code lot:code partner:code owed:quantity missed_pct:percent missed_low_pct:percent "
        "missed_high_pct:percent mean_missing:quantity unit:code framework_name expansion:code"
    )
    figures = found.figures
    rows: list[tuple[Cell, ...]] = []
    for framework, lot, partner, expansion, owed, unit, called in _owed(found, names) if figures else ():
        missing = [max(0.0, owed - value) for value in called]
        missing = [short for short in missing if short > ROUNDING * owed]
        if missing:
            often = share(len(missing), len(figures))
            mean = sum(missing) / len(missing)
            row = (framework, lot, partner, owed, often.value, often.low, often.high, mean, unit)
            rows.append((*row, names.framework[framework] if framework else None, expansion))
    title = "Least volumes, values and commitments that cannot be called off in some futures"
    return Table("obligations", title, head, tuple(rows))


Owed = tuple[str | None, str | None, str | None, str | None, float, str, list[float]]
"""Framework, lot, partner and expansion, as far as they owe, what is owed in which unit, what each future calls off."""


def _owed(found: Stress, names: Names) -> Iterator[Owed]:
    """All that is owed."""
    for lot in found.case.lots:
        if lot.min_quantity > 0:
            called = [figures.lots[lot.lot].quantity for figures in found.figures]
            yield lot.framework, lot.lot, None, None, lot.min_quantity, names.unit_of_product(lot.product), called
    rates = rates_of(found.case)
    prices = {row.lot: row.unit_price * rates.at_start(row.currency) for row in found.case.prices}
    values = [_values(figures, prices) for figures in found.figures]
    least = {f.framework: f.min_partner_value for f in found.case.frameworks if f.min_partner_value > 0}
    for row in found.case.participants:
        if row.role == "member" and row.framework in least:
            called = [value[row.framework, row.partner] for value in values]
            yield row.framework, None, row.partner, None, least[row.framework], "EUR", called
    for n, expansion in enumerate(found.case.expansions):
        if expansion.min_commitment > 0:
            called = [figures.expansions[n].committed for figures in found.figures]
            unit = names.unit_of_resource(expansion.resource)
            yield None, None, None, expansion.expansion, expansion.min_commitment, unit, called


def _values(figures: Figures, prices: Mapping[str, float]) -> Mapping[tuple[str, str], float]:
    """(framework, partner) to what is called off [EUR], without escalation."""
    value: dict[tuple[str, str], float] = defaultdict(float)
    for row in figures.call_offs:
        value[row.framework, row.partner] += row.quantity * prices[row.lot]
    return value
