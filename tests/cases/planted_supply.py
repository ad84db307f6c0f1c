"""Clashes of volumes with lines, materials, windows and need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pooling.case import case as c
from tests.cases.planted import JUNE, MEMBER, Planted, budgets, lot, order
from tests.cases.pool import END, START, existing, need, partners, pool, quarter

PLANTED = {
    "a minimum above what its line makes": Planted(
        pool(demand=need("A", 90), frameworks=existing(), lots=lot(100, 81)),
        ("lots", 0, "min_quantity", 80, 81),
        """
        lots!E2: T of F asks for min_quantity 81
        -> min_quantity 80 instead of 81 for T
        capacity!C2: line L makes 40 a year from 2027-01-01 (counted 2027-01-01 to 2028-12-31)
        -> 1 more on line L in 2027 Q2
        """,
    ),
    "a minimum above what is needed": Planted(
        pool(frameworks=existing(), lots=lot(100, 12)),
        ("demand", 0, "quantity", 11, 10),
        """
        lots!E2: T of F asks for min_quantity 12
        -> min_quantity 11 instead of 12 for T
        demand!E2: A takes no more of I than its need, or its orders, and one lot
        -> a need of A for I that is 1 larger
        """,
    ),
    "a minimum above what norms ask for": Planted(
        pool(demand=(), norms=c.Norm("A", "I", START, 10), frameworks=existing(), lots=lot(100, 12)),
        ("norms", 0, "quantity", 11, 10),
        """
        lots!E2: T of F asks for min_quantity 12
        -> min_quantity 11 instead of 12 for T
        norms!D2: A takes no more of I than its need, or its orders, and one lot
        -> a need of A for I that is 1 larger
        """,
    ),
    "a minimum for more partners than may join": Planted(
        pool(
            partners=partners("A", "B"),
            demand=(need("A", 10), need("B", 10)),
            frameworks=existing(max_partners=1),
            lots=lot(100, 15),
        ),
        ("frameworks", 0, "max_partners", 2, 1),
        """
        lots!E2: T of F asks for min_quantity 15
        -> min_quantity 11 instead of 15 for T
        frameworks!L2: F allows max_partners 1
        -> max_partners 2 for F
        demand!E2: A takes no more of I than its need, or its orders, and one lot
        -> a need of A for I that is 4 larger
        demand!E3: B takes no more of I than its need, or its orders, and one lot
        -> a need of B for I that is 4 larger
        """,
    ),
    "an order beyond its material": Planted(
        pool(
            materials=c.Material("P", opening=4),
            supply=c.Supply("P", START, 24),
            recipes=c.Recipe("Q", "P", 2),
            orders=order(10, JUNE),
        ),
        ("orders", 0, "quantity", 8, 9),
        """
        orders!E2: O of 10 is delivered in full
        -> 8 instead of 10 of order O
        orders!H2: O comes by 2027-06-30
        -> latest 2027-09-30 for order O
        supply!C2: material P comes at 24 a year from 2027-01-01 (counted 2027-01-01 to 2027-06-30)
        -> 4 more of material P in 2027 Q1
        """,
    ),
    "an order beyond its line": Planted(
        pool(orders=order(21, JUNE)),
        ("orders", 0, "latest", date(2027, 9, 30), date(2027, 6, 30)),
        """
        orders!E2: O of 21 is delivered in full
        -> 20 instead of 21 of order O
        orders!H2: O comes by 2027-06-30
        -> latest 2027-09-30 for order O
        capacity!C2: line L makes 40 a year from 2027-01-01 (counted 2027-01-01 to 2027-06-30)
        -> 1 more on line L in 2027 Q1
        """,
    ),
    "an order before its line works": Planted(
        pool(capacity=c.Capacity("L", quarter(3), 40), orders=order(5, JUNE)),
        ("orders", 0, "latest", date(2027, 12, 31), date(2027, 9, 30)),
        """
        orders!E2: O of 5 is delivered in full
        -> 0 instead of 5 of order O
        orders!H2: O comes by 2027-06-30
        -> latest 2027-12-31 for order O
        lines!A2: line L makes nothing yet (counted 2027-01-01 to 2027-06-30)
        -> 5 more on line L in 2027 Q1
        """,
    ),
    "an order after its line has worked": Planted(
        pool(
            capacity=(c.Capacity("L", START, 40), c.Capacity("L", quarter(2), 0)),
            orders=c.Order("O", "A", "Q", "L", 5, quarter(3), quarter(3), quarter(4)),
        ),
        ("orders", 0, "earliest", date(2027, 4, 1), date(2027, 7, 1)),
        """
        orders!E2: O of 5 is delivered in full
        -> 1 instead of 5 of order O
        orders!G2: O comes no earlier than 2027-10-01
        -> earliest 2027-04-01 for order O
        capacity!C3: line L makes 0 a year from 2027-07-01 (counted 2027-10-01 to 2028-12-31)
        -> 4 more on line L in 2027 Q4
        """,
    ),
    "an order without a budget": Planted(
        pool(orders=order(10, unit_price=5), budgets=c.Budget("A", 2028, 1000)),
        ("budgets", 0, "year", 2027, 2028),
        """
        orders!E2: O of 10 is delivered in full
        -> 0 instead of 10 of order O
        orders!H2: O comes by 2027-01-01
        -> latest 2028-03-31 for order O
        budgets: A has no row for 2027, which is 0
        -> a budget of 50 instead of 0 for A in 2027
        """,
    ),
    "only the odd rest of an order is too much": Planted(
        pool(
            items=c.Item("I", lot_size=4),
            capacity=(c.Capacity("L", START, 20), c.Capacity("L", quarter(1), 0)),
            orders=order(6, JUNE),
        ),
        ("orders", 0, "quantity", 4, 6),
        """
        orders!E2: O of 6 is delivered in full
        -> 4 instead of 6 of order O
        capacity!C2: line L makes 20 a year from 2027-01-01 (counted 2027-01-01 to 2027-03-31)
        -> 1 more on line L in 2027 Q1
        capacity!C3: line L makes 0 a year from 2027-04-01 (counted 2027-04-01 to 2028-12-31)
        -> 1 more on line L in 2027 Q2
        """,
    ),
    "two contracts on one line": Planted(
        pool(
            demand=need("A", 200),
            lines=(c.Line("L", "M"), c.Line("L2", "M")),
            capacity=(c.Capacity("L", START, 40), c.Capacity("L2", START, 40)),
            frameworks=(existing(), existing("G"), existing("H")),
            lots=(lot(100, 45), lot(100, 45, "TG", "G"), lot(100, 70, "TH", "H", "L2")),
            prices=(c.Price("T", 0, 10), c.Price("TG", 0, 10), c.Price("TH", 0, 10)),
        ),
        ("lots", 1, "min_quantity", 35, 36),
        """
        lots!E2: T of F asks for min_quantity 45
        -> min_quantity 35 instead of 45 for T
        lots!E3: TG of G asks for min_quantity 45
        -> min_quantity 35 instead of 45 for TG
        capacity!C2: line L makes 40 a year from 2027-01-01 (counted 2027-01-01 to 2028-12-31)
        -> 10 more on line L in 2027 Q1
        """,
    ),
    "a lead time beyond the line's last quarter": Planted(
        pool(
            capacity=(c.Capacity("L", START, 40), c.Capacity("L", quarter(2), 0)),
            frameworks=existing(lead_months=6),
            lots=lot(100, 5),
        ),
        ("frameworks", 0, "lead_months", 3, 6),
        """
        lots!E2: T of F asks for min_quantity 5
        -> min_quantity 1 instead of 5 for T
        frameworks!H2: F, signed 2027-01-01, delivers only after lead_months 6
        -> 3 months less of lead_months for F
        capacity!C3: line L makes 0 a year from 2027-07-01 (counted 2027-07-01 to 2028-12-31)
        -> 4 more on line L in 2028 Q1
        """,
    ),
    "a term that ends before the line works": Planted(
        pool(capacity=c.Capacity("L", quarter(4), 40), frameworks=existing(term_months=12), lots=lot(100, 5)),
        ("frameworks", 0, "term_months", 15, 12),
        """
        lots!E2: T of F asks for min_quantity 5
        -> min_quantity 0 instead of 5 for T
        frameworks!I2: F, signed 2027-01-01, ends after term_months 12
        -> 3 months more of term_months for F
        lines!A2: line L makes nothing yet (counted 2027-01-01 to 2027-12-31)
        -> 5 more on line L in 2027 Q1
        """,
    ),
    "a member that joins after the end": Planted(
        pool(
            frameworks=existing(term_months=12, min_partner_value=20),
            participants=replace(MEMBER, join_months=12),
        ),
        ("participants", 0, "join_months", 9, 12),
        """
        frameworks!M2: F asks A for min_partner_value 20
        -> min_partner_value 0 instead of 20 for F
        participants!D2: F delivers to A only after another join_months 12
        -> 3 months less of join_months for F and A
        frameworks!I2: F, signed 2027-01-01, ends after term_months 12
        -> 3 months more of term_months for F
        """,
    ),
    "the odd rest of an order that no year pays at once": Planted(
        pool(
            items=c.Item("I", lot_size=4),
            orders=order(3, END, unit_price=10),
            budgets=budgets(20, 20),
        ),
        ("budgets", 0, "amount", 30, 29),
        """
        orders!E2: O of 3 is delivered in full
        -> 0 instead of 3 of order O
        budgets!C2: A has 20 in 2027
        -> a budget of 30 instead of 20 for A in 2027
        budgets!C3: A has 20 in 2028
        -> a budget of 30 instead of 20 for A in 2028
        """,
        whole=True,
    ),
}
