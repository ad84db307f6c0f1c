"""Native charts: what they draw, where their figures stand, and that text of the case never becomes a formula."""

import re
from dataclasses import replace
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from pooling.case.calendar import later
from pooling.exchange.extract_charts import extract_charts
from pooling.output.chart import PALETTE, Chart
from pooling.output.charts import DATA, MOST_LABELS, charts_sheets
from pooling.output.charts_result import MOST_SERIES, result_charts
from pooling.output.excel import write_tables
from pooling.output.table import Table, columns, unique_headers
from pooling.plan.verify import verify


@pytest.fixture
def figures(rich_case, rich_plan):
    """The figures of the rich plan."""
    return verify(rich_case, rich_plan).figures


def by_name(charts):
    """Charts by their table's name."""
    return {chart.table.name: chart for chart in charts}


def parts(path):
    """Drawn charts' XML by file name."""
    with ZipFile(path) as file:
        return {
            name: file.read(name).decode() for name in file.namelist() if re.fullmatch(r"xl/charts/chart\d+.xml", name)
        }


def test_need_met_by_family_is_the_mean_over_what_partners_need(rich_case, figures):
    """One chart a family, every period; the as-ordered line stands beside the plan."""
    charts = by_name(result_charts(rich_case, figures, figures))
    for chart in (charts["attainment_1"], charts["attainment_2"]):
        items = {"Artillery": "SHELL", "Air defence": "MISSILE"}
        item = items[chart.table.title.removeprefix("Need met: ")]
        pairs = [row for row in figures.pairs.values() if row.item == item and row.need[-1] > 0]
        expected = [sum(row.attainment_pct(t) for row in pairs) / len(pairs) for t in range(12)]
        assert chart.table.column("plan") == pytest.approx(expected)
        assert chart.table.column("as ordered") == chart.table.column("plan")


def test_without_a_baseline_there_is_one_line(rich_case, figures):
    """A case whose orders may not move has nothing to compare with."""
    charts = by_name(result_charts(rich_case, figures))
    assert [column.name for column in charts["attainment_1"].table.columns] == ["period", "plan"]


def test_deliveries_add_up_to_the_value_of_all_frameworks(rich_case, figures):
    """Whatever framework and year, in million EUR."""
    table = by_name(result_charts(rich_case, figures))["deliveries"].table
    drawn = sum(sum(row[1:]) for row in table.rows)
    assert drawn == pytest.approx(sum(row.value for row in figures.frameworks.values()) / 1e6)
    assert [row[0] for row in table.rows] == [2027, 2028, 2029]


def test_small_frameworks_are_summed_up(rich_case, figures):
    """Ten frameworks: seven are shown, the smallest three together; nothing is lost."""
    row = figures.call_offs[0]
    many = replace(figures, call_offs=tuple(replace(row, framework=f"K{n}", quantity=10.0 + n) for n in range(10)))
    chart = by_name(result_charts(rich_case, many))["deliveries"]
    names = [column.name for column in chart.table.columns]
    assert names == ["year", *(f"K{n}" for n in range(9, 2, -1)), "other"]
    assert len(names) == MOST_SERIES + 2
    assert sum(sum(line[1:]) for line in chart.table.rows) == pytest.approx(sum(c.value for c in many.call_offs) / 1e6)


def test_a_partners_chart_has_no_colour_twice():
    """A partner in ten frameworks: its extract sums up the smallest, too, and shows every year between."""
    head = columns("framework:code period:period value_eur:money")
    rows = tuple((f"K{n}", date(2027 + 2 * (n % 2), 4, 1), 1e6 * (1 + n)) for n in range(10))
    chart = extract_charts(
        {
            "attainment": Table("attainment", "", columns("item:code period:period attainment_pct:percent"), ()),
            "call_offs": Table("call_offs", "", head, rows),
            "budgets": Table("budgets", "", columns("year:int limit:money paid:money"), ()),
        }
    )[0]
    assert [row[0] for row in chart.table.rows] == [2027, 2028, 2029]
    assert len(chart.table.columns) - 2 == MOST_SERIES
    assert chart.grey == {chart.table.columns[-1].name}
    assert sum(sum(row[1:]) for row in chart.table.rows) == pytest.approx(55)


