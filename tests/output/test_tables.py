"""The result workbook's tables, its sentences, and the way back from the file to the plan."""

import re
from dataclasses import replace
from datetime import date
from math import inf
from pathlib import Path

import openpyxl
import pytest

from pooling.case.case import AppliedChange, Case, Change, Demand
from pooling.case.findings import CaseError
from pooling.output.entry import Entry
from pooling.output.excel import write_tables
from pooling.output.headline import headline
from pooling.output.result_notes import count_of, with_read_me
from pooling.output.result_sheets import RESULT_SHEETS, head_of
from pooling.output.results import headlines, key_figures, read_result, read_tables
from pooling.output.table import Table
from pooling.output.tables import result_tables, status
from pooling.output.words import listing
from pooling.plan.explain.limits import Limit, Limits
from pooling.plan.explain.marginals import Marginals
from pooling.plan.plan import Outcome, Plan, Stage
from pooling.plan.verify import verify

COLUMNS = {
    "summary": "key value",
    "stages": "stage objective value bound gap_pct seconds status",
    "frameworks": "framework name lead status signed first_delivery end extended partners lots value_eur rebate_eur "
    "reimbursed_eur",
    "members": "framework partner signed first_delivery last_delivery value_eur join_cost_eur share_pct",
    "lots": "lot framework product line quantity min_quantity max_quantity tier_from unit_price ceiling_price "
    "fixed_cost_eur value_eur",
    "call_offs": "framework lot partner item product line period quantity unit_price value_eur",
    "orders": "order partner product line period quantity planned months_moved shift_cost_eur",
    "attainment": "partner item period need delivered backlog attainment_pct stock norm",
    "delays": "partner item need delivered undelivered delay_months need_met_by as_ordered_delay_months",
    "capacity": "line period capacity carried_in orders call_offs used_pct months_per_unit",
    "materials": "material period supplied used left months_per_unit",
    "budgets": "partner year limit carried_in paid left months_per_million",
    "expansions": "expansion resource built start available investment_eur committed",
    "certifications": "partner product start effective cost_eur",
    "instruments": "instrument framework counted_partners base_eur reimbursed_eur",
    "partners": "partner name language",
}
"""What readers of results rely on, sheet by sheet in order; more may stand to the right. `scenario` ends them."""

SUMMARY = (
    "case scenario marking status mean_delay_months worst_delay_months cost_eur reimbursed_eur non_eu_share_pct "
    "frameworks_signed need_met_pct as_ordered_mean_delay_months solve_seconds case_sha256 version"
)

STAGES = (
    Stage("mean_delay", 5.02, 5.0, 0.004, 3.5, "gap"),
    Stage("cost", 38457.34, 38000.0, 0.017, 600.0, "time_limit"),
)


def tables(case: Case, plan: Plan, **more: object) -> dict[str, Table]:
    """The tables of a plan by name."""
    outcome = Outcome(plan, STAGES, 603.5)
    return {table.name: table for table in result_tables(case, outcome, verify(case, plan), **more)}


def as_ordered(case: Case, plan: Plan) -> Plan:
    """The same plan with every order at its planned date."""
    return replace(plan, orders={("O1", 0): 30, ("O2", 11): 1, ("O3", 1): 25})


def test_sheets_and_columns(rich_case: Case, rich_plan: Plan) -> None:
    """Every sheet in order with its columns to the letter."""
    made = tables(rich_case, rich_plan)
    assert list(made) == [*COLUMNS, "scenario"]
    for name, names in COLUMNS.items():
        assert [column.name for column in made[name].columns][: len(names.split())] == names.split()


