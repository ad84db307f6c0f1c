"""Several scenarios of a case, solved and put side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pooling.analysis.offers import run_together
from pooling.analysis.runs import Run, RunAll, Task
from pooling.case.case import Case
from pooling.case.sums import BASE
from pooling.output.chart import Chart
from pooling.output.charts_comparison import comparison_charts
from pooling.output.comparison import comparison_tables
from pooling.output.contributions import Sums, contributions_sentences, contributions_tables
from pooling.output.entry import Entry
from pooling.output.overview import overview_sentences
from pooling.output.table import Table
from pooling.output.tables import status
from pooling.plan.solve import Options

REFUSED = "refused"
"""Status of a scenario that is no case."""


def compare(cases: Mapping[str, Case | str], options: Options, run_all: RunAll) -> list[Entry]:
    """An entry a scenario, in the order of `cases`; a text in place of a case says why there is none."""
    tasks = [Task(name, case, options) for name, case in cases.items() if not isinstance(case, str)]
    runs = run_together(tasks, run_all)
    entries = {run.task.label: entry_of(run) for run in runs}
    return [
        Entry(name, status=REFUSED, message=case) if isinstance(case, str) else entries[name]
        for name, case in cases.items()
    ]


def entry_of(run: Run) -> Entry:
    """A run as a row of a comparison; how its solve ended, or why it failed."""
    how = status(run.outcome) if run.outcome else run.status
    return Entry(run.task.label, run.task.case, run.figures, run.outcome, how, run.message)


def tables_and_charts(entries: Sequence[Entry], sums: Sums) -> tuple[list[Table], list[Chart]]:
    """The sheets and the charts of the comparison workbook; `sums`: what scenarios add up."""
    return [*comparison_tables(entries), *contributions_tables(entries, sums, BASE)], comparison_charts(entries)


def found(entries: Sequence[Entry], sums: Sums) -> list[str]:
    """What the comparison shows, in sentences."""
    return [*overview_sentences(entries), *contributions_sentences(entries, sums, BASE)]
