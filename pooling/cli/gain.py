"""pooling gain: every partner alone against the pool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pooling.cli.arguments import Number
from pooling.cli.document import print_document
from pooling.cli.exits import Exit
from pooling.cli.options import Session, case_argument
from pooling.cli.several import (
    as_document,
    base_case,
    default_path,
    ending,
    print_found,
    several_options,
)

if TYPE_CHECKING:
    from pooling.cli.running import Runner
    from pooling.plan.solve import Options


@click.command("gain", epilog="Example: pooling gain inputs/european-pool.xlsx --guarantee")
@case_argument
@click.option("-s", "--scenario", default="base", metavar="NAME", help="Scenario of the case [default: base].")
@click.option("--guarantee", is_flag=True, help="Also the pool in which nobody is later than alone.")
@click.option(
    "--seed",
    type=Number("1", 0, whole=True),
    default=1,
    metavar="N",
    help="Draws where partners are too many to split exactly.",
)
@several_options("outputs/CASE-gain.xlsx")
@click.pass_obj
def gain_command(
    session: Session,
    case_file: Path,
    scenario: str,
    guarantee: bool,
    seed: int,
    out: str | None,
    force: bool,
    as_json: bool,
    runner: Runner,
    given: Options,
) -> Exit:
    """Hold every partner alone against the pool.

    Months and money gained, who would lose, a fair split of the savings.
    """
    from pooling.analysis.analyses import gained

    path = default_path(case_file, out, "gain", force)
    case = base_case(case_file, scenario, session)
    with runner.keeping(path, force, case=case):
        found = gained(case, given, runner, guarantee, seed)
        found.write(path, force)
    code = ending(found.entries, runner.stop.is_set())
    if as_json:
        print_document(as_document("gain", code, path, found) | {"verdicts": found.sentences})
        return code
    shown = {
        "partner": "partner",
        "delay_alone_months": "alone",
        "alone_gap_pct": "gap %",
        "delay_pooled_months": "pooled",
        "months_gained": "gained",
        "months_gained_least": "at least",
        "price_saved_eur": "EUR saved",
        "status": "ended",
    }
    print_found(session, found, shown, "Pooling gain", path)
    return code
