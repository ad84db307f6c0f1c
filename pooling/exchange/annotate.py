"""Annotate: a partner's sheet to be sent back, cells to correct marked red with a note in each.

It is written anew from the rows as they came: nothing else of the file that came is in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pooling.case.findings import Finding
from pooling.exchange.entry import NAMES, fields
from pooling.exchange.form import Entries, Version, form
from pooling.exchange.intake import Submission
from pooling.exchange.template import properties
from pooling.exchange.view import View
from pooling.exchange.words import phrases
from pooling.output.table import Cell
from pooling.output.template_book import Form, address, write_form

LONGEST_TEXT = 200
"""Longer texts are cut when they are sent back."""
CELL = re.compile(r"([A-Z]+)(\d+)")

Mark = tuple[int, int]
"""Row and field of a table, counted from 0."""


def write_annotated(
    path: Path, submission: Submission, seen: View, findings: Sequence[Finding], *, force: bool = False
) -> None:
    """Write the sheet with what `findings` say of it to `path`, its revision raised; `seen` is its partner's view.

    Only for a submission with a cover. Raises as `new_book`.
    """
    cover = submission.cover
    assert cover is not None
    version = Version(cover.issue, cover.revision + 1)
    words = phrases(cover.language, cover.return_to)
    places = [_place(submission, finding) for finding in findings]
    said = [_said(words, finding, place) for finding, place in zip(findings, places, strict=True)]
    marks: dict[str, dict[Mark, str]] = defaultdict(dict)
    for finding, place in zip(said, places, strict=True):
        if place:
            name, mark = place
            earlier = marks[name].get(mark)
            note = f"{finding.message}; {finding.advice}"
            marks[name][mark] = f"{earlier}\n{note}" if earlier else note
    entries = {name: _entries(submission, name, marks[name]) for name in NAMES}
    filled = partial(form, seen, words, version, entries=entries, contact=cover.contact)
    blank = filled()
    corrections = [_correction(blank, finding, place) for finding, place in zip(said, places, strict=True)]
    sheet = filled(corrections=corrections)
    write_form(path, sheet, properties(seen, version, cover.language, cover.return_to), force=force)


def _place(submission: Submission, finding: Finding) -> tuple[str, Mark] | None:
    """Sheet and mark of the cell that a finding names; None where it is no cell of an entry."""
    for name, table in submission.tables.items():
        cell = CELL.fullmatch(finding.cell.rpartition("!")[2])
        if table.title != finding.sheet or not cell:
            continue
        letters = {letter: column for column, letter in table.letters.items()}
        columns = [column.name for column in fields(name)]
        numbers = [number for number, _ in submission.raw[name]]
        column, number = letters.get(cell[1], columns[0]), int(cell[2])
        if column in columns and number in numbers:
            return name, (numbers.index(number), columns.index(column))
    return None


def _said(words: Mapping[str, Any], finding: Finding, place: tuple[str, Mark] | None) -> Finding:
    """The finding in the sheet's language, its column by the name that stands above it; English says more by itself."""
    if finding.rule not in words["rules"]:
        return finding
    message, advice = words["rules"][finding.rule]
    column = ""
    if place:
        name, (_, position) = place
        key = fields(name)[position].name
        column = (words["columns"].get(f"{name}.{key}") or words["columns"][key])[0]
    shown = message.replace("{column}", f"« {column} »" if column else finding.cell or finding.sheet)
    return replace(finding, message=shown, advice=advice)


def _entries(submission: Submission, name: str, marks: Mapping[Mark, str]) -> Entries:
    columns = [column.name for column in fields(name)]
    raw = submission.raw.get(name, [])
    return Entries(tuple(tuple(_shown(cells.get(column)) for column in columns) for _, cells in raw), marks)


def _shown(value: Any) -> Cell:
    """What came in a cell, as something that can be written."""
    if value is None or isinstance(value, bool | int | float | date):
        return value
    text = str(value)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"


def _correction(shown: Form, finding: Finding, place: tuple[str, Mark] | None) -> tuple[Cell, ...]:
    """The finding as a row of the page of corrections, with the cell where it stands in the sheet sent back."""
    if not place:
        return finding.sheet, finding.cell.rpartition("!")[2], finding.value, finding.message, finding.advice
    name, mark = place
    return name, address(shown, name, mark), finding.value, finding.message, finding.advice
