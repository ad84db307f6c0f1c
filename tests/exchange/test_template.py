"""Demand sheets: what a desk officer finds in them, in every language."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from helpers.sheets import FIRST, exchange_rows, facts_on, sheet_for, write_exchange_case
from openpyxl import load_workbook

from pooling.case.findings import CaseError
from pooling.case.schema import LANGUAGES
from pooling.exchange.entry import NAMES, fields
from pooling.exchange.speech import spoken
from pooling.exchange.template import Options, write_templates
from pooling.exchange.words import phrases


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    return load_workbook(sheet_for(write_exchange_case(folder / "case.xlsx"), "NLD", folder))


def keys(sheet):
    return [cell.value for cell in sheet[FIRST - 1]]


def entries(sheet):
    names = keys(sheet)
    rows = sheet.iter_rows(min_row=FIRST, values_only=True)
    return [{k: v for k, v in zip(names, row, strict=True) if k != "unit" and v} for row in rows if row[0]]


def shapes(words):
    """A language's keys, lengths of lists and placeholders."""
    if isinstance(words, dict):
        return {key: shapes(part) for key, part in words.items()}
    if isinstance(words, list):
        return [shapes(part) for part in words]
    return sorted(re.findall(r"\{\w*\}", words))


def test_a_sheet_for_every_table_and_a_column_for_every_key(book):
    """Cover first, codes last, between them all that a partner gives; whose rows they are need not be said."""
    assert book.sheetnames == ["cover", *NAMES, "codes"]
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    for name in NAMES:
        assert [key for key in keys(book[name]) if key != "unit"] == [column.name for column in fields(name)]


def test_filled_with_what_the_case_holds_of_the_partner(book):
    """Every table, sources included, and nothing that is merely a default."""
    lines = [row["line"] for row in entries(book["demand"])]
    assert lines == ["D1", "D3"]
    assert entries(book["stock"]) == [{"item": "155HE", "quantity": 700, "source": "count of May"}]
    assert entries(book["budgets"]) == [{"year": 2027, "amount": 9e7}, {"year": 2028, "amount": 8e7}]
    (order,) = entries(book["orders"])
    assert (order["order"], order["planned"]) == ("O1", datetime(2027, 5, 1))
    assert "unit_price" not in order


def test_cover_says_what_it_is(book):
    """Case, partner, marking, horizon, issue and revision stand on the cover, beside their keys."""
    facts = {row[2].value: row[1].value for row in book["cover"].iter_rows()}
    expected = {
        "case": "tiny",
        "partner": "NLD",
        "name": "Netherlands",
        "marking": "EXERCISE",
        "issue": 1,
        "revision": 1,
    }
    assert expected.items() <= facts.items()
    assert facts["period"] == "2027-01-01 – 2028-12-31"


def test_entry_cells_are_open_and_look_it_the_rest_is_locked(book):
    """Sheets are protected; cream cells are the open ones; nothing else is open but revision and contact."""
    for sheet in book:
        assert sheet.protection.sheet
        for row in sheet.iter_rows():
            for cell in row:
                is_cream = cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb == "FFFFF6DC"
                legend = sheet.title == "cover" and cell.column == 1
                assert cell.protection.locked != is_cream or legend, cell
    open_facts = {row[2].value for row in book["cover"].iter_rows() if not row[1].protection.locked}
    assert open_facts == {"revision", "contact"}
    assert not book["demand"].cell(FIRST + 1 + 40, 1).protection.locked
    assert book["demand"].cell(FIRST + 2 + 40, 1).protection.locked


def test_every_entry_column_has_a_hint_and_codes_have_lists(book):
    """Pointing at a cell says what belongs there; lists refer to the sheet of codes; codes stay text."""
    for name in NAMES:
        sheet = book[name]
        checks = {str(check.sqref).split(":")[0]: check for check in sheet.data_validations.dataValidation}
        for position, key in enumerate(keys(sheet), start=1):
            if key == "unit":
                continue
            check = checks[sheet.cell(FIRST, position).coordinate]
            assert check.prompt
            assert check.promptTitle
            if key in ("item", "product"):
                assert check.formula1.startswith("codes!$")
                assert sheet.cell(FIRST, position).number_format == "@"
            if key in ("need_by", "planned", "from"):
                assert check.type == "date"
            if key in ("quantity", "amount"):
                assert (check.type, check.operator) == ("decimal", "greaterThanOrEqual")


def test_units_stand_beside_the_item(case_file, tmp_path):
    """The unit is looked up, and there already for what is filled in."""
    path = sheet_for(case_file, "NLD", tmp_path)
    shown = load_workbook(path, data_only=True)["demand"]
    formulas = load_workbook(path)["demand"]
    place = keys(shown).index("unit") + 1
    assert [shown.cell(row, place).value for row in (FIRST, FIRST + 1, FIRST + 2)] == ["round", "missile", None]
    assert formulas.cell(FIRST + 2, place).value.startswith("=IFERROR(VLOOKUP(")


def test_prints_on_marked_a4_pages(book):
    """A4 landscape, one page wide, head of the table repeated, marking above and below."""
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == "EXERCISE"
    assert book["demand"].print_title_rows == f"$4:${FIRST - 1}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_change_labels_and_hints_only(case_file, tmp_path, language):
    """Keys, codes and sheets are the same; every hint fits Excel's limits; a sheet in any language is collected."""
    sheet = load_workbook(sheet_for(case_file, "NLD", tmp_path, language=language))["demand"]
    english = load_workbook(sheet_for(case_file, "NLD", tmp_path / "en"))["demand"]
    assert keys(sheet) == keys(english)
    assert entries(sheet) == entries(english)
    assert (sheet["A1"].value == english["A1"].value) == (language == "en")
    words = phrases(language)
    for label, hint in words["columns"].values():
        assert len(label) <= 32
        assert len(hint) <= 250


