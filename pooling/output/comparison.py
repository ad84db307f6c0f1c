"""Several plans side by side, as tables: overview, delays, frameworks, payments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pooling.case.case import Case
from pooling.output.table import Cell, Column, ColumnKind, Table, columns, unique_headers
from pooling.plan.conditions.ceilings import payments
from pooling.plan.figures import Figures, PairFigures
from pooling.plan.plan import Outcome

Key = TypeVar("Key", bound=tuple[Cell, ...])


@dataclass(frozen=True)
class Entry:
    """One plan of a comparison, or why there is none: `figures` are the verifier's, None without a plan."""

    name: str
    case: Case | None = None
    figures: Figures | None = None
    outcome: Outcome | None = None
    status: str = ""
    message: str = ""


@dataclass(frozen=True)
class Kpi:
    """A key figure; `better` is -1 where less is better, +1 where more is, 0 where neither."""

    name: str
    kind: ColumnKind
    better: int
    of: Callable[[Figures], float]


KPIS = (
    Kpi("mean_delay_months", "months", -1, lambda f: f.mean_delay),
    Kpi("worst_delay_months", "months", -1, lambda f: f.worst_delay),
    Kpi("need_met_pct", "percent", 1, lambda f: f.need_met_pct),
    Kpi("cost_eur", "money", -1, lambda f: f.cost.total),
    Kpi("reimbursed_eur", "money", 1, lambda f: f.cost.reimbursed),
    Kpi("non_eu_share_pct", "percent", -1, lambda f: 100 * f.non_eu_share),
    Kpi("frameworks_signed", "int", 0, lambda f: f.frameworks_signed),
)
BETTER = {kpi.name: kpi.better for kpi in KPIS}
CHANGE = "_change"
"""Ending of a column that holds the change against the first row."""


def comparison_tables(entries: Sequence[Entry]) -> list[Table]:
    """The four sheets; the first entry is what the others are held against."""
    return [overview_table(entries), delays_table(entries), frameworks_table(entries), payments_table(entries)]


def overview_table(entries: Sequence[Entry]) -> Table:
    """A row an entry, a column a key figure with its change against the first, and where the entry is best."""
    head = [Column("scenario", "code"), Column("status", "code"), Column("gap_pct", "percent")]
    for kpi in KPIS:
        head += [Column(kpi.name, kpi.kind), Column(kpi.name + CHANGE, kpi.kind)]
    head += [Column("best_in"), Column("message")]
    best = {kpi.name: _best(entries, kpi) for kpi in KPIS if kpi.better}
    rows = []
    for entry in entries:
        cells: list[Cell] = [entry.name, entry.status, _gap_pct(entry)]
        for kpi in KPIS:
            cells += _with_change(entries[0].figures, entry.figures, kpi)
        won = [kpi.name for kpi in KPIS if kpi.better and entry.figures and kpi.of(entry.figures) == best[kpi.name]]
        rows.append((*cells, ", ".join(won), entry.message))
    return Table("overview", "Key figures and their change against the first", tuple(head), tuple(rows))


def _with_change(first: Figures | None, figures: Figures | None, kpi: Kpi) -> tuple[Cell, Cell]:
    if figures is None:
        return None, None
    value = kpi.of(figures)
    return value, None if first is None or figures is first else value - kpi.of(first)


def _best(entries: Iterable[Entry], kpi: Kpi) -> float | None:
    values = [kpi.of(entry.figures) for entry in entries if entry.figures]
    if not values:
        return None
    return min(values) if kpi.better < 0 else max(values)


def _gap_pct(entry: Entry) -> float | None:
    """The largest gap of the plan's stages."""
    return 100 * max((stage.gap for stage in entry.outcome.stages), default=0.0) if entry.outcome else None


def delays_table(entries: Sequence[Entry]) -> Table:
    """Delay of every partner's every item [months], a column an entry, and the change against the first."""
    title = "Mean delay of every partner's every item"
    late = {name: {key: row.delay for key, row in owing(figures).items()} for name, figures in solved(entries)}
    return wide_table(("delays", title), columns("partner:code item:code"), "months", late)


def payments_table(entries: Sequence[Entry]) -> Table:
    """Payments of every purse in every year [EUR], a column an entry, and the change against the first."""
    paid = {name: {(row.partner, row.year): row.paid for row in f.budgets} for name, f in solved(entries)}
    return wide_table(("payments", "Payments by purse and year"), columns("partner:code year:int"), "money", paid)


def totals_table(entries: Sequence[Entry]) -> Table:
    """Payments of every purse over the horizon [EUR], a column an entry, and the change against the first."""
    paid = {name: {(purse,): sum_ for purse, sum_ in payments(f).items()} for name, f in solved(entries)}
    return wide_table(("totals", "Payments over the horizon, by purse"), columns("partner:code"), "money", paid)


def frameworks_table(entries: Sequence[Entry]) -> Table:
    """When every framework is signed, and by whom, two columns an entry; blank where it is not signed."""
    plans = solved(entries)
    names = {row.framework: row.name for entry in entries if entry.case for row in entry.case.frameworks}
    headers = unique_headers(
        [header for name, _ in plans for header in (name, f"partners {name}")], "framework", "name"
    )
    kinds: tuple[ColumnKind, ...] = ("date", "text")
    head = columns("framework:code name") + tuple(
        Column(header, kinds[position % 2]) for position, header in enumerate(headers)
    )
    rows = []
    for code in dict.fromkeys(code for _, figures in plans for code in figures.frameworks):
        cells: list[Cell] = [code, names.get(code)]
        for _, figures in plans:
            row = figures.frameworks.get(code)
            cells += [row.signed, ", ".join(row.partners)] if row else [None, None]
        rows.append(tuple(cells))
    return Table("frameworks", "Who signs which framework when", head, tuple(rows))


def wide_table(
    name: tuple[str, str], keys: tuple[Column, ...], kind: ColumnKind, values: Mapping[str, Mapping[Key, float]]
) -> Table:
    """A row a key, a column an entry, and beside each but the first its change against the first.

    `name` is code and title, `values` entry to key to figure; a figure that an entry lacks is blank.
    """
    wanted = [header for n, entry in enumerate(values) for header in (entry, *[f"{entry}{CHANGE}"] * (n > 0))]
    headers = unique_headers(wanted, *(column.name for column in keys))
    rows = []
    for key in dict.fromkeys(key for column in values.values() for key in column):
        first, *others = [column.get(key) for column in values.values()]
        cells: list[Cell] = [*key, first]
        for value in others:
            cells += [value, None if value is None or first is None else value - first]
        rows.append(tuple(cells))
    return Table(*name, keys + tuple(Column(header, kind) for header in headers), tuple(rows))


def solved(entries: Iterable[Entry]) -> list[tuple[str, Figures]]:
    """Name and figures of the entries that have a plan."""
    return [(entry.name, entry.figures) for entry in entries if entry.figures]


def owing(figures: Figures) -> dict[tuple[str, str], PairFigures]:
    """(partner, item) that need anything within the horizon."""
    return {pair: row for pair, row in figures.pairs.items() if row.need[-1] > 0}
