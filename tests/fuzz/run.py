"""Fuzzing intake: mutated demand sheets must give findings, never an exception, and quickly.

`make fuzz` runs for three minutes, from another seed each day.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from pathlib import Path

from fuzz.mutations import mutated
from helpers.sheets import untouched, write_exchange_case

from pooling.exchange.collect import collect
from pooling.exchange.template import read_base

SLOWEST = 2.0
"""Seconds that a file may take."""


def fuzz(folder: Path, seconds: float, seed: int) -> Counter[str]:
    """Collect mutated sheets for so long; how often each rule was told. Raises AssertionError naming the seed."""
    base = read_base(write_exchange_case(folder / "case.xlsx"))
    good = untouched(folder / "good.xlsx", "NLD").read_bytes()
    path = folder / "fuzzed.xlsx"
    told: Counter[str] = Counter()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        path.write_bytes(mutated(good, seed))
        begin = time.perf_counter()
        try:
            (verdict,) = collect(base, [path], "now").verdicts
        except Exception as fault:
            raise AssertionError(f"seed {seed} raises {type(fault).__name__}: {fault}") from fault
        taken = time.perf_counter() - begin
        assert taken < SLOWEST, f"seed {seed} takes {taken:.1f} s"
        assert all(finding.line.isprintable() for finding in verdict.findings), f"seed {seed} prints what it should not"
        told.update({finding.rule for finding in verdict.findings} or {"nothing"})
        told["files"] += 1
        seed += 1
    return told


def main() -> None:
    """Fuzz for as long as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--seed", type=int, default=int(time.time()) // 86400 * 1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = fuzz(Path(folder), options.seconds, options.seed)
    print(json.dumps(dict(told.most_common()), indent=2))


if __name__ == "__main__":
    main()
