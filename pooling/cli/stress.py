"""pooling stress: a plan in futures in which lines, lead times and needs turn out otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pooling.cli.arguments import Number
from pooling.cli.document import print_document
from pooling.cli.exits import Exit, Failed
from pooling.cli.keeping import read_planned
from pooling.cli.options import Session, case_argument
from pooling.cli.several import (
    as_document,
    base_case,
    default_path,
    ending,
    needing_a_plan,
    print_found,
    several_options,
)

if TYPE_CHECKING:
    from pooling.cli.running import Runner
    from pooling.plan.solve import Options


@click.command("stress", epilog="Example: pooling stress inputs/european-pool.xlsx --samples 20")
@case_argument
@click.argument("result", required=False, type=click.Path(path_type=Path), metavar="[RESULT.xlsx]")
@click.option("-s", "--scenario", default="base", metavar="NAME", help="Scenario that was solved [default: base].")
@click.option(
    "--samples",
    type=Number("200", 1, 100_000, whole=True),
    default=200,
    metavar="N",
    help="Futures drawn [default: 200].",
)
@click.option("--seed", type=Number("1", 0, whole=True), default=1, metavar="N", help="Of the draws [default: 1].")
@click.option(
    "--sensitivity",
    "points",
    type=Number("64", 16, 100_000, whole=True),
    metavar="N",
    help="Sobol indices, too, from N base points (64).",
)
@several_options("outputs/CASE-stress.xlsx")
@click.pass_obj
def stress_command(
    session: Session,
    case_file: Path,
    result: Path | None,
    scenario: str,
    samples: int,
    seed: int,
    points: int | None,
    out: str | None,
    force: bool,
    as_json: bool,
    runner: Runner,
    given: Options,
) -> Exit:
    """Hold a plan against futures drawn at random. Call-offs are planned anew."""
    from pooling.analysis.analyses import stressed
    from pooling.analysis.solving import NotOfCase, solving_by

    path = default_path(case_file, out, "stress", force)
    case = base_case(case_file, scenario, session)
    planned = read_planned(result, case) if result else None
    plan, given_way = (planned.plan, planned.given_way) if planned else (None, ())
    with runner.keeping(path, force, case=case, result=plan, given_way=given_way):
        if plan is None:
            with needing_a_plan("to hold against futures"):
                plan = solving_by(runner)(case, given, case.scenario).plan
        try:
            found = stressed(case, plan, given, runner, samples, seed, given_way, points or 0)
        except NotOfCase as fault:
            raise Failed(Exit.INPUT, f"{result}, held against {case_file}, scenario {scenario}: {fault}") from fault
        found.write(path, force)
    code = ending(found.entries, runner.stop.is_set())
    if as_json:
        print_document(as_document("stress", code, path, found))
        return code
    shown = {
        "figure": "months",
        "planned_months": "planned",
        "undisturbed_months": "undisturbed",
        "mean_months": "mean",
        "p5_months": "5 %",
        "p50_months": "50 %",
        "p95_months": "95 %",
        "worst_tenth_months": "worst tenth",
    }
    print_found(session, found, shown, "Stress", path)
    return code
