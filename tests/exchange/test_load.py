"""Forty partners send three hundred rows each: collected in under ten seconds."""

from __future__ import annotations

import time
from datetime import date

from helpers.sheets import exchange_rows, write_exchange_case

from pooling.exchange.collect import MERGED, collect
from pooling.exchange.sending import write_case
from pooling.exchange.template import Options, read_base, write_templates

PARTNERS, SECONDS = 40, 10


def large_rows():
    """The small case with forty partners more, each with 300 rows on the sheets that partners fill in."""
    rows = exchange_rows()
    days = [date(2027 + n // 12 % 2, n % 12 + 1, 28) for n in range(200)]
    for code in (f"P{number:02}" for number in range(PARTNERS)):
        rows["partners"].append({"partner": code, "name": code, "eu": "Y", "nato": "Y"})
        own = {"partner": code, "item": "155HE", "quantity": 100}
        rows["demand"] += [{"line": f"{code}-{n}", "need_by": day, **own} for n, day in enumerate(days)]
        rows["norms"] += [{"from": date(2020 + n // 12, n % 12 + 1, 1), **own} for n in range(90)]
        rows["usage"] += [{"year": year, **own} for year in range(2027, 2029)]
        rows["budgets"] += [{"partner": code, "year": year, "amount": 1e9} for year in range(2027, 2035)]
    return rows


def test_forty_sheets_of_three_hundred_rows(tmp_path):
    """Read, checked, merged into a case that holds none of the rows, and written: the processor time that it takes."""
    rows = large_rows()
    full = write_exchange_case(tmp_path / "full.xlsx", rows)
    bare = write_exchange_case(tmp_path / "bare.xlsx", exchange_rows() | {"partners": rows["partners"]})
    sheets = write_templates(full, [f"P{number:02}" for number in range(PARTNERS)], tmp_path / "s", Options())
    begin = time.process_time()
    collected = collect(read_base(bare), sheets, "now")
    write_case(tmp_path / "merged.xlsx", collected, False)
    taken = time.process_time() - begin
    assert [(v.status, v.submission.rows) for v in collected.verdicts] == [(MERGED, 300)] * PARTNERS
    assert taken < SECONDS