def test_summary(rich_case: Case, rich_plan: Plan) -> None:
    """The keys that readers rely on, with the plan's figures."""
    case = replace(rich_case, sha256="abc", settings=replace(rich_case.settings, marking="RESTRICTED"))
    other = verify(case, as_ordered(case, rich_plan)).figures
    rows = tables(case, rich_plan, as_ordered=Entry("as ordered", case, other))["summary"].rows
    values = {key: value for key, value in rows if key != "headline"}
    assert list(values) == SUMMARY.split()
    assert (values["case"], values["scenario"], values["marking"]) == ("rich", "base", "RESTRICTED")
    assert (values["status"], values["case_sha256"], values["solve_seconds"]) == ("time_limit", "abc", 603.5)
    assert values["worst_delay_months"] == pytest.approx(10.8)
    assert values["cost_eur"] == pytest.approx(38457.34)
    assert values["non_eu_share_pct"] == pytest.approx(50 * (54 / 420 + 1.4 / 9))
    assert values["as_ordered_mean_delay_months"] == other.mean_delay
    assert sum(key == "headline" for key, _ in rows) >= 8


def test_a_present_value_stands_beside_the_cost_where_a_rate_is_given(rich_case: Case, rich_plan: Plan) -> None:
    """In the summary and in its sentence; without a rate nothing tells of one."""
    case = replace(rich_case, settings=replace(rich_case.settings, discount_pct=4))
    rows = tables(case, rich_plan)["summary"].rows
    keys = [key for key, _ in rows]
    assert keys[keys.index("cost_eur") + 1] == "present_value_eur"
    assert dict(rows)["present_value_eur"] == verify(case, rich_plan).figures.present_value
    said = [value for key, value in rows if key == "headline" and "present value" in str(value)]
    assert len(said) == 1
    assert "in 2027 is EUR 38," in said[0]
    assert said[0].endswith("at 4 % a year.")
    assert "present" not in str(tables(rich_case, rich_plan)["summary"].rows)


def test_status_is_the_worst_stage(rich_plan: Plan) -> None:
    """Optimal only if every stage is."""
    ends = ("optimal", "gap", "time_limit", "interrupted")
    for worst, end in enumerate(ends):
        stages = tuple(Stage("cost", 1, 1, 0, 1, one) for one in (end, *ends[:worst]))
        assert status(Outcome(rich_plan, stages, 1)) == end


def test_rows(rich_case: Case, rich_plan: Plan) -> None:
    """One row of each sheet, as a reader sees it."""
    made = {name: table.records() for name, table in tables(rich_case, rich_plan).items()}
    f1, f2 = made["frameworks"]
    assert (f1["signed"], f1["first_delivery"], f1["end"]) == (date(2027, 4, 1), date(2027, 7, 1), date(2029, 4, 1))
    assert (f1["partners"], f1["lots"], f1["extended"], f2["status"]) == ("AAA, BBB", "F1A, F1B", True, "existing")
    assert made["stages"][1]["gap_pct"] == pytest.approx(1.7)
    assert made["call_offs"][3] | {"unit_price": 0, "value_eur": 0} == made["call_offs"][3] | {
        "framework": "F1",
        "lot": "F1A",
        "partner": "BBB",
        "item": "SHELL",
        "product": "S1",
        "line": "L1",
        "period": date(2029, 1, 1),
        "quantity": 30,
        "unit_price": 0,
        "value_eur": 0,
    }
    assert made["call_offs"][3]["value_eur"] == pytest.approx(30 * 90 * 1.21)
    assert made["orders"][0]["months_moved"] == 3
    assert made["orders"][0]["planned"] == date(2027, 2, 1)
    by_pair = {(row["partner"], row["item"]): row for row in made["delays"]}
    assert by_pair["BBB", "SHELL"]["undelivered"] == 25
    assert by_pair["BBB", "SHELL"]["need_met_by"] is None
    assert by_pair["BBB", "SHELL"]["as_ordered_delay_months"] is None
    assert len(made["attainment"]) == 4 * 12
    assert [row["built"] for row in made["expansions"]] == [True, False]
    unlimited = next(row for row in made["budgets"] if row["partner"] == "CCC")
    assert (unlimited["limit"], unlimited["left"], unlimited["paid"]) == (None, None, 70)


