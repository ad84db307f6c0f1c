"""Sheets about need and supply: attainment, delays; capacity, materials, budgets, expansions."""

from __future__ import annotations

from pooling.output.result_sheets import result_table
from pooling.output.table import Table
from pooling.plan.explain.marginals import Marginal
from pooling.plan.figures import Figures


def need_tables(figures: Figures, as_ordered: Figures | None) -> tuple[Table, Table]:
    """The sheets attainment and delays."""
    return _attainment(figures), _delays(figures, as_ordered)


def supply_tables(
    figures: Figures, lines: Marginal, materials: Marginal, budgets: Marginal
) -> tuple[Table, Table, Table, Table]:
    """The sheets capacity, materials, budgets and expansions, with marginal values where they are known."""
    return (
        _capacity(figures, lines),
        _materials(figures, materials),
        _budgets(figures, budgets),
        _expansions(figures),
    )


def _attainment(figures: Figures) -> Table:
    return result_table(
        "attainment",
        tuple(
            (
                row.partner,
                row.item,
                day,
                row.need[t],
                row.delivered[t],
                row.backlog[t],
                row.attainment_pct(t),
                None if row.stock is None else row.stock[t],
                None if row.norm is None else row.norm[t],
            )
            for row in figures.pairs.values()
            for t, day in enumerate(figures.periods)
        ),
    )


def _delays(figures: Figures, as_ordered: Figures | None) -> Table:
    """`need_met_by` is blank where the need is not met by the horizon's end."""
    before = as_ordered.pairs if as_ordered else {}
    return result_table(
        "delays",
        tuple(
            (
                row.partner,
                row.item,
                row.need[-1],
                row.delivered[-1],
                row.backlog[-1],
                row.delay,
                row.need_met_by,
                before[pair].delay if pair in before else None,
            )
            for pair, row in figures.pairs.items()
            if row.need[-1] > 0
        ),
    )


def _capacity(figures: Figures, marginal: Marginal) -> Table:
    return result_table(
        "capacity",
        tuple(
            (
                row.line,
                figures.periods[row.period],
                row.capacity,
                row.carried_in,
                row.orders,
                row.call_offs,
                row.used_pct,
                marginal.get((row.line, row.period)),
            )
            for row in figures.lines
        ),
    )


def _materials(figures: Figures, marginal: Marginal) -> Table:
    return result_table(
        "materials",
        tuple(
            (
                row.material,
                figures.periods[row.period],
                row.supplied,
                row.used,
                row.left,
                marginal.get((row.material, row.period)),
            )
            for row in figures.materials
        ),
    )


def _budgets(figures: Figures, marginal: Marginal) -> Table:
    """`limit` and `left` are blank where a purse is unlimited."""
    return result_table(
        "budgets",
        tuple(
            (
                row.partner,
                row.year,
                row.limit,
                row.carried_in,
                row.paid,
                row.left,
                marginal.get((row.partner, row.year)),
            )
            for row in figures.budgets
        ),
    )


def _expansions(figures: Figures) -> Table:
    return result_table(
        "expansions",
        tuple(
            (
                row.expansion,
                row.resource,
                row.start is not None,
                row.start,
                row.available,
                row.investment,
                row.committed,
            )
            for row in figures.expansions
        ),
    )
