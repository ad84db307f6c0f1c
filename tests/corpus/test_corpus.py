"""Every hostile file: one clear line a fault, never a traceback, under 2 s and 300 MB."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

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
    begin = time.process_time()
    verdict = collect(base, [path], "now").verdicts[0]
    seconds = time.process_time() - begin
    findings = [[f.severity, f.rule, f.line, f.advice] for f in verdict.findings]
    megabytes = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
    print(json.dumps([path.stem, verdict.status, findings, seconds, megabytes]), flush=True)
"""
"""Collects each file named on stdin into the case named as argument, all in one process."""


def judge(folder: Path) -> dict[str, list]:
    """What one process said of every file: status, findings, processor seconds, and megabytes at most so far."""
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
    for path in files.values():
        path.unlink()
    assert ended.stderr == ""
    return {name: rest for name, *rest in map(json.loads, ended.stdout.splitlines())}


def complaints(name: str, status: str, findings: list, seconds: float) -> list[str]:
    """What is wrong with the way a file was judged."""
    rule = HOSTILE[name][1]
    severities = {severity for severity, told, *_ in findings if told == rule}
    expected = "warning" if rule in WARNED and name != "wide-digits" else "error"
    found = []
    if severities != {expected}:
        found.append(f"{expected} {rule} is not told, but {findings}")
    if (status == "rejected") != any(severity == "error" for severity, *_ in findings):
        found.append(f"is {status} with {findings}")
    if not all(line.isprintable() and advice and len(line) < 500 for _, _, line, advice in findings):
        found.append(f"is told on no clear line: {findings}")
    if seconds > SECONDS:
        found.append(f"takes {seconds:.1f} s")
    return found


def test_every_file_gives_clear_lines_quickly(tmp_path):
    """The rule expected, on one printable line with advice; an error rejects the file, a warning does not; 2 s, 300 MB.

    All are read by one process, which must survive them; the good one they are made from has no fault.
    """
    judged = judge(tmp_path)
    status, findings, *_ = judged.pop("good")
    assert (status, findings) == ("unchanged", [])
    assert judged.keys() == HOSTILE.keys()
    wrong = {name: complaints(name, *said[:3]) for name, said in judged.items()}
    assert {name: found for name, found in wrong.items() if found} == {}
    assert max(megabytes for *_, megabytes in judged.values()) < MEGABYTES


def test_corpus_is_large():
    """At least forty files."""
    assert len(HOSTILE) >= 40
