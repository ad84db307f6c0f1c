"""What the commands that run several solves have in common: options, reading, tables, endings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pooling.cli.exits import Exit, Failed
from pooling.cli.options import Session, force_option, json_option, out_option, session_options, solver_options
from pooling.cli.progress import WIDTH
from pooling.cli.running import running_options
from pooling.cli.say import listed
from pooling.cli.telling import tell_findings

if TYPE_CHECKING:
    from pooling.analysis.analyses import Analysis
    from pooling.case.case import Case
    from pooling.case.findings import Finding
    from pooling.case.reader import Loaded
    from pooling.case.scenario import Scenarios
    from pooling.output.entry import Entry
    from pooling.output.table import Table

MILLION = 1e6
MOST_CUT = 8
"""Letters of a name that are always shown."""

CODES = {"infeasible": Exit.INFEASIBLE, "no_plan": Exit.NO_PLAN, "interrupted": Exit.INTERRUPTED, "failed": Exit.FAULT}
"""What a run's status stands for."""


def several_options(default_out: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """-o, --force, --json, those of running, of the solver and of the session."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        command = session_options(command)
        command = solver_options(command)
        command = running_options(command)
        command = json_option(command)
        command = force_option(command)
        decorated: Callable[..., Any] = out_option(f"The workbook [default: {default_out}].")(command)
        return decorated

    return add


def default_path(case_file: Path, out: str | None, command: str, force: bool, suffix: str = ".xlsx") -> Path:
    """Where the result goes; raises early where something is there."""
    from pooling.output.files import check_target, target

    path = target(out, "outputs", f"{case_file.stem}-{command}{suffix}")
    check_target(path, force)
    return path


def read_scenarios(
    case_file: Path, wanted: Callable[[Scenarios], Iterable[str]], session: Session
) -> dict[str, Loaded]:
    """Scenario to the case with it applied, those that are `wanted` of the case; ends the command if base is faulty.

    A scenario that cannot be applied has no case: its findings say why. Clashes within a sum of scenarios are told.
    """
    from pooling.case.reader import loaded, read_rows
    from pooling.case.scenario import Scenarios
    from pooling.case.sums import sum_of

    rows = read_rows(case_file, trusted=True)
    base = loaded(rows, "base")
    if base.case is None:
        tell_findings(base.findings, session.verbosity)
        raise Failed(Exit.INPUT, f"{case_file}: {_count(base.findings)} to correct; nothing is written", base.findings)
    if session.verbosity > 0:
        tell_findings(base.findings, session.verbosity)
    known = Scenarios(rows)
    names = dict.fromkeys(sum_of(known.parts(name)) for name in wanted(known))
    found = {name: base if name == "base" else loaded(rows, name) for name in names}
    clashes = [finding for result in found.values() for finding in result.findings if finding.rule == "clash"]
    if session.verbosity >= 0:
        tell_findings(list(dict.fromkeys(clashes)), session.verbosity)
    return found


def base_case(case_file: Path, scenario: str, session: Session) -> Case:
    """The case with one scenario applied; ends the command where there is none."""
    (loaded,) = read_scenarios(case_file, lambda _: [scenario], session).values()
    return usable(loaded, case_file, scenario, session)


def usable(loaded: Loaded, case_file: Path, scenario: str, session: Session) -> Case:
    """The case of a scenario; ends the command where there is none."""
    if loaded.case is None:
        tell_findings(loaded.findings, session.verbosity)
        message = f"{case_file}, scenario {scenario}: {_count(loaded.findings)} to correct"
        raise Failed(Exit.INPUT, message, loaded.findings)
    return loaded.case


def _count(findings: Iterable[Finding]) -> int:
    return sum(finding.severity == "error" for finding in findings)


def refusal(loaded: Loaded) -> str:
    """Why a scenario has no case."""
    errors = [finding for finding in loaded.findings if finding.severity == "error"]
    return errors[0].line if errors else "the scenario cannot be applied"


@contextmanager
def needing_a_plan(what_for: str) -> Iterator[None]:
    """End the command where the solve within gives no plan."""
    from pooling.analysis.solving import NotSolved

    try:
        yield
    except NotSolved as none:
        code = CODES.get(none.run.status, Exit.FAULT)
        raise Failed(code, f"there is no plan {what_for}: {none.run.message}") from none


def ending(entries: Sequence[Entry], stopped: bool = False) -> Exit:
    """The exit code: 5 where some failed, that of the first where all did."""
    failed = [entry for entry in entries if entry.figures is None]
    if stopped:
        return Exit.INTERRUPTED
    if failed and len(failed) == len(entries):
        return CODES.get(failed[0].status, Exit.INPUT)
    return Exit.SOME_FAILED if failed else Exit.DONE


def print_found(session: Session, found: Analysis, shown: Mapping[str, str], what: str, path: Path) -> None:
    """Columns of the first table, what was found, and where the workbook is; a quiet run prints just the last."""
    if session.verbosity >= 0:
        for line in (*as_lines(found.tables[0], shown), "", *listed(found.sentences), ""):
            click.echo(line)
    click.echo(f"{what}: {path}")


def as_lines(table: Table, shown: Mapping[str, str]) -> list[str]:
    """Columns of `table` under the heads that `shown` gives them, aligned, within the terminal's width.

    Money is told in millions where it comes in millions; what does not fit is taken from the first column.
    """
    records = table.records()
    kinds = {column.name: column.kind for column in table.columns}
    texts: list[list[str]] = [[head] for head in shown.values()]
    for cells, (name, head) in zip(texts, shown.items(), strict=True):
        values = [record[name] for record in records]
        million = kinds[name] == "money" and any(value and abs(value) >= MILLION for value in values)
        cells[0] = f"{head} m" if million else head
        cells += [_shown(value / MILLION if million and value is not None else value) for value in values]
    sizes = [max(len(cell) for cell in cells) for cells in texts]
    sizes[0] = min(sizes[0], max(MOST_CUT, WIDTH - sum(sizes[1:]) - 2 * (len(sizes) - 1)))
    return [
        "  ".join(
            _cut(cell, size).ljust(size) if position == 0 else cell.rjust(size)
            for position, (cell, size) in enumerate(zip(row, sizes, strict=True))
        ).rstrip()
        for row in zip(*texts, strict=True)
    ]


def _shown(cell: object) -> str:
    if isinstance(cell, bool):
        return "Y" if cell else ""
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 1e5 else f"{round(cell, 2) + 0.0:,.2f}"
    return "" if cell is None else str(cell)


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1] + "…"


def as_document(command: str, code: Exit, path: Path, found: Analysis) -> dict[str, Any]:
    """What was found, in sentences, and the tables as plain data for JSON."""
    return {
        "command": command,
        "exit_code": code,
        "file": str(path),
        "headlines": found.sentences,
        **{table.name: table.records() for table in found.tables},
    }
