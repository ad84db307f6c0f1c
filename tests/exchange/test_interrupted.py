"""A run killed at any moment leaves the old file or the new one, never half."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from helpers.sheets import FIRST, untouched, write_exchange_case

ROOT = Path(__file__).parents[2]
STOPS = 40

MERGE_FOREVER = """
import sys
from pathlib import Path
from pooling.exchange.collect import collect
from pooling.exchange.sending import write_case
from pooling.exchange.template import read_base
base = read_base(Path(sys.argv[1]))
cases = [collect(base, [Path(name)], "now") for name in sys.argv[3:]]
print("ready", flush=True)
while True:
    for case in cases:
        write_case(Path(sys.argv[2]), case, True)
"""
"""Writes the merged case over and over, in turn from each of the sheets."""


def started(*arguments: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", MERGE_FOREVER, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def wait_until(condition, seconds=30):
    end = time.perf_counter() + seconds
    while not condition():
        assert time.perf_counter() < end
        time.sleep(0.01)


def test_killed_at_any_moment_the_case_is_whole(tmp_path):
    """Kill -9 at random points while the case is overwritten: it is always one of the versions, byte by byte."""
    case = write_exchange_case(tmp_path / "case.xlsx")
    sheets = [untouched(tmp_path / f"s{n}.xlsx", "NLD", {f"stock!C{FIRST}": 700 + n}) for n in (1, 2)]
    target = tmp_path / "out" / "merged.xlsx"
    versions = set()
    found = []
    random = Random(9)
    with started(case, target, *sheets) as process:
        wait_until(target.exists)
        wait_until(lambda: versions.add(target.read_bytes()) or len(versions) == 2)
        for _ in range(STOPS):
            time.sleep(random.uniform(0, 0.1))
            process.send_signal(signal.SIGSTOP)  # what would be there, were it killed now
            found.append(target.read_bytes())
            process.send_signal(signal.SIGCONT)
        process.kill()
    for _ in range(2):
        with started(case, target, *sheets) as process:
            time.sleep(random.uniform(0, 0.3))
            process.kill()
        assert process.returncode == -signal.SIGKILL
        found.append(target.read_bytes())
    assert set(found) == versions
