"""pooling robust: what to sign, chosen by how it does in many futures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pooling.cli.arguments import Number
from pooling.cli.document import print_document
from pooling.cli.exits import Exit
from pooling.cli.options import Session, case_argument
from pooling.cli.progress import no_native_output
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


@click.command("robust", epilog="Example: pooling robust inputs/european-pool.xlsx -k 5 --samples 20")
@case_argument
@click.option("-s", "--scenario", default="base", metavar="NAME", help="Scenario of the case [default: base].")
@click.option(
    "-k",
    "--futures",
    "count",
    type=Number("10", 1, 1000, whole=True),
    default=10,
    metavar="K",
    help="Futures to choose over [default: 10].",
)
@click.option(
    "--cvar",
    type=Number("20", 0, 100, above=True),
    metavar="PCT",
    help="Choose by the worst PCT % of futures, not all.",
)
@click.option(
    "--samples",
    type=Number("50", 2, 100_000, whole=True),
    default=50,
    metavar="N",
    help="Fresh futures to hold it against [default: 50].",
)
@click.option("--seed", type=Number("1", 0, whole=True), default=1, metavar="N", help="Of the draws [default: 1].")
@several_options("outputs/CASE-robust.xlsx")
@click.pass_obj
def robust_command(
    session: Session,
    case_file: Path,
    scenario: str,
    count: int,
    cvar: float | None,
    samples: int,
    seed: int,
    out: str | None,
    force: bool,
    as_json: bool,
    runner: Runner,
    given: Options,
) -> Exit:
    """Choose what to sign by how it does in many futures."""
    from pooling.analysis.analyses import hedged
    from pooling.analysis.solving import solved, solving_by
    from pooling.output.files import check_target

    path = default_path(case_file, out, "robust", force)
    plan_path = path.with_name(f"{path.stem}-plan{path.suffix}")
    check_target(plan_path, force)
    case = base_case(case_file, scenario, session)
    with runner.keeping(path, force, case=case):
        with no_native_output():
            with needing_a_plan("to begin with"):
                best = solved(case, given, solving_by(runner), runner.stop)
            found, chosen = hedged(best, given, runner, count, cvar, samples, seed)
        found.write(path, force)
        chosen.write(plan_path, chosen.tables(), force)
    code = ending(found.entries, runner.stop.is_set())
    if as_json:
        print_document(as_document("robust", code, path, found) | {"plan_file": str(plan_path)})
        return code
    shown = {
        "plan": "plan",
        "mean_months": "mean",
        **({"worst_part_months": f"worst {cvar:g} %"} if cvar else {}),
        "worst_months": "worst",
        "nominal_months": "nominal",
        "cost_eur": "EUR",
        "largest_regret_months": "regret",
        "chosen": "chosen",
    }
    print_found(session, found, shown, "Robust", path)
    click.echo(f"Result: {plan_path}")
    return code
