"""What the page of an analysis shows, as plain data."""

from __future__ import annotations

from typing import Any

from pooling.output.analyses import Analysis, Drawn, Sheet
from pooling.output.comparison_summary import is_of_plan
from pooling.output.page_data import plain

ABOUT = ("case", "marking", "version", "case_sha256")
"""Keys of the summary that say what an analysis is of; the others say what was asked."""


def analysis_data(analysis: Analysis, made: str = "") -> dict[str, Any]:
    """Everything that the page draws; `made` is the day on which it is made."""
    asked = {key: plain(value) for key, value in analysis.asked.items() if key not in ABOUT and value is not None}
    return {
        "kind": "analysis",
        "subtitle": f"Analysis: {asked['analysis']}",
        "made": made,
        "headlines": list(analysis.sentences),
        "asked": asked,
        "about": {key: plain(analysis.asked[key]) for key in ABOUT if analysis.asked.get(key) and key != "marking"},
        "charts": [_chart(chart) for chart in analysis.charts],
        "sheets": [_sheet(sheet) for sheet in analysis.sheets],
    }


def _chart(chart: Drawn) -> dict[str, Any]:
    return {
        "title": chart.title,
        "kind": chart.kind,
        "unit": chart.value_axis,
        "across": chart.category_axis,
        "columns": list(chart.columns),
        "rows": [[plain(cell) for cell in row] for row in chart.rows],
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "title": sheet.title,
        "columns": [
            {"name": name, "unit": unit, "counts": counts, "plan": is_of_plan(sheet.name, name)}
            for name, unit, counts in sheet.columns
        ],
        "rows": [[plain(cell) for cell in row] for row in sheet.rows],
    }
