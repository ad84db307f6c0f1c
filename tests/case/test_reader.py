"""Reading a workbook: what its sheets, headers and cells can hold, and where each oddity is reported."""

import hashlib
from datetime import date, datetime, time
from zipfile import ZipFile

import pytest
from helpers.workbooks import tiny_rows, workbook

from pooling.case import schema
from pooling.case.case import RECORDS, Case, Settings
from pooling.case.reader import load, read_rows, to_case


@pytest.fixture
def path(tmp_path):
    return tmp_path / "case.xlsx"


def edit(path, *changes):
    """Write the tiny case to `path` after `changes` to the open book."""
    book = workbook(tiny_rows())
    for change in changes:
        change(book)
    book.save(path)
    return path


def cell(at, value, number_format=None):
    """A change of one cell such as `demand!E2`."""
    sheet, _, place = at.partition("!")

    def change(book):
        book[sheet][place].value = value
        if number_format:
            book[sheet][place].number_format = number_format

    return change


def header(sheet, place, text):
    return cell(f"{sheet}!{place}", text)


def rename(sheet, title):
    def change(book):
        book[sheet].title = title

    return change


def merge(sheet, area):
    def change(book):
        book[sheet].merge_cells(area)

    return change


def hide_row(sheet, number):
    def change(book):
        book[sheet].row_dimensions[number].hidden = True

    return change


def hide_sheet(sheet):
    def change(book):
        book[sheet].sheet_state = "hidden"

    return change


def append(sheet, *values):
    def change(book):
        book[sheet].append(values)

    return change


def create(title):
    def change(book):
        book.create_sheet(title).append(["anything"])

    return change


def delete(sheet):
    def change(book):
        del book[sheet]

    return change


def delete_column(sheet, number):
    def change(book):
        book[sheet].delete_cols(number)

    return change


ERRORS = [
    ("missing-sheet", delete("settings"), "settings", "add the sheet settings"),
    ("missing-sheet", delete("items"), "items", "add the sheet items"),
    ("missing-sheet", rename("partners", "nations"), "partners", "add the sheet partners"),
    ("duplicate-sheet", create("demand "), "demand ", "keep one"),
    ("missing-column", delete_column("demand", 3), "demand!A1", "header item"),
    ("duplicate-column", header("demand", "B1", "Item"), "demand!C1", "delete or rename"),
    ("missing-value", cell("demand!C2", None), "demand!C2", "give a code"),
    ("missing-value", cell("settings!B2", "  "), "settings!B2", "give a text"),
    ("missing-value", lambda book: book["settings"].delete_rows(3), "settings!A1", "key start"),
    ("missing-value", cell("participants!C2", None), "participants!C2", "one of member"),
    ("error-cell", cell("demand!E2", "#REF!"), "demand!E2", "correct the formula"),
    ("error-cell", cell("demand!A2", "#N/A"), "demand!A2", "correct the formula"),
    ("error-cell", cell("demand!C2", "#DIV/0!"), "demand!C2", "correct the formula"),
    ("not-calculated", cell("demand!E2", "=1+1"), "demand!E2", "let it calculate"),
    ("wrong-type", cell("demand!E2", "many"), "demand!E2", "give a number"),
    ("wrong-type", cell("demand!E2", True), "demand!E2", "give a number"),
    ("wrong-type", cell("demand!E2", datetime(2027, 1, 1)), "demand!E2", "as a number"),
    ("wrong-type", cell("demand!E2", 5000, "yyyy-mm-dd"), "demand!E2", "as a number"),
    ("wrong-type", cell("demand!C2", datetime(2027, 1, 1)), "demand!C2", "give a code"),
    ("wrong-type", cell("frameworks!G2", 2.5), "frameworks!G2", "whole number"),
    ("text-number", cell("demand!E2", "\u0661\u0662"), "demand!E2", "0-9"),
    ("ambiguous-number", cell("demand!E2", "1,234"), "demand!E2", "as a number"),
    ("ambiguous-number", cell("demand!E2", "1.234"), "demand!E2", "as a number"),
    ("not-finite", cell("demand!E2", 1e300), "demand!E2", "finite"),
    ("negative", cell("demand!E2", -5), "demand!E2", "at least 0"),
    ("out-of-range", cell("products!D2", 101), "products!D2", "at most 100"),
    ("out-of-range", cell("items!E2", 0), "items!E2", "at least 0.001"),
    ("out-of-range", cell("items!E2", 1e-9), "items!E2", "at least 0.001"),
    ("not-finite", cell("demand!E2", 5e-324), "demand!E2", "give 0"),
    ("out-of-range", cell("frameworks!H2", 99999), "frameworks!H2", "at most 1200"),
    ("missing-sheet", lambda book: book["items"].delete_rows(1, 9), "items", "fill it in"),
    ("out-of-range", cell("demand!D2", "1027-04-01"), "demand!D2", "correct the year"),
    ("date-format", cell("demand!D2", "01.04.2027"), "demand!D2", "2027-04-01"),
    ("date-format", cell("demand!D2", "4/1/2027"), "demand!D2", "2027-04-01"),
    ("date-format", cell("demand!D2", "2027-02-30"), "demand!D2", "2027-04-01"),
    ("date-format", cell("demand!D2", 46478, "General"), "demand!D2", "format the cell as a date"),
    ("date-format", cell("demand!D2", time(12)), "demand!D2", "format the cell as a date"),
    ("not-a-choice", cell("participants!C2", "membr"), "participants!C2", "did you mean member?"),
    ("not-a-choice", cell("partners!C2", "yes"), "partners!C2", "Y or N"),
    ("not-a-choice", append("settings", "objectives", "cost, spede"), "settings!B5", "mean_delay"),
    ("not-a-choice", append("settings", "period_months", 4), "settings!B5", "1, 3, 6, 12"),
    ("bad-code", cell("partners!A2", "N" * 41), "partners!A2", "at most 40"),
    ("bad-code", cell("partners!A2", "N\u200bLD"), "partners!A2", "plain letters"),
    ("bad-code", cell("partners!A2", "NL\u0410"), "partners!A2", "plain letters"),
    ("bad-code", cell("partners!A2", "N\u00a0LD"), "partners!A2", "plain letters"),
    ("merged-cells", merge("demand", "C2:C3"), "demand!C2", "unmerge"),
]

