"""Nothing that a cell, a row or a part may hold makes reading raise."""

import random
from datetime import date, datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from helpers.workbooks import tiny_rows, workbook, write_workbook
from hypothesis import given
from hypothesis import strategies as st

from pooling.case.cells import parse_cell
from pooling.case.findings import Collector
from pooling.case.numerals import unambiguous_number
from pooling.case.reader import load
from pooling.case.schema import SETTINGS, SHEETS

COLUMNS = [*SETTINGS, *(column for sheet in SHEETS for column in sheet.columns)]
RAW = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=50),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)
ODD = (None, "", "x", 0, -1, 1e300, 1.5, True, "#REF!", "# c", "=1+1", datetime(2027, 1, 1), time(1), "01.04.2027")
ODD += (
    "1,234",
    "N",
    "NLD",
    "155HE",
    "existing",
    date(2200, 12, 31),
    date(1950, 1, 1),
    "COMMON",
    "base",
    12,
    "*",
    "a=b",
)


@given(st.sampled_from(COLUMNS), RAW, st.sampled_from(["", "General", "0%"]))
def test_any_cell_is_read_or_refused(column, raw, number_format):
    """A value, a blank, or an error; a value obeys the column's bounds and reading it again gives it again."""
    value, problem = parse_cell(column, raw, number_format)
    if problem and problem.severity == "error":
        assert value is None
    if isinstance(value, int | float) and not isinstance(value, bool):
        assert column.minimum is None or value >= column.minimum
        assert column.maximum is None or value <= column.maximum
    if value is not None and not isinstance(value, tuple):
        assert parse_cell(column, value) == (value, None)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_every_unambiguous_notation_means_its_number(number):
    """A number with two decimals reads the same in English, German, French and Swiss notation."""
    english = f"{number:,.2f}"
    for thousands, decimal in ((",", "."), (".", ","), (" ", ","), ("\u202f", ","), ("’", ".")):
        text = english.translate(str.maketrans({",": thousands, ".": decimal}))
        assert unambiguous_number(text) == float(number)


@pytest.mark.parametrize("text", ["1,234", "1.234", "-12,345", "1,23,4", "1 23", "", "1e", "one", "--1", "1,234,56"])
def test_ambiguous_or_broken_numerals_have_no_value(text):
    """Nothing is guessed."""
    assert unambiguous_number(text) is None


@given(st.text(), st.text(), st.text())
def test_findings_are_printable(file, sheet, value):
    """Whatever a file, a sheet or a cell is called, a finding is one harmless line."""
    findings = Collector(file)
    findings.error("wrong-type", f"{sheet}!E2", value, value, "do this")
    assert findings.findings[0].line.isprintable()


@pytest.mark.parametrize("seed", range(25))
def test_odd_values_anywhere_are_findings(tmp_path, seed):
    """A dozen odd values at random places: no exception, and a case exactly where there is no error."""
    random_ = random.Random(seed)
    rows = tiny_rows()
    rows["scenarios"] = [{"scenario": "s"}]
    rows["changes"] = [
        {"scenario": "s", "sheet": "demand", "where": "*", "column": "quantity", "op": "scale", "value": 2}
    ]
    book = workbook(rows)
    for _ in range(random_.choice((1, 3, 12))):
        sheet = random_.choice(book.worksheets)
        place = random_.randint(1, sheet.max_row), random_.randint(1, sheet.max_column)
        sheet.cell(*place).value = random_.choice(ODD)
    book.save(tmp_path / "case.xlsx")
    for scenario in ("base", "s"):
        result = load(tmp_path / "case.xlsx", scenario)
        assert (result.case is None) == any(finding.severity == "error" for finding in result.findings)
        assert all(finding.rule != "damaged" for finding in result.findings)


@pytest.mark.parametrize("seed", range(40))
def test_broken_bytes_are_findings(tmp_path, seed):
    """Bytes changed in the zip or in one of its parts: clean errors or a clean reading."""
    random_ = random.Random(seed)
    path = write_workbook(tmp_path / "case.xlsx", tiny_rows())
    if seed % 2:
        path.write_bytes(broken(path.read_bytes(), random_))
    else:
        with ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        victim = random_.choice(sorted(parts))
        parts[victim] = broken(parts[victim], random_)
        stream = BytesIO()
        with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        path.write_bytes(stream.getvalue())
    result = load(path)
    assert (result.case is None) == any(finding.severity == "error" for finding in result.findings)
    assert all(finding.line.isprintable() and finding.advice for finding in result.findings)


def broken(data, random_):
    """`data` with a few bytes changed, cut out or doubled."""
    changed = bytearray(data)
    for _ in range(random_.randint(1, 4)):
        at = random_.randrange(len(changed))
        match random_.randrange(3):
            case 0:
                changed[at] = random_.randrange(256)
            case 1:
                del changed[at : at + random_.randint(1, 50)]
            case _:
                changed[at:at] = changed[at : at + 50]
    return bytes(changed)
