"""The workbook writer: real tables, safe text, the same bytes twice, whole files only."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from pooling.output.book import new_book
from pooling.output.excel import write_tables
from pooling.output.files import TargetError, TargetExistsError, write_whole
from pooling.output.table import Cell, Column, Table

RISKY = [
    "=1+1",
    "{=1+1}",
    "+1",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "http://x.example",
    "mailto:a@b.example",
    "internal:A!A1",
]


def table(name: str, specification: str, *rows: tuple[Cell, ...]) -> Table:
    columns = (word.partition(":") for word in specification.split())
    return Table(name, f"the {name}", tuple(Column(header, kind or "text") for header, _, kind in columns), rows)


def write(path: Path, *tables: Table, **more: Any) -> Path:
    write_tables(path, tables, title="A case", **more)
    return path


def parts(path: Path) -> dict[str, str]:
    with ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_every_sheet_is_a_table_with_filters_and_frozen_header(tmp_path: Path) -> None:
    """Each sheet holds one Excel table of its own name over header and rows, the header frozen and repeated."""
    book = load_workbook(write(tmp_path / "r.xlsx", table("lots", "lot:code quantity:quantity", ("A", 1), ("B", 2))))
    sheet = book["lots"]
    assert sheet.tables["lots"].ref == "A1:B3"
    assert sheet.tables["lots"].autoFilter.ref == "A1:B3"
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert [cell.value for cell in sheet[1]] == ["lot", "quantity"]


def test_an_empty_table_gets_one_blank_row(tmp_path: Path) -> None:
    """Excel knows no table without rows."""
    sheet = load_workbook(write(tmp_path / "r.xlsx", table("lots", "lot:code")))["lots"]
    assert sheet.tables["lots"].ref == "A1:A2"
    assert sheet["A2"].value is None


def test_sheets_print_on_a4_landscape_one_page_wide_and_marked(tmp_path: Path) -> None:
    """The marking stands above and below every printed page, an ampersand in it included."""
    book = load_workbook(
        write(tmp_path / "r.xlsx", table("lots", "lot"), table("summary", "key value"), marking="R & S")
    )
    for sheet in book:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.page_setup.fitToWidth is None
        assert sheet.page_setup.fitToHeight == (None if sheet.title == "summary" else 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == "R && S"


@pytest.mark.parametrize("text", RISKY)
def test_text_is_never_a_formula_or_link(tmp_path: Path, text: str) -> None:
    """What looks like a formula or an address is stored as text, in cells, headers and the summary."""
    path = write(tmp_path / "r.xlsx", table("lots", "lot", (text,)), table("summary", "key value", (text, text)))
    for name, part in parts(path).items():
        if name.startswith("xl/worksheets/"):
            assert not re.search(r"<f[ >]|<hyperlink", part), name
    cell = load_workbook(path)["lots"]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).endswith(text.strip())


@pytest.mark.parametrize("text", RISKY[:1] + RISKY[2:7])
def test_text_like_a_formula_is_quoted(tmp_path: Path, text: str) -> None:
    """Editing such a cell in Excel keeps it text."""
    cell = load_workbook(write(tmp_path / "r.xlsx", table("lots", "lot", (text,))))["lots"]["A2"]
    assert cell.quotePrefix


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), -float("inf"), ""])
def test_what_has_no_value_is_blank(tmp_path: Path, value: Cell) -> None:
    """No cell shows NaN or infinity."""
    sheet = load_workbook(write(tmp_path / "r.xlsx", table("lots", "price:money", (value,), (2.5,))))["lots"]
    assert [sheet["A2"].value, sheet["A3"].value] == [None, 2.5]


MIXED = "[=0]0;[>=1000]#,##0;#,##0.00"


@pytest.mark.parametrize(
    ("kind", "value", "stored", "shown"),
    [
        ("int", 7, 7, "0"),
        ("quantity", 12000.0, 12000, "#,##0"),
        ("quantity", 0.5, 0.5, "#,##0.00"),
        ("quantity", 21000.5, 21000.5, MIXED),
        ("money", 1234567.8, 1234567.8, "#,##0"),
        ("price", 0.38, 0.38, "#,##0.00"),
        ("money", 0.38, 0.38, "#,##0"),
        ("percent", 33.333, 33.333, "0.0"),
        ("months", 9.71, 9.71, "0.0"),
        ("months", 0.0004, 0.0004, "0.0000"),
        ("months", -6.3e-07, -6.3e-07, "0.00E+00"),
        ("months", 3.7e-15, 3.7e-15, "0.0"),
        ("percent", 4.5e-06, 4.5e-06, "0.0000"),
        ("percent", 1.4e-14, 1.4e-14, "0.0"),
        ("flag", True, "Y", "General"),
        ("text", 5, 5, "#,##0"),
    ],
)
def test_figures_are_numbers_shown_by_kind(tmp_path: Path, kind: str, value: Cell, stored: Cell, shown: str) -> None:
    """Figures stay exact numbers; the kind decides only how they look."""
    cell = load_workbook(write(tmp_path / "r.xlsx", table("t", f"x:{kind}", (value,))))["t"]["A2"]
    assert (cell.value, cell.number_format) == (stored, shown)


def test_large_figures_need_no_decimals_beside_small_ones(tmp_path: Path) -> None:
    """A column of 21,000 rounds and 15.5 missiles: one format, decimals where they matter."""
    sheet = load_workbook(write(tmp_path / "r.xlsx", table("t", "x:quantity", (21000,), (15.5,), (0.0,))))["t"]
    assert {sheet[f"A{row}"].number_format for row in (2, 3, 4)} == {MIXED}


@pytest.mark.parametrize(
    ("months", "shown"),
    [
        ((12.4, 0.019), "[=0]0.0;[>=0.1]0.0;0.000"),
        ((12.4, 0.6), "0.0"),
        ((-12.4, 0.019), "0.0"),
    ],
)
def test_faint_months_do_not_look_like_none(tmp_path: Path, months: tuple[float, ...], shown: str) -> None:
    """Beside larger ones they have more decimals; not where a sign would be lost."""
    sheet = load_workbook(write(tmp_path / "r.xlsx", table("t", "x:months", *((month,) for month in months))))["t"]
    assert {sheet[f"A{row}"].number_format for row in (2, 3)} == {shown}


def test_wide_tables_keep_their_first_column_in_view(tmp_path: Path) -> None:
    """Twenty columns: printed on pages beside each other, the first column repeated and frozen."""
    wide = table("wide", " ".join(f"a_rather_long_header_{n}:money" for n in range(20)), (1.0,) * 20)
    sheet = load_workbook(write(tmp_path / "r.xlsx", wide))["wide"]
    assert sheet.page_setup.fitToWidth == 4
    assert (sheet.print_title_cols, sheet.print_title_rows) == ("$A:$A", "$1:$1")
    assert sheet.freeze_panes == "B2"


def test_stages_are_shown_in_the_unit_of_their_objective(tmp_path: Path) -> None:
    """Months and EUR stand in one column: each cell says which."""
    stages = table("stages", "objective:code value:quantity", ("mean_delay", 3.95), ("cost", 1.6e10), ("change", 2.0))
    sheet = load_workbook(write(tmp_path / "r.xlsx", stages))["stages"]
    assert [sheet[f"B{row}"].number_format for row in (2, 3, 4)] == ['0.00 "months"', '#,##0 "EUR"', "General"]
    assert [sheet[f"B{row}"].value for row in (2, 3, 4)] == [3.95, 1.6e10, 2]


@pytest.mark.parametrize(("kind", "shown"), [("date", "yyyy-mm-dd"), ("period", "yyyy-mm"), ("text", "yyyy-mm-dd")])
def test_dates_are_dates(tmp_path: Path, kind: str, shown: str) -> None:
    """A day is an Excel date, never text."""
    cell = load_workbook(write(tmp_path / "r.xlsx", table("t", f"x:{kind}", (date(2027, 4, 1),))))["t"]["A2"]
    assert cell.is_date
    assert cell.value.date() == date(2027, 4, 1)
    assert cell.number_format == shown


def test_the_summary_stands_below_a_title(tmp_path: Path) -> None:
    """Title, scenario and marking come first, then the table; headlines are bold and wrapped."""
    summary = table("summary", "key value", ("cost_eur", 1e9), ("mean_delay_months", 2.25), ("headline", "word " * 60))
    sheet = load_workbook(write(tmp_path / "r.xlsx", summary, marking="SECRET"))["summary"]
    assert [sheet[f"A{row}"].value for row in range(1, 6)] == ["A case", "the summary", "SECRET", None, "key"]
    assert sheet.tables["summary"].ref == "A5:B8"
    assert sheet["B6"].font.bold
    assert sheet["B6"].alignment.wrap_text
    assert sheet.row_dimensions[6].height > 40
    assert [sheet["B7"].number_format, sheet["B8"].number_format] == ["#,##0", "0.0"]


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    """A workbook holds no time of writing and nothing of the machine."""
    lots = table("lots", "lot:code from:date", ("A", date(2027, 1, 1)))
    first = write(tmp_path / "a.xlsx", lots, properties={"case": "x"})
    second = write(tmp_path / "b.xlsx", lots, properties={"case": "x"})
    assert first.read_bytes() == second.read_bytes()
    core = parts(first)["docProps/core.xml"]
    assert "<dc:creator>pooling</dc:creator>" in core


def test_an_existing_file_is_kept_without_force(tmp_path: Path) -> None:
    """The old file stays as it is, and nothing else is left behind."""
    path = tmp_path / "r.xlsx"
    path.write_text("precious")
    with pytest.raises(TargetExistsError, match="--force"):
        write(path, table("lots", "lot"))
    assert path.read_text() == "precious"
    write(path, table("lots", "lot"), force=True)
    assert load_workbook(path).sheetnames == ["lots"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_failing_write_leaves_the_old_file_whole(tmp_path: Path) -> None:
    """A fault while the workbook is made or moved leaves the old file and no other."""
    path = tmp_path / "r.xlsx"
    path.write_text("precious")
    with pytest.raises(ZeroDivisionError), new_book(path, title="", force=True):
        _ = 1 / 0
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_whole(tmp_path / "folder", b"x", force=True)
    assert path.read_text() == "precious"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["folder", "r.xlsx"]


def test_a_target_that_cannot_be_replaced_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel keeps the file open, say: the error names the target, the old file stays, the temporary one goes."""

    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "some temporary name")

    path = tmp_path / "r.xlsx"
    path.write_text("precious")
    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(TargetError, match=r"r\.xlsx cannot be written: it is open in Excel"):
        write(path, table("lots", "lot"), force=True)
    assert path.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("broken", [table("t1", "x"), table("lots", "x X"), table("a" * 32, "x")])
