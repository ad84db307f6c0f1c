"""How arguments, targets and endings are told: on stderr in plain words, on stdout as JSON where that is asked for."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest
from openpyxl import load_workbook

from pooling.cli.exits import Exit
from pooling.cli.say import broken


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("solev", "x.xlsx"), "there is no command solev; did you mean solve?"),
        (("zzz",), "there is no command zzz; there are new, check"),
        (
            ("solve", "x.xlsx", "--keep", "r.xlsx", "--until", "1-7-2027"),
            "1-7-2027 is not a date of this form",
        ),
        (("solve", "x.xlsx", "--keep", "r.xlsx", "--until", "2027-02-30"), "is a day that does not exist"),
        (("solve", "x.xlsx", "--time-limit", "abc"), "--time-limit: abc is no number; write it as in 60"),
        (("solve", "x.xlsx", "--time-limit", "0"), "is out of range; give more than 0"),
        (("solve", "x.xlsx", "--time-limit", "1,000"), "could be two numbers"),
        (("solve", "x.xlsx", "--gap", "101"), "give 0 to 100"),
        (("solve", "x.xlsx", "--threads", "1.5"), "is no whole number"),
        (("compare", "x.xlsx", "--jobs", "0"), "give 1 or more"),
        (("frontier", "x.xlsx", "--points", "many"), "is no number"),
        (("solve", "x.xlsx", "-o", "out.csv"), "ends in .xlsx, or a folder"),
        (("compare", "x.xlsx", "-o", "results"), "ends in .xlsx, or a folder"),
        (("solve", "x.xlsx", "-s", "a", "-s", "b", "-o", "x.xlsx"), "2 workbooks go to a folder"),
        (("report", "x.xlsx", "-o", "page.xlsx"), "ends in .html, or a folder"),
        (("share", "x.xlsx", "--all", "-o", "x.xlsx"), "name a folder"),
        (("template", "x.xlsx", "--all", "-o", "x.csv"), "name a folder"),
        (("collect", "x.xlsx", "s.xlsx", "-o", "x.csv"), "ends in .xlsx, or a folder"),
    ],
)
def test_arguments_are_told_in_plain_words(pooling, arguments, told):
    """One line that says what to write instead, and where more is said; programs get the same as JSON."""
    ended = pooling(*arguments)
    assert (ended.code, ended.out) == (Exit.INPUT, "")
    first, *others = ended.err.splitlines()
    assert first.startswith("error: ")
    assert told in first
    assert len(others) <= 1
    if arguments[0] not in ("report", "solev", "zzz"):
        document = json.loads(pooling(*arguments, "--json").out)
        assert (document["exit_code"], document["command"]) == (Exit.INPUT, arguments[0])
        assert told in document["error"]


def test_the_target_is_tried_before_solving(pooling, solver, case_file, tmp_path):
    """A parent that is a file, a folder of that name: nothing is solved."""
    (tmp_path / "file").write_text("")
    (tmp_path / "r.xlsx").mkdir()
    for out in ("file/r.xlsx", "file/"):
        ended = pooling("solve", case_file, "-o", out)
        assert ended.code == Exit.INPUT
        assert "is a file, not a folder" in ended.err
    assert pooling("solve", case_file, "-o", "r.xlsx", "-q").out == "Result: r.xlsx/small-base.xlsx\n"
    assert len(solver.options) == 1


def test_a_plan_whose_place_is_lost_is_written_beside(pooling, solver, case_file, tmp_path):
    """Somebody has written the file meanwhile: theirs stays, ours goes beside it, both are said, the code is 2."""
    solver.before = lambda: (tmp_path / "r.xlsx").write_text("theirs")
    ended = pooling("solve", case_file, "-o", "r.xlsx", "-q")
    assert ended.code == Exit.INPUT
    assert "r.xlsx exists already" in ended.err
    assert "nothing is lost: it is written to r-2.xlsx" in ended.err
    assert (tmp_path / "r.xlsx").read_text() == "theirs"
    assert (tmp_path / "r-2.xlsx").stat().st_size > 1000


def test_scenarios_of_like_names_have_files_of_their_own(pooling, solver, tmp_path, case_file):
    """`a b` and `a_b`: two workbooks."""
    from openpyxl import load_workbook

    book = load_workbook(case_file)
    for name in ("a b", "a_b"):
        book["scenarios"].append([name])
        book["changes"].append([name, "demand", "*", "quantity", "scale", "2"])
    book.save(case_file)
    ended = pooling("solve", case_file, "-s", "a b", "-s", "a_b", "-o", "out/", "-q")
    assert ended.code == Exit.DONE, ended.err
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["small-a b.xlsx", "small-a_b.xlsx"]


def test_a_broken_case_is_told_to_programs(pooling, tmp_path):
    """What stderr says in lines, stdout holds as findings."""
    (tmp_path / "no.xlsx").write_text("no workbook")
    for command in (("solve",), ("check",), ("compare",), ("gain",), ("template", "--all"), ("share", "--all")):
        ended = pooling(command[0], "no.xlsx", *command[1:], "--json")
        assert ended.code == Exit.INPUT
        document = json.loads(ended.out)
        assert [finding["rule"] for finding in document["findings"]] == ["not-a-workbook"], command


def test_quiet_prints_where_the_result_is(pooling, solver, case_file):
    """One line, nothing on stderr."""
    ended = pooling("solve", case_file, "-q")
    assert (ended.out, ended.err) == ("Result: outputs/small-base.xlsx\n", "")


def test_lines_break_between_words():
    """At the terminal's width; what is indented stays so; what is longer than a line stays whole."""
    line = "error: case.xlsx demand!E2: quantity is below zero (found -5); write a quantity of zero or more [negative]"
    lines = broken(line, 40).splitlines()
    assert max(map(len, lines)) <= 40
    assert " ".join(part.strip() for part in lines) == line
    assert broken("  " + "x" * 50, 40) == "  " + "x" * 50


