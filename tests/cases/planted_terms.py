"""Clashes of values, budgets, certificates and policies; some of whole lots only."""

from __future__ import annotations

from pooling.case import case as c
from tests.cases.planted import MEMBER, Planted, budgets, lot
from tests.cases.pool import START, existing, need, partners, pool

PLANTED = {
    "a minimum above the budgets": Planted(
        pool(
            partners=partners("A", "B"),
            frameworks=existing(open_to="LIST"),
            participants=MEMBER,
            lots=lot(100, 8),
            budgets=budgets(30, 40),
        ),
        ("budgets", 0, "amount", 40, 39),
        """
        lots!E2: T of F asks for min_quantity 8
        -> min_quantity 7 instead of 8 for T
        budgets!C2: A has 30 in 2027
        -> a budget of 40 instead of 30 for A in 2027
        budgets!C3: A has 40 in 2028
        -> a budget of 50 instead of 40 for A in 2028
        """,
    ),
    "a member owes a value that it does not need": Planted(
        pool(
            partners=partners("A", "B"),
            frameworks=existing(min_partner_value=50),
            participants=c.Participant("F", "B", "member"),
        ),
        ("frameworks", 0, "min_partner_value", 10, 11),
        """
        frameworks!M2: F asks B for min_partner_value 50
        -> min_partner_value 10 instead of 50 for F
        demand: B takes no more of I than its need, or its orders, and one lot
        -> a need of B for I that is 4 larger
        """,
    ),
    "a value that no lot is large enough for": Planted(
        pool(frameworks=existing(min_partner_value=50), participants=MEMBER, lots=lot(3)),
        ("lots", 0, "max_quantity", 5, 4),
        """
        lots!F2: T of F allows max_quantity 3
        -> max_quantity 5 instead of 3 for T
        frameworks!M2: F asks A for min_partner_value 50
        -> min_partner_value 30 instead of 50 for F
        """,
    ),
    "the common purse cannot pay a setup": Planted(
        pool(frameworks=existing(setup_cost=30), budgets=budgets(20, partner="COMMON")),
        ("budgets", 0, "amount", 30, 29),
        """
        budgets!C2: COMMON has 20 in 2027
        -> a budget of 30 instead of 20 for COMMON in 2027
        """,
    ),
    "the common purse cannot pay a fixed cost": Planted(
        pool(frameworks=existing(), prices=c.Price("T", 0, 10, 30), budgets=budgets(0, 50, partner="COMMON")),
        ("budgets", 0, "amount", 30, 29),
        """
        budgets!C2: COMMON has 0 in 2027
        -> a budget of 30 instead of 0 for COMMON in 2027
        """,
    ),
    "a certificate costs more than the year's budget": Planted(
        pool(
            items=c.Item("I", certification=True),
            certifications=c.Certification("A", "Q", "possible", 18, 9),
            frameworks=existing(),
            lots=lot(100, 5),
            budgets=budgets(8, 100),
        ),
        ("budgets", 0, "amount", 9, 8),
        """
        lots!E2: T of F asks for min_quantity 5
        -> min_quantity 0 instead of 5 for T
        certifications!D2: A takes Q only when it is certified, which takes months 18
        -> a certification of Q for A from the start
        budgets!C2: A has 8 in 2027
        -> a budget of 9 instead of 8 for A in 2027
        """,
        whole=True,
    ),
    "a certificate takes too long": Planted(
        pool(
            items=c.Item("I", certification=True),
            certifications=c.Certification("A", "Q", "possible", 21),
            demand=need("A", 20),
            frameworks=existing(),
            lots=lot(100, 12),
        ),
        ("lots", 0, "min_quantity", 11, 12),
        """
        lots!E2: T of F asks for min_quantity 12
        -> min_quantity 11 instead of 12 for T
        capacity!C2: line L makes 40 a year from 2027-01-01 (counted 2028-10-01 to 2028-12-31)
        -> 1 more on line L in 2028 Q4
        certifications!D2: A takes Q only when it is certified, which takes months 21
        -> a certification of Q for A from the start
        """,
    ),
    "no certificate can be had": Planted(
        pool(items=c.Item("I", certification=True), frameworks=existing(), lots=lot(100, 5)),
        ("items", 0, "certification", False, True),
        """
        lots!E2: T of F asks for min_quantity 5
        -> min_quantity 0 instead of 5 for T
        items!G2: A takes Q only if it is certified, and has no row for it
        -> a certification of Q for A from the start
        """,
    ),
    "origin": Planted(
        pool(
            items=c.Item("I", max_non_eu_pct=50),
            products=c.Product("Q", "I", "M", 0),
            frameworks=existing(),
            lots=lot(100, 5),
        ),
        ("items", 0, "max_non_eu_pct", 100, 99),
        """
        lots!E2: T of F asks for min_quantity 5
        -> min_quantity 0 instead of 5 for T
        items!H2: I allows max_non_eu_pct 50
        -> max_non_eu_pct 100 for I
        """,
    ),
    "one producer": Planted(
        pool(items=c.Item("I", max_producer_pct=60), frameworks=existing(), lots=lot(100, 5)),
        ("items", 0, "max_producer_pct", 100, 99),
        """
        lots!E2: T of F asks for min_quantity 5
        -> min_quantity 0 instead of 5 for T
        items!I2: I allows max_producer_pct 60
        -> max_producer_pct 100 for I
        """,
    ),
    "budgets of two years for whole lots": Planted(
        pool(frameworks=existing(), lots=lot(100, 3), budgets=budgets(15, 15)),
        ("budgets", 1, "amount", 20, 19),
        """
        lots!E2: T of F asks for min_quantity 3
        -> min_quantity 2 instead of 3 for T
        budgets!C2: A has 15 in 2027
        -> a budget of 20 instead of 15 for A in 2027
        budgets!C3: A has 15 in 2028
        -> a budget of 20 instead of 15 for A in 2028
        """,
        whole=True,
    ),
    "a value that a budget pays in part of a lot": Planted(
        pool(frameworks=existing(min_partner_value=25), participants=MEMBER, budgets=budgets(25)),
        ("frameworks", 0, "min_partner_value", 20, 21),
        """
        frameworks!M2: F asks A for min_partner_value 25
        -> min_partner_value 20 instead of 25 for F
        budgets!C2: A has 25 in 2027
        -> a budget of 30 instead of 25 for A in 2027
        budgets: A has no row for 2028, which is 0
        -> a budget of 10 instead of 0 for A in 2028
        """,
        whole=True,
    ),
    "half of each of two producers in an odd number": Planted(
        pool(
            items=c.Item("I", max_producer_pct=50),
            producers=(c.Producer("M"), c.Producer("N")),
            products=(c.Product("Q", "I", "M", 100), c.Product("R", "I", "N", 100)),
            lines=(c.Line("L", "M"), c.Line("K", "N")),
            capacity=(c.Capacity("L", START, 40), c.Capacity("K", START, 40)),
            frameworks=existing(min_partner_value=30, open_to="LIST"),
            participants=MEMBER,
            lots=(lot(100), c.Lot("U", "F", "R", "K", 100)),
            prices=(c.Price("T", 0, 10), c.Price("U", 0, 10)),
            budgets=budgets(30),
        ),
        ("items", 0, "max_producer_pct", 66.667, 66),
        """
        frameworks!M2: F asks A for min_partner_value 30
        -> min_partner_value 20 instead of 30 for F
        budgets!C2: A has 30 in 2027
        -> a budget of 40 instead of 30 for A in 2027
        budgets: A has no row for 2028, which is 0
        -> a budget of 10 instead of 0 for A in 2028
        items!I2: I allows max_producer_pct 50
        -> max_producer_pct 66.667 for I
        """,
        whole=True,
    ),
    "two partners that may wait less than one line allows": Planted(
        pool(
            partners=partners("A", "B", max_delay_months=1.2),
            demand=(need("A", 10), need("B", 10)),
        ),
        ("partners", 0, "max_delay_months", 1.8, 1.79),
        """
        capacity!C2: line L makes 40 a year from 2027-01-01 (counted 2027-01-01 to 2027-03-31)
        -> 2 more on line L in 2027 Q1
        partners!I2: A waits no longer than max_delay_months 1.2 on average
        -> max_delay_months 1.8 instead of 1.2 for A
        partners!I3: B waits no longer than max_delay_months 1.2 on average
        -> max_delay_months 1.8 instead of 1.2 for B
        """,
    ),
}
