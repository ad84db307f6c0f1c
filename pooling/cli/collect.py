"""pooling collect: partners' sheets validated and merged into the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pooling.cli.document import print_document
from pooling.cli.exits import Exit, Failed
from pooling.cli.options import (
    Session,
    case_argument,
    force_option,
    json_option,
    out_option,
    session_options,
    strict_option,
)
from pooling.cli.partners import lines_of, reporting_findings
from pooling.cli.say import say
from pooling.output.words import counted

if TYPE_CHECKING:
    from pooling.exchange.collect import Collected, Verdict


@click.command("collect", epilog="Example: pooling collect inputs/european-pool.xlsx sheets/ -o case2.xlsx")
@case_argument
@click.argument("sheets", metavar="SHEETS...", nargs=-1, required=True, type=click.Path(path_type=Path))
@out_option("The merged case; without it nothing is written.")
@click.option("--annotate", metavar="DIR", help="Sheets to send back, faults in red.")
@click.option("--accept-clean", is_flag=True, help="Merge the clean sheets, leave out the others (exit code 5).")
@strict_option
@force_option
@json_option
@session_options
@click.pass_obj
def collect_command(
    session: Session,
    case_file: Path,
    sheets: tuple[Path, ...],
    out: str | None,
    annotate: str | None,
    accept_clean: bool,
    strict: bool,
    force: bool,
    as_json: bool,
) -> Exit:
    """Check the sheets partners sent and merge them into the case.

    SHEETS are workbooks, or folders of them. All of them are checked before anything is written. A partner's rows take
    the place of that partner's rows, no others; what that changes is shown line by line.
    """
    from pooling.exchange.sending import NoSheets, gather
    from pooling.output.files import target, target_folder

    path = target(out, ".", case_file.name) if out else None
    folder = target_folder(annotate, "") if annotate else None
    with reporting_findings(session):
        try:
            found = gather(case_file, sheets, path, folder, strict=strict, accept_clean=accept_clean, force=force)
        except NoSheets as none:
            raise click.UsageError(str(none)) from none
    collected, written, unread = found.collected, found.written, _unread(sheets)
    code = _code(collected, written)
    if as_json:
        print_document(_as_data(collected, found.back, written, code, unread))
    else:
        _report(collected, session, written)
        for file in unread:
            click.echo(f"{file.name}: not read: no .xlsx workbook; open it in Excel and save it as one", err=True)
        if collected.unanswered and session.verbosity >= 0:
            click.echo(f"no sheet yet from: {', '.join(collected.unanswered)}", err=True)
        for copy in found.back:
            click.echo(f"to send back: {copy}")
        if written:
            click.echo(f"case: {written}")
    if code == Exit.INPUT:
        raise Failed(code, "nothing is merged: correct the sheets, or take --accept-clean for those without errors")
    return code


def _code(collected: Collected, written: Path | None) -> Exit:
    if collected.is_clean:
        return Exit.DONE
    return Exit.SOME_FAILED if collected.case else Exit.INPUT


def _unread(sheets: Sequence[Path]) -> list[Path]:
    """Files in the folders named that are no .xlsx workbooks, so that nobody takes them for read."""
    folders = [path for path in sheets if path.is_dir()]
    return sorted(
        file
        for folder in folders
        for file in folder.iterdir()
        if file.is_file() and file.suffix.lower() != ".xlsx" and not file.name.startswith(("~$", "."))
    )


def _report(collected: Collected, session: Session, written: Path | None) -> None:
    """Findings on stderr; on stdout what becomes of each sheet, and what it changes."""
    found = (*(f for verdict in collected.verdicts for f in verdict.findings), *collected.findings)
    for line in lines_of(f for f in found if f.severity == "error" or session.verbosity >= 0):
        say(line)
    for verdict in collected.verdicts:
        click.echo(_line(verdict, written))
        for change in verdict.changes:
            click.echo(f"  {change.line}")


def _line(verdict: Verdict, written: Path | None) -> str:
    submission = verdict.submission
    cover = submission.cover
    whose = f"{cover.partner} revision {cover.revision}, {counted(submission.rows, 'row')}" if cover else "unreadable"
    errors = sum(finding.severity == "error" for finding in verdict.findings)
    status = "would be merged" if verdict.status == "merged" and not written else verdict.status
    return f"{submission.path.name}: {whose}: {status}" + (f", {errors} to correct" if errors else "")


def _as_data(
    collected: Collected, back: Sequence[Path], written: Path | None, code: Exit, unread: Sequence[Path]
) -> dict[str, Any]:
    """The outcome as plain data."""
    return {
        "command": "collect",
        "exit_code": code,
        "case": str(written) if written else None,
        "sheets": [_sheet_as_data(verdict) for verdict in collected.verdicts],
        "findings": [asdict(finding) for finding in collected.findings],
        "unanswered": list(collected.unanswered),
        "unread": [path.name for path in unread],
        "to_send_back": [str(path) for path in back],
    }


def _sheet_as_data(verdict: Verdict) -> dict[str, Any]:
    submission, cover = verdict.submission, verdict.submission.cover
    return {
        "file": submission.path.name,
        "sha256": submission.sha256,
        "partner": cover.partner if cover else None,
        "issue": cover.issue if cover else None,
        "revision": cover.revision if cover else None,
        "status": verdict.status,
        "rows": submission.rows,
        "findings": [asdict(finding) for finding in verdict.findings],
        "changes": [asdict(change) for change in verdict.changes],
    }
