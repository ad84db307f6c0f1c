"""Workbooks for tests: a tiny complete case as rows, and rows written as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

Rows = dict[str, list[dict[str, Any]]]


def tiny_rows() -> Rows:
    """A valid case: two partners, two items, two lines, 2027-2028 by quarter."""
    return {
        "settings": [
            {"key": "case", "value": "tiny"},
            {"key": "start", "value": date(2027, 1, 1)},
            {"key": "end", "value": date(2028, 12, 31)},
        ],
        "partners": [
            {"partner": "NLD", "name": "Netherlands", "eu": "Y", "nato": "Y"},
            {"partner": "NOR", "name": "Norway", "eu": "N", "nato": "Y"},
        ],
        "items": [
            {"item": "155HE", "name": "155 mm HE", "family": "155 mm", "unit": "round", "lot_size": 100},
            {"item": "PAC3", "name": "PAC-3 MSE", "family": "Patriot", "unit": "missile"},
        ],
        "producers": [
            {"producer": "ALPHA", "name": "Alpha Arms", "country": "NLD"},
            {"producer": "BRAVO", "name": "Bravo Missiles", "country": "USA"},
        ],
        "products": [
            {"product": "A155", "item": "155HE", "producer": "ALPHA", "eu_content_pct": 100},
            {"product": "BPAC", "item": "PAC3", "producer": "BRAVO", "eu_content_pct": 20},
        ],
        "demand": [
            {"line": "D1", "partner": "NLD", "item": "155HE", "need_by": date(2027, 12, 31), "quantity": 4000},
            {"line": "D2", "partner": "NOR", "item": "155HE", "need_by": date(2028, 6, 30), "quantity": 2000},
            {"line": "D3", "partner": "NLD", "item": "PAC3", "need_by": date(2028, 3, 31), "quantity": 8},
            {"line": "D4", "partner": "NOR", "item": "PAC3", "need_by": date(2028, 9, 30), "quantity": 4},
        ],
        "lines": [
            {"line": "L155", "producer": "ALPHA", "country": "NLD"},
            {"line": "LPAC", "producer": "BRAVO", "country": "USA"},
        ],
        "capacity": [
            {"line": "L155", "from": date(2027, 1, 1), "per_year": 8000},
            {"line": "LPAC", "from": date(2027, 1, 1), "per_year": 12},
        ],
        "frameworks": [
            {
                "framework": "F155",
                "name": "155 mm framework",
                "lead": "NLD",
                "status": "candidate",
                "sign_from": date(2027, 1, 1),
                "sign_to": date(2027, 12, 31),
                "lead_months": 3,
                "term_months": 36,
                "open_to": "ALL",
            },
            {
                "framework": "FPAC",
                "name": "Patriot framework",
                "lead": "NOR",
                "status": "existing",
                "signed": date(2026, 4, 1),
                "lead_months": 9,
                "term_months": 60,
                "open_to": "LIST",
            },
        ],
        "participants": [
            {"framework": "FPAC", "partner": "NLD", "role": "member"},
            {"framework": "FPAC", "partner": "NOR", "role": "may_join"},
        ],
        "lots": [
            {"lot": "L1", "framework": "F155", "product": "A155", "line": "L155", "max_quantity": 10000},
            {"lot": "L2", "framework": "FPAC", "product": "BPAC", "line": "LPAC", "max_quantity": 20},
        ],
        "prices": [
            {"lot": "L1", "from_quantity": 0, "unit_price": 4000},
            {"lot": "L1", "from_quantity": 5000, "unit_price": 3600},
            {"lot": "L2", "from_quantity": 0, "unit_price": 4000000},
        ],
        "orders": [
            {
                "order": "O1",
                "partner": "NLD",
                "product": "BPAC",
                "line": "LPAC",
                "quantity": 2,
                "planned": date(2027, 5, 1),
                "earliest": date(2027, 5, 1),
                "latest": date(2028, 2, 1),
            },
        ],
    }


def workbook(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> Workbook:
    """`rows` (sheet to records) as an open workbook: header in row 1, a column for every key that occurs."""
    book = Workbook()
    book.remove(book.active)
    for sheet, records in rows.items():
        records = list(records)
        header = list(dict.fromkeys(key for record in records for key in record))
        worksheet = book.create_sheet(sheet)
        worksheet.append(header)
        for record in records:
            worksheet.append([record.get(key) for key in header])
    return book


def write_workbook(path: Path, rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> Path:
    """Write `rows` (sheet to records) to `path`."""
    workbook(rows).save(path)
    return path
