"""What a solve found, for people and for programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pooling.cli.progress import figure
from pooling.cli.say import WIDTH, broken, listed
from pooling.output.words import ENDINGS, money

if TYPE_CHECKING:
    from pooling.output.table import Table
    from pooling.plan.plan import Outcome, Stage

NAMES = {"scenario": "changes"}
"""Tables that have another name in JSON, where theirs is taken."""


def as_text(summary: Table, outcome: Outcome, path: Path) -> str:
    """The printed summary, 80 columns wide: headlines, key figures, how good the plan is, where the result is."""
    values = {str(key): value for key, value, *_ in summary.rows}
    title = f"{values['case']}, scenario {values['scenario']}"
    marking = str(values["marking"] or "")
    headlines = [str(value) for key, value, *_ in summary.rows if key == "headline"]
    return "\n".join(
        [
            *([marking.center(WIDTH).rstrip()] if marking else []),
            title,
            "=" * min(len(title), WIDTH),
            *listed(headlines),
            "",
            *_key_figures(values, orders=bool(outcome.plan.orders)),
            "",
            *(_stage(stage) for stage in outcome.stages),
            "",
            result_line(path),
        ]
    )


def result_line(path: Path) -> str:
    """Where the result is: all that a quiet run prints."""
    return f"Result: {path}"


def _key_figures(values: dict[str, Any], orders: bool) -> list[str]:
    as_ordered = values["as_ordered_mean_delay_months"]
    told = orders and as_ordered is not None
    against = f"  ({as_ordered:.1f} with orders as placed)" if told else ""
    present = [("Present value", money(values["present_value_eur"]))] if "present_value_eur" in values else []
    fair = [("Fair shares", f"{values['fair_shares_months']:.1f} months")] if "fair_shares_months" in values else []
    rows = (
        ("Mean delay", f"{values['mean_delay_months']:.1f} months{against}"),
        ("Worst delay", f"{values['worst_delay_months']:.1f} months"),
        *fair,
        ("Need met", f"{values['need_met_pct']:.1f} %"),
        ("Cost", f"{money(values['cost_eur'])}  ({money(values['reimbursed_eur'])} reimbursed)"),
        *present,
        ("Non-EU share", f"{values['non_eu_share_pct']:.1f} %"),
        ("Frameworks signed", f"{values['frameworks_signed']}"),
    )
    return [f"{name:<19}{value}" for name, value in rows]


def _stage(stage: Stage) -> str:
    """The plan's value, what no plan can do better than, and how the stage ended: on a line of its own if long."""
    known = math.isfinite(stage.bound)
    bound = f"bound {figure(stage.objective, stage.bound)}, gap {100 * stage.gap:.2f} %" if known else "no bound yet"
    proof = f"{stage.objective} {figure(stage.objective, stage.value)}, {bound}:"
    ending = ENDINGS[stage.status] + ("" if stage.seconds is None else f" after {stage.seconds:.0f} s")
    line = f"{proof} {ending}" if len(f"{proof} {ending}") <= WIDTH else f"{proof}\n  {ending}"
    return f"{line}\n{broken(f'  {stage.note}', WIDTH)}" if stage.note else line


def as_data(tables: Sequence[Table], outcome: Outcome, path: Path) -> dict[str, Any]:
    """The same for programs, with every table of the workbook but what only `--start` asks for."""
    summary, _, *others = tables
    figures = {str(key): value for key, value, *_ in summary.rows if key != "headline"}
    return {
        **figures,
        "headlines": [str(value) for key, value, *_ in summary.rows if key == "headline"],
        "stages": [_stage_data(stage) for stage in outcome.stages],
        "file": str(path),
        **{NAMES.get(table.name, table.name): table.records() for table in others if table.name != "prices"},
    }


def _stage_data(stage: Stage) -> dict[str, Any]:
    return {
        "objective": stage.objective,
        "value": stage.value,
        "bound": stage.bound,
        "gap": stage.gap,
        "seconds": stage.seconds,
        "status": stage.status,
        "note": stage.note,
    }
