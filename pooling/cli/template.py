"""pooling template: demand sheets for partners to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from pooling.case.schema import LANGUAGES
from pooling.cli.arguments import Number
from pooling.cli.document import print_document
from pooling.cli.options import Session, case_argument, force_option, json_option, out_option, session_options
from pooling.cli.partners import partner_options, partners_wanted, reporting_findings
from pooling.cli.say import say


@click.command("template", epilog="Example: pooling template inputs/european-pool.xlsx --partner NLD")
@case_argument
@partner_options
@out_option("Folder for the sheets [default: sheets].")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of all sheets [default: each partner's own].")
@click.option(
    "--issue", type=Number("2", 1, whole=True), metavar="N", help="Round of the exchange [default: the next]."
)
@click.option("--return-to", default="", metavar="TEXT", help="Whom the sheets are sent back to.")
@click.option(
    "--rows", type=Number("40", 1, 1000, whole=True), default=40, metavar="N", help="Blank rows a table [default: 40]."
)
@force_option
@json_option
@session_options
@click.pass_obj
def template_command(
    session: Session,
    case_file: Path,
    wanted: tuple[str, ...],
    everyone: bool,
    out: str | None,
    language: str | None,
    issue: int | None,
    return_to: str,
    rows: int,
    force: bool,
    as_json: bool,
) -> None:
    """Write a demand sheet for each partner to fill in.

    It is filled with what the case already holds for that partner, and for no other.
    """
    from pooling.exchange.template import Options, write_templates
    from pooling.output.files import target_folder

    codes = partners_wanted(wanted, everyone)
    folder = target_folder(out, "sheets")
    with reporting_findings(session):
        paths = write_templates(case_file, codes, folder, Options(language, issue, return_to, rows), force=force)
    if as_json:
        print_document({"command": "template", "files": [str(path) for path in paths]})
        return
    for path in paths:
        click.echo(path)
    if session.verbosity >= 0:
        say(f"next: send each to its partner, then pooling collect {case_file} {folder}/*.xlsx")