def test_a_terminal_gets_broken_lines(tmp_path):
    """80 columns, as a terminal of that width has them."""
    ours, theirs = pty.openpty()
    code = "from pooling.cli.say import say; say('word ' * 40)"
    environment = os.environ | {"COLUMNS": "60"}
    subprocess.run([sys.executable, "-c", code], stderr=theirs, env=environment, check=True)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode().splitlines()
    os.close(ours)
    assert len(shown) > 3
    assert max(map(len, shown)) <= 60


def test_shell_completion_is_written():
    """As README says how to load it."""
    environment = os.environ | {"_POOLING_COMPLETE": "bash_source"}
    run = subprocess.run(
        [sys.executable, "-m", "pooling"], env=environment, capture_output=True, text=True, check=False
    )
    assert "complete -o nosort -F _pooling_completion pooling" in run.stdout


def test_a_workbook_of_another_kind_is_one_line(pooling, tmp_path):
    """Each of the tool's workbooks, and any other, where another one is asked for: it is named, in one line."""
    from openpyxl import Workbook

    from tests.helpers.workbooks import tiny_rows, write_workbook

    write_workbook(tmp_path / "case.xlsx", tiny_rows())
    Workbook().save(tmp_path / "any.xlsx")
    quick = ("--time-limit", "5", "-q")
    assert pooling("solve", "case.xlsx", "-o", "result.xlsx", *quick).code == Exit.DONE
    assert pooling("compare", "case.xlsx", "-o", "compare.xlsx", *quick).code == Exit.DONE
    assert pooling("gain", "case.xlsx", "-o", "gain.xlsx", *quick).code == Exit.DONE
    assert pooling("shift", "case.xlsx", "-o", "shift.xlsx", *quick).code == Exit.DONE
    assert pooling("frontier", "case.xlsx", "--points", "2", "-o", "frontier.xlsx", *quick).code == Exit.DONE
    assert pooling("share", "result.xlsx", "--partner", "NLD", "-o", "shared/").code == Exit.DONE
    assert pooling("template", "case.xlsx", "--partner", "NLD", "-o", "sheets/", "-q").code == Exit.DONE
    kinds = {
        "case.xlsx": "this is a case",
        "result.xlsx": "this is a result of pooling solve",
        "compare.xlsx": "this is a comparison by pooling compare",
        "gain.xlsx": "this is a comparison by pooling gain",
        "shift.xlsx": "this is a comparison by pooling shift",
        "frontier.xlsx": "this is a comparison by pooling frontier",
        "shared/result-NLD.xlsx": "this is a partner's extract by pooling share",
        "sheets/case-NLD.xlsx": "this is a partner's demand sheet",
        "any.xlsx": "this is no workbook of pooling",
    }
    for file, kind in kinds.items():
        commands = []
        if file != "result.xlsx":
            commands += [("share", file, "--all"), ("solve", "case.xlsx", "--keep", file)]
            commands += [("solve", "case.xlsx", "--start", file, "-o", "new.xlsx")]
        if file != "case.xlsx":
            commands += [("solve", file), ("check", file), ("compare", file), ("gain", file), ("shift", file)]
            commands += [("template", file, "--all"), ("collect", file, "sheets/"), ("frontier", file)]
        for command in commands:
            ended = pooling(*command)
            assert ended.code == Exit.INPUT, (command, ended)
            lines = [
                line
                for line in ended.err.splitlines()
                if kind in line and ("[other-kind]" in line or "[not-a-case]" in line)
            ]
            assert len(lines) == 1, (command, ended.err)
            assert len(ended.err.splitlines()) <= 2, (command, ended.err)


@pytest.mark.parametrize("closed", ["", ">&-", "2>&-", ">&- 2>&-"])
def test_a_result_is_written_though_nobody_reads_on(tmp_path, case_file, closed):
    """As behind `2>&1 | head`, or without streams: what was computed is not lost, and the exit code is the work's."""
    ours, theirs = os.pipe()
    os.close(ours)
    result = tmp_path / "result.xlsx"
    command = [sys.executable, "-m", "pooling", "solve", str(case_file), "-o", str(result)]
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *command]
    ended = subprocess.run(shell, stdout=theirs, stderr=theirs, check=False)
    os.close(theirs)
    assert ended.returncode == Exit.DONE
    assert "summary" in load_workbook(result).sheetnames
