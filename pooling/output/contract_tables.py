"""Sheets about frameworks: frameworks, members, lots, call_offs, orders, certifications, instruments."""

from __future__ import annotations

from datetime import timedelta

from pooling.case.case import Case
from pooling.output.names import Names
from pooling.output.result_sheets import result_table
from pooling.output.table import Table
from pooling.plan.figures import Figures

SEPARATOR = ", "
"""Between codes in one cell."""


def contract_tables(case: Case, figures: Figures) -> tuple[Table, ...]:
    """The seven sheets, in the order named above."""
    names = Names(case)
    return (
        _frameworks(case, figures, names),
        _members(figures, names),
        _lots(case, figures, names),
        _call_offs(figures, names),
        _orders(figures, names),
        _certifications(figures, names),
        _instruments(figures, names),
    )


def _frameworks(case: Case, figures: Figures, names: Names) -> Table:
    """Frameworks in force: the existing ones and those the plan signs."""
    cases = {row.framework: row for row in case.frameworks}
    return result_table(
        "frameworks",
        tuple(
            (
                row.framework,
                cases[row.framework].name,
                cases[row.framework].lead,
                cases[row.framework].status,
                row.signed,
                row.first_delivery,
                row.end,
                row.extended,
                SEPARATOR.join(row.partners),
                SEPARATOR.join(row.lots),
                row.value,
                row.rebate,
                row.reimbursed,
                names.partner.get(cases[row.framework].lead, cases[row.framework].lead),
                names.partners(row.partners),
                names.period(row.first_delivery),
                row.end - timedelta(days=1),
            )
            for row in figures.frameworks.values()
        ),
    )


def _members(figures: Figures, names: Names) -> Table:
    return result_table(
        "members",
        tuple(
            (
                row.framework,
                row.partner,
                row.signed,
                row.first_delivery,
                row.last_delivery,
                row.value,
                row.join_cost,
                row.share_pct,
                names.framework[row.framework],
                names.partner[row.partner],
                names.period(row.first_delivery),
                names.period(row.last_delivery),
            )
            for row in figures.members
        ),
    )


def _lots(case: Case, figures: Figures, names: Names) -> Table:
    """Lots of frameworks in force."""
    lots = {row.lot: row for row in case.lots}
    return result_table(
        "lots",
        tuple(
            (
                row.lot,
                row.framework,
                lots[row.lot].product,
                lots[row.lot].line,
                row.quantity,
                lots[row.lot].min_quantity,
                lots[row.lot].max_quantity,
                row.tier_from,
                row.unit_price,
                row.ceiling_price,
                row.fixed_cost,
                row.value,
                names.framework[row.framework],
                names.product[lots[row.lot].product],
                names.line[lots[row.lot].line],
                names.unit_of_product(lots[row.lot].product),
            )
            for row in figures.lots.values()
        ),
    )


def _call_offs(figures: Figures, names: Names) -> Table:
    return result_table(
        "call_offs",
        tuple(
            (
                row.framework,
                row.lot,
                row.partner,
                row.item,
                row.product,
                row.line,
                figures.periods[row.period],
                row.quantity,
                row.unit_price,
                row.value,
                names.period(figures.periods[row.period]),
                names.framework[row.framework],
                names.partner[row.partner],
                names.item[row.item],
                names.product[row.product],
                names.line[row.line],
                names.unit(row.item),
            )
            for row in figures.call_offs
        ),
    )


def _orders(figures: Figures, names: Names) -> Table:
    return result_table(
        "orders",
        tuple(
            (
                row.order,
                row.partner,
                row.product,
                row.line,
                figures.periods[row.period],
                row.quantity,
                row.planned,
                row.months_moved,
                row.shift_cost,
                row.months_signed,
                names.period(figures.periods[row.period]),
                row.item,
                names.partner[row.partner],
                names.item[row.item],
                names.product[row.product],
                names.line[row.line],
                names.unit(row.item),
            )
            for row in figures.orders
        ),
    )


def _certifications(figures: Figures, names: Names) -> Table:
    return result_table(
        "certifications",
        tuple(
            (
                row.partner,
                row.product,
                row.start,
                row.effective,
                row.cost,
                names.period(row.start),
                names.period(row.effective),
                names.partner[row.partner],
                names.product[row.product],
            )
            for row in figures.certifications
        ),
    )


def _instruments(figures: Figures, names: Names) -> Table:
    return result_table(
        "instruments",
        tuple(
            (
                row.instrument,
                row.framework,
                row.counted_partners,
                row.base,
                row.amount,
                names.instrument[row.instrument],
                names.framework[row.framework],
            )
            for row in figures.instruments
        ),
    )
