"""Demand sheets for tests: a small case of three partners, and sheets filled in as a partner would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

from helpers.workbooks import Rows, tiny_rows
from openpyxl import load_workbook

from pooling.exchange.template import Options, write_templates
from pooling.output.case_book import write_case
from pooling.output.template_book import FIRST_ROW

FIRST = FIRST_ROW + 1
"""Number of the first row of entries."""

NEW_LINE = {
    f"demand!A{FIRST + 2}": "NLD-1",
    f"demand!B{FIRST + 2}": "155HE",
    f"demand!D{FIRST + 2}": date(2028, 1, 31),
    f"demand!E{FIRST + 2}": 500,
}
"""A line more on NLD's sheet."""


def exchange_rows() -> Rows:
    """The tiny case with a third partner, and rows of NLD on every sheet that a partner fills in."""
    rows = tiny_rows()
    rows["settings"].append({"key": "marking", "value": "EXERCISE"})
    rows["partners"].append({"partner": "DNK", "name": "Denmark", "eu": "Y", "nato": "Y"})
    rows["stock"] = [{"partner": "NLD", "item": "155HE", "quantity": 700, "source": "count of May"}]
    rows["norms"] = [{"partner": "NLD", "item": "155HE", "from": date(2027, 1, 1), "quantity": 900}]
    rows["usage"] = [{"partner": "NLD", "item": "155HE", "year": 2027, "quantity": 100}]
    rows["budgets"] = [
        {"partner": "NLD", "year": 2027, "amount": 9e7},
        {"partner": "NLD", "year": 2028, "amount": 8e7},
        {"partner": "COMMON", "year": 2027, "amount": 1e6},
    ]
    rows["demand"].append(
        {"line": "D5", "partner": "DNK", "item": "PAC3", "need_by": date(2028, 6, 30), "quantity": 3, "purpose": "norm"}
    )
    return rows


def write_exchange_case(path: Path, rows: Rows | None = None) -> Path:
    """The case of `exchange_rows`, or of `rows`, as a workbook."""
    if rows:
        write_case(path, rows)
    else:
        path.write_bytes(_case())
    return path


@cache
def _case() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "case.xlsx"
        write_case(path, exchange_rows())
        return path.read_bytes()


@cache
def _sheet(partner: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = write_exchange_case(Path(folder) / "case.xlsx")
        return write_templates(path, [partner], Path(folder), Options())[0].read_bytes()


def untouched(path: Path, partner: str, entries: Mapping[str, Any] | None = None) -> Path:
    """The demand sheet that the partner gets of the case of `exchange_rows`, with `entries` filled in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_sheet(partner))
    return fill(path, entries or {})


def sheet_for(
    case_file: Path, partner: str, folder: Path, entries: Mapping[str, Any] | None = None, **more: Any
) -> Path:
    """The partner's demand sheet, with cells such as `demand!A8` or `cover!B16` filled in."""
    (path,) = write_templates(case_file, [partner], folder, Options(**more), force=True)
    return fill(path, entries or {})


def fill(path: Path, entries: Mapping[str, Any]) -> Path:
    """Write cells such as `demand!A9` or `cover!revision` into the workbook at `path`, as a user does."""
    if entries:
        book = load_workbook(path)
        for place, value in entries.items():
            sheet, _, cell = place.partition("!")
            book[sheet][_fact_cell(book, cell) if sheet == "cover" else cell] = value
        book.save(path)
    return path


def _fact_cell(book: Any, key: str) -> str:
    return next(row[1].coordinate for row in book["cover"].iter_rows() if row[2].value == key)


def facts_on(path: Path) -> dict[str, Any]:
    """The facts on a demand sheet's cover by key."""
    return {row[2].value: row[1].value for row in load_workbook(path)["cover"].iter_rows() if row[2].value}


def everything_in(path: Path) -> str:
    """The file's name and every byte of every part of a workbook, as text, in raw and in readable form."""
    texts = [path.name]
    with ZipFile(path) as archive:
        for part in archive.infolist():
            content = archive.read(part).decode("utf-8", "replace")
            texts += [part.filename, content, re.sub(r"<[^>]*>", "", content), part.comment.decode("utf-8", "replace")]
    return "\n".join(texts)
