"""pooling solve: from a case to a proven plan and its workbook."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pooling.cli.alternatives import alternatives_options, path_of, wish_of, with_alternatives
from pooling.cli.alternatives import as_text as plans_as_text
from pooling.cli.arguments import Day
from pooling.cli.document import print_document
from pooling.cli.exits import Exit, Failed
from pooling.cli.keeping import earlier, first_plan, refusing_to_keep
from pooling.cli.options import (
    Session,
    case_argument,
    force_option,
    json_option,
    out_option,
    scenario_option,
    session_options,
    solver_options,
    strict_option,
)
from pooling.cli.progress import ProgressDisplay, no_native_output, stop_on_interrupt
from pooling.cli.say import say
from pooling.cli.summary import as_data, as_text, result_line
from pooling.cli.telling import in_words, tell_findings

if TYPE_CHECKING:
    from pooling.analysis.earlier import Earlier, Start
    from pooling.analysis.wish import Wish
    from pooling.case.case import Case
    from pooling.output.table import Table
    from pooling.plan.plan import Outcome
    from pooling.plan.solve import Options

MOST_WARNINGS = 20
"""Findings told one by one before solving."""


@dataclass(frozen=True)
class Job:
    """One scenario to solve and the workbook to write; what an earlier result has decided, kept or to start from."""

    case: Case
    path: Path
    kept: Earlier | None = None
    start: Start | None = None
    wish: Wish | None = None


@click.command("solve", epilog="Example: pooling solve inputs/european-pool.xlsx -s shift-500m")
@case_argument
@scenario_option
@out_option("Result workbook, or a folder [default: outputs].")
@click.option(
    "--keep", type=click.Path(path_type=Path), metavar="RESULT", help="Keep what this has signed and called off."
)
@click.option("--until", type=Day(), metavar="DATE", help="With --keep: only what comes before.")
@click.option(
    "--start", type=click.Path(path_type=Path), metavar="RESULT", help="Begin the search at its plan; nothing is kept."
)
@alternatives_options
@force_option
@json_option
@solver_options
@strict_option
@session_options
@click.pass_obj
def solve_command(
    session: Session,
    case_file: Path,
    scenarios: tuple[str, ...],
    out: str | None,
    keep: Path | None,
    until: date | None,
    start: Path | None,
    alternatives: int | None,
    within: float | None,
    differ: int | None,
    force: bool,
    as_json: bool,
    given: Options,
    strict: bool,
) -> Exit:
    """Solve a case and write the plan as a workbook. Ctrl-C: the best so far."""
    from pooling.output.files import check_target, safe_name, targets

    if until and not keep:
        raise click.UsageError("--until says how long to --keep RESULT: name the result")
    if start and keep:
        raise click.UsageError("--keep begins from the plan of its own result: leave out --start")
    wish = wish_of(alternatives, within, differ)
    if wish and keep:
        raise click.UsageError("--alternatives looks for plans that differ, --keep for one that does not: give one")
    names = tuple(dict.fromkeys(scenarios)) or ("base",)
    paths = targets(out, "outputs", [f"{safe_name(case_file.stem)}-{safe_name(name)}.xlsx" for name in names])
    for path in paths:
        for number in range(1, 2 + (wish.number if wish else 0)):
            check_target(path if number == 1 else path_of(path, number), force)
    cases = [load_case(case_file, name, strict, session) for name in names]
    jobs = [
        Job(
            case,
            path,
            earlier(keep, case, until, session) if keep else None,
            first_plan(start, case, session) if start else None,
            wish,
        )
        for case, path in zip(cases, paths, strict=True)
    ]
    code, results = _solve_all(jobs, given, force, session, as_json)
    if as_json:
        document = {"command": "solve", "exit_code": code, "results": results}
        print_document(document)
    return code


def load_case(case_file: Path, scenario: str, strict: bool, session: Session) -> Case:
    """The case with `scenario` applied; findings go to stderr, errors (under `strict` warnings too) end the command."""
    from pooling.case.reader import load

    loaded = load(case_file, scenario)
    errors = [finding for finding in loaded.findings if strict or finding.severity == "error"]
    tell_findings(loaded.findings if session.verbosity >= 0 else errors, session.verbosity, MOST_WARNINGS)
    if loaded.case is None or errors:
        message = f"{case_file}, scenario {scenario}: {len(errors)} to correct; nothing is written"
        raise Failed(Exit.INPUT, message, errors)
    return loaded.case


def _solve_all(
    jobs: Sequence[Job], options: Options, force: bool, session: Session, as_json: bool
) -> tuple[Exit, list[dict[str, Any]]]:
    """Solve one after the other; a scenario that fails does not stop the others, an interrupt does."""
    stop = threading.Event()
    codes: list[Exit] = []
    results: list[dict[str, Any]] = []
    with stop_on_interrupt(stop):
        for job in jobs:
            try:
                tables, outcome = _solve_one(job, options, force, session, stop)
            except Failed as failure:
                say(failure.message)
                codes.append(failure.code)
                results.append(_failed(job.case.scenario, failure))
                continue
            codes.append(Exit.DONE)
            results.append(as_data(tables, outcome, job.path))
            if not as_json:
                quiet = session.verbosity < 0
                click.echo(result_line(job.path) if quiet else as_text(tables[0], outcome, job.path))
                for line in () if quiet else plans_as_text(tables):
                    click.echo(line)
            if stop.is_set():
                break
    return _code(codes, stop.is_set()), results


def _failed(scenario: str, failure: Failed) -> dict[str, Any]:
    told = {"scenario": scenario, "status": "failed", "message": failure.message}
    return told | ({"clash": asdict(failure.clash)} if failure.clash else {})


def _code(codes: Sequence[Exit], interrupted: bool) -> Exit:
    if interrupted:
        return Exit.INTERRUPTED
    if len(codes) == 1:
        return codes[0]
    return Exit.SOME_FAILED if any(codes) else Exit.DONE


def _solve_one(
    job: Job, options: Options, force: bool, session: Session, stop: threading.Event
) -> tuple[list[Table], Outcome]:
    """Solve, verify and write one scenario; its tables and outcome. Raises `Failed`."""
    from pooling.analysis.earlier import promising, tables_of
    from pooling.analysis.solving import solved

    case = job.case
    if begun := job.kept or job.start:
        options = begun.asked(options)

    def solve(case: Case, options: Options, label: str) -> Outcome:
        return _shown(case, options, label, session, stop)

    with refusing_to_keep(job.kept), _failures(case.scenario, stop), no_native_output():
        found = promising(solved(case, options, solve, stop), job.kept)
    with _failures(f"{case.scenario} without keeping", stop), no_native_output():
        tables = tables_of(found, job.kept, options, solve, stop)
    try:
        found.write(job.path, tables, force)
        if job.wish:  # what was found so far is written already, whatever becomes of the others
            with _failures(case.scenario, stop), no_native_output():
                tables = with_alternatives(tables, found, job.path, job.wish, options, solve, stop, force)
            found.write(job.path, tables, force=True)
    except OSError as fault:
        raise Failed(Exit.INPUT, f"error: {case.scenario}: {fault}") from fault
    return tables, found.outcome


def _shown(case: Case, options: Options, label: str, session: Session, stop: threading.Event) -> Outcome:
    """Solve with progress shown."""
    from pooling.plan.solve import solve

    display = ProgressDisplay(label, session.verbosity)
    try:
        return solve(case, options, display, stop)
    finally:
        display.close()


@contextmanager
def _failures(label: str, stop: threading.Event) -> Iterator[None]:
    """Tell the user why the solve `label` has no plan, or one that is not written."""
    from pooling.analysis.solving import BrokenPlan
    from pooling.plan.solve import Infeasible, NoPlan

    try:
        yield
    except Infeasible as infeasible:
        raise Failed(Exit.INFEASIBLE, f"{label}: {in_words(infeasible.clash)}", clash=infeasible.clash) from infeasible
    except NoPlan as none:
        if stop.is_set():
            raise Failed(Exit.INTERRUPTED, f"{label}: interrupted before any plan was found") from none
        raise Failed(Exit.NO_PLAN, f"{label}: {none}; --time-limit allows more") from none
    except BrokenPlan as broken:
        raise Failed(Exit.FAULT, f"internal fault: {broken}") from broken