def test_languages_say_the_same_things():
    """No phrase is missing in a language, and none loses its placeholder."""
    for language in LANGUAGES:
        said, english = (phrases(code, "{return_to}") | {"rules": {}} for code in (language, "en"))
        assert shapes(said) == shapes(english)
    with pytest.raises(KeyError):
        phrases("la")


def test_french_marks_stay_with_their_word(case_file, tmp_path):
    """No line may begin with a colon: the space before it does not break, in sheets and extracts."""
    for words in (phrases("fr", "{return_to}"), spoken("fr").words):
        assert re.findall(r"\S+ [;:?!»]|« ", str(words)) == []
    cover = load_workbook(sheet_for(case_file, "NLD", tmp_path, language="fr"))["cover"]
    texts = [cell.value for row in cover.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert [text for text in texts if re.search(r"[^\s\d]:( |$)", text)] == []


def test_whom_to_send_it_back_to(case_file, tmp_path):
    """Given, or else the office that sent it."""
    for return_to, words in (("pool@example.org", "pool@example.org"), ("", "the office that sent it to you")):
        book = load_workbook(sheet_for(case_file, "NLD", tmp_path, return_to=return_to))
        assert any(words in str(cell.value) for row in book["cover"].iter_rows() for cell in row)


def test_the_same_sheet_has_the_same_bytes(case_file, tmp_path):
    """Who gets a sheet twice can compare them."""
    one = sheet_for(case_file, "NLD", tmp_path / "one").read_bytes()
    assert one == sheet_for(case_file, "NLD", tmp_path / "two").read_bytes()


def test_blank_rows_and_issue_as_wished(case_file, tmp_path):
    """More rows on request; the issue is the planners' to count."""
    path = sheet_for(case_file, "DNK", tmp_path, blank_rows=5, issue=7)
    book = load_workbook(path)
    assert not book["demand"].cell(FIRST + 5, 1).protection.locked
    assert book["demand"].cell(FIRST + 6, 1).protection.locked
    assert facts_on(path)["issue"] == 7


def test_a_case_whose_needs_are_still_to_come_is_enough(tmp_path):
    """No demand and no norms: that is what the sheets are for."""
    rows = exchange_rows() | {"demand": [], "norms": []}
    assert len(write_templates(write_exchange_case(tmp_path / "c.xlsx", rows), [], tmp_path / "s", Options())) == 3


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    """What a planner typed is not run on a partner's machine."""
    rows = exchange_rows()
    rows["items"][0]["name"] = '=HYPERLINK("http://example.org")'
    rows["stock"][0]["source"] = "@SUM(A1)"
    path = sheet_for(write_exchange_case(tmp_path / "c.xlsx", rows), "NLD", tmp_path)
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert formulas
    assert all(formula.startswith("=IFERROR(VLOOKUP(") for formula in formulas)


def test_a_faulty_case_gives_no_sheets(tmp_path):
    """A case that cannot be read must not be sent around."""
    rows = exchange_rows()
    rows["stock"][0]["quantity"] = -1
    with pytest.raises(CaseError):
        write_templates(write_exchange_case(tmp_path / "c.xlsx", rows), [], tmp_path / "s", Options())
    assert not (tmp_path / "s").exists()


def test_command_names_the_files(pooling, case_file):
    """One line a sheet on stdout; as JSON on request; nothing overwritten."""
    ended = pooling("template", case_file, "--partner", "NLD", "--partner", "DNK")
    assert (ended.code, ended.out.split()) == (0, ["sheets/case-NLD.xlsx", "sheets/case-DNK.xlsx"])
    assert "pooling collect" in ended.err
    again = pooling("template", case_file, "--all")
    assert again.code == 2
    assert "--force" in again.err
    ended = pooling("template", case_file, "--all", "--force", "--json")
    assert '"sheets/case-NOR.xlsx"' in ended.out


def test_command_asks_for_partners_that_exist(pooling, case_file):
    """Neither none nor both options; a misspelt code is answered with the one meant."""
    assert pooling("template", case_file).code == 2
    assert pooling("template", case_file, "--all", "--partner", "NLD").code == 2
    ended = pooling("template", case_file, "--partner", "NLT")
    assert ended.code == 2
    assert "did you mean NLD?" in ended.err


def test_dates_are_dates(book):
    """A date is a date for the spreadsheet, shown as year-month-day."""
    cell = book["norms"].cell(FIRST, keys(book["norms"]).index("from") + 1)
    assert cell.value.date() == date(2027, 1, 1)
    assert cell.number_format == "yyyy-mm-dd"


def test_each_partner_reads_its_own_language(tmp_path):
    """The case says which; the option takes its place for all."""
    rows = exchange_rows()
    rows["partners"][0]["language"] = "nl"
    case = write_exchange_case(tmp_path / "case.xlsx", rows)
    codes = [row["partner"] for row in rows["partners"]]

    def titles(**more):
        paths = write_templates(case, codes, tmp_path, Options(**more), force=True)
        return [load_workbook(path)["cover"]["A1"].value.partition(" – ")[0] for path in paths]

    english = phrases("en")["title"]
    assert titles() == [phrases("nl")["title"], *[english] * (len(codes) - 1)]
    assert titles(language="fr") == [phrases("fr")["title"]] * len(codes)
