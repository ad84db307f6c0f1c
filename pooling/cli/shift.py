"""pooling shift: order-shift options against as ordered."""

from __future__ import annotations

from pathlib import Path

import click

from pooling.cli.document import print_document
from pooling.cli.exits import Exit
from pooling.cli.options import Session, case_argument
from pooling.cli.several import (
    Runner,
    as_document,
    as_lines,
    asked,
    default_path,
    ending,
    read_scenarios,
    refusal,
    several_options,
)


@click.command("shift", epilog="Example: pooling shift inputs/european-pool.xlsx")
@case_argument
@several_options("outputs/CASE-shift.xlsx")
@click.pass_obj
def shift_command(
    session: Session,
    case_file: Path,
    out: Path | None,
    force: bool,
    as_json: bool,
    jobs: int | None,
    cluster: str | None,
    gap: float | None,
    time_limit: float | None,
    threads: int | None,
) -> Exit:
    """Rank the ways to shift orders already placed.

    As ordered is what the others are held against: free to shift, every scenario whose name begins with shift, and the
    best shift by which nobody is later and nobody pays more.
    """
    from pooling.analysis.shift import PREFIX, shift_options
    from pooling.output.charts_shift import shift_charts
    from pooling.output.comparison import comparison_tables
    from pooling.output.comparison_book import write_comparison
    from pooling.output.shift_tables import shift_tables
    from pooling.plan.solve import Options

    path = default_path(case_file, out, "shift", force)
    loaded = read_scenarios(case_file, None, session)
    case = loaded["base"].case
    assert case is not None
    scenarios = {name: result.case or refusal(result) for name, result in loaded.items() if name.startswith(PREFIX)}
    runner = Runner(jobs, session, cluster)
    given = Options(gap=gap, time_limit=time_limit, threads=threads)
    shift = shift_options(case, scenarios, given, runner)
    options, *others = shift_tables(shift.baseline, shift.options)
    tables = [options, *comparison_tables(shift.entries), *others]
    write_comparison(path, tables, shift_charts(shift.baseline, shift.options), case, asked("shift", given), force)
    code = ending(shift.entries, runner.stop.is_set())
    if as_json:
        print_document(as_document("shift", code, path, tables))
        return code
    names = ("option", "months_gained", "cost_change_eur", "cash_moved_eur", "gaining", "waiting_longer", "status")
    for line in as_lines(options, names, ("option", "months gained", "EUR", "EUR moved", "gain", "wait", "ended")):
        click.echo(line)
    click.echo(f"\nShift options: {path}")
    return code
