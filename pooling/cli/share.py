"""pooling share: each partner's extract of a result."""

from __future__ import annotations

from pathlib import Path

import click

from pooling.case.schema import LANGUAGES
from pooling.cli.document import print_document
from pooling.cli.options import Session, force_option, json_option, out_option, session_options
from pooling.cli.partners import partner_options, partners_wanted, reporting_findings
from pooling.cli.progress import no_native_output
from pooling.cli.say import say


@click.command("share", epilog="Example: pooling share outputs/european-pool-base.xlsx --all")
@click.argument("result_file", metavar="RESULT.xlsx", type=click.Path(path_type=Path))
@partner_options
@click.option("--language", type=click.Choice(LANGUAGES), help="Of all extracts [default: each partner's own].")
@out_option("Folder for the extracts [default: shared].")
@force_option
@json_option
@session_options
@click.pass_obj
def share_command(
    session: Session,
    result_file: Path,
    wanted: tuple[str, ...],
    everyone: bool,
    language: str | None,
    out: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Write each partner's extract of a result.

    It says in the partner's language what the plan brings, what it costs and what is to be decided by when: call-offs,
    orders, attainment, payments, and the frameworks it is in with their totals. Totals from which another partner's
    part could be told are withheld.
    """
    from pooling.exchange.share import write_extracts
    from pooling.output.files import target_folder

    codes = partners_wanted(wanted, everyone)
    with reporting_findings(session), no_native_output():
        shared = write_extracts(result_file, codes, target_folder(out, "shared"), language=language, force=force)
    if session.verbosity >= 0:
        for note in shared.notes:
            say(f"warning: {note}")
    if as_json:
        print_document({"command": "share", "files": [str(path) for path in shared.paths]})
        return
    for path in shared.paths:
        click.echo(path)
