"""Cases and results: read, checked, shown on a page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pooling.api.found import Checked, Result, table_of
from pooling.case.case import Case
from pooling.case.examples import EXAMPLES
from pooling.case.findings import CaseError, Finding, has_errors
from pooling.case.holdings import holdings
from pooling.case.purses import purses
from pooling.case.reader import Loaded, check_scenarios, load, loaded, read_rows
from pooling.exchange.pages import write_report
from pooling.output.breaks import Break
from pooling.output.case_book import write_case
from pooling.output.checked import checked
from pooling.output.distance import Distance
from pooling.output.files import check_target
from pooling.output.recomputed import Difference
from pooling.output.results import headlines, read_tables
from pooling.output.table import Table, columns


def read_case(path: str | Path, scenario: str = "base") -> Case:
    """The case with `scenario` applied; raises `CaseError` with every finding where it cannot be used."""
    read = load(Path(path), scenario)
    if read.case is None:
        raise CaseError(finding for finding in read.findings if finding.severity == "error")
    return read.case


def given_case(case: str | Path | Case, scenario: str) -> Case:
    """The case that is given, read or as a path; raises `ValueError` where it was read with another scenario."""
    if not isinstance(case, Case):
        return read_case(case, scenario)
    if scenario not in ("base", case.scenario):
        raise ValueError(f"this case was read with the scenario {case.scenario}: read it with {scenario}")
    return case


def case_or_why(path: str | Path, scenario: str) -> Case | str:
    """The case with `scenario` applied, or in a line why it cannot be; raises `CaseError` where the base cannot."""
    try:
        return read_case(path, scenario)
    except CaseError as fault:
        if scenario == "base":
            raise
        return str(fault).splitlines()[0]


def scenarios_of(path: str | Path) -> list[str]:
    """The names of the scenarios in a case."""
    return [row.scenario for row in load(Path(path)).scenarios]


def read_result(path: str | Path) -> Result:
    """A result workbook that `pooling solve` or `Result.save` wrote; raises `CaseError` where it is none."""
    tables = read_tables(Path(path))
    return Result(tables, tuple(headlines(tables)))


def write_example(name: str, path: str | Path, force: bool = False) -> Path:
    """Write the worked example `name` as a case workbook, as `pooling new --example` does."""
    if name not in EXAMPLES:
        raise KeyError(f"there is no example {name}; there are {', '.join(EXAMPLES)}")
    rows = EXAMPLES[name]()
    settings = {row["key"]: row["value"] for row in rows["settings"]}
    write_case(Path(path), rows, title=str(settings["case"]), marking=str(settings.get("marking", "")), force=force)
    return Path(path)


def check(case: str | Path, result: str | Path | None = None, scenario: str = "") -> Checked:
    """Whether a case can be used, or with `result` whether its plan keeps every rule, as `pooling check` does.

    Of a case: the frames `findings`, and `items` and `money` by year where it can be used. Of a result, that may have
    been changed by hand: `findings`, `broken` rules, `differences` of figures, `objectives`. Raises `CaseError` where
    either cannot be read.
    """
    if result is None:
        return _check_case(Path(case), scenario)
    found = checked(Path(case), Path(result), scenario)
    tables = [
        table_of("findings", Finding, [*found.of_case, *found.findings]),
        table_of("broken", Break, found.broken),
        table_of("differences", Difference, found.differing),
        table_of("objectives", Distance, found.far),
    ]
    return Checked({table.name: table for table in tables}, tuple(found.sentences), valid=not found.broken)


def report(
    results: str | Path | Iterable[str | Path], path: str | Path, partner: str = "", force: bool = False
) -> Path:
    """Write results side by side, or one analysis, as a page that opens offline, as `pooling report` does."""
    files = [results] if isinstance(results, str | Path) else list(results)
    check_target(Path(path), force)
    write_report(Path(path), list(map(Path, files)), partner, force)
    return Path(path)


def _check_case(path: Path, scenario: str) -> Checked:
    rows = read_rows(path, trusted=True)
    shown = loaded(rows, scenario or "base")
    findings = list(dict.fromkeys([*shown.findings, *(() if scenario else check_scenarios(rows))]))
    tables = [table_of("findings", Finding, findings), *(_held(shown) if shown.case else ())]
    return Checked({table.name: table for table in tables}, (), valid=not has_errors(findings))


def _held(shown: Loaded) -> tuple[Table, Table]:
    """What a case needs and could make, and what partners need and may pay, a row a year."""
    assert shown.case is not None
    held, purse_rows = holdings(shown.case), purses(shown.rows)
    items = tuple(
        (row.item, year, row.need[n], row.capacity[n], row.gap[n])
        for row in held.holdings
        for n, year in enumerate(held.years)
    )
    money = tuple(
        (purse.partner, year, purse.need[n], None if purse.budget is None else purse.budget[n], purse.short[n])
        for purse in purse_rows
        for n, year in enumerate(held.years)
    )
    return (
        Table("items", "Items", columns("item:code year:int need:quantity capacity:quantity gap:quantity"), items),
        Table("money", "Money", columns("partner:code year:int need:money budget:money short:money"), money),
    )
