"""pooling rules: what each rule of a case costs in months and EUR."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pooling.cli.document import print_document
from pooling.cli.exits import Exit
from pooling.cli.options import Session, case_argument
from pooling.cli.several import as_document, base_case, default_path, ending, print_found, several_options

if TYPE_CHECKING:
    from pooling.cli.running import Runner
    from pooling.plan.solve import Options


@click.command("rules", epilog="Example: pooling rules inputs/european-pool.xlsx")
@case_argument
@click.option("-s", "--scenario", default="base", metavar="NAME", help="Scenario of the case [default: base].")
@several_options("outputs/CASE-rules.xlsx")
@click.pass_obj
def rules_command(
    session: Session,
    case_file: Path,
    scenario: str,
    out: str | None,
    force: bool,
    as_json: bool,
    runner: Runner,
    given: Options,
) -> Exit:
    """Price each rule: what the best plan saves without it.

    Shares, offices, partners, minima, rivals, windows, certificates, budgets, tolerance, lots: each off in turn.
    """
    from pooling.analysis.analyses import priced

    path = default_path(case_file, out, "rules", force)
    case = base_case(case_file, scenario, session)
    with runner.keeping(path, force, case=case):
        found = priced(case, given, runner)
        found.write(path, force)
    code = ending(found.entries, runner.stop.is_set())
    if as_json:
        print_document(as_document("rules", code, path, found))
        return code
    shown = {
        "rule": "without",
        "months_saved": "saves",
        "months_saved_least": "least",
        "months_saved_most": "most",
        "cost_change_eur": "more EUR",
        "cost_change_least_eur": "least EUR",
        "cost_change_most_eur": "most EUR",
    }
    print_found(session, found, shown, "Price of rules", path)
    return code