@pytest.mark.parametrize(
    ("counted", "series"), [(110.0, ["paid, at prices reached", "reserved, at ceiling prices"]), (100.0, ["paid"])]
)
def test_a_partners_payments_say_what_budgets_count(counted, series):
    """Where budgets count ceiling prices, what is paid stands beside what is reserved; else there is one amount.

    What may be spent holds what is carried over into the year.
    """
    head = columns("year:int limit:money carried_in:money paid:money reserved_eur:money paid_reached_eur:money")
    none = Table("none", "", columns("item:code framework:code period:period value_eur:money"), ())
    paid = Table("budgets", "", head, ((2027, 200e6, 50e6, counted * 1e6, 110e6, 100e6),))
    table = extract_charts({"attainment": none, "call_offs": none, "budgets": paid})[-1].table
    assert [column.name for column in table.columns] == ["Year", *series, "budget and what is carried over into it"]
    assert table.rows[0] == (2027, 100, *([110] if len(series) > 1 else []), 250)


def test_payments_stand_against_budgets(rich_case, figures):
    """A purse's years summed; a purse without budget has a payment only."""
    table = by_name(result_charts(rich_case, figures))["payments"].table
    rows = {row[0]: row[1:] for row in table.rows}
    paid = sum(row.reached for row in figures.budgets if row.partner == "BBB") / 1e6
    reserved = sum(row.reserved for row in figures.budgets if row.partner == "BBB") / 1e6
    assert reserved > paid
    assert rows["BBB"] == pytest.approx((paid, reserved, (7400 + 4400 + 3000) / 1e6))
    assert rows["CCC"][-1] is None


def test_the_timeline_is_clipped_to_the_horizon(rich_case, figures):
    """F2 was signed in September 2026 and ends in July 2029; F1 is signed in April 2027."""
    rows = {row[0]: row[1:] for row in by_name(result_charts(rich_case, figures))["timeline"].table.rows}
    assert rows["F2: Missiles"][:2] == (date(2027, 1, 1), 90)
    assert rows["F2: Missiles"][0].toordinal() + sum(rows["F2: Missiles"][1:]) == date(2029, 7, 1).toordinal()
    assert rows["F1: Shells together"][0] == date(2027, 4, 1)


def test_lines_are_told_without_colour(tmp_path):
    """Every line of a chart has a dash of its own."""
    table = Table("lines", "Lines", columns("year:int a:percent b:percent c:percent d:percent"), ((2027, 1, 2, 3, 4),))
    write_tables(tmp_path / "r.xlsx", [], title="A case", charts=charts_sheets([Chart(table, "line", "%")]))
    (drawn,) = parts(tmp_path / "r.xlsx").values()
    dashes = re.findall(r'<c:ser>.*?<a:prstDash val="(\w+)"', drawn)
    assert dashes == ["solid", "dash", "sysDot", "lgDash"]


def drawn_as(path, chart):
    """The XML of one chart."""
    write_tables(path, [], title="A case", charts=charts_sheets([chart]))
    (drawn,) = parts(path).values()
    return drawn


@pytest.mark.parametrize(
    ("months", "count", "first", "every"),
    [(3, 32, "2027 Q1", 4), (6, 12, "2027 H1", 2), (12, 6, "2027", 1), (1, 9, "2027-01", 3)],
)
def test_periods_along_an_axis_are_called_as_people_call_them(tmp_path, months, count, first, every):
    """Their names stand with the figures; no more are along the axis than it has room for, of each year the same."""
    days = [later(date(2027, 1, 1), months * t) for t in range(count)]
    table = Table("met", "Met", columns("period:period plan:percent"), tuple((day, 1.0) for day in days))
    drawn = drawn_as(tmp_path / "r.xlsx", Chart(table, "line", "%"))
    assert load_workbook(tmp_path / "r.xlsx")[DATA]["A3"].value == first
    assert "<c:dateAx>" not in drawn
    assert int(re.search(r'<c:tickLblSkip val="(\d+)"/>', drawn)[1] if every > 1 else 1) == every


