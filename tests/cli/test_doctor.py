"""pooling doctor, --version, help and the start: they say what is here, and what is missing."""

from __future__ import annotations

import ast
import importlib.metadata
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pooling import start
from pooling.analysis import selfcheck
from pooling.cli import doctor
from pooling.cli.exits import MEANINGS, Exit
from pooling.cli.main import COMMANDS

HERE = Path(__file__).parents[2]


def amiss(pooling) -> dict[str, str]:
    """What the doctor finds amiss, and what it says of it."""
    ended = pooling("doctor", "--json")
    document = json.loads(ended.out)
    assert ended.code == document["exit_code"]
    found = {check["what"]: f"{check['found']}; {check['advice']}" for check in document["checks"] if not check["ok"]}
    assert ended.code == (Exit.FAULT if found else Exit.DONE)
    return found


def test_all_is_well_here_and_nothing_tells_where_that_is(pooling, tmp_path):
    """One line a check; no folder of this machine, no name of it or of its user."""
    ended = pooling("doctor")
    assert ended.code == Exit.DONE
    assert all(re.match(r"(ok   |   ) ", line) for line in ended.out.splitlines())
    for told in ("HiGHS", "highspy", "pyomo", "finds and proves a known optimum", "cores", "memory", "written to"):
        assert told.lower() in ended.out.lower() or told == "HiGHS"
    for secret in (str(tmp_path), str(HERE), str(Path.home()), sys.prefix, os.uname().nodename):
        assert secret not in ended.out
    assert pooling("doctor", "-q").out == ""


def test_a_package_that_is_missing_or_too_old_is_named(pooling, monkeypatch):
    """With what is asked for, and the command that mends it."""
    have = importlib.metadata.version
    wanted = ["pyomo>=6.9", "click>=8.1", "nowhere>=1", "other>=9; extra == 'cluster'", "old>=9; python_version < '3'"]
    monkeypatch.setattr(doctor, "requires", lambda _: wanted)
    monkeypatch.setattr(doctor, "version", lambda name: "6.0" if name == "pyomo" else have(name))
    found = amiss(pooling)
    assert found.keys() == {"pyomo", "nowhere"}
    assert ">=6.9 is needed" in found["pyomo"]
    assert "not installed; python -m pip install" in found["nowhere"]


def test_a_solver_that_is_wrong_is_told(pooling, monkeypatch):
    """Another answer than the one worked out by hand, or none at all."""
    monkeypatch.setattr(selfcheck, "COST", 499.0)
    assert "not solved to it" in amiss(pooling)["solver"]
    monkeypatch.setitem(sys.modules, "pooling.analysis.selfcheck", None)
    assert "ModuleNotFoundError" in amiss(pooling)["solver"]


def test_a_folder_that_takes_nothing_and_a_lost_file_are_told(pooling, monkeypatch):
    def refused(folder):
        raise PermissionError(13, "Permission denied", "/home/somebody/secret")

    monkeypatch.setattr(doctor, "_writable", refused)
    monkeypatch.setitem(doctor.DATA, "pooling.output", ["page/gone.html"])
    found = amiss(pooling)
    assert found.keys() == {"this folder", "temporary folder", "data files"}
    assert "Permission denied" in found["this folder"]
    assert "/home" not in found["this folder"]
    assert "pooling.output page/gone.html missing" in found["data files"]


def test_little_memory_is_told(pooling, monkeypatch):
    pages = {"SC_PHYS_PAGES": 2**18, "SC_AVPHYS_PAGES": 2**17, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(doctor.os, "sysconf", pages.get)
    assert amiss(pooling)["memory"].startswith("1.0 GiB, 0.5 GiB of it unused; large cases want 4 GiB")


def test_version_tells_what_a_plan_may_differ_by(pooling):
    """This tool, solver, modeller, Python, platform."""
    assert re.fullmatch(
        r"pooling \d+\.\d+\.\d+\S* \(HiGHS \d+\.\S+, Pyomo \d+\.\S+, Python 3\.\d+\.\d+\S*, \S+ \S+\)\n",
        pooling("--version").out,
    )


def test_help_has_a_page_for_each_topic(pooling):
    """Listed, 80 columns wide; the codes are those of the program; commands have theirs, too."""
    topics = re.findall(r"^pooling help (\S+)", pooling("help").out, re.M)
    assert set(topics) == {"exit-codes", "files", "environment", "scenarios"}
    for topic in topics:
        page = pooling("help", topic).out
        assert page.startswith(f"{topic}: ")
        assert max(map(len, page.splitlines())) <= 80
    codes = re.findall(r"^ *(\d+)  \S", pooling("help", "exit-codes").out, re.M)
    assert [int(code) for code in codes] == [int(code) for code in Exit] == [int(code) for code in MEANINGS]
    for command in COMMANDS:
        assert pooling("help", command).out == pooling(command, "--help").out
    assert "there are exit-codes, files" in pooling("help", "nonsense").err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands_options_and_examples(shell):
    """As the shell asks; what README shows loads it."""
    asked = {
        "bash": {"COMP_WORDS": "pooling so", "COMP_CWORD": "1"},
        "zsh": {"COMP_WORDS": "pooling so", "COMP_CWORD": "1"},
        "fish": {"COMP_WORDS": "pooling so", "COMP_CWORD": "so"},
    }[shell]
    command = [sys.executable, "-m", "pooling"]
    environment = os.environ | asked | {"_POOLING_COMPLETE": f"{shell}_complete"}
    assert "solve" in subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout


def test_a_start_without_a_package_is_one_line(tmp_path):
    """Without click nothing begins; without the solver its commands end: each says what is missing, and what to do."""
    without = "import sys; sys.modules['{}'] = None; sys.argv[1:] = {}; from pooling.start import main; main()"
    for package, arguments in (
        ("click", ["--help"]),
        ("pyomo", ["solve", "case.xlsx"]),
        ("openpyxl", ["check", "c.xlsx"]),
    ):
        code = without.format(package, arguments)
        ended = subprocess.run([sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, check=False)
        assert ended.returncode == 1
        assert ended.stderr.startswith("error: the package ")
        assert "is not installed: python -m pip install" in ended.stderr
        assert len(ended.stderr.splitlines()) == 1


def test_a_start_with_an_older_python_is_one_line(monkeypatch):
    """It says which one is needed, the oldest that the package may be installed for."""
    oldest = re.search(r'requires-python = ">=(.*)"', (HERE / "pyproject.toml").read_text(encoding="utf-8"))[1]
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    with pytest.raises(SystemExit, match=rf"^error: Python {re.escape(oldest)} or newer is needed, this is "):
        start.main()


def test_older_pythons_can_read_the_start():
    """What is read before the version is looked at has nothing that Python 3.7 does not know."""
    for name in ("__init__", "__main__", "start", "version"):
        text = (HERE / f"pooling/{name}.py").read_text(encoding="utf-8")
        tree = ast.parse(text, feature_version=(3, 7))
        unions = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)]
        assert unions == []
