"""Other plans as a table: what each signs otherwise than the best, and what that costs or gains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pooling.analysis.alternatives import Alternatives
from pooling.output.entry import PROVEN, Kpi, kpis
from pooling.output.table import Cell, Column, Table, columns
from pooling.output.words import counted, listing, money
from pooling.plan.figures import Figures

CHANGE = "_change"


def alternatives_table(found: Alternatives, files: Sequence[str]) -> Table:
    """A row a plan, the best first, and what to call its file; changes are against the best."""
    head = columns("plan:int file signed_too not_signed what")
    shown = [kpi for kpi in kpis([found.best.case]) if kpi.name != "reimbursed_eur"]
    for kpi in shown:
        head += (Column(kpi.name, kpi.kind), Column(kpi.name + CHANGE, kpi.kind))
    head += columns("frameworks_differ:int frameworks_differ_most:int")
    best = found.best.verdict.figures
    rows = []
    for number, plan in enumerate(found.plans, start=1):
        figures = plan.verdict.figures
        more, less = _codes(figures, best), _codes(best, figures)
        cells: list[Cell] = [number, files[number - 1], ", ".join(more), ", ".join(less)]
        cells.append("" if number == 1 else sentence(best, figures, found.best.case.settings.objectives))
        for kpi in shown:
            value = kpi.of(figures)
            cells += [value, None if number == 1 else value - kpi.of(best) + 0.0]
        other = found.others[number - 2] if number > 1 else None
        cells += [other.distance, other.most] if other else [None, None]
        rows.append(tuple(cells))
    return Table("alternatives", "Other plans nearly as good, and what differs", head, tuple(rows))


def with_alternatives(tables: Sequence[Table], found: Alternatives, files: Sequence[str]) -> list[Table]:
    """`tables` of the best plan with a sentence for each other plan, and the sheet that lists them."""
    summary, *rest = tables
    told = tuple(("headline", line) for line in sentences(found))
    return [replace(summary, rows=(*summary.rows, *told)), *rest, alternatives_table(found, files)]


def sentence(best: Figures, other: Figures, objectives: Sequence[str]) -> str:
    """What another plan signs in place of what, and what that costs or gains in each objective."""
    more = [_told(other, code) for code in _codes(other, best)]
    less = [_told(best, code) for code in _codes(best, other)]
    if more and less:
        what = f"signs {_listed(more)} instead of {_listed(less)}"
    else:
        what = f"signs {_listed(more)}, too" if more else f"does without {_listed(less)}"
    return f"{what}: {', '.join(_against(kpi, best, other) for kpi in _optimised(objectives))}"


def ending(found: Alternatives) -> str:
    """Why there are no more plans; empty where as many were found as asked for."""
    wish = found.wish
    which = (
        f"differs from {'it' if not found.others else 'these'} in {counted(wish.apart, 'framework')} or more and is "
    )
    which += f"within {100 * wish.within:g} % of the best in every objective"
    further = "further plan" if found.others else "other plan"
    if found.ending == "proven":
        return f"No {further} exists that {which}, as is proven."
    if found.ending:
        why = "before the interrupt" if found.ending == "interrupted" else "in the time"
        return f"No {further} was found {why} that {which}; whether there is one is not known."
    return ""


def sentences(found: Alternatives) -> list[str]:
    """A sentence for each plan, and one for those that were not found."""
    best, objectives = found.best.verdict.figures, found.best.case.settings.objectives
    told = [
        f"Plan {number} {sentence(best, plan.verdict.figures, objectives)}."
        for number, plan in enumerate(found.plans[1:], start=2)
    ]
    return [*told, *([ending(found)] if found.ending else [])]


def _codes(one: Figures, other: Figures) -> list[str]:
    """Frameworks in force in `one` only."""
    return [code for code in one.frameworks if code not in other.frameworks]


def _listed(parts: Sequence[str]) -> str:
    return listing(parts, separator="; ")


def _told(figures: Figures, code: str) -> str:
    row = figures.frameworks[code]
    return f"{code} ({counted(len(row.partners), 'partner')}, {money(row.value)})"


def _optimised(objectives: Sequence[str]) -> list[Kpi]:
    return [kpi for name in objectives for kpi in PROVEN if kpi.objective == name]


def _against(kpi: Kpi, best: Figures, other: Figures) -> str:
    more = kpi.of(other) - kpi.of(best)
    if kpi.say(abs(more)) == kpi.say(0.0):
        return (
            f"the same {kpi.words}" if abs(more) <= 1e-6 * (1 + abs(kpi.of(best))) else f"nearly the same {kpi.words}"
        )
    if kpi.objective in ("mean_delay", "worst_delay"):
        late = "later" if more > 0 else "earlier"
        return f"{kpi.say(abs(more))} {late}" + ("" if kpi.objective == "mean_delay" else " at worst")
    return f"{kpi.say(abs(more))} {'more' if more > 0 else 'less'}" + (
        "" if kpi.objective == "cost" else f" {kpi.words}"
    )
