"""pooling report: results as one page to look at."""

from __future__ import annotations

from pathlib import Path

import click

from pooling.cli.options import Session, force_option, out_option, session_options
from pooling.cli.partners import reporting_findings


@click.command("report", epilog="Example: pooling report outputs/european-pool-base.xlsx -o report.html")
@click.argument("results", metavar="WORKBOOK.xlsx...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--partner", metavar="CODE", help="Only what this partner may see.")
@out_option("The page [default: report.html].")
@force_option
@session_options
@click.pass_obj
def report_command(
    session: Session, results: tuple[Path, ...], partner: str | None, out: str | None, force: bool
) -> None:
    """Show results, or an analysis, on one page that opens offline.

    Several results stand side by side, with their differences against the first. With --partner the page holds that
    partner's extract and nothing of any other. A workbook of compare, shift, frontier or gain has a page of its own.
    """
    from pooling.exchange.pages import NotOnePage, write_report
    from pooling.output.files import check_target, target

    path = target(out, ".", "report.html")
    check_target(path, force)
    with reporting_findings(session):
        try:
            write_report(path, results, partner or "", force)
        except NotOnePage as fault:
            raise click.UsageError(str(fault)) from fault
    click.echo(f"Page: {path}")
