"""Fuzzing intake: mutated demand sheets must give findings, never an exception, and quickly.

`make fuzz` runs for three minutes, from another seed each day.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from fuzz.mutations import mutated
from helpers.sheets import untouched, write_exchange_case

from pooling.exchange.collect import collect
from pooling.exchange.template import read_base

SLOWEST = 5.0
"""Seconds of a processor that a file may take."""

BATCH = 20
"""Files between two looks at the clock."""


def fuzz(folder: Path, files: int, seed: int) -> Counter[str]:
    """Collect so many mutated sheets; how often each rule was told. Raises AssertionError naming the seed."""
    base = read_base(write_exchange_case(folder / "case.xlsx"))
    good = untouched(folder / "good.xlsx", "NLD").read_bytes()
    path = folder / "fuzzed.xlsx"
    told: Counter[str] = Counter()
    for number in range(seed, seed + files):
        path.write_bytes(mutated(good, number))
        begin = _used()
        try:
            (verdict,) = collect(base, [path], "now").verdicts
        except Exception as fault:
            raise AssertionError(f"seed {number} raises {type(fault).__name__}: {fault}") from fault
        taken = _used() - begin
        assert taken < SLOWEST, f"seed {number} takes {taken:.1f} s"
        assert all(finding.line.isprintable() for finding in verdict.findings), f"seed {number} prints badly"
        told.update({finding.rule for finding in verdict.findings} or {"nothing"})
    return told


def _used() -> float:
    """Seconds of a processor used so far, in this process and those that it has waited for."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def main() -> None:
    """Fuzz for as long as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--seed", type=int, default=int(time.time()) // 86400 * 1_000_000)
    options = parser.parse_args()
    told: Counter[str] = Counter()
    end, seed = time.perf_counter() + options.seconds, options.seed
    with tempfile.TemporaryDirectory() as folder:
        while time.perf_counter() < end:
            told += fuzz(Path(folder), BATCH, seed)
            seed += BATCH
    print(json.dumps(dict(told.most_common()), indent=2))


if __name__ == "__main__":
    main()
