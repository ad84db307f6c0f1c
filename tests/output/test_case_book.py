"""The case workbook's writer: what it writes, the reader reads, and every column explains itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from pooling.case.reader import load
from pooling.case.schema import FILL_FIRST, SETTINGS, SHEETS, SOURCE, SUBJECTS, Kind
from pooling.output.case_book import write_case

SETTING_ROWS = [
    {"key": "case", "value": "Small", "source": "made up"},
    {"key": "start", "value": date(2026, 1, 1)},
    {"key": "end", "value": date(2027, 12, 31)},
    {"key": "objectives", "value": ("mean_delay", "cost")},
]
ROWS: dict[str, list[dict[str, Any]]] = {
    "settings": SETTING_ROWS,
    "partners": [{"partner": "NLD", "name": "=Netherlands", "eu": True, "nato": "Y", "source": "a map"}],
    "items": [{"item": "155", "name": "155 mm", "family": "155 mm", "unit": "round", "lot_size": 0.5}],
    "demand": [{"line": "d1", "partner": "NLD", "item": "155", "need_by": date(2027, 1, 1), "quantity": 7.5}],
}


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("case") / "blank.xlsx"
    write_case(path, {})
    return load_workbook(path)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Every value comes back as it was given; the sheet of explanations is no finding."""
    path = tmp_path / "case.xlsx"
    write_case(path, ROWS)
    loaded = load(path)
    assert loaded.case
    assert "unknown-sheet" not in {finding.rule for finding in loaded.findings}
    assert loaded.case.settings.case == "Small"
    assert loaded.case.settings.objectives == ("mean_delay", "cost")
    assert loaded.case.settings.end == date(2027, 12, 31)
    partner, item, demand = loaded.case.partners[0], loaded.case.items[0], loaded.case.demand[0]
    assert (partner.name, partner.eu, partner.source) == ("=Netherlands", True, "a map")
    assert (item.item, item.lot_size) == ("155", 0.5)
    assert (demand.need_by, demand.quantity) == (date(2027, 1, 1), 7.5)


def test_a_blank_case_has_every_sheet_and_column(blank: Any) -> None:
    """`read me`, `settings` with every key, then each sheet of the schema with `source` last."""
    assert blank.sheetnames == ["read me", "settings", *(sheet.name for sheet in SHEETS)]
    keys = [row[0].value for row in blank["settings"].iter_rows(min_row=2)]
    assert keys == [setting.name for setting in SETTINGS]
    for sheet in SHEETS:
        assert [cell.value for cell in blank[sheet.name][1]] == [*(c.name for c in sheet.columns), SOURCE.name]


def test_a_blank_case_lacks_only_what_is_required(tmp_path: Path) -> None:
    """The reader complains of the values that only a planner can give, and of nothing that was written."""
    path = tmp_path / "blank.xlsx"
    write_case(path, {})
    findings = load(path).findings
    assert {finding.rule for finding in findings} <= {"missing-value", "no-need"}
    required = sum(setting.required for setting in SETTINGS)
    assert sum(finding.sheet == "settings" for finding in findings) == required


def test_every_header_has_a_note_with_meaning_and_default(blank: Any) -> None:
    """A note on the header tells meaning, type, unit and default or that the column is required."""
    for sheet in SHEETS:
        for cell, column in zip(blank[sheet.name][1], sheet.columns, strict=False):
            text = cell.comment.text
            assert column.meaning in text
            assert ("default:" in text) != column.required
            if column.unit and column.kind is Kind.NUMBER:
                assert column.unit in text
    for cell, setting in zip(blank["settings"]["A"][1:], SETTINGS, strict=True):
        assert setting.meaning in cell.comment.text


def test_required_columns_look_different(blank: Any) -> None:
    """Two header colours: one for columns that must be filled, one for the others."""
    colours: dict[bool, set[str]] = {True: set(), False: set()}
    for sheet in SHEETS:
        for cell, column in zip(blank[sheet.name][1], sheet.columns, strict=False):
            colours[column.required].add(cell.fill.fgColor.rgb)
    assert len(colours[True]) == len(colours[False]) == 1
    assert colours[True] != colours[False]


def validations(sheet: Any) -> dict[str, Any]:
    return {str(check.sqref).split(":")[0]: check for check in sheet.data_validations.dataValidation}


def test_choices_and_codes_offer_lists(blank: Any) -> None:
    """Choices list their values; codes list what stands in the sheet referred to, and other codes only warn."""
    frameworks, lots, budgets = (validations(blank[name]) for name in ("frameworks", "lots", "budgets"))
    assert frameworks["D2"].formula1 == '"candidate,existing"'
    assert "frameworks!$A$2" in lots["B2"].formula1
    assert lots["B2"].errorStyle == "warning"
    assert budgets["A2"].errorStyle == "information"


def test_numbers_and_dates_are_checked_as_they_are_typed(blank: Any) -> None:
    """Bounds of the schema stand in the workbook too."""
    items, demand, settings = (validations(blank[name]) for name in ("items", "demand", "settings"))
    assert (items["E2"].type, items["E2"].operator) in (("decimal", "greaterThanOrEqual"), ("decimal", None))
    assert (items["H2"].formula1, items["H2"].formula2) == ("0", "100")
    assert demand["D2"].type == "date"
    assert settings["B5"].formula1 == '"1,3,6,12"'


