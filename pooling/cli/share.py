"""pooling share: each partner's extract of a result."""

from __future__ import annotations

from pathlib import Path

import click

from pooling.cli.document import print_document
from pooling.cli.options import Session, force_option, json_option, out_option, session_options
from pooling.cli.partners import partner_options, partners_wanted, reporting_findings


@click.command("share", epilog="Example: pooling share outputs/european-pool-base.xlsx --all")
@click.argument("result_file", metavar="RESULT.xlsx", type=click.Path(path_type=Path))
@partner_options
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
    out: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Write each partner's extract of a result.

    It holds what the plan brings that partner: call-offs, orders, attainment, payments, and the frameworks it is in
    with their totals. Totals from which another partner's part could be told are withheld.
    """
    from pooling.exchange.share import write_extracts
    from pooling.output.files import target_folder

    codes = partners_wanted(wanted, everyone)
    with reporting_findings(session):
        paths = write_extracts(result_file, codes, target_folder(out, "shared"), force=force)
    if as_json:
        print_document({"schema_version": 1, "command": "share", "files": [str(path) for path in paths]})
        return
    for path in paths:
        click.echo(path)
