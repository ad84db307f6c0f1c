"""Planning anew on an earlier result: what of it is kept, and what keeping it costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pooling.cli.exits import Exit, Failed

if TYPE_CHECKING:
    from models.instance import Kept
    from pooling.case.case import Case
    from pooling.output.table import Table
    from pooling.plan.figures import Figures
    from pooling.plan.plan import Plan


@dataclass(frozen=True)
class Earlier:
    """An earlier plan, what of it is kept, and all that it has decided."""

    plan: Plan
    kept: Kept
    all: Kept


def earlier(result: Path, case: Case, until: date | None) -> Earlier:
    """What `result` has decided, in the periods of `case`; ends the command where the case does not know it all."""
    from pooling.case.findings import CaseError
    from pooling.output.results import read_result
    from pooling.plan.keeping import kept_of
    from pooling.plan.verify.known import known

    try:
        plan = read_result(result, case).plan
    except CaseError as fault:
        for finding in fault.findings:
            click.echo(finding.line, err=True)
        raise Failed(Exit.INPUT, f"{result} is no result that could be kept") from fault
    _, unknown = known(case, plan)
    if unknown:
        more = f", and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise Failed(Exit.INPUT, f"{result} does not fit the case: {unknown[0].message}{more}")
    return Earlier(plan, kept_of(case, plan, until), kept_of(case, plan))


@contextmanager
def refusing_to_keep(kept: Earlier | None) -> Iterator[None]:
    """Where no plan is left, say that it may be for what is kept."""
    try:
        yield
    except Failed as failure:
        if kept and failure.code == Exit.INFEASIBLE:
            message = f"{failure.message}\n  with what the earlier result has decided; --until DATE keeps less of it"
            raise Failed(failure.code, message) from failure
        raise


def with_price(summary: Table, kept: Figures, free: Figures) -> Table:
    """`summary` with what keeping costs in months and EUR, and a sentence about it."""
    from pooling.output.words import money, months

    late, dear = kept.mean_delay - free.mean_delay, kept.cost.total - free.cost.total
    sentence = (
        f"Keeping the earlier result {'costs' if late >= 0 else 'saves'} {months(abs(late))} of mean delay and "
        f"{'costs' if dear >= 0 else 'saves'} {money(abs(dear))} against planning freely."
    )
    rows = (("keeping_costs_months", late), ("keeping_costs_eur", dear), ("headline", sentence))
    return replace(summary, rows=(*summary.rows, *rows))
