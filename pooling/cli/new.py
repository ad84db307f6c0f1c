"""pooling new: a blank case, or a worked example."""

from __future__ import annotations

from pathlib import Path

import click

from pooling.case.examples import EXAMPLES
from pooling.case.findings import printable
from pooling.cli.options import Session, force_option, session_options
from pooling.cli.say import say


@click.command("new", epilog="Example: pooling new my-case.xlsx --example european-pool")
@click.argument("case_file", metavar="CASE.xlsx", type=click.Path(path_type=Path))
@click.option("--example", type=click.Choice(sorted(EXAMPLES)), metavar="NAME", help=f"One of: {', '.join(EXAMPLES)}.")
@force_option
@session_options
@click.pass_obj
def new_command(session: Session, case_file: Path, example: str | None, force: bool) -> None:
    """Write a blank case, or a worked example.

    Every sheet and column is there, with a note on what it means, drop-down lists and checks.
    """
    from pooling.output.case_book import write_case

    if case_file.suffix.lower() != ".xlsx":
        raise click.UsageError(f"the name of a case ends in .xlsx: {case_file}")
    rows = EXAMPLES[example]() if example else {}
    settings = {row["key"]: row["value"] for row in rows.get("settings", ())}
    title, marking = str(settings.get("case", "Planning case")), str(settings.get("marking", ""))
    write_case(case_file, rows, title=title, marking=marking, force=force)
    name = printable(str(case_file))
    if session.verbosity >= 0:
        say(f"next: {'' if example else 'fill it in, then '}pooling check {name}")
    click.echo(name)
