"""The sheets of a result workbook: titles and columns, for whoever writes or reads one."""

from __future__ import annotations

from collections.abc import Iterable

from pooling.output.table import Cell, Column, Table, columns

RESULT_SHEETS: dict[str, tuple[str, tuple[Column, ...]]] = {
    "summary": (
        "What was found",
        columns("key:code value"),
    ),
    "stages": (
        "How each objective was optimised",
        columns("stage:int objective:code value:quantity bound:quantity gap_pct:percent seconds:quantity status:code"),
    ),
    "frameworks": (
        "Framework contracts in force",
        columns(
            "framework:code name lead status:code signed:date first_delivery:period end:period extended:flag "
            "partners lots value_eur:money rebate_eur:money reimbursed_eur:money"
        ),
    ),
    "members": (
        "Partners in each framework",
        columns(
            "framework:code partner:code signed:date first_delivery:period last_delivery:period value_eur:money "
            "join_cost_eur:money share_pct:percent"
        ),
    ),
    "lots": (
        "Lots, their volumes and the tiers reached",
        columns(
            "lot:code framework:code product:code line:code quantity:quantity min_quantity:quantity "
            "max_quantity:quantity tier_from:quantity unit_price:price ceiling_price:price fixed_cost_eur:money "
            "value_eur:money"
        ),
    ),
    "call_offs": (
        "Call-offs: who gets what from which lot, and when",
        columns(
            "framework:code lot:code partner:code item:code product:code line:code period:period "
            "quantity:quantity unit_price:price value_eur:money"
        ),
    ),
    "orders": (
        "Deliveries of orders already placed",
        columns(
            "order:code partner:code product:code line:code period:period quantity:quantity planned:date "
            "months_moved:int shift_cost_eur:money"
        ),
    ),
    "attainment": (
        "Need and deliveries over time, cumulated",
        columns(
            "partner:code item:code period:period need:quantity delivered:quantity backlog:quantity "
            "attainment_pct:percent stock:quantity norm:quantity"
        ),
    ),
    "delays": (
        "Mean delay of every partner's every item",
        columns(
            "partner:code item:code need:quantity delivered:quantity undelivered:quantity delay_months:months "
            "need_met_by:period as_ordered_delay_months:months"
        ),
    ),
    "fair_shares": (
        "Who has how much of what is met, and how much would be fair, by the end of each year",
        columns(
            "item:code partner:code period:period need:quantity met:quantity share_pct:percent fair_pct:percent "
            "delay_months:months"
        ),
    ),
    "limits": (
        "What holds the plan back: months of mean delay that a little more of each limit saves",
        columns(
            "scope:code for:code for_name rank:int limit:code of:code of_name year:int a_little_more "
            "months_saved:months"
        ),
    ),
    "why": (
        "What makes needs late: months by cause, which add up to each need's delay",
        columns("scope:code partner:code item:code cause:code months:months share_pct:percent of"),
    ),
    "capacity": (
        "Use of every production line",
        columns(
            "line:code period:period capacity:quantity carried_in:quantity orders:quantity call_offs:quantity "
            "used_pct:percent months_per_unit:months"
        ),
    ),
    "materials": (
        "Supply and use of every material",
        columns("material:code period:period supplied:quantity used:quantity left:quantity months_per_unit:months"),
    ),
    "budgets": (
        "Payments against budgets, by partner and year",
        columns("partner:code year:int limit:money carried_in:money paid:money left:money months_per_million:months"),
    ),
    "donations": (
        "What donors pay of what others call off",
        columns(
            "donor:code recipient:code item:code framework:code year:int amount_eur:money counted_eur:money "
            "paid_reached_eur:money"
        ),
    ),
    "expansions": (
        "Expansions of lines and materials, built or not",
        columns(
            "expansion:code resource:code built:flag start:period available:period investment_eur:money "
            "committed:quantity"
        ),
    ),
    "certifications": (
        "Certifications that the plan begins",
        columns("partner:code product:code start:period effective:period cost_eur:money"),
    ),
    "instruments": (
        "What co-financing reimburses",
        columns("instrument:code framework:code counted_partners:int base_eur:money reimbursed_eur:money"),
    ),
    "partners": (
        "Partners, and the language of their sheets",
        columns("partner:code name language:code"),
    ),
    "scenario": (
        "Changes applied to the case",
        columns("scenario:code sheet:code where column:code op:code value rows:int"),
    ),
    "given_way": (
        "Limits that gave way, since no plan keeps them all: what the case holds, and what this plan is held to",
        columns("cell:code sheet:code of column:code priority:int given:plain suggested:plain"),
    ),
    "deliveries": (
        "What was planned, what came of it before the start, and what is late",
        columns(
            "order_or_lot:code partner:code item:code due:period quantity:quantity came:quantity "
            "outstanding:quantity last_came:date comes:period months_late:int"
        ),
    ),
    "slid": (
        "Kept call-offs that come later than planned, or (no period) no more",
        columns(
            "framework:code lot:code partner:code item:code line:code kept:period quantity:quantity period:period "
            "months_later:int"
        ),
    ),
    "prices": (
        "What limits that items share were worth to the bound: --start begins with them",
        columns("objective:code rule:code of:plain and:plain then:plain price:rate"),
    ),
}
"""Name to title and the columns that every result has, in the order of the workbook."""

ADDED = {
    "stages": "proof",
    "frameworks": "lead_name partner_names first_delivery_name last_day:date",
    "members": "framework_name partner_name first_delivery_name last_delivery_name",
    "lots": "framework_name product_name line_name unit:code",
    "call_offs": "period_name:code framework_name partner_name item_name product_name line_name unit:code",
    "orders": "months_signed:int period_name:code item:code partner_name item_name product_name line_name unit:code",
    "attainment": "period_name:code partner_name item_name unit:code",
    "delays": "need_met_name:code all_delivered_by:period all_delivered_name:code norm_reached_by:period "
    "norm_reached_name:code partner_name item_name unit:code",
    "fair_shares": "period_name:code partner_name item_name unit:code",
    "why": "cause_name partner_name item_name",
    "deliveries": "due_name:code comes_name:code partner_name item_name unit:code",
    "capacity": "months_saved_by_1_pct:months period_name:code line_name unit:code",
    "materials": "months_saved_by_1_pct:months period_name:code material_name unit:code",
    "budgets": "reserved_eur:money paid_reached_eur:money partner_name",
    "expansions": "start_name:code available_name:code expansion_name resource_name unit:code",
    "certifications": "start_name:code effective_name:code partner_name product_name",
    "instruments": "instrument_name framework_name",
    "donations": "donor_name recipient_name item_name framework_name",
}
"""Sheet to the columns that stand to the right; results of earlier versions lack some of them."""

OPTIONAL = ("deliveries", "donations", "fair_shares", "given_way", "limits", "partners", "prices", "slid", "why")
"""Sheets that only some results have."""


def result_table(name: str, rows: Iterable[tuple[Cell, ...]]) -> Table:
    """The sheet `name` of a result with these rows."""
    return Table(name, RESULT_SHEETS[name][0], head_of(name), tuple(rows))


def head_of(name: str) -> tuple[Column, ...]:
    """All columns of the sheet `name`."""
    return RESULT_SHEETS[name][1] + added(name)


def added(name: str) -> tuple[Column, ...]:
    """The columns of the sheet `name` that results of earlier versions may lack."""
    return columns(ADDED.get(name, ""))
