"""A case made in memory as the workbook that it would be read from."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from pooling.case.case import Case
from pooling.case.schema import SETTINGS, SHEETS, Kind
from pooling.output.case_book import write_case
from tests.helpers.workbooks import Rows


def rows_of(case: Case) -> Rows:
    """The rows of every sheet; a text that must not be blank is a dash."""
    settings = {column.name: _cell(getattr(case.settings, column.name, None)) for column in SETTINGS}
    rows: Rows = {"settings": [{"key": key, "value": value} for key, value in settings.items() if value is not None]}
    for sheet in SHEETS:
        texts = {column.name: "-" for column in sheet.columns if column.required and column.kind is Kind.TEXT}
        cells = (
            {field.name.rstrip("_"): _cell(getattr(record, field.name)) for field in fields(record)}
            for record in getattr(case, sheet.name)
        )
        rows[sheet.name] = [texts | {name: cell for name, cell in row.items() if cell is not None} for row in cells]
    return rows


def write_case_of(path: Path, case: Case) -> Path:
    """The workbook of `case`."""
    write_case(path, rows_of(case), title=case.settings.case, force=True)
    return path


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, tuple):
        return ", ".join(value)
    return None if value == "" else value
