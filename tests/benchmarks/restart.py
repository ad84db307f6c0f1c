"""Measure solving again from an earlier plan: one partner's budgets become larger by a twentieth.

The changed case is solved from nothing, and from what was found for the case before the change. Told are the seconds,
of both stages together, until each has as small a gap as it had in the end from nothing: a later stage's values cannot
be compared, for it keeps what the earlier ones reached.

Usage: python -m tests.benchmarks.restart [--sizes M] [--seeds 1 2 3] [--limit 30]
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from pooling.case.case import Case
from pooling.plan.solve import Options, beginning_from
from tests.benchmarks.generate import SIZES, generate
from tests.benchmarks.trace import Trace
from tests.benchmarks.worker import GAP, traced

LARGER = 1.05


def changed(case: Case) -> Case:
    """The case with larger budgets of the partner that stands first among them."""
    first = case.budgets[0].partner
    rows = [replace(row, amount=row.amount * LARGER) if row.partner == first else row for row in case.budgets]
    return replace(case, budgets=tuple(rows))


def as_good(traces: Sequence[Trace], goal: Sequence[Trace]) -> float | None:
    """Seconds until every stage had a gap as small as the goal's last; None if one never had."""
    seconds = 0.0
    for trace, other in zip(traces, goal, strict=True):
        reached = None if other.gap is None else trace.within(other.gap + 1e-9)
        if reached is None:
            return None
        seconds += reached
    return seconds


def main() -> None:
    """Print a line per case and the median ratio per size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", default=["M"], choices=list(SIZES))
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--limit", type=float, default=30, help="seconds per stage")
    options = parser.parse_args()
    for size in options.sizes:
        ratios = []
        for seed in options.seeds:
            case = generate(size, seed)
            after = changed(case)
            limits = Options(gap=GAP, time_limit=options.limit)
            earlier, _ = traced(case, limits)
            if earlier is None:
                raise ValueError(f"{size} seed {seed}: no plan to begin from within {options.limit} s a stage")
            _, cold = traced(after, limits)
            _, warm = traced(after, beginning_from(earlier, limits))
            whole, again = as_good(cold, cold), as_good(warm, cold)
            ratios.append(again / whole if whole and again is not None else float("inf"))
            shown = [f"{trace.objective} {trace.value:.5g}" for traces in (cold, warm) for trace in traces]
            print(f"{size} seed {seed}: from nothing {shown[:2]} in {whole} s, from the earlier plan {shown[2:]}")
            print(f"  as good after {again} s: {ratios[-1]:.2f} of the time", flush=True)
        print(f"{size}: median {median(ratios):.2f} of the time")


if __name__ == "__main__":
    main()
