"""A case that uses every sheet and a valid plan for it, small enough to check by hand."""

from datetime import date

import pytest

from pooling.case import case as c
from pooling.plan.plan import Claim, Plan


@pytest.fixture(scope="session")
def rich_case() -> c.Case:
    """Twelve quarters from 2027; F1 and F3 rival, F2 exists, F4 shares F1's office."""
    return c.Case(
        settings=c.Settings("rich", date(2027, 1, 1), date(2029, 12, 31), price_index_pct=10),
        partners=(
            c.Partner("AAA", "Aland", carry_over=True, priority=2),
            c.Partner("BBB", "Beland"),
            c.Partner("CCC", "Celand", eu=False),
            c.Partner("DDD", "Deland", nato=False),
        ),
        items=(
            c.Item("SHELL", "Shell", "Artillery", "round", lot_size=10, max_non_eu_pct=20, max_producer_pct=80),
            c.Item("MISSILE", "Missile", "Air defence", "missile", certification=True),
        ),
        producers=(c.Producer("P1", "First"), c.Producer("P2", "Second")),
        products=(
            c.Product("S1", "SHELL", "P1", 100),
            c.Product("S2", "SHELL", "P2", 40),
            c.Product("M1", "MISSILE", "P1", 80),
        ),
        certifications=(
            c.Certification("AAA", "M1", "certified"),
            c.Certification("CCC", "M1", "possible", months=4, cost=70),
        ),
        demand=(
            c.Demand("D1", "AAA", "SHELL", date(2027, 10, 15), 230),
            c.Demand("D2", "BBB", "SHELL", date(2028, 3, 31), 100),
            c.Demand("D3", "AAA", "MISSILE", date(2026, 5, 1), 4),
            c.Demand("D4", "CCC", "MISSILE", date(2028, 6, 1), 5),
            c.Demand("D5", "CCC", "MISSILE", date(2030, 1, 1), 9),
        ),
        stock=(c.Stock("BBB", "SHELL", 50),),
        norms=(
            c.Norm("BBB", "SHELL", date(2026, 6, 1), 60),
            c.Norm("BBB", "SHELL", date(2028, 1, 1), 100),
            c.Norm("BBB", "SHELL", date(2029, 2, 1), 80),
        ),
        usage=(c.Usage("BBB", "SHELL", 2028, 40),),
        lines=(c.Line("L1", "P1"), c.Line("L2", "P2"), c.Line("LM", "P1")),
        capacity=(
            c.Capacity("L1", date(2026, 1, 1), 400),
            c.Capacity("L2", date(2027, 1, 1), 200),
            c.Capacity("LM", date(2027, 1, 1), 5),
        ),
        materials=(c.Material("POWDER", "Powder", "kg", opening=50),),
        supply=(c.Supply("POWDER", date(2027, 4, 1), 400),),
        recipes=(c.Recipe("S1", "POWDER", 1), c.Recipe("S2", "POWDER", 1)),
        expansions=(
            c.Expansion("X1", "L1", 400, 5, date(2027, 1, 1), date(2027, 12, 31), "", 1000, min_commitment=200),
            c.Expansion("X2", "POWDER", 400, 3, date(2027, 1, 1), date(2027, 12, 31), "", 100, min_commitment=300),
        ),
        frameworks=(
            c.Framework(
                framework="F1",
                name="Shells together",
                lead="AAA",
                status="candidate",
                sign_from=date(2027, 2, 1),
                sign_to=date(2027, 12, 31),
                lead_months=2,
                term_months=18,
                open_to="EU",
                min_partners=2,
                max_partners=3,
                min_partner_value=2000,
                setup_cost=500,
                join_cost=50,
                fee_pct=2,
                advance_pct=20,
                advance_years=1,
                office="OFF",
                exclusive_group="G",
                extend_months=6,
                extend_cost=300,
            ),
            c.Framework(
                framework="F2",
                name="Missiles",
                lead="CCC",
                status="existing",
                signed=date(2026, 9, 15),
                lead_months=6,
                term_months=36,
                open_to="LIST",
                setup_cost=200,
                office="OFF",
            ),
            c.Framework(
                framework="F3",
                name="Rival shells",
                lead="BBB",
                status="candidate",
                sign_from=date(2027, 1, 1),
                sign_to=date(2027, 12, 31),
                lead_months=0,
                term_months=12,
                open_to="ALL",
                min_partners=0,
                exclusive_group="G",
            ),
            c.Framework(
                framework="F4",
                name="More shells",
                lead="BBB",
                status="candidate",
                sign_from=date(2027, 1, 1),
                sign_to=date(2028, 12, 31),
                lead_months=0,
                term_months=12,
                open_to="NATO",
                min_partners=0,
                office="OFF",
            ),
        ),
        participants=(
            c.Participant("F1", "AAA", "member"),
            c.Participant("F1", "BBB", "may_join", join_months=3),
            c.Participant("F1", "DDD", "excluded"),
            c.Participant("F2", "AAA", "member"),
            c.Participant("F2", "CCC", "may_join"),
        ),
        lots=(
            c.Lot("F1A", "F1", "S1", "L1", max_quantity=500, min_quantity=240),
            c.Lot("F1B", "F1", "S2", "L2", max_quantity=90),
            c.Lot("F2M", "F2", "M1", "LM", max_quantity=20, min_quantity=2),
            c.Lot("F3A", "F3", "S1", "L1", max_quantity=100),
            c.Lot("F4A", "F4", "S1", "L1", max_quantity=100),
        ),
        prices=(
            c.Price("F1A", 0, 100),
            c.Price("F1A", 250, 90, fixed_cost=40),
            c.Price("F1A", 400, 80),
            c.Price("F1B", 0, 80),
            c.Price("F2M", 0, 1000, fixed_cost=7),
            c.Price("F2M", 8, 900),
            c.Price("F3A", 0, 100),
            c.Price("F4A", 0, 100, fixed_cost=9),
        ),
        offices=(c.Office("OFF", 2027, 1),),
        budgets=(
            c.Budget("AAA", 2027, 25174),
            c.Budget("BBB", 2027, 7400),
            c.Budget("BBB", 2028, 4400),
            c.Budget("BBB", 2029, 3000),
            c.Budget("COMMON", 2027, 1547),
            c.Budget("COMMON", 2028, 300),
        ),
        instruments=(
            c.Instrument("I1", "Joint buy", 2, 15, date(2027, 4, 1), date(2027, 12, 31), "EU", 5000, 4000, 30),
        ),
        orders=(
            c.Order("O1", "AAA", "S1", "L1", 30, date(2027, 2, 1), date(2027, 1, 1), date(2027, 6, 30), 1, 50),
            c.Order("O2", "CCC", "M1", "LM", 2, date(2029, 11, 1), date(2029, 11, 1), date(2030, 6, 1), 0, 10),
            c.Order("O3", "BBB", "S2", "L2", 25, date(2027, 5, 1), date(2027, 4, 1), date(2027, 12, 31), 2, 10),
        ),
    )


@pytest.fixture
def rich_plan() -> Plan:
    """Signs F1 in the second quarter, extends it, builds X1 at once, moves O1 by a quarter and splits O3."""
    return Plan(
        signed={"F1": 1},
        joined={"F1": frozenset({"AAA", "BBB"}), "F2": frozenset({"AAA", "CCC"})},
        call_offs={
            ("F1A", "AAA", 2): 100,
            ("F1A", "AAA", 3): 60,
            ("F1A", "BBB", 3): 60,
            ("F1A", "BBB", 8): 30,
            ("F1B", "AAA", 3): 40,
            ("F1B", "BBB", 4): 50,
            ("F2M", "AAA", 1): 1,
            ("F2M", "AAA", 2): 1,
            ("F2M", "AAA", 3): 2,
            ("F2M", "CCC", 4): 1,
            ("F2M", "CCC", 5): 1,
            ("F2M", "CCC", 6): 1,
        },
        extended=frozenset({"F1"}),
        expansions={"X1": 0},
        certified={("CCC", "M1"): 1},
        orders={("O1", 1): 30, ("O2", 11): 1, ("O3", 1): 15, ("O3", 2): 10},
        claims={"F1": Claim("I1", 4000)},
    )
