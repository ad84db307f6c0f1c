"""Runs of several solves that are killed, and taken up again."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pooling.analysis.analyses import Analysis
from pooling.cli.exits import Exit
from tests.helpers.workbooks import tiny_rows, write_workbook

ROOT = Path(__file__).parents[2]
SOLVED = re.compile(r"^\d+ of \d+ done  ([^:\n]+)$", re.MULTILINE)
"""The line that is told of each solve that ends."""


@pytest.fixture
def tiny(tmp_path):
    """The tiny case with lines that deliver less, a scenario, and a second framework to choose."""
    rows = tiny_rows()
    for row in rows["lines"]:
        row |= {"low_pct": 50, "likely_pct": 80, "high_pct": 100}
    rows["frameworks"].append(rows["frameworks"][0] | {"framework": "G155", "name": "another", "lead_months": 6})
    rows["lots"].append(rows["lots"][0] | {"lot": "L3", "framework": "G155"})
    rows["prices"].append({"lot": "L3", "from_quantity": 0, "unit_price": 5000})
    rows["scenarios"] = [{"scenario": "shift-more", "description": "twice the need"}]
    change = {"scenario": "shift-more", "sheet": "demand", "where": "*", "column": "quantity", "op": "scale"}
    rows["changes"] = [change | {"value": "2"}]
    write_workbook(tmp_path / "tiny.xlsx", rows)
    return rows


@pytest.fixture
def planned(pooling, tiny):
    """A result of the tiny case."""
    assert pooling("solve", "tiny.xlsx", "-o", "plan.xlsx", "-q").code == Exit.DONE


def lines(path):
    return path.read_text().splitlines() if path.exists() else []


def killed(folder, kept, *arguments):
    """Run a command in `folder` and kill it, all at once, as soon as it keeps so many solves; what it had told."""
    (path,) = [folder / f"{Path(value).stem}.unfinished" for value in arguments if value.endswith("-x.xlsx")]
    with subprocess.Popen(
        [sys.executable, "-m", "pooling", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        until = time.monotonic() + 300
        while len(lines(path)) <= kept and process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGKILL)
        return process.communicate()[1]


def figures(ended):
    """What was found, without where it is and what the clock says."""
    document = json.loads(ended.out)
    for row in document.get("futures", ()):
        row.pop("seconds")
    return {name: rows for name, rows in document.items() if name != "file"}


@pytest.mark.parametrize(
    "command",
    [("rules", "tiny.xlsx"), ("stress", "tiny.xlsx", "--samples", "30", "--seed", "3")],
    ids=["rules", "stress"],
)
def test_what_was_solved_before_a_kill_is_not_solved_again(pooling, tiny, tmp_path, command):
    """Killed in mid-run, and again: each solve is done once, the figures are those of a run that nobody killed."""
    options = ("-o", "a-x.xlsx", "--jobs", "1", "--work", "20", "--json")
    told = SOLVED.findall(killed(tmp_path, 3, *command, *options))
    first = lines(tmp_path / "a-x.unfinished")
    assert not (tmp_path / "a-x.xlsx").exists()
    assert len(first) >= 4
    killed(tmp_path, len(first), *command, *options, "--resume")
    kept = [json.loads(line)["label"] for line in lines(tmp_path / "a-x.unfinished")[1:]]
    ended = pooling(*command, *options, "--resume")
    assert ended.code == Exit.DONE, ended.err
    assert f"{len(kept)} finished solves are taken up from a-x.unfinished" in ended.err
    again = SOLVED.findall(ended.err)
    assert set(told) <= set(kept)
    assert len(kept) == len(set(kept))
    assert again
    assert not {*kept} & {*again}
    assert not (tmp_path / "a-x.unfinished").exists()
    whole = pooling(*command, "-o", "b-x.xlsx", *options[2:])
    assert len(SOLVED.findall(whole.err)) == len(kept) + len(again)
    assert figures(ended) == figures(whole)


@pytest.mark.parametrize(
    "command",
    [
        ("compare", "tiny.xlsx"),
        ("shift", "tiny.xlsx"),
        ("gain", "tiny.xlsx", "--guarantee"),
        ("frontier", "tiny.xlsx", "--points", "4"),
        ("stress", "tiny.xlsx", "plan.xlsx", "--samples", "3"),
        ("robust", "tiny.xlsx", "-k", "2", "--samples", "2"),
    ],
    ids=lambda command: command[0],
)
def test_every_analysis_goes_on_where_it_was(pooling, planned, tmp_path, monkeypatch, command):
    """All is solved when writing fails: nothing is lost, and with --resume nothing is solved again."""
    options = ("--work", "20", "--json", "-o", "x.xlsx")

    def fail(*_):
        raise RuntimeError("no more")

    with monkeypatch.context() as patched:
        patched.setattr(Analysis, "write", fail)
        lost = pooling(*command, *options)
    assert lost.code == Exit.FAULT
    solved = len(SOLVED.findall(lost.err))
    assert f"{solved} finished solves are kept in x.unfinished: --resume" in lost.err
    assert stat.S_IMODE((tmp_path / "x.unfinished").stat().st_mode) == 0o600
    assert str(tmp_path) not in (tmp_path / "x.unfinished").read_text()
    ended = pooling(*command, *options, "--resume")
    assert ended.code == Exit.DONE, ended.err
    assert not SOLVED.findall(ended.err)
    assert "summary" in load_workbook("x.xlsx").sheetnames
    assert sorted(path.name for path in tmp_path.glob("x.*")) == ["x.xlsx"]


def test_candidates_forced_are_taken_up(pooling, planned, tmp_path, monkeypatch):
    """Of a result explained, where no workbook is asked for, too."""
    command = ("explain", "tiny.xlsx", "plan.xlsx", "--candidates", "2", "--json")
    with monkeypatch.context() as patched:
        patched.setattr("pooling.analysis.analyses.forced_table", lambda *_: 1 / 0)
        lost = pooling(*command)
    solved = len(SOLVED.findall(lost.err))
    assert (lost.code, solved) == (Exit.FAULT, 2)
    assert pooling(*command).code == Exit.INPUT
    ended = pooling(*command, "--resume")
    assert ended.code == Exit.DONE, ended.err
    assert not SOLVED.findall(ended.err)
    assert json.loads(ended.out)["candidates"]
    assert not list((tmp_path / "outputs").glob("*.unfinished"))


TWO = ("compare", "tiny.xlsx", "--work", 20, "--jobs", 1, "-o", "x.xlsx")


@pytest.fixture
def unfinished(pooling, tiny, tmp_path, monkeypatch):
    """A file with both solves of a comparison without its workbook."""
    with monkeypatch.context() as patched:
        patched.setattr(Analysis, "write", lambda *_: 1 / 0)
        assert pooling(*TWO).code == Exit.FAULT
    return tmp_path / "x.unfinished"


def test_what_was_asked_otherwise_is_refused(pooling, tiny, unfinished, tmp_path, monkeypatch):
    """Another case, option or version, or not told what to do: one line, and the file stays as it was."""
    before = unfinished.read_bytes()

    def refused(*arguments):
        ended = pooling(*arguments)
        assert ended.code == Exit.INPUT
        assert unfinished.read_bytes() == before
        (line,) = ended.err.splitlines()
        return line

    assert "--resume takes them up, --force without --resume begins anew" in refused(*TWO)
    assert "it was begun with --work 20, now 30; --force" in refused(*TWO[:3], 30, *TWO[4:], "--resume")
    assert "command pooling compare, now pooling rules" in refused("rules", *TWO[1:], "--resume")
    with monkeypatch.context() as patched:
        patched.setattr("pooling.analysis.unfinished.identity", lambda: "9.9 (new)")
        assert "here is 9.9 (new)" in refused(*TWO, "--resume")
    tiny["demand"][0]["quantity"] += 100
    write_workbook(tmp_path / "tiny.xlsx", tiny)
    assert "it was begun with another case; --force" in refused(*TWO, "--resume")
    assert len(SOLVED.findall(pooling(*TWO, "--force").err)) == len(before.splitlines()) - 1
    assert not unfinished.exists()


def test_a_case_saved_again_is_the_same(pooling, unfinished, tmp_path):
    """What counts is what the case holds, not the bytes of its workbook."""
    before = (tmp_path / "tiny.xlsx").read_bytes()
    book = load_workbook(tmp_path / "tiny.xlsx")
    book.properties.creator = "somebody else"
    book.save(tmp_path / "tiny.xlsx")
    assert (tmp_path / "tiny.xlsx").read_bytes() != before
    ended = pooling(*TWO, "--resume")
    assert (ended.code, SOLVED.findall(ended.err)) == (Exit.DONE, [])


def test_what_is_half_written_is_solved_again(pooling, tiny, tmp_path, monkeypatch):
    """A line cut off, one of rubbish, one whose plan breaks rules: said in a line, all else is taken up."""
    rules = ("rules", *TWO[1:])
    with monkeypatch.context() as patched:
        patched.setattr(Analysis, "write", lambda *_: 1 / 0)
        assert pooling(*rules).code == Exit.FAULT
    unfinished = tmp_path / "x.unfinished"
    content = unfinished.read_text().splitlines()
    _, *solves = content
    rubbish = '{"solve": 3}'
    spoilt = solves[2].replace('"signed": {"map": [[', '"signed": {"map": [["NONE", 0], [', 1)
    assert spoilt != solves[2]
    unfinished.write_text("\n".join([content[0], *solves[:1], rubbish, spoilt, *solves[3:-1], solves[-1][:300]]))
    ended = pooling(*rules, "--resume")
    assert ended.code == Exit.DONE, ended.err
    assert "x.unfinished: 2 lines are damaged or half-written; what stood there is solved again" in ended.err
    assert len(SOLVED.findall(ended.err)) == 3


def test_a_file_without_its_beginning_is_refused(pooling, unfinished):
    """Half-written in its first line, or another file: one line that says what to do."""
    for content in (unfinished.read_bytes()[:50], b"", b"[1]\n", b"\xff\xfe\n"):
        unfinished.write_bytes(content)
        ended = pooling(*TWO, "--resume")
        assert ended.code == Exit.INPUT
        (line,) = ended.err.splitlines()
        assert "x.unfinished is damaged or half-written from its first line on: --force without --resume" in line
        assert unfinished.read_bytes() == content


def test_with_nothing_to_take_up_all_is_solved(pooling, tiny, tmp_path):
    """So that a script may always say --resume."""
    ended = pooling(*TWO, "--resume")
    assert ended.code == Exit.DONE
    assert "0 finished solves are taken up" in ended.err
    assert not (tmp_path / "x.unfinished").exists()
