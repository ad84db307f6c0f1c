"""The overview of a comparison: key figures with their gaps, changes as far as they are proven, and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pooling.output.churn import churn_between
from pooling.output.entry import PROVEN, Entry, Kpi, kpis, proven
from pooling.output.proof import at_most, between, effect
from pooling.output.table import Cell, Column, Table
from pooling.output.words import counted, listing
from pooling.plan.proof import Interval, difference

CHANGE = "_change"
"""Ending of a column that holds the change against the first row."""
LEAST, MOST, GAP, BOUND = "_change_least", "_change_most", "_gap_pct", "_bound"
"""Endings of columns that tell how well a figure, and its change, is proven."""
CHURN = "churn_pct"
"""Column of the part of the first plan's call-offs that is changed."""
EQUAL = 2e-4
"""Part of a figure by which plans that are proven best may differ and still count as equally good."""


def overview_table(entries: Sequence[Entry]) -> Table:
    """A row an entry, a column a key figure with its change against the first, and where the entry is proven best.

    To the right how well every figure is proven: its bound, its gap, and between what its change lies.
    """
    shown = kpis(entry.case for entry in entries)
    head = [Column("scenario", "code"), Column("status", "code"), Column("gap_pct", "percent")]
    for kpi in shown:
        head += [Column(kpi.name, kpi.kind), Column(kpi.name + CHANGE, kpi.kind)]
    head += [Column("best_in"), Column("message")]
    for kpi in proven(shown):
        head += [Column(kpi.name + BOUND, kpi.kind), Column(kpi.name + GAP, "percent")]
        head += [Column(kpi.name + LEAST, kpi.kind), Column(kpi.name + MOST, kpi.kind)]
    head += [Column("not_significant"), Column(CHURN, "percent")]
    rows = []
    for entry in entries:
        first = entries[0]
        cells: list[Cell] = [entry.name, entry.status, _gap_pct(entry)]
        for kpi in shown:
            cells += _with_change(first, entry, kpi)
        won = [kpi.name for kpi in shown if is_best(entry, entries, kpi)]
        cells += [", ".join(won), remark(first, entry)]
        for kpi in proven(shown):
            cells += _proof(first, entry, kpi)
        told = [kpi for kpi in proven(shown) if entry is not first and change(first, entry, kpi).known]
        cells.append(", ".join(kpi.name for kpi in told if not is_proven(first, entry, kpi)))
        rows.append((*cells, churn(first, entry)))
    return Table("overview", "Key figures and their change against the first", tuple(head), tuple(rows))


def churn(first: Entry, entry: Entry) -> float | None:
    """What of the first plan's call-offs the entry's changes [%]; None for the first, and where there is no plan."""
    if entry is first or not (first.case and first.figures and entry.case and entry.figures):
        return None
    return churn_between((first.case, first.figures), (entry.case, entry.figures))


def _gap_pct(entry: Entry) -> float | None:
    """The largest gap of the plan's stages."""
    return 100 * max((stage.gap for stage in entry.outcome.stages), default=0.0) if entry.outcome else None


def _with_change(first: Entry, entry: Entry, kpi: Kpi) -> tuple[Cell, Cell]:
    if entry.figures is None:
        return None, None
    value = kpi.of(entry.figures)
    return value, None if first.figures is None or entry is first else value - kpi.of(first.figures) + 0.0


def _proof(first: Entry, entry: Entry, kpi: Kpi) -> tuple[Cell, Cell, Cell, Cell]:
    """Bound, gap, and the least and the most that the change can be; blank where nobody knows."""
    own = kpi.interval(entry)
    bound = own.low if own.known else None
    more = change(first, entry, kpi)
    told = entry is not first and more.known
    return bound, entry.gap_pct(kpi.objective), more.low + 0.0 if told else None, more.high + 0.0 if told else None


def change(first: Entry, entry: Entry, kpi: Kpi) -> Interval:
    """What `entry` has more than `first`, between the least and the most that the gaps of both allow."""
    less = lessened(first, entry, kpi)
    return Interval(-less.high, -less.low)


