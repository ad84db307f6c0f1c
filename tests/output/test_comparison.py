"""Comparison tables and their workbook: figures are the verifier's, changes are against the first."""

from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from pooling.output.charts_comparison import comparison_charts, met
from pooling.output.comparison import (
    comparison_tables,
    delays_table,
    frameworks_table,
    payments_table,
    totals_table,
)
from pooling.output.comparison_book import write_comparison
from pooling.output.comparison_summary import Asked, read_me_table, summary_table
from pooling.output.entry import KPIS, Entry
from pooling.output.overview import overview_sentences, overview_table
from pooling.output.shift_tables import shift_tables
from pooling.output.table import Table, columns
from pooling.plan.plan import Outcome, Stage
from pooling.plan.verify import verify


@pytest.fixture
def entries(rich_case, rich_plan):
    """The rich plan, the same without its missile call-offs, and one that failed."""
    fewer = replace(rich_plan, call_offs={k: v for k, v in rich_plan.call_offs.items() if k[0] != "F2M"})
    return [
        proven("base", rich_case, rich_plan, 0.1),
        proven("fewer", rich_case, fewer, 0.0),
        Entry("bad", rich_case, status="infeasible", message="rows clash"),
    ]


def proven(name, case, plan, gap):
    """An entry of `plan`, within `gap` of the bound on mean delay and on cost."""
    figures = verify(case, plan).figures
    delay, cost = figures.mean_delay, figures.cost.total
    stages = (
        Stage("mean_delay", delay, delay * (1 - gap), gap, 1.0, "gap"),
        Stage("cost", cost, cost * (1 - gap), gap, 1.0, "gap"),
    )
    return Entry(name, case, figures, Outcome(plan, stages, 1.0), "gap")


def test_overview_has_a_row_an_entry_with_changes_against_the_first(entries):
    """Key figures of the verifier; the first has no change, the failed one only its message."""
    base, fewer, bad = overview_table(entries).records()
    first, second = entries[0].figures, entries[1].figures
    assert (base["mean_delay_months"], base["mean_delay_months_change"]) == (first.mean_delay, None)
    assert fewer["mean_delay_months_change"] == second.mean_delay - first.mean_delay > 0
    assert fewer["cost_eur_change"] == second.cost.total - first.cost.total < 0
    assert base["gap_pct"] == pytest.approx(10)
    assert (bad["status"], bad["message"], bad["cost_eur"], bad["gap_pct"]) == ("infeasible", "rows clash", None, None)


def test_a_present_value_is_compared_where_a_case_has_a_rate(entries):
    """A column beside the cost with its change; none without a rate."""
    discounted = [replace(e, case=replace(e.case, settings=replace(e.case.settings, discount_pct=3))) for e in entries]
    base, fewer, bad = overview_table(discounted).records()
    assert base["present_value_eur"] == entries[0].figures.present_value
    assert fewer["present_value_eur_change"] == entries[1].figures.present_value - base["present_value_eur"]
    assert bad["present_value_eur"] is None
    assert "present_value_eur" not in overview_table(entries).records()[0]


def test_the_best_of_each_key_figure_is_named(entries):
    """Less delay is better, less cost is better; failures win nothing, nor does what no stage optimised."""
    assert overview_table(entries).column("best_in") == ("mean_delay_months", "cost_eur", "")
    sentences = " ".join(overview_sentences(entries))
    assert "Proven best in mean delay: base." in sentences
    assert "1 row of 3 without a plan: bad (infeasible)." in sentences


def test_equals_that_are_proven_are_best_together(entries):
    """Two plans with the same figures and no gap to speak of."""
    base = proven("base", entries[0].case, entries[0].outcome.plan, 1e-4)
    twin = replace(base, name="twin")
    assert overview_table([base, twin]).column("best_in") == ("mean_delay_months, cost_eur",) * 2
    assert overview_table([base, twin]).column("not_significant") == ("", "")
    assert "the same mean delay, proven" in overview_table([base, twin]).column("message")[1]


