"""The Python interface does what the commands do, and gives data frames."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pooling as tool
from pooling.analysis.unfinished import Unfinished
from pooling.cli.main import run
from tests.cli.small_pool import write_small_pool
from tests.helpers.workbooks import tiny_rows, write_workbook


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(tmp_path_factory.mktemp("api") / "tiny.xlsx", tiny_rows())


@pytest.fixture(scope="module")
def result(case: Path) -> tool.Result:
    return tool.solve(case, time_limit=5)


def filled(figures: dict[str, Any]) -> dict[str, Any]:
    """Those that are numbers and not zero: a workbook tells a blank from a zero, but not from an empty text."""
    return {key: cell for key, cell in figures.items() if isinstance(cell, int | float) and cell}


def test_a_solve_gives_what_the_command_gives(case, result, tmp_path, monkeypatch, capfd):
    """Key figures, sentences and every sheet but for times; the saved workbook reads back as the same."""
    monkeypatch.chdir(tmp_path)
    assert run(["solve", str(case), "--time-limit", "5", "--json", "-q"]) == 0
    told = json.loads(capfd.readouterr().out)["results"][0]
    assert list(result.headlines) == told["headlines"]
    for name in ("mean_delay_months", "cost_eur", "status", "case_sha256"):
        assert result.figures[name] == told[name]
    assert len(result["call_offs"]) == len(told["call_offs"]) > 0
    assert result["call_offs"]["quantity"].sum() == sum(row["quantity"] for row in told["call_offs"])
    back = tool.read_result(result.save(tmp_path / "saved.xlsx"))
    assert filled(back.figures) == pytest.approx(filled(result.figures))
    assert back.headlines == result.headlines
    pd.testing.assert_frame_equal(back["call_offs"], result["call_offs"], check_dtype=False)
    with pytest.raises(FileExistsError, match="exists already"):
        result.save(tmp_path / "saved.xlsx")


def test_an_earlier_result_is_kept_or_begun_from(tmp_path):
    """As the command keeps it: what slid has a sheet, what keeping costs a line; another case's result is refused."""
    pool = write_small_pool(tmp_path / "pool.xlsx")
    path = tool.solve(pool, time_limit=3).save(tmp_path / "before.xlsx")
    kept = tool.solve(pool, "capacity-slips", time_limit=3, keep=path, until=date(2027, 7, 1))
    assert kept.figures["kept_call_offs"] is not None
    assert {"framework", "lot"} <= set(kept["slid"].columns)
    assert tool.solve(pool, time_limit=3, start=path).proven
    other = write_workbook(tmp_path / "other.xlsx", tiny_rows())
    with pytest.raises(tool.NotOfCase, match="the case has no "):
        tool.solve(other, keep=path)
    with pytest.raises(ValueError, match="keep begins from its own plan"):
        tool.solve(pool, keep=path, start=path)


def test_what_a_command_notes_is_a_warning(tmp_path):
    """A result that is a first guess only; a start does not keep from looking for other plans."""
    pool = write_small_pool(tmp_path / "pool.xlsx")
    path = tool.solve(pool, time_limit=3).save(tmp_path / "before.xlsx")
    with pytest.warns(UserWarning, match="is a first guess only"):
        begun = tool.solve(pool, "capacity-slips", time_limit=3, start=path, alternatives=1, within_pct=100, differ=1)
    assert "alternatives" in set(begun)


def test_other_plans_nearly_as_good_come_beside_the_best(tmp_path):
    """Each a result of its own; the best tells what they sign otherwise."""
    best = tool.solve(write_small_pool(tmp_path / "pool.xlsx"), time_limit=3, alternatives=1, within_pct=100, differ=1)
    rows = best["alternatives"]
    assert len(rows) == 1 + len(best.others) > 1
    assert rows["mean_delay_months"][1] == best.others[0].figures["mean_delay_months"]
    assert any("Plan 2" in line for line in best.headlines)


