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
from pooling.cli.say import say

if TYPE_CHECKING:
    from models.instance import Kept
    from pooling.case.case import Case
    from pooling.cli.options import Session
    from pooling.output.results import Result
    from pooling.output.table import Table
    from pooling.plan.plan import Plan, Prices
    from pooling.plan.verify import Verdict
    from pooling.plan.verify.arrivals import Promised


@dataclass(frozen=True)
class Earlier:
    """An earlier plan, what of it is kept, all that it has decided, and what it has promised."""

    plan: Plan
    kept: Kept
    all: Kept
    promised: Promised


def earlier(result: Path, case: Case, until: date | None, session: Session) -> Earlier:
    """What `result` has decided, in the periods of `case`; ends the command where the case does not know it."""
    from pooling.plan.conditions.keeping import kept_of
    from pooling.plan.verify.arrivals import Promised

    found = read_planned(result, case)
    plan = found.plan
    faults = [*_unknown(case, plan), *_signed_before(case, plan)]
    for fault in faults:
        click.echo(f"error: {result}: {fault}", err=True)
    if faults:
        raise Failed(Exit.INPUT, f"{result} does not fit the case {case.settings.case}")
    if session.verbosity >= 0:
        for note in _passed_over(case, plan):
            click.echo(f"{case.scenario}: {result}: {note}", err=True)
    kept, everything = kept_of(case, plan, until, found.start), kept_of(case, plan, None, found.start)
    return Earlier(_fitting(case, plan)[0], kept, everything, Promised(plan.call_offs, found.start))


def _unknown(case: Case, plan: Plan) -> Iterator[str]:
    """What `plan` has signed, joined and called off that `case` does not have."""
    known = {
        "framework": {row.framework for row in case.frameworks},
        "lot": {row.lot for row in case.lots},
        "partner": {row.partner for row in case.partners},
    }
    named = {
        "framework": {*plan.signed, *plan.joined},
        "lot": {lot for lot, _, _ in plan.call_offs},
        "partner": {p for inside in plan.joined.values() for p in inside} | {p for _, p, _ in plan.call_offs},
    }
    for sheet, codes in named.items():
        for code in sorted(codes - known[sheet]):
            yield f"the case has no {sheet} {code}: what is kept needs its row in {sheet}s"


def _signed_before(case: Case, plan: Plan) -> Iterator[str]:
    """Candidates that `plan` has signed before the case begins."""
    from pooling.case.calendar import Calendar

    grid = Calendar(case.settings)
    for row in case.frameworks:
        if row.status == "candidate" and plan.signed.get(row.framework, 0) < 0:
            day = grid.first_day(plan.signed[row.framework])
            yield (
                f"{row.framework} was signed in the period from {day}, before the case begins ({case.settings.start}): "
                f"in frameworks, make its status existing and its signed {day}"
            )


def _passed_over(case: Case, plan: Plan) -> Iterator[str]:
    """What of `plan` lies outside the horizon of `case`, or is told otherwise by it."""
    from pooling.case.calendar import Calendar
    from pooling.output.words import counted

    grid = Calendar(case.settings)
    before = sum(t < 0 for _, _, t in plan.call_offs)
    after = sum(t >= grid.periods for _, _, t in plan.call_offs)
    if before and not case.deliveries:
        yield (
            f"{counted(before, 'call-off')} before {case.settings.start} count as delivered: stock and demand of the "
            "case must hold them already (or its sheet deliveries tell what came)"
        )
    if after:
        yield f"{counted(after, 'call-off')} after {case.settings.end} lie beyond the horizon and are not kept"
    for row in case.frameworks:
        signed = plan.signed.get(row.framework)
        if row.signed and signed is not None and grid.index(row.signed) != signed:
            yield f"{row.framework} was signed on {grid.first_day(signed)}, the case says {row.signed}: the case counts"


@dataclass(frozen=True)
class Start:
    """An earlier plan to begin from, and its prices by objective."""

    plan: Plan
    prices: Mapping[str, Prices]


def first_plan(result: Path, case: Case, session: Session) -> Start:
    """The plan of `result` without what `case` does not have; what is missing or broken is told in one line."""
    from pooling.output.words import counted
    from pooling.plan.plan import Plan
    from pooling.plan.verify import verify

    found = read_planned(result, case)
    plan = found.plan
    start, dropped = _fitting(case, plan)
    if start == Plan() and plan != Plan():
        raise Failed(Exit.INPUT, f"{result} has nothing in common with the case {case.settings.case}")
    broken = verify(case, start).violations
    said = []
    if dropped:
        said.append(f"{dropped} of its decisions are left out: the case does not have what they name")
    if broken:
        said.append(
            f"what it has decided is no valid plan here ({counted(len(broken), 'broken rule')}, to be mended or "
            f"left out by the search): {broken[0].message}"
        )
    if said and session.verbosity >= 0:
        say(f"{case.scenario}: {result} is a first guess only; {'; '.join(said)}")
    return Start(start, found.prices)


def read_planned(result: Path, case: Case) -> Result:
    """The workbook `result` in the periods of `case`; ends the command where it is no result."""
    from pooling.case.findings import CaseError
    from pooling.output.results import read_result

    try:
        return read_result(result, case)
    except CaseError as fault:
        for finding in fault.findings:
            say(finding.line)
        raise Failed(Exit.INPUT, f"{result} is no result of pooling solve", fault.findings) from fault


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
            advice = "an earlier --until keeps less of it" if kept.kept.until else "--until DATE keeps less of it"
            message = f"{failure.message}\n  with what the earlier result has signed and joined; {advice}"
            raise Failed(failure.code, message, clash=failure.clash) from failure
        raise


def with_kept(summary: Table, case: Case, earlier: Earlier, verdict: Verdict) -> tuple[Table, Table]:
    """The summary with what became of kept call-offs, and the table of those that slid."""
    from pooling.output.kept_tables import slid_table, with_slid
    from pooling.plan.conditions.ceilings import Ceilings, with_ceilings
    from pooling.plan.conditions.keeping import came, left, slide
    from pooling.plan.prepare import prepare

    instance = with_ceilings(prepare(case), Ceilings(kept=earlier.kept))
    kept = came(instance, verdict.figures)
    out, months = left(instance, verdict.figures), slide(instance, verdict.figures)
    return with_slid(summary, case, kept, out, months), slid_table(case, kept)
