"""pooling shift: order-shift options against as ordered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pooling.cli.document import print_document
from pooling.cli.exits import Exit
from pooling.cli.options import Session, case_argument
from pooling.cli.several import (
    as_document,
    default_path,
    ending,
    print_found,
    read_scenarios,
    refusal,
    several_options,
    usable,
)

if TYPE_CHECKING:
    from pooling.case.scenario import Scenarios
    from pooling.cli.running import Runner
    from pooling.plan.solve import Options


@click.command("shift", epilog="Example: pooling shift inputs/european-pool.xlsx")
@case_argument
@click.option("-s", "--scenario", default="base", metavar="NAME", help="Scenario to shift orders in [default: base].")
@several_options("outputs/CASE-shift.xlsx")
@click.pass_obj
def shift_command(
    session: Session,
    case_file: Path,
    scenario: str,
    out: str | None,
    force: bool,
    as_json: bool,
    runner: Runner,
    given: Options,
) -> Exit:
    """Rank the ways to shift orders already placed.

    As ordered is what the others are held against: free to shift, every scenario whose name begins with shift (added to
    the one of -s), and the best shift by which nobody is later and nobody pays more.
    """
    from pooling.analysis.analyses import shifted

    path = default_path(case_file, out, "shift", force)
    (_, first), *others = read_scenarios(case_file, lambda known: _wanted(known, scenario), session).items()
    case = usable(first, case_file, scenario, session)
    scenarios = {name: result.case or refusal(result) for name, result in others}
    with runner.keeping(path, force, case=case, scenarios=scenarios):
        found = shifted(case, scenarios, given, runner)
        found.write(path, force)
    code = ending(found.entries, runner.stop.is_set())
    if as_json:
        print_document(as_document("shift", code, path, found))
        return code
    shown = {
        "option": "option",
        "months_gained": "gained",
        "months_gained_least": "least",
        "months_gained_most": "most",
        "cost_change_eur": "EUR",
        "cost_gap_pct": "gap %",
        "orders_moved": "moved",
        "waiting_longer": "wait",
        "status": "ended",
    }
    print_found(session, found, shown, "Shift options", path)
    return code


def _wanted(known: Scenarios, scenario: str) -> list[str]:
    """`scenario`, and every one that shifts orders added to it."""
    from pooling.analysis.shift import PREFIX
    from pooling.case.sums import sum_of

    parts = known.parts(scenario)
    shifting = [name for name in known.names if name.startswith(PREFIX) and name not in parts]
    return [scenario, *(sum_of((scenario, name)) for name in shifting)]