WARNINGS = [
    ("unknown-sheet", create("notebook"), "notebook", "delete it"),
    ("unknown-sheet", rename("orders", "ordres"), "ordres", "did you mean orders?"),
    ("unknown-column", header("items", "E1", "lotsize"), "items!E1", "did you mean lot_size?"),
    ("unknown-column", header("orders", "I1", "colour"), "orders!I1", "delete it"),
    ("unknown-setting", append("settings", "toleranse_pct", 2), "settings!A5", "did you mean tolerance_pct?"),
    ("no-header", cell("demand!H3", 5), "demand!H3", "header"),
    ("hidden", hide_row("demand", 3), "demand!A3", "unhide"),
    ("hidden", hide_sheet("demand"), "demand", "unhide"),
    ("text-number", cell("demand!E2", "4000,5"), "demand!E2", "as a number"),
    ("text-number", cell("demand!E2", "4 000"), "demand!E2", "as a number"),
    ("percent-format", cell("products!D3", 0.2, "0%"), "products!D3", "0-100"),
    ("wrong-type", cell("partners!C2", True), "partners!C2", "Y or N"),
    ("number-code", cell("demand!A2", 1.5), "demand!A2", "as text"),
]


@pytest.mark.parametrize(
    ("severity", "rule", "change", "at", "advice"),
    [("error", *case) for case in ERRORS] + [("warning", *case) for case in WARNINGS],
)
def test_rule(path, severity, rule, change, at, advice):
    """The oddity is reported once, at its cell, with advice; a case with errors is no case."""
    result = load(edit(path, change))
    findings = [finding for finding in result.findings if (finding.severity, finding.rule) == (severity, rule)]
    assert [finding.cell or finding.sheet for finding in findings] == [at], [f.line for f in result.findings]
    assert findings[0].file == "case.xlsx"
    assert findings[0].sheet == at.partition("!")[0]
    assert advice in findings[0].advice
    assert (result.case is None) == (severity == "error")


def test_a_finding_is_one_line_even_of_hostile_text(path):
    """Line breaks and terminal escapes in a value are shown, not sent."""
    result = load(edit(path, cell("demand!E2", "a\n\x85\u202eb")))
    (line,) = [finding.line for finding in result.findings if finding.cell == "demand!E2"]
    assert line.isprintable()
    assert line.startswith("error: case.xlsx demand!E2: ")


