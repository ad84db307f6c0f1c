"""An instance of four half-years in which every constraint has a row, small enough to write the rows by hand."""

from __future__ import annotations

from models.instance import (
    Certification,
    Expansion,
    Framework,
    Gift,
    Instance,
    Instrument,
    Item,
    Kept,
    Lot,
    Order,
    Tier,
)

FRAMEWORKS = {
    "F": Framework(
        signed=None,
        sign=range(2),
        lead=1,
        term=2,
        extension=1,
        members=frozenset({"A"}),
        may_join=frozenset({"B", "C"}),
        join_delay={"B": 1},
        min_partners=2,
        max_partners=2,
        min_value=5000,
        setup_cost=100,
        join_cost=20,
        extension_cost=30,
        fee=0.02,
        advance=0.25,
        advance_years=1,
        office="OFF",
        group="RIVALS",
    ),
    "R": Framework(
        signed=None,
        sign=range(2, 3),
        lead=0,
        term=1,
        members=frozenset({"A"}),
        setup_cost=70,
        office="OFF",
        group="RIVALS",
    ),
    "E": Framework(
        signed=-1, sign=range(0), lead=0, term=3, extension=2, may_join=frozenset({"B"}), join_cost=5, extension_cost=40
    ),
}
"""A candidate with every condition, its rival, and a framework signed before the horizon."""

LOTS = {
    "F1": Lot(
        framework="F",
        product="S1",
        item="SHELL",
        producer="P1",
        line="L1",
        max_lots=6,
        min_lots=2,
        tiers=(Tier(0, 2, 100), Tier(3, 6, 80, fixed_cost=50)),
    ),
    "F2": Lot(
        framework="F",
        product="S2",
        item="SHELL",
        producer="P2",
        line="L1",
        max_lots=4,
        load=1.5,
        non_eu=0.6,
        tiers=(Tier(0, 4, 90),),
    ),
    "R1": Lot(
        framework="R",
        product="S1",
        item="SHELL",
        producer="P1",
        line="IDLE",
        max_lots=3,
        min_lots=1,
        tiers=(Tier(0, 1, 95), Tier(2, 3, 85)),
    ),
    "E1": Lot(
        framework="E",
        product="M1",
        item="MISSILE",
        producer="P1",
        line="LM",
        max_lots=5,
        tiers=(Tier(0, 5, 1000, fixed_cost=9),),
    ),
}
"""Two lots that share a line, one on a line that never makes anything, and one of another item."""

INSTANCE = Instance(
    periods=4,
    year=(2027, 2027, 2028, 2028),
    escalation=dict.fromkeys(LOTS, (1.0, 1.0, 1.1, 1.1)),
    period_months=6,
    after_months=12,
    items={"SHELL": Item(10, max_non_eu=0.25, max_producer=0.75), "MISSILE": Item(1)},
    need={("A", "SHELL"): (0, 40, 40, 50), ("B", "SHELL"): (25, 25, 25, 25), ("B", "MISSILE"): (2, 2, 4, 4)},
    weight={("A", "SHELL"): 0.5, ("B", "SHELL"): 0.25, ("B", "MISSILE"): 0.25},
    frameworks=FRAMEWORKS,
    lots=LOTS,
    capacity={"L1": (20, 20, 25, 25), "LM": (1.25, 1.25, 1.25, 1.25), "IDLE": (0, 0, 0, 0)},
    carry={"L1": 15, "LM": 1, "IDLE": 10},
    accepted=frozenset((p, q) for p in "ABC" for q in ("S1", "S2")),
    columns=frozenset({("A", "SHELL"), ("B", "SHELL"), ("B", "MISSILE"), ("C", "SHELL")}),
    whole=frozenset({("B", "SHELL"), ("B", "MISSILE"), ("C", "SHELL")}),
    orders={
        "O1": Order("A", "SHELL", "S1", "L1", 1, 5, range(2), 0, unit_price=60, shift_cost=2),
        "O2": Order("B", "MISSILE", "M1", "LM", 1, 0, range(3, 4), 3, may_remain=True, unit_price=900),
    },
    opening={"POWDER": 8},
    supply={"POWDER": (10, 10, 12, 12)},
    recipe={"S1": {"POWDER": 0.5}, "S2": {"POWDER": 0.4}},
    expansions={
        "X1": Expansion("L1", 15, 1, range(2), investment=200, min_commitment=30),
        "X2": Expansion("POWDER", 4, 0, range(1, 2), min_commitment=12),
    },
    certifications={("B", "M1"): Certification((0, 2), 1, cost=15)},
    signings={("OFF", 2027): 1},
    budget={
        "A": {2027: 4000, 2028: 3000},
        "B": {2027: 2500, 2028: 2600},
        "COMMON": {2027: 250, 2028: 90},
    },
    carry_over=frozenset({"A"}),
    gifts={("B", 2028): (Gift(frozenset({"F1"}), 70), Gift(frozenset({"E1", "F1"}), 30))},
    instruments={
        "N": Instrument(
            share=0.15,
            min_partners=2,
            counted=frozenset({"A", "B"}),
            eligible={"F": range(1, 2), "R": range(0), "E": range(-1, 0)},
            max_claim=300,
            fund=400,
        )
    },
    reached_prices=True,
    delay_ceiling={("B", "MISSILE"): 9.0},
    mean_ceiling={"B": ({"SHELL": 0.75, "MISSILE": 0.25}, 5.0)},
    payment_ceiling={"B": 4500, "COMMON": 300},
    others=(frozenset({"F"}), frozenset()),
    longest_wait={"A": ({"SHELL": 1.0}, 8.0)},
    fair_by="months",
    money={"A": 7000, "B": 5200},
    earlier=Kept({"F": 1}, call_offs={("E1", "B", 1): 2, ("E1", "A", 1): 1}),
    kept=Kept(
        {"F": 0}, frozenset({("E", "B")}), {("E1", "B", 0): 1, ("E1", "B", 3): 2}, until=3, forced=frozenset({"F"})
    ),
)
"""Reached prices count in the budgets of A and B; C has no need."""

KEPT = {
    "mean_delay": 7.5,
    "worst_delay": 12.0,
    "fair_shares": 8.0,
    "non_eu_share": 0.2,
    "frameworks": 1.0,
    "change": 2.5,
    "likeness": 2.0,
}
"""Values that the earlier objectives must keep when cost comes last."""
