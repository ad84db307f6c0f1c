"""What was planned, what came and what is late, in a result: the sheet `deliveries`, and sentences about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.output.names import Names
from pooling.output.result_sheets import result_table
from pooling.output.table import Cell, Table
from pooling.output.words import counted
from pooling.plan.figures import Figures
from pooling.plan.verify.arrivals import Instalment, Promised, instalments


def with_deliveries(tables: Sequence[Table], case: Case, figures: Figures, promised: Promised) -> list[Table]:
    """The tables of a result with the sheet `deliveries` and what it shows, where the case tells what came."""
    if not case.deliveries:
        return list(tables)
    summary, *others = tables
    rows = instalments(case, figures, promised)
    said = tuple(("headline", sentence) for sentence in sentences(case, rows))
    open_ = sum(bool(row.outstanding) for row in rows if _is_due(row))
    keys = (("deliveries_due", sum(map(_is_due, rows))), ("deliveries_outstanding", open_))
    return [replace(summary, rows=(*summary.rows, *keys, *said)), *others, deliveries_table(case, rows)]


def _is_due(row: Instalment) -> bool:
    """Was it planned to come before the start?"""
    return row.period is not None and row.period < 0


def deliveries_table(case: Case, rows: Sequence[Instalment]) -> Table:
    """A row for what was due of an order or lot to a partner in a period."""
    grid, names = Calendar(case.settings), Names(case)
    return result_table("deliveries", [_row(case, grid, names, row) for row in rows])


def _row(case: Case, grid: Calendar, names: Names, row: Instalment) -> tuple[Cell, ...]:
    return (
        row.code,
        row.partner,
        row.item,
        None if row.period is None else grid.first_day(row.period),
        row.planned,
        row.came,
        row.outstanding,
        row.last,
        None if row.to is None else grid.first_day(row.to),
        row.months_late,
        None if row.period is None else grid.name(row.period),
        None if row.to is None else grid.name(row.to),
        names.partner[row.partner],
        names.item[row.item],
        names.unit(row.item),
    )


def sentences(case: Case, rows: Sequence[Instalment]) -> list[str]:
    """How much of what was due came, by item, and when the rest does."""
    grid, names = Calendar(case.settings), Names(case)
    said = []
    for item in dict.fromkeys(row.item for row in rows):
        due = [row for row in rows if row.item == item and _is_due(row)]
        unit, start = names.unit(item), case.settings.start
        if not due:
            continue
        planned, came = sum(row.planned for row in due), sum(row.came for row in due)
        open_ = [row for row in due if row.outstanding]
        what = f"Of {planned:,.10g} units ({unit}) of {item} due before {start}, {came:,.10g} came"
        if not open_:
            said.append(f"{what}.")
            continue
        comes = [row.to for row in open_ if row.to is not None]
        left = sum(row.outstanding for row in open_ if row.to is None)
        late = [row.months_late for row in open_ if row.months_late is not None]
        rest = [f"the rest comes by {grid.name(max(comes))}, {max(late)} months late at most"] if comes else []
        rest += [f"of {left:,.10g} this plan brings not all within the horizon"] if left else []
        said.append(f"{what}; {'; '.join(rest)} ({counted(len(open_), 'instalment')} open; sheet deliveries).")
    return said
