"""Forty partners send three hundred rows each: collected in under ten seconds."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from helpers.sheets import exchange_rows, sheet_for, write_exchange_case
from helpers.workbooks import Rows

from pooling.exchange.collect import MERGED, collect
from pooling.exchange.sending import write_case
from pooling.exchange.template import read_base

CODES = [f"Q{number:02}Q" for number in range(40)]
SECONDS = 10


def rows_of_one() -> Rows:
    """The small case with forty partners more, the first of them with 300 rows on the sheets that partners fill in."""
    rows = exchange_rows()
    rows["partners"] += [{"partner": code, "name": code, "eu": "Y", "nato": "Y"} for code in CODES]
    own = {"partner": CODES[0], "item": "155HE", "quantity": 100}
    days = [date(2027 + n // 12 % 2, n % 12 + 1, 28) for n in range(200)]
    rows["demand"] += [{"line": f"{CODES[0]}-{n}", "need_by": day, **own} for n, day in enumerate(days)]
    rows["norms"] += [{"from": date(2020 + n // 12, n % 12 + 1, 1), **own} for n in range(90)]
    rows["usage"] += [{"year": year, **own} for year in range(2027, 2029)]
    rows["budgets"] += [{"partner": CODES[0], "year": year, "amount": 1e9} for year in range(2027, 2035)]
    return rows


def as_of(sheet: Path, code: str) -> Path:
    """The first partner's sheet as the partner `code` would have filled it in."""
    copy = sheet.with_name(f"{code}.xlsx")
    with ZipFile(sheet) as archive, ZipFile(copy, "w", ZIP_DEFLATED) as target:
        for name in archive.namelist():
            target.writestr(name, archive.read(name).replace(CODES[0].encode(), code.encode()))
    return copy


def test_forty_sheets_of_three_hundred_rows(tmp_path):
    """Read, checked, merged into a case that holds none of the rows, and written: the processor time that it takes."""
    rows = rows_of_one()
    sheet = sheet_for(write_exchange_case(tmp_path / "one.xlsx", rows), CODES[0], tmp_path / "sheets")
    bare = write_exchange_case(tmp_path / "bare.xlsx", exchange_rows() | {"partners": rows["partners"]})
    sheets = [as_of(sheet, code) for code in CODES]
    begin = time.process_time()
    collected = collect(read_base(bare), sheets, "now")
    write_case(tmp_path / "merged.xlsx", collected, False)
    taken = time.process_time() - begin
    assert [(v.status, v.submission.rows) for v in collected.verdicts] == [(MERGED, 300)] * len(CODES)
    assert taken < SECONDS
