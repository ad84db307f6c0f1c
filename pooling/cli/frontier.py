"""pooling frontier: the trade-off between objectives."""

from __future__ import annotations

from pathlib import Path

import click

from pooling.case.schema import OBJECTIVES as ALL_OBJECTIVES
from pooling.cli.arguments import Number
from pooling.cli.document import print_document
from pooling.cli.exits import Exit
from pooling.cli.options import Session, case_argument
from pooling.cli.several import (
    Runner,
    as_document,
    asked,
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
    jobs: int | None,
    cluster: str | None,
    gap: float | None,
    time_limit: float | None,
    threads: int | None,
) -> Exit:
    """Draw the trade-off between two or three objectives.

    Each point is the best plan under bounds; dominated ones are left out.
    """
    from pooling.analysis.frontier import frontier
    from pooling.analysis.frontier_tables import SHOWN, frontier_charts, frontier_sentences, frontier_tables
    from pooling.output.comparison_book import write_comparison
    from pooling.output.overview import GAP
    from pooling.plan.solve import Options

    path = default_path(case_file, out, "frontier", force)
    case = base_case(case_file, scenario, session)
    runner = Runner(jobs, session, cluster)
    given = Options(gap=gap, time_limit=time_limit, threads=threads)
    result = frontier(case, between, points, given, runner)
    tables = frontier_tables(result)
    found = frontier_sentences(result)
    told = asked("frontier", given, found, scenario=scenario, between=", ".join(between), points=points)
    write_comparison(path, tables, frontier_charts(result), case, told, force)
    code = ending([*(point.entry for point in result.points), *result.failed], runner.stop.is_set())
    if as_json:
        print_document(as_document("frontier", code, path, tables, found))
        return code
    shown = {"point": "point"}
    for name in between:
        shown |= {SHOWN[name].column: SHOWN[name].head, f"{SHOWN[name].column}{GAP}": "gap %"}
    print_found(session, tables[0], shown | {"status": "ended"}, found, "Frontier", path)
    return code
