"""`pooling solve --alternatives`: other plans nearly as good, each a workbook of its own beside the result."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pooling.analysis.wish import APART, WITHIN, Wish
from pooling.cli.arguments import Number
from pooling.cli.several import as_lines

if TYPE_CHECKING:
    from pooling.analysis.solving import Solved, Solver
    from pooling.output.table import Table
    from pooling.plan.solve import Options


def alternatives_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--alternatives, --within and --differ, passed as numbers; None where they are not given."""
    command = click.option(
        "--differ", type=Number("2", 1, whole=True), metavar="K", hidden=True, help="Frameworks that differ."
    )(command)
    command = click.option(
        "--within", type=Number("5 (percent)", 0, 100), metavar="PCT", hidden=True, help="Per cent of the best."
    )(command)
    return click.option(
        "--alternatives",
        type=Number("3", 1, 20, whole=True),
        metavar="N",
        help=f"And N other plans, --within PCT [{WITHIN:g}], --differ K [{APART}].",
    )(command)


def wish_of(alternatives: int | None, within: float | None, differ: int | None) -> Wish | None:
    """What is asked for; ends the command where only a part of it is said."""
    if alternatives is None:
        if within is not None or differ is not None:
            raise click.UsageError("--within and --differ say which plans --alternatives looks for: give their number")
        return None
    return Wish(alternatives, (WITHIN if within is None else within) / 100, APART if differ is None else differ)


def path_of(result: Path, plan: int) -> Path:
    """Where plan number `plan` goes, from 2 on, beside the result."""
    return result.with_name(f"{result.stem}-{plan}{result.suffix}")


def with_alternatives(
    tables: list[Table],
    best: Solved,
    path: Path,
    wish: Wish,
    options: Options,
    solve: Solver,
    stop: threading.Event,
    force: bool,
) -> list[Table]:
    """`tables` with the sheet that lists other plans and a sentence for each; the workbooks of these are written."""
    from pooling.analysis import alternatives_table
    from pooling.analysis.alternatives import alternatives

    found = alternatives(best, wish, options, solve, stop)
    files = [path, *(path_of(path, number) for number in range(2, len(found.plans) + 1))]
    for plan, file in zip(found.plans[1:], files[1:], strict=True):
        plan.write(file, plan.tables(), force)
    return alternatives_table.with_alternatives(tables, found, [file.name for file in files])


def as_text(tables: list[Table]) -> list[str]:
    """The list of plans for the terminal; empty where none was asked for."""
    table = next((table for table in tables if table.name == "alternatives"), None)
    if table is None:
        return []
    shown = {
        "file": "plan",
        "signed_too": "signs too",
        "not_signed": "does not",
        "mean_delay_months": "late",
        "mean_delay_months_change": "change",
        "cost_eur": "EUR",
        "cost_eur_change": "change EUR",
    }
    return ["", *as_lines(table, shown)]
