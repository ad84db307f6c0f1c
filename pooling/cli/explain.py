"""pooling explain: why needs of a result are late, by when to sign, what ends."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from pooling.cli.arguments import Number
from pooling.cli.document import print_document
from pooling.cli.exits import Exit, Failed
from pooling.cli.keeping import read_planned
from pooling.cli.options import Session, case_argument, force_option, json_option, out_option, session_options
from pooling.cli.progress import no_native_output
from pooling.cli.running import Runner, running_options
from pooling.cli.say import listed
from pooling.cli.several import base_case

MOST = 60
"""Sentences that a terminal gets, unless asked for all."""


@click.command("explain", epilog="Example: pooling explain inputs/european-pool.xlsx outputs/european-pool-base.xlsx")
@case_argument
@click.argument("result", type=click.Path(path_type=Path), metavar="RESULT.xlsx")
@click.option("-s", "--scenario", default="base", metavar="NAME", help="Scenario that was solved [default: base].")
@click.option("--partner", default="", metavar="P", help="Only this partner.")
@click.option("--item", default="", metavar="I", help="Only this item.")
@click.option("--framework", default="", metavar="F", help="Only what is served from this framework.")
@click.option(
    "--candidates", type=Number("60"), metavar="SECONDS", help="Also each candidate not signed, forced; in so long."
)
@running_options
@out_option("A workbook, too.")
@force_option
@json_option
@session_options
@click.pass_obj
def explain_command(
    session: Session,
    case_file: Path,
    result: Path,
    scenario: str,
    partner: str,
    item: str,
    framework: str,
    candidates: float | None,
    runner: Runner,
    out: str | None,
    force: bool,
    as_json: bool,
) -> Exit:
    """Tell why needs are late, by when to sign, and what ends.

    Of a RESULT of the case: months by cause, dates, what a little more saves.
    """
    from pooling.analysis.analyses import explained
    from pooling.analysis.explained import Chosen
    from pooling.analysis.solving import NotOfCase
    from pooling.output.files import check_target, target

    default = target(out, "outputs", f"{case_file.stem}-explain.xlsx")
    path = default if out else None
    if path:
        check_target(path, force)
    case = base_case(case_file, scenario, session)
    planned = read_planned(result, case)
    plan, given_way = planned.plan, planned.given_way
    keeping = (
        runner.keeping(default, force, case=case, result=plan, given_way=given_way) if candidates else nullcontext()
    )
    with keeping:
        try:
            with no_native_output():
                found = explained(case, plan, Chosen(partner, item, framework), candidates, runner, given_way)
        except NotOfCase as fault:
            raise Failed(Exit.INPUT, f"{result}, held against {case_file}, scenario {scenario}: {fault}") from fault
        if path:
            found.write(path, force)
    if as_json:
        tables = {table.name: table.records() for table in found.tables}
        document = {
            "command": "explain",
            "exit_code": Exit.DONE,
            "file": str(path) if path else None,
        }
        print_document(document | {"headlines": found.sentences} | tables)
        return Exit.DONE
    if session.verbosity >= 0 or not path:
        shown = found.sentences if session.verbosity > 0 else found.sentences[:MOST]
        for line in listed(shown):
            click.echo(line)
        if more := len(found.sentences) - len(shown):
            click.echo(f"… and {more} more: name --partner, --item or --framework; -o writes all, -v tells all")
    if path:
        click.echo(f"Explained: {path}")
    return Exit.DONE
