"""pooling solve: what it reads, shows, writes and refuses; the solver's answers are given by the test."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pooling.case.calendar import Calendar
from pooling.cli.exits import Exit
from pooling.cli.progress import figure
from pooling.output.case_book import write_case
from pooling.plan.explain.infeasibility import Clash, Clashing
from pooling.plan.plan import Plan, Stage
from pooling.plan.solve import Infeasible, NoPlan

ROOT = Path(__file__).parents[2]
TINY: dict[str, list[dict[str, Any]]] = {
    "settings": [
        {"key": "case", "value": "Tiny"},
        {"key": "start", "value": date(2026, 1, 1)},
        {"key": "end", "value": date(2027, 12, 31)},
    ],
    "partners": [{"partner": "NLD", "name": "Netherlands", "eu": True, "nato": True}],
    "items": [{"item": "155", "name": "155 mm", "family": "155 mm", "unit": "round"}],
    "producers": [{"producer": "P", "name": "Maker", "country": "NL"}],
    "products": [{"product": "155-P", "item": "155", "producer": "P", "eu_content_pct": 100}],
    "lines": [{"line": "L1", "producer": "P", "country": "NL"}],
    "capacity": [{"line": "L1", "from": date(2026, 1, 1), "per_year": 16}],
    "frameworks": [
        {
            "framework": "F",
            "name": "Frame",
            "lead": "NLD",
            "status": "candidate",
            "sign_from": date(2026, 1, 1),
            "sign_to": date(2026, 12, 31),
            "lead_months": 3,
            "term_months": 60,
            "open_to": "ALL",
        }
    ],
    "lots": [{"lot": "F-1", "framework": "F", "product": "155-P", "line": "L1", "max_quantity": 100}],
    "prices": [{"lot": "F-1", "from_quantity": 0, "unit_price": 5000}],
    "demand": [{"line": "d1", "partner": "NLD", "item": "155", "need_by": date(2026, 1, 1), "quantity": 8}],
}
CLASH = Clash((Clashing(("capacity!C2",), "orders of line L1 exceed its capacity", "3 more on line L1"),), "smallest")
BROKEN = Plan(call_offs={("no-such-lot", "NLD", 0): 5.0})


def summary(path):
    """Key and value of a result's summary."""
    sheet = load_workbook(path)["summary"]
    return {key.value: value.value for key, value, *_ in sheet[sheet.tables["summary"].ref]}


def test_the_result_goes_to_outputs_by_default(pooling, solver, case_file, tmp_path):
    """outputs/CASE-SCENARIO.xlsx; the printed summary names it and says what a planner asks first."""
    ended = pooling("solve", case_file)
    assert ended.code == Exit.DONE
    assert os.listdir(tmp_path / "outputs") == ["small-base.xlsx"]
    assert summary(tmp_path / "outputs/small-base.xlsx")["mean_delay_months"] == 24.0
    for words in ("Small, scenario base", "EXERCISE", "Mean delay", "24.0 months", "Result: outputs/small-base.xlsx"):
        assert words in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80


def test_every_sheet_bears_the_marking_and_the_case(pooling, solver, case_file):
    """Marking on each page; case and scenario in the document's properties."""
    pooling("solve", case_file, "-o", "r.xlsx")
    book = load_workbook("r.xlsx")
    assert {sheet.oddHeader.center.text for sheet in book} == {"EXERCISE"}
    assert book.custom_doc_props["scenario"].value == "base"
    assert len(book.custom_doc_props["case_sha256"].value) == 64


def test_scenarios_are_applied(pooling, solver, case_file, tmp_path):
    """The scenario's need comes half a year later, so an empty plan is half a year less late."""
    assert pooling("solve", case_file, "-s", "late", "-s", "base", "-s", "late").code == Exit.DONE
    assert sorted(os.listdir(tmp_path / "outputs")) == ["small-base.xlsx", "small-late.xlsx"]
    assert summary(tmp_path / "outputs/small-late.xlsx")["mean_delay_months"] == 18.0


def test_the_real_solver_meets_a_need_and_prints_nothing_of_its_own(tmp_path):
    """Eight rounds are needed at once; a line makes four a quarter from the second quarter on, and carries one over."""
    write_case(tmp_path / "tiny.xlsx", TINY)
    arguments = ["solve", tmp_path / "tiny.xlsx", "--json", "-q", "-o", tmp_path / "r.xlsx"]
    ended = subprocess.run([sys.executable, "-m", "pooling", *arguments], cwd=ROOT, capture_output=True, check=True)
    (result,) = json.loads(ended.stdout)["results"]
    assert ended.stderr == b""
    assert (result["status"], result["mean_delay_months"], result["cost_eur"]) == ("optimal", 4.125, 40_000)
    assert summary(tmp_path / "r.xlsx")["mean_delay_months"] == 4.125


def test_json_is_all_there_is_on_stdout(pooling, solver, case_file):
    """One document with a schema version; the figures are those of the workbook's summary."""
    ended = pooling("solve", case_file, "--json", "-o", "r.xlsx")
    document = json.loads(ended.out)
    assert (document["schema_version"], document["command"], document["exit_code"]) == (1, "solve", 0)
    (result,) = document["results"]
    assert (result["file"], result["scenario"], result["mean_delay_months"]) == ("r.xlsx", "base", 24.0)
    assert [stage["objective"] for stage in result["stages"]] == ["mean_delay", "cost"]


