"""Sheets about need and supply: attainment, delays; capacity, materials, budgets, expansions."""

from __future__ import annotations

from pooling.case.case import Case
from pooling.output.names import Names
from pooling.output.result_sheets import result_table
from pooling.output.table import Table
from pooling.plan.explain.marginals import Marginal, Marginals
from pooling.plan.figures import Figures


def need_tables(case: Case, figures: Figures, as_ordered: Figures | None) -> tuple[Table, Table]:
    """The sheets attainment and delays."""
    names = Names(case)
    return _attainment(figures, names), _delays(figures, as_ordered, names)


def supply_tables(case: Case, figures: Figures, worth: Marginals) -> tuple[Table, Table, Table, Table]:
    """The sheets capacity, materials, budgets and expansions, with marginal values where they are known."""
    names = Names(case)
    return (
        _capacity(figures, worth.lines, names),
        _materials(figures, worth.materials, names),
        _budgets(figures, worth.budgets, names),
        _expansions(figures, names),
    )


def _attainment(figures: Figures, names: Names) -> Table:
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
                names.period(day),
                names.partner[row.partner],
                names.item[row.item],
                names.unit(row.item),
            )
            for row in figures.pairs.values()
            for t, day in enumerate(figures.periods)
        ),
    )


def _delays(figures: Figures, as_ordered: Figures | None, names: Names) -> Table:
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
                names.met(row.is_late, row.need_met_by),
                row.all_delivered_by,
                names.period(row.all_delivered_by),
                row.norm_reached_by,
                names.period(row.norm_reached_by),
                names.partner[row.partner],
                names.item[row.item],
                names.unit(row.item),
            )
            for pair, row in figures.pairs.items()
            if row.need[-1] > 0
        ),
    )


def _saved_by_1_pct(per_unit: float | None, there: float) -> float | None:
    """Months of mean delay that one percent more of what is there saves."""
    return None if per_unit is None else -per_unit * there / 100


def _capacity(figures: Figures, marginal: Marginal, names: Names) -> Table:
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
                _saved_by_1_pct(marginal.get((row.line, row.period)), row.capacity),
                names.period(figures.periods[row.period]),
                names.line[row.line],
                names.unit_of_resource(row.line),
            )
            for row in figures.lines
        ),
    )


def _materials(figures: Figures, marginal: Marginal, names: Names) -> Table:
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
                _saved_by_1_pct(marginal.get((row.material, row.period)), row.supplied),
                names.period(figures.periods[row.period]),
                names.material[row.material],
                names.unit_of_resource(row.material),
            )
            for row in figures.materials
        ),
    )


def _budgets(figures: Figures, marginal: Marginal, names: Names) -> Table:
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
                row.reserved,
                row.reached,
                names.partner[row.partner],
            )
            for row in figures.budgets
        ),
    )


def donations_table(case: Case, figures: Figures) -> Table:
    """A row a donation; blank item or framework: any."""
    names = Names(case)
    return result_table(
        "donations",
        tuple(
            (
                row.donor,
                row.recipient,
                row.item or None,
                row.framework or None,
                row.year,
                row.amount,
                row.paid,
                row.reached,
                names.partner[row.donor],
                names.partner[row.recipient],
                names.item[row.item] if row.item else None,
                names.framework[row.framework] if row.framework else None,
            )
            for row in figures.donations
        ),
    )


def _expansions(figures: Figures, names: Names) -> Table:
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
                names.period(row.start),
                names.period(row.available),
                names.expansion[row.expansion],
                names.resource[row.resource],
                names.unit_of_resource(row.resource),
            )
            for row in figures.expansions
        ),
    )