def test_marginal_values_stand_where_they_belong(rich_case: Case, rich_plan: Plan) -> None:
    """Given values are shown, others stay blank."""
    marginals = Marginals({("LM", 3): -0.5}, {("POWDER", 2): -0.1}, {("COMMON", 2028): -2.0})
    made = tables(rich_case, rich_plan, marginals=marginals)
    values = {"capacity": "months_per_unit", "materials": "months_per_unit", "budgets": "months_per_million"}
    shown = {
        (*row[:2], value)
        for name, column in values.items()
        for row, value in zip(made[name].rows, made[name].column(column), strict=True)
        if value is not None
    }
    assert shown == {
        ("LM", date(2027, 10, 1), -0.5),
        ("POWDER", date(2027, 7, 1), -0.1),
        ("COMMON", 2028, -2.0),
    }


def test_marginal_values_are_comparable(rich_case: Case, rich_plan: Plan) -> None:
    """Half a month a missile are so many months for one percent of what the line makes in that quarter."""
    made = tables(rich_case, rich_plan, marginals=Marginals({("LM", 3): -0.5}, {("POWDER", 2): -0.1}, {}))
    (line,) = (row for row in made["capacity"].records() if row["months_per_unit"])
    assert line["months_saved_by_1_pct"] == pytest.approx(0.005 * line["capacity"])
    (material,) = (row for row in made["materials"].records() if row["months_per_unit"])
    assert material["months_saved_by_1_pct"] == pytest.approx(0.001 * material["supplied"])


def test_names_periods_and_units_stand_beside_codes(rich_case: Case, rich_plan: Plan) -> None:
    """What a reader who knows no code needs."""
    made = {name: table.records() for name, table in tables(rich_case, rich_plan).items()}
    first = made["call_offs"][3]
    shown = ("period_name", "framework_name", "partner_name", "item_name", "unit")
    assert [first[name] for name in shown] == ["2029 Q1", "Shells together", "Beland", "Shell", "round"]
    assert made["frameworks"][0]["partner_names"] == "Aland, Beland"
    assert made["frameworks"][0]["last_day"] == date(2029, 3, 31)
    common = next(row for row in made["budgets"] if row["partner"] == "COMMON")
    assert common["partner_name"] == "the common budget"
    assert {row["period_name"] for row in made["attainment"]} >= {"2027 Q1", "2029 Q4"}


def test_orders_tell_which_way_they_move(rich_case: Case, rich_plan: Plan) -> None:
    """Months moved are the same either way; signed ones are negative for what comes earlier."""
    earlier = replace(rich_plan, orders={**as_ordered(rich_case, rich_plan).orders, ("O1", 0): 20, ("O3", 0): 25})
    earlier = replace(earlier, orders={key: n for key, n in earlier.orders.items() if key != ("O3", 1)})
    made = (tables(rich_case, plan)["orders"].records() for plan in (rich_plan, earlier))
    rows = [row for records in made for row in records]
    assert all(abs(row["months_signed"]) == row["months_moved"] for row in rows)
    assert any(row["months_signed"] < 0 for row in rows)
    assert any(row["months_signed"] > 0 for row in rows)


def test_results_of_earlier_versions_are_read(rich_case: Case, rich_plan: Plan, tmp_path: Path) -> None:
    """What stands to the right, and sheets that are new, may be missing."""
    path = tmp_path / "result.xlsx"
    made = list(tables(rich_case, rich_plan).values())
    earlier = [
        replace(
            table,
            columns=table.columns[: len(COLUMNS.get(table.name, "").split()) or None],
            rows=tuple(row[: len(COLUMNS.get(table.name, "").split()) or None] for row in table.rows),
        )
        for table in made
    ]
    write_tables(path, earlier, title="rich")
    found = read_tables(path)
    assert read_result(path, rich_case).plan == rich_plan
    assert set(found["call_offs"].column("period_name")) == {None}
    assert headlines(found)[0].startswith("2 of 4 needs")


def test_scenario_lists_applied_changes(rich_case: Case, rich_plan: Plan) -> None:
    """One row a change, with how many rows it touched."""
    change = Change("late", "capacity", "scale", "line=L1", "per_year", "0.5")
    case = replace(rich_case, scenario="late", applied=(AppliedChange(change, 1),))
    assert tables(case, rich_plan)["scenario"].rows == (("late", "capacity", "line=L1", "per_year", "scale", "0.5", 1),)