@pytest.mark.parametrize(
    ("raw", "number"),
    [("4000,5", 4000.5), ("4 000", 4000), ("4.000,5", 4000.5), ("4,000.5", 4000.5), ("1.234.567", 1234567), ("7", 7)],
)
def test_numbers_stored_as_text_are_read_where_unambiguous(path, raw, number):
    """With a warning, and with the value that the text means."""
    result = load(edit(path, cell("demand!E2", raw)))
    assert result.case.demand[0].quantity == number
    assert [finding.rule for finding in result.findings] == ["text-number"]


def test_percent_formatted_cells_are_read_as_shown(path):
    """Excel stores 20 % as 0.2 where the cell is formatted as a percentage."""
    assert load(edit(path, cell("products!D3", 0.2, "0.0%"))).case.products[1].eu_content_pct == 20


def test_dates_may_be_iso_text(path):
    """2027-12-31 typed as text is the same date."""
    result = load(edit(path, cell("demand!D2", " 2027-12-31 ")))
    assert result.findings == ()
    assert result.case.demand[0].need_by == date(2027, 12, 31)


def test_1904_dates_are_honoured(path):
    """A workbook of the 1904 date system gives the dates it shows."""

    def change(book):
        book.epoch = datetime(1904, 1, 1)

    assert load(edit(path, change)).case.settings.start == date(2027, 1, 1)


@pytest.mark.parametrize("title", ["Need By*", "need-by", "NEED_BY", "need\u00a0by"])
def test_headers_match_without_case_and_separators(path, title):
    """Space, hyphen, underscore and case do not count."""
    assert load(edit(path, header("demand", "D1", title))).findings == ()


@pytest.mark.parametrize(
    ("titles", "kind", "advice"),
    [
        (("summary", "stages", "frameworks", "call_offs"), "a result", "that it was solved from"),
        (("cover", "demand"), "demand sheet", "pooling collect"),
        (("summary",), "no workbook of pooling", "name the case workbook"),
        (("Sheet1",), "no workbook of pooling", "name the case workbook"),
    ],
)
def test_another_kind_of_workbook_is_told_in_one_line(path, titles, kind, advice):
    """A result, a partner's sheet or anything else."""

    def change(book):
        for sheet in book.sheetnames:
            del book[sheet]
        for title in titles:
            book.create_sheet(title).append(["anything"])

    (finding,) = load(edit(path, change)).findings
    assert (finding.rule, finding.severity) == ("not-a-case", "error")
    assert kind in finding.message
    assert advice in finding.advice


def test_a_whole_number_is_a_code_like_any(path):
    """Excel makes a number of 556 where the cell is no text: on either side of a reference it is the same code."""
    result = load(edit(path, cell("items!A2", 556), *(cell(f"{at}", "556") for at in ("demand!C2", "demand!C3"))
                       , cell("products!B2", 556)))  # fmt: skip
    assert result.findings == ()
    assert [item.item for item in result.case.items] == ["556", "PAC3"]


def test_letters_composed_and_decomposed_are_one_code(path):
    """The same word typed on two systems is one partner, not two."""
    composed, decomposed = "\u00c9TAT", "E\u0301TAT"
    book = (cell("partners!A2", composed), cell("demand!B2", decomposed), cell("demand!B4", composed))
    book += (cell("participants!B2", decomposed), cell("orders!B2", decomposed))
    result = load(edit(path, *book))
    assert result.findings == ()
    assert {row.partner for row in result.case.demand} == {composed, "NOR"}
    twice = load(edit(path, *book, append("partners", decomposed, "twice", "Y", "Y")))
    assert [(f.rule, f.cell) for f in twice.findings] == [("duplicate-key", "partners!A4")]


def test_codes_are_trimmed_but_otherwise_exact(path):
    """Blanks around a code do not count, its case does."""
    assert load(edit(path, cell("demand!C2", " 155HE "))).findings == ()
    (finding,) = [f for f in load(edit(path, cell("demand!C2", "155he"))).findings if f.severity == "error"]
    assert (finding.rule, finding.advice) == ("unknown-code", "did you mean 155HE?")