def test_few_bars_bear_their_figures(tmp_path):
    """So that a bar of 0 is seen; many would hide each other's figures."""
    bars = [(f"P{n}", float(n), 0.0) for n in range(MOST_LABELS // 2 + 1)]
    for rows, labelled in ((bars[:-1], 2), (bars, 0)):
        table = Table("bars", "Bars", columns("partner:code alone:months pooled:months"), tuple(rows))
        drawn = drawn_as(tmp_path / f"{labelled}.xlsx", Chart(table, "column", "months", labels=True))
        assert drawn.count('<c:showVal val="1"/>') == labelled


def test_dots_are_told_by_shape_and_name(tmp_path):
    """Every series has a shape of its own; a point bears its name in the series that holds it, and only there."""
    table = Table("dots", "Dots", columns("x:quantity a:quantity b:quantity"), ((1.0, 5.0, None), (2.0, None, 4.0)))
    drawn = drawn_as(tmp_path / "d.xlsx", Chart(table, "dots", "EUR", "months", points=("first", "second")))
    series = re.findall(r"<c:ser>.*?</c:ser>", drawn)
    assert [re.search(r'<c:symbol val="(\w+)"', text)[1] for text in series] == ["circle", "diamond"]
    assert [re.findall(r"<a:t>(\w+)</a:t>", text) for text in series] == [["first"], ["second"]]
    assert [text.count("<c:delete ") for text in series] == [1, 1]


@pytest.mark.parametrize("largest", [0.02, 12.5, 25000.0])
def test_marks_of_an_axis_have_the_decimals_they_need(tmp_path, largest):
    """Steps of 2.5 or 0.005 are not rounded, and no mark ends in a bare point; thousands are told apart."""
    table = Table("bars", "Bars", columns("partner:code late:months"), (("P", largest),))
    axis = re.search(r"<c:valAx>.*?</c:valAx>", drawn_as(tmp_path / "a.xlsx", Chart(table, "column", "months")))[0]
    (shape,) = re.findall(r'formatCode="(.*?)"', axis)
    assert shape.split(";")[-1] == "General"
    assert "#,##0;" in shape


def test_the_timeline_marks_every_year_once(tmp_path, rich_case, figures):
    """Marks stand at equal steps although years are not equally long: each lies in a year of its own."""
    for first in range(2024, 2028):
        settings = replace(rich_case.settings, start=date(first, 4, 1), end=date(first + 11, 12, 31))
        chart = by_name(result_charts(replace(rich_case, settings=settings), figures))["timeline"]
        path = tmp_path / f"{first}.xlsx"
        write_tables(path, [], title="A case", charts=charts_sheets([chart]))
        (drawn,) = parts(path).values()
        low, step = (float(re.search(rf'<c:{name} val="([\d.]+)"', drawn)[1]) for name in ("min", "majorUnit"))
        marks = [date(1899, 12, 30) + timedelta(days=int(low + step * n)) for n in range(13)]
        assert [mark.year for mark in marks] == list(range(first, first + 13))


def test_the_workbook_holds_charts_and_their_figures(tmp_path, rich_case, figures):
    """One drawing a chart, all axes named with a unit; every chart's table stands on the sheet of figures."""
    charts = result_charts(rich_case, figures, figures)
    write_tables(tmp_path / "r.xlsx", [], title="T", marking="M", charts=charts_sheets(charts))
    drawn = parts(tmp_path / "r.xlsx")
    assert len(drawn) == len(charts) == 5
    for xml in drawn.values():
        assert f"{DATA}!$A$" in xml
        assert any(unit in xml for unit in ("% of need", "million EUR", "light:"))
    book = load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["charts", DATA]
    assert set(book[DATA].tables) == {f"chart_{chart.table.name}" for chart in charts}
    assert {sheet.oddHeader.center.text for sheet in book} == {"M"}


def test_charts_without_figures_are_left_out(tmp_path):
    """No rows, no chart; no chart, no sheets."""
    empty = Chart(Table("nothing", "Nothing", columns("a b:quantity"), ()), "column", "EUR")
    full = Chart(Table("some", "Some", columns("a b:quantity"), (("x", 1.0),)), "column", "EUR")
    write_tables(tmp_path / "a.xlsx", [full.table], title="", charts=charts_sheets([empty]))
    assert load_workbook(tmp_path / "a.xlsx").sheetnames == ["some"]
    write_tables(tmp_path / "b.xlsx", [], title="", charts=charts_sheets([empty, full]))
    assert len(parts(tmp_path / "b.xlsx")) == 1


def test_text_of_the_case_becomes_no_formula(tmp_path):
    """Titles, categories and names of series that look like formulas are read from cells that hold text."""
    evil = "=HYPERLINK(1)"
    table = Table("evil", evil, (columns("a")[0], replace(columns("b:quantity")[0], name=evil)), ((evil, 1.0),))
    write_tables(tmp_path / "e.xlsx", [], title=evil, charts=charts_sheets([Chart(table, "column", "EUR")]))
    book = load_workbook(tmp_path / "e.xlsx")
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    (xml,) = parts(tmp_path / "e.xlsx").values()
    assert all(f.startswith(DATA) for f in re.findall(r"<c:f>(.*?)</c:f>", xml))


def test_bytes_are_the_same_again(tmp_path, rich_case, figures):
    """The same figures give the same file."""
    for name in ("a.xlsx", "b.xlsx"):
        charts = charts_sheets(result_charts(rich_case, figures, figures))
        write_tables(tmp_path / name, [], title="T", charts=charts)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_headers_stay_unique():
    """Excel takes no two headers that differ only in case."""
    assert unique_headers(["A", "a", "A", "year"], "year") == ["A", "a (2)", "A (3)", "year (2)"]


def test_the_palette_has_no_colour_twice():
    """Eight colours of Okabe and Ito."""
    assert len(set(PALETTE)) == 8