def test_headline_says_what_was_found(rich_case: Case, rich_plan: Plan) -> None:
    """Needs, norms, what is missing, signings, savings, bottleneck, budgets, shifts."""
    other = verify(rich_case, as_ordered(rich_case, rich_plan)).figures
    before = Outcome(rich_plan, (Stage("mean_delay", other.mean_delay, 5.0, 0.004, 3.5, "gap"),), 1.0)
    entry = Entry("as ordered", rich_case, other, before, looser=True)
    rows = tables(rich_case, rich_plan, as_ordered=entry)["summary"].rows
    assert [value for key, value in rows if key == "headline"] == [
        "2 of 4 needs are met by the end of December 2029; 91.7 % of what is needed is delivered by then.",
        "A needed unit comes 5.0 months late on average, at worst 10.8 months (Missile for Celand).",
        "The cost could be 1.70 % lower at most: more was not proven in the time given.",
        "Stock norms that call for deliveries: 0 of 1 are reached.",
        "Not met by the end: Missile for Celand (1 of 5 missing); and Shell for Beland (25 of 190 missing).",
        "The plan signs 1 framework: Shells together (April 2027, Aland and Beland).",
        "Partners call off EUR 37,967 on frameworks, EUR 2,563 (6.3 %) below ceiling prices.",
        "The whole plan costs EUR 38,457 after EUR 4,000 of co-financing.",
        "The bottleneck is LM: it is at its limit in 1 of 12 quarters while partners wait for what is made there.",
        "Budgets spent to within 1 %: Aland in 2027; Beland in 2027; and the common budget in 2027 and 2028.",
        "Moving 2 orders away from planned dates saves less than 0.1 months of mean delay and costs EUR 150.",
    ]


def sentences(case: Case, plan: Plan, **more: object) -> str:
    """The headline in one text."""
    return " ".join(str(value) for key, value in tables(case, plan, **more)["summary"].rows if key == "headline")


def before(case: Case, plan: Plan, gap: float, **more: object) -> Entry:
    """The plan with orders as placed, half a year later than it is, within `gap` of its bound."""
    figures = verify(case, as_ordered(case, plan)).figures
    figures = replace(figures, mean_delay=figures.mean_delay + 6)
    stage = Stage("mean_delay", figures.mean_delay, figures.mean_delay * (1 - gap), gap, 1.0, "gap")
    return Entry("as ordered", case, figures, Outcome(plan, (stage,), 1.0), **more)


def test_what_moving_orders_saves_is_told_as_far_as_both_gaps_carry_it(rich_case: Case, rich_plan: Plan) -> None:
    """Proven: one figure; within gaps: between two; nothing proven: not more than that; no baseline: not known."""
    moving = "Moving 2 orders away from planned dates"
    told = sentences(rich_case, rich_plan, as_ordered=before(rich_case, rich_plan, 0.0))
    assert f"{moving} saves 6.0 months of mean delay and costs EUR 150." in told
    told = sentences(rich_case, rich_plan, as_ordered=before(rich_case, rich_plan, 0.2))
    assert f"{moving} saves between 3.8 and 6.0 months of mean delay and costs EUR 150." in told
    told = sentences(rich_case, rich_plan, as_ordered=before(rich_case, rich_plan, 0.9, looser=True))
    assert f"{moving} saves between 0.0 and 6.0 months of mean delay and costs EUR 150." in told
    told = sentences(rich_case, rich_plan, as_ordered=before(rich_case, rich_plan, 0.9))
    assert "not significant" in told
    none = Entry("as ordered", rich_case, message="the baseline was not solved in time")
    told = sentences(rich_case, rich_plan, as_ordered=none)
    assert f"{moving}: what that saves is not known, the baseline was not solved in time." in told