def test_frames_hold_dates_and_numbers(result):
    """A period is its first day; quantities may be summed."""
    frame = result["call_offs"]
    assert pd.api.types.is_datetime64_any_dtype(frame["period"])
    assert pd.api.types.is_numeric_dtype(frame["quantity"])
    assert frame["period"].min() >= datetime(2020, 1, 1)
    assert result.proven == (result.stages["status"].isin(["optimal", "gap"]).all())
    assert set(result) >= {"summary", "stages", "frameworks", "attainment", "delays"}


def test_an_unknown_sheet_is_named_with_those_there_are(result):
    with pytest.raises(KeyError, match=r"no sheet calloffs; there are .*call_offs"):
        result["calloffs"]


def test_a_faulty_case_raises_its_findings(tmp_path):
    """As the command tells them, each with its cell."""
    rows = tiny_rows()
    rows["demand"][0]["quantity"] = -5
    with pytest.raises(tool.CaseError, match=r"demand!\w+2") as raised:
        tool.solve(write_workbook(tmp_path / "faulty.xlsx", rows))
    assert [finding.rule for finding in raised.value.findings] == ["negative"]


def test_a_case_that_was_read_is_solved_as_it_is(case):
    """And is not silently solved under another scenario."""
    read = tool.read_case(case)
    assert tool.solve(read, time_limit=5).figures["scenario"] == "base"
    with pytest.raises(ValueError, match="read with the scenario base"):
        tool.solve(read, "late")


def test_limited_work_gives_the_same_plan_twice(case):
    first, second = (tool.solve(case, work=50) for _ in range(2))
    pd.testing.assert_frame_equal(first["call_offs"], second["call_offs"])


def test_analyses_give_frames_sentences_and_workbooks(case, tmp_path):
    """compare, gain, frontier, rules, shift, stress and robust: the sheets of their workbooks."""
    limits = {"time_limit": 2, "jobs": 2}
    compared = tool.compare(write_small_pool(tmp_path / "pool.xlsx"), ["base", "capacity-slips"], **limits)
    assert list(compared["overview"]["scenario"]) == ["base", "capacity-slips"]
    assert compared.headlines
    assert compared.save(tmp_path / "compare.xlsx").stat().st_size > 5000
    gained = tool.gain(case, **limits)
    assert "months_gained" in gained[next(iter(gained))]
    assert "months_saved" in tool.rules(case, **limits)["rules"]
    assert len(tool.frontier(case, points=2, **limits)["overview"]) >= 1
    assert "months_gained" in tool.shift(case, **limits)["options"]
    assert len(tool.stress(case, samples=3, **limits)["futures"]) == 3
    found, plan = tool.robust(case, futures=2, samples=2, **limits)
    chosen = found["plans"][found["plans"]["chosen"]]
    assert list(chosen["cost_eur"]) == pytest.approx([plan.figures["cost_eur"]])
    with pytest.raises(ValueError, match="cvar_pct: more than 0"):
        tool.robust(case, cvar_pct=0)


def test_finished_solves_are_taken_up_after_a_kill(case, tmp_path, monkeypatch):
    """What ends is kept until all is done; the same call solves only what is left, with the same figures."""
    kept, limits = tmp_path / "rules.unfinished", {"time_limit": 2, "jobs": 1}
    note = Unfinished.note

    def killed(self, run):
        note(self, run)
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(Unfinished, "note", killed)
        with pytest.raises(KeyboardInterrupt):
            tool.rules(case, resume=kept, **limits)
    assert kept.exists()
    solved = []
    monkeypatch.setattr(Unfinished, "note", lambda self, run: (solved.append(run.task.label), note(self, run)))
    taken_up = tool.rules(case, resume=kept, **limits)
    assert not kept.exists()
    anew = tool.rules(case, resume=kept, **limits)
    assert len(solved) == 2 * len(anew["overview"]) - 1
    pd.testing.assert_frame_equal(taken_up["rules"], anew["rules"])
    kept.write_text("no notes\n")
    with pytest.raises(tool.Unusable, match="damaged"):
        tool.rules(case, resume=kept, **limits)