def test_what_excel_would_repair_is_refused(tmp_path: Path, broken: Table) -> None:
    """A table name like a cell, headers equal but for case, a name too long: an error, not a warning."""
    with pytest.raises(Exception, match=r"cell name|Duplicate header|31"):
        write(tmp_path / "r.xlsx", broken)
    assert not (tmp_path / "r.xlsx").exists()


def test_charts_may_follow_the_tables(tmp_path: Path) -> None:
    """The hook gets the book after its tables and may add sheets."""
    path = tmp_path / "r.xlsx"
    write_tables(path, [table("lots", "lot")], title="", charts=lambda book: book.add_sheet("charts", "pictures"))
    assert load_workbook(path).sheetnames == ["lots", "charts"]


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [(-0.003, "money", 0.0), (-0.004, "quantity", 0.0), (-0.0, "months", 0.0), (-0.2, "months", -0.2)],
)
def test_no_figure_is_shown_as_minus_zero(value, kind, shown, tmp_path):
    """What would be shown as -0 is 0; what has a digit to show stays as it is."""
    path = tmp_path / "zero.xlsx"
    write_tables(path, [table("zero", f"x:{kind}", (value,), (7.25,))], title="zero")
    cell = load_workbook(path)["zero"]["A2"].value
    assert (cell, str(cell).startswith("-")) == (shown, shown < 0)


def test_a_text_too_long_for_a_cell_is_cut(tmp_path: Path) -> None:
    """A plan is not lost for it: what a cell holds is written, and that there is more."""
    write(tmp_path / "r.xlsx", table("lots", "lot", ("x" * 40_000,)))
    text = load_workbook(tmp_path / "r.xlsx")["lots"]["A2"].value
    assert (len(text), text[-1]) == (32_767, "…")