def test_what_a_later_objective_gave_up_is_explained(rich_case: Case, rich_plan: Plan) -> None:
    """The mean delay of the plan written beside that which its stage found."""
    figures = verify(rich_case, rich_plan).figures
    stages = (
        Stage("mean_delay", figures.mean_delay * 0.99, 4.9, 0.004, 3.5, "gap"),
        Stage("cost", 38457.34, 38000.0, 0.017, 600.0, "time_limit"),
    )
    rows = result_tables(rich_case, Outcome(rich_plan, stages, 1.0), verify(rich_case, rich_plan))[0].rows
    assert any("The plan's mean delay is 5.0" in str(row[1]) and "may give up" in str(row[1]) for row in rows)
    assert "may give up" not in sentences(rich_case, rich_plan)


def test_limits_are_ranked_by_what_one_per_cent_more_saves(rich_case: Case, rich_plan: Plan) -> None:
    """Found by solving again: a purse may win; those that are alike are told together; that another may save more is
    said; where nothing saves anything, who is full most.
    """

    def told(*found: Limit, untried: float = 0.0) -> str:
        prices = {("L1", 1): -1.0}
        return sentences(rich_case, rich_plan, marginals=Marginals(lines=prices, limits=Limits(found, untried)))

    def limit(kind: str, code: str, months: float, year: int | None = None) -> Limit:
        return Limit(kind, code, year, months, {})

    payer = rich_case.partners[0].partner
    purse, slower = limit("budget", payer, 0.01), limit("line", "L1", 0.004)
    words = told(purse, limit("lead_time", "F1", 0.009), slower)
    assert "What holds the plan back most is the budget of" in words
    assert "1 % more of it saves 0.01 months of mean delay; next" in words
    assert "lead time" not in words
    words = told(limit("line", "L1", 0.01), limit("line", "LM", 0.0099))
    assert {"L1", "LM"} <= set(re.findall(r"\w+", words[words.index("back most are") :]))
    assert "What of all that was tried holds the plan back most is" in told(purse, untried=0.02)
    assert "The bottleneck is LM" in told()
    assert "The bottleneck is LM" in sentences(rich_case, rich_plan)


def test_a_limit_of_another_kind_is_told_where_it_saves_more(rich_case: Case, rich_plan: Plan) -> None:
    """Then no line, material or budget is said to hold the plan back most of all."""

    def told(*found: Limit) -> str:
        return sentences(rich_case, rich_plan, marginals=Marginals(limits=Limits(found, 0.0)))

    slower, lead = Limit("line", "L1", None, 0.004, {}), Limit("lead_time", "F1", None, 3.0, {})
    words = told(lead, slower)
    assert "What of lines, materials and budgets holds the plan back most is" in words
    assert "lead time one period shorter saves 3 months of mean delay, more than that." in words
    purse = Limit("budget", rich_case.partners[0].partner, 2027, 2.0, {})
    assert "in 2027: EUR 1 million more in this year saves 2 months of mean delay." in told(purse)
    assert "bottleneck" not in told(purse)


def test_prices_of_limits_are_told_as_the_most_that_can_be_saved(rich_case: Case, rich_plan: Plan) -> None:
    """Where nothing was solved again."""
    figures = verify(rich_case, rich_plan).figures
    purse = next(row for row in figures.budgets if row.limit)
    worth = Marginals(budgets={(purse.partner, purse.year): -1e6 / float(purse.limit or 1)})
    told = sentences(rich_case, rich_plan, marginals=worth)
    assert "What may hold the plan back most is the budget of" in told
    assert "1 % more of it can save at most 0.01 months" in told


def test_headline_of_a_plan_that_meets_everything(rich_case: Case, rich_plan: Plan) -> None:
    """Nothing late, all met, and an invalid plan says so first."""
    easy = replace(rich_case, demand=(Demand("D", "AAA", "SHELL", date(2029, 5, 1), 230),), norms=(), usage=())
    sentences = [value for key, value in tables(easy, rich_plan)["summary"].rows if key == "headline"]
    assert str(sentences[0]).startswith("This plan is not valid, it breaks")
    assert "All needs of all partners are met by March 2027." in sentences
    assert "Nothing comes late." in sentences