def test_a_difference_smaller_than_the_gaps_ranks_nothing(entries):
    """One plan is later, but the bounds of both are far below: nobody is best, the change is no finding."""
    case, plans = entries[0].case, [entry.outcome.plan for entry in entries[:2]]
    loose = [proven(name, case, plan, 0.9) for name, plan in zip(("base", "fewer"), plans, strict=True)]
    table = overview_table(loose)
    assert table.column("best_in") == ("", "")
    fewer = table.records()[1]
    assert fewer["not_significant"] == "mean_delay_months, cost_eur"
    assert fewer["mean_delay_months_change_least"] < 0 < fewer["mean_delay_months_change_most"]
    assert fewer["mean_delay_months_gap_pct"] == pytest.approx(90)
    assert "not significant" in fewer["message"]
    assert "is not proven" in " ".join(overview_sentences(loose))


def test_found_nothing_better_is_not_nothing_to_gain(entries):
    """The same plan within a gap: how much better it could be is said; without a gap: proven the same."""
    case, plan = entries[0].case, entries[0].outcome.plan
    loose = [proven(name, case, plan, 0.5) for name in ("base", "twin")]
    assert "found nothing better: it could be better by at most" in overview_table(loose).column("message")[1]
    tight = [proven(name, case, plan, 0.0) for name in ("base", "twin")]
    assert overview_table(tight).column("message")[1] == "the same mean delay, proven"


def test_delays_stand_side_by_side(entries):
    """A row a partner's item with need, a column a plan, and the change beside it."""
    table = delays_table(entries)
    assert [column.name for column in table.columns] == ["partner", "item", "base", "fewer", "fewer_change"]
    rows = {(r["partner"], r["item"]): r for r in table.records()}
    row = rows["AAA", "MISSILE"]
    assert row["base"] == entries[0].figures.pairs["AAA", "MISSILE"].delay
    assert row["fewer_change"] == row["fewer"] - row["base"] > 0
    assert set(rows) == {pair for pair, row in entries[0].figures.pairs.items() if row.need[-1] > 0}


def test_frameworks_say_who_signs_when(entries):
    """Signing date and partners of every plan; blank where a plan does not sign."""
    unsigned = replace(entries[1], figures=replace(entries[1].figures, frameworks={}))
    rows = {r["framework"]: r for r in frameworks_table([entries[0], unsigned]).records()}
    assert rows["F1"] == {
        "framework": "F1",
        "name": "Shells together",
        "base": date(2027, 4, 1),
        "partners base": "AAA, BBB",
        "fewer": None,
        "partners fewer": None,
    }


def test_payments_add_up_to_totals(entries):
    """By year, and over the horizon."""
    yearly, total = payments_table(entries).records(), totals_table(entries).records()
    for row in total:
        for name in ("base", "fewer"):
            assert sum(r[name] for r in yearly if r["partner"] == row["partner"]) == pytest.approx(row[name])
    assert next(r for r in total if r["partner"] == "CCC")["fewer_change"] < 0


def test_a_plan_of_another_case_leaves_cells_blank(entries):
    """A partner that the first plan does not know has no change."""
    row = replace(entries[0].figures.pairs["AAA", "SHELL"], partner="NEW")
    other = replace(entries[1], figures=replace(entries[1].figures, pairs={("NEW", "SHELL"): row}))
    new = next(r for r in delays_table([entries[0], other]).records() if r["partner"] == "NEW")
    assert (new["base"], new["fewer"], new["fewer_change"]) == (None, row.delay, None)


def test_nothing_solved_gives_empty_sheets(entries):
    """All failed: the overview says why, the other sheets are empty."""
    overview, *others = comparison_tables([entries[2]])
    assert overview.column("message") == ("rows clash",)
    assert not any(table.rows for table in others)
    assert not any(chart.table.rows for chart in comparison_charts([entries[2]]))