def test_a_bound_that_is_not_there_yet(pooling, solver, case_file):
    """A stage may end before anything is proven: said in words, null in JSON, which knows no infinity."""
    solver.first = Stage("mean_delay", 24.0, -float("inf"), float("inf"), 5.0, "interrupted")
    shown = pooling("solve", case_file, "-o", "a.xlsx").out
    assert "mean_delay 24.00 months, no bound yet: interrupted after 5 s" in shown
    assert "inf " not in shown
    document = pooling("solve", case_file, "-o", "b.xlsx", "--json").out
    (result,) = json.loads(document, parse_constant=pytest.fail)["results"]
    assert (result["stages"][0]["bound"], result["stages"][0]["gap"]) == (None, None)


def test_progress_goes_to_stderr(pooling, solver, case_file):
    """A plain line a stage where there is no terminal: scenario, stage, plan, bound, gap, seconds; none under -q."""
    ended = pooling("solve", case_file, "-o", "a.xlsx")
    assert "base: 1/2 mean_delay  no usable plan yet  bound 9.50 months  0 s" in ended.err
    assert "base: 2/2 cost  plan EUR 2.5 million  bound EUR 2.4 million  gap 4.00 %  3 s" in ended.err
    assert "2/2" not in ended.out
    assert pooling("solve", case_file, "-o", "b.xlsx", "-q").err == ""


def test_progress_is_one_rewritten_line_on_a_terminal(pooling, solver, case_file, monkeypatch):
    """Every report overwrites the last, and nothing of it is left at the end."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    shown = pooling("solve", case_file, "-o", "a.xlsx").err.partition("\r")[2]
    assert "\n" not in shown
    assert [line.split("  ")[0] for line in shown.split("\r")[:2]] == ["base: 1/2 mean_delay", "base: 2/2 cost"]
    assert shown.endswith(" \r")


def test_solver_options_reach_the_solver(pooling, solver, case_file):
    """The gap is given in percent and handed over as a share; what is not given is left to the case."""
    pooling("solve", case_file, "-o", "a.xlsx", "--gap", "2", "--time-limit", "30", "--threads", "1", "--work", "7")
    pooling("solve", case_file, "-o", "b.xlsx")
    given, plain = solver.options
    assert (given.gap, given.time_limit, given.threads, given.work) == (0.02, 30, 1, 7)
    assert (plain.gap, plain.time_limit, plain.threads, plain.work) == (None, None, None, None)


def test_an_infeasible_case_names_what_clashes(pooling, solver, case_file, tmp_path):
    """Exit code 3, the clashing rules, no result."""
    solver.answers["base"] = Infeasible(CLASH)
    ended = pooling("solve", case_file)
    assert (ended.code, ended.out) == (Exit.INFEASIBLE, "")
    assert "orders of line L1 exceed its capacity" in ended.err
    assert not (tmp_path / "outputs").exists()


def test_no_plan_in_time_is_code_4(pooling, solver, case_file):
    """The message names the option that allows more."""
    solver.answers["base"] = NoPlan()
    ended = pooling("solve", case_file)
    assert ended.code == Exit.NO_PLAN
    assert "--time-limit" in ended.err


def test_a_plan_that_breaks_a_rule_is_not_written(pooling, solver, case_file, tmp_path):
    """The verifier has the last word: an internal fault, not a result."""
    solver.answers["base"] = BROKEN
    ended = pooling("solve", case_file)
    assert ended.code == Exit.FAULT
    assert "internal fault: the plan found breaks" in ended.err
    assert not (tmp_path / "outputs").exists()


def test_one_failing_scenario_does_not_stop_the_others(pooling, solver, case_file, tmp_path):
    """Exit code 5; --json tells which failed and why."""
    solver.answers["base"] = Infeasible(CLASH)
    ended = pooling("solve", case_file, "-s", "base", "-s", "late", "--json")
    failed, done = json.loads(ended.out)["results"]
    assert ended.code == Exit.SOME_FAILED
    assert (failed["scenario"], failed["status"]) == ("base", "failed")
    assert "clash" in failed["message"]
    assert failed["clash"]["rules"][0]["cells"] == ["capacity!C2"]
    assert done["file"] == "outputs/small-late.xlsx"


def test_an_interrupt_keeps_the_best_plan(pooling, solver, case_file, tmp_path):
    """Ctrl-C stops the solve, writes its plan, skips the scenarios not begun, and ends with 130."""
    signals = iter([signal.SIGINT])
    solver.before = lambda: [os.kill(os.getpid(), signal) for signal in signals]
    ended = pooling("solve", case_file, "-s", "base", "-s", "late")
    assert ended.code == Exit.INTERRUPTED
    assert len(solver.options) == 1
    assert os.listdir(tmp_path / "outputs") == ["small-base.xlsx"]
    assert summary(tmp_path / "outputs/small-base.xlsx")["status"] == "interrupted"
    assert "best plan so far" in ended.err
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_interrupt_ends_at_once(pooling, solver, case_file, tmp_path):
    """Nothing is written then."""

    def interrupt_twice():
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    solver.before = interrupt_twice
    ended = pooling("solve", case_file)
    assert ended.code == Exit.INTERRUPTED
    assert not (tmp_path / "outputs").exists()


def test_an_interrupt_before_any_plan_is_130(pooling, solver, case_file):
    """There is nothing to keep."""
    solver.answers["base"] = NoPlan()
    solver.before = lambda: os.kill(os.getpid(), signal.SIGINT)
    assert pooling("solve", case_file).code == Exit.INTERRUPTED


@pytest.mark.parametrize("arguments", [["gone.xlsx"], ["small.xlsx", "-s", "latte"]])
def test_what_cannot_be_read_is_code_2_before_anything_is_solved(pooling, solver, case_file, arguments):
    """A missing file, an unknown scenario: one clear line, nothing solved."""
    ended = pooling("solve", *arguments)
    assert (ended.code, ended.out, solver.options) == (Exit.INPUT, "", [])
    assert "error: " in ended.err


def test_an_existing_result_is_found_before_solving(pooling, solver, case_file, tmp_path):
    """Nobody waits five minutes to hear that the file is there already."""
    (tmp_path / "r.xlsx").write_text("precious")
    ended = pooling("solve", case_file, "-o", "r.xlsx")
    assert (ended.code, solver.options) == (Exit.INPUT, [])
    assert "--force" in ended.err
    assert (tmp_path / "r.xlsx").read_text() == "precious"
    assert pooling("solve", case_file, "-o", "r.xlsx", "--force").code == Exit.DONE


def test_strict_makes_warnings_errors(pooling, solver, case_file):
    """The small case's need can be met by no lot: a warning, under --strict a reason to stop."""
    assert "warning: " in pooling("solve", case_file, "-o", "a.xlsx").err
    ended = pooling("solve", case_file, "-o", "b.xlsx", "--strict")
    assert (ended.code, len(solver.options)) == (Exit.INPUT, 1)