def test_lists_in_sentences_are_read_at_once() -> None:
    """Commas, or semicolons where parts hold commas; the last part is told rather than counted."""
    assert [listing(list("abcde")[:n]) for n in range(6)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
        "a, b, c and d",
        "a, b, c and 2 more",
    ]
    assert listing(["a, b", "c and d"], separator="; ") == "a, b; and c and d"


def test_plan_survives_the_file(rich_case: Case, rich_plan: Plan, tmp_path: Path) -> None:
    """Written and read back, the plan and its figures are the same."""
    path = tmp_path / "result.xlsx"
    written = tables(rich_case, rich_plan)
    write_tables(path, list(written.values()), title="rich")
    result, found = read_result(path, rich_case), read_tables(path)
    assert result.plan == rich_plan
    assert verify(rich_case, result.plan) == verify(rich_case, rich_plan)
    assert headlines(found)[0].startswith("2 of 4 needs")
    assert key_figures(found)["status"] == "time_limit"
    for name in COLUMNS:
        assert len(found[name].rows) == len(written[name].rows)
    for back, row in zip(found["call_offs"].rows, written["call_offs"].rows, strict=True):
        assert (back[:7], back[7:]) == (row[:7], pytest.approx(row[7:]))
    assert found["expansions"].rows == written["expansions"].rows


def test_prices_read_back(rich_case: Case, rich_plan: Plan, tmp_path: Path) -> None:
    """Rows of the model named by one to three codes, years and periods come back under their stage; codes like numbers,
    or formulas, stay text.
    """
    prices = {
        "mean_delay": {("partner_budget", ("007", 2026)): -1.5e-9, ("common_budget", 2026): -2.0, ("fund", "=1"): 3.5},
        "cost": {("delivers_after_signing", ("F1A", "AAA", 3)): 0.25, ("kept", "mean_delay"): -4e6},
    }
    stages = tuple(replace(stage, prices=prices[stage.objective]) for stage in STAGES)
    made = result_tables(rich_case, Outcome(rich_plan, stages, 603.5), verify(rich_case, rich_plan))
    assert made[-1].name == "prices"
    path = tmp_path / "result.xlsx"
    write_tables(path, made, title="rich")
    assert read_result(path, rich_case).prices == prices
    book = openpyxl.load_workbook(path)
    shown = {cell.value: cell.number_format for cell in (*book["prices"]["D"], *book["prices"]["F"])}
    assert (shown[2026], shown[-1.5e-9]) == ("General", "0.00E+00")
    book["prices"]["F2"] = "dear"
    book.save(path)
    with pytest.raises(CaseError):
        read_tables(path)
    write_tables(path, list(tables(rich_case, rich_plan).values()), title="rich", force=True)
    assert read_result(path, rich_case).prices == {}


def test_plan_read_into_longer_periods(rich_case: Case, rich_plan: Plan, tmp_path: Path) -> None:
    """Quarters become half-years: what falls into one of them adds up."""
    path = tmp_path / "result.xlsx"
    write_tables(path, list(tables(rich_case, rich_plan).values()), title="rich")
    coarse = replace(rich_case, settings=replace(rich_case.settings, period_months=6))
    plan = read_result(path, coarse).plan
    assert plan.signed == {"F1": 0}
    assert plan.call_offs["F1A", "AAA", 1] == 160
    assert plan.orders["O3", 0] == 15


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        ("B2", None, "missing-value"),
        ("G2", "soon", "wrong-type"),
        ("H2", "many", "wrong-type"),
        ("H1", "amount", "missing-column"),
    ],
)
def test_damaged_cells_are_named(
    rich_case: Case, rich_plan: Plan, tmp_path: Path, cell: str, value: object, rule: str
) -> None:
    """A result that was edited by hand is refused with the sheet and what is wrong."""
    path = tmp_path / "result.xlsx"
    write_tables(path, list(tables(rich_case, rich_plan).values()), title="rich")
    book = openpyxl.load_workbook(path)
    book["call_offs"][cell] = value
    book.save(path)
    with pytest.raises(CaseError) as caught:
        read_tables(path)
    assert {(finding.rule, finding.sheet) for finding in caught.value.findings} == {(rule, "call_offs")}


