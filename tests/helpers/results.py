"""Result workbooks for tests, written as `pooling solve` writes them."""

from __future__ import annotations

from pathlib import Path

from pooling.case.case import Case
from pooling.output.deliveries_table import with_deliveries
from pooling.output.excel import write_tables
from pooling.output.tables import result_tables
from pooling.plan.plan import Outcome, Plan, Stage
from pooling.plan.verify import verify
from pooling.plan.verify.arrivals import Promised


def write_result(path: Path, case: Case, plan: Plan) -> Path:
    """The result workbook of `plan`."""
    outcome = Outcome(plan, (Stage("mean_delay", 1.0, 1.0, 0.0, 0.1, "optimal"),), 0.1)
    verdict = verify(case, plan)
    tables = with_deliveries(result_tables(case, outcome, verdict), case, verdict.figures, Promised())
    write_tables(path, tables, title=case.settings.case, marking=case.settings.marking)
    return path
