"""The page of an analysis: its sentences, charts and tables, read back from its workbook."""

from dataclasses import replace

import pytest
from helpers.browser import look
from helpers.results import write_result

from pooling.case.findings import CaseError
from pooling.output.analyses import read_analysis
from pooling.output.charts_comparison import comparison_charts
from pooling.output.comparison import Entry, comparison_tables
from pooling.output.comparison_book import write_comparison
from pooling.output.comparison_summary import Asked
from pooling.output.page_analysis import analysis_data
from pooling.output.page_book import write_page
from pooling.plan.plan import Outcome, Stage
from pooling.plan.verify import verify

EVIL = "a <b>b</b> & c"


@pytest.fixture
def workbook(tmp_path, rich_case, rich_plan):
    """A comparison of the rich plan with the same without its missiles, under a name that looks like markup."""
    fewer = replace(rich_plan, call_offs={k: v for k, v in rich_plan.call_offs.items() if k[0] != "F2M"})
    outcome = Outcome(rich_plan, (Stage("mean_delay", 1.0, 0.9, 0.1, 1.0, "gap"),), 1.0)
    entries = [
        Entry(name, rich_case, verify(rich_case, plan).figures, replace(outcome, plan=plan), "gap")
        for name, plan in (("base", rich_plan), (EVIL, fewer))
    ]
    asked = Asked("compare", {"scenarios": "base, other"}, ["The other one is later."])
    tables, charts = comparison_tables(entries), comparison_charts(entries)
    write_comparison(tmp_path / "compare.xlsx", tables, charts, rich_case, asked, force=False)
    return tmp_path / "compare.xlsx"


def test_an_analysis_is_read_back(workbook, rich_case):
    """What was asked and found, sheets with titles, units and notes, and what the charts draw."""
    analysis = read_analysis(workbook)
    assert analysis.asked["analysis"] == "compare"
    assert analysis.asked["case"] == rich_case.settings.case
    assert analysis.sentences == ("The other one is later.",)
    assert [sheet.name for sheet in analysis.sheets] == ["overview", "delays", "frameworks", "payments"]
    delays = analysis.sheets[1]
    assert delays.title == "Mean delay of every partner's every item"
    assert all(counts for _, _, counts in delays.columns)
    chart = analysis.charts[0]
    assert (chart.title, chart.kind, chart.value_axis) == ("Mean delay", "bar", "months")
    assert [row[0] for row in chart.rows] == ["base", EVIL]


def test_another_workbook_is_no_analysis(tmp_path, rich_case, rich_plan):
    """A result is none; what is no workbook is refused."""
    assert read_analysis(write_result(tmp_path / "rich.xlsx", rich_case, rich_plan)) is None
    (tmp_path / "text.xlsx").write_text("no workbook")
    with pytest.raises(CaseError):
        read_analysis(tmp_path / "text.xlsx")


def test_a_browser_shows_it(tmp_path, workbook):
    """Sentences, charts each with its table, a matrix of the plan chosen; names are text; filters reach the tables."""
    data = analysis_data(read_analysis(workbook), "2026-11-27")
    write_page(tmp_path / "a.html", data, "Rich", "EXERCISE", force=False)
    seen = look(
        tmp_path / "a.html",
        """const choose = (id, n) => {
          const select = document.getElementById(id);
          select.selectedIndex = n;
          select.dispatchEvent(new Event("change"));
        };
        const rows = () => document.querySelectorAll("[data-sheet=delays] tbody tr").length;
        const all = rows();
        choose("partner", 1);
        choose("result", 1);
        const text = (id) => document.getElementById(id).textContent;
        return {
          notes: [text("of"), ...[...document.querySelectorAll("figure .note")].map((note) => note.textContent)],
          ticks: [...document.querySelectorAll("figure")][2].querySelector(".xtick text").textContent,
          said: text("headlines"), about: text("about"), which: text("which"), choice: text("choice"),
          drawn: [...document.querySelectorAll(".plot")].filter((p) => p.querySelector("svg")).length,
          tables: document.querySelectorAll("figure details table").length,
          fewer: rows() < all, markup: document.querySelectorAll("main b").length,
          heads: [...document.querySelectorAll("figure")].at(-1).querySelector("thead").textContent };""",
    )
    assert seen["errors"] == []
    assert seen["requests"] == []
    answer = seen["answer"]
    assert answer["notes"] == ["Of all partners and items, whatever is chosen above."] * 6
    assert answer["ticks"] == "2027 Q1"
    assert answer["said"] == "The other one is later."
    assert "2026-11-27" in answer["about"]
    assert answer["which"].startswith(f"Plan {EVIL}:")
    assert answer["choice"].endswith(f"plan {EVIL}.")
    assert (answer["drawn"], answer["tables"]) == (5, 5)
    assert answer["fewer"] is True
    assert answer["markup"] == 0
    assert answer["heads"] == f"yearbase{EVIL}"
