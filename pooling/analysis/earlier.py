"""Planning anew on an earlier result: what of it is kept, what keeping it costs, or just a first plan from it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from models.instance import Kept
from pooling.analysis.solving import NotOfCase, Solved, Solver, verified
from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.output.churn import churn_against
from pooling.output.entry import Entry
from pooling.output.kept_tables import slid_table, with_price, with_slid
from pooling.output.results import read_result
from pooling.output.table import Table
from pooling.output.words import counted
from pooling.plan.conditions.ceilings import Ceilings, with_ceilings
from pooling.plan.conditions.keeping import came, kept_of, left, slide
from pooling.plan.plan import Plan, Prices
from pooling.plan.prepare import prepare
from pooling.plan.solve import Options, beginning_from
from pooling.plan.verify import Verdict, verify
from pooling.plan.verify.arrivals import Promised
from pooling.plan.verify.known import known


@dataclass(frozen=True)
class Earlier:
    """An earlier plan, what of it is kept, all that it has decided, and what it has promised.

    `notes`: what of it lies outside the horizon, or is told otherwise by the case.
    """

    plan: Plan
    kept: Kept
    all: Kept
    promised: Promised
    notes: tuple[str, ...]

    def asked(self, options: Options) -> Options:
        """`options` of a solve that keeps it."""
        return replace(options, start=self.plan, ceilings=Ceilings(kept=self.kept, earlier=self.all))


@dataclass(frozen=True)
class Start:
    """An earlier plan to begin from, and its prices by objective; `notes`: what of it is missing or broken here."""

    plan: Plan
    prices: Mapping[str, Prices]
    notes: tuple[str, ...]

    def asked(self, options: Options) -> Options:
        """`options` of a solve that begins from it."""
        return replace(options, start=self.plan, prices=self.prices)


def earlier(result: Path, case: Case, until: date | None) -> Earlier:
    """What `result` has decided, in the periods of `case`; raises `CaseError`, and `NotOfCase`."""
    found = read_result(result, case)
    plan = found.plan
    if faults := [*_unknown(case, plan), *_signed_before(case, plan)]:
        raise NotOfCase(f"{result} does not fit the case {case.settings.case}", faults)
    kept, everything = kept_of(case, plan, until, found.start), kept_of(case, plan, None, found.start)
    promised = Promised(plan.call_offs, found.start)
    return Earlier(_fitting(case, plan)[0], kept, everything, promised, tuple(_passed_over(case, plan)))


def first_plan(result: Path, case: Case) -> Start:
    """The plan of `result` without what `case` does not have; raises `CaseError`, and `NotOfCase`."""
    found = read_result(result, case)
    start, dropped = _fitting(case, found.plan)
    if start == Plan() and found.plan != Plan():
        raise NotOfCase(f"{result} has nothing in common with the case {case.settings.case}")
    broken = verify(case, start).violations
    said = []
    if dropped:
        said.append(f"{dropped} of its decisions are left out: the case does not have what they name")
    if broken:
        said.append(
            f"what it has decided is no valid plan here ({counted(len(broken), 'broken rule')}, to be mended or "
            f"left out by the search): {broken[0].message}"
        )
    return Start(start, found.prices, (f"is a first guess only; {'; '.join(said)}",) if said else ())


def promising(found: Solved, earlier: Earlier | None) -> Solved:
    """`found`, held against what an earlier plan has promised, where it keeps one."""
    return replace(found, promised=earlier.promised) if earlier else found


def tables_of(
    found: Solved, earlier: Earlier | None, options: Options, solve: Solver, stop: threading.Event
) -> list[Table]:
    """Every sheet of the result; of one that keeps an earlier plan also what slid, and what keeping it costs.

    For that the case is solved without keeping, beginning from this plan. Raises what `solve` raises.
    """
    if earlier is None:
        return found.tables()
    summary, *rest = found.tables()
    summary, slid = _with_kept(summary, found.case, earlier, found.verdict)
    return [summary if stop.is_set() else _with_price(summary, found, options, solve), *rest, slid]


def _with_kept(summary: Table, case: Case, earlier: Earlier, verdict: Verdict) -> tuple[Table, Table]:
    """The summary with what became of kept call-offs, and the table of those that slid."""
    instance = with_ceilings(prepare(case), Ceilings(kept=earlier.kept))
    kept = came(instance, verdict.figures)
    out, months = left(instance, verdict.figures), slide(instance, verdict.figures)
    churn = churn_against(case, verdict.figures, earlier.promised.call_offs)
    return with_slid(summary, case, kept, out, months, churn), slid_table(case, kept)


def _with_price(summary: Table, found: Solved, options: Options, solve: Solver) -> Table:
    """The summary with what keeping costs: against the best plan that is free, which begins from this one."""
    case, label = found.case, f"{found.case.scenario} without keeping"
    free = replace(beginning_from(found.outcome, options), ceilings=Ceilings(earlier=options.ceilings.earlier))
    outcome = solve(case, free, label)
    figures = verified(case, outcome.plan).figures
    kept = Entry(case.scenario, case, found.verdict.figures, found.outcome)
    return with_price(summary, kept, Entry(label, case, figures, outcome))


def _unknown(case: Case, plan: Plan) -> Iterator[str]:
    """What `plan` has signed, joined and called off that `case` does not have."""
    there = {
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
        for code in sorted(codes - there[sheet]):
            yield f"the case has no {sheet} {code}: what is kept needs its row in {sheet}s"


def _signed_before(case: Case, plan: Plan) -> Iterator[str]:
    """Candidates that `plan` has signed before the case begins."""
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


def _fitting(case: Case, plan: Plan) -> tuple[Plan, int]:
    """The part of `plan` that names what `case` has, within its horizon, and how many decisions are left out."""
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
