"""`pooling check`: validate a case and show what it holds."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

import click

from pooling.case.case import Case
from pooling.case.findings import Finding, has_errors
from pooling.case.holdings import Holding, Holdings, holdings
from pooling.case.purses import Purse, purses
from pooling.case.reader import Loaded, check_scenarios, loaded, read_rows
from pooling.case.rows import Rows
from pooling.case.schema import COMMON
from pooling.case.years import years_shown
from pooling.cli.document import print_document
from pooling.cli.exits import Exit
from pooling.cli.options import Session, case_argument, json_option, scenario_option, session_options, strict_option
from pooling.cli.telling import tell_findings
from pooling.output.words import counted

YEARS_ACROSS = 8
"""Years that fit beside each other in 80 columns."""


@click.command("check", epilog="Example: pooling check inputs/european-pool.xlsx")
@case_argument
@click.argument("result_file", metavar="[RESULT.xlsx]", type=click.Path(path_type=Path), required=False)
@scenario_option
@json_option
@strict_option
@session_options
@click.pass_context
def check_command(
    context: click.Context,
    case_file: Path,
    result_file: Path | None,
    scenarios: tuple[str, ...],
    as_json: bool,
    strict: bool,
) -> None:
    """Validate a case and print what it holds.

    Every fault is listed with its cell and what to do. Unless scenarios are named, the case is shown without changes
    and the changes of all its scenarios are checked too.

    With a RESULT, that may have been changed by hand: which rules its plan breaks, in which rows; which figures are not
    those of the plan; and how far it is from the plan as it was solved. Exit code 3 where rules break.
    """
    if result_file is not None:
        from pooling.cli.check_plan import check_plan

        context.exit(check_plan(case_file, result_file, scenarios, context.ensure_object(Session), as_json, strict))
    rows = read_rows(case_file, trusted=True)
    shown = [loaded(rows, scenario) for scenario in scenarios or ("base",)]
    of_shown = (finding for result in shown for finding in result.findings)
    findings = list(dict.fromkeys(chain(of_shown, () if scenarios else check_scenarios(rows))))
    if as_json:
        print_document(as_data(shown, findings))
    else:
        verbosity = context.ensure_object(Session).verbosity
        told = [finding for finding in findings if finding.severity == "error" or verbosity >= 0]
        tell_findings(told, verbosity)
        for result in shown:
            if result.case is not None:
                click.echo("\n".join(describe(result.case, [row.scenario for row in result.scenarios])))
                click.echo("\n".join(describe_money(result.rows, holdings(result.case).years)))
    if has_errors(findings) or (strict and findings):
        context.exit(Exit.INPUT)


def as_data(shown: Sequence[Loaded], findings: Sequence[Finding]) -> dict[str, Any]:
    """The results as plain data for JSON; `cases` holds those without errors."""
    return {
        "valid": not has_errors(findings),
        "findings": [asdict(finding) for finding in findings],
        "scenarios": [row.scenario for row in shown[0].scenarios],
        "cases": [_figures(result.case, result.rows) for result in shown if result.case is not None],
    }


def _figures(case: Case, rows: Rows) -> dict[str, Any]:
    """What `describe` and `describe_money` show."""
    held = holdings(case)
    return {
        "scenario": case.scenario,
        "start": case.settings.start,
        "end": case.settings.end,
        "periods": held.calendar.periods,
        "period_months": held.calendar.months,
        "partners": len(case.partners),
        "frameworks": len(case.frameworks),
        "existing_frameworks": sum(row.status == "existing" for row in case.frameworks),
        "lots": len(case.lots),
        "orders": len(case.orders),
        "years": held.years,
        "items": [asdict(row) for row in held.holdings],
        "money": [asdict(purse) | {"short": purse.short} for purse in purses(rows)],
    }


def describe(case: Case, scenarios: list[str]) -> Iterator[str]:
    """What the case holds, in lines of at most 80 characters."""
    held = holdings(case)
    settings, calendar = case.settings, held.calendar
    yield _cut(f"{settings.case}, scenario {case.scenario}")
    length = f"{counted(calendar.periods, 'period')} of {counted(calendar.months, 'month')}"
    yield f"{settings.start} to {settings.end}: {length}"
    existing = sum(row.status == "existing" for row in case.frameworks)
    yield (
        f"{counted(len(case.partners), 'partner')}, {counted(len(case.items), 'item')}, "
        f"{counted(len(case.frameworks), 'framework')} ({existing} existing), {counted(len(case.lots), 'lot')}, "
        f"{counted(len(case.orders), 'order')}"
    )
    if scenarios:
        named = "scenarios: " + ", ".join(scenarios)
        yield from textwrap.wrap(named, 80, subsequent_indent=" " * 11, break_on_hyphens=False)
    for first in range(0, len(held.years), YEARS_ACROSS):
        yield ""
        yield from _table(held, slice(first, first + YEARS_ACROSS))
    if any(max((*row.need, *row.capacity, *row.gap), default=0) >= 1e6 for row in held.holdings):
        yield "M: million"
    if any(row.shared for row in held.holdings):
        yield "* shares a line with another item; the line counts in full for each"
    yield ""
    yield from _gaps(held)


def describe_money(rows: Rows, years: tuple[int, ...]) -> Iterator[str]:
    """What partners need against what they may pay, in lines of at most 80 characters."""
    found = purses(rows)
    shown = [purse for purse in found if any(purse.need) or (purse.budget and purse.partner != COMMON)]
    kind = "lowest" if rows.settings()["budget_price"] == "reached" else "ceiling"
    if shown:
        yield ""
        yield f"EUR, newly needed at the least {kind} price with fees, and orders as planned:"
    for first in range(0, len(years) if shown else 0, YEARS_ACROSS):
        yield from _purse_table(shown, years, slice(first, first + YEARS_ACROSS))
    if any(max((*purse.need, *(purse.budget or ()))) >= 1e6 for purse in shown):
        yield "M: million, G: thousand million; short so far: if unspent budget were kept"
    notes = list(_money_notes(found))
    if notes:
        yield ""
    for note in notes:
        yield from textwrap.wrap(note, 80, subsequent_indent="  ", break_on_hyphens=False)


def _purse_table(shown: Sequence[Purse], years: tuple[int, ...], span: slice) -> Iterator[str]:
    """Need and budget of every partner in the years of `span`."""
    yield " " * 16 + "".join(f"{year:>8}" for year in years[span])
    for purse in shown:
        yield _cut(purse.partner)
        yield _line("  need", purse.need[span])
        if purse.budget is not None:  # those without are named below, once
            yield _line("  budget", purse.budget[span])
        if any(purse.short):
            yield _line("  short so far", purse.short[span])


def _money_notes(found: Sequence[Purse]) -> Iterator[str]:
    """What the table does not show: years and partners without budget, needs without price."""
    for purse in found:
        if purse.years_without_row:
            yield f"{purse.partner} has no row in budgets for {years_shown(purse.years_without_row)}: 0 there"
        if purse.unpriced:
            yield f"{purse.partner}: no price for {', '.join(purse.unpriced)}, which no lot sells to it"
    if unlimited := [purse.partner for purse in found if purse.budget is None]:
        yield "No limit, for want of any row in budgets: " + ", ".join(unlimited)


def _table(held: Holdings, span: slice) -> Iterator[str]:
    """Need and capacity of every item in the years of `span`."""
    yield " " * 16 + "".join(f"{year:>8}" for year in held.years[span])
    for row in held.holdings:
        yield _cut(f"{row.item}{' *' if row.shared else ''} [{row.unit}]")
        yield _line("  newly needed", row.need[span])
        yield _line("  capacity", row.capacity[span])
        if any(row.gap):
            yield _line("  short so far", row.gap[span])


def _line(label: str, values: tuple[float, ...]) -> str:
    return f"{label:<16}" + "".join(f"{compact(value):>8}" for value in values)


def _gaps(held: Holdings) -> Iterator[str]:
    short = [row for row in held.holdings if any(row.gap)]
    if not short:
        yield "Lines can make every item as it is needed, if each made nothing else."
        return
    yield "First gaps (need so far above capacity so far, without expansions):"
    for row in sorted(short, key=_first_gap):
        year = held.years[_first_gap(row)]
        worst = max(range(len(row.gap)), key=row.gap.__getitem__)
        yield _cut(
            f"  {row.item} [{row.unit}]: from {year} on; at worst {compact(row.gap[worst])} in {held.years[worst]}"
        )


def _first_gap(row: Holding) -> int:
    return next(year for year, gap in enumerate(row.gap) if gap)


def compact(value: float) -> str:
    """A figure in at most seven characters."""
    value = round(value) if value >= 100 else value
    for size, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M")):
        if value >= size:
            return f"{value / size:,.1f}{letter}"
    return f"{value:,}" if value >= 100 else f"{value:.4g}"


def _cut(line: str) -> str:
    return line if len(line) <= 80 else line[:79] + "…"
