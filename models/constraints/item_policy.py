"""Origin and dependence: how much of an item may come from outside the EU or from one producer."""

from __future__ import annotations

import pyomo.environ as pyo

from models.terms import lot_volume
from models.types import Model, Relation


def largest_non_eu_share(m: Model, item: str) -> Relation:
    """Σ (1 − eu content) · x ≤ max_non_eu[i] · Σ x  over all that is bought of the item (lots)."""
    limit = m.i.items[item].max_non_eu
    return sum((m.i.lots[l].non_eu - limit) * lot_volume(m, l) for l in m.lots_of_item[item]) <= 0


def largest_producer_share(m: Model, item: str, producer: str) -> Relation:
    """Σ_l of producer x ≤ max_producer[i] · Σ x  over all that is bought of the item (lots)."""
    limit = m.i.items[item].max_producer
    return sum(((m.i.lots[l].producer == producer) - limit) * lot_volume(m, l) for l in m.lots_of_item[item]) <= 0


def add(m: Model) -> None:
    """Add the item policies."""
    items = m.i.items
    m.largest_non_eu_share = pyo.Constraint(
        [
            item
            for item, lots in m.lots_of_item.items()
            if any(m.i.lots[l].non_eu > items[item].max_non_eu for l in lots)
        ],
        rule=largest_non_eu_share,
    )
    m.largest_producer_share = pyo.Constraint(
        [
            (item, producer)
            for item, lots in m.lots_of_item.items()
            if items[item].max_producer < 1
            for producer in sorted({m.i.lots[l].producer for l in lots})
        ],
        rule=largest_producer_share,
    )
