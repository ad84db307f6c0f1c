"""A case to be solved in the head: two partners, one item, one line, one framework."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pooling.case import case as c


def shared_line(
    tiers: Sequence[tuple[float, float]] = ((0, 10.0),),
    budget_price: str = "ceiling",
    orders: Sequence[c.Order] = (),
    partners: Sequence[str] = ("A", "B"),
    per_year: float = 16,
) -> c.Case:
    """Each partner needs four units by the first quarter of 2027; the line makes four a quarter; A weighs more.

    The framework can be signed in the first quarter and delivers at once; setting it up costs 7.
    """
    return c.Case(
        settings=c.Settings("hand", date(2027, 1, 1), date(2027, 12, 31), budget_price=budget_price, mip_gap_pct=0),
        partners=tuple(c.Partner(p, f"Land {p}", priority=2 if p == "A" else 1) for p in partners),
        items=(c.Item("I", "Item", "Family", "unit"),),
        producers=(c.Producer("P", "Maker"),),
        products=(c.Product("Q", "I", "P", 100),),
        demand=tuple(c.Demand(f"D{p}", p, "I", date(2027, 2, 1), 4) for p in partners),
        lines=(c.Line("L", "P"),),
        capacity=(c.Capacity("L", date(2027, 1, 1), per_year),),
        frameworks=(
            c.Framework(
                framework="F",
                name="Frame",
                lead="A",
                status="candidate",
                sign_from=date(2027, 1, 1),
                sign_to=date(2027, 3, 31),
                lead_months=0,
                term_months=24,
                open_to="ALL",
                setup_cost=7,
            ),
        ),
        lots=(c.Lot("F1", "F", "Q", "L", max_quantity=100),),
        prices=tuple(c.Price("F1", first, price) for first, price in tiers),
        orders=tuple(orders),
    )
