"""A result explained: why needs are late, by when to sign, what ends; of all, or of a partner, an item, a framework."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.output.limits_table import limits_table
from pooling.output.names import Names
from pooling.output.table import Cell, Table, columns
from pooling.output.why_table import why_sentences, why_table
from pooling.output.words import months, two_digits
from pooling.plan.explain.causes import causes
from pooling.plan.explain.deadlines import Deadline, End, deadlines, ends
from pooling.plan.explain.marginals import marginals
from pooling.plan.explain.relaxed import Pair
from pooling.plan.figures import Figures
from pooling.plan.plan import Plan
from pooling.plan.prepare import prepare

MOST = 3
"""Limits that sentences name."""


@dataclass(frozen=True)
class Chosen:
    """What is explained; empty: everything."""

    partner: str = ""
    item: str = ""
    framework: str = ""

    def holds(self, pair: Pair) -> bool:
        """Whether a need is chosen."""
        return self.partner in ("", pair[0]) and self.item in ("", pair[1])


@dataclass(frozen=True)
class Explained:
    """Tables `why`, `sign_by`, `ends` and `limits`, and sentences."""

    tables: Sequence[Table]
    sentences: Sequence[str]


def explain(case: Case, plan: Plan, figures: Figures, chosen: Chosen) -> Explained:
    """Why needs of a verified plan are late, by when to sign and what ends."""
    i, names, grid = prepare(case), Names(case), Calendar(case.settings)
    served = {(row.partner, row.item) for row in figures.call_offs if chosen.framework in ("", row.framework)}
    pairs = tuple(p for p in figures.pairs if chosen.holds(p) and (not chosen.framework or p in served))
    why = why_table(names, figures, causes(i, plan, figures, pairs), pool=chosen == Chosen())
    dated = [
        row for row in deadlines(i, plan, figures) if row.pair in pairs and chosen.framework in ("", row.framework)
    ]
    ending = [
        row
        for row in ends(i, plan, figures)
        if chosen.framework in ("", row.framework)
        and chosen.item in ("", row.item)
        and (not chosen.partner or chosen.partner in plan.joined.get(row.framework, frozenset()))
    ]
    held = _limits(case, plan, figures, chosen)
    tables = [why, _sign_by(names, grid, dated), _ends(case, names, grid, ending), held]
    nothing = "Nothing comes late." if chosen == Chosen() else "Nothing of what was asked for comes late."
    reasons = list(_reasons(names, why)) or [nothing]
    return Explained(tables, [*_saved(held), *reasons, *_told(tables[1:3])])


def _sign_by(names: Names, grid: Calendar, rows: Sequence[Deadline]) -> Table:
    """A row a need and a framework that it is served from, those that bear no waiting first."""
    head = columns(
        "framework:code partner:code item:code signed:period sign_by:period months_later_after:months sentence "
        "framework_name partner_name item_name"
    )
    ordered = sorted(rows, key=lambda row: (row.by, -(row.months or 0.0), row.framework, row.pair))
    return Table(
        "sign_by",
        "By when to sign so that a need is not later than planned, all else as in the plan",
        head,
        tuple(
            (
                row.framework,
                *row.pair,
                grid.first_day(row.signed),
                grid.first_day(row.by),
                row.months,
                _in_time(names, grid, row),
                names.framework[row.framework],
                names.partner[row.pair[0]],
                names.item[row.pair[1]],
            )
            for row in ordered
        ),
    )


def _in_time(names: Names, grid: Calendar, row: Deadline) -> str:
    partner, item = row.pair
    what = f"Sign {row.framework} by {grid.last_day(row.by)} for {names.item[item]} of {names.partner[partner]}"
    if row.months is None:
        return f"{what}: within its window nothing is lost by waiting."
    return f"{what}: in {grid.name(row.by + 1)} it comes {months(row.months)} later than planned."


def _ends(case: Case, names: Names, grid: Calendar, rows: Sequence[End]) -> Table:
    """A row a framework that ends and an item still needed then."""
    head = columns(
        "framework:code item:code end:period still_needed:quantity extend_by:date extend_months:int "
        "extend_cost_eur:money replacement:code replacement_sign_by:period sentence framework_name item_name unit:code"
    )
    records = {row.framework: row for row in case.frameworks}
    told: list[tuple[Cell, ...]] = []
    for row in rows:
        data, last = records[row.framework], grid.last_day(row.end - 1)
        extension = (last, data.extend_months, data.extend_cost) if row.extend else (None, None, None)
        signed = None if row.sign_by is None else grid.first_day(row.sign_by)
        unit = names.unit(row.item)
        said = f"{row.framework} ends on {last} with {row.units:,.10g} {unit} of {names.item[row.item]} still needed"
        options = [f"extend it by then ({data.extend_months} months)"] if row.extend else []
        if row.replacement and row.sign_by is not None:
            options.append(f"sign {row.replacement} by {grid.last_day(row.sign_by)} to deliver from then on")
        said += f": {' or '.join(options)}." if options else ": nothing that is not signed yet could take its place."
        names_of = names.framework[row.framework], names.item[row.item], unit
        first = grid.first_day(row.end)
        told.append((row.framework, row.item, first, row.units, *extension, row.replacement, signed, said, *names_of))
    title = "Frameworks that end while their items are still needed, and by when to extend or replace them"
    return Table("ends", title, head, tuple(told))


def _limits(case: Case, plan: Plan, figures: Figures, chosen: Chosen) -> Table:
    """What a little more of each limit saves, for the pool, or for the partner chosen."""
    table = limits_table(case, figures, marginals(case, plan).limits.found)
    scope = ("partner", chosen.partner) if chosen.partner else ("pool", None)
    return replace(table, rows=tuple(row for row in table.rows if row[:2] == scope))


def _saved(table: Table) -> Iterator[str]:
    for row in table.records()[:MOST]:
        year = f" in {row['year']}" if row["year"] else ""
        what = f"{row['of_name']}{year}: {row['a_little_more']}"
        saved = f"{two_digits(row['months_saved'])} months of mean delay of {row['for_name']}"
        yield f"{what} saves {saved}, found by solving again."


def _told(tables: Sequence[Table]) -> Iterator[str]:
    for table in tables:
        yield from (str(row["sentence"]) for row in table.records())


def _reasons(names: Names, why: Table) -> Iterator[str]:
    """Of each need why it is late."""
    rows = why.records()
    for pair in dict.fromkeys((row["partner"], row["item"]) for row in rows if row["scope"] == "need"):
        own = [row for row in rows if (row["partner"], row["item"]) == pair]
        for sentence in why_sentences(own):
            yield f"{names.item[str(pair[1])]}, {names.partner[str(pair[0])]}: {sentence[0].lower()}{sentence[1:]}"