def test_a_case_is_checked_as_the_command_checks_it(case, tmp_path, capfd):
    """The same findings; what items and partners need, a row a year."""
    assert run(["check", str(case), "--json", "-q"]) == 0
    told = json.loads(capfd.readouterr().out)
    found = tool.check(case)
    assert found.valid
    assert len(found["findings"]) == len(told["findings"])
    (only,) = told["cases"]
    assert found["items"]["need"].sum() == sum(sum(row["need"]) for row in only["items"])
    assert found["money"]["need"].sum() == pytest.approx(sum(sum(row["need"]) for row in only["money"]))
    rows = tiny_rows()
    rows["demand"][0]["quantity"] = -5
    faulty = tool.check(write_workbook(tmp_path / "faulty.xlsx", rows))
    assert not faulty.valid
    assert "negative" in set(faulty["findings"]["rule"])
    assert "items" not in set(faulty)


def test_a_result_is_checked_explained_and_shown(case, result, tmp_path):
    """As it is: valid, and every figure its plan's; why in sentences; a page of the pool and of a partner."""
    path = result.save(tmp_path / "plan.xlsx")
    found = tool.check(case, path)
    assert found.valid
    assert found.headlines[:2] == (
        "The plan is valid: no rule is broken.",
        "Every figure in the result is that of its plan.",
    )
    assert len(found["broken"]) == len(found["differences"]) == 0
    assert list(found["objectives"]["objective"]) == list(result.stages["objective"])
    why = tool.explain(case, path)
    assert {"why", "sign_by", "ends"} <= set(why)
    assert why.save(tmp_path / "why.xlsx").stat().st_size > 5000
    with pytest.raises(tool.NotOfCase, match="no partner ATL; there are"):
        tool.explain(case, path, partner="ATL")
    page = tool.report(path, tmp_path / "page.html")
    assert "<html" in page.read_text(encoding="utf-8")
    with pytest.raises(FileExistsError):
        tool.report(path, page)
    with pytest.raises(tool.NotOnePage, match="no partner ATL"):
        tool.report([path], tmp_path / "other.html", partner="ATL")
    assert not (tmp_path / "other.html").exists()


def test_sheets_go_out_and_come_back_and_extracts_are_shared(case, result, tmp_path):
    """What comes back unchanged changes nothing; a sheet that is none is told and nothing is written."""
    sheets = tool.template(case, tmp_path / "sheets", language="nl")
    assert len(sheets) == len(tool.read_case(case).partners)
    found = tool.collect(case, tmp_path / "sheets", tmp_path / "merged.xlsx")
    assert found.merged
    assert set(found["sheets"]["status"]) == {"unchanged"}
    assert len(found["changes"]) == len(found["unanswered"]) == 0
    assert tool.check(tmp_path / "merged.xlsx").valid
    other = tool.collect(case, [case], tmp_path / "none.xlsx")
    assert not other.merged
    assert len(other["findings"]) > 0
    assert not (tmp_path / "none.xlsx").exists()
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=r"no \.xlsx workbook"):
        tool.collect(case, tmp_path / "empty", tmp_path / "none.xlsx")
    path = result.save(tmp_path / "plan.xlsx")
    assert len(tool.share(path, tmp_path / "shared")) == len(sheets)


def test_an_example_is_written(tmp_path):
    path = tool.write_example("european-pool", tmp_path / "pool.xlsx")
    assert tool.read_case(path).partners
    with pytest.raises(KeyError, match=r"no example atlantis; there are .*european-pool"):
        tool.write_example("atlantis", tmp_path / "other.xlsx")


def test_the_interface_is_loaded_only_when_asked_for():
    """`import pooling` alone loads neither pandas nor the solver; what does not exist is said so."""
    code = "import pooling, sys; assert not {'pandas', 'pyomo', 'highspy'} & sys.modules.keys(); print(dir(pooling))"
    assert subprocess.run([sys.executable, "-c", code], check=True).returncode == 0
    with pytest.raises(AttributeError, match="no attribute slove"):
        tool.__getattr__("slove")
