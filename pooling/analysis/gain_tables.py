"""Pooling gain as tables and charts."""

from __future__ import annotations

from collections import defaultdict

from pooling.analysis.gain import Gain, delay_of
from pooling.analysis.game import objections
from pooling.case.case import Case
from pooling.output.chart import BLUE, GREEN, ORANGE, SKY, Chart
from pooling.output.comparison import comparison_tables
from pooling.output.entry import Entry, owing
from pooling.output.table import Cell, Column, Table, columns
from pooling.plan.figures import Figures

NOTICED = 0.005
"""Months of delay that count."""

MOST_OBJECTIONS = 50


def gain_tables(case: Case, gain: Gain) -> list[Table]:
    """gain, items, split, core; with a guaranteed pool what it costs, as in a comparison."""
    tables = [gain_table(case, gain), items_table(gain), split_table(gain), core_table(gain)]
    return tables + (comparison_tables([gain.pooled, gain.guaranteed]) if gain.guaranteed else [])


def gain_table(case: Case, gain: Gain) -> Table:
    """A row a partner: alone against pooled; `worse_off` says who would lose by pooling."""
    head = columns(
        "partner:code delay_alone_months:months delay_pooled_months:months months_gained:months worse_off:flag "
        "need_met_alone_pct:percent need_met_pooled_pct:percent price_saved_eur:money guaranteed_delay_months:months "
        "status:code note months_gained_least:months months_gained_most:months alone_gap_pct:percent"
    )
    priority = {row.item: row.priority for row in case.items}
    pooled, safe = gain.pooled.figures, gain.guaranteed.figures if gain.guaranteed else None
    rows: list[tuple[Cell, ...]] = []
    for partner, entry in gain.alone.items():
        late = delay_of(priority, entry.figures, partner) if entry.figures else None
        now = delay_of(priority, pooled, partner) if pooled else None
        gained = late - now if late is not None and now is not None else None
        rows.append(
            (
                partner,
                late,
                now,
                gained,
                None if gained is None else gained < -NOTICED,
                need_met_pct(entry.figures, partner),
                need_met_pct(pooled, partner),
                _price_saved(entry.figures, pooled, partner),
                delay_of(priority, safe, partner) if safe else None,
                entry.status,
                entry.message,
                *_gained(entry, now),
                entry.gap_pct("mean_delay"),
            )
        )
    return Table("gain", "Every partner alone against the pool", head, tuple(rows))


def _gained(entry: Entry, now: float | None) -> tuple[Cell, Cell]:
    """Between what the months gained lie: alone the partner may do as well as its plan, or as its bound."""
    alone_ = entry.interval("mean_delay")
    if now is None or not alone_.known:
        return None, None
    return alone_.low - now + 0.0, alone_.high - now + 0.0


def need_met_pct(figures: Figures | None, partner: str) -> float | None:
    """Share of a partner's need that is delivered by the end [%], mean over its items."""
    if figures is None:
        return None
    met = [row.attainment_pct(len(row.need) - 1) for (p, _), row in owing(figures).items() if p == partner]
    return sum(met) / len(met) if met else None


def _price_saved(one: Figures | None, pooled: Figures | None, partner: str) -> float | None:
    """What the pool's prices save on what the partner calls off there [EUR], for items that it also buys alone."""
    if one is None or pooled is None:
        return None
    before, after = prices(one), prices(pooled)
    both = [pair for pair in after if pair[0] == partner and pair in before]
    return sum((before[pair][1] - after[pair][1]) * after[pair][0] for pair in both)


def prices(figures: Figures) -> dict[tuple[str, str], tuple[float, float]]:
    """(partner, item) to units called off and the mean price reached [EUR a unit]."""
    units: dict[tuple[str, str], float] = defaultdict(float)
    value: dict[tuple[str, str], float] = defaultdict(float)
    for row in figures.call_offs:
        units[row.partner, row.item] += row.quantity
        value[row.partner, row.item] += row.value
    return {pair: (units[pair], value[pair] / units[pair]) for pair in units}


def items_table(gain: Gain) -> Table:
    """A row a partner's item: delay and mean price reached, alone and pooled."""
    head = columns(
        "partner:code item:code delay_alone_months:months delay_pooled_months:months months_gained:months "
        "called_off_alone:quantity called_off_pooled:quantity price_alone_eur:money price_pooled_eur:money "
        "price_gained_eur:money"
    )
    pooled = gain.pooled.figures
    paid = prices(pooled) if pooled else {}
    rows: list[tuple[Cell, ...]] = []
    for entry in gain.alone.values():
        if entry.figures is None or pooled is None:
            continue
        own = prices(entry.figures)
        for pair, row in owing(entry.figures).items():
            now = pooled.pairs[pair].delay
            was, is_ = own.get(pair, (0.0, None)), paid.get(pair, (0.0, None))
            saved = was[1] - is_[1] if was[1] is not None and is_[1] is not None else None
            rows.append((*pair, row.delay, now, row.delay - now, was[0], is_[0], was[1], is_[1], saved))
    return Table("items", "Every partner's every item alone against the pool", head, tuple(rows))


def split_table(gain: Gain) -> Table:
    """A fair split of what the pool's prices save: the Shapley value."""
    head = columns("partner:code share_eur:money standard_error_eur:money share_pct:percent method:code")
    if gain.split is None:
        return Table("split", "Fair split of what buying together saves", head, ())
    total = sum(gain.split.value.values())
    method = "exact" if gain.split.is_exact else "sampled"
    rows = tuple(
        (partner, value, gain.split.error[partner], 100 * value / total if total else 0.0, method)
        for partner, value in gain.split.value.items()
    )
    return Table("split", "Fair split (Shapley value) of what buying together saves", head, rows)


def core_table(gain: Gain) -> Table:
    """Coalitions that would save more by themselves than the split gives them; none: the split is in the core."""
    head = columns("coalition partners:int worth_eur:money given_eur:money objection_eur:money")
    rows: list[tuple[Cell, ...]] = []
    if gain.split is not None:
        for coalition, excess in objections(gain.split)[:MOST_OBJECTIONS]:
            worth = gain.split.worth[coalition]
            rows.append((", ".join(sorted(coalition)), len(coalition), worth, worth - excess, excess))
    return Table("core", "Coalitions that the split would not satisfy", head, tuple(rows))


def gain_charts(gain: Gain, tables: list[Table]) -> list[Chart]:
    """Delay alone, pooled and (if asked for) in the guaranteed pool; the fair split."""
    rows = [row for row in tables[0].records() if row["delay_alone_months"] is not None]
    shown = ["partner", "delay_alone_months", "delay_pooled_months"]
    head = columns("partner:code alone:months pooled:months")
    if gain.guaranteed:
        shown.append("guaranteed_delay_months")
        head += (Column("pooled, nobody later than alone", "months"),)
    delays = tuple(tuple(row[name] for name in shown) for row in rows)
    split = tuple((row["partner"], row["share_eur"] / 1e6) for row in tables[2].records())
    return [
        Chart(
            Table("alone", "Mean delay alone and pooled", head, delays),
            "column",
            "months",
            wide=True,
            colours=(ORANGE, BLUE, SKY),
            labels=True,
        ),
        Chart(
            Table("shapley", "Fair split of what buying together saves", columns("partner:code share:quantity"), split),
            "column",
            "million EUR",
            wide=True,
            colours=(GREEN,),
            labels=True,
        ),
    ]
