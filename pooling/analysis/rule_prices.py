"""The price of rules: the case with each rule off in turn, against the case as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pooling.analysis.compare import entry_of
from pooling.analysis.offers import run_together
from pooling.analysis.runs import RunAll, Task
from pooling.case.case import Case
from pooling.output.entry import KPIS, Entry
from pooling.output.overview import change, is_best, is_proven, lessened, main_kpi, remark, without_plan
from pooling.output.proof import between
from pooling.output.table import Cell, Table, columns
from pooling.plan.solve import Options

AS_IT_STANDS = "as it stands"
SMALLER = 10
"""How many times smaller lots are where they count as off."""
DELAY, COST = (next(kpi for kpi in KPIS if kpi.objective == name) for name in ("mean_delay", "cost"))


@dataclass(frozen=True)
class Rule:
    """A rule and the case without it; `looser`: every plan of the case is one of that, too, at the same value."""

    name: str
    off: str
    without: Callable[[Case], Case]
    looser: bool = True


def _set(sheet: str, **values: Any) -> Callable[[Case], Case]:
    """The case with columns of every row of a sheet."""

    def change_rows(case: Case) -> Case:
        rows: dict[str, Any] = {sheet: tuple(replace(row, **values) for row in getattr(case, sheet))}
        return replace(case, **rows)

    return change_rows


def _windows(case: Case) -> Case:
    """Candidates may be signed from the start to the end of the horizon."""
    start, end = case.settings.start, case.settings.end
    return replace(
        case,
        frameworks=tuple(
            replace(row, sign_from=min(start, row.sign_from), sign_to=max(end, row.sign_to))
            if row.sign_from and row.sign_to
            else row
            for row in case.frameworks
        ),
    )


def _order_windows(case: Case) -> Case:
    start, end = case.settings.start, case.settings.end
    orders = (replace(row, earliest=min(start, row.earliest), latest=max(end, row.latest)) for row in case.orders)
    return replace(case, orders=tuple(orders))


def _lots(case: Case) -> Case:
    return replace(case, items=tuple(replace(row, lot_size=row.lot_size / SMALLER) for row in case.items))


def _tolerance(case: Case) -> Case:
    return replace(case, settings=replace(case.settings, tolerance_pct=0.0))


RULES = (
    Rule("max_non_eu_pct", "any share may come from outside the EU", _set("items", max_non_eu_pct=100.0)),
    Rule("max_producer_pct", "one producer may make all", _set("items", max_producer_pct=100.0)),
    Rule("max_delay_months", "partners may wait any time", _set("partners", max_delay_months=None)),
    Rule("offices", "any number of signings a year", lambda case: replace(case, offices=())),
    Rule("min_partners", "a framework needs one partner", _set("frameworks", min_partners=1)),
    Rule("max_partners", "any number of partners in a framework", _set("frameworks", max_partners=None)),
    Rule("min_partner_value", "partners owe a framework no value", _set("frameworks", min_partner_value=0.0)),
    Rule("min_quantity", "lots have no least volume", _set("lots", min_quantity=0.0)),
    Rule("min_commitment", "expansions need no committed volume", _set("expansions", min_commitment=0.0)),
    Rule("exclusive_group", "rival offers may both be signed", _set("frameworks", exclusive_group="")),
    Rule("signing windows", "signed at any time of the horizon", _windows),
    Rule("order windows", "orders may come at any time of the horizon", _order_windows),
    Rule("certification", "products are taken without certificates", _set("items", certification=False)),
    Rule("budgets", "nobody has a limit", lambda case: replace(case, budgets=())),
    Rule("tolerance_pct", "later objectives give up nothing of earlier ones", _tolerance, looser=False),
    Rule("lot_size", f"lots are {SMALLER} times smaller", _lots, looser=False),
)
"""What may be off, in the order in which it is told."""


def rule_prices(case: Case, options: Options, run_all: RunAll) -> list[Entry]:
    """The case as it stands, then without each rule that it has; each begins from what the others find."""
    without = {rule.name: (rule, rule.without(case)) for rule in RULES}
    present = {name: (rule, other) for name, (rule, other) in without.items() if other != case}
    tasks = [Task(AS_IT_STANDS, case, options)]
    tasks += [Task(name, other, options) for name, (_, other) in present.items()]
    entries = [entry_of(run) for run in run_together(tasks, run_all)]
    return [replace(entry, looser=entry.name in present and present[entry.name][0].looser) for entry in entries]


def rules_table(entries: Sequence[Entry]) -> Table:
    """A row a rule, the dearest in months first: what the best plan saves without it, and how that is proven."""
    base, others = entries[0], entries[1:]
    off = {rule.name: rule.off for rule in RULES}
    head = columns(
        "rule:code off months_saved:months months_saved_least:months months_saved_most:months cost_change_eur:money "
        "cost_change_least_eur:money cost_change_most_eur:money significant:flag status:code message"
    )
    rows: list[tuple[Cell, ...]] = []
    for entry in sorted(others, key=lambda entry: -_saved(base, entry)):
        if base.figures is None or entry.figures is None:
            rows.append((entry.name, off[entry.name], *[None] * 7, entry.status, remark(base, entry)))
            continue
        less, more = lessened(base, entry, DELAY), change(base, entry, COST)
        rows.append(
            (
                entry.name,
                off[entry.name],
                base.figures.mean_delay - entry.figures.mean_delay,
                *((less.low + 0.0, less.high + 0.0) if less.known else (None, None)),
                entry.figures.cost.total - base.figures.cost.total,
                *((more.low + 0.0, more.high + 0.0) if more.known else (None, None)),
                is_proven(base, entry, DELAY),
                entry.status,
                remark(base, entry),
            )
        )
    return Table("rules", "What each rule costs: the best plan without it", head, tuple(rows))


def rules_sentences(entries: Sequence[Entry]) -> Iterator[str]:
    """What each rule costs, in words, the dearest first, and which is proven to be that."""
    base, others = entries[0], sorted(entries[1:], key=lambda entry: -_saved(entries[0], entry))
    kpi, off = main_kpi(base), {rule.name: rule.off for rule in RULES}
    if base.figures:
        yield f"As it stands: {kpi.words} {between(kpi.interval(base), kpi.tell)}."
    yield from (f"Without {e.name} ({off[e.name]}): {remark(base, e)}." for e in others if e.figures)
    best = [entry.name for entry in entries if is_best(entry, entries, kpi)]
    if len(best) == 1 and best != [base.name]:
        yield f"No other rule costs more {kpi.words} than {best[0]}, as is proven."
    yield from without_plan(entries)


def _saved(base: Entry, entry: Entry) -> float:
    if base.figures is None or entry.figures is None:
        return float("-inf")
    return base.figures.mean_delay - entry.figures.mean_delay