def test_files_that_are_no_result(tmp_path: Path) -> None:
    """Absent, not a workbook, another workbook: an error each, no exception of a library."""
    text = tmp_path / "text.xlsx"
    text.write_text("no workbook")
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    for path, rule in (
        (tmp_path / "absent.xlsx", "not-found"),
        (text, "not-a-workbook"),
        (other, "other-kind"),
    ):
        with pytest.raises(CaseError) as caught:
            read_tables(path)
        assert rule in {finding.rule for finding in caught.value.findings}


def test_every_column_of_a_result_has_a_note() -> None:
    """What stands in a result is told on its sheet `read me`, whatever sheets it has."""
    assert [(name, c.name) for name in RESULT_SHEETS for c in head_of(name) if not count_of(name, c.name)] == []


def test_the_read_me_tells_proof_dates_and_units(rich_case: Case, rich_plan: Plan) -> None:
    """It is the second sheet: how each stage is proven, when frameworks are signed, units beside columns."""
    stages = (Stage("mean_delay", 4.0, 3.9, 0.025, 1.0, "time_limit"), Stage("cost", 38457.34, inf, inf, 1.0, "gap"))
    outcome, verdict = Outcome(rich_plan, stages, 1.0), verify(rich_case, rich_plan)
    made = with_read_me(result_tables(rich_case, outcome, verdict), rich_case, outcome, verdict.figures)
    assert [table.name for table in made[:3]] == ["summary", "read me", "stages"]
    rows = {row[:2]: row[2:] for row in made[1].rows}
    beside = {row[0]: row[2] for row in made[0].rows}
    assert made[0].columns[2].name == "proof"
    assert str(beside["mean_delay_months"]).startswith("bound 3.90 months, gap 2.5 %, stopped at the time limit; 4.00")
    assert "may give up 1 %" in str(beside["mean_delay_months"])
    assert beside["cost_eur"] == "no bound yet, within the gap asked for"
    assert beside["headline"] is None
    assert "better by 2.5 % at most" in str(rows["this plan", "mean_delay"][1])
    assert rows["this plan", "first signing"][1] == "2027 Q2"
    assert rows["budgets", "reserved_eur"][0] == "EUR"
    assert rows["capacity", "months_saved_by_1_pct"][0] == "months"
    assert rows["call_offs", "quantity"][0] == "units"
    close = (replace(stages[0], gap=4e-8, bound=4.0), stages[1])
    beside = dict(
        row[::2]
        for row in with_read_me(
            result_tables(rich_case, Outcome(rich_plan, close, 1.0), verdict),
            rich_case,
            Outcome(rich_plan, close, 1.0),
            verdict.figures,
        )[0].rows
    )
    assert "gap less than 0.01 %" in str(beside["mean_delay_months"])


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        (Stage("mean_delay", 4.0, 3.9, 0.025, 1.0, "time_limit"), "The mean delay could be 2.50 % lower at most: more"),
        (
            Stage("mean_delay", 4.0, -inf, inf, 1.0, "interrupted"),
            "The mean delay may be far from the lowest: no bound",
        ),
        (Stage("cost", 9.0, 8.9, 0.011, 1.0, "ended"), "The cost could be 1.10 % lower at most: more"),
        (Stage("mean_delay", 4.0, 3.9, 0.025, 1.0, "gap"), None),
        (Stage("mean_delay", 4.0, 4.0, 0.0, 1.0, "optimal"), None),
    ],
)
def test_the_headline_says_what_is_not_proven(
    stage: Stage, sentence: str | None, rich_case: Case, rich_plan: Plan
) -> None:
    """No finding without how much better than it the best plan might be, where that is more than was asked for."""
    told = headline(rich_case, verify(rich_case, rich_plan), Outcome(rich_plan, (stage,), 1.0))
    found = [line for line in told if "lower at most" in line or "no bound" in line]
    assert [line.startswith(sentence or "") for line in found] == ([] if sentence is None else [True])
