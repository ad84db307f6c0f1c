"""What people write around a table: titles, totals, remarks and empty sheets cost one line each, or none."""

import pytest
from helpers.workbooks import tiny_rows, workbook

from pooling.case.reader import load, read_rows


@pytest.fixture
def found(tmp_path):
    """The findings in the tiny case after a change to its open book, as severity, rule and cell."""

    def find(change):
        book = workbook(tiny_rows())
        change(book)
        book.save(tmp_path / "case.xlsx")
        return [(f.severity, f.rule, f.cell or f.sheet) for f in load(tmp_path / "case.xlsx").findings]

    return find


def titled(rows):
    def change(book):
        book["demand"].insert_rows(1, rows)
        book["demand"]["A1"].value = "Demand of the pool, as of spring"
        book["demand"].merge_cells("A1:E1")

    return change


@pytest.mark.parametrize("rows", [1, 3, 9])
def test_a_table_may_begin_below_a_title(found, tmp_path, rows):
    """Headers are found in the first ten rows; what stands above them is kept as a comment."""
    assert found(titled(rows)) == []
    table = read_rows(tmp_path / "case.xlsx").tables["demand"]
    assert len(table.rows) == 4
    assert table.comments[0] == (1, ("# Demand of the pool, as of spring",))


def test_a_sheet_without_headers_is_told_in_one_line(found):
    """Not a line for each column."""
    assert found(titled(10)) == [("error", "missing-column", "demand!A1")]


def test_codes_of_a_table_that_cannot_be_read_are_not_called_unknown(found):
    """One mistake, one line."""

    def change(book):
        book["partners"]["A1"].value = None

    assert ("error", "missing-column", "partners!A1") in found(change)
    assert not [rule for _, rule, _ in found(change) if rule == "unknown-code"]


def test_columns_that_lack_are_told_in_one_line(found):
    """All of a sheet at once."""
    assert found(lambda book: book["demand"].delete_cols(2, 3)) == [("error", "missing-column", "demand!A1")]


def append(*values):
    return lambda book: book["demand"].append(values)


@pytest.mark.parametrize(
    ("change", "cell"),
    [
        (append("Total", None, None, None, 6012), "demand!A6"),
        (append(None, None, "Totaal 2027:", None, 6012), "demand!C6"),
        (append(None, None, None, None, "=SUM(E2:E5)"), "demand!E6"),
        (append(None, None, None, None, 6012), "demand!E6"),
        (append("Source: letter of 3 May"), "demand!A6"),
        (append("line", "partner", "item", "need_by", "quantity"), "demand!A6"),
    ],
)
def test_rows_that_are_no_records_are_told_in_one_line(found, change, cell):
    """Totals, remarks and repeated headers; a formula that was never calculated is told as such."""
    findings = found(change)
    assert [at for _, _, at in findings if at == cell] == [cell]
    rules = {rule for _, rule, _ in findings}
    assert rules == ({"no-record"} if len(findings) == 1 else {"not-calculated", "missing-value"})


def test_a_record_may_be_called_total(found):
    """A complete record is one, whatever its code."""

    def change(book):
        for at in ("producers!A2", "products!C2", "lines!B2"):
            sheet, _, place = at.partition("!")
            book[sheet][place].value = "TOTAL"

    assert found(change) == []


def test_remarks_beside_the_table_are_one_warning(found):
    """Beside records and beside blank rows, however many they are."""

    def change(book):
        for row in (3, 5, 9, 12):
            book["demand"].cell(row, 9).value = "ask Jan about these"

    assert found(change) == [("warning", "no-header", "demand!I3")]


def test_an_empty_sheet_counts_as_absent(found):
    """Whether it was cleared, or has only blanks in it."""

    def change(book):
        del book["orders"]
        for title in ("orders", "scenarios", "changes", "stock"):
            book.create_sheet(title)
        book["stock"]["B4"].value = "  "

    assert found(change) == []


def test_use_beyond_stock_is_a_need(tmp_path):
    """A case may say what it needs by its use alone."""
    rows = tiny_rows()
    del rows["demand"]
    rows["usage"] = [{"partner": "NLD", "item": "155HE", "year": 2027, "quantity": 500}]
    workbook(rows).save(tmp_path / "case.xlsx")
    assert load(tmp_path / "case.xlsx").findings == ()