def lessened(first: Entry, entry: Entry, kpi: Kpi) -> Interval:
    """What `entry` has less than `first`, likewise; what may do more is no worse in what it optimises first."""
    less = difference(kpi.interval(first), kpi.interval(entry))
    return less.at_least(0.0) if entry.looser and kpi == main_kpi(entry) else less


def is_proven(first: Entry, entry: Entry, kpi: Kpi) -> bool:
    """Is the change more than the gaps of both plans, or surely none?"""
    more = change(first, entry, kpi)
    return more.sign != 0 or (more.known and -min(more.low, -more.high) <= EQUAL * abs(kpi.interval(first).high))


def is_best(entry: Entry, entries: Sequence[Entry], kpi: Kpi) -> bool:
    """Is it proven that no other entry with a plan can be better in `kpi`? Equals are best together."""
    if not (kpi.objective and kpi.better and entry.figures):
        return False
    value = kpi.of(entry.figures)
    others = [kpi.interval(other).low for other in entries if other.figures and other is not entry]
    return bool(others) and all(value <= low + EQUAL * abs(value) for low in others)


def main_kpi(entry: Entry) -> Kpi:
    """What the entry's first stage optimises; mean delay where that is no key figure."""
    objectives = entry.case.settings.objectives if entry.case else ()
    return next((kpi for kpi in PROVEN if objectives and kpi.objective == objectives[0]), PROVEN[0])


def remark(first: Entry, entry: Entry) -> str:
    """Why there is no plan, or what the plan changes against the first as far as that is proven."""
    if entry.figures is None:
        return entry.message or "no plan"
    if entry is first:
        return entry.message
    if first.figures is None:
        return entry.message or f"not compared: there is no plan {first.name}"
    kpi = main_kpi(entry)
    less = lessened(first, entry, kpi)
    words = f"{effect(less, kpi.say)} in {kpi.words}"
    if abs(kpi.of(first.figures) - kpi.of(entry.figures)) <= EQUAL * abs(kpi.of(first.figures)):
        proven = is_proven(first, entry, kpi)
        words = f"the same {kpi.words}, proven" if proven else f"found nothing better: {_could(less, kpi)}"
    return "; ".join(filter(None, (words, entry.message)))


def _changing(first: Entry, entry: Entry) -> str:
    changed = churn(first, entry)
    return "" if changed is None else f"; it changes {changed:.0f} % of what {first.name} calls off"


def _could(less: Interval, kpi: Kpi) -> str:
    """What is open where a plan is as good as the first."""
    if not less.known:
        return "how much better it could be is not known"
    return f"it could be better by {at_most(max(less.high, 0.0), kpi.say)}"


def overview_sentences(entries: Sequence[Entry]) -> list[str]:
    """What a comparison shows, in sentences that say no more than is proven."""
    first, others = entries[0], entries[1:]
    kpi = main_kpi(first)
    lines = []
    if first.figures:
        lines.append(f"{first.name}: {kpi.words} {between(kpi.interval(first), kpi.tell)}.")
    lines += [f"{entry.name}: {remark(first, entry)}{_changing(first, entry)}." for entry in others if entry.figures]
    best = [entry.name for entry in entries if is_best(entry, entries, kpi)]
    if sum(entry.figures is not None for entry in entries) > 1:
        lines.append(
            f"Proven best in {kpi.words}: {listing(best, 6)}."
            if best
            else f"Which is best in {kpi.words} is not proven: the gaps are larger than what lies between the plans."
        )
    return [*lines, *without_plan(entries)]


def without_plan(entries: Sequence[Entry]) -> Iterator[str]:
    """Which entries have no plan."""
    missing = [f"{entry.name} ({entry.status})" for entry in entries if entry.figures is None]
    if missing:
        yield f"{counted(len(missing), 'row')} of {len(entries)} without a plan: {listing(missing, 10)}."