def test_wrong_input_is_answered_by_what_to_enter(blank: Any) -> None:
    """The dialog instructs; it says nothing that is known already."""
    for sheet in blank.worksheets[1:]:
        for check in sheet.data_validations.dataValidation:
            assert check.error.startswith("Enter "), (sheet.title, check.sqref)
            assert check.errorTitle
    told = {name: validations(blank[name]) for name in ("demand", "items", "frameworks", "budgets")}
    assert told["demand"]["D2"].error == "Enter a date such as 2027-04-01."
    assert told["items"]["E2"].error == "Enter a number (units) from 0.001."
    assert told["frameworks"]["H2"].error == "Enter a whole number (months) from 0 to 1,200."
    assert told["budgets"]["A2"].error == "Enter a code from partners or COMMON, or add it there first."


def format_of_column(sheet: Any, position: int) -> str:
    """The number format of the cells to come; columns that are alike are described together."""
    columns = sheet.column_dimensions.values()
    return str(next(column.number_format for column in columns if column.min <= position <= column.max))


def test_codes_stay_text_whatever_is_typed(blank: Any, tmp_path: Path) -> None:
    """556 typed in a column of codes is no number, in rows there are and in those to come."""
    path = tmp_path / "case.xlsx"
    write_case(path, ROWS)
    filled = load_workbook(path)
    for sheet in SHEETS:
        for position, column in enumerate(sheet.columns, start=1):
            letter = get_column_letter(position)
            formats = {format_of_column(blank[sheet.name], position)}
            if sheet.name in ROWS:
                formats.add(filled[sheet.name][f"{letter}2"].number_format)
            assert ("@" in formats) == (column.kind is Kind.CODE), (sheet.name, column.name)
            assert len(formats) == 1 or column.kind is not Kind.CODE


def test_required_settings_look_required(blank: Any) -> None:
    """Dark keys as dark headers; what is still blank there stands out."""
    settings = blank["settings"]
    keys = {cell.value: cell.fill.fgColor.rgb for cell in settings["A"][1:]}
    required = {setting.name for setting in SETTINGS if setting.required}
    assert {keys[name] for name in required} == {settings["A1"].fill.fgColor.rgb}
    assert {colour for name, colour in keys.items() if name not in required} == {settings["B1"].fill.fgColor.rgb}
    marked = {cell.row for cell in settings["B"][1:] if cell.fill.fill_type == "solid"}
    assert {settings.cell(row, 1).value for row in marked} == required


def test_sheets_to_fill_first_are_named_and_tabs_tell_the_subject(blank: Any) -> None:
    """In an order in which every code stands before it is used; every sheet has one subject and its colour."""
    column = [cell.value for cell in blank["read me"]["A"]]
    first = column.index("Fill these first, in this order") + 1
    assert tuple(column[first : first + len(FILL_FIRST)]) == FILL_FIRST
    for place, name in enumerate(FILL_FIRST):
        for sheet in (sheet for sheet in SHEETS if sheet.name == name):
            refers = {name for column in sheet.columns if column.required for name in column.refers.split("|") if name}
            assert refers <= set(FILL_FIRST[:place]), name
    subjects = [name for names in SUBJECTS.values() for name in names]
    assert sorted(subjects) == sorted(["settings", *(sheet.name for sheet in SHEETS)])
    colours = {
        subject: {blank[name].sheet_properties.tabColor.rgb for name in SUBJECTS[subject]} for subject in SUBJECTS
    }
    assert {len(found) for found in colours.values()} == {1}
    assert len({colour for found in colours.values() for colour in found}) == len(SUBJECTS)


def test_columns_have_room_for_what_will_be_typed(blank: Any) -> None:
    """A name is longer than its header."""
    assert blank["partners"].column_dimensions["B"].width > 20


def test_every_column_is_in_the_read_me(blank: Any) -> None:
    """The first sheet is a reference of every key and column."""
    told = {(row[0].value, row[1].value) for row in blank["read me"].iter_rows()}
    assert {("settings", setting.name) for setting in SETTINGS} <= told
    assert {(sheet.name, column.name) for sheet in SHEETS for column in sheet.columns} <= told


@pytest.mark.parametrize(
    "rows",
    [{"partner": []}, {"partners": [{"partner": "A", "nam": "B"}]}, {"settings": [{"key": "caes", "value": "x"}]}],
)
def test_unknown_names_are_refused(tmp_path: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """A sheet, column or key that no case has is a programmer's slip."""
    with pytest.raises(ValueError, match=r"no case has|has no"):
        write_case(tmp_path / "case.xlsx", rows)


def test_a_long_source_makes_no_row_tall(tmp_path: Path) -> None:
    """Where a figure comes from takes one line, however long; other texts wrap."""
    path = tmp_path / "case.xlsx"
    rows = [{"partner": "NLD", "name": "Netherlands", "source": "a letter to parliament " * 9}]
    write_case(path, ROWS | {"partners": rows})
    assert not load_workbook(path)["partners"].row_dimensions[2].height
    write_case(path, ROWS | {"partners": [rows[0] | {"name": "Netherlands " * 9}]}, force=True)
    assert load_workbook(path)["partners"].row_dimensions[2].height > 15
