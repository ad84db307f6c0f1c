"""pooling frontier: the trade-off between objectives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pooling.case.schema import OBJECTIVES as ALL_OBJECTIVES
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

OBJECTIVES = tuple(name for name in ALL_OBJECTIVES if name != "change")
"""What a trade-off can be drawn between: `change` needs an earlier plan."""


def _objectives(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in value.split(","))
    unknown = [name for name in names if name not in OBJECTIVES]
    if unknown or len(set(names)) != len(names) or len(names) not in (2, 3):
        raise click.BadParameter(f"name two or three of {', '.join(OBJECTIVES)}")
    return names


if TYPE_CHECKING:
    from pooling.cli.running import Runner
    from pooling.plan.solve import Options


@click.command("frontier", epilog="Example: pooling frontier inputs/european-pool.xlsx --points 5")
@case_argument
@click.option("-s", "--scenario", default="base", metavar="NAME", help="Scenario of the case [default: base].")
@click.option(
    "--between",
    default="mean_delay,cost",
    callback=_objectives,
    metavar="OBJECTIVES",
    help="Two or three [default: mean_delay,cost].",
)
@click.option(
    "--points", type=Number("9", 2, 100, whole=True), default=9, metavar="N", help="About so many points [default: 9]."
)
@several_options("outputs/CASE-frontier.xlsx")
@click.pass_obj
def frontier_command(
    session: Session,
    case_file: Path,
    scenario: str,
    between: tuple[str, ...],
    points: int,
    out: str | None,
    force: bool,
    as_json: bool,
    runner: Runner,
    given: Options,
) -> Exit:
    """Draw the trade-off between two or three objectives.

    Each point is the best plan under bounds; dominated ones are left out.
    """
    from pooling.analysis.analyses import traded
    from pooling.analysis.frontier_tables import SHOWN
    from pooling.output.overview import GAP

    path = default_path(case_file, out, "frontier", force)
    case = base_case(case_file, scenario, session)
    with runner.keeping(path, force, case=case):
        found = traded(case, between, points, given, runner)
        found.write(path, force)
    code = ending(found.entries, runner.stop.is_set())
    if as_json:
        print_document(as_document("frontier", code, path, found))
        return code
    shown = {"point": "point"}
    for name in between:
        shown |= {SHOWN[name].column: SHOWN[name].head, f"{SHOWN[name].column}{GAP}": "gap %"}
    print_found(session, found, shown | {"status": "ended"}, "Frontier", path)
    return code
