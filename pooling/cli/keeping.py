"""Planning anew on an earlier result: what of it is kept, what keeping it costs, or just a first plan from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sized
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
    from pooling.cli.options import Session
    from pooling.output.results import Result
    from pooling.output.table import Table
    from pooling.plan.figures import Figures
    from pooling.plan.plan import Plan, Prices


@dataclass(frozen=True)
class Earlier:
    """An earlier plan, what of it is kept, and all that it has decided."""

    plan: Plan
    kept: Kept
    all: Kept


def earlier(result: Path, case: Case, until: date | None) -> Earlier:
    """What `result` has decided, in the periods of `case`; ends the command where the case does not know it all."""
    from pooling.plan.conditions.keeping import kept_of
    from pooling.plan.verify.known import known

    plan = _read(result, case).plan
    _, unknown = known(case, plan)
    if unknown:
        more = f", and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise Failed(Exit.INPUT, f"{result} does not fit the case: {unknown[0].message}{more}")
    return Earlier(plan, kept_of(case, plan, until), kept_of(case, plan))


@dataclass(frozen=True)
class Start:
    """An earlier plan to begin from, and its prices by objective."""

    plan: Plan
    prices: Mapping[str, Prices]


def first_plan(result: Path, case: Case, session: Session) -> Start:
    """The plan of `result` without what `case` does not have; what is missing or broken is told in one line."""
    from pooling.plan.plan import Plan
    from pooling.plan.verify import verify

    found = _read(result, case)
    plan = found.plan
    start, dropped = _fitting(case, plan)
    if start == Plan() and plan != Plan():
        raise Failed(Exit.INPUT, f"{result} has nothing in common with the case {case.settings.case}")
    broken = verify(case, start).violations
    said = []
    if dropped:
        said.append(f"{dropped} of its decisions are left out: the case does not have what they name")
    if broken:
        said.append(f"what it has decided is no valid plan here ({len(broken)} rules broken): {broken[0].message}")
    if said and session.verbosity >= 0:
        click.echo(f"{case.scenario}: {result} is a first guess only; {'; '.join(said)}", err=True)
    return Start(start, found.prices)


def _read(result: Path, case: Case) -> Result:
    """The workbook `result` in the periods of `case`; ends the command where it is no result."""
    from pooling.case.findings import CaseError
    from pooling.output.results import read_result

    try:
        return read_result(result, case)
    except CaseError as fault:
        for finding in fault.findings:
            click.echo(finding.line, err=True)
        raise Failed(Exit.INPUT, f"{result} is no result of pooling solve") from fault


def _fitting(case: Case, plan: Plan) -> tuple[Plan, int]:
    """The part of `plan` that names what `case` has, within its horizon, and how many decisions are left out."""
    from pooling.case.calendar import Calendar
    from pooling.plan.verify.known import known

    periods = range(Calendar(case.settings).periods)
    partners = {row.partner for row in case.partners}
    within = replace(
        plan,
        signed={code: t for code, t in plan.signed.items() if t in periods},
        joined={code: inside & partners for code, inside in plan.joined.items() if inside & partners},
        expansions={code: t for code, t in plan.expansions.items() if t in periods},
    )
    start, _ = known(case, within)
    return start, _decisions(plan) - _decisions(start)


def _decisions(plan: Plan) -> int:
    """How many decisions `plan` holds; every partner in a framework is one."""
    parts: list[Sized] = [plan.signed, plan.call_offs, plan.extended, plan.expansions, plan.certified]
    parts += [plan.orders, plan.claims, *plan.joined.values()]
    return sum(len(part) for part in parts)


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
