"""pooling compare: several scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pooling.cli.document import print_document
from pooling.cli.exits import Exit, Failed
from pooling.cli.options import Session, case_argument, scenario_option
from pooling.cli.several import (
    as_document,
    default_path,
    ending,
    print_found,
    read_scenarios,
    refusal,
    several_options,
)

if TYPE_CHECKING:
    from pooling.analysis.analyses import Analysis
    from pooling.case.scenario import Scenarios
    from pooling.cli.running import Runner
    from pooling.plan.solve import Options


@click.command("compare", epilog="Example: pooling compare inputs/european-pool.xlsx -s base -s shift-500m")
@case_argument
@scenario_option
@click.option("--all", "everything", is_flag=True, help="Base and every scenario; the same without -s.")
@several_options("outputs/CASE-compare.xlsx")
@click.pass_obj
def compare_command(
    session: Session,
    case_file: Path,
    scenarios: tuple[str, ...],
    everything: bool,
    out: str | None,
    force: bool,
    as_json: bool,
    runner: Runner,
    given: Options,
) -> Exit:
    """Solve several scenarios and put them side by side.

    The first is what the others are held against. A sum, such as one+other, is shown beside its parts. One that fails
    says so in its row.
    """
    from pooling.analysis.analyses import compared

    path = default_path(case_file, out, "compare", force)
    wanted = _Wanted(scenarios, everything or not scenarios)
    loaded = read_scenarios(case_file, wanted, session)
    if not any(result.case for result in loaded.values()):
        raise Failed(Exit.INPUT, "\n".join(refusal(result) for result in loaded.values()))
    cases = {name: result.case or refusal(result) for name, result in loaded.items()}
    with runner.keeping(path, force, case=cases):
        found = compared(cases, given, runner, wanted.sums)
        found.write(path, force)
    code = ending(found.entries, runner.stop.is_set())
    if as_json:
        print_document(as_document("compare", code, path, found))
    else:
        _print(session, found, path)
    return code


class _Wanted:
    """The scenarios to compare: those named, before each sum base and its parts; all of the case with `everything`."""

    def __init__(self, names: Sequence[str], everything: bool) -> None:
        self.names, self.everything = names, everything
        self.sums: dict[str, tuple[str, ...]] = {}

    def __call__(self, known: Scenarios) -> list[str]:
        """Their names in the case; `sums` then holds what each sum adds up."""
        from pooling.case.sums import BASE, sum_of

        wanted = [BASE, *known.names] if self.everything else []
        for name in self.names:
            parts = known.parts(name)
            if len(parts) > 1:
                self.sums[sum_of(parts)] = parts
                wanted += [BASE, *parts]
            wanted.append(name)
        return wanted


def _print(session: Session, found: Analysis, path: Path) -> None:
    shown = {
        "scenario": "scenario",
        "mean_delay_months": "late",
        "mean_delay_months_gap_pct": "gap %",
        "mean_delay_months_change": "change",
        "need_met_pct": "met %",
        "cost_eur": "EUR",
        "cost_eur_gap_pct": "gap %",
        "churn_pct": "churn %",
        "status": "ended",
    }
    print_found(session, found, shown, "Comparison", path)