def test_blank_rows_and_comments_are_skipped(path):
    """A blank row ends nothing; a row that begins with # is a comment."""

    def change(book):
        book["demand"].insert_rows(3, 2)
        book["demand"]["A3"].value = "# what Norway told us"
        book["demand"]["E3"].value = "not a number"

    result = load(edit(path, change))
    assert result.findings == ()
    assert len(result.case.demand) == 4


def test_merged_comments_are_harmless(path):
    """A remark across the table's width hides no value."""

    def change(book):
        book["demand"].append(["# as of spring"])
        book["demand"].merge_cells("A6:E6")

    assert load(edit(path, change)).findings == ()


def test_a_wrong_declared_dimension_loses_no_rows(tmp_path, path):
    """Some programs declare a smaller range than they fill."""
    other = tmp_path / "shrunk.xlsx"
    with ZipFile(edit(path)) as source, ZipFile(other, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'<dimension ref="A1:E5"', b'<dimension ref="A1:C2"'))
    assert len(load(other).case.demand) == 4


def test_defaults_fill_what_is_blank(path):
    """Blank cells and absent columns take the schema's default; an order's window defaults to its planned date."""
    case = load(edit(path, lambda book: book["orders"].delete_cols(7, 2))).case
    order = case.orders[0]
    assert order.earliest == order.latest == order.planned == date(2027, 5, 1)
    assert case.frameworks[0].max_partners is None
    assert case.demand[0].purpose == "other"
    assert case.partners[0].carry_over is False
    assert case.settings.objectives == ("mean_delay", "cost")


def test_settings_are_typed(path):
    """Numbers, lists and choices of the settings sheet arrive as such."""

    def change(book):
        for row in (["period_months", 6], ["objectives", "Cost; worst_delay"], ["budget_price", "reached"]):
            book["settings"].append(row)

    settings = load(edit(path, change)).case.settings
    assert (settings.period_months, settings.objectives, settings.budget_price) == (
        6,
        ("cost", "worst_delay"),
        "reached",
    )


def test_rows_lose_nothing(path):
    """Source, comments, unknown columns and unknown sheets are kept with the rows."""

    def change(book):
        book["items"]["F1"].value, book["items"]["F2"].value = "source", "press"
        book["items"]["G1"].value, book["items"]["G2"].value = "colour", "green"
        book["items"].append(["# checked"])
        book.create_sheet("private").append(["a", 1])

    rows = read_rows(edit(path, change))
    assert rows["items"][0].values["source"] == "press"
    assert dict(rows["items"][0].extra) == {"colour": "green"}
    assert rows.tables["items"].comments[0][1][0] == "# checked"
    assert rows.others == {"private": [("a", 1)]}
    assert to_case(rows).items[0].source == "press"


def test_explanatory_sheets_are_no_oddity(path):
    """The tool's own sheets of explanation and traces raise no warning."""
    assert load(edit(path, create("read me"))).findings == ()


def test_case_knows_the_file_it_came_from(path):
    """The case carries the workbook's sha256."""
    assert load(edit(path)).case.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_records_mirror_the_schema():
    """Every sheet has a record with exactly its columns and `source`; Settings has every key."""
    assert {sheet.name for sheet in schema.SHEETS} == set(RECORDS)
    for sheet in schema.SHEETS:
        fields = set(RECORDS[sheet.name].__dataclass_fields__)
        assert fields == {column.attribute for column in sheet.columns} | {"source"}, sheet.name
    assert set(Settings.__dataclass_fields__) == {column.name for column in schema.SETTINGS}
    assert set(RECORDS) < set(Case.__dataclass_fields__)


def test_defaults_of_records_are_those_of_the_schema():
    """A record made without a column holds what a blank cell would give."""
    for sheet in schema.SHEETS:
        for column in sheet.columns:
            default = RECORDS[sheet.name].__dataclass_fields__[column.attribute].default
            if not column.required and column.default is not None:
                assert default == {"Y": True, "N": False}.get(column.default, column.default), (sheet.name, column.name)


def test_rules_named_as_new_only_warn(path):
    """A rule introduced lately does not block a case before the next round."""
    edit(path, cell("lots!F1", "min_quantity"), cell("lots!F2", 20000))
    assert load(path).case is None
    result = load(path, new_checks=frozenset({"min-above-max"}))
    assert [finding.severity for finding in result.findings] == ["warning"]
    assert result.case is not None