def test_orders_without_room_need_no_second_solve(pooling, solver, case_file):
    """Nothing may shift: the plan itself is the plan with orders as placed."""
    add_order(case_file, window=False)
    solver.answers["base"] = lambda case: Plan(
        orders={("o1", Calendar(case.settings).index(case.orders[0].planned)): 8.0}
    )
    ended = pooling("solve", case_file, "-o", "a.xlsx")
    assert ended.code == Exit.DONE
    assert len(solver.options) == 1
    assert summary("a.xlsx")["as_ordered_mean_delay_months"] == 3.0


def test_without_orders_nothing_is_said_of_orders_as_placed(pooling, solver, case_file):
    """Neither on the terminal nor on the summary, in the delays and their charts."""
    ended = pooling("solve", case_file, "-o", "a.xlsx")
    assert (ended.code, len(solver.options)) == (Exit.DONE, 1)
    assert summary("a.xlsx")["as_ordered_mean_delay_months"] is None
    assert "as placed" not in ended.out
    book = load_workbook("a.xlsx")
    assert not [cell for row in book["chart_data"] for cell in row if cell.value == "as ordered"]


def test_orders_with_room_are_also_solved_as_placed(pooling, solver, case_file):
    """The order comes as early as it may, against a quarter too late where it was placed."""
    add_order(case_file)
    solver.answers["base"] = lambda case: Plan(
        orders={("o1", Calendar(case.settings).index(case.orders[0].earliest)): 8.0}
    )
    ended = pooling("solve", case_file, "-o", "a.xlsx")
    assert ended.code == Exit.DONE
    found = summary("a.xlsx")
    assert (found["mean_delay_months"], found["as_ordered_mean_delay_months"]) == (0.0, 3.0)
    assert "3.0 with orders as placed" in ended.out


def add_order(path, window=True):
    """An order of all that is needed, planned for the second quarter of 2027, free to move over the horizon or not."""
    moves = (date(2026, 1, 1), date(2027, 12, 31)) if window else ()
    book = load_workbook(path)
    for name, row in {
        "producers": ("P", "Maker", "NL"),
        "products": ("155-P", "155", None, "P", 100),
        "lines": ("L1", "P", None, "NL"),
        "capacity": ("L1", date(2026, 1, 1), 100),
        "orders": ("o1", "NLD", "155-P", "L1", 8, date(2027, 4, 1), *moves),
    }.items():
        for position, value in enumerate(row, start=1):
            book[name].cell(2, position, value)
    book.save(path)


@pytest.mark.parametrize(
    ("objective", "value", "shown"),
    [
        ("mean_delay", 9.712, "9.71 months"),
        ("cost", 2.5e9, "EUR 2.50 billion"),
        ("non_eu_share", 0.125, "12.50 %"),
        ("frameworks", 4.0, "4"),
    ],
)
def test_objectives_are_shown_with_their_units(objective, value, shown):
    """Months, millions of euros, percent, a count."""
    assert figure(objective, value) == shown
