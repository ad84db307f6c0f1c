"""Look-ups that the equations share, put on the model as plain attributes."""

from __future__ import annotations

from collections import defaultdict

from models.instance import Instance
from models.prices import price_level
from models.sets import Sets, grouped
from models.types import Model
from models.variables import counts_reached, purses, sign_years


def index_model(m: Model) -> None:
    """Attach the look-ups.

    partners_of     lot → partners with columns;  lots_of_partner: the reverse
    lots_of_item    item → lots with columns;  lots_of_product: product → lots
    extensions      framework → signing periods whose extension falls in the horizon
    joins_paid_by   partner whose payments are stated → (framework, year) in which joining is paid
    epochs          (price level, year) that periods share;  epoch_of: l → t → its epoch
    volumes         (lot, group, epoch): a group is a partner for whom reached prices count, or "" for the rest
    """
    i: Instance = m.i
    s: Sets = m.s
    m.partners_of = grouped((l, p) for l, p in s.series)
    m.lots_of_partner = grouped((p, l) for l, p in s.series)
    m.lots_of_item = grouped((i.lots[l].item, l) for l in m.partners_of)
    m.lots_of_product = grouped((lot.product, l) for l, lot in i.lots.items())
    m.extensions = grouped(s.extendable)
    m.joins_paid_by = grouped(
        (p, (k, y)) for k, p in s.joins if i.frameworks[k].join_cost and p in purses(i) for y in sign_years(i, k)
    )
    years = i.year if i.reached_prices else (0,) * i.periods
    marks = {l: [(price_level(i, l, t), y) for t, y in enumerate(years)] for l in i.lots}
    m.epochs = sorted({mark for of_lot in marks.values() for mark in of_lot}, key=lambda mark: (mark[1], mark[0]))
    number = {mark: e for e, mark in enumerate(m.epochs)}
    m.epoch_of = {l: [number[mark] for mark in of_lot] for l, of_lot in marks.items()}
    m.group = defaultdict(list)
    seen: dict[tuple[str, str, int], None] = {}
    m.epochs_of = {}
    for (l, p), periods in s.series.items():
        g = p if counts_reached(i, p) else ""
        m.group[l, g].append(p)
        m.epochs_of[l, p] = sorted({m.epoch_of[l][t] for t in periods})
        seen.update({(l, g, e): None for e in m.epochs_of[l, p]})
    m.volumes = list(seen)
    m.volumes_of = grouped((l, (g, e)) for l, g, e in m.volumes)
    m.tier_years = {l: sign_years(i, lot.framework) for l, lot in i.lots.items()}
