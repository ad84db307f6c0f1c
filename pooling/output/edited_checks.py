"""What a decision in a changed result cannot be: of a code that the case does not have, or outside its horizon."""

from __future__ import annotations

from collections.abc import Mapping

from pooling.case.calendar import Calendar
from pooling.case.case import Case
from pooling.case.cells import closest
from pooling.case.findings import Collector
from pooling.case.rows import Table
from pooling.case.schema import BY_NAME

WITHIN = {"call_offs": "period", "orders": "period", "expansions": "start", "certifications": "start"}
"""Columns whose day must lie within the horizon."""


def check_codes(table: Table, case: Case, findings: Collector) -> None:
    """Every code of a decision stands in the case."""
    for column in table.sheet.columns:
        if not column.refers:
            continue
        (key, *_) = BY_NAME[column.refers].key
        known = {getattr(row, key) for row in getattr(case, column.refers)}
        for row in table.rows:
            code = row.values.get(column.name)
            if code is not None and code not in known:
                message = f"the case has no {column.name} {code}"
                advice = closest(code, sorted(known)) or f"give one of the sheet {column.refers} of the case"
                findings.error("unknown-code", table.at(row, column.name), code, message, advice)


def check_days(sheets: Mapping[str, Table], case: Case, findings: Collector) -> None:
    """What happens, happens within the horizon; what is built begins some day."""
    grid = Calendar(case.settings)
    for name, column in WITHIN.items():
        for row in sheets[name].rows:
            day = row.values.get(column)
            if day is not None and not 0 <= grid.index(day) < grid.periods:
                message = f"{column} is outside {case.settings.start} to {case.settings.end}"
                advice = "give a day within the horizon of the case"
                findings.error("outside-horizon", sheets[name].at(row, column), day, message, advice)
    for row in sheets["expansions"].rows:
        if row["built"] == "Y" and row["start"] is None:
            at, code = sheets["expansions"].at(row, "start"), row["expansion"]
            findings.error("missing-value", at, None, f"{code} is built, but start is blank", "give the day, or N")