def test_the_workbook_marks_the_best_and_holds_charts(tmp_path, rich_case, entries):
    """A rule on every figure that may be proven best, one on its change; blank cells are never the best."""
    asked = Asked("compare", {"scenarios": "base, fewer, bad"}, ["Fewer is later."])
    tables, charts = comparison_tables(entries), comparison_charts(entries)
    write_comparison(tmp_path / "c.xlsx", tables, charts, rich_case, asked, force=False)
    book = load_workbook(tmp_path / "c.xlsx")
    assert book.sheetnames == [
        "summary", "read me", "overview", "delays", "frameworks", "payments", "charts", "chart_data"
    ]  # fmt: skip
    rules = {str(area.sqref): area.rules[0] for area in book["overview"].conditional_formatting}
    names = [cell.value for cell in book["overview"][1]]
    assert len(rules) == 10
    figure, change, won, least, most = (
        get_column_letter(1 + names.index(name))
        for name in (
            "mean_delay_months",
            "mean_delay_months_change",
            "best_in",
            "mean_delay_months_change_least",
            "mean_delay_months_change_most",
        )
    )
    best = f'ISNUMBER(SEARCH(", mean_delay_months,",", "&${won}2&","))'
    assert rules[f"{figure}2:{figure}4"].formula == [f"AND(ISNUMBER(${figure}2),{best})"]
    signed = f"AND(ISNUMBER(${least}2),OR(${least}2>0,${most}2<0))"
    assert rules[f"{change}2:{change}4"].formula == [f"AND(ISNUMBER(${change}2),NOT({signed}))"]
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_need_met_over_time_is_the_mean_over_needs(entries):
    """At the end it is the summary's figure."""
    assert met(entries[0].figures)[-1] == pytest.approx(entries[0].figures.need_met_pct)


def test_the_first_sheet_says_what_was_asked_and_found(rich_case):
    """Sentences first, then the analysis, its case and options."""
    table = summary_table(Asked("compare", {"scenarios": "base, fewer"}, ["Fewer is later."]), rich_case)
    assert table.rows[0] == ("headline", "Fewer is later.")
    keys = dict(table.rows)
    assert (keys["analysis"], keys["scenarios"], keys["case"]) == ("compare", "base, fewer", rich_case.settings.case)
    assert keys["case_sha256"] == rich_case.sha256


def test_every_column_says_what_it_counts(entries):
    """A row a column of every sheet, with unit and note; changes are told against what."""
    tables = [*comparison_tables(entries), *shift_tables(entries[0], entries[1:])]
    rows = {(row["sheet"], row["column"]): row for row in read_me_table(tables).records()}
    columns = {(table.name, column.name) for table in tables for column in table.columns}
    assert set(rows) == columns | {(table.name, None) for table in tables}
    assert [key for key, row in rows.items() if not row["counts"]] == []
    assert rows["overview", "cost_eur_change"]["unit"] == "EUR"
    assert rows["overview", "cost_eur_change"]["counts"].startswith("Change against the first row")
    assert rows["delays", "fewer_change"] == {
        "sheet": "delays", "column": "fewer_change", "unit": "months", "counts": "Change against the first plan"
    }  # fmt: skip
    assert "Partners' items whose mean delay is more" in rows["options", "waiting_longer"]["counts"]
    assert rows["overview", "mean_delay_months_change_least"]["unit"] == "months"


def test_a_share_is_told_in_percent_and_its_differences_in_points():
    """And keeps its capitals at the beginning of a sentence."""
    share = next(kpi for kpi in KPIS if kpi.objective == "non_eu_share")
    assert (share.title, share.tell(12.0), share.say(3.0)) == ("Non-EU share", "12.0 %", "3.0 points")


def test_notes_are_those_of_the_sheet():
    """Columns of one name count something else on each of these; a plan under stress has no column a plan."""
    spread = Table("delays", "", columns("partner:code p95_months:months futures:int item_name"), ())
    causes = Table("why", "", columns("cause:code months:months share_pct:percent"), ())
    split = Table("split", "", columns("share_pct:percent"), ())
    limits = Table("limits", "", columns("rank:int months_saved:months"), ())
    prices = Table("rules", "", columns("rule:code months_saved:months"), ())
    rows = {row[:2]: row[2:] for row in read_me_table([spread, causes, split, limits, prices]).rows}
    assert rows["delays", "p95_months"] == ("months", "95 % of the futures drawn are not above it")
    assert rows["delays", "futures"][0] == ""
    assert "cause" in rows["why", "share_pct"][1]
    assert "buying together" in rows["split", "share_pct"][1]
    assert "without the rule" not in rows["limits", "months_saved"][1]
    assert rows["rules", "months_saved"] == ("months", "Months of mean delay that the plan without the rule saves")
