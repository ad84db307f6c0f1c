"""Every hostile file: one clear line a fault, never a traceback, under 2 s and 300 MB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from corpus.hostile import HOSTILE, WARNED, write_all
from helpers.sheets import write_exchange_case

ROOT = Path(__file__).parents[2]
SECONDS, MEGABYTES = 2, 300

JUDGE = """
import json, re, sys, time
from pathlib import Path
from pooling.exchange.collect import collect
from pooling.exchange.template import read_base
base = read_base(Path(sys.argv[1]))
for line in sys.stdin:
    path = Path(line.strip())
    begin = time.perf_counter()
    verdict = collect(base, [path], "now").verdicts[0]
    seconds = time.perf_counter() - begin
    findings = [[f.severity, f.rule, f.line, f.advice] for f in verdict.findings]
    megabytes = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
    print(json.dumps([path.stem, verdict.status, findings, seconds, megabytes]), flush=True)
"""
"""Collects each file named on stdin into the case named as argument, all in one process."""


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """What one process said of every file: status, findings, seconds, and megabytes at most so far."""
    folder = tmp_path_factory.mktemp("corpus")
    case = write_exchange_case(folder / "case.xlsx")
    files = write_all(folder)
    ended = subprocess.run(
        [sys.executable, "-c", JUDGE, str(case)],
        cwd=ROOT,
        input="\n".join(map(str, [folder / "good.xlsx", *files.values()])),
        capture_output=True,
        text=True,
        check=False,
    )
    for path in folder.iterdir():
        path.unlink()
    assert ended.stderr == ""
    return {name: rest for name, *rest in map(json.loads, ended.stdout.splitlines())}


def test_corpus_is_large():
    """At least forty files."""
    assert len(HOSTILE) >= 40


def test_the_good_file_is_good(judged):
    """What all are made from has nothing wrong with it."""
    status, findings, _, _ = judged["good"]
    assert (status, findings) == ("unchanged", [])


@pytest.mark.parametrize("name", HOSTILE)
def test_file_gives_clear_lines(judged, name):
    """The rule expected is told on one printable line with advice; an error rejects the file, a warning does not."""
    _, rule = HOSTILE[name]
    status, findings, _, _ = judged[name]
    found = [finding for finding in findings if finding[1] == rule]
    assert found, findings
    assert {finding[0] for finding in found} == {"warning" if rule in WARNED and name != "wide-digits" else "error"}
    assert (status == "rejected") == any(severity == "error" for severity, *_ in findings)
    for _, _, line, advice in findings:
        assert line.isprintable()
        assert advice
        assert len(line) < 500


@pytest.mark.parametrize("name", HOSTILE)
def test_file_is_judged_quickly(judged, name):
    """Under two seconds."""
    assert judged[name][2] < SECONDS


def test_memory_stays_small(judged):
    """The process that read all of them never took 300 MB."""
    assert max(megabytes for *_, megabytes in judged.values()) < MEGABYTES
