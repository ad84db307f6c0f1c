"""pooling report: results as one page to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pooling.cli.options import Session, force_option, out_option, session_options
from pooling.cli.partners import reporting_findings

if TYPE_CHECKING:
    from pooling.output.analyses import Analysis
    from pooling.output.table import Table


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
    from pooling.output.analyses import read_analysis
    from pooling.output.files import check_target, target
    from pooling.output.page_analysis import analysis_data
    from pooling.output.page_book import write_page
    from pooling.output.page_data import page_data
    from pooling.output.results import key_figures, read_tables

    path = target(out, ".", "report.html")
    check_target(path, force)
    with reporting_findings(session):
        analyses = [read_analysis(file) for file in results]
    today = f"{date.today():%Y-%m-%d}"
    if any(analyses):
        analysis = _single(results, analyses, partner)
        data = analysis_data(analysis, today)
        write_page(path, data, str(analysis.asked["case"]), str(analysis.asked["marking"] or ""), force)
        click.echo(f"Page: {path}")
        return
    with reporting_findings(session):
        tables = [read_tables(file) for file in results]
        parts = [_extract(part, partner, file) if partner else part for part, file in zip(tables, results, strict=True)]
    keys = key_figures(tables[0])
    names = _names(results, tables)
    data = page_data(list(zip(names, parts, strict=True)), partner or "", today)
    title = f"{keys['case']} – {partner}" if partner else str(keys["case"])
    write_page(path, data, title, str(keys["marking"] or ""), force)
    click.echo(f"Page: {path}")


def _single(files: Sequence[Path], analyses: Sequence[Analysis | None], partner: str | None) -> Analysis:
    """The one analysis that a page shows."""
    file, analysis = next((file, found) for file, found in zip(files, analyses, strict=True) if found)
    if len(files) > 1:
        raise click.UsageError(f"{file.name} is an analysis: give it alone, it has a page of its own")
    if partner:
        raise click.UsageError(f"{file.name} is an analysis of all partners: only results of solve have extracts")
    return analysis


def _extract(tables: Mapping[str, Table], partner: str, file: Path) -> Mapping[str, Table]:
    from pooling.exchange.extract import extract, partners_in

    known = partners_in(tables)
    if partner not in known:
        raise click.UsageError(f"{file.name} speaks of no partner {partner}, but of {', '.join(known)}")
    return {table.name: table for table in extract(tables, partner).tables}


def _names(files: Sequence[Path], tables: Sequence[Mapping[str, Table]]) -> list[str]:
    """The scenario of each result, or its file's name where scenarios are not told apart by that."""
    from pooling.output.results import key_figures
    from pooling.output.table import unique_headers

    scenarios = [str(key_figures(table)["scenario"]) for table in tables]
    return scenarios if len(set(scenarios)) == len(scenarios) else unique_headers(file.stem for file in files)
